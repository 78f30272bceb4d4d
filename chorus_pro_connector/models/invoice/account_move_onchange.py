# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..connection.readable import check_readable

# What the fields computed with superuser rights follow, and a user may set.
FOLLOWED = (
    "chorus_attachment_ids",
    "chorus_service_id",
    "partner_bank_id",
    "partner_id",
    "reversed_entry_id",
)
# What only our code sets: nobody types a deposit in.
DEPOSIT_FIELDS = {"chorus_event_ids", "chorus_flow_id", "chorus_flow_line_ids"}


class AccountMove(models.Model):
    _inherit = "account.move"

    def onchange(self, values, field_names, fields_spec):
        # EXTENDS 'web'
        check_readable(self, values, FOLLOWED)
        values = {
            key: value for key, value in values.items() if key not in DEPOSIT_FIELDS
        }
        changed = [name for name in field_names if name not in DEPOSIT_FIELDS]
        if field_names and not changed:
            # Without names, Odoo would begin a new form.
            return {"value": {}}
        return super().onchange(values, changed, fields_spec)
