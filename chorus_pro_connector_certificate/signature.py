# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A PDF signed as PAdES wants it (ETSI EN 319 142-1, baseline B-B).

Plain Python, without Odoo. The signature is added behind the PDF, whose own bytes stay:
a Factur-X stays one, and a PDF/A-3 stays one, for the signature shows nothing.
"""

import io

from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import SigSeedSubFilter

FIELD = "ChorusPro"


def sign_pdf(pdf, key, certificate, issuers=()):
    """Return ``pdf`` with one invisible signature behind it.

    The time is that of the server, and a key on an elliptic curve draws a number: two
    signatures of one PDF differ. Whoever wants the same bytes keeps them.

    :param pdf: bytes
    :param key: private key of ``cryptography``
    :param certificate: ``cryptography.x509.Certificate`` of that key
    :param issuers: those above it, as far as they are known; they travel along
    :raises Exception: whatever pyHanko and the cryptography below it raise
    """
    signer = signers.SimpleSigner(
        signing_cert=_certificate(certificate),
        signing_key=keys.PrivateKeyInfo.load(
            key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        ),
        cert_registry=None,
    )
    signer.cert_registry.register_multiple(map(_certificate, issuers))
    metadata = signers.PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    return signers.sign_pdf(writer, metadata, signer=signer).getvalue()


def _certificate(certificate):
    """Return what pyHanko takes in place of an object of ``cryptography``."""
    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))
