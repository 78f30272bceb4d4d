# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.chorus_pro_connector.chorus import rules

from ..models.act.act_parties import FIELDS, WRONG


class ChorusPartiesWizard(models.TransientModel):
    """Whom a works piece should have named as project manager or as client."""

    _name = "chorus.parties.wizard"
    _inherit = ["chorus.act.wizard"]
    _description = "Correct the MOE or the MOA of a works piece"
    _chorus_kind = "parties"

    role = fields.Selection(
        selection=[("moe", "Project manager (MOE)"), ("moa", "Client (MOA)")],
        string="Party that is wrong",
        required=True,
        default="moe",
        help="Chorus Pro says which one; change it only if you know better.",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Right party",
        domain="[('is_company', '=', True)]",
        help="The structure that is to receive the piece.",
    )
    service_id = fields.Many2one(
        comodel_name="chorus.service",
        string="Its service",
        compute="_compute_service_id",
        store=True,
        readonly=False,
        domain="[('partner_id', '=', partner_id)]",
        help="Empty when the structure has none.",
    )
    comment = fields.Char(help="What is said beside it; may stay empty.")

    @api.depends("partner_id")
    def _compute_service_id(self):
        for wizard in self:
            structure = wizard.partner_id.commercial_partner_id
            if wizard.service_id.partner_id != structure:
                wizard.service_id = structure and structure._chorus_default_service()

    def _chorus_announcement(self):
        return self.env._(
            "Chorus Pro gives %(number)s to the party below, under the same number; "
            "lines, amounts and file do not change. The market names that party from "
            "now on.",
            number=self.move_id.name,
        )

    def _chorus_prefill(self, last):
        # EXTENDS chorus.act.wizard: the wrong one is shown, to be replaced.
        role = WRONG.get(self.move_id.chorus_status, "moe")
        payload = last.payload or {}
        numbers = payload.get("records", {}).get(role)
        if not numbers:
            market = self.move_id._chorus_works_statement().market_id
            numbers = [market[name].id for name in FIELDS[role]]
        party, service = numbers
        self.write(
            {
                "role": role,
                "partner_id": party,
                "service_id": service,
                "comment": payload.get("comment"),
            }
        )

    def action_correct_parties(self):
        """Button *Correct MOE or MOA*."""
        self.ensure_one()
        structure = self.partner_id.commercial_partner_id
        siret = structure._chorus_siret() if structure else ""
        if not siret:
            raise UserError(
                self.env._(
                    "Choose a structure that has a SIRET: Chorus Pro knows it by "
                    "nothing else."
                )
            )
        party = {"siret": siret, "service": self.service_id.code or ""}
        return self._chorus_do(
            {
                "parties": {self.role: party},
                "records": {self.role: [self.partner_id.id, self.service_id.id]},
                "comment": rules.readable(self.comment),
            }
        )
