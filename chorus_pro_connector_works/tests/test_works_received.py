# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""As project manager: what is received, and corrected."""

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .manager_case import ManagerCase


@tagged("post_install", "-at_install")
class TestWorksReceived(ManagerCase):
    def test_what_is_received(self):
        self.drafted()
        row = self.draft()
        self.assertEqual((row.framework, row.answer), ("A4", "A15"))
        self.assertEqual((row.asked_total, row.total, row.net), (1200, 1200, 1140))
        self.assertEqual((row.market, row.supplier_siret), ("M-77", "33254021516357"))
        self.assertTrue(row.waiting)
        # Read again, what was corrected meanwhile stays.
        row.untaxed = 900.0
        self.draft()
        self.assertEqual((row.untaxed, row.difference), (900.0, 100.0))

    def test_once_it_is_deposited_it_no_longer_waits(self):
        """Whoever deposits it on the portal's site: the next reading says so."""
        self.drafted()
        row = self.draft()
        self.associate("moe", row.identifier, "A15", "EA-1")
        self.assertFalse(self.draft().waiting)
        self.assertFalse(row.may_issue)
        with self.assertRaisesRegex(UserError, "its answer stays"):
            row.untaxed = 1.0

    def test_a_final_draft(self):
        self.drafted("A7", "DF-1")
        row = self.draft("DF-1")
        self.assertEqual(row.answer, "A17")
        row.answer = "A18"
        with self.assertRaisesRegex(ValidationError, "does not follow"):
            row.answer = "A15"

    def test_read_with_the_inbox_of_validators(self):
        self.drafted()
        rows = self.env["chorus.works.received"]
        self.env["chorus.validation"].sudo()._chorus_refresh(self.company)
        self.assertEqual(rows.search([]).mapped("number"), ["SIT-1"])
        self.company.sudo().chorus_works_manages = False
        self.sandbox.forget_requests()
        self.env["chorus.validation"].sudo()._chorus_refresh(self.company)
        asked = self.sandbox.requests_of("facturesTravaux/rechercher")
        self.assertEqual(asked, [])

    def test_rights(self):
        self.drafted()
        row = self.draft()
        with self.assertRaises(AccessError):
            row.write({"asked_total": 1.0})
        with self.assertRaises(AccessError):
            row.with_user(self.foreman).read(["number"])
        with self.assertRaises(AccessError):
            row.create({"company_id": self.company.id, "identifier": "1"})
