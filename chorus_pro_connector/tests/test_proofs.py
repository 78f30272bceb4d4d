# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Archives of proofs: what is in them, that they hold, who has them, who must."""

import hashlib
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pypdf
from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..chorus.errors import DataError
from ..chorus.portal.client import PortalClient
from ..hooks import uninstall_hook
from ..models.proof import chorus_proof, chorus_proof_build
from .act_case import PDF, ActCase
from .sandbox_case import SECRETS, other_company

BUILD = "odoo.addons.chorus_pro_connector.models.proof.chorus_proof_build"


def verified(content, *arguments):
    """Run the archive's own verify.py; return (code, words)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "archive.zip")
        path.write_bytes(content)
        script = Path(folder, "verify.py")
        with zipfile.ZipFile(path) as archive:
            script.write_bytes(archive.read("verify.py"))
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-I", "-S", str(script), str(path), *arguments],
            capture_output=True,
            text=True,
            timeout=60,
        )
    return done.returncode, done.stdout + done.stderr


class ProofCase(ActCase):
    def last(self):
        return self.env["chorus.proof"].with_user(self.clerk).search([], limit=1)

    def archive(self, proof):
        """Return the bytes of an archive as its user downloads it."""
        out = io.BytesIO()
        proof._chorus_assemble(out)
        return out.getvalue()

    def made(self, moves):
        """Make the archive of invoices; return {name: bytes}, once it is verified."""
        moves.with_user(self.clerk).action_chorus_proofs()
        proof = self.last()
        if proof.state == "running":
            self.run_cron()
        self.assertEqual(proof.state, "done")
        content = self.archive(proof)
        code, words = verified(content, "--head", proof.chain)
        self.assertEqual(code, 0, words)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def run_cron(self):
        cron = self.env.ref("chorus_pro_connector.ir_cron_chorus_proofs").sudo()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def member(self, files, ending):
        """Return the one file whose name ends so."""
        found = [data for name, data in files.items() if name.endswith(ending)]
        self.assertEqual(len(found), 1, (ending, list(files)))
        return found[0]

    def data(self, files, ending):
        return json.loads(self.member(files, ending))

    def absent(self, files):
        return {row["path"]: row["reason"] for row in self.data(files, "absent.json")}


@tagged("post_install", "-at_install")
class TestProofs(ProofCase):
    def test_one_invoice(self):
        move = self.delivered()
        flow = move.chorus_flow_id
        files = self.made(move)
        seen, content = self.sandbox.received(flow.name)
        sent = next(data for name, data in files.items() if "/sent/" in name)
        self.assertEqual(sent, content)
        deposit = self.data(files, "/deposit.json")
        self.assertEqual(deposit["flow"], flow.name)
        self.assertEqual(deposit["files"][0]["sha256"], seen["sha256"])
        self.assertEqual(deposit["invoices"][0]["number"], move.name)
        self.assertEqual(deposit["invoices"][0]["amount"], "120.00")
        report = self.data(files, "/report.json")
        self.assertEqual(report["etatCourantDepotFlux"], "IN_INTEGRE")
        self.assertTrue(self.member(files, "/report.pdf").startswith(b"%PDF-"))
        statuses = self.data(files, "/statuses.json")["statuses"]
        codes = [row["code"] for row in statuses]
        self.assertEqual(codes[-1], "MISE_A_DISPOSITION")
        pivot = etree.fromstring(self.member(files, "-pivot.xml"))
        self.assertEqual(pivot.findtext(".//IdCPRO"), move.chorus_identifier)
        self.assertTrue(self.member(files, "-pdf.pdf").startswith(b"%PDF-"))
        (row, _other) = self.data(files, "-index.json")
        self.assertEqual(row["invoices"][0]["identifier"], move.chorus_identifier)
        self.assertEqual(self.absent(files), {})
        self.assertEqual(list(files)[:2], ["LISEZMOI.txt", "verify.py"])
        # What the chatter keeps is outside of the archive.
        self.assertIn(self.last().chain, self.chatter(move))

    def test_the_attestation(self):
        move = self.delivered()
        files = self.made(move)
        pages = pypdf.PdfReader(
            io.BytesIO(self.member(files, "/attestation.pdf"))
        ).pages
        text = " ".join(page.extract_text() for page in pages)
        for part in (
            "Attestation de dépôt",
            move.name,
            move.chorus_flow_id.name,
            move.chorus_flow_id.sha256,
            move.chorus_identifier,
            "Mise à disposition",
            "120,00",
        ):
            self.assertIn(part, text.replace("\xa0", " "))
        self.assertNotIn("ertificat", text)

    def test_what_was_done_afterwards(self):
        move = self.decided("SUSPENDUE", "Bon de livraison absent")
        self.complete(move)
        files = self.made(move)
        act = self.data(files, "/acts/01/act.json")
        self.assertEqual((act["kind"], act["state"]), ("complete", "done"))
        self.assertEqual(act["asked"], "Bon de livraison absent")
        self.assertEqual(act["sent"]["comment"], "Le bon est joint")
        self.assertEqual(self.member(files, "/acts/01/01-bon.pdf"), PDF)
        digest = hashlib.sha256(PDF).hexdigest()
        self.assertEqual(act["documents"][0]["sha256"], digest)

    def test_several_step_by_step(self):
        """Three invoices, two in each part: a deposit and a slice of the portal's."""
        moves = self.delivered() | self.delivered() | self.delivered()
        action = moves.with_user(self.clerk).action_chorus_proofs()
        proof = self.last()
        self.assertEqual(action["res_id"], proof.id)
        self.assertEqual((proof.state, proof.done_count), ("running", 0))
        with self.assertRaisesRegex(UserError, "not there to be downloaded"):
            proof.action_download()
        with patch.object(chorus_proof_build, "TOGETHER", 2):
            proof.sudo()._chorus_step()
            self.assertEqual((proof.state, proof.done_count), ("running", 2))
            files = self.made_from(proof)
        self.assertEqual(proof.parts, 2)
        names = [name for name in files if name.startswith("portal/")]
        self.assertEqual(
            names,
            [
                "portal/0001-pivot.xml",
                "portal/0001-pdf.zip",
                "portal/0001-index.json",
                "portal/0003-pivot.xml",
                "portal/0003-pdf.pdf",
                "portal/0003-index.json",
            ],
        )
        self.assertEqual(sum(name.endswith("/deposit.json") for name in files), 3)
        self.assertEqual(sum(name.endswith("/attestation.pdf") for name in files), 3)
        self.assertTrue(
            any("can be downloaded" in note["message"] for note in self.notifications())
        )

    def made_from(self, proof):
        self.run_cron()
        self.assertEqual((proof.state, proof.done_count), ("done", 3))
        content = self.archive(proof)
        code, words = verified(content)
        self.assertEqual(code, 0, words)
        self.assertEqual(content, self.archive(proof))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def test_a_lot_is_kept_once(self):
        self.company.sudo().chorus_lots = True
        town = self.client()
        moves = self.invoice(town) | self.invoice(town)
        self.queue(moves)
        self.run_follow()
        self.sandbox.advance()
        moves.chorus_flow_id.update_flow_status()
        files = self.made(moves)
        self.assertEqual(len(self.data(files, "/deposit.json")["invoices"]), 2)
        self.assertEqual(sum("/sent/" in name for name in files), 1)

    def test_what_is_too_large_comes_in_slices(self):
        moves = self.delivered() | self.delivered() | self.delivered()
        whole = PortalClient.download_group

        def limited(portal, identifiers, form, documents=True):
            if len(identifiers) > 1 or (form == "PDF" and documents):
                raise DataError("telecharger/groupe", http_status=413)
            return whole(portal, identifiers, form, documents)

        with patch.object(PortalClient, "download_group", limited):
            files = self.made(moves)
        names = [name for name in files if name.startswith("portal/")]
        self.assertEqual(sum(name.endswith("-pivot.xml") for name in names), 3)
        self.assertEqual(sum(name.endswith("-pdf.pdf") for name in names), 3)
        self.assertEqual(self.absent(files), {})

    def test_one_that_the_portal_keeps_takes_no_other_along(self):
        moves = self.delivered() | self.delivered()
        moves[1].sudo().chorus_identifier = "987654321"
        files = self.made(moves)
        self.assertIn("portal/0001-pivot.xml", files)
        absent = self.absent(files)
        self.assertEqual(list(absent), ["portal/0002-pivot", "portal/0002-pdf"])

    def test_the_portal_is_silent(self):
        """What Odoo has is proof too; what is missing is said."""
        move = self.delivered()
        with self.portal_gone():
            files = self.made(move)
        absent = self.absent(files)
        self.assertEqual(len(absent), 4)
        self.assertIn("does not answer", absent["portal/0001-pivot"])
        self.assertIn("does not answer", self.last().absent_text)
        self.assertTrue(any("/sent/" in name for name in files))

    def test_a_file_that_is_not_what_was_sent(self):
        move = self.delivered()
        move.chorus_flow_id.sudo().attachment_id.raw = b"something else"
        files = self.made(move)
        self.assertFalse(any("/sent/" in name for name in files))
        self.assertIsNone(self.data(files, "/deposit.json")["files"][0]["path"])
        (reason,) = self.absent(files).values()
        self.assertIn(move.chorus_flow_id.sha256, reason)

    def test_a_deposit_that_was_rejected(self):
        move = self.invoice(self.client("12345678200036"))
        flow = self.send(move)
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(move.chorus_state, "rejected")
        files = self.made(move)
        row = self.data(files, "/deposit.json")["invoices"][0]
        self.assertEqual(row["outcome"], "rejected")
        self.assertTrue(row["reason"])
        self.assertFalse(any(name.startswith("portal/") for name in files))

    def test_nothing_secret(self):
        move = self.decided("SUSPENDUE", "Bon de livraison absent")
        self.complete(move)
        files = self.made(move)
        account = self.accounts["fournisseur"]
        token = self.env["chorus.token"].sudo().search([], limit=1)
        secrets = [account[key] for key in SECRETS]
        secrets += [token[name] for name in ("token",) if name in token._fields]
        for name, data in files.items():
            for secret in filter(None, secrets):
                self.assertNotIn(secret.encode(), data, name)

    def test_nothing_to_prove(self):
        with self.assertRaisesRegex(UserError, "nothing to prove"):
            self.invoice().action_chorus_proofs()

    def test_more_than_one_archive_holds(self):
        moves = self.delivered() | self.delivered()
        with patch.object(chorus_proof, "MOST", 1):
            action = moves.with_user(self.clerk).action_chorus_proofs()
        ids = action["domain"][0][2]
        proofs = self.env["chorus.proof"].browse(ids)
        self.assertEqual(proofs.mapped("total_count"), [1, 1])
        self.assertFalse(set(proofs[0].invoices) & set(proofs[1].invoices))

    def test_one_that_fails_is_told_and_stops_no_other(self):
        moves = self.delivered() | self.delivered()
        moves.with_user(self.clerk).action_chorus_proofs()
        broken = self.last()
        broken.sudo().invoices = ["no id", "none"]
        moves.with_user(self.clerk).action_chorus_proofs()
        with mute_logger(BUILD):
            self.run_cron()
        self.assertEqual((broken.state, self.last().state), ("failed", "done"))
        self.assertTrue(broken.error_message)

    def test_a_damaged_part_is_not_downloaded(self):
        move = self.delivered()
        self.made(move)
        proof = self.last()
        proof._chorus_parts().raw = b"no zip"
        with (
            mute_logger("odoo.addons.chorus_pro_connector.models.proof.chorus_proof"),
            self.assertRaisesRegex(UserError, "damaged"),
        ):
            self.archive(proof)

    def test_files_are_dropped_after_a_month(self):
        self.made(self.delivered())
        proof = self.last()
        proofs = proof.sudo()
        proofs._gc_parts()
        self.assertEqual(proof.state, "done")
        with patch.object(chorus_proof, "KEPT", timedelta(days=-1)):
            proofs._gc_parts()
        self.assertEqual(proof.state, "expired")
        self.assertFalse(proof._chorus_parts())
        with self.assertRaisesRegex(UserError, "make it again"):
            proof.action_download()
        proof.action_again()
        self.assertEqual(self.last().state, "done")


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
        with self.assertRaisesRegex(RedirectWarning, "1 deposits"):
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
        self.assertIn("1 deposits", words)
        self.assertEqual(self.uninstall(), "to remove")
        self.assertEqual(self.last().state, "waived")

    def test_without_deposits_nothing_is_asked(self):
        self.invoice()
        self.assertEqual(self.settings().chorus_unproven_count, 0)
        self.assertEqual(self.uninstall(), "to remove")
        with self.assertRaisesRegex(UserError, "nothing to export"):
            self.settings().action_chorus_export_proofs()
