# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import frozendict


class AccountMove(models.Model):
    _inherit = "account.move"

    chorus_works_statement_id = fields.Many2one(
        comodel_name="chorus.works.statement",
        string="Works statement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="This invoice was made by it: change the statement, not the invoice.",
    )

    @api.model
    def _chorus_own_fields(self):
        # EXTENDS 'chorus_pro_connector'
        return super()._chorus_own_fields() | {"chorus_works_statement_id"}

    # === The retention: a payment term of its own === #

    def _chorus_works_retention(self):
        """Return the balance of the retention in this invoice, 0.0 without one."""
        self.ensure_one()
        statement = self.sudo().chorus_works_statement_id
        if self.reversed_entry_id.chorus_works_statement_id == statement:
            return -statement.amount_retention
        return statement.amount_retention

    def _chorus_retained(self):
        # EXTENDS 'chorus_pro_connector', room clock: no interest before its release.
        return super()._chorus_retained() + abs(self._chorus_works_retention())

    @api.depends("chorus_works_statement_id", "reversed_entry_id")
    def _compute_needed_terms(self):
        # EXTENDS 'account': the key names what tells the line apart, as its own
        # _compute_term_key does, or Odoo would drop the line and make it again.
        result = super()._compute_needed_terms()
        for move in self:
            retention = move._chorus_works_retention()
            if not retention or not move.needed_terms:
                continue
            terms = dict(move.needed_terms)
            last = list(terms)[-1]
            terms[last] = {
                **terms[last],
                "balance": terms[last]["balance"] - retention,
                "amount_currency": terms[last]["amount_currency"] - retention,
            }
            date = move.sudo().chorus_works_statement_id._works_retention_date()
            key = frozendict(
                {**last, "date_maturity": date, "chorus_is_retention": True}
            )
            terms[key] = {"balance": retention, "amount_currency": retention}
            move.needed_terms = terms
        return result

    @api.depends("needed_terms")
    def _compute_invoice_date_due(self):
        # EXTENDS 'account': which takes the latest maturity. The retention is not due
        # with the invoice, nor overdue before its own day.
        result = super()._compute_invoice_date_due()
        for move in self:
            terms = move.needed_terms or {}
            if any(key.get("chorus_is_retention") for key in terms if key):
                dates = [
                    key["date_maturity"]
                    for key in terms
                    if key and not key.get("chorus_is_retention")
                ]
                move.invoice_date_due = max(filter(None, dates), default=False)
        return result

    def _chorus_works_term_lines(self):
        """Return the payment-term lines that are no retention."""
        return self.line_ids.filtered(
            lambda line: line.display_type == "payment_term"
            and not line.chorus_is_retention
        )
