# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One invoice never leaves by two roads: Odoo's other networks end at the same portal.

Each side asks the other one before it takes an invoice, on the locked row: whoever
comes second is told so, in the same sentence.
"""

from odoo import models

# Sending method → (field of its module that says how far it is, values from which on
# the invoice is on its way). Addons for an approved platform add theirs.
OTHER_ROADS = {"peppol": ("peppol_move_state", ("to_send", "processing", "done"))}
# Methods of Odoo that hand the document to people: as many of them as one likes.
TO_PEOPLE = ("manual", "email", "snailmail")


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_state_dependencies(self):
        # EXTENDS 'chorus_pro_connector': fields of modules that may be absent.
        roads = (field for field, _gone in OTHER_ROADS.values())
        present = [field for field in roads if field in self._fields]
        return [*super()._chorus_state_dependencies(), *present]

    def _chorus_other_road(self):
        """Return the sending method by which this invoice left or leaves, or None."""
        self.ensure_one()
        for method, (field, gone) in OTHER_ROADS.items():
            if field in self._fields and self[field] in gone:
                return method
        return None

    def _chorus_is_on_our_road(self):
        """Tell whether other networks must leave this invoice to Chorus Pro."""
        # The deposit itself too, for a stored state may be wrong after an import.
        return self.chorus_state not in (False, "no") or bool(
            self.sudo()._chorus_deposit_state()
        )

    def _chorus_other_road_sentence(self, road):
        """Say that an invoice that leaves by ``road`` takes no second one."""
        field = self.env["res.partner"]._fields["invoice_sending_method"]
        labels = dict(field._description_selection(self.env))
        return self.env._(
            "%(number)s leaves, or left, %(road)s: one invoice takes one road only.",
            number=self.display_name,
            road=labels.get(road, road),
        )
