# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..chorus import identifiers, rules


class ChorusRecycleWizard(models.TransientModel):
    """To whom an invoice goes that its client sent back: nothing else may change."""

    _name = "chorus.recycle.wizard"
    _inherit = ["chorus.act.wizard"]
    _description = "Correct the recipient of an invoice"
    _chorus_kind = "recycle"

    siret = fields.Char(
        string="SIRET of the recipient",
        help="The structure that is to receive the invoice.",
    )
    recipient_id = fields.Many2one(
        comodel_name="res.partner",
        compute="_compute_recipient_id",
        compute_sudo=False,
        help="The client of this SIRET, where Odoo knows it.",
    )
    service_id = fields.Many2one(
        comodel_name="chorus.service",
        domain="[('partner_id', '=', recipient_id)]",
        help="The services of this structure, as the directory lists them.",
    )
    service = fields.Char(
        string="Service code",
        help="As the client gives it; empty when it has no service.",
    )
    commitment = fields.Char(
        string="Commitment number",
        help="Number of the client's order (engagement juridique).",
    )
    comment = fields.Char(help="What the client reads beside it; may stay empty.")

    def _chorus_announcement(self):
        return self.env._(
            "Chorus Pro sends %(number)s to the recipient below, under the same "
            "number; lines, amounts and file do not change. The delay of payment "
            "begins when the right recipient has it. In your books the invoice stays "
            "that of %(client)s.",
            number=self.move_id.name,
            client=self.move_id.commercial_partner_id.display_name,
        )

    @api.depends("siret")
    def _compute_recipient_id(self):
        partners = self.env["res.partner"]
        for wizard in self:
            siret = identifiers.compact(wizard.siret)
            domain = [("company_registry", "in", [siret, wizard.siret])]
            found = partners.search(domain, limit=1) if siret else partners
            wizard.recipient_id = found.commercial_partner_id

    @api.onchange("service_id")
    def _onchange_service_id(self):
        if self.service_id:
            self.service = self.service_id.code

    @api.onchange("siret")
    def _onchange_siret(self):
        if self.service_id and self.service_id.partner_id != self.recipient_id:
            self.service_id = self.service = False

    def _chorus_prefill(self, last):
        # EXTENDS chorus.act.wizard
        move, payload = self.move_id, last.payload or {}
        if self.siret:
            return
        self.siret = payload.get("recipient") or identifiers.compact(
            move.commercial_partner_id.company_registry
        )
        self.service = payload.get("service") or move.buyer_reference
        self.commitment = payload.get("commitment") or move.purchase_order_reference
        self.comment = payload.get("comment")
        self.service_id = self.recipient_id.chorus_service_ids.filtered(
            lambda service: service.code == self.service
        )[:1]

    def action_recycle(self):
        """Button *Correct the recipient*."""
        self.ensure_one()
        siret = identifiers.compact(self.siret)
        if not siret:
            raise UserError(
                self.env._("Give the SIRET of the recipient: nothing was sent.")
            )
        payload = {
            "recipient": siret,
            "service": rules.reference(self.service)[: rules.SERVICE_LENGTH],
            "commitment": rules.reference(self.commitment),
            "comment": rules.readable(self.comment),
        }
        if len(payload["commitment"]) > rules.REFERENCE_LENGTH:
            raise UserError(
                self.env._(
                    "The commitment number has more than %(most)s characters: Chorus "
                    "Pro would refuse it.",
                    most=rules.REFERENCE_LENGTH,
                )
            )
        return self._chorus_do(payload)
