# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..chorus.codes import SERVICE_PUBLIC_ONLY
from ..chorus.errors import PortalError

_logger = logging.getLogger(__name__)

# Fields of a structure filled in from the directory (spec §2.11).
DEMANDS = {
    "chorus_service_required": "service_required",
    "chorus_commitment_required": "commitment_required",
    "chorus_service_or_commitment": "service_or_commitment_required",
    "chorus_payment_not_reported": "payment_not_reported",
    "chorus_works_only": "works_only",
}
# What the directory said is good for this long when an invoice is sent.
FRESH = timedelta(days=7)


class ResPartner(models.Model):
    _inherit = "res.partner"

    # === Directory: what a structure demands, and its services === #

    def action_chorus_check_structure(self):
        """Button *Check in Chorus Pro*: read the structure and its services."""
        self.ensure_one()
        structure = self.commercial_partner_id
        # Whoever bills a client may ask what it demands; the portal gives the answer.
        self.env["account.move"].check_access("write")
        company = structure.company_id or self.env.company
        if not structure._chorus_siret():
            raise UserError(
                self.env._(
                    "%(name)s has no SIRET: type it in the tab “Chorus Pro” of the "
                    "client, then check again.",
                    name=structure.display_name,
                )
            )
        try:
            with company._chorus_client() as portal:
                structure._chorus_read_directory(portal)
        except PortalError as error:
            raise UserError(
                self.env["chorus.words"]._chorus_sentence(error, company)
            ) from error
        return structure._chorus_directory_notification()

    def _chorus_directory_notification(self):
        self.ensure_one()
        if self.chorus_structure_state == "none":
            kind, message = (
                "danger",
                self.env._(
                    "Chorus Pro knows no structure with the SIRET %(siret)s: check the "
                    "number with the client.",
                    siret=self._chorus_siret(),
                ),
            )
        elif self.chorus_structure_state == "inactive":
            kind, message = (
                "warning",
                self.env._(
                    "%(name)s is no longer active in Chorus Pro: ask the client which "
                    "structure to bill.",
                    name=self.name,
                ),
            )
        else:
            kind, message = (
                "success",
                self.env._(
                    "%(name)s: %(count)s services read in the Chorus Pro directory.",
                    name=self.name,
                    count=len(self.chorus_service_ids),
                ),
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "message": message,
                "sticky": kind != "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _chorus_read_directory(self, portal):
        """Read one structure and its services, and write what they say.

        A structure without a row in the directory is marked as unknown. Services are
        asked for their own demands once, and only when that can change anything: a
        structure that always demands a commitment needs no more.

        :param portal: open :class:`~..chorus.client.PortalClient`
        :raise PortalError: nothing was written
        """
        self.ensure_one()
        siret = self._chorus_siret()
        rows = portal.search_structures(
            identifiantStructure=siret, typeIdentifiantStructure="SIRET"
        )
        row = next((row for row in rows if row.siret == siret), None)
        if row is None:
            self.sudo().write(
                {
                    "chorus_structure_state": "none",
                    "chorus_checked": fields.Datetime.now(),
                }
            )
            return
        found = portal.structure(row)
        services = list(portal.services(found.identifier))
        if not found.commitment_required:
            services = self._chorus_complete_services(portal, found, services)
        self.sudo()._chorus_write_structure(found)
        self.sudo()._chorus_write_services(services)

    def _chorus_complete_services(self, portal, found, services):
        """Ask what the services demand that are open and were never asked."""
        asked = {
            service.identifier
            for service in self.with_context(active_test=False).chorus_service_ids
            if service.demands_known
        }
        return [
            service._replace(
                commitment_required=portal.service_demands_commitment(
                    found.identifier, service.identifier
                )
            )
            if _is_open(service) and service.identifier not in asked
            else service
            for service in services
        ]

    def _chorus_write_structure(self, found):
        self.ensure_one()
        self.write(
            {
                **{field: getattr(found, key) for field, key in DEMANDS.items()},
                "chorus_structure_id": found.identifier,
                "chorus_structure_state": "active" if found.active else "inactive",
                "chorus_checked": fields.Datetime.now(),
            }
        )

    def _chorus_write_services(self, services):
        """Create, refresh and archive services so that they match the directory.

        :param services: list of :class:`~..chorus.answers.Service`
        """
        self.ensure_one()
        known = {
            service.code: service
            for service in self.with_context(active_test=False).chorus_service_ids
        }
        missing = []
        for row in services:
            values = {
                "name": row.name,
                "identifier": row.identifier,
                "active": _is_open(row),
            }
            if row.commitment_required is not None:
                values["commitment_required"] = row.commitment_required
                values["demands_known"] = True
            if service := known.pop(row.code, None):
                service._chorus_write_changes(values)
            else:
                missing.append({"partner_id": self.id, "code": row.code, **values})
        self.env["chorus.service"].create(missing)
        # A service typed by hand may be right before the directory shows it; one that
        # came from the directory and has gone from it is closed.
        gone = self.env["chorus.service"].union(*known.values()).filtered("identifier")
        gone.active = False

    # === Keeping it fresh === #

    def _chorus_refresh_if_old(self, company):
        """Before sending: read the directory again when the last time is too long ago.

        :return: None, or the sentence of the failure; what is known then stays
        """
        self.ensure_one()
        limit = fields.Datetime.now() - FRESH
        if not self._chorus_siret() or (
            self.chorus_checked and self.chorus_checked > limit
        ):
            return None
        if not self.sudo().try_lock_for_update(allow_referencing=True):
            # Several invoices of one client leave together: one reading is enough.
            return None
        try:
            with company._chorus_client() as portal:
                self._chorus_read_directory(portal)
        except PortalError as error:
            _logger.warning("Directory of %s not read: %s", self.id, error)
            return self.env["chorus.words"]._chorus_sentence(error, company)
        return None

    @api.model
    def _cron_chorus_refresh_directory(self):
        """Weekly: read the directory again for the clients in use."""
        progress = self.env["ir.cron"]
        french = [("account_fiscal_country_id.code", "=", "FR")]
        for company in self.env["res.company"].search(french):
            if not company._chorus_is_configured():
                continue
            clients = self._chorus_clients_in_use(company)
            progress._commit_progress(remaining=len(clients))
            with company._chorus_client() as portal:
                for client in clients:
                    try:
                        client._chorus_read_directory(portal)
                    except PortalError as error:
                        self.env.cr.rollback()
                        _logger.warning(
                            "Directory of %s not read: %s", client.id, error
                        )
                    if not progress._commit_progress(1):
                        return

    @api.model
    def _chorus_clients_in_use(self, company):
        """Return the Chorus Pro clients of ``company`` that are due for a refresh."""
        limit = fields.Datetime.now() - FRESH
        return self.with_company(company).search(
            [
                ("is_company", "=", True),
                ("company_registry", "!=", False),
                ("company_id", "in", (False, company.id)),
                ("invoice_sending_method", "=", "chorus_pro"),
                "|",
                ("chorus_checked", "=", False),
                ("chorus_checked", "<", limit),
            ]
        )


def _is_open(service):
    """Tell whether a service may be billed: some are for public bodies only (§5.2)."""
    return service.active and service.code != SERVICE_PUBLIC_ONLY
