# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The invoice of interest: a journal of its own, outside VAT, nothing else on it."""

from odoo import Command, fields, models
from odoo.exceptions import UserError

from ...chorus.french import amount, day, euros

JOURNAL_CODE = "INTMO"
# *Revenus des créances commerciales*, by name in the French chart, else by digits.
ACCOUNT = ("pcg_7631", "763")
REFERENCES = (
    "buyer_reference",
    "purchase_order_reference",
    "contract_reference",
    "partner_bank_id",
)


class AccountMove(models.Model):
    _inherit = "account.move"

    chorus_interest_invoice_id = fields.Many2one(
        comodel_name="account.move",
        string="Invoice of interest",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Where the interest of this invoice was invoiced.",
    )

    def action_chorus_interest_invoice(self):
        """Make one draft for all late invoices of a client, and open it."""
        claims = self._chorus_claims()
        self._chorus_check_interest_invoice(claims)
        moves = self.browse(move.id for move in claims)
        draft = self.create(moves._chorus_interest_values(claims))
        moves._chorus_write({"chorus_interest_invoice_id": draft.id})
        return draft._get_records_action(name=draft.display_name)

    def _chorus_check_interest_invoice(self, claims):
        """Refuse what would be invoiced twice, too early, or to several clients."""
        moves = self.browse(move.id for move in claims)
        if len(moves.partner_id) > 1 or len(moves.company_id) > 1:
            raise UserError(
                self.env._("Choose invoices of one client: each gets its own invoice.")
            )
        if done := moves.filtered(
            lambda move: move.chorus_interest_invoice_id.state in ("draft", "posted")
        ):
            raise UserError(
                self.env._(
                    "The interest of %(numbers)s is invoiced already: see "
                    "%(invoices)s.",
                    numbers=", ".join(done.mapped("name")),
                    invoices=", ".join(
                        done.chorus_interest_invoice_id.mapped("display_name")
                    ),
                )
            )
        if running := moves.filtered(lambda move: not claims[move].settled):
            raise UserError(
                self.env._(
                    "The interest of %(numbers)s still runs: send the claim now, and "
                    "invoice the interest once the principal is paid.",
                    numbers=", ".join(running.mapped("name")),
                )
            )

    def _chorus_interest_values(self, claims):
        """Return the values of the draft; texts are French, as its readers are."""
        company = self.company_id
        today = fields.Date.context_today(self)
        values = {
            "move_type": "out_invoice",
            "partner_id": self.partner_id.id,
            "journal_id": company._chorus_interest_journal().id,
            "invoice_date": today,
            "invoice_payment_term_id": False,
            "invoice_date_due": max(today, *(row.settled for row in claims.values())),
            "chorus_vat_regime": "SANS_TVA",
            "invoice_line_ids": self._chorus_interest_lines(claims),
        }
        for name in REFERENCES:
            said = self.mapped(name)
            # Of several, none is that of the whole invoice.
            if len(set(said)) == 1:
                values[name] = getattr(said, "id", None) or said[0]
        return values

    def _chorus_interest_lines(self, claims):
        tax = self.company_id._chorus_interest_tax()
        # Else Odoo takes the account that this client's lines mostly have.
        account = self.company_id._chorus_interest_journal().default_account_id
        lines = []
        for move, owed in claims.items():
            rows = [
                (
                    f"Intérêts moratoires, facture {move.name} : {euros(part.amount)}, "
                    f"du {day(owed.first)} au {day(part.until)}, {part.days} jours à "
                    f"{amount(owed.rate)} %",
                    part.interest,
                )
                for part in owed.parts
                if part.interest
            ]
            label = "Indemnité forfaitaire pour frais de recouvrement, facture"
            rows.append((f"{label} {move.name}", owed.indemnity))
            lines += [
                Command.create(
                    {
                        "name": name,
                        "account_id": account.id,
                        "quantity": 1,
                        "price_unit": float(price),
                        "tax_ids": [Command.set(tax.ids)],
                    }
                )
                for name, price in rows
            ]
        return lines


class ResCompany(models.Model):
    _inherit = "res.company"

    def _chorus_interest_journal(self):
        """Return the journal of invoices of interest, made when first needed."""
        self.ensure_one()
        # Who invoices may not make journals; this one is the connector's own.
        journals = self.env["account.journal"].sudo().with_company(self)
        domain = [
            ("company_id", "=", self.id),
            ("code", "=", JOURNAL_CODE),
            ("type", "=", "sale"),
        ]
        return journals.search(domain, limit=1) or journals.create(
            {
                "name": "Intérêts moratoires",
                "code": JOURNAL_CODE,
                "type": "sale",
                "company_id": self.id,
                "default_account_id": self._chorus_interest_account().id,
            }
        )

    def _chorus_interest_account(self):
        name, digits = ACCOUNT
        chart = self.env["account.chart.template"].sudo().with_company(self)
        if account := chart.ref(name, raise_if_not_found=False):
            return account
        accounts = self.env["account.account"].sudo().with_company(self)
        account = accounts.search(
            [("company_ids", "in", self.ids), ("code", "=like", f"{digits}%")],
            order="code",
            limit=1,
        )
        if not account:
            raise UserError(
                self.env._(
                    "%(company)s has no account %(digits)s for interest: create it in "
                    "the chart of accounts.",
                    company=self.name,
                    digits=digits,
                )
            )
        return account

    def _chorus_interest_tax(self):
        """Return the tax of what is outside VAT (O), made when first needed."""
        taxes = self.env["account.tax"].sudo().with_company(self)
        domain = [
            ("company_id", "=", self.id),
            ("type_tax_use", "=", "sale"),
            ("amount", "=", 0),
            ("amount_type", "=", "percent"),
            ("ubl_cii_tax_category_code", "=", "O"),
        ]
        return taxes.search(domain, limit=1) or taxes.create(
            {
                "name": "Hors champ TVA",
                # The column of taxes is narrow beside long descriptions.
                "invoice_label": "Hors\N{NO-BREAK SPACE}champ",
                "amount": 0,
                "amount_type": "percent",
                "type_tax_use": "sale",
                "company_id": self.id,
                "country_id": self.account_fiscal_country_id.id,
                "tax_group_id": self._chorus_interest_tax_group().id,
                "ubl_cii_tax_category_code": "O",
                "ubl_cii_tax_exemption_reason_code": "VATEX-EU-O",
            }
        )

    def _chorus_interest_tax_group(self):
        """Return the group whose name the totals print: what is outside VAT is no VAT
        of 0 %."""
        groups = self.env["account.tax.group"].sudo().with_company(self)
        name = "Hors champ de la TVA"
        domain = [("company_id", "=", self.id), ("name", "=", name)]
        return groups.search(domain, limit=1) or groups.create(
            {
                "name": name,
                "company_id": self.id,
                "country_id": self.account_fiscal_country_id.id,
            }
        )
