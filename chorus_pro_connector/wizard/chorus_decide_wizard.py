# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..chorus import rules
from ..models.connection.answers import notification
from ..models.connection.readable import check_readable

# Characters of a comment that the portal shows whole (portal.md §2.9).
LONGEST = 255


class ChorusDecideWizard(models.TransientModel):
    """Accept or refuse an invoice of others, after reading what that does."""

    _name = "chorus.decide.wizard"
    _description = "Decide on an invoice to validate"

    validation_id = fields.Many2one(
        "chorus.validation", string="Invoice", required=True, readonly=True
    )
    supplier = fields.Char(related="validation_id.supplier", related_sudo=False)
    recipient = fields.Char(related="validation_id.recipient", related_sudo=False)
    amount = fields.Monetary(related="validation_id.amount", related_sudo=False)
    currency_id = fields.Many2one(
        related="validation_id.currency_id", related_sudo=False
    )
    deadline = fields.Datetime(related="validation_id.deadline", related_sudo=False)
    announcement = fields.Text(
        compute="_compute_announcement", export_string_translation=False
    )
    company_id = fields.Many2one(related="validation_id.company_id", related_sudo=False)
    reason_id = fields.Many2one(
        comodel_name="chorus.validator.reason",
        string="Reason of a refusal",
        domain="[('company_id', '=', company_id)]",
        help="The reasons that Chorus Pro lists today; needed to refuse.",
    )
    comment = fields.Char(
        size=LONGEST,
        help="What the supplier reads at Chorus Pro after the reason.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'base': the list of today.
        wizards = super().create(vals_list)
        for company in wizards.company_id:
            self.env["chorus.validator.reason"]._chorus_read_list(company)
        return wizards

    def onchange(self, values, field_names, fields_spec):
        # EXTENDS 'web'
        check_readable(self, values, ("validation_id",))
        return super().onchange(values, field_names, fields_spec)

    @api.depends("validation_id")
    def _compute_announcement(self):
        for wizard in self:
            wizard.announcement = self.env._(
                "Accepted, %(number)s goes on to the client, who may pay it. Refused, "
                "it goes back to its supplier with your reason. Either is final; "
                "without a decision it goes on by itself after fifteen days.",
                number=wizard.validation_id.number,
            )

    def action_accept(self):
        """Button *Accept*."""
        return self._chorus_do("accept", {})

    def action_refuse(self):
        """Button *Refuse*: with a reason of the list, and what to correct."""
        if not self.reason_id:
            raise UserError(
                self.env._("Choose why you refuse it: the supplier reads the reason.")
            )
        comment = rules.readable(self.comment)[:LONGEST]
        payload = {"reason": self.reason_id.name, "comment": comment}
        return self._chorus_do("refuse", payload)

    def _chorus_do(self, kind, payload):
        self.ensure_one()
        act = self.validation_id._chorus_decide(kind, payload)
        return notification(self.env, *act._chorus_result())
