# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What adjusts a statement under its own number, so that the next goes on from there.

Two things do: what the project manager admitted instead of what was claimed, and the
definitive revision, with the penalties, after the final statement. Each is a statement
without progress of its own: cumulative figures, an invoice or a credit note, a place in
the chain. None is a piece of an invoicing file: the others' piece says the same there.
"""

from odoo import api, fields, models
from odoo.exceptions import UserError

ADJUSTS = [
    ("admitted", "Correction to what was admitted"),
    ("definitive", "Definitive revision and penalties"),
]


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    adjusts = fields.Selection(
        selection=ADJUSTS,
        string="Adjusts its statement by",
        readonly=True,
        copy=False,
    )

    _adjusting_monthly = models.Constraint(
        "CHECK (adjusts IS NULL OR kind = 'monthly')",
        "What adjusts a statement is neither a month nor a final statement.",
    )

    @api.depends("adjusts")
    def _compute_name(self):
        # EXTENDS: the same number, and what it is.
        return super()._compute_name()

    def _works_label(self):
        # EXTENDS
        if self.adjusts == "admitted":
            return self.env._("Statement %(number)s as admitted", number=self.number)
        if self.adjusts == "definitive":
            return self.env._("Definitive revision")
        return super()._works_label()

    def _works_adjust(self, adjusts, **values):
        """Return a new draft that adjusts this statement, the last of its chain.

        :param adjusts: one of ``ADJUSTS``
        :param values: fields that a person could type
        """
        self.ensure_one()
        self._works_check_may_post()
        self.check_access("write")
        typed = {}
        # What a person typed in the place of the rule stays: nothing more is held back,
        # nothing is given back.
        for name in ("retention", "advance"):
            if self[f"is_{name}_typed"]:
                typed |= {f"is_{name}_typed": True, f"{name}_typed": 0.0}
        draft = self.sudo().create(
            {
                "market_id": self.market_id.id,
                "order_id": self.order_id.id,
                "period_start": self.period_start,
                "period_end": self.period_end,
                "adjusts": adjusts,
                **typed,
                **values,
            }
        )
        return draft.with_env(self.env)

    def _works_begin(self):
        # EXTENDS: under the number of what it adjusts, and with no request of its own.
        if not self.adjusts:
            return super()._works_begin()
        self._works_check_begin()
        last = self._works_last()
        self._chorus_write(
            {"previous_id": last.id, "number": last.number, "rank": last.rank + 1}
        )
        own = self.sudo()
        with own._works_together():
            own._works_refresh_lines()
            own._works_carry_others()
        own._works_store()
        return None

    def _works_check_last_posted(self):
        """Refuse to adjust what others go on from already."""
        self.ensure_one()
        if self.state == "posted" and self == self._works_last():
            return
        raise UserError(
            self.env._(
                "%(statement)s is not the last posted statement of its market: "
                "progress is cumulative, correct it on the last one.",
                statement=self.name,
            )
        )

    def _works_problem_final(self):
        # EXTENDS: it follows no month.
        return None if self.adjusts else super()._works_problem_final()

    def _works_problem_net(self):
        # EXTENDS: penalties come off the balance of the final statement.
        if self.adjusts == "definitive":
            return None
        return super()._works_problem_net()

    def _works_problem_place(self):
        if self.rank < PLACES_LEFT:
            return None
        return self.env._(
            "%(statement)s was adjusted too often: go on with the next statement.",
            statement=self.name,
        )

    @api.model
    def _works_rules(self):
        # EXTENDS
        return [self._works_problem_place, *super()._works_rules()]

    def _works_warnings(self, rows, executed, market):
        # EXTENDS: what was warned of is stated already; no month of its own is late.
        if self.adjusts:
            return [*self._works_index_warnings()]
        return super()._works_warnings(rows, executed, market)


# Ranks below what one number has room for.
PLACES_LEFT = 99
