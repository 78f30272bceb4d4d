# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Mails that people chose: what comes back, at once; the week, on Monday."""

from pathlib import Path

from odoo.tests import Form, tagged

from .sandbox_case import COMMITMENT, other_company
from .test_work_lists import WorkCase

NEUTRALIZE = Path(__file__).parents[1] / "data" / "neutralize.sql"
MAILS = ("chorus_mail_returns", "chorus_mail_weekly")


@tagged("post_install", "-at_install")
class TestWorkMails(WorkCase):
    def want(self, **values):
        self.clerk.sudo().write({"email": "camille.roux@ateliers.example", **values})

    def mails(self):
        self.env.flush_all()
        return self.env["mail.mail"].sudo().search([("email_to", "ilike", "camille")])

    def weekly(self):
        with self.enter_registry_test_mode():
            self.env.ref(
                "chorus_pro_connector.ir_cron_chorus_weekly"
            ).sudo().method_direct_trigger()
        return self.mails()

    def suspended(self):
        """A client suspends an invoice, and the scheduled action reads it."""
        move = self.delivered()
        self.sandbox.decide(move.name, "SUSPENDUE", "Il manque <b>le bon</b>")
        self.sandbox.advance()
        self.run_follow()
        move.invalidate_recordset()
        self.assertEqual(move.chorus_state, "action")
        self.assertEqual(move.sudo().activity_ids.user_id, self.clerk)
        return move

    # === At once === #

    def test_a_return_is_mailed_to_who_wants_it(self):
        self.want(chorus_mail_returns=True)
        move = self.suspended()
        mail = self.mails()
        self.assertEqual(len(mail), 1)
        self.assertIn(move.name, mail.subject)
        self.assertIn("Suspendue", mail.subject)
        self.assertIn("Il manque &lt;b&gt;le bon", str(mail.body_html))
        self.assertIn(f"/odoo/account.move/{move.id}", str(mail.body_html))
        # Read again, nothing is new.
        self.run_follow()
        self.assertEqual(self.mails(), mail)

    def test_nobody_is_mailed_who_did_not_ask(self):
        self.want()
        self.suspended()
        self.assertFalse(self.mails())

    def test_a_rejected_file_too(self):
        self.want(chorus_mail_returns=True)
        move = self.invoice(self.client(COMMITMENT))
        self.send(move)
        self.sandbox.advance()
        self.run_follow()
        move.invalidate_recordset()
        self.assertEqual(move.chorus_state, "rejected")
        self.assertEqual(len(self.mails()), 1)

    def test_whoever_reads_the_status_sees_it_on_the_screen(self):
        self.want(chorus_mail_returns=True)
        move = self.decided("SUSPENDUE", "Il manque le bon")
        self.assertTrue(move.sudo().activity_ids)
        self.assertFalse(self.mails())

    # === Each week === #

    def test_the_week(self):
        self.want(chorus_mail_weekly=True)
        self.one_in_each()
        mail = self.weekly()
        self.assertEqual(len(mail), 1)
        body = str(mail.body_html).replace("\N{NO-BREAK SPACE}", " ")
        for text in ("To complete", "Waiting for us", "Overdue", "Paid", "240.00"):
            self.assertIn(text, body)
        # Delivered this week: what is overdue came long ago.
        week = self.clerk._chorus_week()
        self.assertEqual(len(week), 1)
        self.assertEqual((week[0]["delivered"][0], week[0]["paid"][0]), (3, 1))
        self.assertEqual(
            {row["name"]: row["number"] for row in week[0]["lists"]}["Delivered"], 2
        )

    def test_nothing_to_say_nothing_mailed(self):
        self.want(chorus_mail_weekly=True)
        self.assertEqual(self.clerk._chorus_week(), [])
        self.assertFalse(self.weekly())

    def test_of_ones_own_companies(self):
        self.invoice()
        data, second = other_company(self)
        self.connect(data["company"], "fournisseur2")
        second.write(
            {"email": "camille.second@example.com", "chorus_mail_weekly": True}
        )
        self.assertFalse(self.weekly())
        self.want(chorus_mail_weekly=True)
        self.assertEqual(self.weekly().mapped("email_to"), [self.clerk.email_formatted])

    # === Choosing === #

    def test_a_user_chooses_in_the_preferences(self):
        own = self.clerk.with_user(self.clerk)
        with Form(own, "base.view_users_form_simple_modif") as form:
            form.chorus_mail_weekly = True
        self.assertEqual([self.clerk[name] for name in MAILS], [False, True])
        own.write({"chorus_mail_returns": True})
        self.assertTrue(self.clerk.chorus_mail_returns)

    def test_a_copy_mails_nobody(self):
        self.want(chorus_mail_returns=True, chorus_mail_weekly=True)
        self.env.flush_all()
        self.env.cr.execute(NEUTRALIZE.read_text("utf-8"))
        self.env.invalidate_all()
        self.assertEqual([self.clerk[name] for name in MAILS], [False, False])
