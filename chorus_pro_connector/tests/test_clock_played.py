# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Five worked cases, played on the portal's own clock: deposited, decided by the
client, answered from here, paid. Dates and sums were computed by hand, by the formula
of the law."""

from datetime import date, datetime

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..chorus.portal.values import PARIS
from .act_case import ActCase
from .sandbox_case import COMMITMENT
from .test_clock import ClockCase

MISSING = "Justificatif absent ou insuffisant : joindre le bon de livraison signé"
TO_PAYMENT = ("SERVICE_FAIT", "MANDATEE", "COMPTABILISEE", "MISE_EN_PAIEMENT")


class PlayedCase(ActCase):
    def on(self, day):
        """Let the portal's clock, and ours, be at ten o'clock of this day in Paris."""
        wanted = datetime(day.year, day.month, day.day, 10, tzinfo=PARIS).timestamp()
        now = self.sandbox.order("GET", "clock")["epoch"]
        self.sandbox.order("POST", "clock", {"advance": wanted - now})
        self.startPatcher(ClockCase.freeze(day))

    def made_available(self, day, price, client=None):
        """Return an invoice that Chorus Pro told its client of on ``day``."""
        morning = datetime(day.year, day.month, day.day, 9, tzinfo=PARIS).isoformat()
        self.sandbox.order("POST", "scenario", {"depart": morning})
        self.startPatcher(ClockCase.freeze(day))
        move = self.delivered(
            client,
            lines=[self.line("Prestation", price)],
            invoice_date=day,
            number=f"FAC/{day.year}/{day:%m%d}{self.rank()}",
        )
        self.assertEqual(move.chorus_status, "MISE_A_DISPOSITION")
        self.assertEqual(move.chorus_legal_start, day)
        return move

    def rank(self):
        self.ranks = getattr(self, "ranks", 0) + 1
        return self.ranks

    def suspended(self, move, day):
        self.on(day)
        self.decide(move, "SUSPENDUE", MISSING)
        self.assertFalse(move.chorus_legal_due, "no delay runs until it is completed")

    def completed(self, move, day):
        """Answer from here, as the clerk; the portal then says *Complétée*."""
        self.on(day)
        kind, _sentence = self.complete(move)
        self.assertEqual((kind, move.chorus_status), ("success", "COMPLETEE"))

    def paid(self, move, day):
        self.on(day)
        for status in TO_PAYMENT:
            self.decide(move, status, None)
        self.assertEqual(move.chorus_status, "MISE_EN_PAIEMENT")


@tagged("post_install", "-at_install")
class TestClockPlayed(PlayedCase):
    def assertOwed(self, move, days, interest):
        move.invalidate_recordset()
        self.assertEqual(
            (move.chorus_late_days, move.chorus_interest, move.chorus_indemnity),
            (days, interest, 40),
        )

    def test_v1_late_by_41_days(self):
        move = self.made_available(date(2026, 9, 10), 10_000)
        self.assertEqual(move.chorus_legal_due, date(2026, 10, 10))
        self.paid(move, date(2026, 11, 20))
        self.assertOwed(move, 41, 140.19)
        rates = self.env["chorus.rate"]._chorus_rates()
        self.assertEqual(f"{move._chorus_claim(rates).rate:.2f}", "10.40")

    def test_v2_thirty_new_days_after_a_suspension(self):
        """Five days were left: the new delay has thirty all the same."""
        move = self.made_available(date(2026, 9, 1), 10_000)
        self.assertEqual(move.chorus_legal_due, date(2026, 10, 1))
        self.suspended(move, date(2026, 9, 26))
        self.completed(move, date(2026, 10, 6))
        self.assertEqual(move.chorus_legal_due, date(2026, 11, 5))
        self.on(date(2026, 11, 5))
        move.invalidate_recordset()
        self.assertFalse(move.chorus_late, "the last day is in time")
        self.on(date(2026, 11, 6))
        move.invalidate_recordset()
        self.assertTrue(move.chorus_late)

    def test_v3_a_hospital_keeps_what_was_left(self):
        """Forty-five days were left of fifty, which is more than thirty."""
        hospital = self.client(
            name="Centre Hospitalier de Chartres", chorus_category="health"
        )
        move = self.made_available(date(2026, 9, 1), 10_000, hospital)
        self.assertEqual(move.chorus_legal_due, date(2026, 10, 21))
        self.suspended(move, date(2026, 9, 6))
        self.completed(move, date(2026, 9, 20))
        self.assertEqual(move.chorus_legal_due, date(2026, 11, 4))

    def late_for_200_days(self, available, due, rate, owed):
        """12,000 € over 200 days, into the next year; a year has 365 days."""
        move = self.made_available(available, 10_000)
        self.assertEqual(move.chorus_legal_due, due)
        day = date.fromordinal(due.toordinal() + 200)
        self.assertEqual(day.year, 2027)
        self.paid(move, day)
        rates = self.env["chorus.rate"]._chorus_rates()
        self.assertEqual(f"{move._chorus_claim(rates).rate:.2f}", rate)
        self.assertOwed(move, 200, owed)

    def test_v4_interest_that_begins_with_a_half_year(self):
        """One day decides of the rate, for all the days that follow."""
        available, due = date(2026, 5, 31), date(2026, 6, 30)
        self.late_for_200_days(available, due, "10.40", 683.84)

    def test_v4_interest_that_began_the_day_before(self):
        available, due = date(2026, 5, 30), date(2026, 6, 29)
        self.late_for_200_days(available, due, "10.15", 667.40)

    def test_v5_a_thousand_euros_for_thirty_days(self):
        move = self.made_available(date(2024, 5, 31), 833.33)
        self.assertEqual(move.amount_total, 1000)
        self.assertEqual(move.chorus_legal_due, date(2024, 6, 30))
        self.paid(move, date(2024, 7, 30))
        self.assertOwed(move, 30, 10.07)

    def test_a_second_suspension_moves_nothing(self):
        move = self.made_available(date(2026, 9, 1), 10_000)
        self.suspended(move, date(2026, 9, 26))
        self.completed(move, date(2026, 10, 6))
        self.on(date(2026, 10, 20))
        self.decide(move, "SUSPENDUE", MISSING)
        self.assertEqual(move.chorus_legal_due, date(2026, 11, 5))
        self.assertIn("once only", move.chorus_clock)

    def test_the_right_recipient_begins_anew(self):
        move = self.made_available(date(2026, 9, 1), 10_000)
        self.on(date(2026, 9, 15))
        self.decide(move, "A_RECYCLER", "Destinataire erroné")
        self.assertFalse(move.chorus_legal_due)
        self.on(date(2026, 9, 18))
        self.recycle(move, "12345678200051")
        self.update(move)
        self.assertEqual(move.chorus_status, "MISE_A_DISPOSITION")
        self.assertEqual(move.chorus_legal_start, date(2026, 9, 18))
        self.assertEqual(move.chorus_legal_due, date(2026, 10, 18))

    def test_another_recipient_is_no_debtor_of_the_client(self):
        """The books keep the client: no claim goes to who does not owe."""
        client = self.client(name="Commune de Machurat", chorus_category="standard")
        move = self.made_available(date(2026, 9, 1), 10_000, client)
        self.on(date(2026, 9, 15))
        self.decide(move, "A_RECYCLER", "Destinataire erroné")
        self.assertIn("Commune de Machurat", self.window(move).announcement)
        self.on(date(2026, 9, 18))
        self.assertEqual(self.recycle(move, COMMITMENT, "EJ-1")[0], "success")
        self.update(move)
        self.assertEqual(move.chorus_status, "MISE_A_DISPOSITION")
        self.assertIn(f"SIRET {COMMITMENT}", move.chorus_clock)
        self.on(date(2026, 11, 20))
        move.invalidate_recordset()
        self.assertTrue(move.chorus_late)
        for button in ("action_chorus_claim", "action_chorus_interest_invoice"):
            with self.assertRaisesRegex(UserError, f"SIRET {COMMITMENT}"):
                getattr(move, button)()
