# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Published exercises through the models, with the options that their conventions need.

The advance is without VAT and ends with the works; the retention is taken on the
month's total after the advance; C is that of an index alone.
"""

from decimal import Decimal as D

from odoo import Command
from odoo.tests import tagged

from . import works_example as example
from .test_works_pitfalls import PitfallCase
from .works_reader import money


@tagged("post_install", "-at_install")
class TestStatementPublished(PitfallCase):
    def figures(self, statement, *names):
        return [money(statement[f"amount_{name}"]) for name in names]

    def published_market(self, opening, **values):
        """Return 280 000 of works, taken over at a percentage."""
        market = self.make_market(
            user=self.manager,
            number=f"2026-{opening}-{values.get('opening_number')}",
            lot_ids=[],
            date_start="2026-01-01",
            month_zero="2026-01-01",
            bank_id=self.bank_account.id,
            signed_amount=280000.0,
            advance_option="own",
            advance_rate=12.0,
            advance_before_vat=True,
            advance_start=65.0,
            advance_end=100.0,
            retention_base="revised",
            opening_date="2026-02-28",
            **values,
        )
        lot = self.make_lot(market, "1", "Tous corps d'état", self.vat(20))
        line = self.make_line(lot, "1.1", "fixed", 1, 280000)
        line.opening_value = opening
        market.action_start()
        return market.with_user(self.clerk)

    def test_fourth_statement(self):
        market = self.published_market(35, opening_number=3)
        self.index_of(market.lot_ids, [104.3])
        statement = self.month(market, {"1.1": 60})
        self.assertEqual(statement.number, 4)
        self.assertEqual(
            self.figures(
                statement,
                *("works", "revision", "tax", "total", "retention", "net"),
            ),
            [
                *(D("70000"), D("3010.00"), D("14602.00"), D("87612.00")),
                *(D("4380.60"), D("83231.40")),
            ],
        )

    def test_fifth_statement(self):
        market = self.published_market(60, opening_number=4)
        market.sudo().write(
            {"advance_received": 33600.0, "advance_received_date": "2026-01-15"}
        )
        self.index_of(market.lot_ids, [105.1])
        statement = self.month(market, {"1.1": 78})
        self.assertEqual(
            self.figures(
                statement,
                *("works", "revision", "advance", "untaxed"),
                *("tax", "total", "retention", "net"),
            ),
            [
                *(D("50400"), D("2570.40"), D("12480.00"), D("40490.40")),
                *(D("8098.08"), D("48588.48"), D("2429.42"), D("46159.06")),
            ],
        )
        self.check_file(statement)

    def test_repayments(self):
        """Of 41 100 at 68, 82, 92 and 100 %; the first was published as 3 522.78."""
        market = self.published_market(0, opening_number=1)
        market.sudo().write(
            {"advance_received": 41100.0, "advance_received_date": "2026-01-15"}
        )
        found = []
        for done in (68, 82, 92, 100):
            statement = self.month(market, {"1.1": done})
            found.append(money(statement.amount_advance_cumulative))
        self.assertEqual(
            found, [D("3522.86"), D("19962.86"), D("31705.71"), D("41100.00")]
        )

    def test_coefficients(self):
        """Of one index, of one three months before, of two."""
        cases = (
            ("38500", 0, [("0.85", "112.4", "121.7")], "1.071", "2733.50"),
            ("52000", 3, [("0.85", "108.2", "115.8")], "1.060", "3120.00"),
            (
                "76200",
                0,
                [("0.10", "105.1", "109.4"), ("0.75", "118.7", "127.9")],
                "1.063",
                "4800.60",
            ),
        )
        for at, (works, shift, terms, expected, revised) in enumerate(cases):
            with self.subTest(expected):
                market = self.small_market(
                    [("1.1", "fixed", 1, works)], number=f"2026-C{at}"
                )
                self.formula_of(market.lot_ids, f"C{at}", shift, terms)
                statement = self.month(
                    market,
                    {"1.1": 100},
                    date="2026-06-30",
                    period_start="2026-06-01",
                    period_end="2026-06-30",
                )
                self.assertEqual(
                    money(statement.revision_ids.coefficient * 1000),
                    D(expected) * 1000,
                )
                self.assertEqual(money(statement.amount_revision), D(revised))
                self.assertFalse(statement.is_provisional)

    def formula_of(self, lot, name, shift, terms):
        rows = []
        for at, (weight, zero, value) in enumerate(terms):
            index = self.env["chorus.works.index"].create(
                {"code": f"{name}{at}", "company_id": self.company.id}
            )
            # Of June, or of March for a formula that looks three months back.
            self.publish(index, example.MONTHS[3 - shift], float(value))
            row = {
                "index_id": index.id,
                "weight": float(weight),
                "value_zero": float(zero),
            }
            rows.append(Command.create(row))
        lot.sudo().write(
            {"fixed_part": 0.15, "month_shift": shift, "formula_ids": rows}
        )
