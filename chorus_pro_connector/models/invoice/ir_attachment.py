# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    # The way back. Checks depend on the name of a joined document: without this, Odoo
    # looks for invoices each time that any attachment is created.
    chorus_move_ids = fields.Many2many(
        comodel_name="account.move",
        relation="account_move_chorus_attachment_rel",
        column1="ir_attachment_id",
        column2="account_move_id",
        groups="base.group_system",
        copy=False,
        export_string_translation=False,
    )
