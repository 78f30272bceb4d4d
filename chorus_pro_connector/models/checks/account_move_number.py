# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_amount, format_date
from odoo.tools.translate import LazyTranslate

from ..rule import WARNING, rule
from ..states import LEFT

_lt = LazyTranslate(__name__)


class AccountMove(models.Model):
    """A number that an earlier invoice carried to the portal is not taken in silence.

    Odoo gives the number of the last invoice again once that one is deleted or renamed;
    the portal keeps it for good.
    """

    _inherit = "account.move"

    chorus_earlier_line_id = fields.Many2one(
        comodel_name="chorus.flow.line",
        compute="_compute_chorus_earlier_line_id",
        compute_sudo=True,
        export_string_translation=False,
    )

    @api.depends("name", "company_id")
    def _compute_chorus_earlier_line_id(self):
        """One query for all: a batch asks it of each of its invoices."""
        named = self.filtered(lambda move: move.name and move.is_sale_document())
        carried = (
            Domain("number", "in", named.mapped("name"))
            & Domain("company_id", "in", named.company_id.ids)
            # The portal has no invoice of what it rejected.
            & Domain("outcome", "!=", "rejected")
        )
        earlier = self.env["chorus.flow.line"]
        if named:
            earlier = earlier.search(carried & LEFT)
        for move in self:
            move.chorus_earlier_line_id = earlier.filtered(
                lambda line, move=move: line.number == move.name
                and line.company_id == move.company_id
                and line.move_id != move._origin
            )[-1:]

    @rule(
        "number_used",
        WARNING,
        "name",
        "draft",
        _lt(
            "The number %(number)s was already sent to Chorus Pro, with another "
            "invoice (%(amount)s, %(date)s): if this one is not the same, reset it to "
            "draft and give it a number of its own."
        ),
        number="portal.md §5.3, BT-1",
        live=True,
        asks=True,
    )
    def _chorus_check_number_used(self):
        line = self.sudo().chorus_earlier_line_id
        if not line:
            return None
        return {
            "number": line.number,
            "amount": format_amount(self.env, line.amount, line.currency_id),
            # The day of whoever reads it.
            "date": format_date(self.env, line.create_date),
        }
