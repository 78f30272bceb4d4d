# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When VAT is due: the kind of operation and the company's choice decide.

VAT on services is due on receipts, unless the company opted for debits; VAT on goods is
due when they are delivered, which the portal calls debits too (CGI 269, 2).
"""

from odoo import api, fields, models

SERVICE, GOODS = "service", "goods"
# What Odoo calls the kinds of its products and the scopes of its taxes.
KINDS = {"service": SERVICE, "consu": GOODS, "combo": GOODS}


class AccountMove(models.Model):
    _inherit = "account.move"

    chorus_vat_mention = fields.Char(
        string="VAT mention",
        help="Why VAT is not charged, with its article, where the tax does not say it: "
        "for example “TVA non applicable, art. 293 B du CGI”. Printed, and written in "
        "the file.",
    )

    # Not on the company's choice: it holds for the invoices to come.
    @api.depends("move_type", "invoice_line_ids.tax_ids", "invoice_line_ids.product_id")
    def _compute_chorus_vat_regime(self):
        for move in self:
            move.chorus_vat_regime = move._chorus_default_vat_regime()

    def _chorus_default_vat_regime(self):
        """Return the regime to propose; False when only the user knows."""
        taxes = self.invoice_line_ids.tax_ids.flatten_taxes_hierarchy()
        # Without tax: forgotten, or none is due.
        if not self.is_sale_document() or not taxes:
            return False
        if not taxes.filtered("amount"):
            return "EXONERATION"
        if "on_payment" in taxes.mapped("tax_exigibility"):
            return "TVA_SUR_ENCAISSEMENT"
        if SERVICE in self._chorus_operations():
            # As soon as one service is, the invoice must not claim debits.
            opted = self.company_id.sudo().chorus_vat_on_debits
            return "TVA_SUR_DEBIT" if opted else "TVA_SUR_ENCAISSEMENT"
        return "TVA_SUR_DEBIT"

    def _chorus_operations(self):
        """Return the kinds of what is sold, a set; empty when nothing tells."""
        kinds = set()
        for line in self.invoice_line_ids:
            if line.display_type == "product":
                kinds |= self._chorus_line_operations(line)
        return kinds - {None}

    @api.model
    def _chorus_line_operations(self, line):
        """Return the kinds of one line, a set that may hold None.

        The product knows; of a line without product, the scope of its taxes.
        """
        if line.product_id:
            return {KINDS.get(line.product_id.type)}
        taxes = line.tax_ids.flatten_taxes_hierarchy()
        return {KINDS.get(scope) for scope in taxes.mapped("tax_scope")}

    def _chorus_prints_debits(self):
        """Tell whether the page may name the option for debits: the data do too.

        The option is one for services; of lines that tell no kind, the company's own
        choice is believed.
        """
        self.ensure_one()
        if self.chorus_vat_regime != "TVA_SUR_DEBIT":
            return False
        kinds = self._chorus_operations()
        if kinds:
            return SERVICE in kinds
        return self.company_id.sudo().chorus_vat_on_debits
