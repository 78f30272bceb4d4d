# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An accountant answers each return, reads the legal dates and decides on an invoice of
others, in French, in the browser, and never opens the portal."""

from datetime import date

from odoo.tests import HttpCase, tagged

from .french_case import InFrench
from .sandbox_case import COMMITMENT
from .test_clock_played import MISSING, PlayedCase
from .test_validation import ValidationCase

INBOX = "/odoo/action-chorus_pro_connector.action_chorus_validation"


@tagged("post_install", "-at_install")
class TestFrench(InFrench, PlayedCase, HttpCase):
    browser_size = "1440x900"

    def test_suspended(self):
        """The second worked case: the new delay is read where the answer was given."""
        move = self.made_available(date(2026, 9, 1), 10_000)
        self.suspended(move, date(2026, 9, 26))
        self.on(date(2026, 10, 6))
        self.tour("complete", move)
        self.assertEqual(move.chorus_status, "COMPLETEE")
        self.assertEqual(move.chorus_legal_due, date(2026, 11, 5))
        self.assertIn(MISSING, move.chorus_event_ids.mapped("comment"))

    def test_sent_back(self):
        self.client(COMMITMENT, name="Département Nord")
        move = self.decided("A_RECYCLER", "Pas pour nous")
        number = move.name
        self.tour("recycle", move)
        self.assertEqual((move.name, move.chorus_way), (number, False))
        self.assertEqual(move.purchase_order_reference, "EJ20260001")

    def test_refused(self):
        move = self.decided("REJETEE", "Quantité facturée incorrecte")
        self.tour("refused", move)
        self.assertEqual(move.payment_state, "reversed")
        self.run_follow()
        self.assertEqual(self.last_act(move).state, "done")

    def test_refused_and_paid_from_a_petty_cash(self):
        move = self.decided("REJETEE", "Transfert pour paiement en régie")
        self.tour("nothing_more", move)
        self.assertEqual(self.last_act(move).state, "done")
        self.assertFalse(move.reversal_move_ids)

    def test_wrong_validator(self):
        move = self.wrong_validator()
        self.tour("validator", move)
        self.assertEqual(move.chorus_status, "A_VALIDER_1")
        self.assertEqual(move.chorus_validator_siret, "55512345600025")

    def test_late(self):
        """The first worked case, on the form."""
        move = self.made_available(date(2026, 9, 10), 10_000)
        self.paid(move, date(2026, 11, 20))
        self.tour("late", move)


@tagged("post_install", "-at_install")
class TestFrenchInbox(InFrench, ValidationCase, HttpCase):
    browser_size = "1440x900"

    def test_an_invoice_of_others(self):
        self.given()
        row = self.listed()
        self.tour("decide", url=INBOX)
        self.assertFalse(row.waiting)
        self.assertEqual(self.status(row).current, "REFUSEE_1")
