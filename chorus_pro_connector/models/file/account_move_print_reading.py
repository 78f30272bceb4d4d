# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The print is the invoice in law: what it must show is looked for in its text.

A layout of one's own, a PDF put there by hand, or a printing program that drops the
header of each page leaves an invoice without its supplier, which nobody sees before
the client does.
"""

import io
import logging
from decimal import Decimal
from itertools import chain

from odoo import fields, models
from odoo.tools.pdf import PdfReader

from ...chorus.errors import FileError
from ...chorus.pdf import printed_text
from .account_move_file import PRINTED
from .account_move_stored_print import AGAIN

_logger = logging.getLogger(__name__)

# Pages that are read: the first and the last, then those between, as far as this.
MAX_PAGES = 40


class AccountMove(models.Model):
    _inherit = "account.move"

    chorus_print_unread = fields.Boolean(
        string="Print without readable text", copy=False, readonly=True
    )

    def _chorus_checked_pdf(self, terms, printed_pdf=None):
        """Return the printed invoice (bytes) once its text was read.

        :param terms: :meth:`_chorus_terms`, with which it must agree
        :param printed_pdf: see :meth:`_chorus_build_file`
        :raise FileError: ``print_lacks``, with what is not in the text
        """
        pdf = printed_pdf or self._chorus_source_pdf()
        lacking = self._chorus_print_lacks(pdf, terms)
        unread = lacking is None
        if self.chorus_print_unread != unread:
            self._chorus_write({"chorus_print_unread": unread})
        if lacking:
            raise self._chorus_lacking_error(lacking)
        return pdf

    def _chorus_check_stored_text(self):
        """Read the PDF that *Send & Print* or somebody left, before a file is made.

        :raise FileError: ``print_lacks``
        """
        if self._chorus_file_format() not in PRINTED:
            return
        printed = self._chorus_stored_print()
        if printed and (
            lacking := self._chorus_print_lacks(printed, self._chorus_terms())
        ):
            raise self._chorus_lacking_error(lacking)

    def _chorus_lacking_error(self, lacking):
        labels = self._chorus_print_labels()
        return FileError("print_lacks", ", ".join(labels[key] for key in lacking))

    def _chorus_print_lacks(self, pdf, terms):
        """Return the keys of what a print does not show; None when it has no text."""
        return printed_text.lacking(_page_texts(pdf), self._chorus_print_wanted(terms))

    def _chorus_print_wanted(self, terms):
        """Return what the print must show: key → texts and amounts, any of which do.

        They are those of the file, so that people and machines read the same.
        """
        seller = terms["BG-4"]
        company = self.company_id
        total = Decimal(terms["BT-112"])
        wanted = {
            "name": (seller["name"], company.name, company.partner_id.name),
            "identifier": seller["identifiers"].values(),
            "vat": (seller.get("vat_identifier"),),
            "number": (terms["BT-1"],),
            "total": (total, total + Decimal(terms.get("BT-114", 0))),
        }
        return {
            key: [one for one in ones if one not in (None, False, "")]
            for key, ones in wanted.items()
            if any(one not in (None, False, "") for one in ones)
        }

    def action_chorus_print_again(self):
        """Button *Print again*: the file takes a new print, the PDF stays as it was.

        That PDF may be with the client already, so nothing is taken from the invoice.
        """
        self.check_access("write")
        for move in self:
            move._chorus_check_unlocked()
            if move.sudo().invoice_pdf_report_id:
                move._chorus_write({"chorus_print_fingerprint": {AGAIN: True}})
        self._chorus_drop_file()

    def _chorus_print_labels(self):
        return {
            "name": self.env._("the name of your company"),
            "identifier": self.env._("its SIRET"),
            "vat": self.env._("its VAT number"),
            "number": self.env._("the number of the invoice"),
            "total": self.env._("its total"),
        }


def _page_texts(pdf):
    """Yield the text of each page, those first where nearly all stands.

    Odoo chooses the library; the oldest of them reads no text.
    """
    try:
        reader = PdfReader(io.BytesIO(pdf), strict=False)
        count = len(reader.pages)
        middle = range(1, min(count - 1, MAX_PAGES))
        for index in dict.fromkeys(chain((0, count - 1), middle)):
            yield reader.pages[index].extract_text() or ""
    except Exception as error:
        # The reader raises whatever it meets in odd files, which others can open.
        _logger.info("The text of a printed invoice cannot be read: %s", error)
