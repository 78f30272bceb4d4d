# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the portal and the connector know: no user writes it, by whatever road."""

from odoo import api, models
from odoo.exceptions import AccessError

# Model → the stored fields that only our code writes. What a deposit became, which file
# was made and what the directory said are facts; a user who could write or import them
# could have an invoice deposited twice. ``tests/test_own_fields.py`` compares this list
# with the fields that are declared read-only.
OWN_FIELDS = {
    "account.move": frozenset(
        {
            "chorus_act_ids",
            "chorus_commitment_asked",
            "chorus_commitment_missed",
            "chorus_content",
            "chorus_event_ids",
            "chorus_file",
            "chorus_file_date",
            "chorus_file_fingerprint",
            "chorus_file_name",
            "chorus_flow_id",
            "chorus_flow_line_ids",
            "chorus_identifier",
            "chorus_interest_invoice_id",
            "chorus_issues",
            "chorus_legal_due",
            "chorus_payment_ordered",
            "chorus_legal_start",
            "chorus_past",
            "chorus_print_fingerprint",
            "chorus_print_unread",
            "chorus_replacement_ids",
            "chorus_replaces_id",
            "chorus_send_anyway",
            "chorus_state",
            "chorus_status",
            "chorus_status_comment",
            "chorus_status_date",
            "chorus_user_action_ids",
        }
    ),
    "chorus.service": frozenset({"demands_known", "identifier"}),
    "res.company": frozenset(
        {
            "chorus_account_ids",
            "chorus_database_uuid",
            "chorus_forecast_curves",
            "chorus_forecast_date",
            "chorus_forecast_event",
            "chorus_held",
            "chorus_last_status_search",
            "chorus_password_reminder",
            "chorus_portal_identifier",
            "chorus_portal_siret",
            "chorus_status_missing",
        }
    ),
    "res.partner": frozenset(
        {
            "chorus_checked",
            "chorus_demands_due",
            "chorus_structure_id",
            "chorus_structure_state",
            "chorus_works_authority",
        }
    ),
}


class ChorusOwnFields(models.AbstractModel):
    """Refuses writes of :data:`OWN_FIELDS` to everybody but our code.

    Odoo asks :meth:`_has_field_access` wherever values come from outside: create,
    write, import, defaults of the context, and the attachment behind a binary field.
    Superuser rights, which no call from outside can give itself, are the only key.
    """

    _name = "chorus.own.fields"
    _description = "Fields that only the Chorus Pro connector writes"

    @api.model
    def _chorus_own_fields(self):
        """Return the names of the fields that only our code writes."""
        return OWN_FIELDS[self._name]

    @api.model
    def _has_field_access(self, field, operation):
        # EXTENDS 'base'
        if (
            operation == "write"
            and not self.env.su
            and field.name in self._chorus_own_fields()
        ):
            return False
        return super()._has_field_access(field, operation)

    @api.model
    def _check_field_access(self, field, operation):
        # EXTENDS 'base': which would speak of groups.
        if operation == "write" and field.name in self._chorus_own_fields():
            if not self._has_field_access(field, operation):
                raise AccessError(
                    self.env._(
                        "Only the Chorus Pro connector writes “%(field)s”: leave this "
                        "column out.",
                        field=field._description_string(self.env),
                    )
                )
        return super()._check_field_access(field, operation)

    @api.model
    def default_get(self, fields):
        # EXTENDS 'base': neither the context nor a user's own default counts, also when
        # the record is made with superuser rights on the way of a button.
        own = self._chorus_own_fields()
        values = super().default_get([name for name in fields if name not in own])
        for name in fields:
            if name in own and (default := self._fields[name].default):
                values[name] = default(self)
        return values

    def _chorus_write(self, values):
        """Write fields of ours: the one place where a user's action does so."""
        return self.sudo().write(values)


class ChorusOwnModel(models.AbstractModel):
    """For models of which users only read: all fields are ours."""

    _name = "chorus.own.model"
    _inherit = ["chorus.own.fields"]
    _description = "Records that only the Chorus Pro connector writes"

    @api.model
    def _chorus_own_fields(self):
        return self._fields.keys()


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.model
    def _has_field_access(self, field, operation):
        # EXTENDS 'base', which asks the attachment for the field that it is kept for.
        if field.model_name != self._name and field.model_name in OWN_FIELDS:
            model = self.env[field.model_name]
            return model._has_field_access(field, operation)
        return super()._has_field_access(field, operation)
