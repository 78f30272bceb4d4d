# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from ..market.access import PRICES


class ChorusWorksMarket(models.Model):
    _inherit = "chorus.works.market"

    piece_ids = fields.One2many(
        comodel_name="chorus.works.piece",
        inverse_name="market_id",
        string="Pieces",
        readonly=True,
        groups=PRICES,
    )
    dossier_ids = fields.One2many(
        comodel_name="chorus.works.dossier",
        inverse_name="market_id",
        string="Invoicing files",
        readonly=True,
        groups=PRICES,
    )

    @api.model
    def _works_open_domain(self):
        """Select markets in which another party may deposit a piece, even the first."""
        states = ("running", "received", "final")
        return [("is_private", "=", False), ("state", "in", states)]
