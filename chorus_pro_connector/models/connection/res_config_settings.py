# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

NEW_SECRETS = (
    "chorus_new_client_secret",
    "chorus_new_password",
    "chorus_new_password_again",
)


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
    chorus_user_id = fields.Many2one(
        related="company_id.chorus_user_id", readonly=False
    )
    chorus_password_expiry = fields.Date(
        related="company_id.chorus_password_expiry", readonly=False
    )
    chorus_start_date = fields.Date(
        related="company_id.chorus_start_date", readonly=False
    )
    chorus_lots = fields.Boolean(related="company_id.chorus_lots", readonly=False)
    chorus_confirm = fields.Boolean(related="company_id.chorus_confirm", readonly=False)
    chorus_delay = fields.Integer(related="company_id.chorus_delay", readonly=False)
    chorus_delay_batch = fields.Integer(
        related="company_id.chorus_delay_batch", readonly=False
    )
    chorus_legal_id = fields.Selection(
        related="company_id.chorus_legal_id", readonly=False
    )
    chorus_vat_on_debits = fields.Boolean(
        related="company_id.chorus_vat_on_debits", readonly=False
    )
    chorus_legal_mention = fields.Char(
        related="company_id.chorus_legal_mention", readonly=False
    )
    # A stored secret never travels back to a browser: it can only be replaced. Nor does
    # what is typed stand in the table of the settings, not even for a moment.
    chorus_new_client_secret = fields.Char(
        string="New client secret", groups="base.group_system", store=False
    )
    chorus_new_password = fields.Char(
        string="New password", groups="base.group_system", store=False
    )
    chorus_new_password_again = fields.Char(
        string="New password, again", groups="base.group_system", store=False
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
            settings.chorus_pause = settings.company_id._chorus_own_pause()

    @api.depends("company_id")
    def _compute_chorus_is_copy(self):
        for settings in self:
            settings.chorus_is_copy = settings.company_id._chorus_is_copy()

    def action_chorus_confirm_database(self):
        """Button *This is the real database*."""
        return self.company_id.action_chorus_confirm_database()

    # === Secrets: kept as the form is saved, after the addresses === #

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'base'
        typed = [self._chorus_take_secrets(vals) for vals in vals_list]
        settings = super().create([_without_secrets(vals) for vals in vals_list])
        for record, secrets in zip(settings, typed, strict=True):
            record._chorus_keep_secrets(secrets)
        return settings

    def write(self, vals):
        # EXTENDS 'base'
        secrets = self._chorus_take_secrets(vals)
        result = super().write(_without_secrets(vals))
        self._chorus_keep_secrets(secrets)
        return result

    def _chorus_take_secrets(self, vals):
        """Return what was typed as values of the company.

        :raise UserError: two passwords that differ: neither is stored anywhere
        """
        secret, password, again = ((vals.get(name) or "") for name in NEW_SECRETS)
        if password != again:
            raise UserError(
                self.env._(
                    "The two passwords of the technical account are not the same: type "
                    "the new password twice, then save."
                )
            )
        typed = {"chorus_client_secret": secret.strip(), "chorus_password": password}
        return {name: value for name, value in typed.items() if value}

    def _chorus_keep_secrets(self, secrets):
        if secrets:
            self.company_id.write(secrets)

    def action_chorus_test_connection(self):
        """Button *Test connection*, on what was saved."""
        return self.company_id.action_chorus_test_connection()


def _without_secrets(vals):
    return {name: value for name, value in vals.items() if name not in NEW_SECRETS}
