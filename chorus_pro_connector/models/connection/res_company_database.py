# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A copy of the real database must not send real invoices a second time."""

import logging

from odoo import api, fields, models

from .res_company import OVERRIDES

_logger = logging.getLogger(__name__)

# Whoever changes one of these connects this very database to the portal.
CONNECTION_FIELDS = {"chorus_environment", *OVERRIDES}


class ResCompany(models.Model):
    _inherit = "res.company"

    # Odoo gives a copy (duplicated, or restored as a copy) a UUID of its own; what
    # stands here comes along with the copied credentials.
    chorus_database_uuid = fields.Char(
        string="Database connected to Chorus Pro",
        groups="base.group_system",
        copy=False,
        readonly=True,
    )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'base'
        companies = super().create(vals_list)
        for company, vals in zip(companies, vals_list, strict=True):
            if CONNECTION_FIELDS & vals.keys():
                company._chorus_adopt_database()
        return companies

    def write(self, vals):
        # EXTENDS 'base'
        names = CONNECTION_FIELDS & vals.keys()
        # The settings write every field again each time they are saved, whatever was
        # changed there: only a new value tells that somebody connects this database.
        changed = self.sudo().filtered(
            lambda company: any(
                (company[name] or False) != (vals[name] or False) for name in names
            )
        )
        result = super().write(vals)
        if changed:
            changed._chorus_adopt_database()
        return result

    def _chorus_this_database(self):
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid")

    def _chorus_adopt_database(self):
        """This database is the one that talks to the portal."""
        self.sudo().chorus_database_uuid = self._chorus_this_database()

    def _chorus_is_copy(self):
        """Tell whether production was configured in another database than this one.

        The test platform and own addresses harm nobody: trying out is what copies are
        for.
        """
        self.ensure_one()
        return (
            self.chorus_environment == "production"
            and self.sudo().chorus_database_uuid != self._chorus_this_database()
        )

    def action_chorus_confirm_database(self):
        """Button *This is the real database*, for administrators."""
        self.check_access("write")
        for company in self:
            company._chorus_adopt_database()
            _logger.warning(
                "Company %s: %s (id %s) says that this database is the real one",
                company.id,
                self.env.user.login,
                self.env.uid,
            )
            company._chorus_database_confirmed()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _chorus_database_confirmed(self):
        """Let what waited for this go on at once; other rooms extend this."""
        self.ensure_one()
