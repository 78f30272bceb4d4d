# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models


class ChorusWorksOwnState(models.AbstractModel):
    """A record whose state moves by its buttons and by no other road."""

    _name = "chorus.works.own.state"
    _inherit = ["chorus.own.fields"]
    _description = "State that only the buttons of works move"

    @api.model
    def _chorus_own_fields(self):
        # EXTENDS 'chorus_pro_connector', whose table names its own models only.
        return frozenset({"state"})

    def _chorus_write(self, values):
        # EXTENDS 'chorus_pro_connector': the buttons are for those who may write the
        # record; a program may press them for whoever merely reads it.
        self.check_access("write")
        return super()._chorus_write(values)

    def _works_differs(self, vals, names):
        """Tell whether a value is another one; forms send some that are not."""
        return bool(differing(self, vals, names))


def differing(record, vals, names):
    """Return which of these fields would get another value by ``vals``."""
    record.ensure_one()
    own = record.sudo()
    return {
        name
        for name in names & vals.keys()
        if record._fields[name].convert_to_cache(vals[name], record)
        != record._fields[name].convert_to_cache(own[name], record)
    }
