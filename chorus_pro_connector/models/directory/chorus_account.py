# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ChorusAccount(models.Model):
    """A bank account of our own structure, as Chorus Pro lists it: by number and name.

    The portal shows no IBAN there (portal.md §2.12): which account of Odoo it is, a
    person says, unless its name holds the IBAN.
    """

    _name = "chorus.account"
    _inherit = ["chorus.own.model"]
    _description = "Bank account declared on Chorus Pro"
    _order = "company_id, name, id"
    _check_company_auto = True

    company_id = fields.Many2one(
        comodel_name="res.company", required=True, index=True, ondelete="cascade"
    )
    identifier = fields.Char(string="Portal identifier", required=True)
    name = fields.Char(required=True)
    active = fields.Boolean(default=True)

    _identifier_unique = models.Constraint(
        "UNIQUE (company_id, identifier)",
        "This company already has an account of that number.",
    )
