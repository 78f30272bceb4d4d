# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A plain PDF with its data beside it: file, way to the payment, limits, documents."""

import base64
import hashlib
import io

import pikepdf

from odoo import Command
from odoo.exceptions import RedirectWarning
from odoo.tests import tagged

from ..chorus.formats.factur_x import make_pdf, make_xml
from .common import small_pdf
from .outside import check_pdfa
from .sandbox_case import BOTH, COMMITMENT, FREE, SandboxCase

VALIDATOR = "55512345600017"
UPLOAD = "factures/deposer/pdf"
ADD = "transverses/ajouter/fichier"
SUBMIT = "factures/soumettre"


class PlainPdfCase(SandboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.town = cls.client(FREE, chorus_format="pdf")

    def at_portal(self, move):
        """Return the invoice as the portal shows it to its supplier."""
        with self.company.sudo()._chorus_client() as portal:
            return portal.invoice(move.chorus_identifier)

    def portal_invoices(self):
        """Return the portal's invoices; drafts of uploads are none."""
        return [
            row
            for row in self.sandbox.invoices()
            if row["statut"] not in ("INTERPRETEE_OCR", "BROUILLON")
        ]

    def assertSent(self, operation, member, contents):
        """The very bytes left, in this order; long ones are recorded as digests."""
        sent = [row["request"][member] for row in self.sandbox.requests_of(operation)]
        self.assertEqual(len(sent), len(contents))
        for text, content in zip(sent, contents, strict=True):
            whole = base64.b64encode(content).decode()
            digest = hashlib.sha256(whole.encode()).hexdigest()
            self.assertTrue(text == whole or text.endswith(digest), operation)

    def join(self, move, *documents):
        """Join (name, content) documents, as the clerk."""
        move.chorus_attachment_ids = [
            Command.create({"name": name, "raw": content})
            for name, content in documents
        ]


@tagged("post_install", "-at_install")
class TestPlainPdf(PlainPdfCase):
    # === The file === #

    def test_the_file_is_the_print_and_nothing_else(self):
        """What *Send & Print* left inside its PDF does not travel."""
        move = self.invoice(self.town)
        terms = move.env["chorus.en16931"]._get_terms(move)
        loaded = make_pdf(small_pdf("Printed"), make_xml(terms))
        self.patch(
            self.env.registry["account.move"], "_chorus_source_pdf", lambda _m: loaded
        )
        move.env["account.move"]._chorus_drop_file()
        move._chorus_drop_file()
        name, content = move._chorus_build_file()
        self.assertEqual(name, f"pdf_chorus_facture_{move.name.replace('/', '-')}.pdf")
        with pikepdf.open(io.BytesIO(content)) as document:
            self.assertEqual(list(document.attachments), [])
            self.assertNotIn("/AF", document.Root)
        self.assertNotIn(b"CrossIndustryInvoice", content)
        self.assertEqual(check_pdfa(content), [])
        self.assertEqual(move._chorus_build_file()[1], content)
        flow = self.send(move)
        self.assertEqual(flow.sudo().attachment_id.raw, content)
        self.assertSent(UPLOAD, "fichierFacture", [content])

    def test_a_change_makes_the_file_again(self):
        move = self.invoice(self.town)
        before = base64.b64decode(move.chorus_file)
        self.assertFalse(move.chorus_file_outdated)
        move.partner_bank_id = self.bank_account.copy(
            {"acc_number": "FR7610107001011234567890129"}
        )
        move.invalidate_recordset(["chorus_file_outdated"])
        self.assertTrue(move.chorus_file_outdated)
        move.chorus_format = "facturx"
        name, content = move._chorus_build_file()
        self.assertTrue(name.startswith("factur-x_"))
        self.assertNotEqual(content, before)

    # === From the form to the payment === #

    def test_one_click(self):
        move = self.invoice(
            self.client(BOTH, chorus_format="pdf"),
            buyer_reference="SERVICE_DEST_SERV_EJ",
            purchase_order_reference="EJ20260001",
        )
        kind, sentence = self.params(move.action_chorus_send())
        flow = move.chorus_flow_id
        self.assertEqual(kind, "success")
        self.assertIn(move.chorus_identifier, sentence)
        self.assertEqual((flow.state, move.chorus_state), ("integrated", "integrated"))
        self.assertEqual(flow.line_ids.outcome, "accepted")
        self.assertEqual(flow.line_ids.identifier, move.chorus_identifier)
        self.assertEqual(flow.display_name, flow.sudo().attachment_id.name)
        self.assertFalse(flow.name)
        self.assertTrue(flow.date)
        self.assertEqual(len(flow.certificate), 64)
        self.assertIn("not received the invoice yet", self.chatter(move))
        self.assertIn("montantAPayer", flow.submission_text)
        with self.assertRaises(RedirectWarning):
            move.action_chorus_send()
        self.assertEqual(self.deposits(), [], "no flow")
        self.sandbox.advance()
        self.run_follow()
        self.assertEqual(move.chorus_state, "delivered")
        self.assertFalse(flow.next_check)
        codes = move.chorus_event_ids.mapped("code")
        self.assertEqual(set(codes) >= {"DEPOSEE", "MISE_A_DISPOSITION"}, True, codes)
        self.sandbox.decide(move.name, "MISE_EN_PAIEMENT")
        self.run_follow()
        self.assertEqual(move.chorus_state, "paid")

    def test_a_refusal_of_the_client_comes_back(self):
        move = self.invoice(self.town)
        flow = self.send(move)
        self.sandbox.advance()
        self.sandbox.decide(move.name, "REJETEE", "Commande inconnue")
        flow.update_flow_status()
        self.assertEqual(move.chorus_state, "refused")
        self.assertEqual(move.chorus_status_comment, "Commande inconnue")

    def test_buttons_that_look_for_a_flow_number(self):
        move = self.invoice(self.town)
        flow = self.send(move)
        other = self.send(self.invoice(self.town))
        identifier = move.chorus_identifier
        self.sandbox.advance()
        flow.get_invoice_identifiers()
        self.assertEqual(move.chorus_identifier, identifier)
        self.assertEqual(move.chorus_state, "delivered")
        self.assertEqual(other.line_ids.move_id.chorus_state, "integrated")
        searches = self.sandbox.requests_of("factures/rechercher/fournisseur")
        self.assertTrue(searches)
        for search in searches:
            self.assertEqual(search["request"]["numeroFacture"], move.name)

    def test_validator_and_refusal_by_him(self):
        for framework, siret in (("A9", VALIDATOR), ("A12", "55512345600025")):
            move = self.invoice(
                self.town, chorus_framework=framework, chorus_validator_siret=siret
            )
            self.send(move)
            self.assertEqual(move.chorus_status, "A_VALIDER_1")
            seen = self.at_portal(move)["cadreDeFacturation"]
            self.assertEqual(seen["codeValideur1"], siret)
            self.assertTrue(seen["codeCadreFacturation"].startswith(f"{framework}_"))

    # === Refused by the portal === #

    def test_the_portal_refuses_the_data(self):
        """At once, with its reasons; the number stays, the correction goes."""
        move = self.invoice(self.client(COMMITMENT, chorus_format="pdf"))
        kind, sentence = self.params(move.action_chorus_send())
        flow = move.chorus_flow_id
        self.assertEqual((flow.state, move.chorus_state), ("rejected", "rejected"))
        self.assertEqual(kind, "danger")
        line = flow.line_ids
        self.assertIn("numeroBonCommande", line.error)
        self.assertIn(line.explanation or line.error, sentence)
        self.assertTrue(move.sudo().activity_ids)
        self.assertEqual(self.portal_invoices(), [])
        move.purchase_order_reference = "EJ20260001"
        self.send(move)
        self.assertEqual(move.chorus_state, "integrated")
        self.assertEqual(flow.line_ids.superseded, True)
        self.assertFalse(move.sudo().activity_ids)
        self.assertEqual([row["numero"] for row in self.portal_invoices()], [move.name])

    def test_the_account_may_not_act_for_us(self):
        move = self.invoice(self.town)
        self.connect(self.company, "fournisseur2")
        kind, sentence = self.params(move.action_chorus_send())
        self.assertEqual((kind, move.chorus_flow_id.state), ("danger", "failed"))
        self.assertIn("not attached", sentence)
        self.assertEqual(self.sandbox.requests_of(UPLOAD), [], "nothing left")
        self.connect(self.company)
        move.chorus_flow_id.action_chorus_retry()
        self.assertEqual(move.chorus_state, "integrated")

    # === What it cannot tell === #

    def test_a_payee_is_refused_before_confirming(self):
        factor = self.env["res.partner"].create(
            {"name": "Affacturage SA", "is_company": True}
        )
        account = self.env["res.partner.bank"].create(
            {
                "acc_number": "FR7610107001011234567890129",
                "partner_id": factor.id,
                "allow_out_payment": True,
            }
        )
        move = self.invoice(self.town, partner_bank_id=account.id, post=False)
        (issue,) = move._chorus_dangers()
        self.assertEqual((issue["code"], issue["field"]), ("payee", "chorus_format"))
        self.assertIn("Affacturage SA", issue["message"])
        move.action_post()
        with self.assertRaisesRegex(RedirectWarning, "Affacturage SA"):
            move.action_chorus_send()
        self.assertFalse(move.chorus_file)
        self.assertIn("Affacturage SA", self.chatter(move))
        move.chorus_format = "facturx"
        self.assertEqual(move._chorus_dangers(), [])

    # === Never in a lot === #

    def test_never_in_a_lot(self):
        self.company.chorus_lots = True
        moves = self.invoice() | self.invoice(self.town) | self.invoice(self.town)
        moves |= self.invoice()
        self.queue(moves)
        flows = moves.chorus_flow_id
        self.assertEqual(
            sorted(len(flow.line_ids) for flow in flows), [1, 1, 2], "two plain PDF"
        )
        self.run_follow()
        self.assertEqual(
            moves.mapped("chorus_state"),
            ["deposited", "integrated", "integrated", "deposited"],
        )

    def test_a_lot_whose_invoices_become_plain_pdf(self):
        self.company.chorus_lots = True
        client = self.client(FREE)
        moves = self.invoice(client) | self.invoice(client) | self.invoice(client)
        self.queue(moves)
        self.assertEqual(len(moves.chorus_flow_id), 1)
        moves.sudo().chorus_format = "pdf"
        self.run_follow()
        self.run_follow()
        self.assertEqual(set(moves.mapped("chorus_state")), {"integrated"})
        self.assertEqual(len(moves.chorus_flow_id), 3)
        self.assertEqual(len(self.portal_invoices()), 3)

    def test_back_to_a_format_with_data(self):
        move = self.invoice(self.town)
        self.join(move, ("devis.pdf", small_pdf("Devis")))
        flow = move._chorus_queue()
        flow._chorus_prepare_file()
        self.assertEqual(len(flow.document_ids), 2)
        move.sudo().chorus_format = "facturx"
        flow._chorus_advance()
        self.assertEqual(flow.state, "deposited")
        self.assertFalse(flow.document_ids or flow.submission)

    # === Documents === #

    def test_documents_travel_beside(self):
        move = self.invoice(self.town)
        long_name = "Procès-verbal de réception des travaux du lot numéro 7.pdf"
        documents = [
            ("devis.pdf", small_pdf("Devis")),
            ("devis.pdf", small_pdf("Devis bis")),
            ("mesures.csv", b"a;b\n1;2"),
            (long_name, small_pdf("PV")),
        ]
        self.join(move, *documents)
        flow = self.send(move)
        names = [row.name for row in flow.document_ids if not row.main]
        self.assertEqual(names[:3], ["devis.pdf", "devis-2.pdf", "mesures.csv"])
        self.assertTrue(all(len(name) <= 50 for name in names))
        shown = self.at_portal(move)["listeDesPiecesJointes"]["pieceJointe"]
        self.assertEqual([row["pieceJointeDesignation"] for row in shown], names)
        contents = [content for _name, content in documents]
        self.assertSent(ADD, "pieceJointeFichier", contents)
        self.assertEqual(
            [row["pieceJointeId"] for row in shown],
            [int(row.identifier) for row in flow.document_ids if not row.main],
        )

    def test_documents_reach_the_portal_in_every_format(self):
        """Inside the file where it holds them, by ``ajouter/fichier`` where not."""
        for kind, apart in (("facturx", 0), ("cii", 0), ("ubl", 0), ("pdf", 2)):
            with self.subTest(kind):
                self.sandbox.forget_requests()
                move = self.invoice(self.client(FREE, chorus_format=kind))
                self.join(
                    move,
                    ("devis.pdf", small_pdf("Devis")),
                    ("mesures.csv", b"a;b\n1;2"),
                )
                flow = self.send(move)
                self.sandbox.advance()
                flow.update_flow_status()
                self.assertEqual(move.chorus_state, "delivered", flow.notes)
                shown = self.at_portal(move)["listeDesPiecesJointes"]["pieceJointe"]
                names = [row["pieceJointeDesignation"] for row in shown]
                self.assertEqual(sorted(names), ["devis.pdf", "mesures.csv"], kind)
                self.assertEqual(len(self.sandbox.requests_of(ADD)), apart)

    def test_documents_have_room_of_their_own(self):
        """Together beyond the 10 MB of one file, each below: nothing to object to."""
        move = self.invoice(self.town, post=False)
        noise = [(f"plan{n}.zip", b"PK" + bytes(6 * 2**20)) for n in range(3)]
        self.join(move, *noise)
        self.assertEqual(move._chorus_dangers(), [])
        move.chorus_format = "cii"
        (issue,) = move._chorus_dangers()
        self.assertEqual(issue["code"], "attachment_total")
        # Three bytes of a document take four in the file.
        self.assertIn("may weigh 6.7 MB", issue["message"])
