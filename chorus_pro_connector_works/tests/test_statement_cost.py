# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import Command
from odoo.tests import tagged

from .statement_case import StatementCommon

FIGURES = ("amount_total", "amount_retention", "amount_advance", "amount_net")


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

    def costs(self, count, number):
        """Return the queries of opening, of typing a cell and of posting."""
        market = self.market_of(count, number)
        statement = self.new_statement(market, date="2026-03-31")
        spec = {
            "name": {},
            "amount_net": {},
            "line_ids": {"fields": {"code": {}, "value": {}, "month_amount": {}}},
        }
        opened = self.queries(lambda: statement.web_read(spec))
        line = statement.line_ids[0]
        values = {"line_ids": [Command.update(line.id, {"value": 5.0})]}
        figures = {name: {} for name in FIGURES}
        typed = self.queries(lambda: statement.onchange(values, ["line_ids"], figures))
        statement.action_set_lot(False, 50.0)
        posted = self.queries(statement.action_post)
        return opened, typed, posted

    def test_queries_do_not_grow_with_lines(self):
        self.costs(2, "CHAUFFE")  # what the first of them reads is cached afterwards
        few = self.costs(10, "FEW")
        many = self.costs(100, "MANY")
        for name, one, other in zip(("open", "type", "post"), few, many, strict=True):
            # Rows leave in batches of a hundred.
            self.assertLessEqual(other - one, 8, (name, few, many))
