# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Our own structure as the portal keeps it: its services, its bank accounts."""

from odoo import fields, models
from odoo.exceptions import UserError

from ...chorus.errors import PortalError
from ...chorus.identifiers import compact
from ..connection.res_company import BUTTON_PATIENCE


class ResCompany(models.Model):
    _inherit = "res.company"

    chorus_own_service_id = fields.Many2one(
        comodel_name="chorus.service",
        string="Our service",
        domain="[('partner_id', '=', partner_id)]",
        help="The service of our own structure that invoices, where Chorus Pro knows "
        "several; journals and invoices may name another one.",
    )
    chorus_account_ids = fields.One2many(
        comodel_name="chorus.account",
        inverse_name="company_id",
        string="Bank accounts declared on Chorus Pro",
        readonly=True,
    )

    def action_chorus_read_structure(self):
        """Button *Read our services and accounts*.

        :raise UserError: one sentence; nothing was written
        """
        self.ensure_one()
        self.check_access("write")
        try:
            with self._chorus_client(BUTTON_PATIENCE) as portal:
                identifier = self._chorus_portal_identifier(portal)
                if not identifier:
                    raise UserError(self._chorus_unattached_sentence())
                services = list(portal.services(identifier))
                accounts = portal.bank_accounts(identifier)
        except PortalError as error:
            raise UserError(
                self.env["chorus.words"]._chorus_reading_sentence(error, self)
            ) from error
        # The portal's own facts, which no user writes.
        company = self.sudo()
        partner = company.partner_id.commercial_partner_id
        partner._chorus_write_services(services)
        company._chorus_write_accounts(dict(accounts))
        return self._chorus_structure_notification()

    def _chorus_unattached_sentence(self):
        """Say that the technical account may not act for this company."""
        return self.env._(
            "The technical account is not attached to the SIRET %(siret)s of "
            "%(company)s: an administrator attaches it in Chorus Pro, or corrects "
            "the SIRET of the company.",
            siret=self._chorus_own_siret() or "–",
            company=self.name,
        )

    def _chorus_write_accounts(self, told):
        """Create, rename and archive accounts so that they are those of ``told``.

        :param told: dict of portal's number → name
        """
        known = {
            account.identifier: account
            for account in self.with_context(active_test=False).chorus_account_ids
        }
        for identifier, name in told.items():
            values = {"name": name or identifier, "active": True}
            if account := known.pop(identifier, None):
                account.write(values)
            else:
                values.update(company_id=self.id, identifier=identifier)
                self.env["chorus.account"].create(values)
        self.env["chorus.account"].union(*known.values()).active = False
        self._chorus_link_accounts()

    def _chorus_link_accounts(self):
        """Link the accounts of Odoo whose IBAN is in a name of the portal."""
        self.invalidate_recordset(["chorus_account_ids"])
        for bank in self.partner_id.bank_ids.filtered(
            lambda bank: not bank.chorus_account_id
        ):
            bank.chorus_account_id = self.chorus_account_ids.filtered(
                lambda account, iban=bank.sanitized_acc_number: (
                    iban and iban in compact(account.name).upper()
                )
            )[:1]

    def _chorus_structure_notification(self):
        """Say what was read."""
        self.invalidate_recordset(["chorus_account_ids"])
        partner = self.partner_id.commercial_partner_id
        message = self.env._(
            "Chorus Pro knows %(services)s of our services and %(accounts)s of our "
            "bank accounts.",
            services=len(partner.chorus_service_ids),
            accounts=len(self.sudo().chorus_account_ids),
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
