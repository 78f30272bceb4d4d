# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The lines of the invoice: the month of the statement, never what was executed in "
"all."""

from odoo import models
from odoo.tools import format_date

from ...decompte.money import cents
from ..market.accounts import works_account
from ..market.numbers import exact
from ..statement.statement_other import PENALTIES


class ChorusWorksStatement(models.Model):
    _inherit = "chorus.works.statement"

    def _works_invoice_lines(self, sign):
        """Return the values of the lines: works, other amounts, revision, advance.

        :param int sign: -1 when a credit note states a month below zero
        """
        # The invoice speaks the client's language, as what is printed of it does.
        client = self._works_client()
        own = self.with_context(lang=client.lang or self.env.lang)
        rows = [
            *own._works_market_lines(),
            *own._works_other_lines(),
            *own._works_revision_lines(),
            *own._works_advance_lines(),
        ]
        own._works_complete(rows, sign)
        return rows

    def _works_complete(self, rows, sign):
        """Add what Odoo would look up line by line: it is the same for all of a kind.

        Accounts that no line names, distributions of analytic models, tags of taxes.
        """
        account = self._works_income_account()
        side = "invoice" if sign > 0 else "refund"
        distributions, tags = {}, {}
        for row in rows:
            row["quantity"] *= sign
            row.setdefault("account_id", account.id)
            key = row["account_id"]
            if key not in distributions:
                distributions[key] = self._works_distribution(key)
            row.setdefault("analytic_distribution", distributions[key])
            taxes = row["tax_ids"][0][2]
            if tuple(taxes) not in tags:
                tags[tuple(taxes)] = self._works_base_tags(taxes, side)
            row["tax_tag_ids"] = [(6, 0, tags[tuple(taxes)])]

    def _works_distribution(self, account_id):
        """Return what the company's analytic models give lines of an account."""
        Line = self.env["account.move.line"].with_company(self.company_id)
        line = Line.new(
            {
                "account_id": account_id,
                "partner_id": self._works_client().commercial_partner_id.id,
                "company_id": self.company_id.id,
            }
        )
        arguments = line._get_analytic_distribution_arguments(
            self.env["account.analytic.plan"]
        )
        models = self.env["account.analytic.distribution.model"]
        return models._get_distribution(arguments) or False

    def _works_base_tags(self, taxes, side):
        """Return the tags of the base of taxes; VAT on receipts has them later."""
        taxes = self.env["account.tax"].browse(taxes).flatten_taxes_hierarchy()
        due = taxes.filtered(lambda tax: tax.tax_exigibility == "on_invoice")
        shares = due[f"{side}_repartition_line_ids"]
        base = shares.filtered(lambda share: share.repartition_type == "base")
        return base.tag_ids.ids

    def _works_product_line(self, name, tax, amount, account=None, analytic=None):
        """Return a line of quantity 1, or -1 for an amount below zero."""
        account = account or self.market_id.account_id
        values = {
            "name": name,
            "quantity": -1.0 if amount < 0 else 1.0,
            "price_unit": float(abs(amount)),
            "tax_ids": [(6, 0, self._works_tax(tax).ids)],
            "discount": 0.0,
        }
        if account:
            values["account_id"] = account.id
        distribution = analytic or self.market_id.analytic_distribution
        if distribution:
            values["analytic_distribution"] = distribution
        return values

    def _works_income_account(self):
        """Return the account of lines that name none."""
        return self._works_journal().default_account_id

    def _works_market_lines(self):
        digits = {
            name: self.env["decimal.precision"].precision_get(name)
            for name in ("Product Price", "Product Unit")
        }
        for row in self.line_ids:
            month = exact(row.month_amount, 2)
            if not month:
                continue
            market_line = row.line_id
            values = self._works_product_line(
                row._works_label(),
                row.tax_id,
                month,
                market_line.account_id,
                market_line.analytic_distribution,
            )
            values.update(row._works_unit_values(month, digits))
            yield values

    def _works_other_lines(self):
        kinds = dict(
            self.env["chorus.works.statement.other"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        for row in self.other_ids:
            month = exact(row.month_amount, 2)
            if month and row.kind not in PENALTIES:
                name = self.env._(
                    "%(kind)s: %(name)s", kind=kinds[row.kind], name=row.name
                )
                yield self._works_product_line(name, row.tax_id, month)

    def _works_revision_lines(self):
        """One line for each lot and rate; what earlier months change by is another."""
        for row in self.revision_ids:
            words = {
                "lot": row.lot_id.display_name,
                "month": format_date(self.env, self.period_end, date_format="MMMM y"),
                "coefficient": f"{row.coefficient:.3f}".replace(".", ","),
            }
            own, other = exact(row.own, 2), exact(row.regularisation, 2)
            if own and row.lot_id.variation == "updated":
                name = self.env._(
                    "Update of the firm price of lot %(lot)s, C = %(coefficient)s",
                    **words,
                )
                yield self._works_product_line(name, row.tax_id, own)
                own = None
            if own and row.is_provisional:
                name = self.env._(
                    "Revision of lot %(lot)s, %(month)s, C = %(coefficient)s "
                    "provisional",
                    **words,
                )
                yield self._works_product_line(name, row.tax_id, own)
            elif own:
                name = self.env._(
                    "Revision of lot %(lot)s, %(month)s, C = %(coefficient)s", **words
                )
                yield self._works_product_line(name, row.tax_id, own)
            if other:
                name = self.env._(
                    "Revision of lot %(lot)s, earlier months with the indices now "
                    "known",
                    lot=words["lot"],
                )
                yield self._works_product_line(name, row.tax_id, other)

    def _works_advance_lines(self):
        """The repayment of an advance that is deducted before VAT."""
        if not self.is_advance_before_vat:
            return
        account = works_account(self.company_id, "advance")
        for row in self.rate_ids:
            if amount := exact(row.advance, 2):
                name = self.env._("Repayment of the advance")
                yield self._works_product_line(name, row.tax_id, -amount, account)


class ChorusWorksStatementLine(models.Model):
    _inherit = "chorus.works.statement.line"

    def _works_label(self):
        """Return the text of the line on the invoice."""
        name = " ".join(filter(None, (self.code, self.name)))
        if self.kind != "fixed":
            return name
        return self.env._(
            "%(name)s (%(now)s %% − %(before)s %%)",
            name=name,
            now=f"{self.cumulative_percent:g}".replace(".", ","),
            before=f"{self.previous_percent:g}".replace(".", ","),
        )

    def _works_unit_values(self, month, digits):
        """Return quantity and price, where they make the month to the cent.

        :param digits: decimals that the invoice keeps of a price and of a quantity
        """
        if self.kind == "fixed":
            return {}
        before = exact(self.previous_quantity, 4)
        quantity = exact(self.cumulative_quantity, 4) - before
        price = exact(self.price)
        kept = (
            round(price, digits["Product Price"]) == price
            and round(quantity, digits["Product Unit"]) == quantity
        )
        if not kept or not quantity or cents(quantity * price) != month:
            return {}
        return {"quantity": float(quantity), "price_unit": float(price)}
