# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The day from which the invoices of a company go by Chorus Pro."""

from odoo import api, fields, models

from ..connection.res_company import OVERRIDES
from ..states import OPEN_STATES

# Fields that make up a configuration.
CONFIGURATION = {*OVERRIDES, "chorus_environment", "chorus_oauth_url", "chorus_api_url"}


class ResCompany(models.Model):
    _inherit = "res.company"

    chorus_start_date = fields.Date(
        string="Chorus Pro from",
        copy=False,
        help="Invoices dated before this day, or paid before it, are not sent to "
        "Chorus Pro, unless somebody sends one all the same. By default the day on "
        "which the credentials were first given.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._chorus_begin()
        return companies

    def write(self, vals):
        former = {company: company.chorus_start_date for company in self}
        result = super().write(vals)
        if "chorus_start_date" in vals:
            self.filtered(
                lambda company: company.chorus_start_date != former[company]
            )._chorus_review_past()
        if CONFIGURATION & set(vals):
            self._chorus_begin()
        return result

    def _chorus_begin(self):
        """Note today as the first day, once a company can talk to the portal.

        Credentials given outside the database are written nowhere: the scheduled
        action, and whoever sends or tests the connection, calls this too.

        :return: the companies that begin now
        """
        new = self.filtered(
            lambda company: not company.chorus_start_date
            and company._chorus_is_configured()
        )
        for company in new:
            # Wherever its people are: an invoice of today is not from before.
            company.sudo().chorus_start_date = min(
                fields.Date.today(), fields.Date.context_today(company)
            )
        return new

    def action_chorus_test_connection(self):
        # EXTENDS 'chorus_pro_connector', room connection
        result = super().action_chorus_test_connection()
        self._chorus_begin()
        return result

    def _chorus_review_past(self):
        """Look again at the invoices that the first day may let in, or keep out.

        Not by a dependency: that would read every entry of the company.
        """
        for company in self:
            invoices = self.env["account.move"].sudo().with_company(company)
            invoices.search(
                [
                    ("company_id", "=", company.id),
                    ("move_type", "in", invoices.get_sale_types()),
                    ("chorus_state", "in", ("no", *OPEN_STATES)),
                    ("commercial_partner_id.invoice_sending_method", "=", "chorus_pro"),
                ]
            ).modified(["chorus_send_anyway"])
