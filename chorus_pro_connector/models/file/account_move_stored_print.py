# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The PDF that *Send & Print* left on an invoice: may it still be deposited?

What people read and what machines read must say the same. The PDF that the customer
was sent is deposited as long as all that is printed in it still holds; else the invoice
is printed anew for the file, and the PDF on the invoice stays as it was sent.
"""

import base64
import io

from PIL import Image

from odoo import fields, models
from odoo.tools.mimetypes import guess_mimetype

from ...chorus.errors import FileError
from ...chorus.pdf.pdfa import open_pdf
from ..connection.kept_bytes import is_whole, sha256
from .account_move_file import BYTES, PRINTED, digests

# Key of the print's fingerprint: whatever it says, a new print was asked for.
AGAIN = "again"


class AccountMove(models.Model):
    _inherit = "account.move"

    chorus_print_fingerprint = fields.Json(
        copy=False, readonly=True, export_string_translation=False
    )

    def _chorus_note_print(self, printed=None):
        """Remember what the PDF on the invoice was printed from, and its bytes.

        :param printed: :meth:`_chorus_printed_values` of the only one, when known
        """
        for move in self:
            pdf = move.sudo().invoice_pdf_report_id
            values = printed or move._chorus_printed_values()
            noted = {**digests(values), BYTES: sha256(pdf.raw)}
            move._chorus_write({"chorus_print_fingerprint": noted})

    def _chorus_stored_print(self):
        """Return the PDF on the invoice (bytes); None when it no longer holds."""
        self.ensure_one()
        attachment = self.sudo().invoice_pdf_report_id
        if not attachment or self._chorus_print_changes() or not is_whole(attachment):
            return None
        return attachment.raw

    def _chorus_check_print(self):
        """Refuse what the printed invoice is made of, when it cannot be read.

        :raise FileError: ``pdf_corrupt``, ``pdf_encrypted``, ``pdf_empty``: the PDF
            that *Send & Print* left; ``logo``: the picture of the company
        """
        if self._chorus_file_format() not in PRINTED:
            return
        if (printed := self._chorus_stored_print()) is not None:
            open_pdf(printed or b"").close()
            return
        # Forms read with ``bin_size``: the logo would come as its size.
        company = self.company_id.with_context(bin_size=False)
        if company.logo and not _is_picture(base64.b64decode(company.logo)):
            raise FileError("logo", company.name)

    def _chorus_print_changes(self):
        """Say what changed since the PDF on the invoice was printed.

        :return: list of translated labels; empty without PDF. Of one that was there
            before anything was noted, nothing is known: it is taken as it is.
        """
        self.ensure_one()
        noted = self.chorus_print_fingerprint
        if not noted or not self.sudo().invoice_pdf_report_id:
            return []
        if noted.get(AGAIN):
            return [self.env._("a new print was asked for")]
        labels = self._chorus_part_labels()
        changes = [
            labels[part]
            for part, value in self._chorus_print_digests().items()
            if noted.get(part) != value
        ]
        # Its bytes are noted once there are some.
        made = noted.get(BYTES)
        if made and sha256(self.sudo().invoice_pdf_report_id.raw) != made:
            changes.append(self.env._("the PDF itself"))
        return changes

    def _chorus_tell_print(self):
        """Write into the chatter that the file holds another print than the PDF."""
        if changes := self._chorus_print_changes():
            self._message_log(
                body=self.env._(
                    "Since the PDF of the invoice was made, this changed: %(changes)s."
                    " The file for Chorus Pro holds a new print; the PDF stays here as"
                    " it was sent.",
                    changes=", ".join(changes),
                )
            )

    def _chorus_forget_addresses(self):
        """Have reports read addresses anew.

        They show them through ``display_name``, which to Odoo depends on neither street
        nor town: an address changed a moment ago would be printed as it was.
        """
        partners = self.partner_id | self.partner_shipping_id
        partners |= self.company_id.partner_id
        partners.invalidate_recordset(["display_name"])

    def _chorus_print_digests(self):
        return digests(self._chorus_printed_values())

    def _chorus_printed_values(self):
        """Return what the report shows, by part of the fingerprint; plain values.

        Read as whoever prints it: in the language of the buyer.
        """
        if self._chorus_file_format() not in PRINTED:
            return {}
        move = self.sudo().with_context(lang=self.partner_id.lang or "en_US")
        return {
            "header": move._chorus_printed_header(),
            "customer": [
                _party(partner)
                for partner in (
                    move.partner_id,
                    move.commercial_partner_id,
                    move.partner_shipping_id,
                )
            ],
            "company": _party(move.company_id.partner_id),
            "bank": [
                move.partner_bank_id.acc_number,
                move.partner_bank_id.bank_id.name,
                move.payment_reference,
            ],
            "lines": move._chorus_printed_lines(),
            "taxes": [move.amount_untaxed, move.amount_tax, move.amount_total],
            "payment": move.amount_residual,
            "notes": [move.narration, move.fiscal_position_id.note],
            "report": self._chorus_report_values(),
        }

    def _chorus_printed_header(self):
        return [
            self.name,
            self.move_type,
            self.currency_id.name,
            self.invoice_date,
            self.invoice_date_due,
            self.delivery_date,
            self.ref,
            self.invoice_origin,
            self.invoice_incoterm_id.code,
            self.incoterm_location,
            self.invoice_payment_term_id.note,
        ]

    def _chorus_printed_lines(self):
        return [
            [
                line.display_type,
                line.name,
                line.quantity,
                line.product_uom_id.name,
                line.price_unit,
                line.discount,
                line.tax_ids.mapped(lambda tax: tax.invoice_label or tax.name),
                line.price_subtotal,
            ]
            for line in self._chorus_shown_lines().sorted(
                lambda row: (row.sequence, row.id)
            )
        ]


def _party(partner):
    return [
        partner.name,
        partner._display_address(),
        partner.vat,
        partner.company_registry,
    ]


def _is_picture(content):
    """Tell whether ``content`` (bytes) is a picture that a report can show."""
    if guess_mimetype(content) == "image/svg+xml":
        return True
    try:
        with Image.open(io.BytesIO(content)) as picture:
            picture.verify()
    except Exception:
        # Damaged pictures meet Pillow's and Python's errors of every kind.
        return False
    return True
