# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Letters: what each says, to the word, and what stays once one was sent.

``golden/letters``: the text of each PDF. After a wanted change, write them again and
read the diff::

    CHORUS_GOLDEN=write setup/test.sh chorus_pro_connector_works/tests/test_letters.py
"""

import io
import os
from pathlib import Path

import pypdf

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .statement_case import StatementCommon

GOLDEN = Path(__file__).parent / "golden" / "letters"
PROOF = {"proof": "registered"}
REPORT = "chorus_pro_connector_works.report_works_letter"


class LetterCommon(StatementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # No web fonts: letters stay letters in the text of a PDF.
        cls.env["ir.config_parameter"].set_param("report.url", "http://127.0.0.1:9")
        cls.market = cls.running_market()
        cls.market.user_id = cls.clerk

    def happens(self, kind, day, statement=None, **values):
        values = {"market_id": self.market.id, "kind": kind, "date": day, **values}
        if statement:
            values["statement_id"] = statement.id
        return self.env["chorus.works.event"].with_user(self.clerk).create(values)

    def letter(self, kind):
        """Draft the letter about the one delay of that kind, as the clerk does."""
        row = self.market.deadline_ids.filtered(lambda row: row.kind == kind)
        action = row.with_user(self.clerk).action_letter()
        self.assertEqual(action["res_model"], "chorus.works.letter")
        letters = self.env["chorus.works.letter"].with_user(self.clerk)
        return letters.browse(action["res_id"])

    def accept(self):
        self.market.sudo().write(
            {
                "date_reception_notified": "2026-07-31",
                "date_reception_effect": "2026-07-24",
            }
        )

    def to_the_tacit_one(self):
        self.accept()
        self.happens("final_moe", "2026-08-10", **PROOF)
        self.happens("final_moa", "2026-08-12", **PROOF)


@tagged("post_install", "-at_install")
class TestLettersPrinted(LetterCommon):
    """One golden text for each letter of a market's life."""

    render_pdf = True

    def check(self, kind):
        letter = self.letter(kind)
        reports = self.env["ir.actions.report"].with_user(self.clerk)
        reports = reports.with_context(force_report_rendering=True)
        content, suffix = reports._render_qweb_pdf(REPORT, letter.ids)
        self.assertEqual(suffix, "pdf")
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        lines = "\n".join(page.extract_text() for page in pages).splitlines()
        text = "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
        path = GOLDEN / f"{kind}.txt"
        if os.environ.get("CHORUS_GOLDEN") == "write":
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text + "\n", "utf-8")
        self.assertTrue(path.exists(), f"{path.name}: no golden file")
        self.assertEqual(text + "\n", path.read_text("utf-8"))
        return text

    @freeze_time("2026-04-10")
    def test_the_project_manager_is_silent(self):
        statement = self.example_statement(self.market, 1)
        self.happens("statement_moe", "2026-04-02", statement, **PROOF)
        self.assertIn("33 304,44 €", self.check("instalment"))

    def test_a_late_payment(self):
        """The second statement, paid 17 days late: 260.70 euros, and 40."""
        with freeze_time("2026-06-25"):
            self.example_statement(self.market, 1)
            statement = self.example_statement(self.market, 2)
            self.happens("statement_moe", "2026-05-04", statement, **PROOF)
            self.happens("paid", "2026-06-20", statement)
            text = self.check("payment")
        for part in ("55 147,14 €", "17 jours", "260,70 €", "300,70 €", "03/06/2026"):
            self.assertIn(part, text)

    @freeze_time("2026-04-20")
    def test_a_refusal_for_an_amount(self):
        statement = self.example_statement(self.market, 1)
        self.happens("statement_moe", "2026-04-02", statement, **PROOF)
        self.happens("refused_amount", "2026-04-07", statement)
        self.assertIn("19/02/2025", self.check("refusal"))

    @freeze_time("2026-05-25")
    def test_an_answer_to_a_subcontractor(self):
        contract = self.market.sudo().subcontract_ids.with_user(self.clerk)
        request = contract.request_ids.create(
            {
                "subcontract_id": contract.id,
                "date_received": "2026-05-20",
                "amount": 9600.0,
                "accepted_amount": 9000.0,
                "reason": "Les luminaires du hall ne sont pas posés.",
            }
        )
        request.action_accept()
        self.assertIn("9 000,00 €", self.check("request"))

    @freeze_time("2026-08-10")
    def test_the_final_statement(self):
        self.example_statements(self.market)
        self.accept()
        text = self.check("final_draft")
        self.assertIn("8 276,32 €", text)
        self.assertIn("30/08/2026", text)

    def test_the_tacit_road(self):
        with freeze_time("2026-09-14"):
            self.example_statements(self.market)
            self.to_the_tacit_one()
            text = self.check("general")
            # Neither definitive revision nor penalties: the balance of the draft.
            self.assertIn("8 276,32", text)
            self.assertIn("193 535,18", text)
        with freeze_time("2026-09-28"):
            self.happens("tacit_moa", "2026-09-14", **PROOF)
            row = self.market.deadline_ids.filtered(lambda row: row.kind == "tacit")
            with self.assertRaisesRegex(UserError, "confirm it first"):
                row.with_user(self.clerk).action_letter()
            row.with_user(self.manager).action_confirm_tacit()
            self.assertIn("25/09/2026", self.check("tacit"))
        with freeze_time("2026-11-02"):
            self.market._works_refresh_deadlines()
            self.assertIn("25/10/2026", self.check("balance"))

    @freeze_time("2026-09-05")
    def test_the_general_statement(self):
        self.example_statements(self.market)
        self.to_the_tacit_one()
        self.happens("general_moa", "2026-09-01", **PROOF)
        self.assertIn("01/10/2026", self.check("signature"))

    def test_the_retention(self):
        with freeze_time("2026-08-10"):
            self.example_statements(self.market)
            self.accept()
        with freeze_time("2027-08-24"):
            self.market._works_refresh_deadlines()
            text = self.check("retention")
        self.assertIn("12 233,50 €", text)
        self.assertIn("23/08/2027", text)


@tagged("post_install", "-at_install")
class TestLetters(LetterCommon):
    @freeze_time("2026-08-20")
    def test_nothing_is_written_before_somebody_is_late(self):
        self.to_the_tacit_one()
        with self.assertRaisesRegex(UserError, "Nobody is late"):
            self.letter("general")

    @freeze_time("2026-09-14")
    def test_articles_are_read_before_it_is_sent(self):
        self.to_the_tacit_one()
        letter = self.letter("general")
        self.assertEqual(letter.recipient_ids, self.market.client_id)
        self.assertEqual(letter.copy_ids, self.market.moe_id)
        self.assertIn("12.4.4", letter.unverified)
        self.assertTrue(
            all(
                text.endswith("[à vérifier]")
                for text in letter._works_articles_printed()
            )
        )
        with self.assertRaisesRegex(UserError, "Légifrance"):
            letter.action_sent()
        letter.is_read = True
        self.assertNotIn("vérifier", "".join(letter._works_articles_printed()))
        letter.action_sent()
        self.assertEqual(letter.state, "sent")
        self.assertIn("Letter sent to", self.market.message_ids[0].body)

    @freeze_time("2026-09-14")
    def test_the_older_conditions_have_their_own_articles(self):
        self.market.sudo().regime_id = self.env.ref(
            "chorus_pro_connector_works.regime_2014"
        )
        self.to_the_tacit_one()
        letter = self.letter("general")
        self.assertIn("13.4.4", letter.unverified)
        self.assertNotIn("12.4.4", letter.unverified)

    @freeze_time("2026-09-14")
    def test_what_a_sent_letter_quotes_stays(self):
        self.to_the_tacit_one()
        event = self.market.event_ids.filtered(lambda event: event.kind == "final_moa")
        letter = self.letter("general")
        event.with_user(self.manager).date = "2026-08-11"
        letter.unlink()
        letter = self.letter("general")
        letter.is_read = True
        letter.action_sent()
        for attempt in (
            lambda: event.with_user(self.manager).write({"date": "2026-08-12"}),
            lambda: event.with_user(self.manager).unlink(),
            lambda: event.sudo().unlink(),
            lambda: letter.write({"body": "<p>Autre chose</p>"}),
            lambda: letter.unlink(),
        ):
            with self.assertRaisesRegex(UserError, "was sent"):
                attempt()
        with self.assertRaises(AccessError):
            letter.write({"state": "draft"})

    @freeze_time("2026-08-10")
    def test_a_date_of_the_market_that_is_quoted_is_not_emptied(self):
        self.accept()
        self.market.sudo().with_user(self.manager).date_reception_notified = False
        self.accept()
        letter = self.letter("final_draft")
        letter.is_read = True
        letter.action_sent()
        with self.assertRaisesRegex(UserError, "do not empty"):
            self.market.with_user(self.manager).date_reception_notified = False

    def test_a_text_names_what_exists(self):
        texts = self.env["chorus.works.letter.template"].with_user(self.manager)
        text = texts.search([("kind", "=", "general")])
        text.body = "<p>Marché {{ marche }}</p>"
        with self.assertRaisesRegex(ValidationError, "mandat"):
            text.body = "<p>{{mandat}}</p>"
        with self.assertRaises(AccessError):
            text.with_user(self.clerk).subject = "X"

    @freeze_time("2026-09-14")
    def test_what_is_typed_stays_text(self):
        self.market.sudo().purpose = "École <b>{{net}}</b> & cour"
        self.to_the_tacit_one()
        self.assertIn(
            "École &lt;b&gt;{{net}}&lt;/b&gt; &amp; cour", self.letter("general").body
        )
