# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""After the final statement: definitive revision, penalties, and the balance."""

from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...decompte import penalties
from ...decompte.money import total
from ..market.access import PRICES
from ..market.numbers import exact

_HUNDRED = Decimal(100)


class ChorusWorksStatementOther(models.Model):
    _inherit = "chorus.works.statement.other"

    # Made by the days of delay; what a person types beside stays as it is.
    from_days = fields.Boolean(
        readonly=True, copy=False, export_string_translation=False
    )

    @api.model
    def _chorus_own_fields(self):
        # EXTENDS
        return super()._chorus_own_fields() | {"from_days"}

    @api.model
    def _works_is_signless(self, row):
        # EXTENDS: what was deducted for days that do not count after all is given back.
        return super()._works_is_signless(row) and not row.from_days


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    penalty_days = fields.Integer(
        string="Days of delay",
        copy=False,
        groups=PRICES,
        help="Of the whole market, as the client notified them: the penalties follow "
        "from the terms of the market.",
    )
    penalty_sentence = fields.Char(
        compute="_compute_penalty_sentence",
        groups=PRICES,
        export_string_translation=False,
    )
    balance = fields.Monetary(
        compute="_compute_balance",
        groups=PRICES,
        help="What is left to be paid: the final statement, the definitive revision, "
        "less the penalties.",
    )

    @api.model
    def _works_is_end(self, row):
        """Tell whether a statement belongs to the balance and to no instalment."""
        return row.kind == "final" or row.adjusts == "definitive"

    @api.depends("amount_net", "kind", "adjusts")
    def _compute_balance(self):
        for statement in self:
            rows = statement._works_chain_so_far().filtered(self._works_is_end)
            found = total(exact(row.amount_net, 2) for row in rows)
            statement.balance = float(found) if self._works_is_end(statement) else 0.0

    def _works_chain_so_far(self):
        """Return the posted statements before this one, and this one."""
        self.ensure_one()
        return self._works_earlier() | self.sudo()

    def _works_proof(self):
        """Return {part: amount}: what the whole market incl. VAT was settled by.

        Their sum is the total of the market, to the cent, whatever was stated.
        """
        self.ensure_one()
        chain = self._works_chain_so_far()
        instalments = chain.filtered(lambda row: not self._works_is_end(row))
        own = self.sudo()
        parts = {
            "advance": own.amount_advance_cumulative,
            "instalments": sum(instalments.mapped("amount_net")),
            "subcontracts": own.amount_subcontract_cumulative,
            "retention": own.amount_retention_cumulative,
            "balance": own.balance,
            "penalties": own.amount_penalty_cumulative,
        }
        if own.is_advance_before_vat:
            del parts["advance"]
        return {name: exact(value, 2) for name, value in parts.items()}

    # === The button, and what follows from the days of delay === #

    def action_definitive(self):
        """Button *Definitive revision*: a draft with the indices known today."""
        self.ensure_one()
        draft = self._works_adjustments("definitive")
        if not draft:
            self._works_check_last_posted()
            if not self._works_is_end(self):
                raise UserError(
                    self.env._(
                        "%(statement)s is not the final statement: the revision of "
                        "earlier months comes by itself with the next one.",
                        statement=self.name,
                    )
                )
            draft = self._works_adjust("definitive")
        return draft._get_records_action(name=draft.name)

    def write(self, vals):
        # EXTENDS: the penalties follow from the days, and from what is typed beside.
        done = super().write(vals)
        if {"penalty_days", "other_ids"} & vals.keys():
            for statement in self:
                if statement.adjusts == "definitive" and statement.state == "draft":
                    statement.sudo()._works_apply_days()
        return done

    def _works_apply_days(self):
        """Deduct the penalties of the days that were typed, as the market says."""
        due = self._works_penalty_due()
        rows = self.other_ids.filtered("from_days")
        if not due:
            rows.unlink()
            return
        client = self.market_id.client_id
        own = self.with_context(lang=client.lang or self.env.lang)
        values = {
            "name": own.env._(
                "Penalties for delay, %(days)s days", days=self.penalty_days
            ),
            "amount": float(due),
        }
        if rows:
            rows[0].write(values)
            rows[1:].unlink()
        else:
            values |= {"kind": "delay", "from_days": True}
            rows.create({"statement_id": self.id, **values})

    def _works_penalty_due(self):
        """Return the penalties of all days, less those for delay deducted before;
        below zero, they are given back. No days typed: nothing is due."""
        if self.penalty_days <= 0:
            return Decimal(0)
        return penalties.of_delay_now(
            self._works_penalty_whole(), self._works_delay_taken()
        )

    def _works_delay_taken(self):
        """Return the penalties for delay of earlier statements, of the takeover, and
        those that somebody typed beside the days."""
        typed = self.sudo().other_ids.filtered(lambda row: not row.from_days)
        rows = self._works_earlier().other_ids | typed
        amounts = [row.amount for row in rows if row.kind == "delay"]
        if not self.order_id:
            amounts.append(self.sudo().market_id.opening_delay)
        return total(exact(amount, 2) for amount in amounts)

    def _works_penalty_whole(self, **terms):
        """Return the penalties of all days of the market, by its terms or others."""
        market = self.market_id
        if not market.penalty_divisor or self.penalty_days <= 0:
            return Decimal(0)
        given = {
            "cap": exact(market.penalty_cap) / _HUNDRED,
            "waiver": exact(market.penalty_waiver, 2),
            **terms,
        }
        return penalties.of_delay(
            exact(self.market_untaxed, 2),
            self.penalty_days,
            market.penalty_divisor,
            **given,
        )

    @api.depends("penalty_days", "amount_penalty", "adjusts")
    @api.depends_context("lang")
    def _compute_penalty_sentence(self):
        for statement in self:
            statement.penalty_sentence = statement._works_penalty_sentence()

    def _works_penalty_sentence(self):
        """Say how the days became the amount: waived, capped or as counted, and what
        was deducted of it before."""
        if self.adjusts != "definitive" or self.penalty_days <= 0:
            return False
        sentences = (self._works_days_sentence(), self._works_taken_sentence())
        return " ".join(filter(None, sentences))

    def _works_days_sentence(self):
        own, money = self.sudo(), self.currency_id
        uncapped = own._works_penalty_whole(cap=Decimal(1), waiver=Decimal(0))
        whole = own._works_penalty_whole()
        words = {
            "days": self.penalty_days,
            "counted": money.format(float(uncapped)),
            "due": money.format(float(whole)),
        }
        if not whole:
            return self.env._(
                "%(days)s days make %(counted)s: no more than what the contract "
                "waives, nothing is due.",
                **words,
            )
        if whole < uncapped:
            return self.env._(
                "%(days)s days make %(counted)s, above the cap: %(due)s are due.",
                **words,
            )
        return self.env._("%(days)s days make %(due)s.", **words)

    def _works_taken_sentence(self):
        own, money = self.sudo(), self.currency_id
        taken = own._works_delay_taken()
        left = own._works_penalty_due()
        words = {
            "taken": money.format(float(taken)),
            "left": money.format(float(abs(left))),
        }
        if not taken:
            return ""
        if left < 0:
            return self.env._(
                "%(taken)s were deducted for delay before: %(left)s are given back.",
                **words,
            )
        return self.env._(
            "%(taken)s were deducted for delay before: %(left)s are left to deduct.",
            **words,
        )
