# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

ADDON = "chorus_pro_connector_works"


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    def button_uninstall(self):
        # EXTENDS 'base': also where another addon takes ours along.
        if ADDON in (self + self.downstream_dependencies()).mapped("name"):
            self.env["chorus.works.files"]._check_saved()
        return super().button_uninstall()
