# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A worker is killed at each step of what we do with a works piece: still once."""

import base64

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.chorus_pro_connector.models.act.chorus_act_perform import (
    SENDING_DEADLINE,
)
from odoo.addons.chorus_pro_connector.models.flow.chorus_flow_deposit import (
    ABSENCE_DELAY,
)
from odoo.addons.chorus_pro_connector.tests.common import small_pdf
from odoo.addons.chorus_pro_connector.tests.killed import Deadly, Killed

from .chain_case import ChainCase
from .manager_case import ManagerCase

PERFORM = "odoo.addons.chorus_pro_connector.models.act.chorus_act_perform"


class WorksKilled(Deadly):
    """Before a case."""

    def dies(self, step, function):
        """Call ``function`` with a worker that dies there; return its act."""
        try:
            with self.killed_at(*step):
                function()
        except Killed:
            self.env.cr.execute("ROLLBACK TO SAVEPOINT committed")
            self.env.invalidate_all()
        return self.env["chorus.act"].sudo().search([], limit=1)

    def goes_on(self, act):
        """Let the scheduled action go on, time after time."""
        for _round in range(5):
            if act.attempt_date:
                act.attempt_date -= SENDING_DEADLINE + ABSENCE_DELAY
            self.sandbox.advance(120)
            act._chorus_advance()
        self.assertEqual((act.state, act.told), ("done", True))


@tagged("post_install", "-at_install")
class TestWorksKilled(WorksKilled, ChainCase):
    @mute_logger(PERFORM)
    def test_completing(self):
        market = self.running_market()
        move = self.posted_statements(market, 1).move_id
        self.send_statement(move.sudo().chorus_works_statement_id)
        for count, step in enumerate(
            (
                ("client", "invoice_history", False),
                ("chorus.act", "_chorus_claim_leaving", False),
                ("client", "complete_works", False),
                ("client", "complete_works", True),
                ("chorus.act", "_chorus_succeed", False),
            ),
            1,
        ):
            with self.subTest(step[1], after=step[2]):
                body = {"idFactureTravaux": int(move.chorus_identifier)}
                operation = "suspendre/demander/completer/factureTravaux"
                self.call_as("moe", operation, {**body, "commentaire": f"Plan {count}"})
                self.refresh(move)
                window = self.window(move)
                window.comment = f"Voici le plan {count}"
                act = self.dies(step, window.action_complete)
                self.assertIn(act.state, ("queued", "sending"))
                self.goes_on(act)
                self.refresh(move)
                self.assertEqual(move.chorus_status, "MISE_A_DISPOSITION_MOE")
                back = move.chorus_event_ids.filtered(
                    lambda event: event.code == "MISE_A_DISPOSITION_MOE"
                )
                self.assertEqual(len(back), 1 + count)

    @mute_logger(PERFORM)
    def test_depositing_the_next_piece(self):
        for count, step in enumerate(
            (
                ("client", "invoice_history", False),
                ("chorus.act", "_chorus_claim_leaving", False),
                ("client", "deposit_flow", False),
                ("client", "deposit_flow", True),
                ("chorus.act", "_chorus_succeed", False),
            ),
            1,
        ):
            with self.subTest(step[1], after=step[2]):
                statement, dossier = self.sent_final(number=f"2026-F{count}")
                first = statement.move_id.chorus_identifier
                self.associate("moe", first, "A18", f"DG-{count}", **self.whole)
                self.follow()
                window = self.opened(dossier.action_works_next())
                window.signed_file = base64.b64encode(small_pdf("Lu et accepte"))
                act = self.dies(step, window.action_deposit)
                self.assertIn(act.state, ("queued", "sending"))
                self.goes_on(act)
                numbers = [row["numero"] for row in self.sandbox.invoices()]
                self.assertEqual(numbers.count(act.number), 1)
                chain = [("A7", "us"), ("A18", "moe"), ("A8", "us")]
                self.assertEqual(self.chain(dossier), chain)


@tagged("post_install", "-at_install")
class TestManagerKilled(WorksKilled, ManagerCase):
    @mute_logger(PERFORM)
    def test_depositing_as_project_manager(self):
        for count, step in enumerate(
            (
                ("client", "search_works", False),
                ("client", "add_file", True),
                ("chorus.act", "_chorus_claim_leaving", False),
                ("client", "submit_works", False),
                ("client", "submit_works", True),
                ("chorus.act", "_chorus_succeed", False),
            ),
            1,
        ):
            with self.subTest(step[1], after=step[2]):
                self.drafted(number=f"SIT-{count}")
                row = self.draft(f"SIT-{count}")
                window = self.confirmed(self.issuing(row, f"EA-{count}"))
                act = self.dies(step, window.action_deposit)
                self.assertIn(act.state, ("queued", "sending"))
                self.goes_on(act)
                (piece,) = self.pieces_at_portal(f"EA-{count}")
                self.assertEqual(
                    str(piece["idFactureTravaux"]), row.issued_ids.identifier
                )
                self.assertFalse(row.waiting)
