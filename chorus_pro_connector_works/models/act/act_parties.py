# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.chorus_pro_connector.chorus import errors
from odoo.addons.chorus_pro_connector.chorus.portal.works_acts import Party

from .act_ways import AT_A_DESK

# Statuses that send a piece back for a wrong party → which one is wrong.
WRONG = {
    "ERREUR_FOURNISSEUR_SUR_MOE": "moe",
    "ERREUR_DE_MOE": "moe",
    "ERREUR_FOURNISSEUR_SUR_MOA": "moa",
    "ERREUR_DE_MOA": "moa",
}
# Ours of a party → fields of the market that name it.
FIELDS = {
    "moe": ("moe_id", "moe_service_id"),
    "moa": ("client_id", "client_service_id"),
}


class ChorusActParties(models.AbstractModel):
    """Naming the project manager or the client whom a piece should have named."""

    _name = "chorus.act.parties"
    _inherit = ["chorus.act.way"]
    _description = "Correct the MOE or the MOA of a works piece"

    STATUSES = tuple(WRONG)
    PROOFS = AT_A_DESK

    @api.model
    def _chorus_label(self):
        return self.env._("Correct MOE or MOA")

    def _chorus_prepare(self, act, portal):
        # EXTENDS chorus.act.way: the portal takes its own numbers, not SIRETs.
        result = super()._chorus_prepare(act, portal)
        rows = act.payload["parties"]
        found = {role: self._works_party(portal, row) for role, row in rows.items()}
        act.payload = {**act.payload, "found": found}
        return result

    def _works_party(self, portal, row):
        """Return the portal's numbers of a structure and of its service.

        :param row: ``siret`` and ``service`` (code, may be "")
        :raise DataError: nobody knows one of both
        """
        siret, service = row["siret"], row["service"]
        rows = portal.search_structures(
            everybody=True,
            identifiantStructure=siret,
            typeIdentifiantStructure="SIRET",
        )
        structure = next((one for one in rows if one.siret == siret), None)
        if not structure:
            raise errors.DataError("structures/rechercher", 200, 0, siret)
        if not service:
            return Party(structure.identifier)
        services = portal.services(structure.identifier)
        code = next((one for one in services if one.code == service), None)
        if not code:
            raise errors.DataError("rechercher/services", 200, 0, service)
        return Party(structure.identifier, code.identifier)

    def _chorus_send(self, act, portal):
        payload = act.payload
        parties = {role: Party(*row) for role, row in payload["found"].items()}
        comment = payload.get("comment") or ""
        portal.correct_works_parties(act.identifier, parties, comment)

    def _chorus_summary(self, act):
        payload = act.payload or {}
        labels = {"moe": self.env._("MOE"), "moa": self.env._("MOA")}
        rows = [
            f"{labels[role]}: {' / '.join(filter(None, row.values()))}"
            for role, row in (payload.get("parties") or {}).items()
        ]
        return "\n".join(filter(None, [*rows, payload.get("comment")]))

    def _chorus_done_sentence(self, act):
        return self.env._(
            "%(number)s was sent to the corrected parties, under the same number.",
            number=act.number,
        )

    def _chorus_tell(self, act):
        # EXTENDS chorus.act.way: the next pieces of the market name them, too.
        market = act.move_id._chorus_works_statement().market_id
        for role, numbers in act.payload.get("records", {}).items():
            values = dict(zip(FIELDS[role], numbers, strict=True))
            if market and any(
                market[name].id != value for name, value in values.items()
            ):
                self._works_name(market, values)
        return super()._chorus_tell(act)

    @api.model
    def _works_name(self, market, values):
        """Write the parties on the market; what it refuses is said there: the portal
        has them all the same."""
        try:
            with self.env.cr.savepoint():
                market.write(values)
        except (UserError, ValidationError) as error:
            market._message_log(body=str(error))


class ChorusAct(models.Model):
    _inherit = "chorus.act"

    @api.model
    def _chorus_ways(self):
        # EXTENDS 'chorus_pro_connector'
        return {**super()._chorus_ways(), "parties": "chorus.act.parties"}
