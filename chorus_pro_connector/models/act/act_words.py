# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

# A body that is refused for its size comes without the number that says so.
TOO_LARGE = "GDP_MSG_11.022"


class ChorusActWords(models.AbstractModel):
    """Why the portal refused an act, in the words that its reasons have everywhere."""

    _name = "chorus.act.words"
    _description = "Refused acts in words"

    @api.model
    def _chorus_explain(self, act, error):
        """Return what is wrong and what to do, that nothing was done, and then the
        portal's own words.

        :param error: :class:`~..chorus.errors.DataError`
        """
        said = error.label or (TOO_LARGE if error.http_status == 413 else "")
        words = self.env["chorus.rejection.words"]
        parts = words._chorus_explain("\n".join(said.split("|"))) or [
            self.env._(
                "Chorus Pro refused “%(act)s”: correct what it names, then try again.",
                act=act.display_name,
            )
        ]
        parts.append(
            self.env._(
                "At Chorus Pro nothing was done for %(number)s.", number=act.number
            )
        )
        if error.reference:
            parts.append(f"({error.reference})")
        return " ".join(parts)
