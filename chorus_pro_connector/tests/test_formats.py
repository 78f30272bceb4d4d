# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""CII and UBL instead of Factur-X, for the client or the invoice that asks."""

import base64

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..chorus.formats.structured import check_structured
from .outside import check_pdfa, check_schematron, ubl
from .sandbox_case import BOTH, FREE, SandboxCase

SYNTAXES = {
    "facturx": "IN_DP_E2_CII_FACTURX",
    "cii": "IN_DP_E1_CII_16B",
    "ubl": "IN_DP_E1_UBL_INVOICE",
    "mixed": "IN_DP_E2_UBL_INVOICE_MIN",
}
PREFIXES = {"facturx": "factur-x", "mixed": "ubl-mixte"}
# The portal's own types of identifiers are in no list of the standard, nor are its
# zipped files.
PORTAL_WAYS = ("Value of '@schemeID' is not allowed.", "[BR-CL-24]")


@tagged("post_install", "-at_install")
class TestFormats(SandboxCase):
    def deliver(self, move):
        flow = self.send(move)
        content = self.assertFileReceived(flow)
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(flow.status, "IN_INTEGRE", flow.notes)
        self.assertEqual(move.chorus_state, "delivered")
        return flow, content

    def test_every_format_reaches_the_client(self):
        for kind, syntax in SYNTAXES.items():
            with self.subTest(kind):
                client = self.client(
                    BOTH, chorus_format=kind, name=f"Mairie & fils {kind}"
                )
                move = self.invoice(
                    client,
                    buyer_reference="SERVICE_DEST_SERV_EJ",
                    purchase_order_reference="EJ20260001",
                    narration="<p>Travaux réalisés en mars.</p>",
                )
                self.assertEqual(move.chorus_format, kind)
                flow, content = self.deliver(move)
                self.assertEqual(flow.syntax, syntax)
                self.assertEqual(
                    self.sandbox.received(flow.name)[0]["syntaxeFlux"], syntax
                )
                number = move.name.replace("/", "-")
                prefix = PREFIXES.get(kind, kind)
                extension = "pdf" if kind == "facturx" else "xml"
                self.assertEqual(
                    flow.attachment_id.name,
                    f"{prefix}_chorus_facture_{number}.{extension}",
                )
                if kind != "facturx":
                    self.assertValid(content)
                seen = self.sandbox.invoices()[0]
                self.assertEqual(
                    (seen["numero"], seen["montantTTC"]), (move.name, 120.0)
                )

    def assertValid(self, xml):
        check_structured(xml)
        problems = [
            problem
            for problem in check_schematron(xml)
            if not any(way in problem for way in PORTAL_WAYS)
        ]
        self.assertEqual(problems, [])

    def test_credit_notes_and_validators(self):
        validator = "55512345600017"
        for kind in ("cii", "ubl"):
            with self.subTest(kind):
                client = self.client(FREE, chorus_format=kind)
                refund = self.invoice(client, move_type="out_refund")
                _flow, content = self.deliver(refund)
                self.assertValid(content)
                root = etree.fromstring(content)
                name = {"cii": "CrossIndustryInvoice", "ubl": "CreditNote"}[kind]
                self.assertEqual(etree.QName(root).localname, name)
                subcontracted = self.invoice(
                    client, chorus_framework="A9", chorus_validator_siret=validator
                )
                flow = self.send(subcontracted)
                self.assertValid(self.assertFileReceived(flow))
                self.sandbox.advance()
                flow.update_flow_status()
                self.assertEqual(flow.status, "IN_INTEGRE", flow.notes)
                seen = self.sandbox.invoices()[0]
                self.assertEqual(seen["numero"], subcontracted.name)
                self.assertEqual(seen["statut"], "A_VALIDER_1")

    def test_a_mixed_file_brings_the_print_and_the_documents(self):
        client = self.client(FREE, chorus_format="mixed")
        move = self.invoice(client, post=False)
        document = (
            self.env["ir.attachment"]
            .with_user(self.clerk)
            .create(
                {
                    "name": "mesures.csv",
                    "raw": b"a;b",
                    "res_model": move._name,
                    "res_id": move.id,
                }
            )
        )
        move.chorus_attachment_ids = document
        move.action_post()
        flow, content = self.deliver(move)
        self.assertValid(content)
        files = ubl.read(etree.fromstring(content), []).fichiers
        names = [f"facture_{move.name.replace('/', '-')}.pdf", "mesures.csv"]
        self.assertEqual([name for name, _content in files], names)
        self.assertEqual(check_pdfa(files[0][1]), [])
        self.assertEqual(files[1][1], b"a;b")
        self.assertIn("1110", flow.name)

    def test_no_pdf_is_printed(self):
        def never(_move):
            raise AssertionError("a PDF was asked for")

        self.patch(self.env.registry["account.move"], "_chorus_source_pdf", never)
        move = self.invoice(self.client(chorus_format="cii"))
        self.assertTrue(base64.b64decode(move.chorus_file).startswith(b"<?xml"))

    def test_the_format_is_part_of_the_fingerprint(self):
        move = self.invoice()
        self.assertEqual(move.chorus_format, "facturx")
        before = move.chorus_file_name
        self.assertFalse(move.chorus_file_outdated)
        move.chorus_format = "ubl"
        move.invalidate_recordset(["chorus_file_outdated"])
        self.assertTrue(move.chorus_file_outdated)
        name, content = move._chorus_build_file()
        self.assertNotEqual(name, before)
        self.assertIn(b"Invoice-2", content)
        self.assertIn("format of the file", self.chatter(move))

    def test_a_queued_flow_follows_the_format(self):
        move = self.invoice()
        move._chorus_queue()
        flow = move.chorus_flow_id.sudo()
        self.assertEqual(flow.syntax, SYNTAXES["facturx"])
        move.sudo().chorus_format = "cii"
        flow._chorus_advance()
        self.assertEqual(flow.syntax, SYNTAXES["cii"])
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(flow.status, "IN_INTEGRE", flow.notes)

    def test_the_client_decides_for_new_invoices_only(self):
        client = self.client()
        contact = self.env["res.partner"].create(
            {"name": "Comptabilité", "parent_id": client.id}
        )
        old = self.invoice(client)
        client.chorus_format = "cii"
        self.assertEqual(old.chorus_format, "facturx")
        self.assertEqual(self.invoice(contact).chorus_format, "cii")
        bill = self.invoice(client, move_type="in_invoice", partner_bank_id=False)
        self.assertFalse(bill.chorus_format)

    def test_bad_input(self):
        """What the mapping refuses is refused in every format, in the same words."""
        sentences = set()
        for kind in SYNTAXES:
            move = self.invoice(
                self.client(chorus_format=kind),
                lines=[self.line("Peinture", 1.0), self.line("Vernis", 2.0)],
                post=False,
            )
            move.invoice_line_ids[1].tax_ids = False
            move.action_post()
            with self.assertRaises(UserError) as caught:
                move._chorus_build_file()
            sentences.add(caught.exception.args[0])
        self.assertEqual(len(sentences), 1)
        self.assertIn("Vernis", sentences.pop())
