# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The overview: one card for each list of invoices, with its number and amount."""

from odoo import api, fields, models

from .work_lists import OURS, WORK_LISTS


class ChorusWorkList(models.Model):
    _name = "chorus.work.list"
    _description = "Chorus Pro list of invoices"
    _order = "sequence"

    code = fields.Selection(
        selection=[(name, row.label) for name, row in WORK_LISTS.items()],
        string="List",
        required=True,
        readonly=True,
    )
    name = fields.Char(required=True, translate=True, readonly=True)
    meaning = fields.Char(
        required=True,
        translate=True,
        readonly=True,
        help="Which invoices are in the list, and who has to act.",
    )
    sequence = fields.Integer(readonly=True)
    action_id = fields.Many2one(
        "ir.actions.act_window", string="Opens", required=True, readonly=True
    )
    number = fields.Integer(
        string="Invoices",
        compute="_compute_counts",
        help="Invoices of your companies that are in the list now.",
    )
    amount = fields.Monetary(
        compute="_compute_counts",
        help="What is left to be paid of these invoices; of those paid, their amount. "
        "Credit notes count as negative.",
    )
    currency_id = fields.Many2one("res.currency", compute="_compute_counts")

    _code_unique = models.Constraint(
        "UNIQUE (code)", "There is one card for each list."
    )

    def _compute_counts(self):
        moves = self.env["account.move"]
        found = moves._chorus_count_work(WORK_LISTS).get((), {})
        currencies = self.env.companies.currency_id
        for card in self:
            card.number, amount = found.get(card.code, (0, 0.0))
            # Amounts of several currencies have no sum.
            card.currency_id = currencies if len(currencies) == 1 else False
            card.amount = amount if len(currencies) == 1 else 0.0

    @api.model
    def chorus_count_waiting(self):
        """Return how many invoices wait for us, for the counter on every screen."""
        self.check_access("read")
        found = self.env["account.move"]._chorus_count_work(OURS).get((), {})
        return sum(number for number, _amount in found.values())

    def action_open(self):
        """Click on a card: the list that it counts."""
        self.ensure_one()
        return self.env["ir.actions.actions"]._for_xml_id(
            self.action_id.sudo().get_external_id()[self.action_id.id]
        )
