# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Saving other credentials tests the connection, and says the result."""

from odoo import api, fields, models

from .own_cursor import commit

# What the test of the connection depends on.
ACCESS = (
    "chorus_environment",
    "chorus_oauth_url",
    "chorus_api_url",
    "chorus_client_id",
    "chorus_client_secret",
    "chorus_login",
    "chorus_password",
)


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # Between the form that is saved and the button that saves it.
    chorus_access_changed = fields.Boolean(
        readonly=True, export_string_translation=False
    )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'base'
        companies = self.env.company.browse(
            vals.get("company_id") or self.env.company.id for vals in vals_list
        )
        before = [company._chorus_access() for company in companies]
        settings = super().create(vals_list)
        settings._chorus_note_change(before)
        return settings

    def write(self, vals):
        # EXTENDS 'base'
        before = [record.company_id._chorus_access() for record in self]
        result = super().write(vals)
        self._chorus_note_change(before)
        return result

    def _chorus_note_change(self, before):
        for record, access in zip(self, before, strict=True):
            if record.chorus_access_changed:
                continue
            if record.company_id._chorus_access() != access:
                record.chorus_access_changed = True

    def execute(self):
        """Button *Save*: the settings are kept, whatever the portal answers."""
        # EXTENDS 'base'
        result = super().execute()
        if result.get("tag") != "reload" or not self.chorus_access_changed:
            return result
        self.chorus_access_changed = False
        # The portal may take its time: nobody who saves meanwhile waits for it.
        commit(self.env)
        return self.company_id.action_chorus_test_connection()


class ResCompany(models.Model):
    _inherit = "res.company"

    def _chorus_access(self):
        """Return the values by which this company reaches the portal."""
        company = self.sudo()
        return [company[name] for name in ACCESS]
