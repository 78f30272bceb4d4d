# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Archives of proofs: what is in them, that they hold, what goes wrong on the way."""

import hashlib
import io
import zipfile
from datetime import timedelta
from unittest.mock import patch

import pypdf
from lxml import etree

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..chorus import french
from ..chorus.errors import DataError
from ..chorus.portal.client import PortalClient
from ..models.proof import chorus_proof, chorus_proof_build
from .act_case import PDF
from .proof_case import ProofCase, verified
from .sandbox_case import SECRETS

BUILD = "odoo.addons.chorus_pro_connector.models.proof.chorus_proof_build"


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
        self.assertIn(move.name, self.last().display_name)
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
        client, company = move.commercial_partner_id, move.company_id
        left = move.chorus_flow_id.attempt_date
        for part in (
            "Attestation de dépôt",
            company.name,
            company.partner_id.company_registry,
            client.name,
            client.company_registry,
            move.name,
            move.chorus_flow_id.name,
            move.chorus_flow_id.sha256,
            move.chorus_identifier,
            "Mise à disposition",
            "120,00",
            f"Envoyé le {french.moment(left)}",
            f"Établie le {french.moment(self.last().create_date)}",
            f"{move.chorus_flow_id.date:%d/%m/%Y}",
        ):
            self.assertIn(part, " ".join(text.replace("\xa0", " ").split()))
        self.assertIn("heure de Paris", text)
        self.assertNotIn("ertificat", text)

    def test_when_it_left(self):
        """A sending after the portal already had it brought nothing there."""
        flow = self.delivered().chorus_flow_id.sudo()
        left_at = self.env["chorus.proof.invoice"]._chorus_left_at
        self.assertEqual(left_at(flow), flow.attempt_date)
        flow.date = fields.Date.subtract(flow.date, days=2)
        self.assertIsNone(left_at(flow))

    def test_a_plain_pdf_with_its_documents_and_fingerprint(self):
        town = self.client(chorus_format="pdf")
        move = self.invoice(town, post=False)
        move.chorus_attachment_ids = [Command.create({"name": "bon.pdf", "raw": PDF})]
        move.action_post()
        flow = self.send(move)
        self.assertEqual(flow.state, "integrated")
        files = self.made(move)
        deposit = self.data(files, "/deposit.json")
        self.assertEqual(deposit["portal_fingerprint"], flow.certificate)
        self.assertEqual(len(flow.certificate), 64)
        self.assertEqual(len(deposit["files"]), 2)
        self.assertTrue(all(row["portal_identifier"] for row in deposit["files"]))
        bodies = [data for name, data in files.items() if name.endswith("-bon.pdf")]
        # As it was handed over, and as it is joined to the invoice.
        self.assertEqual(bodies, [PDF, PDF])
        submission = self.data(files, "/submission.json")
        self.assertEqual(submission["numeroFactureSaisi"], move.name)
        # The portal's PDF comes with the joined document.
        self.assertTrue(any(name.endswith("-pdf.zip") for name in files))
        self.assertEqual(self.absent(files), {})

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
        self.clerk.sudo().tz = "Pacific/Auckland"
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
        # By the name that the archive has on the screen of whoever ordered it.
        name = proof.with_user(self.clerk).display_name
        self.assertNotEqual(
            name, proof.with_user(self.env.ref("base.user_root")).display_name
        )
        told = [note["message"] for note in self.notifications()]
        self.assertIn(f"“{name}” can be downloaded.", told)

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

    def test_what_was_never_deposited_is_left_out_and_told(self):
        moves = self.delivered() | self.delivered()
        chosen = moves | self.invoice()
        action = chosen.with_user(self.clerk).action_chorus_proofs()
        kind, words = self.params(action)
        self.assertEqual(kind, "info")
        self.assertIn("never deposited: 1 of", words)
        self.assertEqual(action["params"]["next"]["res_id"], self.last().id)
        self.assertEqual(self.last().sudo().invoices, sorted(moves.ids))

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
        self.assertIn("could not be made", broken.error_message)

    def test_the_scheduled_action_speaks_the_language_of_who_ordered(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        moves = self.delivered() | self.delivered()
        self.clerk.sudo().lang = "fr_FR"
        moves.with_user(self.clerk).action_chorus_proofs()
        with self.portal_gone():
            self.run_cron()
        self.assertIn("ne répond pas", self.last().absent_text)

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
