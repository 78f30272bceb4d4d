# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A market from its entry to its end: each step is a button with its conditions."""

from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from .access import MANAGER

# State → the states that a market may come from.
STEPS = {
    "draft": ("running",),
    "running": ("draft", "received", "terminated"),
    "received": ("running", "final"),
    "final": ("received", "closed"),
    "closed": ("final", "terminated", "received"),
    "terminated": ("running", "received"),
}


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    def action_start(self):
        """Button *Start*: all is entered; from now on amendments change the lines."""
        for market in self:
            if problem := market._works_start_problem():
                raise ValidationError(problem)
            for order in market.order_ids.filtered("line_ids"):
                order.action_start()
            market._works_step("running")

    def action_back_to_draft(self):
        """Button *Back to entry*: as long as no statement was posted."""
        self._works_check_manager()
        for market in self:
            if market._works_has_posted() or market.amendment_ids.filtered(
                lambda amendment: amendment.state == "in_force"
            ):
                raise UserError(
                    self.env._(
                        "Market %(market)s has a posted statement or an amendment in "
                        "force: change it by another amendment.",
                        market=market.number,
                    )
                )
            market._works_step("draft")

    def action_receive(self):
        """Button *Works accepted*: both dates of the acceptance are known."""
        for market in self:
            if not (market.date_reception_notified and market.date_reception_effect):
                raise ValidationError(
                    self.env._(
                        "Fill in “Acceptance notified on” and “Acceptance with effect "
                        "from”: the final statement and the warranty run from them."
                    )
                )
            market._works_step("received")

    def action_final(self):
        """Button *Final statement*: it was sent, or drawn up by the project manager."""
        self._works_step("final")

    def action_close(self):
        """Button *Close*: settled, and the retention returned."""
        self._works_check_manager()
        self._works_step("closed")

    def action_terminate(self):
        """Button *Terminate*: the client or a court ended the contract."""
        self._works_check_manager()
        self._works_step("terminated")

    def action_reopen(self):
        """Button *Reopen*: one step back after a mistake."""
        self._works_check_manager()
        before = {"received": "running", "final": "received", "closed": "final"}
        for market in self:
            market._works_step(before.get(market.state, "running"))

    def _works_step(self, state):
        """Move to a state, from those that lead there only."""
        names = dict(self._fields["state"]._description_selection(self.env))
        for market in self:
            if market.state not in STEPS[state]:
                raise UserError(
                    self.env._(
                        "Market %(market)s is “%(now)s”: it cannot become “%(then)s”.",
                        market=market.number,
                        now=names[market.state],
                        then=names[state],
                    )
                )
        self._chorus_write({"state": state})

    def _works_check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise UserError(
                self.env._(
                    "Only a manager of works contracts takes this step: ask one to do "
                    "it."
                )
            )

    def _works_start_problem(self):
        """Return the one sentence on what is missing, None when all is there."""
        self.ensure_one()
        if problem := self._works_party_problem():
            return problem
        if self.kind != "orders" and not self.line_ids:
            return self.env._("Add the lines of the market, or import them.")
        untaxed = self.line_ids.filtered(lambda line: not line.tax_id)[:1]
        if untaxed:
            return self.env._(
                "Line %(line)s has no VAT: choose it, on the line or on its lot.",
                line=untaxed.display_name,
            )
        opened = self.line_ids.filtered("opening_value")[:1]
        if opened and not self.opening_number:
            return self.env._(
                "Line %(line)s was executed in part before: fill in “Last statement "
                "before the takeover”, or empty what it had.",
                line=opened.display_name,
            )
        if self.kind != "orders" and not self.currency_id.is_zero(self.signed_gap):
            return self.env._(
                "The lines make %(lines)s, %(signed)s was signed: correct one of the "
                "two until they agree.",
                lines=self.currency_id.format(self.amount_initial),
                signed=self.currency_id.format(self.signed_amount),
            )
        return self._works_revision_problem()

    def _works_revision_problem(self):
        """Return the one sentence on a formula that cannot be computed, else None."""
        self.lot_ids._check_formula()
        updated = self.lot_ids.filtered(
            lambda lot: lot.formula_ids and lot.variation == "updated"
        )
        if updated and not (self.month_zero and self.date_start):
            return self.env._(
                "Lot %(lot)s has a firm price that is updated: fill in “Month zero” "
                "and “Start of works”.",
                lot=updated[0].code,
            )
        for term in self.lot_ids.formula_ids:
            if not term.value_zero:
                return self.env._(
                    "Lot %(lot)s: type the value of %(index)s at month zero.",
                    lot=term.lot_id.code,
                    index=term.index_id.code,
                )
        return None

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_started(self):
        for market in self:
            if market.state != "draft":
                raise UserError(
                    self.env._(
                        "Market %(market)s has started: archive it instead of deleting "
                        "it.",
                        market=market.number,
                    )
                )
