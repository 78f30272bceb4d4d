# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging

from odoo import api, fields, models

from ...chorus.errors import PortalError
from ...chorus.rules import name, reference
from ..connection.cleaning import cleaned

_logger = logging.getLogger(__name__)

CLEANINGS = {"code": reference, "name": name}


class ChorusService(models.Model):
    """A service (*service exécutant*) of a public structure."""

    _name = "chorus.service"
    _inherit = ["chorus.own.fields"]
    _description = "Chorus Pro service"
    _order = "partner_id, code"
    _rec_names_search = ["code", "name"]
    _check_company_auto = True

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Structure",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("is_company", "=", True)],
    )
    company_id = fields.Many2one(
        related="partner_id.company_id", store=True, index=True
    )
    code = fields.Char(string="Service code", required=True)
    name = fields.Char(string="Service name")
    active = fields.Boolean(default=True)
    identifier = fields.Char(string="Portal identifier", readonly=True)
    commitment_required = fields.Boolean(string="Commitment compulsory")
    # The directory was asked once what this service demands.
    demands_known = fields.Boolean(readonly=True, export_string_translation=False)

    demands = fields.Selection(
        selection=[
            ("yes", "Compulsory"),
            ("no", "Not compulsory"),
            ("unknown", "Asked when chosen"),
        ],
        string="Commitment number",
        compute="_compute_demands",
    )

    _code_unique = models.Constraint(
        "UNIQUE (partner_id, code)",
        "This structure already has a service of that code.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # EXTENDS 'base': of the directory, codes stay as the portal writes them.
        return super().create(
            [
                vals if vals.get("identifier") else cleaned(vals, CLEANINGS)
                for vals in vals_list
            ]
        )

    def write(self, vals):
        # EXTENDS 'base'
        typed = not (vals.get("identifier") or self.filtered("identifier"))
        return super().write(cleaned(vals, CLEANINGS) if typed else vals)

    @api.depends("code", "name")
    def _compute_display_name(self):
        for service in self:
            label = f"[{service.code}]"
            service.display_name = f"{label} {service.name}" if service.name else label

    @api.depends(
        "commitment_required",
        "demands_known",
        "identifier",
        "partner_id.chorus_commitment_required",
    )
    def _compute_demands(self):
        for service in self:
            if service.commitment_required or (
                service.partner_id.chorus_commitment_required
            ):
                service.demands = "yes"
            elif service.identifier and not service.demands_known:
                service.demands = "unknown"
            else:
                service.demands = "no"

    def _chorus_is_unasked(self):
        """Tell whether the directory can still say what this service demands."""
        self.ensure_one()
        structure = self.partner_id
        return bool(
            self.active and structure.chorus_structure_id and self.demands == "unknown"
        )

    def _chorus_ask_demands(self, portal):
        """Ask what a service demands when it comes into use; a failure says nothing.

        :param portal: open :class:`~..chorus.client.PortalClient`
        """
        for service in self.sudo():
            if not service._chorus_is_unasked():
                continue
            try:
                demanded = portal.service_demands_commitment(
                    service.partner_id.chorus_structure_id, service.identifier
                )
            except PortalError as error:
                _logger.info("Service %s not read: %s", service.id, error)
                continue
            service.write({"commitment_required": demanded, "demands_known": True})

    def _chorus_write_changes(self, values):
        """Write only what differs: most of a directory never changes."""
        self.ensure_one()
        changed = {key: value for key, value in values.items() if self[key] != value}
        if changed:
            self.write(changed)
