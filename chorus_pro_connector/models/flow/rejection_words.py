# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ..reason.chorus_reason import FROM_THE_PORTAL
from ..reason.reason_row import find

# From this length on a text may have been cut, and its last reason with it.
CUT = 190
# How it says so itself, where it does.
ELLIPSIS = "[..."


class ChorusRejectionWords(models.AbstractModel):
    """What the portal says no to, a file or an act, in plain words."""

    _name = "chorus.rejection.words"
    _description = "Chorus Pro rejections in words"

    @api.model
    def _chorus_explain(self, reasons):
        """Explain what can be explained.

        :param reasons: the portal's texts, one a line
        :return: sentences in the user's language, without repetition
        """
        found = [row.sentence for row in self._chorus_understood(reasons) if row]
        if found and _is_cut(reasons):
            found.append(
                self.env._(
                    "Chorus Pro's list is cut, and may name more: what is left is "
                    "shown after the next deposit."
                )
            )
        return list(dict.fromkeys(found))

    @api.model
    def _chorus_understood(self, reasons):
        """Return what each line means, None where nobody knows it."""
        table = self.env["chorus.reason"]
        return [
            table._chorus_understand(line, FROM_THE_PORTAL)
            for line in (reasons or "").splitlines()
        ]

    @api.model
    def _chorus_to_correct(self, reasons):
        """Tell where to correct what was rejected.

        :param reasons: the portal's texts, one a line
        :return: names of fields of the invoice, or ``client``, ``company``, ``lines``;
            empty for a reason that is not known; without repetition
        """
        rows = self._chorus_understood(reasons)
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
    """Return the row of each reason, None where it is not known.

    What somebody wrote down here must not decide whether an invoice leaves again.
    """
    return [find(FROM_THE_PORTAL, line) for line in (reasons or "").splitlines()]


def _is_cut(reasons):
    text = reasons.rstrip()
    return ELLIPSIS in text or (len(text) >= CUT and not text.endswith("."))
