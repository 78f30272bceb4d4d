# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The client pays a subcontractor: what he owes the holder, and the holder him, "
"falls."""

from odoo import fields, models
from odoo.exceptions import UserError

from ..market.numbers import exact


class ChorusWorksSubcontractRequest(models.Model):
    _inherit = "chorus.works.subcontract.request"

    date_paid = fields.Date(
        string="Paid by the client on",
        copy=False,
        help="The entry takes this date, and VAT on receipts becomes due with it.",
    )
    payment_move_id = fields.Many2one(
        comodel_name="account.move",
        string="Entry of the direct payment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _chorus_own_fields(self):
        return super()._chorus_own_fields() | {"payment_move_id"}

    def action_paid_directly(self):
        """Button *Paid by the client*: settles the bill against the statement."""
        self.env["account.move"].check_access("create")
        for request in self:
            request._works_check_payable()
            request.sudo()._works_pay_directly()

    def _works_check_payable(self):
        self.ensure_one()
        if self.payment_move_id:
            raise UserError(
                self.env._("%(request)s is paid already.", request=self.display_name)
            )
        if self.statement_id.state != "posted":
            raise UserError(
                self.env._(
                    "%(request)s is deducted by no posted statement yet: post it "
                    "first.",
                    request=self.display_name,
                )
            )
        if self.bill_id and self.bill_id.state != "posted":
            raise UserError(
                self.env._(
                    "The bill of %(request)s is not posted: confirm it first, the "
                    "payment settles it.",
                    request=self.display_name,
                )
            )
        if not self.date_paid:
            raise UserError(
                self.env._(
                    "%(request)s: type the day on which the client paid.",
                    request=self.display_name,
                )
            )

    def _works_pay_directly(self):
        """Post 401 against 411, and let each meet what it settles."""
        statement, amount = self.statement_id, exact(self.accepted_amount, 2)
        terms = statement.move_id._chorus_works_term_lines()
        owed = self.bill_id.line_ids.filtered(
            lambda line: line.account_type == "liability_payable"
        )
        partner = self.partner_id.commercial_partner_id
        payable = (
            owed[:1].account_id
            or partner.with_company(self.company_id).property_account_payable_id
        )
        entry = statement._works_entry(
            self.env._("Direct payment, %(request)s", request=self.display_name),
            [
                statement._works_entry_line(payable, amount, partner),
                statement._works_entry_line(terms[0].account_id, -amount),
            ],
            self.date_paid,
        )
        self.payment_move_id = entry
        paid = entry.line_ids.filtered(lambda line: line.account_id == payable)
        taken = entry.line_ids - paid
        open_terms = terms.filtered(lambda line: not line.reconciled)
        if open_terms:
            (taken | open_terms).reconcile()
        open_bill = owed.filtered(lambda line: not line.reconciled)
        if open_bill:
            (paid | open_bill).reconcile()

    def _works_check_unpaid(self):
        """Refuse to take back a statement whose direct payments were made."""
        if paid := self.filtered("payment_move_id")[:1]:
            raise UserError(
                self.env._(
                    "The client has paid %(request)s: the statement that deducted it "
                    "stays, correct it in the next one.",
                    request=paid.display_name,
                )
            )
