# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    # Empty: nothing is signed. Invoicing users neither read nor choose it; their
    # invoices are signed with superuser rights (``account_move.py``).
    chorus_certificate_id = fields.Many2one(
        comodel_name="certificate.certificate",
        string="Certificate that signs invoices",
        groups="base.group_system",
        ondelete="restrict",
        domain="[('company_id', '=', id)]",
        help="The PDF of each invoice for Chorus Pro is signed with it (PAdES), also "
        "inside a Factur-X. Without a certificate nothing is signed: Chorus Pro asks "
        "for no signature.",
    )

    def _chorus_certificate(self):
        """Return the certificate of this company, which signs; in sudo, maybe empty.

        One of another company never signs, whatever stands in the field.
        """
        self.ensure_one()
        certificate = self.sudo().chorus_certificate_id
        return certificate.filtered(lambda one: one.company_id == self)
