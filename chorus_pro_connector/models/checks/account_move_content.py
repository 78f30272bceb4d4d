# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the mapping says of an invoice, known in lists without making its file.

Mapping one invoice takes milliseconds, and a client may have a thousand open ones: so
what lines, taxes and notes tell is kept in a field of its own, which a change on the
client leaves as it is.
"""

import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...chorus.errors import FileError
from ..connection.once import ISSUES, once
from ..rule import problem

_logger = logging.getLogger(__name__)


class AccountMove(models.Model):
    _inherit = "account.move"

    # {"problems": …, "categories": …}, see chorus.en16931._get_content; empty when the
    # invoice is not checked.
    chorus_content = fields.Json(
        compute="_compute_chorus_content",
        store=True,
        copy=False,
        compute_sudo=True,
        export_string_translation=False,
    )

    def _chorus_content_dependencies(self):
        """Return what ``chorus_content`` depends on."""
        tax = "invoice_line_ids.tax_ids."
        line = "invoice_line_ids."
        return [
            "state",
            "move_type",
            "amount_total",
            "currency_id",
            "invoice_currency_rate",
            "narration",
            "fiscal_position_id.note",
            "chorus_framework",
            "chorus_validator_siret",
            "chorus_vat_mention",
            "chorus_vat_regime",
            "chorus_send_anyway",
            "invoice_date",
            "payment_state",
            "line_ids.amount_currency",
            line + "name",
            line + "display_type",
            line + "quantity",
            line + "price_unit",
            line + "discount",
            line + "tax_ids",
            tax + "amount",
            tax + "amount_type",
            tax + "price_include",
            tax + "children_tax_ids",
            tax + "include_base_amount",
            tax + "ubl_cii_tax_category_code",
            tax + "ubl_cii_tax_exemption_reason_code",
            tax + "invoice_legal_notes",
            "commercial_partner_id.country_id",
            "commercial_partner_id.invoice_sending_method",
            "company_id.partner_id.country_id",
        ]

    @api.depends(lambda self: self._chorus_content_dependencies())
    def _compute_chorus_content(self):
        for move in self:
            if not move._chorus_is_checked():
                move.chorus_content = False
            elif not isinstance(move.id, int):
                # What is being typed is looked at once it is saved.
                move.chorus_content = move._origin.chorus_content
            else:
                move.chorus_content = move._chorus_mapped_safely(
                    self.env["chorus.en16931"]._get_content
                )

    def _chorus_known_content(self):
        """Return ``chorus_content``, a dict.

        A deposit changes nothing of it, and so does not compute it anew. It may have
        been emptied while the portal had the invoice: should that end, it is made here.
        """
        self.ensure_one()
        return once(self, ISSUES, "content", self._chorus_find_content)

    def _chorus_find_content(self):
        # Each reading of a field of this kind copies all of it.
        if content := self.chorus_content:
            return content
        if not isinstance(self.id, int) or not self._chorus_is_checked():
            return {}
        return self._chorus_mapped_safely(self.env["chorus.en16931"]._get_content)

    def _chorus_vat_categories(self):
        """Return the set of VAT categories of the invoice, empty while unknown."""
        return set(self._chorus_known_content().get("categories", ()))

    def _chorus_is_checked(self):
        """Tell whether the checks say anything of this invoice.

        What the portal has can no longer change, so nothing need be said of it; a long
        history then costs nothing when its client changes.
        """
        self.ensure_one()
        return once(self, ISSUES, "checked", self._chorus_find_checked)

    def _chorus_find_checked(self):
        return (
            self.state != "cancel"
            and self._chorus_current_line().outcome != "accepted"
            and self._chorus_is_concerned()
        )

    def _chorus_mapped_safely(self, read):
        """Return what ``read`` makes of this invoice; a dict that has ``problems``.

        A list or a form must open whatever another module raises in there.

        :param read: function of a move
        """
        try:
            return read(self)
        except UserError as error:
            return {"problems": [problem("other", reason=error.args[0])]}
        except psycopg2.Error:
            # Odoo replays the whole transaction.
            raise
        except Exception:
            _logger.exception("Mapping of invoice %s", self.id)
            return {"problems": []}

    def _chorus_making_problems(self):
        """Return what the makers of the file would report now: mapping and print."""
        self.ensure_one()
        found = self._chorus_mapped_safely(
            lambda move: {"problems": move._chorus_mapping()[1]}
        )["problems"]
        # A file that was made says that all of it could be read.
        if not self.chorus_file:
            try:
                self._chorus_check_print()
                self._chorus_check_stored_text()
            except FileError as error:
                found = [*found, self._chorus_file_problem(error)]
        return found
