# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A French accountant in a real browser: words, dates, groupings, a telephone."""

from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged

from .act_case import ActCase
from .french_case import InFrench
from .sandbox_case import BOTH, SERVICE


class FrenchCase(InFrench, ActCase, HttpCase):
    tours = "chorus_day"


@tagged("post_install", "-at_install")
class TestFrenchDay(FrenchCase):
    def test_words_and_dates(self):
        move = self.delivered()
        self.env.flush_all()
        # Days above twelve, which no other order of day and month can be read in.
        self.env.cr.execute(
            "UPDATE chorus_status_event SET date = %s WHERE move_id = %s",
            ["2026-11-23 09:00", move.id],
        )
        self.env.invalidate_all()
        move._chorus_write({"chorus_status_date": "2026-11-23 09:00"})
        self.tour("french_words", move)

    def test_dates_in_a_banner(self):
        move = self.invoice(invoice_date_due="2026-02-01")
        self.tour("french_banner", move)

    def test_a_credit_note_says_why_it_stays(self):
        move = self.decided("REJETEE", "Doublon")
        credit = move.sudo()._reverse_moves([{"name": "AV/2026/00001"}])
        credit.with_user(self.clerk).action_post()
        self.tour("credit_note_says_why", credit)

    def test_all_that_is_missing_in_one_window(self):
        client = self.client(
            BOTH, chorus_service_required=True, chorus_commitment_required=True
        )
        self.env["chorus.service"].create(
            {"partner_id": client.id, "code": "COMPTA-7", "name": "Marchés"}
        )
        move = self.invoice(client)
        self.tour("all_in_one_window", move)
        self.assertEqual(move.purchase_order_reference, "EJ20260001")
        self.assertEqual(move.buyer_reference, "COMPTA-7")

    def test_what_lists_are_grouped_by(self):
        self.delivered()
        self.tour("french_groupings")

    def test_settings_are_read_whole(self):
        new_test_user(
            self.env,
            "chorus_settings",
            password="chorus_settings",
            lang="fr_FR",
            groups="base.group_system,account.group_account_manager",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self.company.sudo().chorus_login = "TECH_1_12345678901234567890@cpro.fr"
        url = "/odoo/action-chorus_pro_connector.action_chorus_settings"
        self.start_tour(url, "chorus_day_settings_whole", login="chorus_settings")


@tagged("post_install", "-at_install")
class TestFrenchTelephone(FrenchCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_several_are_sent_from_cards(self):
        ready = self.invoice(self.client(name="Lycée Nord"))
        ready |= self.invoice(self.client(name="Lycée Est"))
        lacking = self.client(SERVICE, name="Lycée Sud", chorus_service_required=True)
        lacking = self.invoice(lacking)
        self.assertEqual(lacking.chorus_state, "incomplete")
        self.delivered(self.client(name="Lycée Ouest"))
        self.tour("narrow_batch")
        self.assertEqual(ready.mapped("chorus_state"), ["queued", "queued"])
        self.assertEqual(lacking.chorus_state, "incomplete")

    def test_lists_are_cards(self):
        """Deposits, batches, interest, what waits for us, invoices to validate."""
        self.send(self.invoice())
        self.queue(self.invoice() | self.invoice())
        self.decided("SUSPENDUE", "Il manque le bon")
        late = self.delivered(self.client(chorus_category="standard"))
        events = late.sudo().chorus_event_ids
        received = events.filtered(lambda event: event.code == "MISE_A_DISPOSITION")
        received.date = "2026-03-01 09:00"
        self.assertTrue(late.chorus_late)
        self.env["chorus.validation"].sudo().create(
            {
                "company_id": self.company.id,
                "identifier": "1",
                "number": "ST-2026-1",
                "supplier": "Sous-traitant",
                "recipient": "Commune",
                "amount": 1200.0,
                "currency_id": self.env.ref("base.EUR").id,
                "status": "A_VALIDER_1",
                "since": "2026-11-20 09:00",
                "deadline": "2099-12-05 09:00",
                "waiting": True,
            }
        )
        for name in ("flow", "batch", "late", "work_returned", "validation"):
            with self.subTest(name):
                url = f"/odoo/action-chorus_pro_connector.action_chorus_{name}"
                self.tour("narrow_cards", url=url)
