# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache

from ...chorus.rules import plain_words
from .reason_row import (
    ACCOUNTANT,
    BOTH,
    CLIENT_ACTS,
    DIRECTORY,
    PORTAL,
    US,
    find,
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
FROM_THE_PORTAL = (*OF_FILES, *OF_THE_PORTAL)
REASONS = (*OF_CONTENT, *OF_CLIENTS, *FROM_THE_PORTAL)
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
            if len(plain_words(reason.text)) < SHORTEST:
                raise ValidationError(
                    self.env._(
                        "Write at least %(count)s characters of the reason: less is "
                        "found in almost any comment.",
                        count=SHORTEST,
                    )
                )

    def _chorus_fits(self, text):
        """Tell whether this reason stands in a text."""
        return plain_words(self.text) in plain_words(text)

    @api.model_create_multi
    def create(self, vals_list):
        reasons = super().create(vals_list)
        self.env.registry.clear_cache()
        return reasons

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    @ormcache()
    def _chorus_own_texts(self):
        """Return ((id, what is looked for), …), the longest text first.

        Each line of each history is compared with them: read once for all.
        """
        # Whoever reads the reason of an invoice reads what it means.
        rows = self.sudo().search([("text", "!=", False)])
        rows = rows.sorted(lambda own: -len(own.text))
        return tuple((own.id, plain_words(own.text)) for own in rows)

    def _chorus_key(self):
        self.ensure_one()
        return f"own-{self.id}"

    @api.model
    def _chorus_keys(self):
        """Return {key: what it means, in short}, of our own reasons and of all others.

        What to do about it, after the colon, is left out.
        """
        own = {row._chorus_key(): row.text for row in self.sudo().search([])}
        rows = {row.key: self.env._(row.words) for row in reversed(REASONS)}
        return {**{key: words.split(":")[0] for key, words in rows.items()}, **own}

    @api.model
    def _chorus_is_final(self, text):
        """Tell whether the words of a refusal say: do not invoice this again."""
        said = plain_words(text)
        return any(
            row.final and said.startswith((row.code.lower(), row.final))
            for row in REASONS
        )

    @api.model
    def _chorus_understand(self, text, table=REASONS):
        """Return the :class:`Understood` of a comment, None when nobody knows it.

        :param table: rows to look in, :data:`FROM_THE_PORTAL` for what it says itself
        """
        if not text:
            return None
        said = plain_words(text)
        for own_id, looked_for in self._chorus_own_texts():
            if looked_for in said:
                own = self.sudo().browse(own_id)
                stops = {"yes": True, "no": False}.get(own.stops)
                key = own._chorus_key()
                return Understood(own.meaning, own.who, stops, own.letter or "", key)
        if row := find(table, text):
            sentence = self.env._(row.words)
            return Understood(
                sentence,
                row.who,
                row.stops,
                row.letter,
                row.key,
                row.field,
            )
        return None
