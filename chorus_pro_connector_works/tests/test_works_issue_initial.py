# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""As project manager: a piece that opens a file, what came before it being on paper."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .chain_case import FRAMEWORKS
from .manager_case import SERVICE, SUPPLIER, ManagerCase
from .piece_case import MOA, MOA_SERVICE


@tagged("post_install", "-at_install")
class TestWorksIssueInitial(ManagerCase):
    def opening(self, number="EA-0", **values):
        """Open the window of an initial deposit, filled in."""
        issued = self.env["chorus.works.issued"].with_user(self.clerk)
        window = self.opened(issued.action_works_initial())
        supplier = self.make_partner("Maçonnerie du Loir", SUPPLIER)
        line = {"rate": 20.0, "base": 500.0}
        window.write(
            {
                "source": "print",
                "number": number,
                "supplier_id": supplier.id,
                "client_id": self.moa.id,
                "client_service_id": self.moa.chorus_service_ids[:1].id,
                "own_service": "MOE1",
                "market": "M-78",
                "line_ids": [Command.create(line)],
                "net": 570.0,
                **values,
            }
        )
        return window

    def test_an_initial_deposit(self):
        act = self.deposited(self.opening())
        self.assertFalse(act.payload["previous"])
        (piece,) = self.pieces_at_portal("EA-0")
        self.assertEqual(piece["cadreFacturation"], FRAMEWORKS["A15"])
        self.assertEqual(
            (piece["numeroMarche"], piece["identifiantMoa"], piece["codeServiceMoa"]),
            ("M-78", MOA, MOA_SERVICE),
        )
        issued = act.works_issued_id
        self.assertEqual((issued.total, issued.status), (600.0, "DEPOSEE"))
        with self.assertRaisesRegex(UserError, "is the number of A15"):
            self.confirmed(self.opening())
        with self.assertRaisesRegex(UserError, "A24 opens no invoicing file"):
            self.confirmed(self.opening("EA-9", framework="A24"))

    def test_an_initial_deposit_names_its_parties(self):
        window = self.opening(client_id=False)
        self.refused(window, "“Client .MOA.” is empty")
        window.client_id = self.make_partner("Sans numéro")
        self.refused(window, "has no SIRET")

    def test_an_unknown_recipient_is_refused_and_corrected(self):
        stranger = self.make_partner("Inconnue du portail", "99999999900011")
        window = self.confirmed(self.opening(payer_id=stranger.id))
        kind, sentence = self.params(window.action_deposit())
        self.assertEqual(kind, "danger")
        self.assertIn("nothing was done", sentence)
        issued = self.last_issue().works_issued_id
        self.assertIn("chorus_act", issued.act_alerts)
        again = self.opened(issued.with_user(self.clerk).action_again())
        self.assertEqual((again.payer_id, again.untaxed), (stranger, 500.0))
        self.assertEqual(again.own_service, "MOE1")
        again.payer_id = False
        self.deposited(again)
        self.assertEqual(len(self.pieces_at_portal("EA-0")), 1)

    def test_a_lost_initial_deposit_is_looked_up(self):
        self.sandbox.fault("reset", SERVICE)
        window = self.confirmed(self.opening())
        window.action_deposit()
        act = self.last_issue()
        self.assertEqual(act.state, "unknown")
        with self.assertRaisesRegex(UserError, "is the number of A15"):
            window.action_deposit()
        act._chorus_advance()
        self.assertEqual((act.state, act.attempts), ("done", 1))
        self.assertEqual(len(self.submitted()), 1)

    def test_a_company_that_is_none(self):
        self.company.sudo().chorus_works_manages = False
        with self.assertRaisesRegex(UserError, "does not act as project manager"):
            self.opening()
