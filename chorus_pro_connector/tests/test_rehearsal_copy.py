# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The copy for a rehearsal, as the addon itself offers it; sending it is tested in
``tests/install`` of the repository."""

import base64
import json

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import BUYER_SIRET, ChorusInvoiceCommon

SECRETS = ("Préfecture", "Eure-et-Loir", "Châteaudun", "Forges", "Ateliers", "Élagage")
SECRETS += ("EJ-1400012345", "camille", "Camille", "FR76300060", "République", "33254")


@tagged("post_install", "-at_install")
class TestRehearsalCopy(ChorusInvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = new_test_user(
            cls.env,
            "rehearsal_boss",
            groups="base.group_system,account.group_account_manager",
            company_id=cls.company.id,
        )
        cls.day = fields.Date.today() - relativedelta(months=1)

    def recent(self, number, **values):
        line = self.line("Élagage rue des Forges", 100.0, quantity=3)
        values = {"invoice_date": self.day, "invoice_date_due": self.day, **values}
        return self.make_invoice([line], number, **values)

    def copy(self, user=None, **values):
        wizards = self.env["chorus.rehearsal.wizard"].with_user(user or self.boss)
        wizard = wizards.create({"company_id": self.company.id, **values})
        wizard.action_prepare()
        return wizard, json.loads(base64.b64decode(wizard.file))

    def test_what_is_kept_and_what_is_not(self):
        self.buyer.sudo().write(
            {"chorus_commitment_required": True, "chorus_checked": self.day}
        )
        service = {"partner_id": self.buyer.id, "code": "SFACETAT", "name": "Secret"}
        self.env["chorus.service"].create(service)
        move = self.recent("F-2026-001", narration="<p>Merci à Camille</p>")
        wizard, copy = self.copy()
        text = json.dumps(copy, ensure_ascii=False)
        self.assertEqual([word for word in SECRETS if word in text], [])
        self.assertEqual((wizard.invoice_count, wizard.client_count), (1, 1))
        (invoice,) = copy["invoices"]
        self.assertEqual(invoice["number"], "F-2026-001")
        self.assertEqual(invoice["date"], str(self.day))
        self.assertEqual(invoice["total"], move.amount_total)
        self.assertEqual(invoice["service"], "SFACETAT")
        self.assertRegex(invoice["commitment"], r"^[A-Z]{2}-\d{10}$")
        self.assertRegex(invoice["narration"], r"^<p>[A-Z][a-z]{4} . [A-Z][a-z]{6}</p>")
        (line,) = invoice["lines"]
        self.assertEqual((line["quantity"], line["price_unit"]), (3.0, 100.0))
        self.assertEqual(line["taxes"], move.invoice_line_ids.tax_ids.ids)
        (partner,) = copy["partners"]
        self.assertEqual(partner["registry"], BUYER_SIRET)
        self.assertTrue(partner["chorus_commitment_required"])
        self.assertTrue(partner["demands_known"])
        self.assertEqual([row["code"] for row in copy["services"]], ["SFACETAT"])

    def test_who_counts_as_public(self):
        """By the sending method, or by the SIREN; nobody else is copied."""
        self.buyer.invoice_sending_method = False
        private = self.buyer.copy({"company_registry": "44306184100047"})
        self.recent("F-2026-001")
        self.recent("F-2026-002", partner_id=private.id)
        _wizard, copy = self.copy()
        self.assertEqual([row["number"] for row in copy["invoices"]], ["F-2026-001"])
        private.invoice_sending_method = "chorus_pro"
        _wizard, copy = self.copy()
        self.assertEqual(len(copy["invoices"]), 2)

    def test_months_and_drafts(self):
        self.recent("F-2026-001", invoice_date=self.day - relativedelta(months=3))
        self.recent("F-2026-002", post=False)
        with self.assertRaisesRegex(UserError, "no confirmed invoice"):
            self.copy(months=2)
        _wizard, copy = self.copy(months=6)
        self.assertEqual([row["number"] for row in copy["invoices"]], ["F-2026-001"])
        for months in (0, 37):
            with self.assertRaisesRegex(UserError, "between 1 and 36"):
                self.copy(months=months)

    def test_only_administrators(self):
        self.recent("F-2026-001")
        manager = new_test_user(
            self.env, "rehearsal_manager", groups="account.group_account_manager"
        )
        for user in (self.clerk, manager):
            with self.assertRaises(AccessError):
                self.copy(user)
        # Past the rules in SQL: who may read no invoice gets none.
        system = new_test_user(
            self.env,
            "rehearsal_system",
            groups="base.group_system",
            company_id=self.company.id,
        )
        with self.assertRaises(AccessError):
            self.copy(system)

    def test_no_other_company(self):
        other = self.setup_other_company(name="Autre")["company"]
        with self.assertRaisesRegex(UserError, "your own companies"):
            self.copy(company_id=other.id)
