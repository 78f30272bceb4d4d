# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""No secret stands in a query that may well fail: Odoo logs such queries, whole."""

from odoo import models

from .res_company_addresses import SECRETS


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        # EXTENDS 'base'
        secrets = {name: vals[name] for name in SECRETS if name in vals}
        if not secrets:
            return super().write(vals)
        super().write({name: vals[name] for name in vals.keys() - secrets.keys()})
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
