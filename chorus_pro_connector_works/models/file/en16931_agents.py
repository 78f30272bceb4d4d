# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Project manager and validator as parties of the extended profile.

EN 16931 has no place for either; where the mapping wants them as parties, the file
is of the profile EXTENDED.
"""

from odoo import models

from odoo.addons.chorus_pro_connector.chorus.formats.extended import EXTENDED, PROFILE

# Places of the mapping that write a party, and those that write a line of a note.
AS_PARTY = ("agent", "both")
AS_NOTE = ("note", "both")


class ChorusEn16931(models.AbstractModel):
    _inherit = "chorus.en16931"

    def _get_works_agents(self, move):
        """Return the agents that the mapping wants in the file of a works piece."""
        if not move._chorus_is_works():
            return {}
        terms = {}
        if self._get_works_value("profile", move) == EXTENDED:
            terms[PROFILE] = EXTENDED
        market = move._chorus_works_statement().market_id
        if self._get_works_value("parties", move) in AS_PARTY:
            agent = _agent(market.moe_id, market.moe_service_id)
            terms["EXT-FR-FE-BG-01"] = agent
        if move._chorus_has_validator() and (
            self._get_works_value("validator", move) in AS_PARTY
        ):
            terms["EXT-FR-FE-BG-03"] = _agent(market.holder_id)
        return terms

    def _get_works_value(self, key, move):
        return self.env["chorus.works.mapping"]._get_value(key, move.company_id)


def _agent(partner, service=None):
    """Return a party as ``chorus.formats.extended`` takes it, None without a SIRET."""
    party = partner.commercial_partner_id
    siret = party._chorus_siret() if party else ""
    if not siret:
        return None
    return {
        "siret": siret,
        "name": party.name,
        "service": service.code if service else "",
    }
