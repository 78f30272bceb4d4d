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

    def _works_differs(self, vals, names):
        """Tell whether a value is another one; forms send some that are not."""
        self.ensure_one()
        for name in names:
            field = self._fields[name]
            now = field.convert_to_cache(self.sudo()[name], self)
            if field.convert_to_cache(vals[name], self) != now:
                return True
        return False
