# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The proof folder of a market, opened and verified by its own program."""

import base64
import io
import json
import zipfile

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.chorus_pro_connector.tests.proof_case import verified

from .chain_case import ChainCase

RECEIPT = b"%PDF-1.4 accuse de reception"


@tagged("post_install", "-at_install")
class TestWorksProofs(ChainCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.market = cls.running_market()
        cls.statements = cls.posted_statements(cls.market, 2)
        cls.first = cls.statements[0]

    def lived(self):
        """Let the first statement be sent and answered; type a receipt."""
        self.send_statement(self.first)
        identifier = self.first.move_id.chorus_identifier
        self.associate("moe", identifier, "A15", "EA-1")
        self.follow()
        events = self.env["chorus.works.event"].with_user(self.clerk)
        return events.create(
            {
                "market_id": self.market.id,
                "kind": "statement_moe",
                "statement_id": self.first.id,
                "date": "2026-04-02",
                "proof": "registered",
                "proof_name": "accusé.pdf",
                "proof_file": base64.b64encode(RECEIPT),
            }
        )

    def archived(self, record):
        """Press the button; return (archive, its bytes, {name: bytes})."""
        action = record.with_user(self.clerk).action_chorus_proofs()
        number = int(action["url"].rsplit("/", 1)[-1])
        proof = self.env["chorus.proof"].with_user(self.clerk).browse(number)
        out = io.BytesIO()
        proof._chorus_assemble(out)
        code, words = verified(out.getvalue(), "--head", proof.chain)
        self.assertEqual(code, 0, words)
        with zipfile.ZipFile(out) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        return proof, out.getvalue(), files

    def test_all_of_a_market(self):
        self.lived()
        amendment = self.example_amendment(self.market.sudo())
        proof, _content, files = self.archived(self.market)
        self.assertEqual(json.loads(files["absent.json"]), [])
        self.assertIn(self.market.number, proof.display_name)
        self.assertIn(f"marche-{self.market.number}", proof._chorus_file_name())
        header = json.loads(files["manifest.json"])["header"]
        self.assertEqual(header["market"], self.market.number)
        self.assertEqual(header["invoices"], 1)
        # What the archive of invoices holds, and the folder beside it.
        sent = next(data for name, data in files.items() if "/sent/" in name)
        _seen, received = self.sandbox.received(self.first.move_id.chorus_flow_id.name)
        self.assertEqual(sent, received)
        (name,) = [name for name in files if name.endswith("/dossier.json")]
        pieces = json.loads(files[name])["pieces"]
        self.assertEqual(
            [(row["framework"], row["deposited_by"]) for row in pieces],
            [("A4", "us"), ("A15", "moe")],
        )
        self.assertEqual(pieces[1]["total"], "24000.00")
        self.assertEqual(pieces[1]["status"], "MISE_A_DISPOSITION_MOA")
        statements = [name for name in files if name.endswith("/statement.json")]
        self.assertEqual(len(statements), 2)
        figures = json.loads(files[sorted(statements)[0]])
        self.assertEqual((figures["net"], figures["state"]), ("33304.44", "posted"))
        self.assertTrue(figures["printed"]["rows"])
        receipts = [data for name, data in files.items() if "accus" in name]
        self.assertEqual(receipts, [RECEIPT])
        delays = json.loads(files["market/delays.json"])
        self.assertIn("payment", [row["kind"] for row in delays])
        signed = [name for name in files if name.startswith("market/amendments/")]
        self.assertTrue(any("/files/" in name for name in signed), signed)
        self.assertEqual(amendment.number, 1)

    def test_a_letter_is_in_it(self):
        self.lived()
        row = self.market.deadline_ids.filtered(lambda row: row.kind == "payment")[:1]
        letter = self.env["chorus.works.letter"]._works_draft(row)
        _proof, _content, files = self.archived(self.market)
        (name,) = [name for name in files if name.endswith("letter.json")]
        self.assertEqual(json.loads(files[name])["subject"], letter.subject)

    def test_the_receipt_of_a_refusal_is_in_it(self):
        self.lived()
        request = self.env["chorus.works.subcontract.request"].create(
            {
                "subcontract_id": self.market.subcontract_ids[:1].id,
                "number": "ST-1",
                "date_received": "2026-03-20",
                "amount": 9600.0,
            }
        )
        self.env["ir.attachment"].create(
            {
                "name": "recommandé.pdf",
                "raw": RECEIPT + b"%",
                "res_model": request._name,
                "res_id": request.id,
            }
        )
        _proof, _content, files = self.archived(self.market)
        joined = [data for name, data in files.items() if "/requests/" in name]
        self.assertEqual(joined, [RECEIPT + b"%"])

    def test_a_byte_that_changed_is_told(self):
        self.lived()
        _proof, content, files = self.archived(self.market)
        name = next(name for name in files if name.endswith("/event.json"))
        changed = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(content)) as before,
            zipfile.ZipFile(changed, "w") as after,
        ):
            for item in before.infolist():
                data = before.read(item)
                if item.filename == name:
                    data = data.replace(b"2026-04-02", b"2026-04-03")
                after.writestr(item, data)
        code, words = verified(changed.getvalue())
        self.assertEqual(code, 1)
        self.assertIn(name, words)

    def test_one_invoicing_file(self):
        self.lived()
        self.send_statement(self.statements[1])
        self.env["chorus.works.event"].with_user(self.clerk).create(
            {
                "market_id": self.market.id,
                "kind": "reception",
                "date": "2026-07-31",
            }
        )
        dossier = self.first.piece_ids.dossier_id
        proof, _content, files = self.archived(dossier)
        self.assertIn(dossier.number, proof.display_name)
        self.assertEqual(json.loads(files["manifest.json"])["header"]["invoices"], 1)
        found = [name for name in files if name.endswith("/dossier.json")]
        self.assertEqual(len(found), 1)
        statements = [name for name in files if name.endswith("/statement.json")]
        self.assertEqual(len(statements), 1)
        self.assertNotIn(self.statements[1].move_id.name, " ".join(files))
        # Nor what happened to the rest of the market.
        events = [name for name in files if name.endswith("/event.json")]
        self.assertEqual(len(events), 1)
        # Made again, it is of the same file.
        action = proof.action_again()
        again = proof.browse(int(action["url"].rsplit("/", 1)[-1]))
        self.assertEqual(again.works_dossier_id, dossier)

    def test_a_market_of_which_nothing_was_sent(self):
        _proof, _content, files = self.archived(self.market)
        self.assertIn("market/market.json", files)
        self.assertFalse([name for name in files if name.startswith("deposits/")])

    def test_rights(self):
        with self.assertRaises(AccessError):
            self.market.with_user(self.foreman).action_chorus_proofs()
        proof, _content, _files = self.archived(self.market)
        invoicing = new_test_user(
            self.env,
            "works_invoicing",
            groups="base.group_user,account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        for user in (self.foreman, invoicing):
            theirs = proof.with_user(user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                theirs.action_download()
            with self.subTest(user.login), self.assertRaises(AccessError):
                theirs._chorus_parts().with_user(user).read(["raw"])
        self.assertFalse(self.env["chorus.proof"].with_user(invoicing).search([]))
