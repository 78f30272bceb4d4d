# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a portal or a client may say and should not: kept, shown safely, and no clock
goes back in silence. The sandbox never says most of it, so the history is scripted."""

import io
from datetime import date, datetime, timedelta

import pypdf

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..chorus import errors
from ..chorus.portal.answers import FoundInvoice, History, StatusEvent
from .proof_case import ProofCase
from .test_clock import ClockCase

SCRIPT = '<script>alert("é")</script><img src=x onerror=alert(1)>'
LONG = (SCRIPT * 300)[:10_000]


class Told:
    """A portal of which one history is asked."""

    def __init__(self, history):
        self._history = history

    def invoice_history(self, _identifier):
        if isinstance(self._history, Exception):
            raise self._history
        return self._history


@tagged("post_install", "-at_install")
class TestOddHistories(ClockCase):
    def setUp(self):
        super().setUp()
        self.numbers = iter(range(1, 1000))

    def event(self, code, month, day, comment="", identifier=None):
        return StatusEvent(
            identifier=str(identifier or next(self.numbers)),
            code=code,
            date=datetime(2026, month, day, 10),
            comment=comment,
            author="",
        )

    def tell(self, move, *events, current=None):
        """Let the portal tell this history."""
        history = History(current or events[-1].code, list(events), [])
        move.sudo()._chorus_read_history(Told(history))
        move.invalidate_recordset()
        self.shown(move)

    def shown(self, move):
        """Whatever was told, the form opens, and holds no element of others."""
        alerts = move._get_alerts()
        page = f"{move.chorus_timeline}{move.chorus_clock}{self.chatter(move)}"
        for activity in move.sudo().activity_ids:
            page += str(activity.note)
        self.assertNotIn("<script", page)
        self.assertNotIn("<img src=x", page)
        names = ("chorus_late", "chorus_interest", "chorus_state", "chorus_way")
        move.read(names)
        return alerts

    def untold(self, client=None, **values):
        """Return an invoice that was delivered, and of which nothing was told yet."""
        move = self.delivered(
            client,
            lines=[self.line("Prestation", 10_000.0)],
            invoice_date="2026-09-01",
            **values,
        )
        move.sudo().chorus_event_ids.unlink()
        return move

    def available(self, client=None):
        move = self.untold(client)
        self.first = self.event("MISE_A_DISPOSITION", 9, 10)
        self.tell(move, self.first)
        self.assertEqual(move.chorus_legal_due, date(2026, 10, 10))
        return move

    def codes(self, move):
        return move.chorus_event_ids.sorted("id").mapped("code")

    def test_a_status_never_seen(self):
        move = self.available()
        self.tell(move, self.first, self.event("STATUT_DE_2031", 9, 12, SCRIPT))
        self.assertEqual(move.chorus_status, "STATUT_DE_2031")
        self.assertEqual(move.chorus_status_label, "STATUT_DE_2031")
        self.assertEqual(move.chorus_state, "integrated")
        self.assertEqual(move.chorus_legal_due, date(2026, 10, 10))
        self.assertFalse(move.chorus_way)

    def test_an_event_older_than_the_last_known(self):
        """The date goes back, and the invoice says so."""
        move = self.available()
        self.tell(move, self.event("MISE_A_DISPOSITION", 9, 8), self.first)
        self.assertEqual(move.chorus_legal_due, date(2026, 10, 8))
        said = self.chatter(move)
        self.assertIn("moves from 10/10/2026 to 10/08/2026", said)

    def test_an_older_suspension_is_no_new_one(self):
        """It is told late, when its answer is there already."""
        move = self.available()
        self.tell(
            move,
            self.first,
            self.event("SUSPENDUE", 9, 12, "RIB absent"),
            self.event("COMPLETEE", 9, 20),
        )
        self.assertEqual(move.chorus_legal_due, date(2026, 10, 20))
        self.assertEqual(move.chorus_state, "delivered")
        self.assertFalse(move.chorus_way)

    def test_a_search_of_some_time_ago_takes_nothing_back(self):
        """Its row was read before somebody answered; the history then failed."""
        move = self.available()
        stop = self.event("SUSPENDUE", 9, 20, "RIB absent")
        self.tell(move, self.first, stop, self.event("COMPLETEE", 9, 25))
        silence = errors.UnavailableError("historique", 503)
        row = FoundInvoice(
            identifier=move.chorus_identifier,
            number=move.name,
            status="SUSPENDUE",
            status_date=stop.date,
            flow_number="",
            comment="RIB absent",
            amount=None,
            supplier="",
            recipient="",
            deposit_date=None,
        )
        read = move.sudo()._chorus_refresh_status
        self.assertEqual(read(Told(silence), row), silence)
        self.assertEqual(move.chorus_status, "COMPLETEE")
        later = row._replace(status_date=datetime(2026, 9, 28, 10), comment="Un bon")
        read(Told(silence), later)
        self.assertEqual(
            (move.chorus_status, move.chorus_status_comment), ("SUSPENDUE", "Un bon")
        )

    def test_gaps(self):
        """Neither deposit nor disposal are told: the first proof of reception is."""
        move = self.untold()
        self.tell(move, self.event("SERVICE_FAIT", 9, 14))
        self.assertEqual(move.chorus_legal_start, date(2026, 9, 14))
        self.assertIn("be ready to prove it", move.chorus_clock)

    def test_duplicates(self):
        move = self.available()
        stop = self.event("SUSPENDUE", 9, 20, "RIB absent")
        for _time in range(2):
            self.tell(move, self.first, self.first, stop, stop)
        self.assertEqual(self.codes(move), ["MISE_A_DISPOSITION", "SUSPENDUE"])
        self.assertIn("interrupted", move.chorus_clock)
        self.assertNotIn("once only", move.chorus_clock)

    def test_a_long_comment_with_html(self):
        move = self.available()
        self.tell(move, self.first, self.event("SUSPENDUE", 9, 20, LONG))
        self.assertEqual(move.chorus_event_ids.filtered("comment").comment, LONG)
        self.assertEqual(move.chorus_status_comment, LONG)
        action = move.action_chorus_answer()
        window = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(window.reason, LONG)
        self.assertEqual(self.env["chorus.reason"]._chorus_understand(LONG), None)

    def test_other_identifiers_for_the_same_events(self):
        """The portal numbers its history anew: no second suspension, no other date."""
        move = self.available()
        stop = self.event("SUSPENDUE", 9, 20, "RIB absent")
        done = self.event("COMPLETEE", 9, 25)
        self.tell(move, self.first, stop, done)
        due = move.chorus_legal_due
        said = self.chatter(move)
        again = [
            event._replace(identifier=f"N{event.identifier}")
            for event in (self.first, stop, done)
        ]
        self.tell(move, *again)
        self.assertEqual(move.chorus_legal_due, due)
        self.assertNotIn("once only", move.chorus_clock)
        self.assertEqual(len(self.codes(move)), 3)
        self.assertEqual(self.chatter(move), said)

    def test_the_portal_does_not_know_our_identifier_any_more(self):
        move = self.available()
        unknown = errors.DataError("historique", 200, 20000, "GDP_MSG_11.008")
        with self.assertRaises(errors.DataError):
            move.sudo()._chorus_read_history(Told(unknown))
        self.assertEqual(move.chorus_status, "MISE_A_DISPOSITION")
        self.assertEqual(move.chorus_legal_due, date(2026, 10, 10))

    def test_a_suspension_without_a_comment(self):
        move = self.available()
        for comment in ("", " \n", "<p><br/></p>"):
            with self.subTest(comment):
                self.tell(move, self.first, self.event("SUSPENDUE", 9, 20, comment))
                self.assertEqual(move.chorus_legal_due, date(2026, 10, 10))
                self.assertIn("gives no reason", move.chorus_clock)
                self.assertEqual(move.chorus_way, "complete")

    def test_a_second_suspension(self):
        move = self.available()
        self.tell(
            move,
            self.first,
            self.event("SUSPENDUE", 9, 20, "RIB absent"),
            self.event("COMPLETEE", 9, 25),
            self.event("SUSPENDUE", 9, 28, "Bon de livraison absent"),
        )
        self.assertEqual(move.chorus_legal_due, date(2026, 10, 25))
        self.assertIn("once only", move.chorus_clock)
        self.assertEqual(move.chorus_way, "complete")

    def test_a_payment_before_the_delivery(self):
        move = self.untold(delivery_date="2026-09-20")
        self.tell(
            move,
            self.event("MISE_EN_PAIEMENT", 9, 5),
            self.event("MISE_A_DISPOSITION", 9, 10),
            current="MISE_EN_PAIEMENT",
        )
        self.assertEqual(move.chorus_state, "paid")
        self.assertEqual(move.chorus_payment_ordered, date(2026, 9, 5))
        self.assertFalse(move.chorus_late)
        self.assertEqual(move.chorus_interest, 0)

    def test_a_missing_rate(self):
        """Said on the form; a claim is refused in one sentence."""
        move = self.available()
        self.env["chorus.rate"].sudo().search([("date", "=", "2026-07-01")]).unlink()
        self.shown(move)
        self.assertEqual(move.chorus_rate_missing, date(2026, 7, 1))
        with self.assertRaisesRegex(UserError, "rate of the half-year"):
            move.action_chorus_claim()

    def test_a_client_without_category(self):
        move = self.available(client=self.client(name=SCRIPT))
        self.assertIn("Nobody has confirmed", move.chorus_clock)
        with self.assertRaisesRegex(UserError, "confirmed the legal delay"):
            move.action_chorus_claim()

    def test_a_credit_note_larger_than_the_invoice(self):
        move = self.available(client=self.client(chorus_category="standard"))
        self.assertTrue(move.chorus_late)
        note = move._reverse_moves([{"invoice_date": "2026-09-10"}])
        note.invoice_line_ids.price_unit = 50_000
        note.action_post()
        self.shown(move)
        self.assertFalse(move.chorus_late)
        with self.assertRaisesRegex(UserError, "late by law"):
            move.action_chorus_claim()

    def test_no_clock_moves_in_silence(self):
        """Nor when a person changes what it rests on: client, reason, contract."""
        client = self.client()
        move = self.available(client=client)
        client.chorus_category = "health"
        self.assertIn("moves from 10/10/2026 to 10/30/2026", self.chatter(move))
        client.chorus_contract_days = 20
        self.assertIn("moves from 10/30/2026 to 09/30/2026", self.chatter(move))
        self.tell(
            move, self.first, self.event("SUSPENDUE", 9, 20, "Visa du contrôleur")
        )
        self.assertIn("09/30/2026 until now, no longer holds", self.chatter(move))
        self.env["chorus.reason"].sudo().create(
            {"text": "Visa du contrôleur", "meaning": "Wait.", "stops": "no"}
        )
        self.assertIn("is now 09/30/2026", self.chatter(move))
        move.chorus_contract_due = "2026-10-15"
        self.assertIn("moves from 09/30/2026 to 10/15/2026", self.chatter(move))
        move.chorus_contract_due = False
        self.assertIn("moves from 10/15/2026 to 09/30/2026", self.chatter(move))
        move.sudo().delivery_date = "2026-09-12"
        self.assertIn("moves from 09/30/2026 to 10/02/2026", self.chatter(move))


@tagged("post_install", "-at_install")
class TestActsOnOddHistories(ProofCase):
    def test_a_long_comment_in_mail_and_attestation(self):
        """Whole in the archive and on its page, text in the mail and in the list."""
        self.clerk.sudo().write({"chorus_mail_returns": True})
        move = self.delivered()
        self.sandbox.decide(move.name, "SUSPENDUE", LONG, force=True)
        self.sandbox.advance()
        self.run_follow()
        self.env.invalidate_all()
        self.assertEqual(move.chorus_status_comment, LONG)
        mail = (
            self.env["mail.mail"]
            .sudo()
            .search([("email_to", "ilike", self.clerk.email)])
        )
        self.assertEqual(len(mail), 1)
        for page in (mail.body_html, move.sudo().activity_ids.note):
            self.assertNotIn("<script", str(page))
            self.assertIn("&lt;script&gt;", str(page))
        # What stands in one line is cut; the history has all of it.
        for line in (
            move.chorus_next_action,
            move._get_alerts()["chorus_client"]["message"],
            *move.chorus_explain_state(),
        ):
            self.assertIn("…", line)
            self.assertLess(len(line), 600)
        row = self.env["chorus.return.report"].search([("move_id", "=", move.id)])
        self.assertEqual(row.comment, LONG)
        files = self.made(move)
        statuses = self.data(files, "/statuses.json")["statuses"]
        self.assertEqual(statuses[-1]["comment"], LONG)
        page = pypdf.PdfReader(io.BytesIO(self.member(files, "/attestation.pdf")))
        text = "".join("".join(one.extract_text().split()) for one in page.pages)
        self.assertGreater(len(page.pages), 2)
        self.assertGreaterEqual(text.count("alert("), LONG.count("alert("))

    def test_a_suspension_without_a_comment_is_completed(self):
        move = self.delivered()
        self.sandbox.decide(move.name, "SUSPENDUE", force=True)
        self.update(move)
        self.assertFalse(move.chorus_status_comment)
        self.assertEqual(self.complete(move)[0], "success")
        self.assertEqual(move.chorus_status, "COMPLETEE")

    def test_a_status_never_seen_at_the_portal(self):
        """It takes the way back away, and gives it again."""
        move = self.decided("SUSPENDUE")
        self.sandbox.decide(move.name, "STATUT_DE_2031", SCRIPT, force=True)
        self.update(move)
        self.assertEqual(move.chorus_status, "STATUT_DE_2031")
        with self.assertRaisesRegex(UserError, "waits for nothing"):
            move.action_chorus_answer()
        self.sandbox.advance(timedelta(hours=1).total_seconds())
        self.sandbox.decide(move.name, "SUSPENDUE", LONG, force=True)
        self.update(move)
        self.assertEqual(self.complete(move)[0], "success")
