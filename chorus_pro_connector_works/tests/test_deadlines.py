# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Delays of a market: from receipts that people type to what somebody must do."""

from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.chorus_pro_connector.tests.sandbox_case import other_company

from .works_case import GROUP, WorksCommon

PROOF = {"proof": "registered"}


class DeadlineCommon(WorksCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.market = cls.make_market(user=cls.clerk)
        cls.market.action_start()
        cls.market.user_id = cls.clerk

    @classmethod
    def happens(cls, kind, day, user=None, **values):
        """Type that something happened, as the clerk."""
        events = cls.env["chorus.works.event"].with_user(user or cls.clerk)
        return events.create(
            {"market_id": cls.market.id, "kind": kind, "date": day, **values}
        )

    def accept(self):
        self.market.write(
            {
                "date_reception_notified": "2026-07-31",
                "date_reception_effect": "2026-07-24",
            }
        )

    def row(self, kind, **found):
        rows = self.market.deadline_ids.filtered(lambda row: row.kind == kind)
        self.assertEqual(len(rows), 1, kind)
        for name, value in found.items():
            self.assertEqual(rows[name], value, (kind, name))
        return rows

    def to_the_tacit_one(self):
        """Return the rows of a market whose client has been silent for long."""
        self.accept()
        at_both = self.happens("final_moe", "2026-08-10", **PROOF)
        at_both += self.happens("final_moa", "2026-08-12", **PROOF)
        draft = self.happens("tacit_moa", "2026-09-14", **PROOF)
        return at_both, draft


@tagged("post_install", "-at_install")
class TestDeadlines(DeadlineCommon):
    def test_the_acceptance_starts_two_delays(self):
        self.assertFalse(self.market.deadline_ids)
        with freeze_time("2026-08-05"):
            self.accept()
            draft = self.row(
                "final_draft",
                state="running",
                date_end=date(2026, 8, 30),
                date_last=date(2026, 8, 31),
                date_act=date(2026, 8, 30),
                days_left=25,
                actor="ours",
                is_proved=False,
            )
        self.row("retention", date_end=date(2027, 8, 23), actor="moa")
        self.assertIn("supposed", draft.rests_on)
        self.assertEqual(self.market.open_deadline_count, 2)

    @freeze_time("2026-09-15")
    def test_both_receipts_then_the_ten_days(self):
        self.accept()
        self.happens("final_moe", "2026-08-10")
        row = self.row("general", state="waiting", date_end=False)
        self.assertIn("received by the client", row.remarks)
        self.assertIn("Type the receipt", row.next_action)
        self.happens("final_moa", "2026-08-12", **PROOF)
        self.row(
            "general",
            state="running",
            date_start=date(2026, 8, 12),
            date_end=date(2026, 9, 11),
            date_act=date(2026, 9, 12),
            is_proved=False,
        )
        self.row("final_draft", state="done")
        self.happens("tacit_moa", "2026-09-14", **PROOF)
        tacit = self.row("tacit", date_end=date(2026, 9, 24), is_proved=True)
        self.assertEqual(tacit.date_act, date(2026, 9, 25))
        self.assertIn("nobody has confirmed", tacit.remarks)
        self.assertFalse(
            self.market.deadline_ids.filtered(lambda row: row.kind == "balance")
        )

    @freeze_time("2026-09-20")
    def test_a_general_statement_stops_it_even_irregular(self):
        self.to_the_tacit_one()
        self.happens("general_moe", "2026-09-18")
        row = self.row("tacit", state="stopped", date_end=False)
        self.assertIn("irregular", row.remarks)
        self.row("signature", date_end=date(2026, 10, 18), actor="ours")
        with self.assertRaisesRegex(UserError, "nothing to confirm"):
            row.with_user(self.manager).action_confirm_tacit()

    def test_a_person_confirms(self):
        with freeze_time("2026-09-20"):
            at_both, _draft = self.to_the_tacit_one()
            row = self.row("tacit").with_user(self.manager)
            with self.assertRaisesRegex(UserError, "ten days are not over"):
                row.action_confirm_tacit()
        with freeze_time("2026-09-28"):
            at_both[1].with_user(self.manager).proof = "none"
            with self.assertRaisesRegex(UserError, "only supposed"):
                row.action_confirm_tacit()
            at_both[1].with_user(self.clerk).proof = "chorus"
            with self.assertRaisesRegex(UserError, "manager"):
                row.with_user(self.clerk).action_confirm_tacit()
            with self.assertRaisesRegex(UserError, "confirmed on its delay"):
                self.happens("tacit_confirmed", "2026-09-28", user=self.manager)
            row.action_confirm_tacit()
            self.row("tacit", state="done")
            self.row("balance", date_end=date(2026, 10, 25), actor="payer")
            event = self.market.event_ids.filtered(
                lambda event: event.kind == "tacit_confirmed"
            )
            self.assertIn(self.manager.name, event.note)

    @freeze_time("2026-09-20")
    def test_a_contract_without_tacit_general_statement(self):
        self.market.regime_id = self.env.ref("chorus_pro_connector_works.regime_2009")
        self.to_the_tacit_one()
        row = self.row("tacit", state="stopped")
        self.assertIn("knows no tacit", row.remarks)
        self.row("general", date_end=date(2026, 9, 21), days=40)

    @freeze_time("2026-09-01")
    def test_what_moves_is_told(self):
        self.accept()
        self.happens("final_moe", "2026-08-10")
        event = self.happens("final_moa", "2026-08-20")
        told = len(self.market.message_ids)
        event.with_user(self.manager).date = "2026-08-12"
        bodies = "".join(self.market.message_ids[:-told].mapped("body"))
        self.assertIn("General statement by the client", bodies)
        self.assertRegex(bodies, "09/19/2026|19/09/2026")
        self.assertRegex(bodies, "09/11/2026|11/09/2026")
        event.with_user(self.manager).unlink()
        self.assertIn("no longer holds", self.market.message_ids[0].body)
        # What says the same again says nothing.
        told = self.market.message_ids
        self.market._works_refresh_deadlines()
        self.assertEqual(self.market.message_ids, told)

    def test_activities_come_and_go(self):
        with freeze_time("2026-08-05"):
            self.accept()
            row = self.row("final_draft")
            self.assertFalse(row.activity_ids)
        with freeze_time("2026-08-21"):
            self.cron()
            activity = row.activity_ids
            self.assertEqual(activity.user_id, self.clerk)
            self.assertEqual(activity.date_deadline, date(2026, 8, 30))
            self.assertIn("Until", activity.summary)
            self.cron()
            self.assertEqual(row.activity_ids, activity)
        with freeze_time("2026-08-30"):
            self.cron()
            self.assertIn("Now:", row.activity_ids.summary)
            self.assertEqual(row.activity_ids, activity)
        with freeze_time("2026-09-02"):
            self.cron()
            self.assertIn("Late since", activity.summary)
            self.happens("final_moe", "2026-09-01")
            self.assertFalse(row.activity_ids)
        with freeze_time("2026-08-31"):
            self.assertEqual(row.state, "done")

    def cron(self):
        cron = self.env.ref("chorus_pro_connector_works.ir_cron_works_deadlines")
        with self.enter_registry_test_mode():
            cron.sudo().method_direct_trigger()
        self.env.invalidate_all()

    @freeze_time("2026-09-20")
    def test_a_silence_of_others_is_answered_on_the_day_after(self):
        self.accept()
        self.happens("final_moe", "2026-08-10")
        self.happens("final_moa", "2026-08-12")
        row = self.row("general")
        self.assertEqual(row.activity_ids.date_deadline, date(2026, 9, 12))
        self.assertIn("A22", row.activity_ids.summary)
        self.assertIn("A22", row.next_action)

    @freeze_time("2026-06-10")
    def test_a_request_of_a_subcontractor(self):
        contract = self.market.subcontract_ids.create(
            {
                "market_id": self.market.id,
                "partner_id": self.subcontractor.id,
                "dc4_date": "2026-02-20",
                "initial_amount": 5000.0,
            }
        )
        request = contract.request_ids.create(
            {
                "subcontract_id": contract.id,
                "date_received": "2026-06-05",
                "amount": 1000.0,
            }
        )
        row = self.row("request", date_end=date(2026, 6, 20), request_id=request)
        self.assertTrue(row.activity_ids)
        request.action_accept()
        self.assertEqual(row.state, "done")
        self.assertFalse(row.activity_ids)

    def test_private_markets_have_none(self):
        market = self.make_market(
            user=self.manager, number="2026-0002", is_private=True, moe_id=False
        )
        market.action_start()
        market.date_reception_effect = "2026-07-24"
        self.assertFalse(market.deadline_ids)

    # === What people may type === #

    @freeze_time("2026-09-20")
    def test_what_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "still to come"):
            with self.env.cr.savepoint():
                self.happens("final_moe", "2026-09-21")
        with self.assertRaisesRegex(ValidationError, "name the statement"):
            with self.env.cr.savepoint():
                self.happens("statement_moe", "2026-09-01")
        self.happens("final_moe", "2026-09-01")
        with self.assertRaisesRegex(Exception, "typed already|unique"):
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self.happens("final_moe", "2026-09-02")

    @freeze_time("2026-09-20")
    def test_a_manager_changes_a_date_whoever_enters_adds_the_proof(self):
        event = self.happens("final_moe", "2026-08-10")
        event.write({"proof": "registered", "date": "2026-08-10"})
        with self.assertRaisesRegex(AccessError, "legal effect"):
            event.date = "2026-08-11"
        with self.assertRaisesRegex(AccessError, "legal effect"):
            event.proof = "none"
        with self.assertRaises(AccessError):
            event.unlink()
        event.with_user(self.manager).date = "2026-08-11"
        with self.assertRaisesRegex(Exception, "[Nn]ull|required|[Mm]issing"):
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                event.with_user(self.manager).date = False
                self.env.flush_all()

    def test_rights(self):
        self.accept()
        self.happens("final_moe", "2026-08-10")
        row = self.row("final_draft")
        for user in (self.manager, self.clerk):
            with self.assertRaises(AccessError):
                row.with_user(user).write({"date_end": "2030-01-01"})
        with self.assertRaises(AccessError):
            self.market.with_user(self.foreman).read(["deadline_ids"])
        self.assertTrue(self.market.with_user(self.foreman).read(["number"]))

    def test_other_companies_see_nothing(self):
        self.accept()
        self.happens("final_moe", "2026-08-10")
        _data, other = other_company(self)
        other.group_ids |= self.env.ref(f"{GROUP}manager")
        for model in ("chorus.works.event", "chorus.works.deadline"):
            self.assertFalse(self.env[model].with_user(other).search([]))
        with self.assertRaises(AccessError):
            self.market.event_ids.with_user(other).read(["date"])
