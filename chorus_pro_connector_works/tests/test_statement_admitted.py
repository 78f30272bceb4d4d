# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the project manager admits instead of what was claimed, and what follows.

Of the first statement of the example: line 1.1 admitted at 40 % instead of 50 %, hence
1,800 euros of works less. All figures are computed by hand.
"""

from decimal import Decimal as D

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from . import works_example as example
from .chain_case import ChainCase
from .statement_case import StatementCommon

# By what the first statement changes: works, revision at 1.012, their VAT, retention.
CHANGE = {
    "amount_works": D("-1800.00"),
    "amount_revision": D("-21.60"),
    "amount_untaxed": D("-1821.60"),
    "amount_tax": D("-364.32"),
    "amount_total": D("-2185.92"),
    "amount_retention": D("-108.00"),
    "amount_net": D("-2077.92"),
}
# The second statement behind it: 1,800 euros more than the example, at its own C.
SECOND = {
    "amount_works": D("45435.60"),
    "amount_works_cumulative": example.WORKS_CUMULATIVE[1],
    "amount_revision": D("732.73"),
    "amount_untaxed": D("50168.33"),
    "amount_tax": D("10033.67"),
    "amount_total": D("60202.00"),
    "amount_retention": D("2966.14"),
    "amount_retention_cumulative": example.RETENTION_CUMULATIVE[1],
    "amount_net": D("57235.86"),
}


class AdmittedMixin:
    def cents(self, value):
        return D(str(round(value, 2)))

    def check(self, statement, expected):
        found = {name: self.cents(statement[name]) for name in expected}
        self.assertEqual(found, expected)

    def rectify(self, statement, code="1.1", value=40.0):
        """Type what was admitted of a line, as the form does."""
        line = statement.line_ids.filtered(lambda row: row.code == code)
        line.with_user(self.clerk).write({"admitted_value": value})
        return line

    def corrected(self, statement):
        """Return the draft that the button makes."""
        action = statement.with_user(self.clerk).action_start_from_admitted()
        return statement.browse(action["res_id"])


@tagged("post_install", "-at_install")
class TestStatementAdmitted(AdmittedMixin, StatementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.market = cls.running_market()
        cls.first = cls.example_statement(cls.market, 1)

    def test_the_difference_line_by_line(self):
        self.assertFalse(self.first.is_rectified)
        self.assertEqual(self.first.rectified_total, self.first.amount_total)
        line = self.rectify(self.first)
        self.check(
            line,
            {"admitted_amount": D("7200.00"), "admitted_difference": D("-1800.00")},
        )
        self.check(
            self.first,
            {
                "rectified_untaxed": example.UNTAXED[0] + CHANGE["amount_untaxed"],
                "rectified_total": example.TOTAL[0] + CHANGE["amount_total"],
                "rectified_net": example.NET[0] + CHANGE["amount_net"],
                # Nothing of the statement itself changes.
                "amount_total": example.TOTAL[0],
            },
        )

    def test_the_next_statement_starts_from_what_was_admitted(self):
        self.rectify(self.first)
        draft = self.corrected(self.first)
        self.assertEqual((draft.number, draft.rank, draft.adjusts), (1, 1, "admitted"))
        self.assertEqual(draft.period_end, self.first.period_end)
        self.check(draft, CHANGE)
        self.assertEqual(self.first.starts_from, "admitted")
        # The button opens the same draft again.
        self.assertEqual(self.corrected(self.first), draft)
        draft.with_user(self.clerk).action_post()
        move = draft.move_id
        self.assertEqual((move.state, move.move_type), ("posted", "out_refund"))
        self.assertEqual(self.cents(move.amount_total), D("2185.92"))
        self.assertIn(self.first.move_id.name, move.ref)
        second = self.example_statement(self.market, 2)
        self.assertEqual((second.number, second.rank), (2, 0))
        self.assertEqual(second.previous_id, draft)
        self.check(second, SECOND)
        # Books and statements agree, whatever was credited between.
        moves = self.first.move_id | move | second.move_id
        balance = sum(moves.mapped("amount_total_signed"))
        self.assertEqual(self.cents(balance), D("93051.52"))
        self.assertEqual(self.cents(second.amount_total_cumulative), D("93051.52"))

    def test_the_next_statement_starts_from_what_was_claimed(self):
        self.rectify(self.first)
        second = self.example_statement(self.market, 2)
        self.assertEqual(second.previous_id, self.first)
        self.check(second, {"amount_net": example.NET[1]})

    def test_the_credit_note_is_set_off(self):
        self.rectify(self.first)
        draft = self.corrected(self.first)
        draft.with_user(self.clerk).action_post()
        terms = self.first.move_id._chorus_works_term_lines()
        left = example.NET[0] + CHANGE["amount_net"]
        self.assertEqual(self.cents(sum(terms.mapped("amount_residual"))), left)
        held = self.first.move_id.line_ids.filtered("chorus_is_retention")
        self.assertEqual(self.cents(held.amount_residual), D("1623.00"))
        self.assertFalse(draft.move_id.line_ids.filtered("amount_residual"))

    def test_corrected_twice(self):
        """The second credit note is set off against the same invoice."""
        self.rectify(self.first)
        draft = self.corrected(self.first)
        draft.with_user(self.clerk).action_post()
        self.rectify(draft, value=30.0)
        again = self.corrected(draft)
        again.with_user(self.clerk).action_post()
        self.assertEqual((again.number, again.rank), (1, 2))
        self.assertFalse(again.move_id.line_ids.filtered("amount_residual"))
        terms = self.first.move_id._chorus_works_term_lines()
        left = example.NET[0] + 2 * CHANGE["amount_net"]
        self.assertEqual(self.cents(sum(terms.mapped("amount_residual"))), left)

    def test_a_retention_that_was_typed_is_not_made_up_for(self):
        held = self.first.amount_retention
        typed = {"is_retention_typed": True, "retention_typed": held}
        self.first.sudo()._chorus_write(typed)
        self.rectify(self.first)
        draft = self.corrected(self.first)
        self.check(
            draft,
            {"amount_retention": D("0.0"), "amount_net": CHANGE["amount_total"]},
        )

    def test_what_was_corrected_is_taken_back(self):
        self.rectify(self.first)
        draft = self.corrected(self.first).with_user(self.clerk)
        draft.action_post()
        with self.assertRaisesRegex(UserError, "Only the last posted"):
            self.first.with_user(self.clerk).action_cancel()
        draft.action_cancel()
        self.assertEqual(draft.move_id.state, "cancel")
        self.assertEqual(
            sum(self.first.move_id.line_ids.mapped("amount_residual")),
            self.first.move_id.amount_total,
        )
        with self.assertRaisesRegex(UserError, "stated again"):
            draft.action_state_again()
        self.assertEqual(self.first.starts_from, "claimed")
        self.assertTrue(self.first.is_last)
        again = self.corrected(self.first)
        self.assertEqual((again.rank, again.state), (1, "draft"))

    def test_it_is_no_piece_and_starts_no_delay(self):
        self.rectify(self.first)
        draft = self.corrected(self.first)
        draft.with_user(self.clerk).action_post()
        self.assertFalse(draft.piece_ids)
        self.assertEqual(draft.move_id.chorus_state, "no")
        self.assertFalse(
            self.market.deadline_ids.filtered(lambda row: row.statement_id == draft)
        )

    def test_what_cannot_be_corrected(self):
        clerk = self.first.with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "No line of"):
            clerk.action_start_from_admitted()
        with self.assertRaisesRegex(UserError, "Nothing is known to differ"):
            clerk.action_letter_admitted()
        self.rectify(self.first)
        second = self.example_statement(self.market, 2, post=False)
        with self.assertRaisesRegex(UserError, "is not posted"):
            self.rectify(second)
        second.action_post()
        with self.assertRaisesRegex(UserError, "is not the last posted"):
            clerk.action_start_from_admitted()

    def test_they_are_typed_in_a_list_of_their_own(self):
        """The form of a statement is not made heavier by them."""
        action = self.first.with_user(self.clerk).action_open_admitted()
        lines = self.env[action["res_model"]].with_user(self.clerk)
        self.assertEqual(lines.search(action["domain"]), self.first.line_ids)

    def test_rights(self):
        line = self.first.line_ids[:1]
        with self.assertRaises(AccessError):
            line.with_user(self.foreman).write({"admitted_value": 1.0})
        with self.assertRaises(AccessError):
            line.with_user(self.foreman).read(["admitted_amount"])
        with self.assertRaisesRegex(UserError, "ask a user of statements"):
            self.first.with_user(self.foreman).action_start_from_admitted()
        for values in ({"adjusts": "admitted"}, {"rank": 3}):
            with self.assertRaises(AccessError):
                self.first.with_user(self.clerk).write(values)

    @freeze_time("2026-04-10")
    def test_an_observation_is_written(self):
        self.rectify(self.first)
        action = self.first.with_user(self.clerk).action_letter_admitted()
        letter = self.env["chorus.works.letter"].browse(action["res_id"])
        self.assertEqual((letter.kind, letter.state), ("admitted", "draft"))
        self.assertEqual(letter.recipient_ids, self.moe)
        self.assertEqual(letter.copy_ids, self.buyer)
        body = str(letter.body).replace("&nbsp;", " ")
        for words in ("1.1 Installation", "-1 800,00", "2 185,92", "32 849,52"):
            self.assertIn(words, body)


@tagged("post_install", "-at_install")
class TestAdmittedAtThePortal(AdmittedMixin, ChainCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.market = cls.running_market()
        cls.statement = cls.posted_statements(cls.market, 1)

    def admitted(self, **amounts):
        """Let the project manager state less, and follow him."""
        self.send_statement(self.statement)
        self.associate(
            "moe",
            self.statement.move_id.chorus_identifier,
            "A15",
            "EA-1",
            montantHtTotal=27374.60,
            montantTVA=5474.92,
            montantTtcTotal=32849.52,
            montantAPayer=31226.52,
            **amounts,
        )
        self.follow()

    def test_his_amounts_are_compared_and_taken(self):
        self.admitted()
        statement = self.statement.with_user(self.clerk)
        self.assertEqual(statement.amount_admitted, 31226.52)
        self.assertEqual(statement.admitted_total, 32849.52)
        less, left = statement.admitted_sentence.split("\n")
        self.assertIn("A15 EA-1", less)
        self.assertIn("2,185.92", less)
        self.assertIn("(2,185.92", left)
        self.rectify(statement)
        statement.invalidate_recordset()
        self.assertEqual(len(statement.admitted_sentence.split("\n")), 1)
        draft = self.corrected(statement)
        self.assertIn("A15 EA-1", draft.reason)
        draft.with_user(self.clerk).action_post()
        second = self.example_statement(self.market, 2)
        self.check(second, SECOND)
        # Nothing but the two statements ever left.
        self.send_statement(second)
        self.assertEqual(draft.move_id.chorus_state, "no")
        dossier = statement.dossier_id
        action = dossier.with_user(self.clerk).action_open_statement()
        self.assertEqual(action["res_id"], statement.id)

    def test_a_refusal_for_an_amount_is_told_with_its_letter(self):
        self.send_statement(self.statement)
        number = self.statement.move_id.name
        self.sandbox.decide(number, "REFUSEE_MOE", "Erreur de montant", force=True)
        self.follow()
        statement = self.statement.with_user(self.clerk)
        alert = statement.chorus_alerts["chorus_works_amount"]
        self.assertIn("19/02/2025", alert["message"])
        model, method, ids = alert["action_call"]
        action = getattr(self.env[model].with_user(self.clerk).browse(ids), method)()
        letter = self.env["chorus.works.letter"].browse(action["res_id"])
        self.assertEqual(letter.kind, "refusal")

    def test_the_portal_itself_refuses_that_refusal(self):
        self.send_statement(self.statement)
        body = {
            "idFactureTravaux": int(self.statement.move_id.chorus_identifier),
            "motifRefus": "Erreur de montant",
        }
        with self.assertRaises(AssertionError):
            self.call_as("moe", "refuser", body)
        self.assertEqual(self.piece_of(self.statement)["statut"][:6], "MISE_A")
