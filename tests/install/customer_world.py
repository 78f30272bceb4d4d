# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run in the shell of an Odoo that has no addon of ours: a company that invoices public
clients, well and badly. Every name, label and reference has ``Secret`` in it."""

from datetime import date, timedelta

from odoo import Command

TODAY = date.today()
RECENT, OLD = TODAY - timedelta(days=40), TODAY - timedelta(days=600)
FRENCH_COMMUNE, FRENCH_DEPARTMENT = "21440109300015", "22440002800011"


class Customer:
    def __init__(self, env):
        self.env = env
        self.company = env["res.company"].search([], limit=1, order="id")
        self.tax = self.company.account_sale_tax_id

    def make_parties(self):
        self.company.name = "Secret et fils"
        self.company.partner_id.write(
            {
                "street": "12 rue Secrete",
                "zip": "44000",
                "city": "Secretville",
                "company_registry": "44306184100047",
                "vat": "FR64443061841",
                "email": "jean@secret.example",
                "phone": "+33 2 40 11 22 33",
            }
        )
        self.bank = self.env["res.partner.bank"].create(
            {
                "partner_id": self.company.partner_id.id,
                "acc_number": "FR7630006000011234567890189",
                "allow_out_payment": True,
            }
        )
        self.commune = self.client("Commune de Secretbourg", FRENCH_COMMUNE)
        self.department = self.client("Département Secret", FRENCH_DEPARTMENT)
        self.clinic = self.client("Clinique Secrete", False)
        self.private = self.client("Boulangerie Secrete", "44306184100013")
        self.person = self.env["res.partner"].create(
            {
                "name": "Jeanne Secret",
                "parent_id": self.commune.id,
                "email": "jeanne@secret.example",
                "phone": "+33 6 11 22 33 44",
                "comment": "Secret de famille",
            }
        )

    def client(self, name, siret):
        return self.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "street": "1 place Secrete",
                "zip": "44110",
                "city": "Secretbourg",
                "country_id": self.env.ref("base.fr").id,
                "company_registry": siret,
            }
        )

    def make_demands(self):
        """What the OCA modules knew of one client, in their tables."""
        cr = self.env.cr
        self.env.flush_all()
        cr.execute("ALTER TABLE res_partner ADD COLUMN fr_chorus_required varchar")
        cr.execute(
            "UPDATE res_partner SET fr_chorus_required = 'service' WHERE id = %s",
            [self.department.id],
        )
        cr.execute(
            "CREATE TABLE chorus_partner_service (id serial, partner_id int4,"
            " code varchar, active bool, name varchar, engagement_required bool)"
        )
        cr.execute(
            "INSERT INTO chorus_partner_service (partner_id, code, active, name)"
            " VALUES (%s, 'ACHATS', TRUE, 'Service Secret')",
            [self.department.id],
        )

    def invoice(self, name, client, day=RECENT, service=None, **values):
        line = {
            "name": "Fourniture secrete : Secret",
            "price_unit": 100.0,
            "quantity": 3,
            "tax_ids": [Command.set(self.tax.ids)],
        }
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "name": name,
                "partner_id": client.id,
                "invoice_date": day,
                "partner_bank_id": self.bank.id,
                "ref": service or "BC Secret 77",
                "narration": "<p>Merci à <b>Mme Secret</b></p>",
                "invoice_line_ids": [Command.create(line)],
                **values,
            }
        )
        move.action_post()
        return move

    def journal_beside(self, journal):
        account = journal.default_account_id.id
        own = {"code": "AVO", "name": "Avoirs", "default_account_id": account}
        return journal.copy(own)

    def make_invoices(self):
        year = RECENT.year
        good = self.invoice(f"FAC/{year}/0001", self.person)
        self.invoice(
            f"AVO/{year}/0001",
            self.commune,
            move_type="out_refund",
            reversed_entry_id=good.id,
            journal_id=self.journal_beside(good.journal_id).id,
        )
        self.invoice(f"FAC/{year}/0002", self.department, service="ACHATS")
        self.invoice(f"FAC/{year}/0003", self.department)
        self.invoice(f"FAC/{year}/0004", self.clinic)
        self.invoice(f"FACTURE/SECRETE/{year}/0005", self.commune)
        self.invoice(f"FAC/{year}/0006", self.private)
        self.invoice(f"FAC/{OLD.year}/0001", self.commune, day=OLD)
        self.env["account.move"].create(
            {"move_type": "out_invoice", "partner_id": self.commune.id}
        )


def main(env):
    customer = Customer(env)
    customer.make_parties()
    customer.make_demands()
    customer.make_invoices()
    env.cr.commit()
    print("clinic:", customer.clinic.id)
    print("year:", RECENT.year)


main(env)  # noqa: F821  the shell defines env
