# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The certificate of a company, as Odoo keeps it, made to sign PDFs."""

import base64
import binascii

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key, pkcs12

from odoo import fields, models

from ..signature import sign_pdf


class CertificateCertificate(models.Model):
    _inherit = "certificate.certificate"

    def _chorus_trouble(self):
        """Return what keeps this certificate from signing, the last part of a rule's
        name, or None."""
        self.ensure_one()
        now = fields.Datetime.now()
        if not self.pem_certificate:
            return "unreadable"
        if not self.private_key_id:
            return "keyless"
        if self.private_key_id.loading_error or self.private_key_id.public:
            return "unreadable"
        if now < self.date_start:
            return "early"
        return "expired" if now > self.date_end else None

    def _chorus_print(self):
        """Return the SHA-256 of the certificate, in hexadecimal."""
        self.ensure_one()
        return self._get_fingerprint_bytes(formatting="raw").hex()

    def _chorus_sign_pdf(self, pdf):
        """Return ``pdf`` (bytes) signed.

        :raise Exception: see :func:`~..signature.sign_pdf`; ask :meth:`_chorus_trouble`
            before
        """
        self.ensure_one()
        key = self.private_key_id
        private = load_pem_private_key(
            _bytes(key, "pem_key"), key.password.encode() if key.password else None
        )
        certificate = x509.load_pem_x509_certificate(_bytes(self, "pem_certificate"))
        return sign_pdf(pdf, private, certificate, self._chorus_issuers(certificate))

    def _chorus_issuers(self, certificate):
        """Return the other certificates of the file that was given to Odoo."""
        content = _bytes(self, "content")
        if self.content_format == "pkcs12":
            password = (self.pkcs12_password or "").encode() or None
            _key, _own, others = pkcs12.load_key_and_certificates(content, password)
        elif self.content_format == "pem":
            others = x509.load_pem_x509_certificates(content)
        else:
            others = []
        return [other for other in others if other != certificate]


def _bytes(record, field):
    """Return what a binary field holds, also where a form asked for its size."""
    content = record.with_context(bin_size=False)[field] or b""
    try:
        return base64.b64decode(content)
    except binascii.Error:
        return b""
