# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The menu *Chorus Pro*: only for people of a company that can talk to the portal."""

from odoo import models

from ..invoice.res_company_start import CONFIGURATION

MENU = "chorus_pro_connector.menu_chorus_root"


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        # EXTENDS 'base'
        hidden = super()._load_menus_blacklist()
        root = self.env.ref(MENU, raise_if_not_found=False)
        companies = self.env.user.sudo().company_ids
        if root and not any(company._chorus_is_configured() for company in companies):
            hidden.extend(self.sudo().search([("id", "child_of", root.id)]).ids)
        return hidden


class ResCompany(models.Model):
    _inherit = "res.company"

    def cache_invalidation_fields(self):
        # EXTENDS 'base': the menus that Odoo keeps for each user.
        return super().cache_invalidation_fields() | CONFIGURATION
