# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run in the shell of an Odoo that has no addon of ours: three companies, of which two
invoice; other currencies, a client of another language, taxes named in one language
only or computed by an addon that nobody else has."""

from datetime import date, timedelta

from odoo import Command

DAY = date.today() - timedelta(days=40)
ADDRESS = {"street": "1 place", "zip": "44110", "city": "Bourg"}


class Abroad:
    def __init__(self, env):
        self.env = env
        self.france = env.ref("base.fr").id
        self.company = env["res.company"].search([], limit=1, order="id")

    def settle(self, company, siret):
        company.partner_id.write(
            {
                **ADDRESS,
                "company_registry": siret,
                "country_id": self.france,
                "vat": "FR64443061841",
                "email": "facturation@fournisseur.example",
                "phone": "+33 2 40 11 22 33",
            }
        )
        self.env["res.partner.bank"].create(
            {
                "partner_id": company.partner_id.id,
                "acc_number": "FR7630006000011234567890189",
                "allow_out_payment": True,
            }
        )

    def make_clients(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.commune = self.env["res.partner"].create(
            {
                **ADDRESS,
                "name": "Commune",
                "is_company": True,
                "lang": "de_DE",
                "country_id": self.france,
                "company_registry": "21440109300015",
            }
        )

    def make_subsidiary(self):
        self.env["res.company"].create({"name": "Sans facture"})
        self.second = self.env["res.company"].create(
            {"name": "Filiale", "country_id": self.france}
        )
        self.env.user.company_ids |= self.second
        self.env["account.chart.template"].try_loading("fr", self.second)
        self.settle(self.second, "44306184100054")

    def currency(self, name):
        found = self.env["res.currency"].with_context(active_test=False)
        found = found.search([("name", "=", name)])
        found.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": found.id,
                "name": DAY - timedelta(days=30),
                "rate": 160.0 if name == "JPY" else 1.1,
                "company_id": self.company.id,
            }
        )
        return found

    def invoice(self, name, company, tax, **values):
        line = {
            "name": "Fourniture",
            "price_unit": 100.0,
            "quantity": 3,
            "tax_ids": [Command.set(tax.ids)],
        }
        moves = self.env["account.move"].with_company(company)
        move = moves.create(
            {
                "move_type": "out_invoice",
                "name": name,
                "company_id": company.id,
                "partner_id": self.commune.id,
                "partner_bank_id": company.partner_id.bank_ids[:1].id,
                "invoice_date": DAY,
                "invoice_line_ids": [Command.create(line)],
                **values,
            }
        )
        move.action_post()
        return move

    def make_invoices(self):
        tax = self.company.account_sale_tax_id
        for name in ("USD", "JPY"):
            currency = self.currency(name)
            self.invoice(f"FAC/{name}", self.company, tax, currency_id=currency.id)
        self.invoice("FAC/EUR", self.company, tax)
        odd = tax.copy({"name": "Odd"})
        self.invoice("FAC/CODE", self.company, odd)
        second = self.second.account_sale_tax_id
        self.invoice("FIL/1", self.second, second)
        self.env.flush_all()
        cr = self.env.cr
        cr.execute("UPDATE account_tax SET amount_type = 'code' WHERE id = %s", odd.ids)
        cr.execute(
            'UPDATE account_tax SET name = \'{"de_DE": "MwSt"}\' WHERE id = %s',
            second.ids,
        )


abroad = Abroad(env)  # noqa: F821  the shell defines env
abroad.settle(abroad.company, "44306184100047")
abroad.make_clients()
abroad.make_subsidiary()
abroad.make_invoices()
abroad.env.cr.commit()
print("done: abroad")
