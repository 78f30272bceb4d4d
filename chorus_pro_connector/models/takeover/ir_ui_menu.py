# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

MENU = "chorus_pro_connector.menu_chorus_takeover"


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        # EXTENDS 'base': who never had the OCA modules need not wonder.
        hidden = super()._load_menus_blacklist()
        menu = self.env.ref(MENU, raise_if_not_found=False)
        if menu and not self.env["chorus.takeover"]._chorus_is_offered():
            return [*hidden, menu.id]
        return hidden
