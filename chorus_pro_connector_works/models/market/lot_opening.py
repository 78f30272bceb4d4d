# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models

from .access import PRICES


class ChorusWorksLotOpening(models.Model):
    """What a lot of several rates of VAT had, at one of them, before the takeover."""

    _name = "chorus.works.lot.opening"
    _description = "Takeover of a lot at another rate of VAT"
    _order = "lot_id, id"
    _check_company_auto = True

    lot_id = fields.Many2one(
        comodel_name="chorus.works.lot",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="lot_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    tax_id = fields.Many2one(
        comodel_name="account.tax",
        string="VAT",
        required=True,
        domain="[('type_tax_use', '=', 'sale'), ('amount_type', '=', 'percent')]",
        check_company=True,
    )
    revision = fields.Monetary(string="Revision so far")
    materials = fields.Monetary(string="Stored materials so far")
    tax = fields.Monetary(string="VAT so far")

    _tax_unique = models.Constraint(
        "UNIQUE (lot_id, tax_id)",
        "This lot already has figures at that rate: correct them.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._works_check_free()
        return rows

    def write(self, vals):
        self._works_check_free()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_gone_on(self):
        self._works_check_free()

    def _works_check_free(self):
        """Refuse other figures once a statement has gone on from them."""
        self.lot_id.market_id._works_check_opening_free(["opening_revision"])


class ChorusWorksLot(models.Model):
    _inherit = "chorus.works.lot"

    opening_ids = fields.One2many(
        comodel_name="chorus.works.lot.opening",
        inverse_name="lot_id",
        string="At other rates of VAT",
        groups=PRICES,
    )

    def _works_openings(self):
        """Yield (tax, revision, materials, VAT) that the lot had at each rate."""
        self.ensure_one()
        own = self.sudo()
        yield own.tax_id, own.opening_revision, own.opening_materials, own.opening_tax
        for row in own.opening_ids:
            yield row.tax_id, row.revision, row.materials, row.tax
