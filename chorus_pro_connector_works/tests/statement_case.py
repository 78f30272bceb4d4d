# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Statements of the worked example, made by the clerk month after month."""

from odoo import Command

from . import works_example as example
from .works_case import GROUP, WorksCommon


class StatementCommon(WorksCommon):
    """``taxes_on_payment``: VAT is due on receipts, as it is in works contracts."""

    taxes_on_payment = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Whoever enters statements types the indices, too.
        cls.env.user.group_ids |= cls.env.ref(f"{GROUP}user")

    @classmethod
    def vat(cls, rate, *args, **values):
        if cls.taxes_on_payment:
            values.setdefault("tax_exigibility", "on_payment")
            values.setdefault("cash_basis_transition_account_id", cls.account("44574"))
        tax = super().vat(rate, *args, **values)
        shares = tax.invoice_repartition_line_ids | tax.refund_repartition_line_ids
        shares.filtered(
            lambda share: share.repartition_type == "tax"
        ).account_id = cls.account("44571")
        return tax

    @classmethod
    def account(cls, code):
        """Return the id of an account of the French chart."""
        chart = cls.env["account.chart.template"].with_company(cls.company)
        return chart.ref(f"pcg_{code}").id

    @classmethod
    def running_market(cls, **values):
        """Return the example's market under way, its advance received."""
        market = cls.example_market(**values)
        market.action_start()
        market.sudo().write(
            {
                "advance_received": float(example.ADVANCE),
                "advance_received_date": "2026-03-15",
            }
        )
        return market.with_user(cls.clerk)

    def market_with_orders(self, code, order=None, **values):
        """Return an order contract under way and its two orders, ten of a line each.

        :param code: of the line
        :param order: function of the rank of an order: its values
        """
        market = self.make_market(
            user=self.manager,
            number="AC-2026",
            kind="orders",
            lot_ids=[],
            signed_amount=0.0,
            **values,
        )
        lot = self.make_lot(market, "1", "Voirie", self.vat(20))
        orders = market.order_ids.create(
            [
                {
                    "market_id": market.id,
                    "number": f"BC-{at}",
                    **(order(at) if order else {}),
                }
                for at in (1, 2)
            ]
        )
        for one in orders:
            self.make_line(lot, code, "unit", 10, 100, order_id=one.id)
        market.action_start()
        return market, orders

    @classmethod
    def new_statement(cls, market, **values):
        statement = cls.env["chorus.works.statement"].with_user(cls.clerk)
        return statement.create({"market_id": market.id, **values})

    @classmethod
    def type_progress(cls, statement, progress):
        """Type ``{code: cumulative}`` as the clerk does: percentages or quantities."""
        lines = {line.code: line for line in statement.line_ids}
        statement.write(
            {
                "line_ids": [
                    Command.update(lines[code].id, {"value": float(value)})
                    for code, value in progress.items()
                ]
            }
        )

    @classmethod
    def example_statement(cls, market, number, post=True):
        """Return one statement of the example; its predecessors are posted."""
        at = number - 1
        cls.publish_indices(example.KNOWN[at])
        if number == 3:
            cls.example_amendment(market.sudo())
        cls.example_request(market, number)
        statement = cls.new_statement(
            market,
            date=statement_date(number),
            kind="final" if number == 5 else "monthly",
        )
        cls.type_progress(statement, example.PROGRESS[at])
        cls.type_materials(statement, example.MATERIALS[at])
        if post:
            statement.action_post()
        return statement

    @classmethod
    def example_request(cls, market, number):
        """Let the subcontractor's request of a month be received and accepted."""
        amount = float(example.SUBCONTRACTS[number - 1])
        if amount:
            contract = market.subcontract_ids
            request = contract.request_ids.with_user(cls.clerk).create(
                {
                    "subcontract_id": contract.id,
                    "number": f"ST-{number}",
                    "date_received": example.MONTHS[number - 1].replace(day=20),
                    "amount": amount,
                    "date_decision": example.MONTHS[number - 1].replace(day=22),
                }
            )
            request.action_accept()

    @classmethod
    def type_materials(cls, statement, amount):
        row = statement.other_ids.filtered(lambda row: row.kind == "materials")
        if row:
            row.amount = float(amount)
        elif float(amount):
            lot = statement.market_id.lot_ids.filtered(lambda lot: lot.code == "2")
            statement.other_ids = [
                Command.create(
                    {
                        "kind": "materials",
                        "name": "Tableaux sur chantier",
                        "lot_id": lot.id,
                        "amount": float(amount),
                    }
                )
            ]

    @classmethod
    def example_statements(cls, market, last=5):
        statements = cls.env["chorus.works.statement"].with_user(cls.clerk)
        for number in range(1, last + 1):
            statements |= cls.example_statement(market, number)
        return statements


def statement_date(number):
    """Return the day on which a statement of the example is drawn."""
    day = {1: 31, 2: 30, 3: 31, 4: 30, 5: 31}[number]
    return example.MONTHS[number - 1].replace(day=day)
