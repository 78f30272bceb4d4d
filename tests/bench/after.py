# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What comes after the deposit, on many invoices: lists, forecasts, proofs, claims.

``setup/bench.sh after [INVOICES] [LIST] [PROOFS]``: INVOICES (50000) that the portal
has, one in ten of them open, of 200 clients; LIST (10000) customer invoices in a list;
PROOFS (500) invoices really deposited at the sandbox.

* ``list_ratio``: opening the list with the addon's columns over the same list without
  them, as in *ui*, for pages of 80 and 1000 rows, when each tenth invoice has a history
  and an expected payment; the worse of both. Queries that grow with the rows fail.
* ``forecast_seconds``: all histories are read, all rows written, and the pivot of the
  payments expected is asked for; beside it what the sales journal's card takes.
* ``proof_500_seconds``: one archive of PROOFS invoices, from the button until its own
  verify.py has found it whole, the downloads from the sandbox included.
* ``claims_per_second``: late invoices whose interest is computed from their history.

Last line: these four and ``invoices``, as JSON.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import date, timedelta
from pathlib import Path

from bench._odoo import configure, environment, invoices, sandbox
from bench.deposit import attach_pdf
from bench.refresh import follow_many
from bench.ui import clerk, make_journal, measure_page, tell

CLIENTS = 200
OPEN_SHARE = 10  # one invoice in so many
PAGES = {80: 41, 1000: 9}  # rows on a page → rounds
LATE = 2000


def histories(env, count):
    """Give each invoice that the portal has a history of up to 500 days.

    One in :data:`OPEN_SHARE` waits for its client still; the others were paid.
    """
    rand, today = random.Random("after"), date.today()
    env.cr.execute(
        "SELECT id FROM account_move WHERE chorus_identifier IS NOT NULL"
        " ORDER BY id LIMIT %s",
        [count],
    )
    rows = []
    for rank, (move,) in enumerate(env.cr.fetchall()):
        available = today - timedelta(days=150 + rand.randrange(350))
        steps = [("DEPOSEE", available), ("MISE_A_DISPOSITION", available)]
        if rank % OPEN_SHARE:
            ordered = available + timedelta(days=round(rand.lognormvariate(3, 0.6)))
            paid = ordered + timedelta(days=round(rand.expovariate(1 / 8)))
            steps += [("MANDATEE", ordered), ("MISE_EN_PAIEMENT", paid)]
        elif rank % (2 * OPEN_SHARE):
            steps = [(code, today - timedelta(days=rank % 30)) for code, _day in steps]
        rows += [(move, code, day) for code, day in steps]
    company = env["res.company"].search([], limit=1, order="id")
    env.cr.execute(
        """
        INSERT INTO chorus_status_event (move_id, company_id, code, date)
        SELECT move, %s, code, day + interval '9 hours'
          FROM unnest(%s, %s, %s::date[]) AS row(move, code, day)
        """,
        [company.id, *map(list, zip(*rows, strict=True))],
    )
    # The last word of each history, and the money of those that were paid.
    env.cr.execute(
        """
        UPDATE account_move move
           SET chorus_status = last.code,
               chorus_status_date = last.date,
               chorus_state = CASE WHEN last.code = 'MISE_EN_PAIEMENT'
                              THEN 'paid' ELSE 'delivered' END,
               payment_state = CASE WHEN last.code = 'MISE_EN_PAIEMENT'
                               THEN 'paid' ELSE 'not_paid' END
          FROM (SELECT DISTINCT ON (move_id) move_id, code, date
                  FROM chorus_status_event ORDER BY move_id, date DESC, id DESC) last
         WHERE last.move_id = move.id
        """
    )


def spread(env):
    """Share the invoices out to :data:`CLIENTS` clients, some with services."""
    model = env["account.move"].search([("chorus_identifier", "!=", False)], limit=1)
    partner = model.commercial_partner_id
    clients = [
        partner.copy({"name": f"Commune {number}"}).id for number in range(CLIENTS)
    ]
    env.flush_all()
    env.cr.execute(
        """
        UPDATE account_move
           SET commercial_partner_id = (%(clients)s)[1 + id %% %(count)s],
               partner_id = (%(clients)s)[1 + id %% %(count)s],
               buyer_reference = CASE WHEN id %% 3 = 0 THEN 'S' || id %% 2 END
         WHERE chorus_identifier IS NOT NULL
        """,
        {"clients": clients, "count": CLIENTS},
    )
    env["res.partner"].browse(clients).write({"chorus_category": "local"})
    env.flush_all()
    for table in ("account_move", "chorus_status_event", "chorus_flow_line"):
        env.cr.execute(f"ANALYZE {table}")
    env.invalidate_all()


def measure_forecast(env, company):
    """Return the seconds of one whole reading with all that is written, and a pivot."""
    forecasts = env["chorus.forecast"]
    today = date.today()
    start = time.perf_counter()
    forecasts._chorus_forecast(company, today)
    read = time.perf_counter()
    groups = forecasts.formatted_read_group(
        [], ["partner_id", "date:month"], ["amount:sum"]
    )
    spent = time.perf_counter() - start
    known = forecasts.search_count([("date", "!=", False)])
    tell(
        f"{forecasts.search_count([])} invoices open, {known} with a date: read and"
        f" written in {read - start:.2f} s; pivot of {len(groups)} cells"
        f" {spent - (read - start):.2f} s"
    )
    if not known:
        sys.exit("Error: no payment is expected")
    start = time.perf_counter()
    forecasts._chorus_forecast(company, today)
    tell(f"once more, nothing to write: {time.perf_counter() - start:.2f} s")
    journals = env["account.journal"].search([("type", "=", "sale")])
    start = time.perf_counter()
    journals._chorus_card_counts()
    tell(f"counters of the journal's card: {time.perf_counter() - start:.3f} s")
    return spent


def measure_claims(env):
    """Return how many late invoices a second are claimed."""
    moves = env["account.move"].search(
        [("chorus_identifier", "!=", False), ("payment_state", "=", "not_paid")],
        limit=LATE,
        order="id",
    )
    env.cr.execute(
        "UPDATE account_move SET chorus_legal_start = invoice_date,"
        " chorus_legal_due = CURRENT_DATE - 90 WHERE id = ANY(%s)",
        [moves.ids],
    )
    env.invalidate_all()
    start = time.perf_counter()
    claims = moves._chorus_claims()
    spent = time.perf_counter() - start
    tell(f"{len(claims)} claims in {spent:.2f} s")
    if len(claims) != len(moves):
        sys.exit(f"Error: {len(claims)} of {len(moves)} were claimed")
    return len(claims) / spent


def deposited(env, company, count):
    """Return invoices that the sandbox has integrated, with their histories."""
    moves = invoices(env, company, count, 3)
    attach_pdf(moves)
    start = time.perf_counter()
    for move in moves:
        move.action_chorus_send()
    sandbox("clock", {"advance": 600})
    flows = moves.chorus_flow_id
    for flow in flows:
        flow.sudo()._chorus_advance()
    moves.invalidate_recordset()
    lacking = moves.filtered(lambda move: not move.chorus_identifier)
    if lacking:
        sys.exit(f"Error: {len(lacking)} invoices did not arrive")
    tell(f"{count} invoices deposited in {time.perf_counter() - start:.0f} s")
    return moves


def measure_proofs(env, company, count):
    """Return the seconds until an archive is found whole by its own program."""
    moves = deposited(env, company, count)
    env.cr.commit()
    start = time.perf_counter()
    proof = env["chorus.proof"]._chorus_start(moves)
    while proof.state == "running":
        proof._chorus_step()
        env.cr.commit()
        env.invalidate_all()
    with tempfile.TemporaryDirectory() as folder:
        path, script = Path(folder, "archive.zip"), Path(folder, "verify.py")
        with path.open("wb") as file:
            proof._chorus_assemble(file)
        with zipfile.ZipFile(path) as archive:
            script.write_bytes(archive.read("verify.py"))
        made = time.perf_counter() - start
        run = [sys.executable, "-I", str(script), str(path), "--head", proof.chain]
        done = subprocess.run(run, capture_output=True, text=True)
        spent = time.perf_counter() - start
        tell(
            f"archive of {count}: made in {made:.1f} s, {path.stat().st_size >> 20} MB,"
            f" verified in {spent - made:.1f} s; {len(proof.absent)} files missing"
        )
    if done.returncode or proof.absent:
        sys.exit(f"Error: {done.stdout} {proof.absent[:3]}")
    return spent


def measure_list(env, count):
    """Return the worse ratio; stop when queries grow with the rows."""
    found = {
        rows: measure_page(env, rows, turns, count) for rows, turns in PAGES.items()
    }
    queries = {rows: round(extra * rows) for rows, (_ratio, extra) in found.items()}
    if len(set(queries.values())) > 1:
        sys.exit(f"Error: our columns take {queries} queries by size of page")
    return max(ratio for ratio, _extra in found.values())


def make_list(env, company, count):
    """Make a journal in which each tenth invoice has an expected payment."""
    make_journal(env, company, count)
    env.cr.execute(
        """
        WITH ours AS (
            UPDATE account_move SET chorus_identifier = 'L' || id
             WHERE move_type = 'out_invoice' AND id %% 10 = 0 RETURNING id, company_id)
        INSERT INTO chorus_forecast (move_id, company_id, stage, since, date, unusual)
        SELECT id, company_id, 'available', CURRENT_DATE - 9, CURRENT_DATE + 9,
               CURRENT_DATE + id %% 3 - 1
          FROM ours
        """
    )
    env.cr.execute("ANALYZE chorus_forecast")
    env.invalidate_all()


def main():
    given = [int(value) for value in sys.argv[1:]]
    count, listed, proofs = (*given, *(50_000, 10_000, 500)[len(given) :])
    with environment() as env:
        company = configure(env)
        make_list(env, company, listed)
        ratio = measure_list(clerk(env, company), listed)
        env.cr.rollback()
        env.invalidate_all()
        company = configure(env)
        proof = measure_proofs(env, company, proofs)
        loaded = [
            {"id": 10**9 + number, "numero": f"MESURE-{number}"}
            for number in range(count)
        ]
        follow_many(env, company, loaded)
        histories(env, count)
        spread(env)
        seconds = measure_forecast(env, company)
        claims = measure_claims(env)
    print(
        json.dumps(
            {
                "invoices": count,
                "list_ratio": round(ratio, 3),
                "forecast_seconds": round(seconds, 2),
                "proof_500_seconds": round(proof, 1),
                "claims_per_second": round(claims),
            }
        )
    )


if __name__ == "__main__":
    main()
