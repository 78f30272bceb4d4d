# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The first day: what the portal has already is read, told, and adopted by number."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..chorus.errors import UnavailableError
from ..chorus.portal.client import PortalClient
from .first_day_case import DAY, TODAY, FirstDayCase
from .sandbox_case import other_company

EARLIER, LATER = (TODAY - timedelta(days=days) for days in (40, 5))
APART = "odoo.addons.chorus_pro_connector.models.connection.apart"


@tagged("post_install", "-at_install")
class TestFirstDay(FirstDayCase):
    def test_a_report_first(self):
        """Reading changes nothing; each invoice of the portal has its verdict."""
        self.typed("MAIN/1", "MAIN/2", "MAIN/3", "MAIN/4")
        same = self.made("MAIN/1")
        other = self.made("MAIN/2", invoice_date=EARLIER)
        dearer = self.made("MAIN/3", lines=[self.line("Pose", 200.0)])
        sent = self.made("MAIN/5")
        self.leave(sent)
        self.conclude(sent)
        wizard = self.look()
        self.assertEqual(
            self.verdicts(wizard),
            {
                "MAIN/1": "adopt",
                "MAIN/2": "differs",
                "MAIN/3": "differs",
                "MAIN/4": "absent",
                "MAIN/5": "known",
            },
        )
        texts = {line.number: line.difference for line in wizard.line_ids}
        dates = f"{DAY:%m/%d/%Y} there, {EARLIER:%m/%d/%Y} here"
        self.assertIn(dates, texts["MAIN/2"])
        self.assertIn("120.00", texts["MAIN/3"].replace("\xa0", " "))
        self.assertIn("240.00", texts["MAIN/3"].replace("\xa0", " "))
        lines = {line.number: line for line in wizard.line_ids}
        self.assertEqual(lines["MAIN/1"].move_id, same)
        self.assertEqual(lines["MAIN/1"].amount, 120.0)
        self.assertEqual(
            set(wizard.summary.split("\n")),
            {
                "Agrees: can be adopted: 1",
                "Not in Odoo: 1",
                "Same number, another invoice: 2",
                "Followed by Odoo: 1",
            },
        )
        for move in (same, other, dearer):
            self.assertFalse(move.chorus_flow_line_ids)
            self.assertEqual(move.chorus_state, "ready")

    def test_adopted_by_number(self):
        self.typed("MAIN/1", "MAIN/2")
        moves = self.made("MAIN/1") | self.made("MAIN/2")
        wizard = self.look()
        self.sandbox.forget_requests()
        wizard.action_adopt()
        self.assertEqual(set(self.verdicts(wizard).values()), {"adopted"})
        self.assertFalse(self.deposits())
        numbers = {row["numero"]: str(row["id"]) for row in self.sandbox.invoices()}
        for move in moves:
            self.assertEqual(move.chorus_state, "delivered")
            self.assertEqual(move.chorus_identifier, numbers[move.name])
            self.assertTrue(move.chorus_event_ids)
            self.assertIn("nothing was sent", self.chatter(move))
            self.assertTrue(move.is_move_sent)
        # Read again, they are known; pressed again, nothing is asked for them.
        again = self.look()
        self.assertEqual(set(self.verdicts(again).values()), {"known"})
        self.sandbox.forget_requests()
        again.action_adopt()
        asked = self.sandbox.requests_of("factures/rechercher/fournisseur")
        self.assertFalse(asked)

    def test_followed_from_then_on(self):
        self.typed("MAIN/1")
        move = self.made("MAIN/1")
        self.look().action_adopt()
        self.sandbox.decide("MAIN/1", "SUSPENDUE", "Il manque le bon")
        move.chorus_flow_id.update_flow_status()
        self.assertEqual(move.chorus_state, "action")

    def test_it_agreed_when_it_was_read_only(self):
        """The invoice was changed between the report and the adoption."""
        self.typed("MAIN/1")
        move = self.made("MAIN/1")
        wizard = self.look()
        move.button_draft()
        move.invoice_date = EARLIER
        move.action_post()
        wizard.action_adopt()
        self.assertEqual(self.verdicts(wizard), {"MAIN/1": "differs"})
        self.assertIn(f"{EARLIER:%m/%d/%Y} here", wizard.line_ids.difference)
        self.assertFalse(move.chorus_flow_line_ids)
        self.assertEqual(move.chorus_state, "ready")

    def test_what_waits_to_leave_still_waits_when_it_differs(self):
        self.typed("MAIN/1")
        move = self.made("MAIN/1", lines=[self.line("Pose", 200.0)])
        self.company.chorus_delay = 60
        self.send(move)
        self.assertEqual(move.chorus_state, "queued")
        wizard = self.look()
        wizard.line_ids.sudo().verdict = "adopt"
        wizard.action_adopt()
        self.assertEqual(self.verdicts(wizard), {"MAIN/1": "differs"})
        self.assertEqual(move.chorus_state, "queued")

    def test_what_waits_to_leave_is_adopted(self):
        self.typed("MAIN/1")
        move = self.made("MAIN/1")
        self.company.chorus_delay = 60
        self.send(move)
        self.look().action_adopt()
        self.assertEqual(move.chorus_state, "delivered")
        self.run_follow()
        self.assertFalse(self.deposits())

    def test_two_invoices_of_one_number(self):
        self.typed("MAIN/1")
        self.made("MAIN/1")
        journal = self.company_data["default_journal_sale"].copy({"code": "SEC"})
        self.made("MAIN/1", journal_id=journal.id)
        wizard = self.look()
        self.assertEqual(self.verdicts(wizard), {"MAIN/1": "several"})
        self.assertFalse(wizard.line_ids.move_id)

    # === The first day === #

    def test_the_first_day_is_proposed(self):
        """The day after the last invoice that came some other way."""
        self.typed("MAIN/1")
        self.typed("MAIN/2", dateFacture=str(EARLIER))
        sent = self.made("MAIN/9", invoice_date=LATER)
        self.leave(sent)
        self.conclude(sent)
        wizard = self.look()
        self.assertEqual(wizard.start_date, DAY + timedelta(days=1))
        admin = new_test_user(
            self.env,
            "first_day_admin",
            groups="base.group_system,account.group_account_manager",
            company_id=self.company.id,
        )
        wizard = self.look(admin)
        self.assertTrue(wizard.may_start)
        wizard.action_start()
        self.assertEqual(self.company.chorus_start_date, DAY + timedelta(days=1))

    def test_what_the_first_day_leaves_behind_is_counted(self):
        self.typed("MAIN/1")
        self.made("MAIN/1")
        forgotten = self.made("MAIN/2")
        later = self.made("MAIN/3", invoice_date=LATER)
        wizard = self.look()
        wizard.action_adopt()
        self.assertEqual(wizard.left_count, 1)
        action = wizard.action_left()
        self.assertEqual(action["res_id"], forgotten.id)
        self.company.chorus_start_date = wizard.start_date
        self.assertTrue(forgotten.chorus_past)
        self.assertEqual(later.chorus_state, "ready")
        wizard.invalidate_recordset(["left_count"])
        self.assertEqual(wizard.left_count, 1)

    def test_an_accounting_manager_is_not_an_administrator(self):
        self.typed("MAIN/1")
        wizard = self.look()
        self.assertFalse(wizard.may_start)
        with self.assertRaises(AccessError):
            wizard.action_start()

    def test_an_empty_portal(self):
        wizard = self.look()
        self.assertFalse(wizard.line_ids)
        self.assertEqual(wizard.start_date, fields.Date.context_today(wizard))
        self.assertEqual(wizard.left_count, 0)

    # === Whatever goes wrong === #

    def test_months(self):
        for months in (0, -1, 37):
            with self.assertRaisesRegex(UserError, "between 1 and 36"):
                self.look(months=months)

    def test_a_silent_portal(self):
        wizard = self.wizard()
        with self.portal_gone(), self.assertRaisesRegex(UserError, "nothing was"):
            wizard.action_look()
        self.assertFalse(wizard.since)

    def test_a_portal_that_stops_answering(self):
        """What was adopted stays so; the sentence says the rest."""
        self.typed("MAIN/1", "MAIN/2")
        moves = self.made("MAIN/1") | self.made("MAIN/2")
        wizard = self.look()
        real, calls, said = PortalClient.invoice_history, [], ""

        def failing(client, identifier):
            calls.append(identifier)
            if len(calls) > 1:
                raise UnavailableError("consulter/historique", 503)
            return real(client, identifier)

        with patch.object(PortalClient, "invoice_history", failing):
            try:
                wizard.action_adopt()
            except UserError as error:
                said = str(error)
        self.assertIn("1 invoices were adopted and stay so", said)
        self.assertEqual(moves.mapped("chorus_state"), ["delivered", "ready"])
        wizard.action_adopt()
        self.assertEqual(moves.mapped("chorus_state"), ["delivered", "delivered"])

    def test_pages_that_are_missing(self):
        """Part of the list is shown as such, and no first day is built on it."""
        self.typed("MAIN/1")
        real = PortalClient.changed_invoices

        def failing(client, since, until, number, size):
            page = real(client, since, until, number, size)
            if number > 1:
                raise UnavailableError("rechercher", 503)
            return page._replace(total=size + 50)

        with patch.object(PortalClient, "changed_invoices", failing):
            wizard = self.look()
        self.assertTrue(wizard.partial)
        self.assertFalse(wizard.start_date)
        self.assertEqual(self.verdicts(wizard), {"MAIN/1": "absent"})

    @mute_logger(APART)
    def test_poisoned_rows(self):
        """Of a bad row nothing is kept; the others stand, and the report says so."""
        self.typed("MAIN/1", "MAIN/2", "MAIN/3")
        moves = self.made("MAIN/1") | self.made("MAIN/2")
        real = PortalClient.changed_invoices

        def poisoned(client, *period):
            page = real(client, *period)
            first, second, third = sorted(page.rows, key=lambda row: row.number)
            rows = [
                first._replace(amount=None, currency="???", recipient="\U0001f4a9"),
                second,
                third._replace(number="MAIN\x003"),
            ]
            return page._replace(rows=rows)

        with patch.object(PortalClient, "changed_invoices", poisoned):
            wizard = self.look()
        self.assertEqual(
            self.verdicts(wizard), {"MAIN/1": "differs", "MAIN/2": "adopt"}
        )
        self.assertTrue(wizard.partial)
        wizard.action_adopt()
        self.assertEqual(moves.mapped("chorus_state"), ["ready", "delivered"])

    # === Rights, companies, words === #

    def test_rights(self):
        self.typed("MAIN/1")
        with self.assertRaises(AccessError):
            self.wizard(self.clerk)
        wizard = self.look()
        with self.assertRaises(AccessError):
            wizard.with_user(self.clerk).action_adopt()
        # Whatever somebody writes on a line is not believed.
        mine = self.made("ELSE/1")
        wizard.line_ids.write({"move_id": mine.id, "verdict": "adopt"})
        wizard.action_adopt()
        self.assertEqual(self.verdicts(wizard), {"MAIN/1": "absent"})
        self.assertFalse(mine.chorus_flow_line_ids)

    def test_two_companies(self):
        """Each sees what its own SIRET has, and adopts its own invoices."""
        data, _user = other_company(self)
        second = data["company"]
        self.connect(second, "fournisseur2")
        self.typed("MAIN/1")
        self.made("MAIN/1")
        with self.assertRaisesRegex(UserError, "your own companies"):
            self.look(company_id=second.id)
        self.manager.sudo().company_ids += second
        wizard = self.look(company_id=second.id)
        self.assertFalse(wizard.line_ids)
        # One technical account may be of both: the SIRET decides.
        self.connect(second)
        wizard = self.look(company_id=second.id)
        self.assertFalse(wizard.line_ids)

    def test_in_french(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        module = self.env.ref("base.module_chorus_pro_connector")
        module._update_translations(["fr_FR"])
        self.manager.sudo().lang = "fr_FR"
        self.typed("MAIN/1", "MAIN/2")
        self.made("MAIN/1", invoice_date=EARLIER)
        wizard = self.wizard().with_context(lang="fr_FR")
        wizard.action_look()
        self.assertIn("Absente d'Odoo : 1", wizard.summary)
        texts = " ".join(filter(None, wizard.line_ids.mapped("difference")))
        self.assertIn(f"{DAY:%d/%m/%Y}", texts)
        self.assertIn(f"{EARLIER:%d/%m/%Y}", texts)


@tagged("post_install", "-at_install")
class TestFirstDayTour(FirstDayCase, HttpCase):
    def test_from_the_menu(self):
        """Read, adopt, take the first day: three presses."""
        self.typed("MAIN/1")
        move = self.made("MAIN/1")
        new_test_user(
            self.env,
            "first_day_boss",
            password="first_day_boss",
            lang="en_US",
            groups="base.group_system,account.group_account_manager",
            company_id=self.company.id,
        )
        self.start_tour(
            "/odoo/action-chorus_pro_connector.action_chorus_overview",
            "chorus_first_day",
            login="first_day_boss",
        )
        self.env.invalidate_all()
        self.assertEqual(move.chorus_state, "delivered")
        self.assertEqual(self.company.chorus_start_date, DAY + timedelta(days=1))
