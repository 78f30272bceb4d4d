# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    batch_id = fields.Many2one(
        "chorus.batch",
        string="Sent with",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
