# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class ChorusService(models.Model):
    """A service (*service exécutant*) of a public structure."""

    _name = "chorus.service"
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

    _code_unique = models.Constraint(
        "UNIQUE (partner_id, code)",
        "This structure already has a service of that code.",
    )

    @api.depends("code", "name")
    def _compute_display_name(self):
        for service in self:
            label = f"[{service.code}]"
            service.display_name = f"{label} {service.name}" if service.name else label

    def _chorus_write_changes(self, values):
        """Write only what differs: most of a directory never changes."""
        self.ensure_one()
        changed = {key: value for key, value in values.items() if self[key] != value}
        if changed:
            self.write(changed)
