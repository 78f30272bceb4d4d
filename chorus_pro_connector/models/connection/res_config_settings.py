# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    chorus_environment = fields.Selection(
        related="company_id.chorus_environment", readonly=False
    )
    chorus_oauth_url = fields.Char(
        related="company_id.chorus_oauth_url", readonly=False
    )
    chorus_api_url = fields.Char(related="company_id.chorus_api_url", readonly=False)
    chorus_client_id = fields.Char(
        related="company_id.chorus_client_id", readonly=False
    )
    chorus_login = fields.Char(related="company_id.chorus_login", readonly=False)
    chorus_referent_email = fields.Char(
        related="company_id.chorus_referent_email", readonly=False
    )
    chorus_password_expiry = fields.Date(
        related="company_id.chorus_password_expiry", readonly=False
    )
    chorus_lots = fields.Boolean(related="company_id.chorus_lots", readonly=False)
    chorus_delay = fields.Integer(related="company_id.chorus_delay", readonly=False)
    chorus_delay_batch = fields.Integer(
        related="company_id.chorus_delay_batch", readonly=False
    )
    chorus_legal_id = fields.Selection(
        related="company_id.chorus_legal_id", readonly=False
    )
    # A stored secret never travels back to a browser: it can only be replaced.
    chorus_new_client_secret = fields.Char(
        string="New client secret", groups="base.group_system"
    )
    chorus_new_password = fields.Char(string="New password", groups="base.group_system")
    chorus_new_password_again = fields.Char(
        string="New password, again", groups="base.group_system"
    )
    chorus_has_client_secret = fields.Boolean(compute="_compute_chorus_has_secrets")
    chorus_has_password = fields.Boolean(compute="_compute_chorus_has_secrets")
    chorus_pause = fields.Char(
        compute="_compute_chorus_pause", export_string_translation=False
    )
    chorus_is_copy = fields.Boolean(
        compute="_compute_chorus_is_copy", export_string_translation=False
    )

    def _compute_chorus_has_secrets(self):
        for settings in self:
            credentials = settings.company_id._chorus_credentials()
            settings.chorus_has_client_secret = bool(credentials.client_secret)
            settings.chorus_has_password = bool(credentials.password)

    @api.depends("company_id")
    def _compute_chorus_pause(self):
        for settings in self:
            settings.chorus_pause = settings.company_id._chorus_pause_sentence()

    @api.depends("company_id")
    def _compute_chorus_is_copy(self):
        for settings in self:
            settings.chorus_is_copy = settings.company_id._chorus_is_copy()

    def action_chorus_confirm_database(self):
        """Button *This is the real database*."""
        return self.company_id.action_chorus_confirm_database()

    def set_values(self):
        # EXTENDS 'base'
        result = super().set_values()
        # Read before they are wiped: this record stays in its table for a while.
        secret, password = self.chorus_new_client_secret, self.chorus_new_password
        again = self.chorus_new_password_again
        self.write(
            {
                "chorus_new_client_secret": False,
                "chorus_new_password": False,
                "chorus_new_password_again": False,
            }
        )
        if password != again:
            raise UserError(
                self.env._(
                    "The two passwords of the technical account are not the same: type "
                    "the new password twice, then save."
                )
            )
        if secret:
            self.company_id.chorus_client_secret = secret.strip()
        if password:
            self.company_id.chorus_password = password
        return result

    def action_chorus_test_connection(self):
        """Button *Test connection*, on what was saved."""
        return self.company_id.action_chorus_test_connection()
