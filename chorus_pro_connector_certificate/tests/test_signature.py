# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Signed files: judged by pyHanko's own validation and by veraPDF, sent and kept."""

import base64
import hashlib
import io
from datetime import timedelta
from pathlib import Path

from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.chorus_pro_connector.chorus.formats.factur_x import extract_xml
from odoo.addons.chorus_pro_connector.models.rule import RULES
from odoo.addons.chorus_pro_connector.tests.outside import check_facturx, check_pdfa
from odoo.addons.chorus_pro_connector.tests.sandbox_case import (
    FREE,
    SandboxCase,
    no_waiting,
    other_company,
)

from . import certificates
from .certificates import DAY, PASSWORD

UPLOAD = "factures/deposer/pdf"
SUBMIT = "factures/soumettre"


class SignatureCase(SandboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.root_key = certificates.rsa_key()
        cls.root = certificates.issue("Autorité de test", cls.root_key)

    def issued(self, key=None, name="Ateliers du Loir", **dates):
        """Return (key, certificate) that the issuer of the test gives."""
        key = key or certificates.rsa_key()
        return key, certificates.issue(name, key, self.root, self.root_key, **dates)

    def keep(self, content, company=None, password=PASSWORD, **values):
        """Give Odoo a certificate as an administrator does; return it."""
        return (
            self.env["certificate.certificate"]
            .sudo()
            .create(
                {
                    "name": "Signature des factures",
                    "content": base64.b64encode(content),
                    "pkcs12_password": password,
                    "company_id": (company or self.company).id,
                    **values,
                }
            )
        )

    def sign_with(self, key, certificate, *issuers, company=None):
        company = company or self.company
        kept = self.keep(certificates.pkcs12(key, certificate, *issuers), company)
        company.sudo().chorus_certificate_id = kept
        return kept

    def signed_company(self, **dates):
        """The company signs; return its certificate."""
        key, certificate = self.issued(**dates)
        self.sign_with(key, certificate, self.root)
        return certificate

    def content(self, move):
        return base64.b64decode(move.with_context(bin_size=False).chorus_file)

    def assertSignedBy(self, pdf, certificate, root=None):
        """pyHanko, which trusts the issuer only, finds one signature of the whole."""
        (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        roots = [asn1.Certificate.load((root or self.root).public_bytes(Encoding.DER))]
        status = validate_pdf_signature(signature, ValidationContext(trust_roots=roots))
        self.assertTrue(status.bottom_line, status.pretty_print_details())
        self.assertEqual(status.coverage, SignatureCoverageLevel.ENTIRE_FILE)
        self.assertEqual(status.signing_cert.serial_number, certificate.serial_number)
        self.assertEqual(
            signature.sig_object["/SubFilter"], "/ETSI.CAdES.detached", "not PAdES"
        )


@tagged("post_install", "-at_install")
class TestSignature(SignatureCase):
    # === A signed file is a good file === #

    def test_nothing_is_signed_as_long_as_nobody_chose_a_certificate(self):
        key, certificate = self.issued()
        self.keep(certificates.pkcs12(key, certificate))
        move = self.invoice()
        self.assertNotIn(b"/ByteRange", self.content(move))
        self.assertNotIn("signature", move.chorus_file_fingerprint)

    def test_a_signed_factur_x_is_one_and_reaches_the_client(self):
        certificate = self.signed_company()
        move = self.invoice()
        content = self.content(move)
        self.assertSignedBy(content, certificate)
        self.assertEqual(check_facturx(content), [])
        self.assertIn(move.name.encode(), extract_xml(content))
        # The bytes that were checked are those that leave.
        digest = hashlib.sha256(content).hexdigest()
        self.assertEqual(move.chorus_file_fingerprint["bytes"], digest)
        flow = self.send(move)
        self.assertEqual(flow.sha256, digest)
        self.assertEqual(self.assertFileReceived(flow), content)
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(move.chorus_state, "delivered", flow.notes)

    def test_a_signed_plain_pdf_says_so_to_the_portal(self):
        certificate = self.signed_company()
        move = self.invoice(self.client(FREE, chorus_format="pdf"))
        content = self.content(move)
        self.assertSignedBy(content, certificate)
        self.assertEqual(check_pdfa(content), [])
        self.send(move)
        (upload,) = self.sandbox.requests_of(UPLOAD)
        self.assertEqual(upload["request"]["formatDepot"], "PDF_SIGNE_PADES")
        (submit,) = self.sandbox.requests_of(SUBMIT)
        self.assertEqual(submit["request"]["modeDepot"], "DEPOT_PDF_SIGNE_API")
        self.assertIn(move.chorus_state, ("integrated", "delivered", "deposited"))

    def test_an_unsigned_plain_pdf_says_so_too(self):
        move = self.invoice(self.client(FREE, chorus_format="pdf"))
        self.send(move)
        (upload,) = self.sandbox.requests_of(UPLOAD)
        self.assertEqual(upload["request"]["formatDepot"], "PDF_NON_SIGNE")
        (submit,) = self.sandbox.requests_of(SUBMIT)
        self.assertEqual(submit["request"]["modeDepot"], "DEPOT_PDF_API")

    def test_the_judge_notices_one_changed_byte(self):
        certificate = self.signed_company()
        content = self.content(self.invoice())
        spot = content.index(b"/MediaBox")
        broken = content[:spot] + b"/mediaBox" + content[spot + 9 :]
        with self.assertRaises(AssertionError), mute_logger("pyhanko.sign.validation"):
            self.assertSignedBy(broken, certificate)
        stranger = certificates.issue("Inconnue", certificates.rsa_key())
        with self.assertRaises(AssertionError):
            self.assertSignedBy(content, certificate, root=stranger)

    def test_keys_and_files_of_each_kind(self):
        """An elliptic curve; PEM with a protected key and the chain behind."""
        key, certificate = self.issued(certificates.curve_key())
        self.sign_with(key, certificate, self.root)
        self.assertSignedBy(self.content(self.invoice()), certificate)
        key, certificate = self.issued()
        kept = self.env["certificate.key"].sudo()
        private = kept.create(
            {
                "content": base64.b64encode(certificates.pem_key(key)),
                "password": PASSWORD,
                "company_id": self.company.id,
            }
        )
        self.company.sudo().chorus_certificate_id = self.keep(
            certificates.pem(certificate, self.root),
            password=False,
            private_key_id=private.id,
        )
        self.assertSignedBy(self.content(self.invoice()), certificate)

    def test_data_without_a_print_are_not_signed(self):
        self.signed_company()
        move = self.invoice(self.client(chorus_format="ubl"))
        self.assertNotIn("signature", move.chorus_file_fingerprint)
        self.assertEqual(move._chorus_dangers(), [])

    # === The same bytes, or others === #

    def test_looking_again_makes_no_other_file(self):
        self.signed_company()
        move = self.invoice()
        before = self.content(move)
        self.assertFalse(move.chorus_file_outdated)
        self.assertEqual(move._chorus_build_file()[1], before)

    def test_another_certificate_makes_another_file(self):
        self.signed_company()
        move = self.invoice()
        before = self.content(move)
        renewed = self.signed_company()
        move.invalidate_recordset(["chorus_file_outdated"])
        self.assertTrue(move.chorus_file_outdated)
        _name, content = move._chorus_build_file()
        self.assertNotEqual(content, before)
        self.assertSignedBy(content, renewed)
        self.assertIn("signature of the file", self.chatter(move))
        self.company.sudo().chorus_certificate_id = False
        _name, content = move._chorus_build_file()
        self.assertNotIn(b"/ByteRange", content)

    def test_after_a_doubt_the_same_bytes_leave(self):
        """Signed again it would be another file: what may have left stays as it was."""
        self.signed_company()
        move = self.invoice()
        before = self.content(move)
        self.sandbox.fault("http_503")
        flow = self.send(move).sudo()
        self.assertEqual(flow.state, "unknown")
        renewed = self.signed_company()
        self.assertNotEqual(renewed.serial_number, 0)
        with no_waiting(ABSENCE_DELAY=timedelta(0)):
            for _turn in range(2):
                self.run_follow()
        self.assertEqual(flow.state, "deposited")
        self.assertEqual(self.assertFileReceived(flow), before)

    # === What is wrong with a certificate === #

    def refused(self, code, date=None):
        """The invoice is kept back by ``code``, in one sentence of either language."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.assertEqual(RULES[code].level, "danger")
        move = self.invoice()
        self.assertFalse(move.chorus_file)
        self.assertIn("The certificate “Signature des factures”", self.chatter(move))
        said = set()
        for lang in ("en_US", "fr_FR"):
            speaker = move.with_context(lang=lang)
            (issue,) = speaker._chorus_dangers()
            self.assertEqual(issue["code"], code)
            sentence = speaker._chorus_issue_message(issue)
            self.assertIn("Signature des factures", sentence)
            with self.assertRaises(UserError) as caught:
                speaker._chorus_build_file()
            self.assertEqual(str(caught.exception), sentence)
            said.add(sentence)
        self.assertEqual(len(said), 2, said)
        with self.assertRaises(UserError):
            move.action_chorus_send()
        self.assertEqual(self.deposits(), [])
        return move

    def test_one_that_expired(self):
        self.signed_company(start=-30 * DAY, end=-DAY)
        self.refused("certificate_expired")

    def test_one_that_is_not_valid_yet(self):
        self.signed_company(start=DAY)
        self.refused("certificate_early")

    def test_one_without_its_key(self):
        _key, certificate = self.issued()
        self.company.sudo().chorus_certificate_id = self.keep(
            certificates.pem(certificate), password=False
        )
        self.refused("certificate_keyless")

    def test_a_wrong_password(self):
        key, certificate = self.issued()
        kept = self.sign_with(key, certificate)
        kept.pkcs12_password = "un autre"
        self.assertTrue(kept.loading_error)
        move = self.refused("certificate_unreadable")
        kept.pkcs12_password = PASSWORD
        self.assertSignedBy(move._chorus_build_file()[1], certificate)

    def test_one_that_ends_soon_is_told_and_signs(self):
        certificate = self.signed_company(end=20 * DAY)
        move = self.invoice()
        codes = {issue["code"] for issue in move._chorus_all_issues()}
        self.assertIn("certificate_expiring", codes)
        self.assertEqual(move._chorus_dangers(), [])
        self.assertSignedBy(self.content(move), certificate)

    def test_a_good_one_provokes_nothing(self):
        self.signed_company()
        codes = {issue["code"] for issue in self.invoice()._chorus_all_issues()}
        self.assertFalse({code for code in codes if code.startswith("certificate")})

    @mute_logger("odoo.addons.chorus_pro_connector_certificate.models.account_move")
    def test_what_the_library_refuses_is_one_sentence(self):
        self.signed_company()

        def broken(_certificate, _pdf):
            raise ValueError("of a kind that nobody knows")

        self.patch(self.registry["certificate.certificate"], "_chorus_sign_pdf", broken)
        move = self.invoice()
        self.assertFalse(move.chorus_file)
        with self.assertRaises(UserError) as caught:
            move._chorus_build_file()
        self.assertIn("(ValueError)", str(caught.exception))
        self.assertNotIn("nobody knows", str(caught.exception))

    # === Whose it is === #

    def test_each_company_signs_with_its_own(self):
        certificate = self.signed_company()
        data, _clerk = other_company(self)
        other = data["company"].sudo()
        self.assertFalse(other._chorus_certificate())
        other.chorus_certificate_id = self.company.sudo().chorus_certificate_id
        self.assertFalse(other._chorus_certificate())
        self.assertSignedBy(self.content(self.invoice()), certificate)

    def test_who_invoices_reads_no_certificate(self):
        self.signed_company()
        move = self.invoice()
        self.assertEqual(move.env.user, self.clerk)
        company = self.company.with_user(self.clerk)
        with self.assertRaises(AccessError):
            company.read(["chorus_certificate_id"])
        with self.assertRaises(AccessError):
            company.chorus_certificate_id = False
        with self.assertRaises(AccessError):
            self.env["certificate.key"].with_user(self.clerk).search([])

    def test_a_copy_of_the_database_signs_nothing(self):
        self.signed_company()
        script = Path(__file__).parents[1] / "data" / "neutralize.sql"
        self.env.flush_all()
        self.env.cr.execute(script.read_text("utf-8"))
        self.env.invalidate_all()
        self.assertFalse(self.company.sudo().chorus_certificate_id)
        self.assertNotIn(b"/ByteRange", self.content(self.invoice()))

    def test_it_is_chosen_in_the_settings(self):
        kept = self.sign_with(*self.issued())
        self.company.sudo().chorus_certificate_id = False
        admin = self.env.ref("base.user_admin")
        admin.sudo().company_ids |= self.company
        settings = self.env["res.config.settings"].with_user(admin)
        settings = settings.with_company(self.company)
        settings.create({"chorus_certificate_id": kept.id}).execute()
        self.assertEqual(self.company.sudo().chorus_certificate_id, kept)
