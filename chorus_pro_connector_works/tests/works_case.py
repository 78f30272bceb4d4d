# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A building firm, its people, and the market of ``works_example``."""

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.chorus_pro_connector.tests.common import ChorusInvoiceCommon

from . import works_example as example

GROUP = "chorus_pro_connector_works.group_works_"
NAMES = {
    "1.1": "Installation de chantier",
    "1.2": "Terrassements",
    "1.3": "Fondations",
    "1.4": "Maçonnerie",
    "1.5": "Dallage",
    "1.6": "Regards",
    "2.1": "TGBT",
    "2.2": "Éclairage",
    "2.3": "Courants faibles",
    "2.4": "Prise de terre",
    "3.1": "Plomberie",
    "3.2": "Chauffage",
    "3.3": "Ventilation",
}
LOTS = {1: "Gros œuvre", 2: "Électricité", 3: "Plomberie, chauffage"}


class WorksCommon(ChorusInvoiceCommon):
    """Users: ``clerk`` enters statements, ``manager`` contracts, ``foreman`` progress.

    Tests act as these users; nothing here is made with more rights than they have.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk.sudo().group_ids |= cls.env.ref(f"{GROUP}user")
        cls.manager = cls.works_user("manager")
        cls.foreman = cls.works_user("site")
        cls.moe = cls.make_partner("Atelier Arcade, architectes", "21280085600013")
        cls.subcontractor = cls.make_partner("Volt et Fils", "33254021516357")
        cls.buyer.name = "Commune de Saint-Exemple"

    @classmethod
    def works_user(cls, group, login=None):
        """Return a new user of one group of the addon, of the company only."""
        return new_test_user(
            cls.env,
            login or f"works_{group}",
            groups=f"base.group_user,{GROUP}{group}",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def make_partner(cls, name, siret=False, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "country_id": cls.env.ref("base.fr").id,
                "company_registry": siret,
                **values,
            }
        )

    @classmethod
    def make_market(cls, user=None, **values):
        """Return a market of one line of 100 000 euros at 20 %, being entered."""
        values = {
            "number": "2026-0001",
            "purpose": "Réhabilitation de l'école",
            "client_id": cls.buyer.id,
            "moe_id": cls.moe.id,
            "duration_months": 6,
            "signed_amount": 100000.0,
            **values,
        }
        model = cls.env["chorus.works.market"].with_user(user or cls.clerk)
        market = model.create(values)
        if "lot_ids" not in values:
            lot = cls.make_lot(market, "1", "Gros œuvre", cls.vat(20))
            cls.make_line(lot, "1.1", "fixed", 1.0, 100000.0)
        return market

    @classmethod
    def make_lot(cls, market, code, name, tax, **values):
        return market.lot_ids.create(
            {
                "market_id": market.id,
                "code": code,
                "name": name,
                "tax_id": tax.id,
                **values,
            }
        )

    @classmethod
    def make_line(cls, lot, code, kind, quantity, price, **values):
        return lot.line_ids.create(
            {
                "market_id": lot.market_id.id,
                "lot_id": lot.id,
                "code": code,
                "name": NAMES.get(code, f"Ouvrage {code}"),
                "kind": kind,
                "quantity": float(quantity),
                "price": float(price),
                **values,
            }
        )

    # === The worked example === #

    @classmethod
    def example_market(cls, **values):
        """Return the market of ``works_example``, entered but not started."""
        market = cls.make_market(
            user=cls.manager,
            number="2026-0042",
            lot_ids=[],
            signed_amount=200002.00,
            advance_option="own",
            advance_rate=10.0,
            date_notification="2026-02-16",
            date_start="2026-03-01",
            month_zero="2026-01-01",
            revise_materials=False,
            **values,
        )
        lots = {}
        for number, rate in example.RATES.items():
            tax = cls.vat(float(rate * 100))
            lots[number] = cls.make_lot(
                market,
                str(number),
                LOTS[number],
                tax,
                sequence=number,
                fixed_part=float(example.FIXED),
                formula_ids=[Command.create(cls.example_formula(market, number))],
            )
        for sequence, (code, row) in enumerate(example.LINES.items(), 1):
            lot, kind, quantity, price = row
            cls.make_line(lots[lot], code, kind, quantity, price, sequence=sequence)
        contract = market.subcontract_ids.create(
            {
                "market_id": market.id,
                "partner_id": cls.subcontractor.id,
                "dc4_date": "2026-02-20",
                "initial_amount": float(example.DECLARED),
            }
        )
        lines = market.line_ids.filtered(
            lambda line: line.code in example.SUBCONTRACTED
        )
        lines.subcontract_id = contract
        return market

    @classmethod
    def example_formula(cls, market, lot):
        """Return the formula of a lot, and its index without any month."""
        code = example.INDEX[lot]
        index = cls.env["chorus.works.index"].with_user(cls.clerk)
        found = index.search([("code", "=", code)]) or index.create(
            {"code": code, "company_id": cls.company.id}
        )
        return {
            "index_id": found.id,
            "weight": float(example.WEIGHT),
            "value_zero": float(example.ORIGIN[lot]),
        }

    @classmethod
    def publish_indices(cls, months):
        """Let the indices of the first ``months`` months of the example be known."""
        for lot, values in example.INDICES.items():
            index = cls.env["chorus.works.index"].search(
                [("code", "=", example.INDEX[lot]), ("company_id", "=", cls.company.id)]
            )
            for month, value in list(zip(example.MONTHS, values, strict=True))[:months]:
                if not index._works_value(month):
                    index.value_ids = [
                        Command.create({"month": month, "value": float(value)})
                    ]

    @classmethod
    def example_amendment(cls, market, put_in_force=True):
        """Return amendment 1 of the example, in force from its third month on."""
        lines = {line.code: line for line in market.line_ids}
        rows = []
        for code, (lot, kind, quantity, price) in example.AMENDMENT.items():
            values = {"quantity": float(quantity), "price": float(price)}
            if code in lines:
                rows.append({"line_id": lines[code].id, **values})
            else:
                lot_id = market.lot_ids.filtered(lambda x, n=lot: x.code == str(n)).id
                rows.append(
                    {
                        "lot_id": lot_id,
                        "code": code,
                        "name": NAMES[code],
                        "kind": kind,
                        **values,
                    }
                )
        amendment = market.amendment_ids.with_user(cls.manager).create(
            {
                "market_id": market.id,
                "number": 1,
                "purpose": "Regards et ventilation",
                "date": "2026-04-27",
                "date_effect": "2026-05-01",
                "signed_file": "c2lnbsOp",
                "line_ids": [Command.create(row) for row in rows],
            }
        )
        if put_in_force:
            amendment.action_put_in_force()
        return amendment
