# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Signed as it is made: what is stored, checked and sent is the signed file."""

import logging

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.chorus_pro_connector.models.rule import RULES

_logger = logging.getLogger(__name__)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_signature(self):
        # EXTENDS chorus_pro_connector: another certificate, another file. Its renewal
        # has the file made again, unless a doubt keeps the bytes that may have left.
        certificate = self.company_id._chorus_certificate()
        if not certificate or not certificate.pem_certificate:
            return super()._chorus_signature()
        return certificate._chorus_print()

    def _chorus_sign(self, pdf):
        # EXTENDS chorus_pro_connector
        pdf = super()._chorus_sign(pdf)
        certificate = self.company_id._chorus_certificate()
        if not certificate:
            return pdf
        if certificate._chorus_trouble():
            raise UserError(self._chorus_certificate_sentence())
        try:
            return certificate._chorus_sign_pdf(pdf)
        except Exception as error:
            # A kind of key that PDFs do not know, or a library of another version.
            _logger.exception("Signature of invoice %s", self.id)
            raise UserError(
                self.env._(
                    "The PDF could not be signed with the certificate “%(name)s” "
                    "(%(error)s): an administrator chooses another one in the Chorus "
                    "Pro settings, or none.",
                    name=certificate.display_name,
                    error=type(error).__name__,
                )
            ) from error

    def _chorus_certificate_sentence(self):
        """Say what is wrong with the certificate, as the check before sending does."""
        code = f"certificate_{self.company_id._chorus_certificate()._chorus_trouble()}"
        params = getattr(self, RULES[code].predicate)()
        return self._chorus_rule_sentence(code, params)
