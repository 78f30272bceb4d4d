# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Certificates made for a test: an issuer, and what it issued to the company."""

from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric import ec, rsa

PASSWORD = "mot de passe"
DAY = timedelta(days=1)


def rsa_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def curve_key():
    return ec.generate_private_key(ec.SECP256R1())


def issue(name, key, issuer=None, issuer_key=None, start=-DAY, end=365 * DAY):
    """Return a certificate; of itself when there is no ``issuer``.

    :param start: when it begins, from now on; likewise ``end``
    """
    now = datetime.now(timezone.utc)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    is_issuer = issuer is None
    usage = dict.fromkeys(
        (
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + start)
        .not_valid_after(now + end)
        .add_extension(x509.BasicConstraints(is_issuer, None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                # What validators want of who signs a document.
                content_commitment=not is_issuer,
                key_cert_sign=is_issuer,
                **usage,
            ),
            critical=True,
        )
        .sign(issuer_key or key, hashes.SHA256())
    )


def pkcs12(key, certificate, *issuers, password=PASSWORD):
    """Return what is in a file ``.p12``."""
    return form.pkcs12.serialize_key_and_certificates(
        b"facturation",
        key,
        certificate,
        issuers or None,
        form.BestAvailableEncryption(password.encode()),
    )


def pem(*certificates):
    return b"".join(one.public_bytes(form.Encoding.PEM) for one in certificates)


def pem_key(key, password=PASSWORD):
    return key.private_bytes(
        form.Encoding.PEM,
        form.PrivateFormat.PKCS8,
        form.BestAvailableEncryption(password.encode()),
    )
