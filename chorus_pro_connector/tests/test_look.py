# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the accountant sees: one next step, a row that acts, messages, amounts."""

import re

from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from ..models.connection.answers import notification
from ..models.connection.groupings import GROUPINGS
from ..models.sending.account_move_row import CLICKS
from ..models.states import INVOICE_STATES
from .sandbox_case import COMMITMENT, SandboxCase

# Shown without their name, or as Odoo shows them on every form.
UNLABELLED = {
    "chorus_event_ids",
    "chorus_identifier_warning",
    "chorus_pause",
    "chorus_repair",
    "company_id",
    "currency_id",
    "display_name",
    "document_ids",
    "initial_invoice_ids",
    "invoice_ids",
    "submission_text",
}


@tagged("post_install", "-at_install")
class TestNextStep(SandboxCase):
    def shown(self, move, classes=None):
        """Return the names of the buttons of the header, or those of ``classes``."""
        arch = move.get_view(self.env.ref("account.view_move_form").id, "form")["arch"]
        names = []
        for button in etree.fromstring(arch).iterfind(".//header/button"):
            hidden = button.get("invisible") or "False"
            used = set(re.findall(r"\w+", hidden)) & move._fields.keys()
            values = move.read([*used])[0] if used else {}
            if not classes or classes & set((button.get("class") or "").split()):
                if not safe_eval(hidden, values):
                    names.append(button.get("name"))
        return names

    def primaries(self, move):
        return self.shown(move, {"btn-primary", "oe_highlight"})

    def test_one_primary_button(self):
        move = self.invoice()
        self.assertEqual(self.primaries(move), ["action_chorus_send"])
        self.send(move)
        self.assertEqual(self.primaries(move), ["action_chorus_update_status"])
        self.sandbox.advance()
        move.action_chorus_update_status()
        self.assertEqual(self.primaries(move), ["action_register_payment"])

    def test_of_what_is_missing_or_waits(self):
        lacking = self.invoice(self.client(chorus_service_required=True))
        self.assertEqual(lacking.chorus_state, "incomplete")
        self.assertEqual(self.primaries(lacking), ["action_chorus_complete"])
        # It would only say again what the banner says.
        self.assertNotIn("action_chorus_send", self.shown(lacking))
        self.company.chorus_delay = 10
        waiting = self.invoice()
        self.send(waiting)
        self.assertEqual(self.primaries(waiting), ["action_chorus_send_now"])
        draft = self.invoice(post=False)
        self.assertEqual(self.primaries(draft), ["action_post"])

    def test_of_a_refusal(self):
        """The way out of it, until a credit note was made."""
        for reason, way in (
            ("Doublon", "replace"),
            ("Transfert pour paiement en régie", "reject"),
        ):
            move = self.delivered()
            self.sandbox.decide(move.name, "REJETEE", reason)
            move.action_chorus_update_status()
            move.invalidate_recordset()
            with self.subTest(reason):
                self.assertEqual((move.chorus_state, move.chorus_way), ("refused", way))
                self.assertEqual(self.primaries(move), ["action_chorus_answer"])
                move.action_chorus_credit_and_replace()
                move.invalidate_recordset()
                self.assertFalse(move.chorus_way)

    def test_of_other_clients_odoo_says_it(self):
        move = self.invoice(self.client(invoice_sending_method="email"))
        self.assertEqual(
            self.primaries(move),
            ["action_invoice_sent", "action_print_pdf", "action_register_payment"],
        )

    # === The icon of a row === #

    def test_a_click_sends(self):
        move = self.invoice()
        kind, sentence = self.params(move.action_chorus_row())
        self.assertEqual((kind, move.chorus_state), ("success", "deposited"))
        self.assertIn("has received the file", sentence)
        # A second click, on a list that was not read again, sends nothing.
        self.assertEqual(move.action_chorus_row()["res_id"], move.id)
        self.assertEqual(len(self.deposits()), 1)

    def test_a_click_takes_back(self):
        self.company.chorus_delay = 10
        move = self.invoice()
        move.action_chorus_row()
        self.assertEqual(move.chorus_state, "queued")
        kind, sentence = self.params(move.action_chorus_row())
        self.assertEqual((kind, move.chorus_state), ("success", "ready"))
        self.assertIn("will not be sent", sentence)

    def test_a_click_completes(self):
        lacking = self.invoice(self.client(chorus_service_required=True))
        rejected = self.invoice(self.client(COMMITMENT))
        self.send(rejected)
        self.sandbox.advance()
        rejected.action_chorus_update_status()
        self.assertEqual(rejected.chorus_state, "rejected")
        for move in (lacking, rejected):
            action = move.action_chorus_row()
            self.assertEqual((action["res_id"], action["target"]), (move.id, "new"))

    def test_who_only_reads_clicks_nothing(self):
        reader = new_test_user(
            self.env,
            "chorus_reader",
            groups="base.group_user,account.group_account_readonly",
            company_id=self.company.id,
        )
        moves = self.env["account.move"]
        clicks = moves.with_user(self.clerk).fields_get(["chorus_state"])
        self.assertEqual(clicks["chorus_state"]["chorus_clicks"].keys(), CLICKS.keys())
        self.assertLessEqual(CLICKS.keys(), INVOICE_STATES.keys())
        fields = moves.with_user(reader).fields_get(["chorus_state"])
        self.assertNotIn("chorus_clicks", fields["chorus_state"])
        move = self.invoice()
        with self.assertRaises(AccessError):
            move.with_user(reader).action_chorus_row()
        self.assertEqual(self.deposits(), [])


@tagged("post_install", "-at_install")
class TestSaid(SandboxCase):
    def said(self, move):
        """Return the messages of the portal, the oldest first."""
        portal = self.env.ref("chorus_pro_connector.partner_portal")
        messages = move.sudo().message_ids.sorted("id")
        return messages.filtered(lambda message: message.author_id == portal)

    def test_the_portal_signs_in_one_line(self):
        move = self.delivered()
        bodies = [str(body) for body in self.said(move).mapped("body")]
        self.assertIn("File deposited on Chorus Pro", bodies[0])
        for body in bodies[1:]:
            tree = etree.fromstring(body)
            self.assertEqual((tree.tag, tree[0].tag), ("details", "summary"))
            self.assertIn("Status on Chorus Pro:", tree[0].text)
        self.assertIn("Mise à disposition", bodies[-1])

    def test_the_reason_is_not_folded_away(self):
        move = self.delivered()
        self.sandbox.decide(move.name, "REJETEE", "Doublon")
        move.action_chorus_update_status()
        # What the status changes of the legal due date is told after it.
        heads = [etree.fromstring(str(one.body))[0].text for one in self.said(move)]
        self.assertIn("Status on Chorus Pro: Rejetée. Reason given: Doublon", heads)

    def test_the_chatter_of_a_deposit(self):
        """In words: no code of the portal."""
        flow = self.delivered().chorus_flow_id.sudo()
        # Odoo tracks nothing in tests of accounting: ask as it would.
        tracked = flow.fields_get(["status"])
        changes, commands = flow._mail_track(tracked, {"status": False})
        self.assertEqual(changes, {"status"})
        self.assertEqual([row[2]["new_value_char"] for row in commands], ["Intégré"])

    def test_a_title_says_nothing_twice(self):
        for sentence, title in (
            ("Chorus Pro has it.", False),
            ("Nothing new.", "Chorus Pro"),
        ):
            action = notification(self.env, "info", sentence)
            self.assertEqual(action["params"]["title"], title)

    def test_a_rejection(self):
        move = self.invoice(self.client(COMMITMENT))
        self.send(move)
        self.sandbox.advance()
        move.action_chorus_update_status()
        tree = etree.fromstring(str(self.said(move)[-1].body))
        self.assertIn("demands a commitment number", tree[0].text)
        self.assertEqual([part.tag for part in tree], ["summary", "p", "ul"])

    def test_in_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.company.partner_id.sudo().lang = "fr_FR"
        self.assertEqual(self.clerk.lang, "en_US")
        move = self.invoice()
        self.send(move)
        self.assertIn("déposé", self.said(move)[0].body)

    def test_the_portal_is_in_no_list(self):
        partners = self.env["res.partner"]
        self.assertEqual(partners.search_count([("name", "=", "Chorus Pro")]), 0)
        portal = self.invoice()._chorus_portal()
        self.assertEqual((portal.name, portal.active), ("Chorus Pro", False))
        self.assertEqual(partners.search_count([("name", "=", "Chorus Pro")]), 0)
        self.assertEqual(self.invoice()._chorus_portal(), portal)

    # === Amounts and files === #

    def test_a_credit_note_is_negative(self):
        credit = self.invoice(move_type="out_refund")
        flow = self.send(credit)
        self.assertEqual(flow.line_ids.amount, credit.amount_total)
        self.assertEqual(flow.line_ids.amount_signed, -credit.amount_total)
        self.assertEqual(flow.amount_total, -credit.amount_total)

    def test_what_was_sent(self):
        self.company.chorus_delay = 10
        move = self.invoice()
        flow = self.send(move)
        self.assertTrue(flow.attachment_id)
        self.assertFalse(flow.was_sent or move.chorus_was_sent)
        with self.assertRaisesRegex(UserError, "Nothing has been sent yet"):
            move.action_chorus_open_file()
        move.action_chorus_send_now()
        move.invalidate_recordset()
        self.assertTrue(flow.was_sent and move.chorus_was_sent)
        url = move.action_chorus_open_file()["url"]
        self.assertIn(f"/{flow.sudo().attachment_id.id}?", url)

    # === Groupings === #

    def test_nothing_technical_among_the_groupings(self):
        for model, known in GROUPINGS.items():
            fields = self.env[model].with_user(self.clerk).fields_get()
            self.assertLessEqual(known, self.env[model]._fields.keys())
            found = {
                name
                for name, field in fields.items()
                if name.startswith("chorus_" if "chorus" not in model else "")
                and field["groupable"]
            }
            with self.subTest(model):
                self.assertTrue(found)
                self.assertLessEqual(found, known)

    def test_every_field_shown_has_its_help(self):
        """Odoo shows it when one points at the name of the field."""
        lacking = []
        for model in ("account.move", "res.partner", "chorus.flow"):
            arch = "".join(
                self.env["ir.ui.view"]
                .search([("model", "=", model), ("name", "ilike", "chorus")])
                .mapped("arch")
            )
            for name, field in self.env[model].fields_get().items():
                ours = name.startswith("chorus_") or model == "chorus.flow"
                shown = re.search(rf'<field name="{name}"(?![^>]*invisible="1")', arch)
                if ours and shown and name not in UNLABELLED and not field.get("help"):
                    lacking.append(f"{model}.{name}")
        self.assertEqual(lacking, [])

    def test_every_empty_list_says_what_comes_there(self):
        """Else Odoo proposes to create a document, also where nobody may."""
        actions = self.env["ir.actions.act_window"].search(
            [("view_mode", "like", "list"), ("target", "=", "current")]
        )
        names = actions.get_external_id()
        ours = actions.filtered(
            lambda one: names[one.id].startswith("chorus_pro_connector")
        )
        self.assertGreater(len(ours), 20)
        self.assertEqual(ours.filtered(lambda one: not one.help).mapped("name"), [])

    def test_no_two_fields_of_a_model_have_one_name(self):
        """In exports and filters nobody could tell them apart; Odoo's log says so."""
        twice = []
        for name, model in self.env.registry.items():
            if model._original_module.startswith("chorus_pro_connector"):
                labels = [field.string for field in model._fields.values()]
                found = {label for label in labels if labels.count(label) > 1}
                twice += [(name, label) for label in sorted(found)]
        self.assertEqual(twice, [])
