# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The legal delay of invoices: dates, what stops them, what a late payment owes."""

from datetime import date, datetime
from decimal import Decimal
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .sandbox_case import SandboxCase


class ClockCase(SandboxCase):
    """Invoices whose history is written down as the portal would tell it."""

    today = date(2026, 11, 29)

    def setUp(self):
        super().setUp()
        self.startPatcher(self.freeze(self.today))

    @staticmethod
    def freeze(day):
        return patch.object(fields.Date, "context_today", lambda *args, **kw: day)

    def followed(self, *rows, price=10_000.0, client=None, **values):
        """Return an invoice of 12 000 € with VAT, and with this history.

        :param rows: (code, month, day[, comment]) of 2026
        """
        move = self.invoice(
            client,
            [self.line("Prestation", price)],
            invoice_date="2026-09-01",
            **values,
        )
        move.sudo().chorus_identifier = f"9{move.id}"
        self.happen(move, *rows)
        return move

    def happen(self, move, *rows):
        self.env["chorus.status.event"].sudo().create(
            [
                {
                    "move_id": move.id,
                    "code": code,
                    "date": datetime(2026, month, day, 10),
                    "comment": comment[0] if comment else False,
                }
                for code, month, day, *comment in rows
            ]
        )

    def pay(self, move, day, amount=None):
        wizard = (
            self.env["account.payment.register"]
            .sudo()
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"payment_date": day})
        )
        if amount:
            wizard.amount = amount
        wizard.action_create_payments()

    def without_entries(self):
        """Let payments wait for the bank, without an entry of their own."""
        bank = self.company_data["default_journal_bank"]
        bank.inbound_payment_method_line_ids.payment_account_id = False
        moves = self.env.registry["account.move"]
        name = "_get_invoice_in_payment_state"
        self.startPatcher(patch.object(moves, name, lambda move: "in_payment"))


@tagged("post_install", "-at_install")
class TestClock(ClockCase):
    def test_dates_stand_beside_those_of_odoo(self):
        move = self.followed(("MISE_A_DISPOSITION", 9, 10))
        before = move.invoice_date_due
        self.assertEqual(move.chorus_legal_start, date(2026, 9, 10))
        self.assertEqual(move.chorus_legal_due, date(2026, 10, 10))
        self.assertEqual(move.invoice_date_due, before)
        self.assertIn("30", move.chorus_clock)

    def test_a_paris_evening_is_not_the_day_before(self):
        """23:30 in UTC is the next day in Paris."""
        move = self.followed()
        self.env["chorus.status.event"].sudo().create(
            {
                "move_id": move.id,
                "code": "MISE_A_DISPOSITION",
                "date": datetime(2026, 9, 9, 23, 30),
            }
        )
        self.assertEqual(move.chorus_legal_start, date(2026, 9, 10))

    def test_interest_until_the_payment_that_the_client_reports(self):
        move = self.followed(
            ("MISE_A_DISPOSITION", 9, 10), ("MISE_EN_PAIEMENT", 11, 20)
        )
        self.assertEqual(move.chorus_late_days, 41)
        self.assertEqual(move.chorus_interest, 140.19)
        self.assertEqual(move.chorus_indemnity, 40)
        # The bank comes days later, and changes nothing.
        self.pay(move, "2026-11-25")
        self.assertEqual(move.chorus_interest, 140.19)

    def test_interest_of_a_part_payment(self):
        move = self.followed(("MISE_A_DISPOSITION", 8, 31))
        self.pay(move, "2026-09-20", 2000)
        self.pay(move, "2026-10-10", 5000)
        owed = move._chorus_claim(self.env["chorus.rate"]._chorus_rates())
        self.assertEqual(
            [(part.amount, part.days, part.interest) for part in owed.parts],
            [
                (Decimal(5000), 10, Decimal("14.25")),
                (Decimal(5000), 60, Decimal("85.48")),
            ],
        )
        self.assertEqual(move.chorus_interest, 99.73)

    def test_a_suspension_opens_a_new_delay(self):
        move = self.followed(
            ("MISE_A_DISPOSITION", 9, 1),
            ("SUSPENDUE", 9, 26, "Bon de livraison absent"),
        )
        self.assertFalse(move.chorus_legal_due)
        self.assertFalse(move.chorus_late)
        self.happen(move, ("COMPLETEE", 10, 6))
        self.assertEqual(move.chorus_legal_due, date(2026, 11, 5))

    def test_a_hospital_has_fifty_days_once_confirmed(self):
        """The name proposes it, and the explanation says that nobody confirmed."""
        client = self.client(name="Centre Hospitalier de Chartres")
        move = self.followed(
            ("MISE_A_DISPOSITION", 9, 1),
            ("SUSPENDUE", 9, 6, "RIB absent"),
            ("COMPLETEE", 9, 20),
            client=client,
        )
        self.assertEqual(move.chorus_legal_due, date(2026, 11, 4))
        self.assertIn("Nobody has confirmed", move.chorus_clock)
        client.action_chorus_confirm_category()
        self.assertEqual(client.chorus_category, "health")
        move.invalidate_recordset(["chorus_clock"])
        self.assertNotIn("Nobody has confirmed", move.chorus_clock)
        client.chorus_category = "standard"
        self.assertEqual(move.chorus_legal_due, date(2026, 10, 20))

    def test_a_credit_note_lowers_the_base(self):
        """Reconciled or not; a larger one leaves nothing."""
        move = self.followed(("MISE_A_DISPOSITION", 8, 31))
        self.assertEqual(move._chorus_interest_base(), 12_000)
        for price, base in ((2000.0, 9600), (50_000.0, 0)):
            note = move._reverse_moves([{"invoice_date": "2026-09-10"}])
            note.invoice_line_ids.price_unit = price
            note.action_post()
            self.assertEqual(move._chorus_interest_base(), base)
        self.assertFalse(move.chorus_late)
        self.assertEqual((move.chorus_interest, move.chorus_indemnity), (0, 0))

    def test_a_missing_rate_is_said_and_not_guessed(self):
        move = self.followed(("MISE_A_DISPOSITION", 8, 31))
        self.env["chorus.rate"].sudo().search([("date", "=", "2026-07-01")]).unlink()
        self.assertEqual(move.chorus_rate_missing, date(2026, 7, 1))
        self.assertTrue(move.chorus_late)
        self.assertEqual(move.chorus_interest, 0)
        rates = self.env["chorus.rate"]
        self.assertEqual(rates._chorus_missing_rates(), [date(2026, 7, 1)])
        told = rates.search([]).filtered("gap")
        self.assertEqual(told.mapped("date"), [date(2026, 1, 1)])
        self.assertIn("07/01/2026 is missing", told.gap)

    def test_the_list_finds_what_is_late(self):
        late = self.followed(("MISE_A_DISPOSITION", 8, 31))
        running = self.followed(("MISE_A_DISPOSITION", 11, 20))
        paid_late = self.followed(("MISE_A_DISPOSITION", 8, 31))
        self.pay(paid_late, "2026-10-10")
        in_time = self.followed(("MISE_A_DISPOSITION", 8, 31))
        self.pay(in_time, "2026-09-20")
        ordered = self.followed(("MISE_A_DISPOSITION", 8, 31))
        self.happen(ordered, ("MISE_EN_PAIEMENT", 9, 30))
        moves = late + running + paid_late + in_time + ordered
        found = moves.search([("id", "in", moves.ids), ("chorus_late", "=", True)])
        self.assertEqual(found, late + paid_late)
        self.assertEqual(moves.filtered("chorus_late"), found)
        others = moves.search([("id", "in", moves.ids), ("chorus_late", "=", False)])
        self.assertEqual(others, moves - found)

    def test_a_late_payment_without_entry_is_found(self):
        """Odoo makes no entry of a payment where no account waits for the bank."""
        self.without_entries()
        late, in_time = (self.followed(("MISE_A_DISPOSITION", 8, 31)) for _n in "ab")
        self.pay(late, "2026-10-10")
        self.pay(in_time, "2026-09-20")
        moves = late + in_time
        moves.invalidate_recordset()
        payments = moves.sudo().matched_payment_ids
        self.assertEqual((len(payments), len(payments.move_id)), (2, 0))
        found = moves.search([("id", "in", moves.ids), ("chorus_late", "=", True)])
        self.assertEqual((found, moves.filtered("chorus_late")), (late, late))
        self.assertEqual(late.chorus_late_days, 10)

    def test_odd_histories_are_read(self):
        """Unknown, undated, gigantic, hostile: shown, and no date is made up."""
        move = self.followed(
            ("STATUT_DE_DEMAIN", 9, 1, "<script>alert(1)</script>" * 400),
            ("MISE_A_DISPOSITION", 9, 10),
            ("SUSPENDUE", 9, 12, "<p><br/></p>"),
        )
        self.assertEqual(move.chorus_legal_due, date(2026, 10, 10))
        self.assertNotIn("<script", move.chorus_clock)
        self.assertIn("stops nothing", move.chorus_clock)
        # An event that is older than the last known.
        self.happen(move, ("MISE_A_DISPOSITION", 9, 8))
        self.assertEqual(move.chorus_legal_due, date(2026, 10, 8))

    def test_a_date_that_moves_is_told(self):
        """The portal's own history: delivered, suspended, completed."""
        move = self.delivered(self.client("12345678200051"))
        due = move.chorus_legal_due
        self.assertTrue(due)
        self.sandbox.advance(3600)
        self.sandbox.decide(move.name, "SUSPENDUE", "RIB absent")
        move.chorus_flow_id.update_flow_status()
        self.assertFalse(move.chorus_legal_due)
        self.assertIn("no longer holds", self.chatter(move))

    def test_somebody_is_asked_for_a_missing_rate(self):
        """On the first day of a half-year, once a person, until it is written down."""
        manager = new_test_user(
            self.env,
            "rate_manager",
            groups="base.group_user,account.group_account_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.company.sudo().chorus_user_id = manager
        kind = self.env.ref("chorus_pro_connector.mail_activity_type_chorus_rate")
        domain = [("activity_type_id", "=", kind.id), ("user_id", "=", manager.id)]
        asked = self.env["mail.activity"].sudo()
        cron = self.env.ref("chorus_pro_connector.ir_cron_chorus_rates").sudo()

        def on(day):
            with self.freeze(day), self.enter_registry_test_mode():
                cron.method_direct_trigger()
            return asked.search(domain)

        self.assertFalse(on(date(2026, 12, 31)))
        self.assertEqual(len(on(date(2027, 1, 1))), 1)
        activity = on(date(2027, 1, 2))
        self.assertEqual(len(activity), 1)
        self.assertEqual(activity.date_deadline, date(2027, 1, 1))
        self.assertIn("2027", activity.summary)
        rates = self.env["chorus.rate"].with_user(manager)
        with self.freeze(date(2027, 1, 2)):
            rates.create({"date": "2027-01-01", "rate": 10.65})
        self.assertFalse(activity.exists())
        self.assertFalse(on(date(2027, 1, 3)))

    @mute_logger("odoo.sql_db")
    def test_a_rate_begins_with_a_half_year(self):
        with self.assertRaisesRegex(ValidationError, "1 January"):
            self.env["chorus.rate"].sudo().create({"date": "2027-02-01", "rate": 10.65})
        self.env["chorus.rate"].sudo().create({"date": "2027-01-01", "rate": 10.65})
