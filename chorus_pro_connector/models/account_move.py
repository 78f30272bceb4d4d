# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    chorus_framework = fields.Selection(
        selection=[
            ("A1", "A1 – Supplier invoice"),
            ("A2", "A2 – Supplier invoice already paid"),
            ("A9", "A9 – Subcontractor invoice"),
            ("A12", "A12 – Joint contractor invoice"),
        ],
        string="Invoicing framework",
        default="A1",
    )
    chorus_validator_siret = fields.Char(string="Validator SIRET")
    chorus_vat_regime = fields.Selection(
        selection=[
            ("TVA_SUR_DEBIT", "VAT on debits"),
            ("TVA_SUR_ENCAISSEMENT", "VAT on receipts"),
            ("EXONERATION", "Exempt"),
            ("SANS_TVA", "Without VAT"),
        ],
        string="VAT regime",
    )
    chorus_attachment_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="account_move_chorus_attachment_rel",
        string="Documents for Chorus Pro",
        copy=False,
    )
