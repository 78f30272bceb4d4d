# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The lists of invoices by what is to be done, each said once.

Filters, menus, the overview, the card of the sales journal and the weekly mail name a
list; which invoices are in it is said here only.
"""

from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..invoice.account_move_past import BANKED, SETTLED

# Our bank has the money, or is about to.
_BANKED = Domain("payment_state", "in", BANKED)
_UNSETTLED = Domain("payment_state", "not in", SETTLED)
# What the client refused waits until a credit note cancels it, or until Chorus Pro was
# told that nothing is to be invoiced again.
_STANDING = Domain("chorus_standing", "=", True)


class WorkList(NamedTuple):
    """One list of invoices.

    :param paid: its amount is that of the invoices, not what is left to be paid
    """

    label: str
    domain: Domain
    paid: bool = False


def _of(*states):
    return Domain("chorus_state", "in", states)


# An invoice is in one of them at most, but for *overdue*, which crosses the others. The
# menu *Chorus Pro* has them in this order.
WORK_LISTS = {
    "incomplete": WorkList("To complete", _of("incomplete")),
    "ready": WorkList("Ready", _of("ready")),
    "doubt": WorkList("In doubt", _of("unknown")),
    "returned": WorkList(
        "Waiting for us", _of("rejected", "action", "refused") & _STANDING
    ),
    "sent": WorkList(
        "On their way", _of("queued", "deposited", "integrated") & ~_BANKED
    ),
    "delivered": WorkList("Delivered", _of("delivered") & _UNSETTLED),
    "overdue": WorkList(
        "Overdue",
        Domain("chorus_legal_due", "<", "today")
        & Domain("state", "=", "posted")
        & Domain("payment_state", "in", ("not_paid", "partial"))
        & Domain("chorus_state", "!=", "paid"),
    ),
    "paid": WorkList(
        "Paid",
        _of("paid") | (_of("queued", "deposited", "integrated", "delivered") & _BANKED),
        paid=True,
    ),
}

# Those in which it is our turn.
OURS = ("incomplete", "ready", "returned")


class AccountMove(models.Model):
    _inherit = "account.move"

    # Only searched: an invoice may be in two lists.
    chorus_work_list = fields.Selection(
        selection=[(name, row.label) for name, row in WORK_LISTS.items()],
        string="Chorus Pro list",
        store=False,
        search="_search_chorus_work_list",
        help="The list of the menu “Chorus Pro” that the invoice is in.",
    )

    @api.model
    def _search_chorus_work_list(self, operator, value):
        if operator != "in":
            return NotImplemented
        rows = [WORK_LISTS[name].domain for name in value if name in WORK_LISTS]
        return self._chorus_work_scope() & Domain.OR(rows)

    @api.model
    def _chorus_work_scope(self):
        """Return the invoices of companies that can talk to the portal."""
        companies = self.env.companies.filtered(
            lambda company: company._chorus_is_configured()
        )
        return Domain("company_id", "in", companies.ids) & Domain(
            "move_type", "in", ("out_invoice", "out_refund")
        )

    @api.model
    def _chorus_count_work(self, names, domain=Domain.TRUE, by=()):
        """Count the invoices of lists, as this user may see them, in one query and one
        for refusals that are dealt with.

        :param names: keys of :data:`WORK_LISTS`
        :param domain: which invoices to look at
        :param by: names of many2one columns of ours to group by
        :return: {ids of ``by``: {list: (number, amount in the company's currency)}}
        """
        scope = self._chorus_work_scope() & Domain("chorus_state", "!=", "no")
        query = self._search(scope & domain)
        if query.is_empty():
            return {}
        keys = [self._field_to_sql(self._table, name, query) for name in by]
        columns = []
        for name in names:
            row = WORK_LISTS[name]
            condition = row.domain.optimize_full(self)._to_sql(self, self._table, query)
            amount = "amount_total_signed" if row.paid else "amount_residual_signed"
            total = self._field_to_sql(self._table, amount, query)
            columns += [
                SQL("COUNT(*) FILTER (WHERE %s)", condition),
                SQL("COALESCE(SUM(%s) FILTER (WHERE %s), 0)", total, condition),
            ]
        if keys:
            query.groupby = SQL(", ").join(keys)
        return {
            row[: len(keys)]: _pairs(names, row[len(keys) :])
            for row in self.env.execute_query(query.select(*keys, *columns))
        }


def _pairs(names, numbers):
    """Return {list: (number, amount)} of the columns of one row."""
    return {
        name: (numbers[2 * place], float(numbers[2 * place + 1]))
        for place, name in enumerate(names)
    }
