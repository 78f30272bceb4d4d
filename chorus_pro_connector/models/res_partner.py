# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from odoo import fields, models
from odoo.exceptions import UserError

from ..chorus.codes import SERVICE_PUBLIC_ONLY
from ..chorus.errors import PortalError

# Fields of a structure filled in from the directory (spec §2.11).
DEMANDS = {
    "chorus_service_required": "service_required",
    "chorus_commitment_required": "commitment_required",
    "chorus_service_or_commitment": "service_or_commitment_required",
    "chorus_payment_not_reported": "payment_not_reported",
    "chorus_works_only": "works_only",
}


class ResPartner(models.Model):
    _inherit = "res.partner"

    invoice_sending_method = fields.Selection(
        selection_add=[("chorus_pro", "by Chorus Pro")]
    )

    # === On the contact: copied to each invoice === #
    chorus_service_id = fields.Many2one(
        comodel_name="chorus.service",
        string="Chorus Pro service",
        domain="[('partner_id', '=', commercial_partner_id)]",
        help="Proposed as service code on the invoices of this contact.",
    )
    chorus_client_reference = fields.Char(
        string="Client reference",
        help="Copied to the customer reference of each new invoice.",
    )

    # === On the structure: what the directory says === #
    chorus_service_ids = fields.One2many(
        comodel_name="chorus.service", inverse_name="partner_id", string="Services"
    )
    chorus_structure_id = fields.Char(
        string="Chorus Pro identifier", readonly=True, copy=False
    )
    chorus_structure_state = fields.Selection(
        selection=[("active", "Active"), ("inactive", "Inactive"), ("none", "Unknown")],
        string="Chorus Pro structure",
        readonly=True,
        copy=False,
    )
    chorus_service_required = fields.Boolean(string="Service compulsory")
    chorus_commitment_required = fields.Boolean(string="Commitment compulsory")
    chorus_service_or_commitment = fields.Boolean(
        string="Service or commitment compulsory"
    )
    chorus_payment_not_reported = fields.Boolean(
        string="Payments not reported",
        help="This structure does not tell Chorus Pro when it pays: the last status to "
        "expect is “Mandatée” or “Comptabilisée”.",
    )
    chorus_works_only = fields.Boolean(string="Works invoices only")
    chorus_checked = fields.Datetime(
        string="Last directory check", readonly=True, copy=False
    )

    def _chorus_siret(self):
        """Return the identifier of the structure, without blanks; may be empty."""
        self.ensure_one()
        registry = self.commercial_partner_id.company_registry or ""
        return re.sub(r"[\s.\-]", "", registry)

    def _chorus_default_service(self):
        """Return the service to propose for invoices to this contact, if one is sure.

        The contact's own service wins (the habit of one contact for each service);
        a structure itself has a service when its contacts name exactly one.
        """
        self.ensure_one()
        if self.chorus_service_id:
            return self.chorus_service_id
        structure = self.commercial_partner_id
        if structure.chorus_service_id:
            return structure.chorus_service_id
        services = structure.child_ids.chorus_service_id
        return services if len(services) == 1 else services.browse()

    # === Directory === #

    def action_chorus_check_structure(self):
        """Button: read the structure and its services in the directory."""
        self.ensure_one()
        structure = self.commercial_partner_id
        structure.check_access("write")
        company = structure.company_id or self.env.company
        try:
            with company._chorus_client() as portal:
                found = structure._chorus_read_structure(portal)
                services = list(portal.services(found.identifier))
        except PortalError as error:
            raise UserError(
                self.env["chorus.words"]._chorus_sentence(error, company)
            ) from error
        structure._chorus_write_structure(found)
        structure.sudo()._chorus_write_services(services)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if found.active else "warning",
                "message": self.env._(
                    "%(name)s: %(count)s services read in the Chorus Pro directory.",
                    name=found.name,
                    count=len(services),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _chorus_read_structure(self, portal):
        """Return the directory's :class:`~..chorus.answers.Structure`.

        :raise UserError: no SIRET, or no such structure
        """
        siret = self._chorus_siret()
        if not siret:
            raise UserError(
                self.env._(
                    "%(name)s has no SIRET: type it in the tab “Chorus Pro” of the "
                    "client, then check again.",
                    name=self.display_name,
                )
            )
        rows = portal.search_structures(
            identifiantStructure=siret, typeIdentifiantStructure="SIRET"
        )
        row = next((row for row in rows if row.siret == siret), None)
        if row is None:
            self.chorus_structure_state = "none"
            raise UserError(
                self.env._(
                    "Chorus Pro knows no structure with the SIRET %(siret)s: check the "
                    "number with the client.",
                    siret=siret,
                )
            )
        return portal.structure(row)

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
        for row in services:
            values = {
                "name": row.name,
                "identifier": row.identifier,
                # Reserved for invoices between public bodies: not for us (spec §5.2).
                "active": row.active and row.code != SERVICE_PUBLIC_ONLY,
            }
            if service := known.pop(row.code, None):
                service.write(values)
            else:
                self.env["chorus.service"].create(
                    {"partner_id": self.id, "code": row.code, **values}
                )
        # A service typed by hand may be right before the directory shows it; one that
        # came from the directory and has gone from it is closed.
        gone = self.env["chorus.service"].union(*known.values()).filtered("identifier")
        gone.active = False
