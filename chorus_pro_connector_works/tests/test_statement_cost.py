# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from .statement_case import StatementCommon


@tagged("post_install", "-at_install")
class TestStatementCost(StatementCommon):
    """Queries do not grow with the lines."""

    @classmethod
    def market_of(cls, count, number):
        market = cls.make_market(
            user=cls.manager,
            number=number,
            lot_ids=[],
            signed_amount=count * 1000.0,
            date_start="2026-03-01",
        )
        lot = cls.make_lot(market, "1", "Gros œuvre", cls.vat(20))
        market.line_ids.create(
            [
                {
                    "market_id": market.id,
                    "lot_id": lot.id,
                    "code": f"1.{at}",
                    "name": f"Ouvrage {at}",
                    "kind": "unit",
                    "quantity": 10.0,
                    "price": 100.0,
                }
                for at in range(count)
            ]
        )
        market.action_start()
        return market.with_user(cls.clerk)

    def queries(self, work):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    @classmethod
    def client_spec(cls, model, view_type="form"):
        """Return what the web client asks for: the names of a view and of its lists."""
        views = cls.env[model].with_user(cls.clerk).get_view(view_type=view_type)
        fields = cls.env[model]._fields
        return {
            name: {"fields": {inner: {} for inner in views["models"][relation]}}
            if (relation := fields[name].comodel_name) in views["models"]
            and fields[name].type == "one2many"
            else {}
            for name in views["models"][model]
        }

    def costs(self, count, number):
        """Return {what is done: its queries}, of a market of so many lines.

        The file of the invoice, which is made behind *Post*, is measured elsewhere.
        """
        market = self.market_of(count, number)
        first = self.new_statement(market, date="2026-03-31")
        first.action_set_lot(False, 20.0)
        first.action_post()
        statement = self.new_statement(market, date="2026-04-30")
        lines = statement.line_ids
        spec = self.client_spec(statement._name)
        row_spec = spec["line_ids"]["fields"]

        def cells(of):
            return [Command.update(line.id, {"value": 5.0}) for line in of]

        def row(held):
            parent = {"id": statement.id, "line_ids": held}
            values = {"value": 5.0, "statement_id": parent}
            return lines[0].onchange(values, ["value"], row_spec)

        def header(held):
            return statement.onchange({"line_ids": held}, ["line_ids"], spec)

        found = {
            "open": self.queries(lambda: statement.web_read(spec)),
            "a row": self.queries(lambda: row([])),
            "a row after all others": self.queries(lambda: row(cells(lines))),
            "a cell": self.queries(lambda: header(cells(lines[0]))),
            "the last cell": self.queries(lambda: header(cells(lines))),
            "save": self.queries(
                lambda: statement.web_save({"line_ids": cells(lines)}, {"name": {}})
            ),
            "a lot": self.queries(lambda: statement.action_set_lot(False, 50.0)),
        }
        moves = self.env.registry["account.move"]
        with patch.object(moves, "_chorus_try_build_file", lambda move: None):
            found["post"] = self.queries(statement.action_post)
        self.assertEqual(found["a cell"], found["the last cell"])
        self.assertEqual(found["a row"], found["a row after all others"])
        return found

    def test_queries_do_not_grow_with_lines(self):
        self.costs(2, "CHAUFFE")  # what the first of them reads is cached afterwards
        self.assertEqual(self.costs(10, "FEW"), self.costs(90, "MANY"))

    def test_packets_of_a_hundred_rows(self):
        """Odoo writes rows by the hundred: one INSERT and three UPDATE of each."""
        self.costs(2, "CHAUFFE")
        few, many = self.costs(90, "ONE"), self.costs(190, "TWO")
        for name in ("open", "a row", "a cell"):
            self.assertEqual(few[name], many[name], name)
        self.assertLessEqual(many["post"] - few["post"], 4)
