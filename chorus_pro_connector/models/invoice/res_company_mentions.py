# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a company says of itself on all of its invoices."""

from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    chorus_vat_on_debits = fields.Boolean(
        string="Option for VAT on debits",
        help="VAT on services is due when they are paid, unless the company opted for "
        "debits at its tax office. Ticked, new invoices for services say so, on the "
        "page and in the file. Goods do not depend on it.",
    )
    chorus_legal_mention = fields.Char(
        string="Legal form, capital and register",
        help="As the Code de commerce wants it on invoices (R123-237, R123-238), for "
        "example “SARL au capital de 50 000 € – RCS Nantes 332 540 215”, or “EI” with "
        "the register for a sole trader. Printed where the layout of documents lacks "
        "it, and written in the file.",
    )
