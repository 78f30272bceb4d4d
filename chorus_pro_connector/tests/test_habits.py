# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a client sent back before is said before the next invoice leaves."""

from odoo.tests import tagged

from .test_clock import ClockCase

MISSING = "Il manque le bon de livraison"


@tagged("post_install", "-at_install")
class TestHabits(ClockCase):
    def setUp(self):
        super().setUp()
        self.mayor = self.client("12345678200051")

    def told(self, move):
        return [
            issue["message"]
            for issue in move._chorus_find_issues(live=True)
            if issue["code"] == "client_habit"
        ]

    def returned(self, count, comment=MISSING, of=4):
        for number in range(of):
            rows = [("MISE_A_DISPOSITION", 9, 1)]
            if number < count:
                rows.append(("SUSPENDUE", 9, 5, comment))
            self.followed(*rows, client=self.mayor)

    def test_a_habit_is_measured_and_told(self):
        self.returned(2)
        move = self.invoice(self.mayor)
        (message,) = self.told(move)
        self.assertIn("2 of its last 4 invoices", message)
        self.assertIn("complete the invoice", message)
        self.assertEqual(move.chorus_state, "ready")
        move.chorus_attachment_ids = move.env["ir.attachment"].create(
            {"name": "bl.pdf", "raw": b"%PDF-1.4"}
        )
        self.assertEqual(self.told(move), [])

    def test_one_click_ends_it(self):
        """Measured, proposed as a warning, and switched off for this client alone."""
        self.returned(4, of=9)
        move = self.invoice(self.mayor)
        (message,) = self.told(move)
        self.assertIn("4 of its last 9 invoices", message)
        _label, method = move._chorus_issue_call("habit")
        getattr(move, method)()
        self.assertEqual(self.told(move), [])

    def test_once_or_for_another_reason_is_no_habit(self):
        self.returned(1)
        self.returned(2, "Erreur de routage", of=2)
        self.returned(2, "Bonjour, rappelez-moi", of=2)
        self.assertEqual(self.told(self.invoice(self.mayor)), [])

    def test_rare_returns_are_no_habit(self):
        self.returned(2, of=11)
        self.assertEqual(self.told(self.invoice(self.mayor)), [])
