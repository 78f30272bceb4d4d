# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .statement_case import StatementCommon

OPERATIONS = ("read", "write", "create", "unlink")
# Model → role → what it may do.
MATRIX = {
    "chorus.works.statement": {
        "site": "read write",
        "user": "read write create unlink",
        "manager": "read write create unlink",
        "auditor": "read",
        "invoicing": "",
        "employee": "",
    },
    "chorus.works.statement.line": {
        "site": "read write",
        "user": "read write",
        "manager": "read write",
        "auditor": "read",
        "invoicing": "",
        "employee": "",
    },
    "chorus.works.statement.other": {
        "site": "",
        "user": "read write create unlink",
        "manager": "read write create unlink",
        "auditor": "read",
        "invoicing": "",
        "employee": "",
    },
    "chorus.works.statement.revision": {
        "site": "",
        "user": "read",
        "manager": "read",
        "auditor": "read",
        "invoicing": "",
        "employee": "",
    },
    "chorus.works.statement.rate": {
        "site": "",
        "user": "read",
        "manager": "read",
        "auditor": "read",
        "invoicing": "",
        "employee": "",
    },
}


@tagged("post_install", "-at_install")
class TestStatementRights(StatementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.roles = {
            "site": cls.foreman,
            "user": cls.clerk,
            "manager": cls.manager,
            "auditor": cls.other_user("auditor", "account.group_account_readonly"),
            "invoicing": cls.other_user("invoicing", "account.group_account_invoice"),
            "employee": cls.other_user("employee", "base.group_user"),
        }

    @classmethod
    def other_user(cls, login, group):
        return new_test_user(
            cls.env,
            f"works_{login}",
            groups=f"base.group_user,{group}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def test_matrix(self):
        for model, roles in MATRIX.items():
            for role, allowed in roles.items():
                records = self.env[model].with_user(self.roles[role])
                found = [name for name in OPERATIONS if records.has_access(name)]
                self.assertEqual(" ".join(found), allowed, (model, role))

    def test_another_company_reads_nothing(self):
        market = self.running_market()
        statement = self.new_statement(market)
        other = self.setup_other_company(name="Autre entreprise")["company"]
        stranger = new_test_user(
            self.env,
            "works_stranger",
            groups="base.group_user,chorus_pro_connector_works.group_works_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        for records in (
            statement,
            statement.line_ids,
            statement.revision_ids,
            statement.rate_ids,
        ):
            self.assertFalse(
                records.with_user(stranger).search([("id", "in", records.ids)])
            )
            with self.assertRaises(AccessError):
                records.with_user(stranger).read(["display_name"])

    def test_site_reads_all_that_it_is_offered(self):
        statement = self.new_statement(self.running_market()).with_user(self.foreman)
        for records in (statement, statement.line_ids):
            with self.subTest(records._name):
                self.assertTrue(records.read())
                self.assertNotIn("piece_ids", records.fields_get())

    def test_name_is_in_the_language_of_its_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        market = self.running_market()
        statement = self.new_statement(market)
        french = statement.with_context(lang="fr_FR")
        self.assertEqual(statement.display_name, f"{market.number} – Statement 1")
        self.assertEqual(french.display_name, f"{market.number} – Situation n° 1")
        for text in (market.number, french.display_name, statement.display_name):
            found = [each for each, _name in french.name_search(text)]
            self.assertEqual(found, statement.ids, text)
