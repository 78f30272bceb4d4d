# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""When open invoices are paid, who is silent, and payments that only one side knows."""

from datetime import date, datetime

from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tests import tagged

from .sandbox_case import other_company
from .test_clock import ClockCase

ACTIVITY = "chorus_pro_connector.mail_activity_type_chorus_silent"


@tagged("post_install", "-at_install")
class TestForecast(ClockCase):
    def setUp(self):
        super().setUp()
        self.town = self.client()
        self.company.sudo().chorus_forecast_date = False

    def paid_within(self, client, *days, **values):
        """Make invoices that the client had on 1 September and paid so much later."""
        for number in days:
            month, day = (9, 1 + number) if number < 30 else (10, number - 29)
            self.followed(
                ("MISE_A_DISPOSITION", 9, 1),
                ("MISE_EN_PAIEMENT", month, day),
                client=client,
                price=100.0,
                **values,
            )

    def refresh(self):
        forecasts = self.env["chorus.forecast"].sudo()
        forecasts._chorus_refresh_company(self.company.sudo())
        self.env.invalidate_all()

    def row(self, move):
        return self.env["chorus.forecast"].search([("move_id", "=", move.id)])

    def activities(self, move):
        kind = self.env.ref(ACTIVITY)
        return move.sudo().activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )

    # === Forecast === #

    def test_nine_payments_give_a_date_and_bounds(self):
        """Between the first and the last of nine; nine days have passed already."""
        self.paid_within(self.town, *range(20, 29))
        move = self.followed(("MISE_A_DISPOSITION", 11, 20), client=self.town)
        self.assertFalse(move.chorus_pay_date)
        self.refresh()
        row = self.row(move)
        self.assertEqual(
            (row.date_from, row.date, row.date_until),
            (date(2026, 12, 10), date(2026, 12, 14), date(2026, 12, 18)),
        )
        self.assertEqual((row.basis, row.payments), ("client", 9))
        self.assertEqual((row.stage, row.since), ("available", date(2026, 11, 20)))
        self.assertEqual(row.amount, 12_000)
        self.assertEqual(move.chorus_pay_date, row.date)
        self.assertFalse(move.chorus_silent)
        for day in ("12/14/2026", "12/10/2026", "12/18/2026", "9 payments"):
            self.assertIn(day, move.chorus_pay_words)
        found = self.env["account.move"].search(
            [("chorus_pay_date", ">=", "2026-12-14"), ("id", "=", move.id)]
        )
        self.assertEqual(found, move)

    def test_a_service_goes_before_its_client(self):
        self.paid_within(self.town, *range(20, 29), buyer_reference="ECOLES")
        self.paid_within(self.town, *range(2, 11), buyer_reference="VOIRIE")
        move = self.followed(
            ("MISE_A_DISPOSITION", 11, 28),
            client=self.town,
            buyer_reference="VOIRIE",
        )
        other = self.followed(
            ("MISE_A_DISPOSITION", 11, 25), client=self.town, buyer_reference="AUTRE"
        )
        self.refresh()
        self.assertEqual(self.row(move).basis, "service")
        self.assertEqual(self.row(other).basis, "client")
        table = str(self.town.with_user(self.clerk).chorus_paces)
        for text in ("ECOLES", "VOIRIE", "20 – 28", "2 – 10"):
            self.assertIn(text, table)

    def test_too_few_payments_are_said(self):
        self.paid_within(self.town, *range(20, 28))
        move = self.followed(("MISE_A_DISPOSITION", 11, 20), client=self.town)
        self.refresh()
        self.assertFalse(move.chorus_pay_date)
        self.assertIn("Not enough payments", move.chorus_pay_words)
        self.assertIn("fewer than 9", str(self.town.chorus_paces))
        # A ninth, of another client: all together are enough, and that is said.
        self.paid_within(self.client(), 28)
        self.company.sudo().chorus_forecast_date = False
        self.refresh()
        self.assertEqual(self.row(move).basis, "company")
        self.assertIn("payments of all clients", move.chorus_pay_words)

    def test_too_many_that_wait_are_said(self):
        """Nine were paid, and two are waiting for longer than any of them took."""
        self.paid_within(self.town, *range(20, 29))
        self.paid_within(self.client(), *[*range(20, 29)] * 4)
        for day in (1, 2):
            self.followed(("MISE_A_DISPOSITION", 9, day), client=self.town)
        move = self.followed(("MISE_A_DISPOSITION", 11, 20), client=self.town)
        self.refresh()
        self.assertEqual(self.row(move).basis, "company")
        self.assertIn("too many of its invoices wait", move.chorus_pay_words)
        self.assertIn("too many wait still", str(self.town.chorus_paces))
        self.assertNotIn("fewer than", str(self.town.chorus_paces))

    def test_what_does_not_wait_for_the_client_has_no_date(self):
        self.paid_within(self.town, *range(20, 29))
        suspended = self.followed(
            ("MISE_A_DISPOSITION", 11, 2),
            ("SUSPENDUE", 11, 5, "Bon de livraison absent"),
            client=self.town,
        )
        banked = self.followed(("MISE_A_DISPOSITION", 11, 2), client=self.town)
        self.pay(banked, "2026-11-20")
        self.refresh()
        self.assertFalse(self.row(suspended) | self.row(banked))
        self.assertFalse(suspended.chorus_pay_words)

    def test_the_bank_counts_where_the_client_reports_no_payment(self):
        for day in range(20, 29):
            move = self.followed(
                ("MISE_A_DISPOSITION", 9, 1), client=self.town, price=100.0
            )
            self.pay(move, f"2026-09-{day + 1}")
        move = self.followed(("MISE_A_DISPOSITION", 11, 20), client=self.town)
        self.refresh()
        self.assertEqual(self.row(move).date, date(2026, 12, 14))

    def test_a_payment_without_entry_counts_too(self):
        self.without_entries()
        for day in range(20, 29):
            move = self.followed(
                ("MISE_A_DISPOSITION", 9, 1), client=self.town, price=100.0
            )
            self.pay(move, f"2026-09-{day + 1}")
            self.assertFalse(move.sudo().matched_payment_ids.move_id)
            self.assertEqual(move.payment_state, "in_payment")
        move = self.followed(("MISE_A_DISPOSITION", 11, 20), client=self.town)
        self.refresh()
        self.assertEqual(self.row(move).date, date(2026, 12, 14))

    def test_news_are_read_for_their_client_alone(self):
        self.paid_within(self.town, *range(20, 29))
        move = self.followed(("MISE_A_DISPOSITION", 11, 20), client=self.town)
        stranger = self.followed(("MISE_A_DISPOSITION", 11, 20), client=self.client())
        self.refresh()
        self.assertEqual(self.row(stranger).basis, "company")
        before = self.row(stranger)
        self.happen(move, ("MANDATEE", 11, 28))
        self.refresh()
        self.assertEqual(self.row(move).stage, "mandated")
        self.assertEqual(self.row(stranger), before)
        # Nothing happened since: nothing is read.
        with self.assertQueryCount(4):
            self.env["chorus.forecast"].sudo()._chorus_refresh_company(
                self.company.sudo()
            )
        self.pay(stranger, "2026-11-29")
        self.refresh()
        self.assertFalse(self.row(stranger))

    def test_a_deposit_given_up_is_expected_no_more(self):
        """Nor is its client called silent; what it taught of the client stays out."""
        self.paid_within(self.town, *[*range(20, 29)] * 4)
        silent = self.followed(("MISE_A_DISPOSITION", 10, 1), client=self.town)
        waiting = self.followed(("MISE_A_DISPOSITION", 11, 20), client=self.town)
        self.refresh()
        self.assertTrue(self.row(silent) and self.row(waiting))
        self.assertTrue(self.activities(silent))
        self.assertEqual(self.row(waiting).payments, 36)
        (silent | waiting).sudo()._chorus_forget_status()
        taught = self.env["chorus.status.event"].sudo()
        taught = taught.search([("code", "=", "MISE_EN_PAIEMENT")], limit=9).move_id
        taught.sudo()._chorus_forget_status()
        self.refresh()
        self.assertFalse(self.row(silent) | self.row(waiting))
        self.assertFalse(self.activities(silent))
        self.assertFalse(waiting.chorus_pay_date or waiting.chorus_pay_words)
        later = self.followed(("MISE_A_DISPOSITION", 11, 20), client=self.town)
        self.refresh()
        self.assertEqual(self.row(later).payments, 27)

    def test_the_round_brings_it_up_to_date(self):
        self.paid_within(self.town, *range(20, 29))
        move = self.followed(("MISE_A_DISPOSITION", 11, 20), client=self.town)
        self.run_follow()
        self.assertTrue(self.row(move).date)

    def test_a_list_costs_one_query(self):
        moves = self.env["account.move"]
        for _number in range(6):
            moves |= self.followed(
                ("MISE_A_DISPOSITION", 11, 20), client=self.town, price=10.0
            )
        self.refresh()
        moves.fetch(["chorus_identifier"])
        with self.assertQueryCount(1):
            moves.mapped("chorus_pay_date")
            moves.mapped("chorus_silent")

    # === Silence === #

    def test_silence_is_told_once_and_ends_by_itself(self):
        self.paid_within(self.town, *[*range(20, 29)] * 4)
        first = self.followed(("MISE_A_DISPOSITION", 10, 1), client=self.town)
        second = self.followed(("MISE_A_DISPOSITION", 10, 20), client=self.town)
        fresh = self.followed(("MISE_A_DISPOSITION", 11, 20), client=self.town)
        self.refresh()
        self.assertTrue(first.chorus_silent and second.chorus_silent)
        self.assertFalse(fresh.chorus_silent)
        self.assertIn("unusually silent", first.chorus_pay_words)
        self.assertIn("28 days", first.chorus_pay_words)
        self.assertIn("no date can be given", first.chorus_pay_words)
        found = self.env["account.move"].search([("chorus_silent", "=", True)])
        self.assertEqual(found, first | second)
        self.assertEqual(len(self.activities(first)), 1)
        self.assertEqual(self.activities(first).user_id, self.clerk)
        self.assertIn("2 invoices", self.activities(first).note)
        self.assertFalse(self.activities(second))
        # Told once, whatever else happens.
        self.company.sudo().chorus_forecast_date = False
        self.refresh()
        self.assertEqual(len(self.activities(first)), 1)
        self.happen(first, ("MANDATEE", 11, 28))
        self.happen(second, ("MANDATEE", 11, 28))
        self.refresh()
        self.assertFalse(self.activities(first) | self.activities(second))

    def test_others_tell_nothing_of_this_clients_silence(self):
        self.paid_within(self.client(), *range(20, 29))
        move = self.followed(("MISE_A_DISPOSITION", 9, 1), client=self.town)
        self.refresh()
        self.assertFalse(move.chorus_silent)

    # === Two sides === #

    def filtered(self, name):
        """Return what a filter of the list of invoices selects."""
        view = self.env.ref("account.view_account_invoice_filter")
        arch = self.env["account.move"].get_view(view.id, "search")["arch"]
        domain = arch.split(f'name="{name}"')[1].split('domain="')[1].split('"')[0]
        own = Domain("company_id", "=", self.company.id)
        return self.env["account.move"].search(Domain(eval(domain)) & own)  # noqa: S307

    def test_payments_that_only_one_side_knows(self):
        rows = (("MISE_A_DISPOSITION", 9, 10), ("MISE_EN_PAIEMENT", 10, 20))
        ordered = self.followed(*rows)
        both = self.followed(*rows)
        banked = self.followed(rows[0])
        silent = self.followed(
            rows[0], client=self.client(chorus_payment_not_reported=True)
        )
        waiting = self.followed(rows[0])
        for move in (ordered, both):
            move.sudo().chorus_status = "MISE_EN_PAIEMENT"
        for move in (banked, silent, waiting):
            move.sudo().chorus_status = "MANDATEE"
        for move in (both, banked, silent):
            self.pay(move, "2026-10-25")
        self.assertEqual(self.filtered("chorus_bank_lacks"), ordered)
        self.assertEqual(self.filtered("chorus_portal_lacks"), banked)

    # === Rights === #

    def test_a_second_company_sees_nothing_of_it(self):
        self.paid_within(self.town, *range(20, 29))
        move = self.followed(("MISE_A_DISPOSITION", 11, 20), client=self.town)
        self.refresh()
        row = self.row(move)
        self.assertTrue(row.with_user(self.clerk).date)
        _data, stranger = other_company(self)
        rows = self.env["chorus.forecast"].with_user(stranger)
        self.assertFalse(rows.search([]))
        with self.assertRaises(AccessError):
            row.with_user(stranger).read(["date"])
        self.assertFalse(self.town.with_user(stranger).chorus_paces)

    def test_nobody_writes_it(self):
        self.paid_within(self.town, *range(20, 29))
        move = self.followed(("MISE_A_DISPOSITION", 11, 20), client=self.town)
        self.refresh()
        with self.assertRaises(AccessError):
            self.row(move).with_user(self.clerk).date = datetime(2026, 1, 1)

    def test_odd_histories(self):
        """Payment before the delivery, a status never seen, a date of the future."""
        self.paid_within(self.town, *range(20, 29))
        moves = [
            self.followed(("MISE_EN_PAIEMENT", 9, 1), ("MISE_A_DISPOSITION", 9, 9)),
            self.followed(("DU_NOUVEAU", 9, 1)),
            self.followed(("MISE_A_DISPOSITION", 12, 24)),
        ]
        self.refresh()
        for move in moves:
            self.assertFalse(self.row(move))
            self.assertFalse(move.chorus_pay_words)
