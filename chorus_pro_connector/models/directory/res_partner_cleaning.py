# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models

from ...chorus.identifiers import SIRET, TERRITORIES, register
from ...chorus.rules import name, reference
from ..connection.cleaning import cleaned


def _seen(text):
    """Return a name clean; one that nobody sees stays, for a check to tell."""
    return name(text) or text


# Of clients and of our own company, whose number and name these are too.
CLEANINGS = {
    "name": _seen,
    "company_registry": register,
    "chorus_client_reference": reference,
}


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'base'
        countries = self.env["res.country"]
        return super().create(
            [
                cleaned(vals, CLEANINGS)
                if self._chorus_is_french(countries.browse(vals.get("country_id")))
                else vals
                for vals in vals_list
            ]
        )

    def write(self, vals):
        # EXTENDS 'base'
        if CLEANINGS.keys().isdisjoint(vals):
            return super().write(vals)
        countries = [partner.country_id for partner in self]
        if "country_id" in vals:
            countries = [self.env["res.country"].browse(vals["country_id"])]
        if all(map(self._chorus_is_french, countries)):
            vals = cleaned(vals, CLEANINGS)
        return super().write(vals)

    @api.model
    def _chorus_is_french(self, country):
        """Tell whether numbers of ``country`` are SIRET; without one, as in our own.

        What other registers write between their digits is theirs to keep.
        """
        # Visitors of a portal write on their contact, and may read no company.
        country = country or self.env.company.sudo().country_id
        return TERRITORIES.get(country.code) == SIRET

    def _chorus_name(self):
        """Return the name as file and checks read it; may be empty."""
        self.ensure_one()
        return name(self.name)
