# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A copy of invoices becomes records of Odoo again, beside a sandbox that knows their
clients. For Odoo's shell."""

import json
import os
import urllib.request

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.chorus_pro_connector.chorus.identifiers import compact, identify

URL = os.environ["CHORUS_SANDBOX_URL"]
SUPPLIER = "33254021516357"  # the company of the sandbox
SUPPLIER_VAT = "FR23334175221"  # of another SIREN: this one has no true key
VALIDATOR = "55512345600017"  # a holder of contracts there
# Values of ``fr_chorus_required`` of the OCA modules → what the portal calls it.
OCA_DEMANDS = {
    "service": ("codeServiceDoitEtreRenseigne",),
    "engagement": ("numeroEJDoitEtreRenseigne",),
    "service_or_engagement": ("gestionNumeroEJOuCodeService",),
    "service_and_engagement": (
        "codeServiceDoitEtreRenseigne",
        "numeroEJDoitEtreRenseigne",
    ),
}
DEMANDS = {
    "chorus_service_required": "codeServiceDoitEtreRenseigne",
    "chorus_commitment_required": "numeroEJDoitEtreRenseigne",
    "chorus_service_or_commitment": "gestionNumeroEJOuCodeService",
    "chorus_works_only": "estMoaUniquement",
    "chorus_payment_not_reported": "statutMiseEnPaiementNestPasRemonte",
}


def sandbox(path, body=None):
    request = urllib.request.Request(
        f"{URL}/_sandbox/{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


class World:
    """:param copy: what ``chorus.rehearsal.read`` returned"""

    def __init__(self, env, copy):
        self.env, self.copy = env, copy
        self.company = env["res.company"].search([], limit=1, order="id")
        self.partners, self.taxes, self.banks, self.journals = {}, {}, {}, {}
        self.moves = {}
        self.failed = {}  # id in the copy → why it could not be made

    def make(self):
        """Make everything but the invoices."""
        self._precisions()
        self._structures()
        self._company()
        self._partners()
        self._taxes()
        self._banks()
        self.products = {
            kind: self.env["product.product"].create({"name": kind, "type": kind})
            for kind in ("service", "consu")
        }
        self.clerk = new_test_user(
            self.env,
            "rehearsal",
            groups="base.group_user,account.group_account_invoice",
            company_id=self.company.id,
            lang="fr_FR",
        )
        self.env.cr.commit()

    def _precisions(self):
        for name, digits in self.copy["precisions"].items():
            found = self.env["decimal.precision"].search([("name", "=", name)])
            found.filtered(lambda row, digits=digits: row.digits < digits).write(
                {"digits": digits}
            )

    # === The portal === #

    def _structures(self):
        services = {}
        for row in self.copy["services"]:
            services.setdefault(row["partner_id"], {})[row["code"]] = {
                "code": row["code"],
                "active": row["active"] is not False,
                "engagement": bool(row["commitment_required"]),
            }
        for row in self.copy["invoices"]:
            # Of a client whose services nobody has read, what is used is believed.
            if row["service"] and row["structure"] not in self._with_services():
                rows = services.setdefault(row["structure"], {})
                rows[row["service"]] = {"code": row["service"]}
        sandbox("structures", list(self._orders(services)))

    def _with_services(self):
        return {row["partner_id"] for row in self.copy["services"]}

    def _orders(self, services):
        for row in self.copy["partners"]:
            if not row["is_client"] or row["chorus_structure_state"] == "none":
                continue
            found = identify(row["country"], row["registry"])
            if found.problem or found.kind not in ("SIRET", "RIDET", "TAHITI"):
                continue
            demands = dict.fromkeys(OCA_DEMANDS.get(row["oca_demands"], ()), True)
            demands |= {DEMANDS[name]: True for name in DEMANDS if row[name]}
            yield {
                "identifiant": found.value,
                "type": found.kind,
                "nom": row["name"],
                "active": row["chorus_structure_state"] != "inactive",
                "parametres": demands,
                "services": list(services.get(row["id"], {}).values()),
            }

    # === Parties === #

    def _company(self):
        ours = self.copy["company"]
        self.company.partner_id.write(
            {
                **self._address(ours["partner"]),
                "company_registry": SUPPLIER,
                "vat": SUPPLIER_VAT if ours["has_vat"] else False,
            }
        )
        values = {
            "tax_calculation_rounding_method": ours["rounding"],
            "chorus_vat_on_debits": ours["vat_on_debits"],
            "chorus_legal_id": ours["legal_id"],
        }
        dates = [row["date"] for row in self.copy["invoices"] if row["date"]]
        self.company.write(
            {
                "chorus_environment": "custom",
                "chorus_oauth_url": f"{URL}/api/oauth/token",
                "chorus_api_url": URL,
                "chorus_start_date": min(dates, default=False),
                "chorus_delay": 0,
                **{f"chorus_{name}": v for name, v in sandbox("credentials").items()},
                **{name: value for name, value in values.items() if value},
            }
        )

    def _address(self, row):
        """Return values of a partner, in a country that Odoo knows."""
        country = self.env["res.country"].search([("code", "=", row["country"])])
        names = ("name", "street", "street2", "zip", "city", "email", "phone")
        return {
            **{name: row[name] or False for name in names},
            "country_id": country[:1].id,
        }

    def _partners(self):
        partners = self.env["res.partner"].with_context(no_vat_validation=True)
        for row in self.copy["partners"]:
            parent = self.partners.get(row["structure"])
            values = {
                **self._address(row),
                # Odoo wants a name, and the rules tell of an empty one.
                "name": row["name"] or "-",
                "is_company": row["is_company"],
                "lang": "fr_FR",
                "parent_id": parent.id if parent else False,
            }
            if row["is_client"]:
                values |= {
                    "company_registry": row["registry"],
                    "vat": row["vat"],
                    "invoice_sending_method": "chorus_pro",
                    "chorus_format": row["chorus_format"] or "facturx",
                }
            self.partners[row["id"]] = partners.create(values)

    def _banks(self):
        owner = {"partner_id": self.company.partner_id.id, "allow_out_payment": True}
        banks, made = self.env["res.partner.bank"], {}
        for row in self.copy["banks"]:
            # Two owners may share a number there; all of ours have one owner.
            number = row["number"]
            if compact(number) not in made:
                made[compact(number)] = banks.create({"acc_number": number, **owner})
            self.banks[row["id"]] = made[compact(number)]

    # === Taxes === #

    def _taxes(self):
        rows = sorted(self.copy["taxes"], key=lambda row: bool(row["children"]))
        types = self.env["account.tax"]._fields["amount_type"].get_values(self.env)
        for row in rows:
            names = (
                "amount amount_type price_include_override include_base_amount "
                "is_base_affected sequence tax_scope invoice_legal_notes "
                "ubl_cii_tax_category_code ubl_cii_tax_exemption_reason_code"
            )
            values = {
                name: row[name] for name in names.split() if row[name] is not None
            }
            if values["amount_type"] not in types:
                # Computed by an addon that is not here: by its rate, and the report
                # tells the totals that differ.
                values["amount_type"] = "percent"
            children = [self.taxes[key].id for key in row["children"]]
            self.taxes[row["id"]] = self.env["account.tax"].create(
                {
                    **values,
                    "name": f"{row['name']} [{row['id']}]",
                    "invoice_label": row["invoice_label"] or row["name"],
                    "type_tax_use": "sale",
                    "company_id": self.company.id,
                    "children_tax_ids": [Command.set(children)],
                    "repartition_line_ids": [Command.clear(), *_shares(row["shares"])],
                }
            )

    # === Invoices === #

    def make_invoice(self, row):
        """Return the confirmed invoice of a row; what fails is noted, and None."""
        try:
            with self.env.cr.savepoint():
                values = self._invoice(row)
                move = self.env["account.move"].create(values)
                move.write(_later(row))
                move.action_post()
                self.env.flush_all()
        except Exception as error:  # noqa: BLE001  one invoice stops no other
            self.env.invalidate_all()
            self.failed[row["id"]] = str(error).splitlines()[0]
            return None
        self.moves[row["id"]] = move
        return move

    def _invoice(self, row):
        currency = self._currency(row)
        original = self.moves.get(row["reversed"])
        texts = {
            "ref": "ref",
            "narration": "narration",
            "invoice_origin": "origin",
            "payment_reference": "payment_reference",
            "buyer_reference": "service",
            "purchase_order_reference": "commitment",
            "contract_reference": "market",
        }
        return {
            "move_type": row["type"],
            "name": row["number"],
            "journal_id": self._journal(row["journal"]).id,
            "partner_id": self.partners[row["partner"]].id,
            "partner_shipping_id": self.partners.get(
                row["shipping"], self.partners[row["partner"]]
            ).id,
            "invoice_date": row["date"],
            "date": row["date"],
            "invoice_date_due": row["due"],
            "delivery_date": row["delivery"],
            "invoice_payment_term_id": False,
            "fiscal_position_id": False,
            "currency_id": currency.id,
            "partner_bank_id": self.banks[row["bank"]].id if row["bank"] else False,
            "reversed_entry_id": original.id if original else False,
            **{field: row[name] or False for field, name in texts.items()},
            "invoice_line_ids": [
                Command.create(self._line(one)) for one in row["lines"]
            ],
        }

    def _currency(self, row):
        """Return the currency of an invoice, at the rate that it has there."""
        currencies = self.env["res.currency"].with_context(active_test=False)
        currency = currencies.search([("name", "=", row["currency"])])
        currency.active = True
        # A copy that an older version made has no rates.
        if currency != self.company.currency_id and row.get("rate"):
            at = {"currency_id": currency.id, "name": row["date"]}
            rates = self.env["res.currency.rate"]
            if not rates.search([(name, "=", value) for name, value in at.items()]):
                rates.create({**at, "rate": row["rate"], "company_id": self.company.id})
        return currency

    def _line(self, row):
        values = {name: row[name] for name in ("display_type", "sequence", "name")}
        if row["display_type"] != "product":
            return values
        kind = row["kind"] and ("service" if row["kind"] == "service" else "consu")
        unit = row["unit"] and self.env.ref(row["unit"], raise_if_not_found=False)
        return {
            **values,
            **({"product_id": self.products[kind].id} if kind else {}),
            **({"product_uom_id": unit.id} if unit else {}),
            "quantity": row["quantity"],
            "price_unit": row["price_unit"],
            "discount": row["discount"],
            "tax_ids": [Command.set([self.taxes[key].id for key in row["taxes"]])],
        }

    def _journal(self, number):
        """Return the journal in the place of one of the customer's."""
        if number not in self.journals:
            journals = self.env["account.journal"]
            own = [("type", "=", "sale"), ("company_id", "=", self.company.id)]
            known = journals.search([*own, ("default_account_id", "!=", False)])
            self.journals[number] = journals.create(
                {
                    "default_account_id": known[:1].default_account_id.id,
                    "name": f"Journal {number}",
                    "code": f"R{len(self.journals) + 1}",
                    "type": "sale",
                    "company_id": self.company.id,
                }
            )
        return self.journals[number]


def _shares(shares):
    """Return the distribution of a tax, of which no account is known here."""
    return [
        Command.create(
            {"document_type": kind, "repartition_type": of, "factor_percent": percent}
        )
        for kind, of, percent in shares
    ]


def _later(row):
    """Return what Odoo computes unless somebody has chosen it."""
    values = {
        "chorus_framework": row["framework"] or "A1",
        "chorus_validator_siret": VALIDATOR if row["validator"] else False,
        "chorus_vat_mention": row["mention"],
    }
    chosen = {"chorus_vat_regime": row["regime"], "chorus_format": row["file_format"]}
    return values | {name: value for name, value in chosen.items() if value}


def demands_known(row):
    """Tell whether somebody has read what a client of the copy demands."""
    return row["demands_known"] or not compact(row["registry"])
