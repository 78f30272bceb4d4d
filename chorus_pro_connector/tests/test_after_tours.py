# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Payments expected and archives of proofs, in a real browser."""

from odoo import fields
from odoo.tests import HttpCase, tagged

from .test_clock import ClockCase

HOME = "/odoo/customer-invoices"


@tagged("post_install", "-at_install")
class TestAfterTours(ClockCase, HttpCase):
    # The browser has its own today.
    today = fields.Date.today()

    def setUp(self):
        super().setUp()
        self.clerk.sudo().write({"password": "chorus_clerk", "lang": "en_US"})

    def tour(self, name, url=HOME):
        self.start_tour(url, name, login="chorus_clerk")
        self.env.invalidate_all()

    def followed_since(self, client, days, paid=None):
        """Return an invoice that its client has had for so many days."""
        move = self.followed(client=client, price=100.0)
        now = fields.Datetime.now()
        rows = [("MISE_A_DISPOSITION", days)]
        if paid:
            rows.append(("MISE_EN_PAIEMENT", days - paid))
        self.env["chorus.status.event"].sudo().create(
            [
                {
                    "move_id": move.id,
                    "code": code,
                    "date": fields.Datetime.subtract(now, days=age),
                }
                for code, age in rows
            ]
        )
        return move

    def test_payments_expected(self):
        town = self.client()
        for days in range(20, 29):
            for _turn in range(3):
                self.followed_since(town, 90, days)
        self.followed_since(town, 60)
        self.followed_since(town, 5)
        self.env["chorus.forecast"].sudo()._chorus_refresh_company(self.company.sudo())
        self.tour("chorus_payments_expected")

    def test_archive_of_proofs(self):
        moves = self.delivered() | self.delivered()
        self.tour(
            "chorus_archive_of_proofs", "/odoo/action-account.action_move_out_invoice"
        )
        proof = self.env["chorus.proof"].search([])
        self.assertEqual(sorted(proof.sudo().invoices), moves.ids)
        proof.sudo()._chorus_make()
        self.tour("chorus_archive_ready")
