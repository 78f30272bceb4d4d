# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    # The file carries the code, which is stored; whoever knows only a part of the code
    # or of the label picks the service instead.
    chorus_service_id = fields.Many2one(
        comodel_name="chorus.service",
        string="Service",
        compute="_compute_chorus_service_id",
        inverse="_inverse_chorus_service_id",
        domain="[('partner_id', '=', commercial_partner_id)]",
        help="The client's service that handles the invoice, as the directory of "
        "Chorus Pro lists it: type any part of its code or name, for example COMPTA.",
    )
    chorus_has_services = fields.Boolean(
        compute="_compute_chorus_service_id", export_string_translation=False
    )

    @api.depends("buyer_reference", "commercial_partner_id.chorus_service_ids.code")
    def _compute_chorus_service_id(self):
        for move in self:
            move.chorus_service_id = move._chorus_service()[:1]
            move.chorus_has_services = bool(
                move.commercial_partner_id.chorus_service_ids
            )

    def _chorus_service(self):
        """Return the service of the code typed, archived ones too."""
        if not self.buyer_reference:
            return self.env["chorus.service"]
        services = self.commercial_partner_id.with_context(
            active_test=False
        ).chorus_service_ids
        return services.filtered(lambda service: service.code == self.buyer_reference)

    def _inverse_chorus_service_id(self):
        for move in self:
            # None is also what an unknown code leads to: it stays.
            if move.chorus_service_id:
                move.buyer_reference = move.chorus_service_id.code

    @api.onchange("chorus_service_id")
    def _onchange_chorus_service_id(self):
        if self.chorus_service_id:
            self.buyer_reference = self.chorus_service_id.code
        elif self._chorus_service():
            # Emptied by the user; after a code that is in no list, it just is empty.
            self.buyer_reference = False
