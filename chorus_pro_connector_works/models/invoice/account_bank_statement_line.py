# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    chorus_works_statement_id = fields.Many2one(
        comodel_name="chorus.works.statement",
        string="Works statement of this net",
        compute="_compute_chorus_works_statement_id",
        help="The one open statement whose net to pay, as claimed or as admitted, is "
        "the amount of this line.",
    )

    @api.depends("amount", "partner_id", "is_reconciled")
    def _compute_chorus_works_statement_id(self):
        for line in self:
            found = line._chorus_works_candidates()
            # Two statements of one net: a person decides.
            line.chorus_works_statement_id = found if len(found) == 1 else False

    def _chorus_works_candidates(self):
        Statement = self.env["chorus.works.statement"]
        if self.is_reconciled or self.amount <= 0 or not Statement.has_access("read"):
            return Statement
        domain = [
            ("company_id", "=", self.company_id.id),
            ("state", "=", "posted"),
            "|",
            ("amount_net", "=", self.amount),
            ("amount_admitted", "=", self.amount),
            ("move_id.payment_state", "in", ("not_paid", "partial")),
        ]
        if client := self.partner_id.commercial_partner_id:
            domain.append(("move_id.commercial_partner_id", "=", client.id))
        return Statement.search(domain).filtered(self._chorus_works_is_owed)

    def _chorus_works_is_owed(self, statement):
        """Tell whether what this line pays of a statement is still to be paid.

        An invoice whose net is paid is open still, for its retention.
        """
        terms = statement.sudo().move_id._chorus_works_term_lines()
        left = sum(terms.mapped("amount_residual"))
        return statement.currency_id.compare_amounts(left, self.amount) >= 0

    def action_chorus_works_match(self):
        """Button *Works statement*: the payment settles what its net claims."""
        for line in self:
            statement = line.chorus_works_statement_id
            terms = statement.move_id._chorus_works_term_lines()
            terms = terms.filtered(lambda term: not term.reconciled)
            if not terms:
                raise UserError(
                    self.env._(
                        "No open works statement has the net of this line: choose the "
                        "invoice yourself."
                    )
                )
            own = line.with_context(skip_account_move_synchronization=True)
            _liquidity, suspense, _other = own._seek_for_lines()
            suspense.write(
                {
                    "account_id": terms[0].account_id.id,
                    "partner_id": statement.move_id.commercial_partner_id.id,
                }
            )
            (suspense | terms).reconcile()
