# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Archives of proofs: who has them, and that uninstalling waits for them."""

from odoo import fields
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..hooks import uninstall_hook
from .proof_case import ProofCase, verified
from .sandbox_case import other_company


@tagged("post_install", "-at_install")
class TestProofRights(ProofCase, HttpCase):
    def test_download(self):
        move = self.delivered()
        self.made(move)
        proof = self.last()
        url = f"/chorus_pro/proof/{proof.id}"
        self.clerk.sudo().password = "chorus_clerk"
        self.authenticate(self.clerk.login, "chorus_clerk")
        answer = self.url_open(url)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(verified(answer.content)[0], 0)
        self.assertIn(".zip", answer.headers["Content-Disposition"])
        self.assertEqual(answer.headers["Content-Length"], str(len(answer.content)))
        self.assertEqual(self.url_open(f"/chorus_pro/proof/{10**8}").status_code, 404)
        _data, stranger = other_company(self)
        stranger.sudo().password = "chorus_stranger"
        self.authenticate(stranger.login, "chorus_stranger")
        with mute_logger("odoo.http"):
            self.assertEqual(self.url_open(url).status_code, 403)
        self.authenticate(None, None)
        self.assertNotIn(b"PK", self.url_open(url).content[:2])

    def test_who_may_not_invoice_makes_none(self):
        move = self.delivered()
        reader = new_test_user(
            self.env,
            "chorus_reader",
            groups="base.group_user,account.group_account_readonly",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(AccessError):
            move.with_user(reader).action_chorus_proofs()
        self.made(move)
        with self.assertRaises(AccessError):
            self.last().with_user(reader).action_download()

    def test_another_company(self):
        move = self.delivered()
        self.made(move)
        _data, stranger = other_company(self)
        with self.assertRaises(AccessError):
            move.with_user(stranger).action_chorus_proofs()
        proofs = self.env["chorus.proof"].with_user(stranger)
        self.assertFalse(proofs.search([]))

    def test_nobody_writes_it(self):
        self.made(self.delivered())
        with self.assertRaises(AccessError):
            self.last().chain = "forged"

    # === Before uninstalling === #

    def settings(self):
        if not hasattr(self, "admin"):
            self.admin = new_test_user(
                self.env,
                "chorus_admin",
                groups="base.group_system,account.group_account_manager",
                company_id=self.company.id,
                company_ids=[(6, 0, self.company.ids)],
            )
        return self.env["res.config.settings"].with_user(self.admin).create({})

    def uninstall(self):
        modules = self.env["ir.module.module"]
        module = modules.search([("name", "=", "chorus_pro_connector")])
        with self.env.cr.savepoint() as savepoint:
            module.sudo().button_uninstall()
            state = module.state
            savepoint.rollback()
        return state

    def test_uninstalling_waits_for_the_proofs(self):
        move = self.delivered()
        self.assertEqual(self.settings().chorus_unproven_count, 1)
        with self.assertRaisesRegex(RedirectWarning, "deposits: 1"):
            self.uninstall()
        with self.assertRaises(RedirectWarning):
            uninstall_hook(self.env)
        # With an addon that ours stands on, it would go too.
        account = self.env.ref("base.module_account").sudo()
        with self.assertRaises(RedirectWarning):
            account.button_uninstall()
        self.settings().action_chorus_export_proofs()
        proof = self.last()
        self.assertEqual(proof.sudo().invoices, move.ids)
        self.run_cron()
        # Made is not yet exported.
        with self.assertRaises(RedirectWarning):
            self.uninstall()
        self.archive(proof)
        self.assertEqual(self.settings().chorus_unproven_count, 0)
        self.assertEqual(self.uninstall(), "to remove")
        self.assertEqual(proof.download_date.date(), fields.Date.today())
        self.delivered()
        with self.assertRaises(RedirectWarning):
            self.uninstall()

    @mute_logger("odoo.addons.chorus_pro_connector.models.proof.chorus_proof")
    def test_an_administrator_may_waive_them(self):
        self.delivered()
        with self.assertRaises(AccessError):
            self.env["chorus.proof"].with_user(self.clerk)._chorus_waive(self.company)
        kind, words = self.params(self.settings().action_chorus_waive_proofs())
        self.assertEqual(kind, "warning")
        self.assertIn("deposits: 1", words)
        self.assertEqual(self.uninstall(), "to remove")
        self.assertEqual(self.last().state, "waived")

    def test_without_deposits_nothing_is_asked(self):
        self.invoice()
        self.assertEqual(self.settings().chorus_unproven_count, 0)
        self.assertEqual(self.uninstall(), "to remove")
        with self.assertRaisesRegex(UserError, "nothing to export"):
            self.settings().action_chorus_export_proofs()
