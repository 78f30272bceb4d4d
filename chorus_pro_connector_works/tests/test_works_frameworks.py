# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The file of each framework, with three rates of VAT, read back term by term."""

from decimal import Decimal as D

from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from odoo.addons.chorus_pro_connector.tests.outside import check_schematron, check_xsd

from . import works_example as example
from .piece_case import HOLDER, PieceCase
from .test_statement_takeover import LINES, REVISION
from .works_reader import (
    DATE,
    SETTLEMENT,
    Invoice,
    compare_amounts,
    compare_rates,
    compare_statement,
    line_amounts,
)

MONTHLY = ("A4", "A5", "A6", "A10", "A13")
FINAL = ("A7", "A8", "A14", "A22")
ROLES = {"A10": "subcontractor", "A13": "joint_contractor", "A14": "joint_contractor"}


class FrameworkCase(PieceCase):
    """A market of three rates of VAT: lots at 20, 10 and 5.5 %."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.holder = cls.party(HOLDER, name="Titulaire")

    @classmethod
    def three_rates(cls, number, framework="A4", **values):
        """Return the market of a framework, under way."""
        field = "framework_final" if framework in FINAL else "framework_monthly"
        role = ROLES.get(framework, "holder")
        market = cls.make_market(
            user=cls.manager,
            number=number,
            client_id=cls.moa.id,
            client_service_id=cls.moa.chorus_service_ids[:1].id,
            moe_id=cls.moe.id,
            moe_service_id=cls.moe.chorus_service_ids[:1].id,
            bank_id=cls.bank_account.id,
            commitment="ENG-17",
            role=role,
            holder_id=cls.holder.id if role != "holder" else False,
            lot_ids=[],
            signed_amount=10300.03,
            date_start="2026-03-01",
            **{field: framework, **values},
        )
        for at, (rate, amount) in enumerate(
            ((20, "6000.01"), (10, "3100.01"), (5.5, "1000.01")), 1
        ):
            lot = cls.make_lot(market, str(at), f"Lot à {rate} %", cls.vat(rate))
            cls.make_line(lot, f"{at}.1", "fixed", 1, amount, heading="Forfaits")
        cls.make_line(market.lot_ids[0], "1.2", "unit", 20, "10.00", heading="Forfaits")
        market.action_start()
        return market.with_user(cls.clerk)

    def month(self, market, progress, **values):
        statement = self.new_statement(market, **values)
        self.type_progress(statement, progress)
        statement.action_post()
        return statement

    def judged(self, statement):
        """Return the file of a statement once the checkers found nothing in it."""
        xml = self.make_xml(statement.move_id.with_user(self.clerk))
        self.assertEqual(check_xsd(xml), [])
        self.assertEqual(check_schematron(xml), [])
        return xml

    def two_months(self, framework, **values):
        """Return the last of two statements, which has the framework."""
        market = self.three_rates(f"2026-{framework}", framework, **values)
        self.month(
            market,
            {"1.1": 33.33, "1.2": 7, "2.1": 12.5, "3.1": 7.77},
            date="2026-03-31",
        )
        kind = "final" if framework in FINAL else "monthly"
        statement = self.new_statement(market, kind=kind, date="2026-04-30")
        self.type_progress(
            statement, {"1.1": 100, "1.2": 15.5, "2.1": 66.67, "3.1": 50.01}
        )
        statement.other_ids = [
            Command.create({"kind": "penalty", "name": "Retard", "amount": 12.34}),
            Command.create(
                {
                    "kind": "materials",
                    "name": "Radiateurs",
                    "lot_id": market.lot_ids[1].id,
                    "amount": 333.33,
                }
            ),
            Command.create(
                {
                    "kind": "bonus",
                    "name": "Avance sur planning",
                    "lot_id": market.lot_ids[2].id,
                    "amount": 45.67,
                }
            ),
        ]
        statement.action_post()
        return statement

    def choose(self, key, value):
        rows = self.env["chorus.works.mapping"].with_user(self.manager)
        row = rows.search([("key", "=", key)])
        row.value = value
        return row


@tagged("post_install", "-at_install")
class TestWorksFrameworks(FrameworkCase):
    def test_monthly_pieces_term_by_term(self):
        for framework in MONTHLY:
            with self.subTest(framework):
                statement = self.two_months(framework)
                compare_statement(self, self.judged(statement), statement, framework)

    def test_final_pieces_term_by_term(self):
        """Of the month and of the whole, and what is to be paid is the same."""
        for framework in FINAL:
            statement = self.two_months(framework)
            for value in ("month", "total"):
                with self.subTest(framework, amounts=value):
                    row = self.choose("amounts.final", value)
                    compare_statement(
                        self,
                        self.judged(statement),
                        statement,
                        framework,
                        whole=value == "total",
                    )
            row.value = "month"

    def test_each_choice_of_what_is_deducted(self):
        statement = self.two_months("A7")
        for value in ("month", "total"):
            self.choose("amounts.final", value)
            for content in ("due_now", "due_ever", "advance_only", "none"):
                with self.subTest(content, amounts=value):
                    statement.market_id.sudo().prepaid_content = content
                    compare_statement(
                        self,
                        self.judged(statement),
                        statement,
                        "A7",
                        whole=value == "total",
                    )


@tagged("post_install", "-at_install")
class TestFinalAmounts(FrameworkCase):
    """A final statement that states all since the start."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rows = cls.env["chorus.works.mapping"].with_user(cls.manager)
        rows.search([("key", "=", "amounts.final")]).value = "total"

    def test_the_example(self):
        """The sums of the five statements; what is due is the net of the last."""
        statements = self.posted_statements(self.running_market(), 5)
        last = statements[-1]
        invoice = compare_statement(self, self.judged(last), last, "A7", whole=True)
        self.assertEqual(invoice.total("TaxBasisTotalAmount"), D("210115.55"))
        self.assertEqual(invoice.vat_total("EUR"), D("38691.37"))
        self.assertEqual(invoice.total("GrandTotalAmount"), D("248806.92"))
        self.assertEqual(invoice.total("DuePayableAmount"), D("8276.32"))
        lines = dict(line_amounts(invoice))
        self.assertEqual(lines["1.2 Terrassements"], D("13910.00"))
        self.assertEqual(lines["2.2 Éclairage"], D("14294.40"))
        self.assertEqual(
            lines["1.1 Installation de chantier (100\N{NO-BREAK SPACE}%)"], 18000
        )
        revised = [lines[name] for name in lines if name.startswith("Révision")]
        self.assertEqual(sum(revised), D("3228.55"))
        # Those before it state their month all the same.
        third = statements[2]
        compare_statement(self, self.judged(third), third, "A4")

    def test_a_market_that_was_taken_over(self):
        """The whole has what was stated before the takeover, by other software."""
        market = self.example_market(
            client_id=self.moa.id,
            moe_id=self.moe.id,
            bank_id=self.bank_account.id,
            opening_number=2,
            opening_date="2026-04-30",
            opening_retention=4589.14,
        )
        for line in market.line_ids:
            line.opening_value = LINES.get(line.code, 0)
        for lot in market.lot_ids:
            lot.opening_revision = REVISION.get(lot.code, 0.0)
        market.lot_ids[0].opening_tax = 15506.79
        market.lot_ids[1].opening_materials = 4000.0
        market.action_start()
        market.sudo().write(
            {
                "advance_received": float(example.ADVANCE),
                "advance_received_date": "2026-03-15",
            }
        )
        market = market.with_user(self.clerk)
        for number in (3, 4, 5):
            last = self.example_statement(market, number)
        invoice = Invoice(self.judged(last))
        compare_amounts(self, invoice, last.sudo(), True, 1)
        compare_rates(self, invoice, last.sudo(), True, 1)
        self.assertEqual(invoice.total("GrandTotalAmount"), D("248806.92"))
        self.assertEqual(invoice.total("DuePayableAmount"), D("8276.32"))
        start = f"{SETTLEMENT}/ram:BillingSpecifiedPeriod/ram:StartDateTime/{DATE}"
        self.assertEqual(invoice.text(start), "20260301")

    def test_the_portal_has_the_whole_and_the_piece_too(self):
        statement = self.two_months("A7")
        self.send_statement(statement)
        row = self.piece_of(statement)
        self.assertEqual(row["montantTTC"], statement.amount_total_cumulative)
        self.assertEqual(row["montantAPayer"], statement.amount_net)
        line = statement.move_id.sudo().chorus_flow_line_ids
        self.assertEqual(line.amount, statement.amount_total_cumulative)
        piece = statement.piece_ids
        self.assertEqual(piece.amount_total, statement.amount_total_cumulative)
        self.assertEqual(piece.amount_untaxed, statement.amount_untaxed_cumulative)
        self.assertEqual(piece.amount_net, statement.amount_net)

    def test_the_note_says_what_the_amounts_are_of(self):
        statement = self.two_months("A7")
        text = self.judged(statement).decode()
        self.assertIn("total depuis le début du marché", text)
        self.choose("amounts.final", "month")
        self.assertNotIn("total depuis le début", self.judged(statement).decode())

    def test_a_credit_note_states_the_month(self):
        """A final month below zero takes back, and cannot state a whole."""
        market = self.three_rates("2026-NEG", "A7")
        self.month(market, {"1.1": 90, "2.1": 50, "3.1": 50}, date="2026-03-31")
        statement = self.month(
            market, {"1.1": 80, "2.1": 50, "3.1": 50}, kind="final", date="2026-04-30"
        )
        self.assertEqual(statement.move_id.move_type, "out_refund")
        compare_statement(self, self.judged(statement), statement, "A7")

    def test_an_advance_before_vat(self):
        market = self.three_rates("2026-HT", "A7", advance_before_vat=True)
        market.sudo().write(
            {"advance_received": 900.0, "advance_received_date": "2026-03-02"}
        )
        self.month(market, {"1.1": 72, "2.1": 70, "3.1": 70}, date="2026-03-31")
        statement = self.month(
            market,
            {"1.1": 100, "1.2": 20, "2.1": 100, "3.1": 100},
            kind="final",
            date="2026-04-30",
        )
        self.assertEqual(statement.amount_advance_cumulative, 900.0)
        self.assertGreater(statement.amount_advance_previous, 0)
        compare_statement(self, self.judged(statement), statement, "A7", whole=True)


@tagged("post_install", "-at_install")
class TestManyLines(FrameworkCase):
    """More lines than the mapping allows are summed by lot, heading and rate."""

    COUNT = 704

    @classmethod
    def many_lines(cls, kind="A4"):
        """704 lines of three rates and odd prices, in two lots and three headings."""
        market = cls.make_market(
            user=cls.manager,
            number=f"2026-704-{kind}",
            client_id=cls.moa.id,
            client_service_id=cls.moa.chorus_service_ids[:1].id,
            moe_id=cls.moe.id,
            bank_id=cls.bank_account.id,
            lot_ids=[],
            date_start="2026-03-01",
        )
        taxes = [cls.vat(rate) for rate in (20, 10, 5.5)]
        lots = [cls.make_lot(market, str(at), f"Corps {at}", taxes[0]) for at in (1, 2)]
        market.line_ids.create(
            [
                {
                    "market_id": market.id,
                    "lot_id": lots[at % 2].id,
                    "heading": f"Chapitre {at % 3}",
                    "code": f"{at % 2 + 1}.{at}",
                    "name": f"Ouvrage {at}",
                    "kind": "unit",
                    "quantity": 10.0,
                    "price": 1.2345 + at / 1000,
                    "tax_id": taxes[at % 3].id,
                }
                for at in range(cls.COUNT)
            ]
        )
        market.signed_amount = sum(market.line_ids.mapped("amount"))
        market.action_start()
        return market.with_user(cls.clerk)

    def test_lines_are_summed_to_the_cent(self):
        market = self.many_lines()
        first = self.new_statement(market, date="2026-03-31")
        first.action_set_lot(False, 33.33)
        first.action_post()
        move = first.move_id
        self.assertEqual(len(move.invoice_line_ids), self.COUNT)
        lines = line_amounts(compare_statement(self, self.judged(first), first, "A4"))
        # Each line has its rate by its chapter: two lots of three.
        self.assertEqual(len(lines), 6)
        for lot in market.lot_ids:
            rows = first.line_ids.filtered(lambda row, lot=lot: row.lot_id == lot)
            for heading, found in rows.grouped("heading").items():
                name = f"Lot {lot.display_name} – {heading}"
                self.assertIn(
                    (name, D(str(round(sum(found.mapped("month_amount")), 2)))), lines
                )
        # The printed annex has them all.
        blocks = first._works_printed()["lines"]
        codes = {block["line"]["code"] for block in blocks}
        self.assertEqual(len(codes), self.COUNT)
        self.choose("lines", "704")
        self.assertEqual(len(line_amounts(self.compared(first))), self.COUNT)
        self.choose("lines", "")
        self.assertEqual(len(line_amounts(self.compared(first))), self.COUNT)

    def compared(self, statement):
        xml = self.make_xml(statement.move_id.with_user(self.clerk))
        return compare_statement(self, xml, statement, "A4")

    def test_what_is_no_line_of_works_stays(self):
        """Materials and the revision are not summed with works of their lot."""
        statement = self.two_months("A4")
        self.choose("lines", "1")
        lines = line_amounts(
            compare_statement(self, self.judged(statement), statement, "A4")
        )
        names = [name for name, _amount in lines]
        self.assertEqual(len(names), 5)
        self.assertIn("Lot 1 – Lot à 20 % – Forfaits", names)
        # Alone of its heading, a line stays what it is.
        self.assertTrue(any(name.startswith("2.1 TGBT (") for name in names))
        self.assertTrue(any("Radiateurs" in name for name in names))

    def test_a_month_below_zero_is_summed_too(self):
        market = self.three_rates("2026-DOWN")
        self.month(market, {"1.1": 90, "2.1": 50, "3.1": 50}, date="2026-03-31")
        down = self.month(market, {"1.1": 80, "1.2": 1, "2.1": 60}, date="2026-04-30")
        self.choose("lines", "1")
        compare_statement(self, self.judged(down), down, "A4")

    def test_the_whole_is_summed_too(self):
        statement = self.two_months("A7")
        self.choose("amounts.final", "total")
        self.choose("lines", "1")
        compare_statement(self, self.judged(statement), statement, "A7", whole=True)

    def test_the_limit_is_a_number(self):
        for value in ("0", "-5", "beaucoup", "1000000"):
            with self.subTest(value), self.assertRaisesRegex(ValidationError, "999999"):
                self.choose("lines", value)
