# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Taking over what the OCA modules left: 20,000 flows, beside somebody who writes.

The database has Odoo's modules and no addon of ours. It gets 20,000 invoices, what
version 16.0 leaves of them, then our addon; then the report, and the takeover. Prints
how many flows there were, rows of the report done in a second, the longest time for
which a writer was kept waiting by the takeover, and what was lost of theirs.
"""

import json
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INSTALL = ROOT / "tests" / "install"
sys.path.insert(0, str(INSTALL))
from oca_database import Database  # noqa: E402  beside the tests that use it
from writer import Writer  # noqa: E402

DATABASE = os.environ["CHORUS_DB"]
FLOWS = int(os.environ.get("CHORUS_FLOWS", "20000"))
VERSION = os.environ.get("CHORUS_OCA_VERSION", "16")
TAKE = """
import json, time
started = time.monotonic()
run = env["chorus.takeover"].search([], limit=1)
run.action_chorus_look()
run = env["chorus.takeover"].search([], order="id desc", limit=1)
looked = time.monotonic() - started
env.cr.commit()
started = time.monotonic()
run.action_chorus_take_over()
taken = time.monotonic() - started
print("took:", json.dumps([run.row_count, run.taken_count, looked, taken]))
"""
# What theirs knew and ours does not: none of it may be there.
LOST = {
    "flows": """
        SELECT count(*) FROM chorus_oca_flow theirs
         WHERE NOT EXISTS (SELECT FROM chorus_flow ours
                            WHERE ours.id = theirs.id AND ours.name = theirs.name
                              AND ours.status IS NOT DISTINCT FROM theirs.status
                              AND ours.notes IS NOT DISTINCT FROM theirs.notes
                              AND ours.attachment_id IS NOT DISTINCT FROM
                                  theirs.attachment_id)""",
    "lines": """
        SELECT count(*) FROM chorus_flow_initial_account_move_rel theirs
         WHERE NOT EXISTS (SELECT FROM chorus_flow_line ours
                            WHERE ours.flow_id = theirs.chorus_flow_id
                              AND ours.move_id = theirs.move_id)""",
    "invoices": """
        SELECT count(*) FROM account_move
         WHERE chorus_flow_id IS DISTINCT FROM chorus_oca_flow_id
           AND chorus_oca_flow_id IS NOT NULL
            OR chorus_status IS DISTINCT FROM chorus_oca_status""",
    # Of two invoices with one identifier the report says so, and neither gets it.
    "identifiers": """
        SELECT count(*) FROM account_move move
         WHERE chorus_oca_identifier > 0
           AND chorus_identifier IS DISTINCT FROM chorus_oca_identifier::text
           AND (SELECT count(*) FROM account_move other
                 WHERE other.chorus_oca_identifier = move.chorus_oca_identifier) = 1""",
    "fingerprints": """
        SELECT count(*) FROM chorus_flow
         WHERE attachment_id IS NOT NULL AND sha256 IS NULL""",
    "documents": """
        SELECT count(*) FROM account_move_chorus_ir_attachment_rel theirs
         WHERE NOT EXISTS (SELECT FROM account_move_chorus_attachment_rel ours
                            WHERE ours.account_move_id = theirs.account_move_id
                              AND ours.ir_attachment_id = theirs.ir_attachment_id)""",
}


def main():
    database = Database(DATABASE, timeout=None)
    script = (INSTALL / "many_invoices.py").read_text(encoding="utf-8")
    database.shell(script, CHORUS_INSTALL_INVOICES=str(FLOWS + 1))
    world = (INSTALL / "oca_world.py").read_text(encoding="utf-8")
    database.shell(world, CHORUS_OCA_VERSION=VERSION, CHORUS_OCA_FLOWS=str(FLOWS))
    ids = [
        move for (move,) in database.query("SELECT id FROM account_move ORDER BY id")
    ]
    install = ("-i", "chorus_pro_connector", "--skip-auto-install", "--stop-after-init")
    with Writer(DATABASE, ids[::50]) as installing:
        database.odoo(*install)
    with Writer(DATABASE, ids[::50]) as taking:
        out = database.shell(TAKE)
    for writer in (installing, taking):
        if writer.failure:
            raise writer.failure
    found = re.search(r"took: (.*)", out)
    rows, taken, looked, seconds = json.loads(found[1])
    lost = {name: database.query(statement)[0][0] for name, statement in LOST.items()}
    print(
        f"rows {rows}, done {taken}; report {looked:.1f} s, takeover {seconds:.1f} s;"
        f" a writer waited {installing.longest:.2f} s while installing,"
        f" {taking.longest:.2f} s in the takeover ({taking.written} writes);"
        f" lost: {lost}",
        file=sys.stderr,
    )
    (flows,) = database.query("SELECT count(*) FROM chorus_flow")[0]
    result = {
        "flows": flows,
        "rows_per_second": round(taken / seconds),
        "longest_lock_seconds": round(taking.longest, 2),
        "lost": sum(lost.values()),
    }
    print(json.dumps(result))


main()
