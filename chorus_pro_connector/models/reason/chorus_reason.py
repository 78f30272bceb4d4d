# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .reason_row import (
    ACCOUNTANT,
    BOTH,
    CLIENT_ACTS,
    DIRECTORY,
    PORTAL,
    US,
    find,
    plain,
)
from .reasons_client import REASONS as OF_CLIENTS
from .reasons_codes import REASONS as OF_THE_PORTAL
from .reasons_content import REASONS as OF_CONTENT
from .reasons_flow import REASONS as OF_FILES

ACTORS = [
    (US, "We"),
    (BOTH, "We, with the client"),
    (CLIENT_ACTS, "The client"),
    (ACCOUNTANT, "The client's accountant"),
    (DIRECTORY, "The directory of Chorus Pro"),
    (PORTAL, "Chorus Pro"),
]
# What clients write comes first: a file that was taken is no longer at fault.
REASONS = (*OF_CONTENT, *OF_CLIENTS, *OF_FILES, *OF_THE_PORTAL)
# Less would fit almost any text.
SHORTEST = 4


class Understood(NamedTuple):
    """A reason in plain words; see :class:`~.reason_row.Reason`."""

    sentence: str
    who: str
    stops: bool | None
    letter: str
    key: str
    field: str = ""


class ChorusReason(models.Model):
    """A reason that is in no published list, to which somebody gave a meaning.

    It comes before the connector's own table, for it was said of this company's
    clients.
    """

    _name = "chorus.reason"
    _description = "Reason of a client or of Chorus Pro"
    _order = "text"
    _rec_name = "text"

    text = fields.Char(
        string="What is written",
        required=True,
        help="A part of the comment, or its code: it is found whatever its accents and "
        "capitals.",
    )
    meaning = fields.Char(
        required=True,
        translate=True,
        help="What it means and what to do, in one sentence.",
    )
    who = fields.Selection(selection=ACTORS, string="Who can repair it", default=US)
    stops = fields.Selection(
        selection=[
            ("unknown", "Read each time"),
            ("yes", "Interrupts it"),
            ("no", "Interrupts nothing: it is not our fault"),
        ],
        string="Legal payment delay",
        default="unknown",
        required=True,
    )
    letter = fields.Char(
        string="Sentence to the client",
        help="In French, as its reader is.",
    )

    @api.constrains("text")
    def _check_text(self):
        for reason in self:
            if len(plain(reason.text).strip()) < SHORTEST:
                raise ValidationError(
                    self.env._(
                        "Write at least %(count)s characters of the reason: less is "
                        "found in almost any comment.",
                        count=SHORTEST,
                    )
                )

    def _chorus_fits(self, text):
        """Tell whether this reason stands in a text."""
        return plain(self.text).strip() in plain(text)

    @api.model
    def _chorus_understand(self, text):
        """Return the :class:`Understood` of a comment, None when nobody knows it."""
        if not text:
            return None
        # Whoever reads the reason of an invoice reads what it means.
        for own in (
            self.sudo()
            .search([("text", "!=", False)])
            .sorted(lambda own: -len(own.text))
        ):
            if own._chorus_fits(text):
                stops = {"yes": True, "no": False}.get(own.stops)
                key = f"own-{own.id}"
                return Understood(own.meaning, own.who, stops, own.letter or "", key)
        if row := find(REASONS, text):
            sentence = self.env._(row.words)
            return Understood(
                sentence,
                row.who,
                row.stops,
                row.letter,
                row.code or sentence,
                row.field,
            )
        return None
