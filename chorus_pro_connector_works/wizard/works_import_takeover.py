# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A market taken over under way, by the import that makes its lines."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..decompte.money import total
from ..models.market.own_state import differing
from ..tables import pieces, reading

# Figures of the market that this window may fill in.
TAKEN_OVER = (
    "opening_number",
    "opening_date",
    "opening_retention",
    "opening_penalty",
    "opening_delay",
    "opening_advance_repaid",
    "advance_received",
    "advance_received_date",
)


class ChorusWorksImport(models.TransientModel):
    _inherit = "chorus.works.import"

    is_takeover = fields.Boolean(
        string="Market under way",
        compute="_compute_takeover",
        store=True,
        readonly=False,
        help="Statements were made elsewhere: the next one goes on from their figures.",
    )
    opening_amount = fields.Monetary(string="Executed so far excl. VAT", readonly=True)
    opening_number = fields.Integer(
        string="Last statement before the takeover",
        compute="_compute_takeover",
        store=True,
        readonly=False,
    )
    opening_date = fields.Date(
        string="Executed until",
        compute="_compute_takeover",
        store=True,
        readonly=False,
        help="Last day of the period of the last statement before the takeover.",
    )
    opening_retention = fields.Monetary(
        string="Retention held so far",
        compute="_compute_takeover",
        store=True,
        readonly=False,
    )
    opening_penalty = fields.Monetary(
        string="Penalties so far",
        compute="_compute_takeover",
        store=True,
        readonly=False,
    )
    opening_delay = fields.Monetary(
        string="Of which for delay",
        compute="_compute_takeover",
        store=True,
        readonly=False,
    )
    opening_advance_repaid = fields.Monetary(
        string="Advance repaid so far",
        compute="_compute_takeover",
        store=True,
        readonly=False,
    )
    advance_received = fields.Monetary(
        compute="_compute_takeover", store=True, readonly=False
    )
    advance_received_date = fields.Date(
        string="Advance received on",
        compute="_compute_takeover",
        store=True,
        readonly=False,
    )
    pieces_text = fields.Text(
        string="Earlier pieces",
        help="References only: number, statement, framework, date, excl. VAT, incl. "
        "VAT, net.",
    )

    @api.depends("market_id")
    def _compute_takeover(self):
        for window in self:
            market = window.market_id
            window.is_takeover = bool(market.opening_number)
            for name in TAKEN_OVER:
                window[name] = market[name]

    def _works_previewed(self, rows):
        # EXTENDS: a column of what was executed asks for the rest of the takeover.
        result = super()._works_previewed(rows)
        executed = total(row.executed for row in rows)
        self.opening_amount = float(executed)
        if any(row.opening for row in rows):
            self.is_takeover = True
        self._works_pieces()
        return result

    def _works_take_over(self, rows):
        # EXTENDS: figures of the market and its earlier pieces, with the lines.
        super()._works_take_over(rows)
        opened = any(row.opening for row in rows)
        if opened and not (self.opening_number and self.opening_date):
            raise ValidationError(
                self.env._(
                    "The table says what was executed: tick “Market under way”, fill "
                    "in “Last statement before the takeover” and “Executed until”."
                )
            )
        if not (self.is_takeover or opened):
            return
        values = {name: self[name] for name in TAKEN_OVER}
        if changed := differing(self.market_id, values, set(TAKEN_OVER)):
            self.market_id.write({name: values[name] for name in changed})
        self.env["chorus.works.earlier.piece"].create(
            [self._works_piece(row) for row in self._works_pieces()]
        )

    def _works_piece(self, row):
        return {
            "market_id": self.market_id.id,
            "number": row.number,
            "statement_number": row.statement,
            "framework": row.framework,
            "date": row.day,
            "amount_untaxed": float(row.untaxed),
            "amount_total": float(row.total),
            "amount_net": float(row.net),
        }

    def _works_pieces(self):
        """Return the rows of the earlier pieces, or refuse with the first wrong one."""
        try:
            rows = pieces.read(reading.pasted(self.pieces_text or ""))
        except reading.TableError as error:
            raise ValidationError(self._works_table_problem(error.code)) from error
        for row in rows:
            if row.problem:
                raise ValidationError(self._works_piece_problem(row))
        return rows

    def _works_piece_problem(self, row):
        place, word = row.at, row.word
        return {
            "missing": self.env._(
                "Earlier pieces, row %(at)s: the number is missing.", at=place
            ),
            "date": self.env._(
                "Earlier pieces, row %(at)s: “%(word)s” is no date.",
                at=place,
                word=word,
            ),
            "value": self.env._(
                "Earlier pieces, row %(at)s: “%(word)s” is not a number.",
                at=place,
                word=word,
            ),
            "twice": self.env._(
                "Earlier pieces, row %(at)s: the number %(word)s stands twice.",
                at=place,
                word=word,
            ),
        }[row.problem]
