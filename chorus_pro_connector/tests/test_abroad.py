# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A company outside France sees nothing of Chorus Pro."""

import re

from odoo import Command
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.account.tests.common import AccountTestInvoicingCommon

SCREENS = {
    "account.move": ("list", "kanban", "search", "form"),
    "res.partner": ("list", "form"),
    "account.journal": ("form", "kanban"),
    "res.config.settings": ("form",),
}


def shown(arch):
    """Return what of ours a screen still shows: nodes that no ancestor hides."""
    found = []
    for node in arch.iter("*"):
        names = " ".join(node.get(key, "") for key in ("name", "id", "class"))
        hidden = any(
            one.get("invisible") in ("1", "True")
            or one.get("column_invisible") in ("1", "True")
            for one in (node, *node.iterancestors())
        )
        if "chorus" in names and not hidden and node is not arch:
            found.append(names)
    return found


@tagged("post_install", "-at_install")
class TestAbroad(AccountTestInvoicingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.belgian = cls.company_data["company"]
        cls.belgian.country_id = cls.env.ref("base.be")
        cls.french = cls.setup_other_company(name="Filiale")["company"]
        # Its menus are there once it can talk to the portal.
        cls.french.write(
            {
                "country_id": cls.env.ref("base.fr").id,
                "chorus_client_id": "client",
                "chorus_client_secret": "secret",
                "chorus_login": "TECH_1@cpro.fr",
                "chorus_password": "password",
            }
        )

    def make_user(self, companies):
        return new_test_user(
            self.env,
            f"abroad_{len(companies)}_{companies[0].id}",
            groups="base.group_system,account.group_account_manager,"
            "base.group_partner_manager",
            company_id=companies[0].id,
            company_ids=[Command.set(companies.ids)],
        )

    def screens(self, user, companies):
        for model, types in SCREENS.items():
            records = self.env[model].with_user(user).with_company(companies[0])
            records = records.with_context(allowed_company_ids=companies.ids)
            for view_type in types:
                yield model, view_type, records._get_view(view_type=view_type)[0]

    def menus(self, user):
        menus = self.env["ir.ui.menu"].with_user(user).load_menus(False)
        texts = {menu["xmlid"] for key, menu in menus.items() if key != "root"}
        return {name for name in texts if name.startswith("chorus_pro_")}

    def test_a_belgian_company_sees_nothing(self):
        user = self.make_user(self.belgian)
        for model, view_type, arch in self.screens(user, self.belgian):
            with self.subTest(model=model, view=view_type):
                self.assertEqual(shown(arch), [])
        self.assertEqual(self.menus(user), set())

    def test_a_french_company_sees_all(self):
        user = self.make_user(self.french)
        seen = {
            (model, view_type): len(shown(arch))
            for model, view_type, arch in self.screens(user, self.french)
        }
        self.assertTrue(seen["account.move", "list"])
        self.assertTrue(seen["account.move", "search"])
        self.assertTrue(seen["account.move", "form"] > 20)
        self.assertTrue(seen["res.config.settings", "form"] > 10)
        self.assertIn("chorus_pro_connector.menu_chorus_flow", self.menus(user))

    def test_overseas_is_france(self):
        for code in ("re", "gp", "nc"):
            self.belgian.country_id = self.env.ref(f"base.{code}")
            self.assertFalse(self.belgian._chorus_abroad(), code)
        # Nobody said where it is.
        self.belgian.country_id = False
        self.assertFalse(self.belgian._chorus_abroad())

    def test_both_at_work(self):
        """The French company's columns stay while the Belgian one is looked at too."""
        both = self.belgian | self.french
        user = self.make_user(both)
        for model, view_type, arch in self.screens(user, both):
            if (model, view_type) == ("account.move", "list"):
                self.assertTrue(shown(arch))
        for model, view_type, arch in self.screens(user, self.belgian):
            with self.subTest(model=model, view=view_type):
                self.assertEqual(shown(arch), [])
        self.assertTrue(self.menus(user))

    def test_moving_the_company_moves_the_menus(self):
        user = self.make_user(self.belgian)
        self.assertFalse(self.menus(user))
        secrets = ("client_id", "client_secret", "login", "password")
        self.belgian.write({f"chorus_{name}": "given" for name in secrets})
        self.assertFalse(self.menus(user))
        self.belgian.partner_id.country_id = self.env.ref("base.fr")
        self.assertTrue(self.menus(user))

    def test_the_screens_still_work(self):
        """What others read of a hidden field is still there."""
        user = self.make_user(self.belgian)
        env = self.env(user=user, context={"allowed_company_ids": self.belgian.ids})
        invoices = env["account.move"].with_context(default_move_type="out_invoice")
        with Form(invoices) as form:
            form.partner_id = self.partner_a.with_env(env)
        self.assertEqual(form.record.chorus_state, "no")
        Form(env["res.config.settings"])
        Form(env["res.partner"])

    def methods(self, companies):
        """Return the sending methods that a client's form offers at these companies."""
        user = self.env["res.users"].search([("login", "=like", "abroad_2_%")])
        user = user or self.make_user(self.belgian | self.french)
        partners = self.env["res.partner"].with_user(user)
        partners = partners.with_context(allowed_company_ids=companies.ids)
        found = partners.get_views([(False, "form")])["models"]["res.partner"]["fields"]
        return dict(found["invoice_sending_method"]["selection"])

    def test_no_sending_method(self):
        """Neither on a client, nor in the window that sends."""
        self.assertNotIn("chorus_pro", self.methods(self.belgian))
        self.assertIn("email", self.methods(self.belgian | self.french))
        self.assertIn("chorus_pro", self.methods(self.french))
        self.assertIn("chorus_pro", self.methods(self.belgian | self.french))
        send = self.env["account.move.send"]
        applies = send._is_applicable_to_company
        self.assertFalse(applies("chorus_pro", self.belgian))
        self.assertTrue(applies("email", self.belgian))
        self.assertTrue(applies("chorus_pro", self.french))

    def test_a_supplier_from_abroad_with_credentials(self):
        """The portal takes them: who has given credentials means it."""
        secrets = ("client_id", "client_secret", "login", "password")
        self.belgian.write({f"chorus_{name}": "given" for name in secrets})
        applies = self.env["account.move.send"]._is_applicable_to_company
        self.assertTrue(applies("chorus_pro", self.belgian))
        self.assertIn("chorus_pro", self.methods(self.belgian))

    def test_the_card_of_a_journal_counts_nothing(self):
        user = self.make_user(self.belgian)
        journal = self.company_data["default_journal_sale"].with_user(user)
        self.assertFalse(re.search("chorus", journal.kanban_dashboard))
