# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from itertools import chain

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...chorus.codes import SERVICE_PUBLIC_ONLY
from ...chorus.errors import DataError, PortalError
from ...chorus.identifiers import TERRITORIES, identify
from ...chorus.portal import answers
from ..connection.apart import each_apart
from ..connection.once import ISSUES, once
from ..connection.res_company import BUTTON_PATIENCE
from ..states import OPEN_STATES

# Fields of a structure filled in from the directory (portal.md §2.11).
DEMANDS = {
    "chorus_service_required": "service_required",
    "chorus_commitment_required": "commitment_required",
    "chorus_service_or_commitment": "service_or_commitment_required",
    "chorus_payment_not_reported": "payment_not_reported",
    "chorus_works_only": "works_only",
}
# Services are asked for their own demands one by one: a longer list would keep the
# user waiting for minutes, so there each is asked when it comes into use.
ASKED_AT_ONCE = 20


class ResPartner(models.Model):
    _inherit = "res.partner"

    # The next reading asks what the structure demands, not whether it is active.
    chorus_demands_due = fields.Boolean(
        readonly=True, copy=False, export_string_translation=False
    )

    # === Which structure === #

    def _chorus_identifier(self):
        """Return the :class:`~..chorus.identifiers.Identifier` of the structure."""
        self.ensure_one()
        structure = self.commercial_partner_id
        return once(structure, ISSUES, "identifier", structure._chorus_identify)

    def _chorus_identify(self):
        country = self.country_id
        # A list asks this of every invoice: no query for those of France.
        in_union = country.code not in (False, *TERRITORIES) and (
            country in self.env.ref("base.europe").country_ids
        )
        return identify(
            self.country_code,
            self.company_registry,
            self.vat,
            self._chorus_name(),
            in_union,
        )

    def write(self, vals):
        # EXTENDS 'base': another number is another structure.
        if not {"company_registry", "country_id", "vat"}.intersection(vals):
            return super().write(vals)
        before = {
            partner: partner._chorus_identifier()[:2]
            for partner in self
            if partner.chorus_checked
        }
        result = super().write(vals)
        for partner, identifier in before.items():
            if partner._chorus_identifier()[:2] != identifier:
                partner.sudo()._chorus_forget_structure()
        return result

    def _chorus_forget_structure(self):
        self.write(
            {
                "chorus_structure_id": False,
                "chorus_structure_state": False,
                "chorus_works_authority": False,
                "chorus_demands_due": False,
                "chorus_checked": False,
            }
        )

    # === Button === #

    def action_chorus_check_structure(self):
        """Button *Check in Chorus Pro*: read the structure and its services."""
        self.ensure_one()
        structure = self.commercial_partner_id
        # A user who bills a client may ask what it demands; the portal answers.
        self.env["account.move"].check_access("write")
        company = structure.company_id or self.env.company
        if structure._chorus_identifier().problem:
            raise UserError(structure._chorus_identifier_sentence())
        try:
            with company._chorus_client(BUTTON_PATIENCE) as portal:
                structure._chorus_read_directory(portal)
        except PortalError as error:
            raise UserError(
                self.env["chorus.words"]._chorus_reading_sentence(error, company)
            ) from error
        return structure._chorus_directory_notification()

    # === Reading === #

    def _chorus_read_directory(self, portal):
        """Read one structure and its services, and write what they say.

        The first time costs three calls (search, structure, services), plus one for
        each service that is asked for its own demands. Later ones cost two: services
        each time, and by turns whether the structure is active (which only the search
        tells) and what it demands (which only the structure itself tells).

        A structure without a row in the directory is marked as unknown.

        :param portal: open :class:`~..chorus.client.PortalClient`
        :raise PortalError: nothing was written
        """
        self.ensure_one()
        found, values = self._chorus_read_structure(portal)
        if found is None:
            self.sudo().write(
                {
                    "chorus_structure_state": "none",
                    "chorus_checked": fields.Datetime.now(),
                }
            )
            return
        self._chorus_read_services(portal, found, values)

    def _chorus_read_services(self, portal, found, values=None):
        """Second half of a reading: the services, then everything is written.

        :param found: :class:`~..chorus.answers.Structure`
        :param values: fields of the structure; by default all that ``found`` says
        """
        if values is None:
            values = self._chorus_all_values(found)
        services = self._chorus_complete_services(
            portal, found, list(portal.services(found.identifier)), values
        )
        if self.chorus_structure_id and self.chorus_structure_id != found.identifier:
            # Another portal (tests, production) counts its structures anew.
            self.sudo().with_context(
                active_test=False
            ).chorus_service_ids.demands_known = False
        self.sudo().write(
            {
                **values,
                "chorus_structure_id": found.identifier,
                "chorus_checked": fields.Datetime.now(),
            }
        )
        self.sudo()._chorus_write_services(services)

    def _chorus_read_structure(self, portal):
        """Return (structure, values to write); the structure is None when unknown."""
        known = self.chorus_structure_id
        if known and self.chorus_demands_due:
            if found := self._chorus_consult_known(portal):
                return found, self._chorus_demands_values(found)
        row = self._chorus_search_structure(portal)
        if row is None:
            return None, {}
        if row.identifier == known:
            return row, self._chorus_state_values(row)
        found = portal.structure(row)
        return found, self._chorus_all_values(found)

    def _chorus_search_structure(self, portal):
        """Return the row of the directory under our number, or None."""
        kind, value, _problem = self._chorus_identifier()
        rows = portal.search_structures(
            everybody=self._chorus_is_private_party(),
            identifiantStructure=value,
            typeIdentifiantStructure=kind,
        )
        return next((row for row in rows if row.siret == value), None)

    def _chorus_is_private_party(self):
        """Hook: tell whether this partner may take part without being a client.

        The portal hides private structures from a search that does not ask for them.
        """
        return False

    def _chorus_consult_known(self, portal):
        """Return the structure under the portal's own key, or None when it is another.

        The key of the test platform may be anybody's in production.
        """
        kind, value, _problem = self._chorus_identifier()
        try:
            found = portal.structure(
                answers.Structure(self.chorus_structure_id, "", kind, self.name, True)
            )
        except DataError:
            return None
        return found if found.siret == value else None

    @api.model
    def _chorus_state_values(self, row):
        return {
            "chorus_structure_state": "active" if row.active else "inactive",
            "chorus_demands_due": True,
        }

    @api.model
    def _chorus_demands_values(self, found):
        demands = {field: getattr(found, key) for field, key in DEMANDS.items()}
        authority = {True: "yes", False: "no"}.get(found.works_authority, False)
        return {
            **demands,
            "chorus_works_authority": authority,
            "chorus_demands_due": False,
        }

    @api.model
    def _chorus_all_values(self, found):
        return self._chorus_state_values(found) | self._chorus_demands_values(found)

    # === Services === #

    def _chorus_complete_services(self, portal, found, services, values):
        """Ask what the services demand that are open and were never asked.

        A structure that always demands a commitment needs not be asked again by
        service. Of a long list only the services in use are asked.
        """
        demands = {name: values.get(name, self[name]) for name in DEMANDS}
        if (
            demands["chorus_commitment_required"]
            and not (demands["chorus_service_or_commitment"])
        ):
            return services
        unknown = self._chorus_never_asked(found, services)
        if len(unknown) > ASKED_AT_ONCE:
            used = self._chorus_codes_in_use()
            unknown = [service for service in unknown if service.code in used]
        asked = {service: _ask(portal, found, service) for service in unknown}
        return [asked.get(service, service) for service in services]

    def _chorus_never_asked(self, found, services):
        same = self.chorus_structure_id in (False, found.identifier)
        asked = {
            service.identifier
            for service in self.with_context(active_test=False).chorus_service_ids
            if service.demands_known and same
        }
        return [
            service
            for service in services
            if _is_open(service) and service.identifier not in asked
        ]

    def _chorus_codes_in_use(self):
        """Return the codes that contacts or invoices yet to leave name."""
        contacts = self.search([("commercial_partner_id", "=", self.id)])
        moves = self.env["account.move"]._read_group(
            [
                ("commercial_partner_id", "=", self.id),
                ("chorus_state", "in", (*OPEN_STATES, "queued")),
                ("buyer_reference", "!=", False),
            ],
            ["buyer_reference"],
        )
        return {
            *chain.from_iterable(moves),
            *contacts.chorus_service_id.mapped("code"),
        }

    def _chorus_write_services(self, services):
        """Create, refresh and archive services so that they match the directory.

        :param services: list of :class:`~..chorus.answers.Service`
        """
        self.ensure_one()
        known = {
            service.code: service
            for service in self.with_context(active_test=False).chorus_service_ids
        }

        def keep(rows):
            missing = []
            for row in rows:
                values = _service_values(row)
                if service := known.get(row.code):
                    service._chorus_write_changes(values)
                else:
                    missing.append({"partner_id": self.id, "code": row.code, **values})
            self.env["chorus.service"].create(missing)

        # Each code once: a second row of it would be refused by the database.
        told = {row.code: row for row in reversed(services) if row.code}
        each_apart(self.env, list(reversed(told.values())), keep)
        known = {code: row for code, row in known.items() if code not in told}
        # A service typed by hand may be right before the directory shows it; one that
        # came from the directory and has gone from it is closed.
        gone = self.env["chorus.service"].union(*known.values()).filtered("identifier")
        gone.active = False


def _service_values(row):
    """Return what the directory says of one service, as fields."""
    values = {
        "name": row.name,
        "identifier": row.identifier,
        "active": _is_open(row),
    }
    if row.commitment_required is not None:
        values["commitment_required"] = row.commitment_required
        values["demands_known"] = True
    return values


def _is_open(service):
    """Tell whether a service may be billed by a company (portal.md §5.2)."""
    return service.active and service.code != SERVICE_PUBLIC_ONLY


def _ask(portal, found, service):
    """Return ``service`` with its demands; as it is when the portal will not tell."""
    try:
        demanded = portal.service_demands_commitment(
            found.identifier, service.identifier
        )
    except DataError:
        return service
    return service._replace(commitment_required=demanded)
