# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    chorus_works_subcontract_tax_id = fields.Many2one(
        comodel_name="account.tax",
        string="VAT of subcontractors' bills",
        domain="[('type_tax_use', '=', 'purchase')]",
        check_company=True,
        help="Reverse charge: proposed on the bill made from a request for payment.",
    )
    chorus_works_is_small = fields.Boolean(
        string="Small or medium business",
        default=True,
        help="Raises the floor of the advance and lowers the cap of the retention.",
    )
