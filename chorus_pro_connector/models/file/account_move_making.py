# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The bytes of a file, format by format; when and why is ``account_move_file.py``'s."""

from odoo import models

from ...chorus.formats.factur_x import Attachment, make_pdf, make_xml
from ...chorus.formats.mixed import make_mixed
from ...chorus.formats.structured import make_structured
from ...chorus.formats.submission import make_plain_pdf
from .account_move_file import FACTURX, MIXED, PDF


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_make_content(self, kind, terms, printed_pdf=None):
        """Return the bytes of a file of format ``kind``.

        :param printed_pdf: see :meth:`_chorus_build_file`
        :raise FileError: it cannot be made
        """
        if kind == PDF:
            return self._chorus_signed_print(terms, printed_pdf)
        documents = self._chorus_attachments()
        if kind == FACTURX:
            xml = make_xml(terms)
            pdf = self._chorus_checked_pdf(terms, printed_pdf)
            return self._chorus_sign(make_pdf(pdf, xml, documents))
        parties = self._chorus_wanted_validator(), self._chorus_own_service().code or ""
        if kind == MIXED:
            name = f"facture_{self.name.replace('/', '-')}.pdf"
            print_ = Attachment(name, self._chorus_signed_print(terms, printed_pdf))
            return make_mixed(terms, print_, documents, *parties)
        return make_structured(terms, kind, documents, *parties)

    def _chorus_signed_print(self, terms, printed_pdf=None):
        """Return the print alone as PDF/A-3, signed where it is to be."""
        pdf = self._chorus_checked_pdf(terms, printed_pdf)
        return self._chorus_sign(make_plain_pdf(pdf, terms))
