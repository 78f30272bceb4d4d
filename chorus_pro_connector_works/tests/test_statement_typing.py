# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from decimal import Decimal as D

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .statement_case import StatementCommon

FIGURES = ("amount_total", "amount_retention", "amount_advance", "amount_net")


def cents(value):
    return D(str(round(value, 2)))


@tagged("post_install", "-at_install")
class TestStatementTyping(StatementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.market = cls.running_market()
        cls.publish_indices(1)
        cls.statement = cls.new_statement(cls.market, date="2026-03-31")
        cls.lines = {line.code: line for line in cls.statement.line_ids}

    def test_a_first_statement_starts_from_nothing(self):
        statement = self.statement
        self.assertEqual((statement.number, statement.state), (1, "draft"))
        self.assertEqual(
            (str(statement.period_start), str(statement.period_end)),
            ("2026-03-01", "2026-03-31"),
        )
        self.assertEqual(len(statement.line_ids), 12)
        self.assertEqual(set(statement.line_ids.mapped("value")), {0.0})
        self.assertEqual(self.lines["1.1"].mode, "percent")
        self.assertEqual(self.lines["1.2"].mode, "quantity")

    def test_a_typed_cell_moves_the_header_before_it_is_saved(self):
        line = self.lines["1.1"]
        values = {"line_ids": [Command.update(line.id, {"value": 50.0})]}
        spec = {name: {} for name in (*FIGURES, "line_ids")}
        found = self.statement.onchange(values, ["line_ids"], spec)["value"]
        self.assertEqual(cents(found["amount_total"]), D("10929.60"))
        self.assertEqual(cents(found["amount_retention"]), D("540.00"))
        self.assertEqual(cents(found["amount_net"]), D("10389.60"))
        self.assertEqual(self.statement.amount_net, 0)
        # Saved, it is the same.
        self.statement.write(values)
        self.assertEqual(cents(self.statement.amount_net), D("10389.60"))
        self.assertEqual(cents(line.month_amount), D("9000.00"))
        self.assertEqual(cents(line.remaining_amount), D("9000.00"))

    def test_other_amounts_move_the_header_too(self):
        self.lines["1.1"].value = 50.0
        with Form(self.statement) as form:
            with form.other_ids.new() as row:
                row.kind = "penalty"
                row.name = "Retard"
                row.amount = 89.6
            self.assertEqual(cents(form.amount_net), D("10300.00"))
        self.assertEqual(cents(self.statement.amount_net), D("10300.00"))

    def live(self, values, *names, statement=None):
        """Return what the server answers to something typed in the form."""
        statement = statement or self.statement
        spec = {name: {} for name in (*FIGURES, "warnings", "line_ids")}
        return statement.onchange(values, list(names or values), spec)["value"]

    def test_all_that_is_not_saved_counts_in_the_header(self):
        """A cell, a penalty and a typed retention, none of them saved."""
        cell = Command.update(self.lines["1.1"].id, {"value": 50.0})
        penalty = {"kind": "penalty", "name": "Retard", "amount": 89.6}
        values = {
            "line_ids": [cell],
            "other_ids": [Command.create(penalty)],
            "is_retention_typed": True,
            "retention_typed": 100.0,
        }
        for typed in ("line_ids", "other_ids", "retention_typed"):
            found = self.live(values, typed)
            self.assertEqual(cents(found["amount_retention"]), D("100.00"), typed)
            self.assertEqual(cents(found["amount_net"]), D("10740.00"), typed)
        self.assertEqual(self.statement.amount_net, 0)
        self.statement.write(values)
        self.assertEqual(cents(self.statement.amount_net), D("10740.00"))

    def test_a_cell_in_each_unit_is_as_it_will_be_saved(self):
        """What is shown before saving and after it are the same figures."""
        cells = {
            "1.1": {"mode": "amount", "value": 1234.567},
            "1.2": {"mode": "percent", "value": 33.33},
            "1.3": {"value": 12.3456},
            "2.1": {"value": 0.01},
        }
        values = {
            "line_ids": [
                Command.update(self.lines[code].id, cell)
                for code, cell in cells.items()
            ]
        }
        found = self.live(values)
        self.statement.write(values)
        for name in (*FIGURES, "warnings"):
            self.assertEqual(found[name], self.statement[name], name)

    def test_warnings_follow_what_is_typed(self):
        line = self.lines["1.2"]
        cell = [Command.update(line.id, {"value": 428.0})]
        self.assertIn("Line 1.2: 8", self.live({"line_ids": cell})["warnings"])
        self.type_progress(self.statement, {"1.2": 400})
        self.statement.action_post()
        following = self.new_statement(self.market, date="2026-04-30")
        line = following.line_ids.filtered(lambda row: row.code == "1.2")
        less = [Command.update(line.id, {"value": 399.0})]
        values = {"line_ids": less}
        found = self.live(values, statement=following)["warnings"]
        self.assertIn("Line 1.2 goes down by", found)
        less[0][2]["reason"] = "Métré corrigé"
        found = self.live(values, statement=following)["warnings"]
        self.assertNotIn("goes down", found)
        values = {"line_ids": [Command.update(line.id, {"value": 399.0})]}
        values["reason"] = "Métré corrigé"
        found = self.live(values, "reason", statement=following)["warnings"]
        self.assertNotIn("goes down", found)

    def test_a_live_figure_tells_nothing_of_what_one_may_not_read(self):
        """Records of another company, named in what a form would hold."""
        other = self.env["res.company"].create({"name": "Autre entreprise"})
        kind = {"company_id": other.id, "country_id": self.env.ref("base.fr").id}
        group = self.env["account.tax.group"].sudo().create({"name": "TVA", **kind})
        tax = group.env["account.tax"].create(
            {"name": "20 %", "amount": 20.0, "tax_group_id": group.id, **kind}
        )
        row = {"kind": "bonus", "name": "Prime", "amount": 1.0, "tax_id": tax.id}
        with self.assertRaises(AccessError):
            self.live({"other_ids": [Command.create(row)]})

    def test_percentage_quantity_or_amount(self):
        line = self.lines["1.2"]
        for mode, value in (("quantity", 210), ("percent", 50), ("amount", 6825)):
            with self.subTest(mode=mode):
                line.write({"mode": mode, "value": value})
                self.assertEqual(cents(line.cumulative_amount), D("6825.00"))
                self.assertEqual(line.cumulative_quantity, 210.0)
                self.assertEqual(line.cumulative_percent, 50.0)
                self.assertEqual(cents(self.statement.amount_works), D("6825.00"))

    def test_a_whole_lot(self):
        lot = self.market.lot_ids.filtered(lambda lot: lot.code == "1")
        self.statement.action_set_lot(lot.id, 50.0)
        self.assertEqual(cents(self.statement.amount_works), D("59401.00"))
        self.assertEqual(self.lines["1.3"].value, 42.5)
        self.statement.action_set_lot(False, 100.0)
        self.assertEqual(cents(self.statement.amount_works), D("200002.00"))
        with self.assertRaisesRegex(ValidationError, "between 0 and 100 %: type"):
            self.statement.action_set_lot(False, 101.0)
        self.statement.action_copy_last_month()
        self.assertEqual(cents(self.statement.amount_works), D("0.00"))

    def test_a_column_is_pasted(self):
        values = ["50", "420", "20,5", "", "0", "20 %", "", "", "", "1", "2", "3"]
        self.statement.action_paste("\n".join(values) + "\n")
        self.assertEqual(self.lines["1.1"].value, 50.0)
        self.assertEqual(self.lines["1.3"].value, 20.5)
        self.assertEqual(self.lines["2.1"].value, 20.0)
        self.assertEqual(self.lines["3.3"].value, 3.0)

    def test_pairs_are_pasted(self):
        self.statement.action_paste("1.2\t1 234,50\n2.1\t20,5")
        self.assertEqual(self.lines["1.2"].value, 1234.5)
        self.assertEqual(self.lines["2.1"].value, 20.5)
        self.statement.action_paste("1.2;1234.25\n2.1;21.5")
        self.assertEqual(self.lines["1.2"].value, 1234.25)

    def test_a_sheet_is_pasted_as_it_stands(self):
        """Titles, merged cells, sums, empty columns, a description of two lines."""
        self.statement.action_paste(
            "N°\tDésignation\tAvancement\t\n"
            "Lot 1\tGros œuvre\t\t\n"
            '1.1\t"Installation\nde chantier"\t50 %\t\n'
            "1.2\tTerrassements\t1\u202f234,567\t\n"
            "1.3\tFondations\t33,3333 %\t\n"
            "1.4\tMaçonnerie\t11\u00a0000,00 €\t\n"
            "1.5\tDallage\t\t\n"
        )
        typed = {code: (line.mode, line.value) for code, line in self.lines.items()}
        self.assertEqual(typed["1.1"], ("percent", 50.0))
        self.assertEqual(typed["1.2"], ("quantity", 1234.567))
        self.assertEqual(typed["1.3"], ("percent", 33.3333))
        self.assertEqual(typed["1.4"], ("amount", 11000.0))
        self.assertEqual(cents(self.lines["1.4"].cumulative_amount), D("11000.00"))
        self.assertEqual(typed["1.5"], ("quantity", 0.0))

    def test_a_value_is_meant_as_its_line_is_typed(self):
        self.lines["1.2"].mode = "percent"
        self.lines["1.1"].write({"mode": "amount", "value": 0.0})
        self.statement.action_paste("1.1\t9000\n1.2\t50")
        self.assertEqual(cents(self.lines["1.1"].cumulative_amount), D("9000.00"))
        self.assertEqual(self.lines["1.2"].cumulative_quantity, 210.0)

    def test_empty_cells_above_the_first_value_are_lines(self):
        self.statement.action_paste("\n420\n", self.lines["1.1"].id)
        self.assertEqual(self.lines["1.1"].value, 0.0)
        self.assertEqual(self.lines["1.2"].value, 420.0)

    def test_day_work_has_no_share(self):
        line = self.lines["1.2"]
        line.sudo()._chorus_write({"kind": "day"})
        line.value = 7.5
        self.statement.action_set_lot(line.lot_id.id, 50.0)
        self.assertEqual((line.value, self.lines["1.1"].value), (7.5, 50.0))

    def test_a_column_is_pasted_from_a_line_on(self):
        start = self.lines["1.3"]
        self.statement.action_paste("20\n\n40", start.id)
        self.assertEqual(
            [self.lines[code].value for code in ("1.2", "1.3", "1.4", "1.5", "2.1")],
            [0.0, 20.0, 0.0, 40.0, 0.0],
        )
        with self.assertRaisesRegex(UserError, "13 values were pasted for 10 lines"):
            self.statement.action_paste("\n".join("1" * 13), start.id)

    def test_what_is_wrong_in_a_paste_changes_nothing(self):
        for text, sentence in (
            ("1.2\t10\n9.9\t5", "no line “9.9”"),
            ("1.2;10\n1.3;dix", "“dix” is not a number"),
            ("1\n2", "2 values were pasted for 12 lines"),
            ("1.2;10\n1.2;11", "Pasted line 2: number “1.2” stands twice"),
            ("1.2;10\n;400", "no line “”"),
            ("1.2;1e5", "“1e5” is not a number"),
            ("1.2;" + "x" * 140_000, "“x{40}…” is not a number"),
            ("1\n" * 5_001, "copy the cells"),
            ("", "Nothing was pasted"),
            ("1.2;nan", "not a number"),
        ):
            with self.subTest(text=text), self.assertRaisesRegex(UserError, sentence):
                self.statement.action_paste(text)
        self.assertEqual(set(self.statement.line_ids.mapped("value")), {0.0})

    def test_two_people_type_at_once(self):
        one, two = self.lines["1.1"], self.lines["1.2"]
        known = self.statement.version
        foreman = self.statement.with_user(self.foreman)
        foreman.write(
            {
                "line_ids": [Command.update(one.id, {"value": 10.0})],
                "known_version": known,
            }
        )
        # Another line: both are kept.
        self.statement.write(
            {
                "line_ids": [Command.update(two.id, {"value": 100.0})],
                "known_version": known,
            }
        )
        self.assertEqual((one.value, two.value), (10.0, 100.0))
        with self.assertRaisesRegex(UserError, "has typed line 1.1"):
            self.statement.write(
                {
                    "line_ids": [Command.update(one.id, {"value": 20.0})],
                    "known_version": known,
                }
            )
        self.assertEqual(one.value, 10.0)
        self.statement.write(
            {
                "line_ids": [Command.update(one.id, {"value": 20.0})],
                "known_version": self.statement.version,
            }
        )
        self.assertEqual(one.value, 20.0)

    def test_a_site_user_types_and_sees_no_price(self):
        line = self.lines["1.1"].with_user(self.foreman)
        line.write({"value": 50.0})
        self.assertEqual(cents(self.statement.amount_works), D("9000.00"))
        for name in ("price", "amount", "month_amount", "previous_amount"):
            with self.assertRaises(AccessError):
                line.read([name])
        statement = self.statement.with_user(self.foreman)
        with self.assertRaises(AccessError):
            statement.read(["amount_net"])
        with self.assertRaises(AccessError):
            statement.write({"kind": "final"})
        spec = {name: {} for name in FIGURES}
        values = {"line_ids": [Command.update(line.id, {"value": 60.0})]}
        self.assertEqual(statement.onchange(values, ["line_ids"], spec)["value"], {})
        with self.assertRaisesRegex(UserError, "ask a user"):
            statement.action_post()
        with self.assertRaises(AccessError):
            statement.create({"market_id": self.market.id})

    def test_nobody_writes_what_is_computed(self):
        for record, values in (
            (self.statement, {"amount_net": 1.0}),
            (self.statement, {"state": "posted"}),
            (self.lines["1.1"], {"previous_amount": 5.0}),
            (self.lines["1.1"], {"amount": 5.0}),
        ):
            with self.assertRaises(AccessError):
                record.write(values)

    def test_the_button_opens_the_month_that_is_typed(self):
        action = self.market.action_new_statement()
        self.assertEqual(action["res_id"], self.statement.id)

    def test_two_vat_of_one_rate_make_one_invoice(self):
        """VAT of goods and of services: a table pasted, or an amendment, mixes them."""
        market = self.make_market(number="2026-0043", signed_amount=113650.0)
        lot = market.lot_ids
        other = self.vat(20, tax_scope="service")
        line = self.make_line(lot, "1.2", "unit", 420, 32.5, tax_id=other.id)
        self.assertNotEqual(line.tax_id, lot.tax_id)
        market.action_start()
        statement = self.new_statement(market, date="2026-03-31")
        self.type_progress(statement, {"1.1": 50, "1.2": 420})
        statement.action_post()
        move = statement.move_id.sudo()
        self.assertEqual(move.amount_total, statement.amount_total)
        found = move.line_ids.tax_line_id
        self.assertEqual(found, line.lot_id.tax_id, "that of the lot")

    def test_a_period_of_its_own(self):
        with self.assertRaisesRegex(UserError, "not posted yet"), self.cr.savepoint():
            self.new_statement(self.market)
        self.type_progress(self.statement, {"1.1": 10})
        self.statement.action_post()
        following = self.new_statement(self.market)
        self.assertEqual(str(following.period_start), "2026-04-01")
        self.assertEqual(following.line_ids[0].previous_amount, 1800.0)
        self.assertEqual(following.line_ids[0].value, 10.0)
        with (
            self.assertRaisesRegex(ValidationError, "stated already"),
            self.cr.savepoint(),
        ):
            following.period_start = "2026-03-15"
        with self.assertRaises(UserError):
            self.statement.write({"reason": "trop tard"})
        with self.assertRaises(UserError):
            self.statement.line_ids[0].write({"value": 20.0})
        with self.assertRaises(UserError):
            self.statement.unlink()
        with self.assertRaises(UserError):
            self.statement.copy()
