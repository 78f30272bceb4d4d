# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

# Known numbers of the portal (portal.md §2.7); each service numbers its own, so the
# text beside the number tells, where there is one.
UNKNOWN, NOT_ENTITLED = "GDP_MSG_11.008", "GDP_MSG_11.005"
WRONG_STATUS = ("GDP_MSG_11.001", "GDP_MSG_11.033")
TOO_LARGE = "GDP_MSG_11.022"


class ChorusActWords(models.AbstractModel):
    """Why the portal refused an act, in words."""

    _name = "chorus.act.words"
    _description = "Refused acts in words"

    @api.model
    def _chorus_explain(self, act, error):
        """Return the sentence: what happened and what to do, then the portal's own.

        :param error: :class:`~..chorus.errors.DataError`
        """
        sentence = self._chorus_sentence(act, error)
        return f"{sentence} ({error.reference})" if error.reference else sentence

    @api.model
    def _chorus_sentence(self, act, error):
        label = error.label or ""
        if label == UNKNOWN:
            return self.env._(
                "Chorus Pro does not know %(number)s under the identifier %(id)s: "
                "nothing was done; press “Update” on the invoice, then try again.",
                number=act.number,
                id=act.identifier,
            )
        if label == NOT_ENTITLED:
            return self.env._(
                "The technical account of %(company)s may not do this for %(number)s: "
                "nothing was done; its manager at Chorus Pro gives it this right.",
                company=act.company_id.display_name,
                number=act.number,
            )
        if label in WRONG_STATUS:
            return self.env._(
                "%(number)s no longer waits for this at Chorus Pro: nothing was done; "
                "press “Update” on the invoice to read its status.",
                number=act.number,
            )
        if label == TOO_LARGE or error.http_status == 413:
            return self.env._(
                "A document is too large for Chorus Pro (10 MB at most): nothing was "
                "done; make it lighter or split it, then try again."
            )
        return self.env._(
            "Chorus Pro refused this for %(number)s and nothing was done: correct what "
            "it names, then try again.",
            number=act.number,
        )
