# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pivots and graphs: what they say is what the invoices say."""

import random
from datetime import date

from odoo import Command
from odoo.tests import new_test_user, tagged

from .sandbox_case import other_company
from .test_clock import ClockCase


@tagged("post_install", "-at_install")
class TestAnalysis(ClockCase):
    def setUp(self):
        super().setUp()
        self.mayor = self.client(name="Commune de Machurat", chorus_category="standard")

    def status(self, move, code, month, day):
        """Write the current status down, as the reading of the portal does."""
        self.happen(move, (code, month, day))
        event = move.sudo().chorus_event_ids.filtered(lambda one: one.code == code)
        move.sudo().write({"chorus_status": code, "chorus_status_date": event.date})

    def received(self, *rows, client=None, **values):
        rows = rows or (("MISE_A_DISPOSITION", 9, 10),)
        move = self.followed(*rows, client=client or self.mayor, **values)
        move.sudo().write({"chorus_status": rows[-1][0]})
        line = {
            "flow_id": self.env["chorus.flow"]
            .sudo()
            .create(
                {
                    "company_id": self.company.id,
                    "date": "2026-09-08",
                    "syntax": "IN_DP_E2_CII_FACTURX",
                }
            )
            .id,
            "move_id": move.id,
            "number": move.name,
            "amount": move.amount_total,
            "currency_id": move.currency_id.id,
            "outcome": "accepted",
        }
        self.env["chorus.flow.line"].sudo().create(line)
        states = ("delivered", "action", "refused", "paid")
        self.assertIn(move.chorus_state, states)
        return move

    def row(self, move):
        self.env.flush_all()
        rows = self.env["chorus.report"].with_user(self.clerk)
        # What was read before is as old as that.
        rows.invalidate_model()
        return rows.search([("move_id", "=", move.id)])

    def test_delays(self):
        move = self.received()
        row = self.row(move)
        self.assertEqual(
            (row.deposit_date, row.delivered_date, row.legal_due, row.paid_date),
            (date(2026, 9, 8), date(2026, 9, 10), date(2026, 10, 10), False),
        )
        self.assertEqual((row.days_to_deliver, row.days_late), (2.0, 50.0))
        self.assertEqual((row.amount_waiting, row.amount_overdue), (12000.0, 12000.0))
        # The bank, where the client tells nothing.
        self.pay(move, "2026-11-20")
        row = self.row(move)
        self.assertEqual(row.paid_date, date(2026, 11, 20))
        self.assertEqual((row.days_to_pay, row.days_late), (71.0, 41.0))
        self.assertEqual((row.amount_waiting, row.amount_overdue), (0.0, 0.0))
        # What the client tells comes first.
        self.status(move, "MISE_EN_PAIEMENT", 11, 10)
        row = self.row(move)
        self.assertEqual((row.paid_date, row.days_to_pay), (date(2026, 11, 10), 61.0))

    def test_means_by_client(self):
        other = self.client(name="Hôpital", chorus_category="health")
        for client, day in ((self.mayor, 20), (self.mayor, 30), (other, 12)):
            self.pay(self.received(client=client), f"2026-09-{day}")
        self.env.flush_all()
        found = (
            self.env["chorus.report"]
            .with_user(self.clerk)
            ._read_group(
                [("delivered_date", "!=", False)],
                ["partner_id"],
                ["days_to_pay:avg", "__count"],
            )
        )
        self.assertEqual(
            {client: rest for client, *rest in found},
            {self.mayor: [15.0, 2], other: [2.0, 1]},
        )

    # === Interest: as each invoice shows it === #

    def assertInterest(self, move, expected=None):
        move.invalidate_recordset()
        if expected is not None:
            self.assertEqual(move.chorus_interest, expected)
        self.assertAlmostEqual(self.row(move).interest, move.chorus_interest, 2)

    def test_interest(self):
        move = self.received()
        self.assertInterest(move, 170.96)
        self.pay(move, "2026-11-20")
        self.assertInterest(move, 140.19)
        self.status(move, "MISE_EN_PAIEMENT", 11, 10)
        self.assertInterest(move)
        in_time = self.received()
        self.pay(in_time, "2026-10-10")
        self.assertInterest(in_time, 0.0)
        self.assertInterest(self.received(("MISE_A_DISPOSITION", 11, 20)), 0.0)

    def test_interest_of_parts_and_credit_notes(self):
        """Random shapes, against the rule that the invoice itself uses."""
        chance = random.Random(16)
        for turn in range(12):
            with self.subTest(turn):
                move = self.received(price=chance.choice((99.99, 1234.56, 10_000.0)))
                for _part in range(chance.randint(0, 3)):
                    day = chance.choice(("2026-10-05", "2026-10-20", "2026-11-25"))
                    part = round(move.amount_residual * chance.uniform(0.1, 0.7), 2)
                    if part:
                        self.pay(move, day, part)
                if chance.random() < 0.4:
                    wizard = (
                        self.env["account.move.reversal"]
                        .sudo()
                        .with_context(active_model="account.move", active_ids=move.ids)
                        .create(
                            {"journal_id": move.journal_id.id, "date": "2026-11-26"}
                        )
                    )
                    wizard.refund_moves()
                    note = wizard.new_move_ids
                    note.invoice_line_ids.price_unit *= chance.choice((0.1, 0.5, 1))
                    note.action_post()
                if chance.random() < 0.4:
                    self.status(move, "MISE_EN_PAIEMENT", 11, chance.randint(1, 28))
                self.assertInterest(move)

    def test_interest_without_its_rate_is_left_out(self):
        self.env["chorus.rate"].sudo().search([("date", "=", "2026-07-01")]).unlink()
        move = self.received()
        self.assertTrue(move.chorus_rate_missing)
        self.assertFalse(self.row(move).interest)

    # === Returns === #

    def returns(self):
        self.env.flush_all()
        found = (
            self.env["chorus.return.report"]
            .with_user(self.clerk)
            ._read_group([], ["date:month", "reason"], ["__count"])
        )
        labels = dict(self.env["chorus.return.report"]._selection_reason())
        return {(month.month, labels[reason]): count for month, reason, count in found}

    def test_reasons_by_month(self):
        self.received(
            ("MISE_A_DISPOSITION", 9, 10),
            ("SUSPENDUE", 9, 12, "ERR_VALIDEUR"),
            ("COMPLETEE", 9, 13),
            ("REJETEE", 10, 2, "Le chat est passé par là"),
        )
        self.received(
            ("MISE_A_DISPOSITION", 9, 10),
            ("SUSPENDUE", 9, 14, "mauvais valideur"),
            ("A_RECYCLER", 10, 3),
        )
        validator = "The validator is not the right one"
        other, none = "Not in the table of reasons", "No reason given"
        self.assertEqual(
            self.returns(),
            {(9, validator): 2, (10, other): 1, (10, none): 1},
        )
        # A manager gives the unknown one a meaning, then takes it back.
        own = self.env["chorus.reason"].create(
            {"text": "chat est passé", "meaning": "Le chat: rien à faire."}
        )
        self.assertEqual(self.returns()[10, "chat est passé"], 1)
        own.unlink()
        self.assertEqual(self.returns()[10, other], 1)

    # === Who sees what === #

    def test_companies_are_apart(self):
        self.received()
        data, second = other_company(self)
        for model in ("chorus.report", "chorus.return.report"):
            rows = self.env[model].with_user(second)
            rows = rows.with_context(allowed_company_ids=data["company"].ids)
            self.assertEqual(rows.search_count([]), 0)
        nobody = new_test_user(
            self.env,
            "chorus_nobody",
            groups="base.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.assertFalse(self.env["chorus.report"].with_user(nobody).has_access("read"))

    def test_a_row_opens_its_invoice(self):
        move = self.received(("MISE_A_DISPOSITION", 9, 10), ("SUSPENDUE", 9, 12))
        self.assertEqual(self.row(move).action_open_move()["res_id"], move.id)
        row = self.env["chorus.return.report"].with_user(self.clerk).search([])
        self.assertEqual(row.action_open_move()["res_id"], move.id)
