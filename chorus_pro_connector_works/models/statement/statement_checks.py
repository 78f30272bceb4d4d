# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a statement is refused for: one sentence that names the line or the field."""

from odoo import api, models
from odoo.exceptions import ValidationError

from ...decompte.money import ZERO, total
from ..market.numbers import exact, said
from .statement_request import AGREED

_HUNDRED = 100


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    @api.model
    def _works_rules(self):
        """Return the checks, in the order in which a person would mend them."""
        return [
            self._works_problem_previous,
            self._works_problem_final,
            self._works_problem_rate,
            self._works_problem_fixed,
            self._works_problem_subcontract,
            self._works_problem_retention,
            self._works_problem_advance,
            self._works_problem_nothing,
            self._works_problem_net,
        ]

    def _works_check(self):
        """Refuse to post what the client, the law or Chorus Pro would refuse."""
        for statement in self.sudo():
            for rule in statement._works_rules():
                if problem := rule():
                    raise ValidationError(problem)

    def _works_problem_previous(self):
        last = self._works_last()
        if self.previous_id != last:
            return self.env._(
                "%(statement)s does not start from the last posted statement: delete "
                "it and create the next one again.",
                statement=self.name,
            )
        return None

    def _works_problem_final(self):
        finals = self._works_earlier().filtered(lambda found: found.kind == "final")
        if finals and self.kind == "final":
            return self.env._(
                "%(final)s is the final one already: there is one for a market.",
                final=finals[0].name,
            )
        # Until then the last month may leave beside the final statement.
        if finals and self.market_id._works_final_received():
            return self.env._(
                "%(final)s ended the statements of this market: nothing follows it.",
                final=finals[0].name,
            )
        return None

    def _works_problem_rate(self):
        before = {row.line_id: row for row in self.previous_id.line_ids}
        for line in self.line_ids:
            row = before.get(line.line_id)
            if (
                row
                and row.previous_amount + row.month_amount
                and (exact(row.rate) != exact(line.rate))
            ):
                return self.env._(
                    "Line %(line)s: its VAT was %(before)s %% in the last statement, "
                    "close the line by an amendment and go on with a new one.",
                    line=line.code or line.name,
                    before=said(self.env, row.rate * _HUNDRED),
                )
            if not line.tax_id:
                return self.env._(
                    "Line %(line)s has no VAT: choose it in the market.",
                    line=line.code or line.name,
                )
        return None

    def _works_problem_fixed(self):
        for line in self.line_ids:
            # The amount of a line that takes away is below zero by itself.
            takes_away = line.mode == "amount" and line.amount < 0
            if line.value < 0 and not takes_away:
                return self.env._(
                    "Line %(line)s: progress is cumulative and cannot be below zero.",
                    line=line.code or line.name,
                )
            whole, now = exact(line.amount, 2), exact(line.cumulative_amount, 2)
            if line.kind == "fixed" and abs(now) > abs(whole):
                return self.env._(
                    "Line %(line)s has a fixed price: it cannot be executed beyond "
                    "100 %%, an amendment adds works.",
                    line=line.code or line.name,
                )
        return None

    def _works_problem_subcontract(self):
        for request in self.request_ids:
            if request.decision not in AGREED:
                return self.env._(
                    "%(request)s was not agreed to: answer it or take it out.",
                    request=request.display_name,
                )
            contract = request.subcontract_id
            if not contract.dc4_date or contract.dc4_date > self.period_end:
                return self.env._(
                    "%(partner)s is not accepted by the client for this period: type "
                    "the date of the DC4, or take the request out.",
                    partner=contract.partner_id.display_name,
                )
            if contract.remaining_amount < 0:
                return self.env._(
                    "%(partner)s would be paid more than the declared amount: have the "
                    "client accept a change of the DC4 first.",
                    partner=contract.partner_id.display_name,
                )
        return None

    def _works_problem_retention(self):
        held = exact(self.amount_retention_cumulative, 2)
        cap = exact(self.retention_cap, 2)
        if self.is_retention_typed and not ZERO <= held <= cap:
            return self.env._(
                "The retention typed makes %(held)s in all: between 0 and %(cap)s may "
                "be held.",
                held=self.currency_id.format(float(held)),
                cap=self.currency_id.format(float(cap)),
            )
        return None

    def _works_problem_advance(self):
        received = exact(self.market_id.advance_received, 2)
        repaid = exact(self.amount_advance_cumulative, 2)
        repaid += self._works_repaid_elsewhere()
        if self.is_advance_typed and not ZERO <= repaid <= received:
            rest = received - repaid + exact(self.amount_advance, 2)
            return self.env._(
                "The repayment typed exceeds what is left of the advance: %(rest)s at "
                "most.",
                rest=self.currency_id.format(float(rest)),
            )
        return None

    def _works_repaid_elsewhere(self):
        """Return what the other orders of a market have repaid of its advance."""
        posted = self.market_id.statement_ids.filtered(
            lambda found: found.state == "posted" and found.order_id != self.order_id
        )
        return total(exact(found.amount_advance, 2) for found in posted)

    def _works_problem_nothing(self):
        if not self.line_ids:
            return self.env._(
                "%(statement)s has no line in force: check the period.",
                statement=self.name,
            )
        if not any((self.amount_untaxed, self.amount_tax, self._works_changes())):
            return self.env._(
                "%(statement)s states nothing new: type the progress of the month.",
                statement=self.name,
            )
        return None

    def _works_changes(self):
        """Tell whether anything of the month goes onto the invoice."""
        return bool(
            self.line_ids.filtered("month_amount")
            or self.other_ids.filtered("month_amount")
            or self.revision_ids.filtered("month")
        )

    def _works_problem_net(self):
        whole, net = exact(self.amount_total, 2), exact(self.amount_net, 2)
        if whole >= 0 > net:
            return self.env._(
                "The net to pay is %(net)s: direct payments and penalties exceed what "
                "this statement claims, leave some to the next one.",
                net=self.currency_id.format(self.amount_net),
            )
        if whole < 0 < net:
            return self.env._(
                "A month below zero cannot leave a net of %(net)s: correct the typed "
                "retention or repayment.",
                net=self.currency_id.format(self.amount_net),
            )
        return None
