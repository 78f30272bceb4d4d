# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models


class ChorusWorksDossier(models.Model):
    """An invoicing file of the portal: pieces that follow each other."""

    _name = "chorus.works.dossier"
    _inherit = ["chorus.own.model"]
    _description = "Works invoicing file"
    _order = "id desc"

    market_id = fields.Many2one(
        comodel_name="chorus.works.market",
        required=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="market_id.company_id", store=True, index=True)
    number = fields.Char(
        index="btree_not_null", help="As the portal numbers its invoicing files."
    )
    piece_ids = fields.One2many(
        comodel_name="chorus.works.piece", inverse_name="dossier_id", string="Pieces"
    )

    _number_unique = models.UniqueIndex(
        "(company_id, number) WHERE number IS NOT NULL",
        "This invoicing file is known already.",
    )

    @api.depends("number", "market_id.number")
    def _compute_display_name(self):
        for dossier in self:
            parts = (dossier.market_id.number, dossier.number)
            dossier.display_name = " – ".join(filter(None, parts))

    @api.model
    def _works_of(self, market, number):
        """Return the file of that number, made when it is new."""
        own = self.sudo()
        domain = [("company_id", "=", market.company_id.id), ("number", "=", number)]
        found = own.search(domain, limit=1)
        return found or own.create({"market_id": market.id, "number": number})
