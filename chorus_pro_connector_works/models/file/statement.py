# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from .account_move import VALIDATED


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    def _works_framework(self):
        """Return the framework of the invoice: what the market says for this kind."""
        market = self.market_id
        final = self.kind == "final" and market.framework_final
        return final or market.framework_monthly

    def _works_number_printed(self):
        """Return what French lists call it: its number, and whether it adjusts one."""
        self.ensure_one()
        if self.adjusts == "definitive":
            return "Révision définitive"
        return f"{self.number} (admis)" if self.adjusts else str(self.number or "")

    def _works_invoice_values(self):
        # EXTENDS the room of the invoice: what Chorus Pro asks for.
        values = super()._works_invoice_values()
        values["chorus_framework"] = self._works_framework()
        if values["chorus_framework"] in VALIDATED:
            holder = self.market_id.holder_id.commercial_partner_id
            values["chorus_validator_siret"] = holder._chorus_siret()
        return values
