# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

# Works frameworks that a flow may carry (portal.md §3.4), with the official words.
WORKS_FRAMEWORKS = [
    ("A4", "A4 – Draft monthly statement"),
    ("A5", "A5 – Instalment statement"),
    ("A6", "A6 – Validated instalment statement"),
    ("A7", "A7 – Draft final statement"),
    ("A8", "A8 – Signed general statement"),
    ("A10", "A10 – Subcontractor's request for payment of works"),
    ("A13", "A13 – Joint contractor's draft monthly statement"),
    ("A14", "A14 – Joint contractor's draft final statement"),
    ("A22", "A22 – Draft general statement, tacit procedure"),
]
WORKS_CODES = tuple(code for code, _label in WORKS_FRAMEWORKS)
# Validated by the holder or the representative first (portal.md §5.2, rule 6).
VALIDATED = ("A10", "A13", "A14")
# Whether their amounts are the month's or all since the start is not public.
FINAL = ("A7", "A8", "A14", "A22")


class AccountMove(models.Model):
    _inherit = "account.move"

    chorus_framework = fields.Selection(
        selection_add=WORKS_FRAMEWORKS,
        ondelete=dict.fromkeys(WORKS_CODES, "set default"),
    )

    def _chorus_is_works(self):
        # EXTENDS 'chorus_pro_connector'
        return self.chorus_framework in WORKS_CODES or super()._chorus_is_works()

    def _chorus_goes_to_portal(self):
        # EXTENDS 'chorus_pro_connector': since 2026 works have no other road, however
        # their client receives its other invoices.
        if self._chorus_is_works() and self.is_sale_document():
            # What adjusts a statement stays in the books: another's piece says it.
            adjusts = self._chorus_works_statement().adjusts
            return not adjusts and not self._chorus_balances_refusal()
        return super()._chorus_goes_to_portal()

    def _chorus_has_validator(self):
        # EXTENDS 'chorus_pro_connector'
        return self.chorus_framework in VALIDATED or super()._chorus_has_validator()

    def _chorus_validator(self):
        # EXTENDS 'chorus_pro_connector': the market names who validates.
        if self.chorus_framework in VALIDATED and not self.chorus_validator_siret:
            holder = self._chorus_works_statement().market_id.holder_id
            return holder.commercial_partner_id._chorus_siret()
        return super()._chorus_validator()

    def _chorus_works_statement(self):
        """Return the statement that this invoice is of, for code that may read it.

        Accountants without a works role send works invoices too.
        """
        return self.sudo().chorus_works_statement_id

    def _chorus_states_whole(self):
        """Tell whether the file states all since the start, as the mapping says.

        A final piece may; a month below zero, hence a credit note, never does.
        """
        statement = self._chorus_works_statement()
        if statement.kind != "final" or self.move_type != "out_invoice":
            return False
        if self.chorus_framework not in FINAL:
            return False
        mapping = self.env["chorus.works.mapping"]
        return mapping._get_value("amounts.final", self.company_id) == "total"

    def _chorus_stated_total(self):
        # EXTENDS 'chorus_pro_connector'
        total = super()._chorus_stated_total()
        if self._chorus_states_whole():
            statement = self._chorus_works_statement()
            total = statement.currency_id.round(total + statement.amount_total_previous)
        return total

    def _chorus_file_format(self):
        # EXTENDS 'chorus_pro_connector': the statement is the readable page of the
        # file, and nobody published how its data would be submitted beside a PDF.
        return "facturx" if self._chorus_is_works() else super()._chorus_file_format()

    def _chorus_syntax(self):
        # EXTENDS 'chorus_pro_connector': flows E4 and E5, by whatever name.
        if not self._chorus_is_works():
            return super()._chorus_syntax()
        key = f"syntax.{self.chorus_framework}"
        value = self.env["chorus.works.mapping"]._get_value(key, self.company_id)
        return value or super()._chorus_syntax()
