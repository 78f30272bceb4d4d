# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Before the addon is uninstalled, the files of its contracts are offered."""

import csv
import hashlib
import io
import zipfile

from odoo.exceptions import AccessError, RedirectWarning
from odoo.tests import HttpCase, new_test_user, tagged

from ..hooks import uninstall_hook
from .works_case import WorksCommon


@tagged("post_install", "-at_install")
class TestWorksLeaving(WorksCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.market = cls.make_market()
        # All companies' files, so as an administrator.
        cls.files = cls.env["chorus.works.files"].with_user(
            new_test_user(
                cls.env, "works_boss", password="works_boss", groups="base.group_system"
            )
        )
        # Demonstration data may have some.
        cls.files._all().unlink()

    def add(self, content=b"signed"):
        self.env["ir.attachment"].sudo().create(
            {
                "name": "ordre/de service.pdf",
                "raw": content,
                "res_model": "chorus.works.market",
                "res_id": self.market.id,
            }
        )

    def uninstall(self):
        module = self.env.ref("base.module_chorus_pro_connector_works").sudo()
        with self.env.cr.savepoint() as savepoint:
            module.button_uninstall()
            state = module.state
            savepoint.rollback()
        return state

    def saved(self):
        out = io.BytesIO()
        self.files._save(out)
        return zipfile.ZipFile(out)

    def test_uninstalling_waits_for_the_files(self):
        self.assertEqual(self.uninstall(), "to remove")
        self.add()
        with self.assertRaisesRegex(RedirectWarning, "files: 1;") as caught:
            self.uninstall()
        action = self.env["ir.actions.act_url"].browse(caught.exception.args[1])
        self.assertEqual(action.url, "/chorus_works/files")
        with self.assertRaises(RedirectWarning):
            uninstall_hook(self.env)
        # With an addon that ours stands on, it would go too.
        with self.assertRaises(RedirectWarning):
            self.env.ref("base.module_account").sudo().button_uninstall()
        self.saved()
        self.assertEqual(self.uninstall(), "to remove")
        self.add(b"another")
        with self.assertRaisesRegex(RedirectWarning, "files: 2;"):
            self.uninstall()

    def test_what_is_in_the_archive(self):
        self.add()
        self.market.with_user(self.manager).write(
            {"guarantee_file": "Y2F1dGlvbg==", "guarantee_file_name": "caution.pdf"}
        )
        archive = self.saved()
        names = {name.partition("-")[2] for name in archive.namelist()}
        self.assertEqual(names, {"ordre-de service.pdf", "caution.pdf", ""})
        text = archive.read("index.csv").decode("utf-8-sig")
        head, *rows = csv.reader(io.StringIO(text), delimiter=";")
        self.assertEqual(head[0], "File")
        for path, _kind, owner, _day, size, digest in rows:
            content = archive.read(path)
            self.assertEqual(owner, self.market.display_name)
            self.assertEqual(int(size), len(content))
            self.assertEqual(digest, hashlib.sha256(content).hexdigest())
        self.assertEqual(len(rows), 2)

    def test_only_administrators(self):
        self.add()
        for user in (self.clerk, self.manager):
            with self.assertRaises(AccessError):
                self.files.with_user(user)._save(io.BytesIO())

    def test_downloaded(self):
        self.add()
        self.authenticate("works_boss", "works_boss")
        answer = self.url_open("/chorus_works/files")
        self.assertEqual(answer.status_code, 200)
        archive = zipfile.ZipFile(io.BytesIO(answer.content))
        self.assertEqual(archive.read(archive.namelist()[0]), b"signed")
        self.assertIn(".zip", answer.headers["Content-Disposition"])
        self.assertEqual(self.uninstall(), "to remove")

    def test_the_note_does_not_outlive_the_addon(self):
        self.add()
        self.saved()
        uninstall_hook(self.env)
        self.assertFalse(self.files._all())
        parameters = self.env["ir.config_parameter"].sudo()
        self.assertFalse(parameters.search([("key", "like", "saved_files")]))
