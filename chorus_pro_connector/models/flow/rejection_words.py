# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..reason.reason_row import find
from ..reason.reasons_codes import REASONS as CODES
from ..reason.reasons_flow import REASONS as FILES

REASONS = (*FILES, *CODES)
# From this length on a text may have been cut, and its last reason with it.
CUT = 190


class ChorusRejectionWords(models.AbstractModel):
    """The portal's rejections in plain words."""

    _name = "chorus.rejection.words"
    _description = "Chorus Pro rejections in words"

    @api.model
    def _chorus_explain(self, reasons):
        """Explain what can be explained.

        :param reasons: the portal's texts, one a line
        :return: sentences in the user's language, without repetition
        """
        found = []
        for reason in (reasons or "").splitlines():
            row = find(REASONS, reason)
            if row and (sentence := self.env._(row.words)) not in found:
                found.append(sentence)
        return found

    @api.model
    def _chorus_to_correct(self, reasons):
        """Tell where to correct what was rejected.

        :param reasons: the portal's texts, one a line
        :return: names of fields of the invoice, or ``client``, ``company``, ``lines``;
            empty for a reason that is not known; without repetition
        """
        rows = _rows(reasons)
        return list(dict.fromkeys(row.field if row else "" for row in rows))

    @api.model
    def _chorus_is_duplicate(self, reasons):
        """Tell whether the portal says that it has this number already."""
        return any(row and row.taken for row in _rows(reasons))

    @api.model
    def _chorus_may_be_duplicate(self, reasons):
        """Tell whether it may mean that: what is not understood, or cut, may too."""
        found = _rows(reasons)
        return (
            len(reasons or "") >= CUT
            or not found
            or any(row is None or row.taken for row in found)
        )


def _rows(reasons):
    """Return the row of each reason, None where it is not known."""
    return [find(REASONS, line) for line in (reasons or "").splitlines()]
