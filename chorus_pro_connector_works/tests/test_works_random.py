# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whatever the market: its ledger balances, its invoices are its statements, its files
hold.

Markets are drawn from a seed that a failure names. ``CHORUS_NIGHTLY=1`` draws many;
``CHORUS_WORKS_SEEDS=17,40`` draws those.
"""

import os
import random
from datetime import date
from decimal import Decimal as D

from odoo import Command
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import tagged

from odoo.addons.chorus_pro_connector.tests.outside import check_schematron, check_xsd

from .piece_case import PieceCase
from .works_reader import compare_statement, money

NIGHTLY, DAILY = 60, 3
RATES = (20, 10, 5.5)
START = date(2026, 3, 1)
SUMMED = (
    *("works", "materials", "revision", "bonus", "untaxed", "tax", "total"),
    *("retention", "advance", "subcontract", "penalty"),
)


def seeds():
    if chosen := os.environ.get("CHORUS_WORKS_SEEDS"):
        return [int(text) for text in chosen.split(",")]
    return range(NIGHTLY if os.environ.get("CHORUS_NIGHTLY") else DAILY)


def at_cents(draw, low, high):
    return draw.randint(low * 100, high * 100) / 100


@tagged("post_install", "-at_install")
class TestWorksRandom(PieceCase):
    taxes_on_payment = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.tax_exigibility = True
        cls.index = cls.env["chorus.works.index"].create(
            {
                "code": "BT01",
                "company_id": cls.company.id,
                "value_ids": [
                    Command.create(
                        {
                            "month": Date.add(START, months=at),
                            "value": 100 + 7 * (-1) ** at + at / 3,
                        }
                    )
                    for at in range(2)
                ],
            }
        )

    def test_markets_hold(self):
        for seed in seeds():
            with self.subTest(seed=seed), self.cr.savepoint(flush=False) as savepoint:
                self.play(random.Random(seed), seed)
                savepoint.rollback()
            self.env.invalidate_all()

    # === A market and its months === #

    def play(self, draw, seed):
        market = self.random_market(draw, seed)
        count = draw.randint(2, 4)
        posted = self.env["chorus.works.statement"].with_user(self.clerk)
        for at in range(count):
            if at == 1 and draw.random() < 0.5:
                self.amend(draw, market)
            posted += self.random_month(draw, market, at, at == count - 1)
        rows = self.env["chorus.works.mapping"].with_user(self.manager)
        row = rows.search([("key", "=", "amounts.final")])
        row.value = draw.choice(["month", "total"])
        rows.search([("key", "=", "lines")]).value = draw.choice(["1", "3", "500"])
        for statement in posted:
            self.check_figures(statement)
            self.check_ledger(statement)
            self.check_file(statement, row.value)
        self.check_sums(posted)
        self.pay_directly(posted)

    def random_market(self, draw, seed):
        market = self.make_market(
            user=self.manager,
            number=f"R-{seed}",
            client_id=self.moa.id,
            moe_id=self.moe.id,
            bank_id=self.bank_account.id,
            lot_ids=[],
            date_start="2026-03-01",
            month_zero="2026-02-01",
            retention_rate=draw.choice([0, 3, 5]),
            retention_base=draw.choice(["excl_revision", "revised"]),
            advance_option="own",
            advance_rate=draw.choice([0, 10, 30, 50]),
            advance_before_vat=draw.random() < 0.25,
            prepaid_content=draw.choice(
                ["due_now", "due_ever", "advance_only", "none"]
            ),
            revise_materials=draw.random() < 0.5,
        )
        for lot in range(draw.randint(1, 3)):
            self.random_lot(draw, market, lot)
        market.signed_amount = sum(market.line_ids.mapped("amount"))
        market.subcontract_ids.create(
            {
                "market_id": market.id,
                "partner_id": self.subcontractor.id,
                "dc4_date": "2026-02-20",
                "initial_amount": round(market.signed_amount / 10, 2),
            }
        )
        market.action_start()
        market.sudo().write(
            {
                "advance_received": market.advance_amount,
                "advance_received_date": "2026-03-10",
            }
        )
        return market.with_user(self.clerk)

    def random_lot(self, draw, market, at):
        tax = self.vat(draw.choice(RATES))
        formula = {"index_id": self.index.id, "weight": 0.85, "value_zero": 103.7}
        lot = self.make_lot(
            market,
            str(at + 1),
            f"Corps {at + 1}",
            tax,
            sequence=at,
            formula_ids=[Command.create(formula)] if draw.random() < 0.7 else [],
        )
        for line in range(draw.randint(1, 6)):
            # Of some lines the VAT is another than that of their lot.
            other = self.vat(draw.choice(RATES)) if draw.random() < 0.2 else tax
            fixed = draw.random() < 0.5
            self.make_line(
                lot,
                f"{at + 1}.{line + 1}",
                "fixed" if fixed else "unit",
                1 if fixed else draw.randint(1, 900_000) / 1000,
                at_cents(draw, 1, 20_000)
                if fixed
                else draw.randint(1, 90_000_000) / 1_000_000,
                tax_id=other.id,
                heading=draw.choice(["", "Fouilles", "Finitions"]),
            )

    def amend(self, draw, market):
        """Add a line, or take one away, from the second month on."""
        lot = market.lot_ids[0]
        amount = at_cents(draw, 1, 500) * draw.choice([1, -1])
        amendment = market.amendment_ids.with_user(self.manager).create(
            {
                "market_id": market.id,
                "number": 1,
                "purpose": "Modification",
                "date": "2026-03-31",
                "date_effect": "2026-04-01",
                "signed_file": "c2lnbsOp",
                "line_ids": [
                    Command.create(
                        {
                            "lot_id": lot.id,
                            "code": "1.99",
                            "name": "Ouvrage modifié",
                            "kind": "fixed",
                            "quantity": 1.0,
                            "price": amount,
                        }
                    )
                ],
            }
        )
        amendment.action_put_in_force()

    def random_month(self, draw, market, at, last):
        if draw.random() < 0.4:
            self.random_request(draw, market, at)
        kind = "final" if last else "monthly"
        statement = self.new_statement(
            market, kind=kind, date=Date.add(START, months=at + 1, days=-1)
        )
        self.type_month(draw, statement, at)
        try:
            with self.cr.savepoint():
                statement.action_post()
        except UserError as refusal:
            # Requests and penalties that exceed the month, or nothing new: mended as
            # the sentence says, and the statement is still as it was typed.
            self.assertRegex(str(refusal), "net to pay|cannot leave a net|nothing new")
            self.assertEqual(statement.state, "draft")
            self.mend(draw, statement)
            statement.action_post()
        return statement

    def random_request(self, draw, market, at):
        contract = market.subcontract_ids
        left = contract.remaining_amount
        if left < 1:
            return
        request = contract.request_ids.with_user(self.clerk).create(
            {
                "subcontract_id": contract.id,
                "number": f"ST-{at}",
                "date_received": Date.add(START, months=at, days=10),
                "amount": round(left * draw.choice([0.1, 0.3]), 2),
                "date_decision": Date.add(START, months=at, days=12),
            }
        )
        request.action_accept()

    def type_month(self, draw, statement, at):
        commands = []
        for line in statement.line_ids:
            if draw.random() < 0.3:
                continue
            # Mostly forward; a measure may take some back.
            done = line.previous_percent if line.kind == "fixed" else 0.0
            if line.kind == "fixed":
                value = min(100, max(0, done + draw.randint(-500, 5000) / 100))
            else:
                share = draw.randint(-500, 6000) / 10000
                value = max(0, line.previous_quantity + line.quantity * share)
            mode = "percent" if line.kind == "fixed" else "quantity"
            values = {"mode": mode, "value": round(value, 4), "reason": "Métré"}
            commands.append(Command.update(line.id, values))
        others = []
        if draw.random() < 0.4 and not statement.other_ids:
            lot = statement.market_id.lot_ids[0]
            others = [
                Command.create(
                    {
                        "kind": kind,
                        "name": kind,
                        "lot_id": lot.id,
                        "amount": at_cents(draw, 0, 900),
                    }
                )
                for kind in ("materials", "bonus")
            ]
        if draw.random() < 0.3:
            amount = at_cents(draw, 1, 60)
            penalty = {"kind": "penalty", "name": "Retard", "amount": amount}
            others.append(Command.create(penalty))
        for row in statement.other_ids:
            row.amount = at_cents(draw, 0, 900)
        statement.write({"line_ids": commands, "other_ids": others})

    def mend(self, draw, statement):
        statement.other_ids.filtered(lambda row: row.kind == "penalty").unlink()
        statement.request_ids = [Command.clear()]
        for line in statement.line_ids:
            if line.kind == "fixed":
                line.value = min(
                    100, line.previous_percent + draw.randint(1, 2000) / 99
                )
            else:
                line.value = line.previous_quantity + line.quantity / 3
        statement.write({"is_retention_typed": False, "is_advance_typed": False})

    # === What holds === #

    def check_figures(self, statement):
        parts = ["net", "retention", "subcontract", "penalty"]
        if not statement.is_advance_before_vat:
            parts.append("advance")
        made = sum(money(statement[f"amount_{name}"]) for name in parts)
        self.assertEqual(made, money(statement.amount_total))
        total = money(statement.amount_untaxed) + money(statement.amount_tax)
        self.assertEqual(total, money(statement.amount_total))
        for row in statement.rate_ids:
            expected = money(D(str(row.base)) * D(str(round(row.rate, 6))))
            # Half away from zero, also below zero.
            self.assertEqual(money(row.tax), expected)

    def check_ledger(self, statement):
        move = statement.move_id.sudo()
        sign = -1 if move.move_type == "out_refund" else 1
        for entry in (move, statement.sudo().advance_move_id):
            balances = [money(line.balance) for line in entry.line_ids]
            self.assertEqual(sum(balances), 0)
        for name in ("untaxed", "tax", "total"):
            stated = money(statement[f"amount_{name}"])
            self.assertEqual(sign * money(move[f"amount_{name}"]), stated, name)
        held = move.line_ids.filtered("chorus_is_retention")
        self.assertEqual(
            sum(map(money, held.mapped("balance"))), money(statement.amount_retention)
        )
        self.assertFalse(held.filtered(lambda line: line.account_id.code[:4] != "4117"))
        due = move._chorus_works_term_lines()
        self.assertEqual(
            sum(map(money, due.mapped("balance"))),
            money(statement.amount_total) - money(statement.amount_retention),
        )
        for row in statement.rate_ids:
            taxes = move.line_ids.filtered(
                lambda line, tax=row.tax_id: line.tax_line_id == tax
            )
            self.assertEqual(-sum(map(money, taxes.mapped("balance"))), money(row.tax))
        entry = statement.sudo().advance_move_id
        repaid = money(statement.amount_advance)
        if statement.is_advance_before_vat or not repaid:
            self.assertFalse(entry)
            return
        client = entry.line_ids.filtered(lambda line: line.account_id in due.account_id)
        self.assertEqual(sum(map(money, client.mapped("balance"))), -repaid)

    def check_file(self, statement, amounts):
        move = statement.move_id.with_user(self.clerk)
        xml = self.make_xml(move)
        self.assertEqual(check_xsd(xml), [])
        self.assertEqual(check_schematron(xml), [])
        credit = move.move_type == "out_refund"
        whole = amounts == "total" and statement.kind == "final" and not credit
        framework = "A7" if statement.kind == "final" else "A4"
        compare_statement(self, xml, statement, framework, whole=whole)

    def check_sums(self, statements):
        """The months make the cumulative, line by line too."""
        last = statements[-1]
        for name in SUMMED:
            months = sum(map(money, statements.mapped(f"amount_{name}")))
            self.assertEqual(months, money(last[f"amount_{name}_cumulative"]), name)
        for line in last.line_ids:
            rows = statements.line_ids.filtered(
                lambda row, own=line.line_id: row.line_id == own
            )
            self.assertEqual(
                sum(map(money, rows.mapped("month_amount"))),
                money(line.cumulative_amount),
            )
        market = last.market_id
        self.assertLessEqual(
            money(last.amount_advance_cumulative), money(market.advance_received)
        )
        self.assertLessEqual(
            money(last.amount_retention_cumulative), money(last.retention_cap)
        )

    def pay_directly(self, statements):
        """Once subcontractors are paid, the client owes the net, and penalties."""
        for request in statements.request_ids:
            request.date_paid = "2026-08-01"
            request.action_paid_directly()
        for statement in statements:
            due = statement.move_id._chorus_works_term_lines()
            # A credit note meets no payment, both are credits: they stay side by side.
            paid = statement.request_ids.sudo().payment_move_id.line_ids.filtered(
                lambda line, owed=due.account_id: line.account_id in owed
            )
            left = sum(map(money, (due | paid).mapped("amount_residual")))
            self.assertEqual(
                left,
                money(statement.amount_net) + money(statement.amount_penalty),
                statement.name,
            )
