# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run in Odoo's shell on a database that the OCA modules left, with our addon in it and
nothing taken over yet: report and takeover with parts of their schema missing.

Each time within a savepoint that is rolled back. Prints ``halves: [[dropped, rows of
the report, rows done of those to be done, what is unaccounted for or failed], …]``.
"""

import json
import random
from unittest.mock import patch

from oca_accounts import unaccounted

from odoo.addons.chorus_pro_connector.models.takeover import chorus_takeover
from odoo.addons.chorus_pro_connector.models.takeover.report import TAKEN

TABLES = (
    "chorus_oca_flow",
    "chorus_partner_service",
    "chorus_flow_initial_account_move_rel",
    "account_move_chorus_ir_attachment_rel",
    "fr_chorus_api_expiry_remind_user_rel",
    "transmit_method",
    "ir_property",
    "account_invoice",
)
# Columns of theirs that may be missing; a table without the others is none of theirs.
COLUMNS = (
    "table_name IN ('chorus_oca_flow', 'chorus_partner_service', 'account_invoice')"
    " AND is_nullable = 'YES' AND column_name !~ '^(create|write)_'"
    " AND column_name <> 'partner_id'"
    " OR table_name = 'account_move' AND (column_name LIKE 'chorus\\_oca\\_%'"
    " OR column_name = 'chorus_service_code')"
    " OR table_name = 'res_partner' AND (column_name LIKE 'fr\\_chorus\\_%'"
    " OR column_name IN ('siren', 'nic', 'customer_invoice_transmit_method_id'))"
    " OR table_name = 'res_company' AND (column_name LIKE 'fr\\_chorus\\_%'"
    " OR column_name = 'server_env_defaults')"
)
RANDOM_HALVES = 12


class Halves:
    def __init__(self, env):
        self.env = env

    def query(self, statement):
        self.env.cr.execute(statement)
        return self.env.cr.fetchall()

    def drops(self):
        """Return {name of a part: statement that drops it}."""
        there = {
            name
            for (name,) in self.query(
                "SELECT table_name FROM information_schema.tables"
                " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            )
        }
        tables = {
            name: f"DROP TABLE IF EXISTS {name} CASCADE"
            for name in TABLES
            if name in there
        }
        columns = self.query(
            "SELECT table_name, column_name FROM information_schema.columns"
            f" WHERE table_schema = 'public' AND ({COLUMNS}) ORDER BY 1, 2"  # noqa: S608
        )
        return tables | {
            f"{table}.{column}": f"ALTER TABLE IF EXISTS {table}"
            f" DROP COLUMN IF EXISTS {column} CASCADE"
            for table, column in columns
        }

    def play(self, statements):
        """Look and take over without what is dropped; nothing of it stays."""
        self.env.cr.execute("SAVEPOINT half")
        try:
            for statement in statements:
                self.env.cr.execute(statement)
            takeovers = self.env["chorus.takeover"]
            takeovers.action_chorus_look()
            run = takeovers.search([], order="id desc", limit=1)
            run.action_chorus_take_over()
            ((rows, left),) = self.query(
                "SELECT count(*), count(*) FILTER (WHERE NOT done"
                f" AND verdict = ANY(ARRAY{list(TAKEN)!r}))"  # noqa: S608
                f" FROM chorus_takeover_row WHERE takeover_id = {run.id}"
            )
            missing = unaccounted(self.query, run.id)
            return rows, left, str(missing or "")
        except Exception as error:  # noqa: BLE001  what fails is what is looked for
            return 0, 0, repr(error)
        finally:
            self.env.cr.execute("ROLLBACK TO SAVEPOINT half")
            self.env.transaction.clear()

    def run(self):
        drops = self.drops()
        halves = [[], *([name] for name in drops)]
        chance = random.Random(19)  # noqa: S311  the same halves each time
        names = sorted(drops)
        halves += [
            chance.sample(names, len(names) // 2) for _half in range(RANDOM_HALVES)
        ]
        # As in Odoo's own tests: one transaction, whose end nobody sees.
        one = {"commit": lambda env: None, "in_test": lambda: True}
        with patch.multiple(chorus_takeover, **one):
            return [[half, *self.play(drops[name] for name in half)] for half in halves]


print("halves:", json.dumps(Halves(env).run()))  # noqa: F821  the shell defines env
env.cr.rollback()  # noqa: F821
print("done: halves")
