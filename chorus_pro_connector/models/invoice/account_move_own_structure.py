# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which of our own services invoices, and which of our accounts is paid into."""

from odoo import api, fields, models


class AccountJournal(models.Model):
    _inherit = "account.journal"

    chorus_own_service_id = fields.Many2one(
        comodel_name="chorus.service",
        string="Our service on Chorus Pro",
        domain="[('partner_id.ref_company_ids', 'in', company_id)]",
        help="Empty: the one of the company.",
    )


class AccountMove(models.Model):
    _inherit = "account.move"

    # Empty on most invoices: see ``_chorus_own_service``.
    chorus_own_service_id = fields.Many2one(
        comodel_name="chorus.service",
        string="Our service",
        domain="[('partner_id.ref_company_ids', 'in', company_id)]",
        help="The service of our own structure that invoices. Empty: the one of the "
        "journal, else of the company.",
    )
    chorus_has_own_services = fields.Boolean(
        compute="_compute_chorus_has_own_services", export_string_translation=False
    )

    @api.depends("company_id")
    def _compute_chorus_has_own_services(self):
        for move in self:
            partner = move.company_id.partner_id.sudo()
            move.chorus_has_own_services = bool(partner.chorus_service_ids)

    def _chorus_own_service(self):
        """Return the chorus.service that invoices, in sudo; often empty."""
        self.ensure_one()
        move = self.sudo()
        return (
            move.chorus_own_service_id
            or move.journal_id.chorus_own_service_id
            or move.company_id.chorus_own_service_id
        )

    def _chorus_own_account(self):
        """Return the chorus.account of the recipient bank, in sudo; often empty."""
        self.ensure_one()
        account = self.partner_bank_id.sudo().chorus_account_id
        return account.filtered(
            lambda one: one.active and one.company_id == self.company_id
        )
