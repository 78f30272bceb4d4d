# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rules about the number of the invoice, and about the invoice that it corrects."""

from odoo import models
from odoo.tools.translate import LazyTranslate

from ...chorus import rules
from ..connection.once import ISSUES, once
from ..rule import DANGER, WARNING, rule

_lt = LazyTranslate(__name__)


class AccountMove(models.Model):
    _inherit = "account.move"

    # === Number === #

    @rule(
        "number_too_long",
        DANGER,
        "name",
        "draft",
        _lt(
            "The number %(number)s has more than 20 characters: reset the invoice to "
            "draft and shorten its number (the sequence of the journal may be too "
            "long)."
        ),
        number="BR-FR-CPRO-02",
        depends=["name"],
    )
    def _chorus_check_number_too_long(self):
        if len(self.name or "") > rules.NUMBER_LENGTH and not self._chorus_is_sealed():
            return {"number": self.name}
        return None

    @rule(
        "number_characters",
        DANGER,
        "name",
        "draft",
        _lt(
            "The number %(number)s has characters that Chorus Pro refuses: reset the "
            "invoice to draft and use letters, digits, spaces and - + _ / only."
        ),
        number="G1.05",
        depends=["name"],
    )
    def _chorus_check_number_characters(self):
        if not rules.number_has_bad_characters(self.name or ""):
            return None
        return None if self._chorus_is_sealed() else {"number": self.name}

    def _chorus_is_sealed(self):
        """Tell whether Odoo keeps this invoice as it is, number and all."""
        return bool(
            self.state == "posted"
            and (self.inalterable_hash or self.journal_id.restrict_mode_hash_table)
        )

    @rule(
        "number_sealed",
        DANGER,
        "name",
        "invoice",
        _lt(
            "Chorus Pro does not take the number %(number)s (20 characters at most: "
            "letters, digits, spaces and - + _ /), and the journal is secured: cancel "
            "the invoice by a credit note, and make it again in a journal with shorter "
            "numbers."
        ),
        number="BR-FR-CPRO-02",
        depends=["name", "state", "inalterable_hash"],
    )
    def _chorus_check_number_sealed(self):
        if self._chorus_is_sealed() and not rules.is_number(self.name):
            return {"number": self.name or ""}
        return None

    @rule(
        "number_next",
        WARNING,
        "name",
        "draft",
        _lt(
            "This draft will get the number %(number)s, which Chorus Pro does not take "
            "(20 characters at most: letters, digits, spaces and - + _ /): type a "
            "shorter one before you confirm; the next ones follow it."
        ),
        number="BR-FR-CPRO-02",
        # The last number of the journal decides, which is in another invoice.
        live=True,
    )
    def _chorus_check_number_next(self):
        if self.state != "draft" or self.name not in (False, "/"):
            return None
        number = self.name_placeholder or self._chorus_next_number()
        return {"number": number} if number and not rules.is_number(number) else None

    def _chorus_next_number(self):
        """Return the number that follows the last one of the journal, if any."""
        if not self.journal_id or not self.date:
            return ""
        form, values = self._get_next_sequence_format()
        return form.format(**{**values, "seq": values["seq"] + 1})

    @rule(
        "number_refused",
        DANGER,
        "name",
        "draft",
        _lt(
            "The client has refused %(number)s and Chorus Pro keeps that number: give "
            "the corrected invoice a new number."
        ),
        number="portal.md §5.3, BT-1",
        depends=[
            "name",
            "chorus_flow_line_ids.superseded",
            "chorus_flow_line_ids.outcome",
            "chorus_flow_line_ids.flow_id.state",
        ],
    )
    def _chorus_check_number_refused(self):
        # Not those that were given up: nobody refused them.
        refused = self.chorus_flow_line_ids.filtered(
            lambda line: line.superseded
            and line.outcome == "accepted"
            and line.flow_id.state != "cancelled"
        )
        return {"number": self.name} if self.name in refused.mapped("number") else None

    def _chorus_original(self):
        """Return the one invoice that this one corrects or follows, or an empty set."""
        found = self.env["chorus.en16931"]._get_original_invoice
        return self.browse(once(self, ISSUES, "original", lambda: found(self)._ids))

    @rule(
        "original_number",
        WARNING,
        "reversed_entry_id",
        "invoice",
        _lt(
            "Chorus Pro does not take the number of the original invoice, %(number)s "
            "(20 characters at most: letters, digits, spaces and - + _ /): the data of "
            "the file will not name it, the printed page does."
        ),
        number="BR-FR-CPRO-02, 20",
        depends=["reversed_entry_id.name", "invoice_line_ids"],
    )
    def _chorus_check_original_number(self):
        original = self._chorus_original()
        if original and not rules.is_number(original.name):
            return {"number": original.name or ""}
        return None

    # === The invoice that a credit note corrects === #

    @rule(
        "original_missing",
        DANGER,
        "reversed_entry_id",
        "original",
        _lt(
            "Chorus Pro does not have %(number)s, which this credit note corrects: "
            "send that invoice first."
        ),
        number="portal.md §5.3, BT-25",
        depends=["reversed_entry_id.name"],
    )
    def _chorus_check_original_missing(self):
        if self._chorus_original_is_missing():
            return {"number": self.reversed_entry_id.display_name}
        return None

    @rule(
        "reversed",
        WARNING,
        "reversal_move_ids",
        "invoice",
        _lt(
            "A credit note cancels %(number)s, which Chorus Pro does not have: if you "
            "send it all the same, send the credit note after it."
        ),
        number="portal.md §5.3, BT-25",
        depends=["payment_state", "name"],
        asks=True,
    )
    def _chorus_check_reversed(self):
        if self.move_type == "out_invoice" and self.payment_state == "reversed":
            return {"number": self.display_name}
        return None
