# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""No secret stands in a query that may well fail: Odoo logs such queries, whole."""

from odoo import api, models

from .res_company_addresses import SECRETS


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'base'
        companies = super().create([_split(vals)[0] for vals in vals_list])
        for company, vals in zip(companies, vals_list, strict=True):
            if secrets := _split(vals)[1]:
                company.write(secrets)
        return companies

    def write(self, vals):
        # EXTENDS 'base'
        others, secrets = _split(vals)
        if not secrets:
            return super().write(vals)
        super().write(others)
        # What a constraint may refuse goes before, in a query of its own; and whoever
        # else writes on the company is waited for, or gives way, before the secrets
        # are named.
        self.flush_recordset()
        self.env.cr.execute(
            "SELECT id FROM res_company WHERE id = ANY(%s) FOR NO KEY UPDATE",
            [self.ids],
        )
        result = super().write(secrets)
        self.flush_recordset(SECRETS)
        return result


def _split(vals):
    """Return the values that are no secrets, and those that are."""
    secrets = {name: vals[name] for name in SECRETS if name in vals}
    return {name: vals[name] for name in vals if name not in secrets}, secrets
