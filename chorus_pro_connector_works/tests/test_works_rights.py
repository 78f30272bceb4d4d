# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every model of the addon has its rights and its rule between companies, judged."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from . import test_market_rights, test_statement_rights
from .piece_case import PieceCase

OPERATIONS = ("read", "write", "create", "unlink")
LOOK, ALL = "read", "read write create unlink"
ROLES = ("site", "user", "manager", "auditor", "invoicing", "employee")
# Model → what each role may do; those of markets and statements have their own tables.
MATRIX = {
    "chorus.works.piece": ("", LOOK, LOOK, LOOK, "", ""),
    "chorus.works.dossier": ("", LOOK, LOOK, LOOK, "", ""),
    "chorus.works.event": ("", "read write create", ALL, LOOK, "", ""),
    "chorus.works.deadline": ("", LOOK, LOOK, LOOK, "", ""),
    "chorus.works.letter": ("", "read write unlink", "read write unlink", LOOK, "", ""),
    "chorus.works.letter.template": ("", LOOK, ALL, "", "", ""),
    "chorus.works.mapping": ("", LOOK, "read write create", "", "", ""),
    "chorus.works.received": ("", "read write", "read write", LOOK, "", ""),
    "chorus.works.issued": ("", LOOK, LOOK, LOOK, "", ""),
    "chorus.works.issue.wizard": ("", ALL, ALL, "", "", ""),
    "chorus.works.issue.wizard.line": ("", ALL, ALL, "", "", ""),
    "chorus.works.mapping.option": ("", LOOK, LOOK, "", "", ""),
    "chorus.works.advance.receipt": ("", ALL, ALL, "", "", ""),
    "chorus.works.back.wizard": ("", ALL, ALL, "", "", ""),
    "chorus.works.next.wizard": ("", ALL, ALL, "", "", ""),
    "chorus.works.next.wizard.line": ("", ALL, ALL, "", "", ""),
    "chorus.works.statement.set.lot": (ALL, ALL, ALL, "", "", ""),
    "chorus.works.statement.paste": (ALL, ALL, ALL, "", "", ""),
}


@tagged("post_install", "-at_install")
class TestWorksRights(PieceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        others = {
            "auditor": "account.group_account_readonly",
            "invoicing": "account.group_account_invoice",
            "employee": "base.group_user",
        }
        cls.roles = {"site": cls.foreman, "user": cls.clerk, "manager": cls.manager}
        for role, group in others.items():
            cls.roles[role] = new_test_user(
                cls.env,
                f"works_{role}",
                groups=f"base.group_user,{group}",
                company_id=cls.company.id,
                company_ids=[Command.set(cls.company.ids)],
            )

    def models(self):
        """Return the names of the models that hold records."""
        return {
            name
            for name, model in self.env.registry.items()
            if name.startswith("chorus.works.") and not model._abstract
        }

    def test_matrix(self):
        for model, rights in MATRIX.items():
            for role, allowed in zip(ROLES, rights, strict=True):
                records = self.env[model].with_user(self.roles[role])
                found = [name for name in OPERATIONS if records.has_access(name)]
                with self.subTest(model=model, role=role):
                    self.assertEqual(" ".join(found), allowed)

    def test_no_model_without_a_matrix(self):
        judged = (
            MATRIX.keys()
            | test_market_rights.MATRIX.keys()
            | test_statement_rights.MATRIX.keys()
        )
        self.assertEqual(self.models(), judged)

    def test_no_stored_model_without_a_rule_between_companies(self):
        rules = self.env["ir.rule"].search([("global", "=", True)])
        for name in sorted(self.models()):
            if self.env[name].is_transient():
                continue
            own = rules.filtered(lambda rule, name=name: rule.model_id.model == name)
            with self.subTest(name):
                self.assertIn("company_id", self.env[name]._fields)
                self.assertIn("company_ids", own.domain_force or "")

    def test_another_company_sees_no_piece(self):
        statement = self.posted_statements(self.running_market(), 1)
        self.send_statement(statement)
        other = self.setup_other_company(name="Autre entreprise")["company"]
        stranger = new_test_user(
            self.env,
            "works_stranger",
            groups="base.group_user,chorus_pro_connector_works.group_works_manager",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        piece = statement.piece_ids
        for records in (piece, piece.dossier_id):
            with self.subTest(records._name):
                self.assertTrue(records)
                foreign = records.with_user(stranger)
                self.assertFalse(foreign.search([("id", "in", records.ids)]))
                with self.assertRaises(AccessError):
                    foreign.read(["display_name"])
