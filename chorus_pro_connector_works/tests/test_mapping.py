# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The works mapping: who changes it, what it answers, what the portal lists."""

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged

from odoo.addons.chorus_pro_connector.tests.sandbox_case import SandboxCase

SIMPLE = "IN_DP_E2_CII_FACTURX"
WORKS = "SBX_INVENTE_TRAVAUX_FACTURX"


@tagged("post_install", "-at_install")
class TestMapping(SandboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "chorus_pro_connector_works.group_works_"
        values = {"company_id": cls.company.id, "company_ids": cls.company.ids}
        cls.user = new_test_user(cls.env, "works_user", groups=group + "user", **values)
        cls.manager = new_test_user(
            cls.env, "works_manager", groups=group + "manager", **values
        )
        cls.mapping = cls.env["chorus.works.mapping"].with_user(cls.manager)

    def row(self, key):
        return self.mapping.search([("key", "=", key)])

    def read_lists(self):
        action = self.mapping.with_company(self.company).action_read_lists()
        return action["params"]

    def test_values_as_delivered(self):
        value = self.mapping._get_value
        self.assertEqual(value("syntax"), SIMPLE)
        self.assertEqual(value("syntax.A4"), SIMPLE)
        self.assertEqual(value("recipient.A4"), "client")
        self.assertEqual(value("recipient.A8"), "payer")
        self.assertEqual(value("suffix.A22"), "-PG")
        with self.assertRaises(KeyError):
            value("nothing.like.it")

    def test_every_value_is_a_choice_and_has_a_mark(self):
        for row in self.mapping.search([]):
            with self.subTest(row.key):
                self.assertTrue(row.mark and row.help)
                self.assertEqual(row.value, row.default)
                self.assertTrue(not row.group or not row.value or row.option_id)

    def test_a_company_may_have_a_row_of_its_own(self):
        own = self.row("prepaid.chorus").with_company(self.company).action_own_row()
        own.value = "none"
        value = self.mapping._get_value
        self.assertEqual(value("prepaid.chorus", self.company), "none")
        self.assertEqual(value("prepaid.chorus"), "due_now")

    def test_the_more_precise_row_wins(self):
        self.read_lists()
        self.row("syntax.A7").value = WORKS
        self.assertEqual(self.mapping._get_value("syntax.A7"), WORKS)
        self.assertEqual(self.mapping._get_value("syntax.A4"), SIMPLE)

    def test_a_value_that_is_no_choice_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "IN_DP_E4_GUESSED"):
            self.row("syntax").value = "IN_DP_E4_GUESSED"
        with self.assertRaisesRegex(ValidationError, "{siret}"):
            self.row("pattern.moe").value = "MOE : {0}"

    def test_the_portal_lists_its_syntaxes(self):
        params = self.read_lists()
        self.assertEqual(params["type"], "success")
        self.assertIn(WORKS, params["message"])
        options = self.env["chorus.works.mapping.option"].sudo()
        found = options.search([("group", "=", "framework")])
        self.assertIn("A4_PROJET_DECOMPTE_MENSUEL_FOURNISSEUR", found.mapped("code"))
        own = options.search([("group", "=", "structure")])
        self.assertEqual(own.mapped("code"), ["33254021516357"])
        count = options.search_count([])
        self.assertNotIn(WORKS, self.read_lists()["message"])
        self.assertEqual(options.search_count([]), count)

    def test_a_value_that_the_portal_does_not_list_is_told(self):
        options = self.env["chorus.works.mapping.option"].sudo()
        options.create({"group": "syntax", "code": "GONE", "read_on": "2026-01-01"})
        self.row("syntax").value = "GONE"
        self.assertIn("GONE", self.read_lists()["message"])

    def test_a_list_that_is_refused_leaves_the_others(self):
        self.sandbox.fault("http_500", "transverses/recuperer/typefacturetravaux")
        params = self.read_lists()
        self.assertEqual(params["type"], "warning")
        self.assertIn(WORKS, params["message"])

    def test_without_connection_nothing_changes(self):
        self.company.sudo().chorus_client_id = False
        params = self.read_lists()
        self.assertEqual(params["type"], "warning")
        options = self.env["chorus.works.mapping.option"].sudo()
        read = options.search([("read_on", "!=", False)])
        self.assertFalse(read)

    def test_who_verified_and_when(self):
        row = self.row("syntax")
        row.action_verified()
        self.assertEqual(row.verified_by, self.manager)
        written = fields.Date.context_today(row, row.write_date)
        self.assertEqual(row.verified_on, written)
        self.read_lists()
        row.value = WORKS
        self.assertFalse(row.verified_by or row.verified_on)
        self.assertTrue(row.is_changed)
        row.action_restore()
        self.assertEqual(row.value, SIMPLE)

    def test_only_managers_change_it(self):
        row = self.row("syntax").with_user(self.user)
        self.assertEqual(row.value, SIMPLE)
        with self.assertRaises(AccessError):
            row.value = False
        with self.assertRaises(AccessError):
            row.action_verified()
        with self.assertRaises(AccessError):
            row.action_read_lists()
        with self.assertRaises(AccessError):
            self.row("syntax").with_user(self.clerk).read(["value"])
