# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a bookkeeper should look at; nothing here keeps a market from going on."""

from odoo import api, fields, models

from .access import PRICES
from .market_advance import RATE_LEAST, RATE_SMALL, RATE_SMALL_LARGE_BUYER
from .numbers import exact, said


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    warnings = fields.Text(compute="_compute_warnings", groups=PRICES)

    @api.depends(
        "client_id.chorus_structure_state",
        "client_id.chorus_works_authority",
        "client_id.company_registry",
        "holder_id.chorus_structure_state",
        "moe_id.chorus_structure_state",
        "moe_id.company_registry",
        "payer_id.chorus_structure_state",
        "role",
        "state",
        "advance_option",
        "advance_rate",
        "amount_initial",
        "duration_months",
        "is_large_buyer",
        "is_private",
        "is_small_business",
        "kind",
        "member_ids.share",
        "regime_id",
        "signed_amount",
        "subcontract_ids.dc4_date",
        "subcontract_ids.direct_payment",
        "request_ids.decision",
        "request_ids.deadline",
    )
    def _compute_warnings(self):
        for market in self:
            sentences = (
                *market._works_party_warnings(),
                *market._works_advance_warnings(),
                *market._works_group_warnings(),
                *market._works_subcontract_warnings(),
            )
            market.warnings = "\n".join(sentences)

    def _works_advance_warnings(self):
        self.ensure_one()
        if not self._works_advance_is_due():
            return
        rate = self.advance_rate
        if not rate and self.duration_months:
            yield self.env._(
                "An advance is due above 50 000 € excl. VAT and two months: leave the "
                "rate at 0 only if you refused it."
            )
        floor = self._works_advance_floor()
        if rate and rate < floor:
            yield self.env._(
                "The advance is %(rate)s %%: the least is %(floor)s %% here, ask the "
                "client.",
                rate=said(self.env, rate),
                floor=said(self.env, floor),
            )

    def _works_advance_floor(self):
        """Return the least rate of an advance, in per cent."""
        small = self.is_small_business
        if small and self.advance_option == "a" and self.regime_id.refers_to_ccag:
            return RATE_SMALL
        if small and self.is_large_buyer:
            return RATE_SMALL_LARGE_BUYER
        return RATE_LEAST

    def _works_group_warnings(self):
        members = self.member_ids
        shares = sum(exact(member.share, 2) for member in members)
        signed = exact(self.signed_amount, 2)
        if members and shares != signed:
            yield self.env._(
                "The shares of the members make %(shares)s, %(signed)s was signed.",
                shares=self.currency_id.format(float(shares)),
                signed=self.currency_id.format(self.signed_amount),
            )
        if (
            self.group_kind != "none"
            and len(members.filtered("is_representative")) != 1
        ):
            yield self.env._(
                "Tick the one representative in the table of the members of the group."
            )

    def _works_subcontract_warnings(self):
        for contract in self.subcontract_ids:
            if contract.direct_payment and not contract.dc4_date:
                yield self.env._(
                    "%(partner)s is not accepted by the client yet (DC4).",
                    partner=contract.display_name,
                )
        today = fields.Date.context_today(self)
        for request in self.request_ids:
            if request.decision == "pending" and request.deadline < today:
                yield self.env._(
                    "%(request)s: the fifteen days are over, silence accepted it.",
                    request=request.display_name,
                )
