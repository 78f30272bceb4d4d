# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from collections import defaultdict

from odoo import api, fields, models


class ChorusSendWizard(models.TransientModel):
    """What will happen to the selected invoices, before anything happens."""

    _name = "chorus.send.wizard"
    _description = "Send invoices to Chorus Pro"

    move_ids = fields.Many2many("account.move", string="Invoices", required=True)
    ready_move_ids = fields.Many2many(
        comodel_name="account.move",
        relation="chorus_send_wizard_ready_rel",
        string="Ready to send",
        compute="_compute_ready_move_ids",
        store=True,
    )
    ready_count = fields.Integer(compute="_compute_ready_move_ids", store=True)
    group_ids = fields.One2many(
        comodel_name="chorus.send.wizard.group",
        inverse_name="wizard_id",
        string="Cannot be sent",
        compute="_compute_ready_move_ids",
        store=True,
    )

    @api.depends("move_ids")
    def _compute_ready_move_ids(self):
        for wizard in self:
            groups = defaultdict(lambda: self.env["account.move"])
            for move in wizard.move_ids:
                groups[move._chorus_batch_obstacle() or ""] |= move
            wizard.ready_move_ids = groups.pop("", self.env["account.move"])
            wizard.ready_count = len(wizard.ready_move_ids)
            # The largest group first: repairing it helps most.
            wizard.group_ids = [fields.Command.clear()] + [
                fields.Command.create(
                    {"reason": reason, "move_ids": [fields.Command.set(moves.ids)]}
                )
                for reason, moves in sorted(groups.items(), key=lambda g: -len(g[1]))
            ]

    def action_send(self):
        """Button *Send*: queue the ready ones and return at once."""
        self.ensure_one()
        return self.ready_move_ids._chorus_send_many()


class ChorusSendWizardGroup(models.TransientModel):
    """Invoices that cannot be sent for the same reason."""

    _name = "chorus.send.wizard.group"
    _description = "Invoices that Chorus Pro cannot take yet"

    wizard_id = fields.Many2one(
        "chorus.send.wizard", required=True, index=True, ondelete="cascade"
    )
    reason = fields.Text(readonly=True)
    move_ids = fields.Many2many("account.move", string="Invoices", readonly=True)
    count = fields.Integer(string="Number", compute="_compute_count")

    @api.depends("move_ids")
    def _compute_count(self):
        for group in self:
            group.count = len(group.move_ids)

    def action_open(self):
        """Button *Open*: the invoices of this group."""
        self.ensure_one()
        return self.move_ids._get_records_action(name=self.env._("To correct"))
