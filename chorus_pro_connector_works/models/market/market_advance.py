# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...decompte import advance
from ...decompte.inputs import Advance, Retention
from ...decompte.money import ZERO, split, tax_of, total
from .access import PRICES
from .numbers import exact, rate_of, said

# Rates in per cent of the general conditions of 2021 (option A: order of 29 December
# 2022) and of the code (R2191-7, decree 2024-1251).
RATE_SMALL = 30.0
RATE_SMALL_LARGE_BUYER = 10.0
RATE_LEAST = 5.0
# Window of the repayment in per cent of the market, where the contract is silent
# (R2191-11); an advance above 30 % is repaid from the first request on.
WINDOW = (65.0, 80.0)
LARGE_ADVANCE = 30.0
# Above this amount without VAT, and for longer than this, the client owes an advance
# (R2191-3); otherwise he may grant one by the contract.
ADVANCE_FROM = 50_000
ADVANCE_MONTHS = 2


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    advance_option = fields.Selection(
        selection=[
            ("a", "Option A of the general conditions"),
            ("b", "Option B: the least of the code"),
            ("own", "As the contract says"),
        ],
        string="Advance",
        required=True,
        default="a",
        groups=PRICES,
        help="Option A holds when the contract names none: 30 % for a small or medium "
        "business. Both options are for markets above 50 000 € excl. VAT and two "
        "months; below, and with private clients, an advance is only what the contract "
        "grants.",
    )
    advance_rule = fields.Char(
        string="By the code", compute="_compute_advance_rule", groups=PRICES
    )
    advance_rate = fields.Float(
        string="Rate of the advance (%)",
        digits=(16, 3),
        compute="_compute_advance_rate",
        store=True,
        readonly=False,
        precompute=True,
        groups=PRICES,
        tracking=True,
        help="0 when the holder refused the advance.",
    )
    advance_base = fields.Selection(
        selection=[
            ("holder_share", "Less what subcontractors are paid directly"),
            ("market", "Whole market"),
        ],
        string="Base of the advance",
        required=True,
        default="holder_share",
        groups=PRICES,
    )
    advance_before_vat = fields.Boolean(
        string="Deducted before VAT",
        groups=PRICES,
        help="Some contracts deduct the advance from the amounts without VAT; the "
        "official statement deducts it with VAT.",
    )
    advance_computed = fields.Monetary(
        string="Advance by the rules",
        compute="_compute_advance_computed",
        groups=PRICES,
    )
    advance_amount = fields.Monetary(
        string="Amount of the advance",
        compute="_compute_advance_amount",
        store=True,
        readonly=False,
        # A copy has no line yet, thus no advance and no reason of another one.
        copy=False,
        groups=PRICES,
        tracking=True,
        help="Including VAT, unless it is deducted before VAT.",
    )
    advance_reason = fields.Char(
        string="Reason of another amount", groups=PRICES, copy=False, tracking=True
    )
    advance_start = fields.Float(
        string="Repaid from (%)",
        digits=(16, 3),
        compute="_compute_advance_window",
        store=True,
        readonly=False,
        precompute=True,
        groups=PRICES,
    )
    advance_end = fields.Float(
        string="Repaid at (%)",
        digits=(16, 3),
        compute="_compute_advance_window",
        store=True,
        readonly=False,
        precompute=True,
        groups=PRICES,
    )
    advance_mode = fields.Selection(
        selection=[
            ("credit", "Paid without an invoice"),
            ("invoice", "Paid on an invoice"),
        ],
        string="Receipt of the advance",
        required=True,
        default="credit",
        groups=PRICES,
        help="Public clients pay the advance without an invoice.",
    )
    advance_requested_date = fields.Date(
        string="Advance requested on", copy=False, groups=PRICES, tracking=True
    )
    advance_due_date = fields.Date(
        string="Advance expected on", compute="_compute_advance_due_date", groups=PRICES
    )
    advance_received = fields.Monetary(copy=False, groups=PRICES, tracking=True)
    advance_received_date = fields.Date(
        string="Advance received on", copy=False, groups=PRICES, tracking=True
    )
    advance_threshold = fields.Monetary(
        string="Repayment starts at", compute="_compute_advance_ahead", groups=PRICES
    )
    advance_words = fields.Char(
        string="Repayment ahead", compute="_compute_advance_ahead", groups=PRICES
    )

    @api.depends("advance_option", "is_small_business", "is_large_buyer")
    def _compute_advance_rate(self):
        for market in self:
            small, large = market.is_small_business, market.is_large_buyer
            if market.advance_option == "own":
                market.advance_rate = market.advance_rate
            elif market.advance_option == "a" and small:
                market.advance_rate = RATE_SMALL
            else:
                least = RATE_SMALL_LARGE_BUYER if small and large else RATE_LEAST
                market.advance_rate = least

    @api.depends("advance_rate")
    def _compute_advance_window(self):
        for market in self:
            start, end = WINDOW
            large = market.advance_rate > LARGE_ADVANCE
            market.advance_start, market.advance_end = 0.0 if large else start, end

    @api.depends(
        "advance_option",
        "advance_rate",
        "advance_base",
        "advance_before_vat",
        "duration_months",
        "amount_initial_total",
        "is_private",
        "kind",
        "subcontract_ids.initial_amount",
        "subcontract_ids.direct_payment",
        "subcontract_ids.line_ids",
    )
    def _compute_advance_computed(self):
        for market in self:
            base = total(market._works_advance_bases().values())
            rate = exact(market.advance_rate, 3) / 100
            months = market.duration_months
            by_rules = market.advance_option == "own" or market._works_advance_is_due()
            amount = advance.amount(rate, base, months) if by_rules else ZERO
            market.advance_computed = float(amount)

    @api.depends_context("lang")
    @api.depends("amount_initial", "duration_months", "is_private", "kind")
    def _compute_advance_rule(self):
        for market in self:
            market.advance_rule = market._works_advance_rule()

    def _works_advance_is_due(self):
        """Tell whether the code obliges the client to pay an advance (R2191-3)."""
        self.ensure_one()
        months = self.duration_months
        return (
            not self.is_private
            # By order or by the least amount: only the contract says.
            and self.kind != "orders"
            and exact(self.amount_initial, 2) > ADVANCE_FROM
            # A duration that nobody typed yet excludes nothing.
            and (not months or months > ADVANCE_MONTHS)
        )

    def _works_advance_rule(self):
        """Say whether an advance is due, and what to choose when it is not."""
        self.ensure_one()
        if self._works_advance_is_due():
            return self.env._(
                "Due: above 50 000 € excl. VAT and two months; the holder may refuse "
                "it."
            )
        if self.is_private:
            return self.env._(
                "No rule of public procurement: choose “As the contract says” if this "
                "contract grants one."
            )
        if self.kind == "orders":
            return self.env._(
                "Market of orders: choose “As the contract says” and type what the "
                "contract or an order grants."
            )
        return self.env._(
            "Not due up to 50 000 € excl. VAT or two months: the client may grant one, "
            "then choose “As the contract says”."
        )

    @api.depends(
        "advance_amount",
        "advance_before_vat",
        "advance_start",
        "advance_end",
        "amount_total",
        "amount_untaxed",
    )
    def _compute_advance_ahead(self):
        for market in self:
            whole = exact(market._works_advance_whole(), 2)
            threshold = advance.threshold(market._works_advance_terms(), whole)
            market.advance_threshold = float(threshold)
            market.advance_words = bool(market.advance_amount) and self.env._(
                "The repayment starts at %(share)s %%: %(amount)s",
                share=said(self.env, market.advance_start),
                amount=market.currency_id.format(market.advance_threshold),
            )

    def _works_advance_whole(self):
        """Return what the progress is measured against: the market in force."""
        return self.amount_untaxed if self.advance_before_vat else self.amount_total

    @api.depends("advance_computed")
    def _compute_advance_amount(self):
        for market in self:
            # Once paid, or set by hand for a reason, it is a fact of the contract.
            received = market.advance_received_date and market.advance_amount
            is_fact = received or market.advance_reason
            market.advance_amount = (
                market.advance_amount if is_fact else market.advance_computed
            )

    @api.depends("date_notification", "payment_days", "advance_amount")
    def _compute_advance_due_date(self):
        for market in self:
            notified = market.advance_amount and market.date_notification
            delay = timedelta(days=market.payment_days)
            market.advance_due_date = notified and notified + delay

    @api.constrains("advance_amount", "advance_reason", "advance_received")
    def _check_advance_amount(self):
        for market in self:
            differs = exact(market.advance_amount, 2) != exact(
                market.advance_computed, 2
            )
            if differs and not (market.advance_reason or market.advance_received_date):
                raise ValidationError(
                    self.env._(
                        "The advance is %(amount)s where the rules give %(computed)s: "
                        "type the reason.",
                        amount=market.currency_id.format(market.advance_amount),
                        computed=market.currency_id.format(market.advance_computed),
                    )
                )
            if market.advance_amount < 0 or market.advance_received < 0:
                raise ValidationError(
                    self.env._("The advance is below zero: correct its amount.")
                )

    @api.constrains("advance_rate", "advance_start", "advance_end")
    def _check_advance_window(self):
        for market in self:
            start, end = market.advance_start, market.advance_end
            if not (0 <= market.advance_rate <= 100 and 0 <= start < end <= 100):
                raise ValidationError(
                    self.env._(
                        "The repayment of the advance must start below the percentage "
                        "at which it ends, both between 0 and 100, as its rate."
                    )
                )

    @api.constrains("opening_advance_repaid", "advance_received")
    def _check_advance_repaid(self):
        for market in self:
            repaid = exact(market.opening_advance_repaid, 2)
            if not 0 <= repaid <= exact(market.advance_received, 2):
                raise ValidationError(
                    self.env._(
                        "“Advance repaid so far” must be between 0 and the advance "
                        "received, %(received)s.",
                        received=market.currency_id.format(market.advance_received),
                    )
                )

    # === Terms, for decompte/ === #

    def _works_advance_terms(self):
        """Return the terms of the advance as ``decompte`` takes them."""
        self.ensure_one()
        return Advance(
            received=exact(self.advance_received, 2),
            start=exact(self.advance_start, 3) / 100,
            end=exact(self.advance_end, 3) / 100,
            before_vat=self.advance_before_vat,
        )

    def _works_retention_terms(self):
        """Return the terms of the retention as ``decompte`` takes them."""
        self.ensure_one()
        return Retention(
            rate=exact(self.retention_rate, 3) / 100,
            base=self.retention_base,
            held=self.retention_mode == "held",
        )

    def _works_advance_bases(self):
        """Return what the advance is taken on, by rate of VAT: the market as signed."""
        self.ensure_one()
        sums = self._works_initial_sums()
        taxed = not self.advance_before_vat
        bases = {
            rate: base + (tax_of(base, rate) if taxed else 0)
            for rate, base in sums.items()
        }
        if self.advance_base == "holder_share":
            for rate, paid in self._works_direct_payments().items():
                bases[rate] = bases.get(rate, ZERO) - paid
        return bases

    def _works_direct_payments(self):
        """Return by rate what the client was to pay subcontractors at the signature."""
        paid = {}
        for contract in self.subcontract_ids.filtered("direct_payment"):
            weights = {}
            for line in contract.line_ids:
                rate = rate_of(line.tax_id)
                weights[rate] = weights.get(rate, ZERO) + exact(line.amount, 2)
            if not total(weights.values()):
                # Declared without lines: at the rate of most of the market.
                sums = self._works_initial_sums()
                weights = {max(sums, key=sums.get): ZERO} if sums else {}
            amount = exact(contract.initial_amount, 2)
            for rate, part in split(amount, weights).items():
                paid[rate] = paid.get(rate, ZERO) + part
        return paid

    def _works_advance_parts(self, amount=None):
        """Return the parts of the advance by rate of VAT, with VAT.

        :param amount: what was received; the amount of the advance without it
        """
        self.ensure_one()
        whole = exact(amount if amount is not None else self.advance_amount, 2)
        if whole and whole == exact(self.advance_computed, 2):
            rate = exact(self.advance_rate, 3) / 100
            months = self.duration_months
            return advance.by_rate(rate, self._works_advance_bases(), months)
        return split(whole, self._works_advance_bases())
