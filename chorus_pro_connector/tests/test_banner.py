# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Banners of a rejected file and of a refused invoice, and the completion window."""

from ast import literal_eval

from lxml import etree

from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from ..models.rule import RULES
from ..models.sending.account_move_repair import REPAIRABLE, REPAIRS
from .sandbox_case import COMMITMENT, SandboxCase

PLAIN = "Le fichier est illisible"
PATH = "La balise {} n'est pas correctement renseignee"
# What the portal says → where the banner leads: the first place, then the others.
REASONS = {
    "BuyerOrderReferencedDocument est obligatoire": ["purchase_order_reference"],
    PATH.format("BuyerReference"): ["buyer_reference"],
    PATH.format("ContractReferencedDocument"): ["contract_reference"],
    PATH.format("PaymentMeans"): ["partner_bank_id"],
    PATH.format("BusinessProcessSpecifiedDocumentContextParameter"): [
        "chorus_framework"
    ],
    "L'identifiant du valideur n'est pas reference": ["chorus_validator_siret"],
    "L'identifiant destinataire n'est pas reference": ["client", "draft"],
    "L'identifiant fournisseur n'est pas reference": ["company"],
    "GrossPriceProductTradePrice": ["draft"],
    "ExchangedDocument.ID : 20 caracteres": ["draft"],
    "La facture a deja ete deposee": ["draft"],
    PLAIN: ["window", "draft"],
    PATH.format("BuyerReference") + "\n" + PLAIN: [
        "buyer_reference",
        "window",
        "draft",
    ],
}


class BannerCase(SandboxCase):
    def alerts(self, move):
        move.invalidate_recordset()
        return move._get_alerts()

    def rejected(self):
        """Return an invoice that was rejected for its commitment."""
        move = self.invoice(self.client(COMMITMENT))
        flow = self.send(move)
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(move.chorus_state, "rejected")
        return move

    def refused(self, **values):
        move = self.delivered(**values)
        self.sandbox.decide(move.name, "REJETEE", "Doublon de facture")
        move.chorus_flow_id.update_flow_status()
        self.assertEqual(move.chorus_state, "refused")
        return move

    def decided(self, status):
        move = self.delivered()
        self.sandbox.decide(move.name, status, "Voir le motif")
        move.chorus_flow_id.update_flow_status()
        return move

    def opened(self, action):
        return self.env[action["res_model"]].browse(action["res_id"])


@tagged("post_install", "-at_install")
class TestRejected(BannerCase):
    def test_leads_to_the_very_field(self):
        move = self.rejected()
        line = move._chorus_current_line().sudo()
        for reason, places in REASONS.items():
            with self.subTest(reason):
                line.error = reason
                self.assertEqual(move._chorus_places_to_correct(line), places)

    def test_correct_then_send_again(self):
        move = self.rejected()
        alerts = self.alerts(move)
        alert = alerts["chorus_rejected"]
        self.assertEqual(alert["action_text"], "Correct: Commitment number")
        context = alert["action"]["context"]
        self.assertEqual(context["chorus_field"], "purchase_order_reference")
        self.assertNotIn("chorus_rejected_draft", alerts)
        self.assertNotIn("chorus_resend", alerts)
        window = self.env["ir.ui.view"].browse(alert["action"]["views"][0][0])
        with Form(move, window) as form:
            form.purchase_order_reference = "EJ20260001"
        alert = self.alerts(move)["chorus_resend"]
        self.assertEqual(alert["action_text"], "Send again")
        _model, method, ids = alert["action_call"]
        getattr(move.browse(ids), method)()
        self.assertEqual(move.chorus_state, "deposited")
        self.sandbox.advance()
        move.chorus_flow_id.update_flow_status()
        self.assertEqual(move.chorus_state, "delivered")

    def test_draft_only_when_it_must_be(self):
        move = self.rejected()
        line = move._chorus_current_line().sudo()
        line.error = "GrossPriceProductTradePrice"
        alert = self.alerts(move)["chorus_rejected"]
        self.assertEqual(alert["action_call"][1], "button_draft")
        line.error = PLAIN
        alerts = self.alerts(move)
        self.assertEqual(
            alerts["chorus_rejected"]["action_text"], "Complete the invoice"
        )
        draft = alerts["chorus_rejected_draft"]
        self.assertEqual(
            (draft["level"], draft["action_call"][1]), ("info", "button_draft")
        )

    def test_no_impossible_framework(self):
        words = self.env["chorus.rejection.words"]
        (sentence,) = words._chorus_explain(
            PATH.format("BusinessProcessSpecifiedDocumentContextParameter")
        )
        self.assertNotIn("A25", sentence)
        self.assertIn("choose another", sentence)


@tagged("post_install", "-at_install")
class TestRefused(BannerCase):
    def listed(self, move):
        """Tell whether the filter *to look at* shows an invoice."""
        view = "chorus_pro_connector.view_account_invoice_filter_inherit_chorus"
        arch = etree.fromstring(self.env.ref(view).arch)
        (domain,) = arch.xpath("//filter[@name='chorus_problem']/@domain")
        found = self.env["account.move"].search(literal_eval(domain))
        return move in found

    def test_credit_note_and_new_invoice(self):
        move = self.refused()
        attachment = self.env["ir.attachment"].create(
            {"name": "bon.pdf", "raw": b"%PDF-1.4", "res_model": "account.move"}
        )
        move.sudo().chorus_attachment_ids = attachment
        alert = self.alerts(move)["chorus_client"]
        self.assertEqual(alert["action_text"], "Credit note and new invoice")
        self.assertIn("Doublon", alert["message"])
        self.assertTrue(self.listed(move))
        _model, method, ids = alert["action_call"]
        window = self.opened(getattr(move.browse(ids), method)())
        draft = self.opened(window.action_replace())

        self.assertEqual((draft.state, draft.move_type), ("draft", "out_invoice"))
        self.assertEqual(draft.chorus_replaces_id, move)
        self.assertEqual(draft.amount_total, move.amount_total)
        self.assertEqual(draft.chorus_attachment_ids.mapped("name"), ["bon.pdf"])
        self.assertNotEqual(draft.chorus_attachment_ids, attachment)
        credit = move.reversal_move_ids
        self.assertEqual((credit.state, credit.chorus_state), ("posted", "no"))
        self.assertEqual(move.payment_state, "reversed")
        self.assertIn("Doublon", credit.ref)
        note = self.alerts(credit)["chorus_balance"]
        self.assertEqual(note["level"], "info")
        self.assertIn(move.name, note["message"])

        # Not offered twice, and nothing left to do.
        self.assertFalse(self.listed(move))
        alert = self.alerts(move)["chorus_client"]
        self.assertEqual(
            (alert["level"], self.opened(alert["action"])), ("info", draft)
        )
        with self.assertRaisesRegex(UserError, "nothing was done"):
            move.action_chorus_credit_and_replace()
        self.assertEqual(len(move.reversal_move_ids), 1)
        # The new invoice goes its way.
        draft.action_post()
        self.assertNotEqual(draft.name, move.name)
        self.send(draft)
        self.assertEqual(draft.chorus_state, "deposited")

    def test_credit_note_still_a_draft(self):
        move = self.refused()
        credit = move._reverse_moves([{}])
        alert = self.alerts(move)["chorus_client"]
        self.assertEqual(
            (alert["level"], self.opened(alert["action"])), ("warning", credit)
        )
        self.assertTrue(self.listed(move))
        credit.action_post()
        self.assertIn("nothing is left", self.alerts(move)["chorus_client"]["message"])
        self.assertFalse(self.listed(move))

    def test_credit_note_cancelled_is_none(self):
        move = self.refused()
        move._reverse_moves([{}]).button_cancel()
        self.assertIn("action_call", self.alerts(move)["chorus_client"])

    def test_a_refused_credit_note(self):
        move = self.refused(move_type="out_refund")
        alert = self.alerts(move)["chorus_client"]
        self.assertEqual(alert["action_text"], "Cancel it and make a new credit note")
        draft = self.opened(move.action_chorus_credit_and_replace())
        self.assertEqual(draft.move_type, "out_refund")
        balance = move.reversal_move_ids
        self.assertEqual(
            (balance.move_type, balance.chorus_state), ("out_invoice", "no")
        )

    def test_nothing_happens_to_others(self):
        move = self.delivered()
        with self.assertRaisesRegex(UserError, "nothing was done"):
            move.action_chorus_credit_and_replace()
        self.assertFalse(move.reversal_move_ids)

    def test_suspended_and_to_recycle_have_their_window(self):
        windows = {
            "SUSPENDUE": "chorus.complete.wizard",
            "A_RECYCLER": "chorus.recycle.wizard",
        }
        for status, window in windows.items():
            with self.subTest(status):
                move = self.decided(status)
                _model, method, ids = self.alerts(move)["chorus_client"]["action_call"]
                action = getattr(move.browse(ids), method)()
                self.assertEqual(action["res_model"], window)

    def test_the_page_of_the_portal(self):
        move = self.delivered()
        action = move._chorus_portal_action()
        self.assertEqual(action["tag"], "chorus_portal")
        self.assertEqual(
            action["params"], {"url": self.sandbox.url, "number": move.name}
        )
        self.company.sudo().chorus_environment = "production"
        params = move._chorus_portal_action()["params"]
        self.assertEqual(params["url"], "https://portail.chorus-pro.gouv.fr")


@tagged("post_install", "-at_install")
class TestCompletionWindow(BannerCase):
    def test_says_all_that_is_missing(self):
        client = self.client(
            chorus_service_required=True,
            chorus_commitment_required=True,
            country_id=False,
        )
        move = self.invoice(client, partner_bank_id=False)
        rows = move.chorus_repair
        fields = {code: row.get("field") for code, row in rows.items()}
        self.assertLessEqual(
            {
                ("chorus_service_missing", "buyer_reference"),
                ("chorus_commitment_missing", "purchase_order_reference"),
                ("chorus_bank_missing", "partner_bank_id"),
                # Not in this window: its own button leads there.
                ("chorus_country", None),
            },
            set(fields.items()),
        )
        self.assertEqual(rows["chorus_country"]["action_text"], "Open the client")
        self.assertNotIn("action", rows["chorus_service_missing"])

    def test_every_button_opens_the_same_window(self):
        client = self.client(chorus_service_required=True)
        alerts = self.alerts(self.invoice(client, partner_bank_id=False))
        service, bank = alerts["chorus_service_missing"], alerts["chorus_bank_missing"]
        for alert, field in ((service, "buyer_reference"), (bank, "partner_bank_id")):
            self.assertEqual(alert["action"]["context"]["chorus_field"], field)
        self.assertEqual(service["action"]["views"], bank["action"]["views"])

    def test_save_and_send(self):
        client = self.client(chorus_service_required=True)
        move = self.invoice(client)
        view = "chorus_pro_connector.view_move_form_chorus_repair"
        with Form(move, view) as form:
            form.buyer_reference = "SERVICE_1"
        move.action_chorus_send()
        self.assertEqual(move.chorus_state, "deposited")

    def test_a_rejection_says_its_reason_there(self):
        move = self.rejected()
        row = move.chorus_repair["chorus_rejected"]
        self.assertEqual(row["field"], "purchase_order_reference")
        self.assertIn("commitment number", row["message"])

    def test_it_has_every_field_that_a_button_promises(self):
        promised = {row.field for row in RULES.values() if row.action in REPAIRS}
        self.assertLessEqual(promised, REPAIRABLE.keys())
        view = self.env.ref("chorus_pro_connector.view_move_form_chorus_repair")
        fields = etree.fromstring(view.arch).xpath("//group//field/@name")
        self.assertLessEqual(REPAIRABLE.keys(), set(fields))
