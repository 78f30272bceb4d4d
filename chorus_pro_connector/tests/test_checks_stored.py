# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""State and issues are stored, and follow whatever they depend on."""

from odoo.tests import tagged

from ..models.rule import RULES
from .sandbox_case import COMMITMENT, SandboxCase


@tagged("post_install", "-at_install")
class TestChecksStored(SandboxCase):
    def stored(self, move):
        """Return (state, codes) as the database has them."""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT chorus_state, chorus_issues FROM account_move WHERE id = %s",
            [move.id],
        )
        state, issues = self.env.cr.fetchone()
        return state, {issue["code"] for issue in issues or []}

    def assertStored(self, move, state, *codes):
        self.assertEqual(self.stored(move), (state, set(codes)))

    # === One test for each thing they depend on === #

    def test_client(self):
        client = self.client(chorus_structure_state="active")
        move = self.invoice(client)
        self.assertStored(move, "ready")
        for values, code in (
            ({"company_registry": "12"}, "client_siret"),
            ({"chorus_works_only": True}, "client_works_only"),
            ({"chorus_structure_state": "inactive"}, "client_inactive"),
            ({"chorus_commitment_required": True}, "commitment_missing"),
            ({"country_id": False}, "country"),
        ):
            with self.subTest(code):
                before = {name: client[name] for name in values}
                client.sudo().write(values)
                self.assertStored(move, "incomplete", code)
                client.sudo().write(before)
                self.assertStored(move, "ready")
        client.invoice_sending_method = "email"
        self.assertStored(move, "no")

    def test_service(self):
        client = self.client()
        service = self.env["chorus.service"].create(
            {"partner_id": client.id, "code": "S1"}
        )
        move = self.invoice(client, buyer_reference="S1")
        service.active = False
        self.assertStored(move, "incomplete", "service_inactive")
        service.active = True
        service.commitment_required = True
        self.assertStored(move, "incomplete", "commitment_missing")
        service.write({"commitment_required": False, "code": "S2"})
        self.assertStored(move, "ready", "service_unknown")

    def test_bank_account(self):
        move = self.invoice()
        self.bank_account.allow_out_payment = False
        self.bank_account.acc_number = "12345"
        self.assertStored(move, "incomplete", "bank_iban")
        self.bank_account.acc_number = "FR7630006000011234567890189"
        self.assertStored(move, "ready")

    def test_company(self):
        move = self.invoice()
        self.company.partner_id.company_registry = "12"
        self.assertStored(move, "incomplete", "company_siret")
        self.company.partner_id.company_registry = "33254021516357"
        self.assertStored(move, "ready")
        vat = self.company.partner_id.vat
        self.company.partner_id.vat = False
        self.assertStored(move, "incomplete", "seller_vat")
        self.company.partner_id.vat = vat
        self.assertStored(move, "ready")

    def test_attachments(self):
        move = self.invoice()
        document = self.env["ir.attachment"].create({"name": "a.exe", "raw": b"MZ"})
        move.sudo().chorus_attachment_ids = document
        self.assertStored(move, "incomplete", "attachment")
        document.name = "a.txt"
        self.assertStored(move, "ready")
        document.raw = b""
        self.assertStored(move, "incomplete", "attachment_empty")

    def test_taxes(self):
        """Neither the invoice nor its lines are touched: the tax itself changes."""
        tax = self.vat(0, "E", name="Exonérée à revoir")
        move = self.invoice(lines=[self.line("Don", 5.0, tax)])
        self.assertStored(move, "ready", "vat_mention")
        tax.ubl_cii_tax_category_code = "S"
        self.assertStored(move, "incomplete", "tax_category")
        tax.ubl_cii_tax_category_code = "E"
        self.assertStored(move, "ready", "vat_mention")

    def test_lines(self):
        move = self.invoice(post=False)
        line = move.invoice_line_ids
        line.tax_ids = self.vat(20) + self.vat(10)
        self.assertStored(move, "incomplete", "several_vat")
        line.tax_ids = self.vat(20)
        self.assertStored(move, "waiting")
        move.narration = "<p>Mot. </p>" * 4000
        self.assertStored(move, "incomplete", "note_too_long")

    def test_flow(self):
        move = self.invoice()
        flow = self.send(move)
        self.assertStored(move, "deposited")
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertStored(move, "delivered")
        self.sandbox.decide(move.name, "REJETEE", "Doublon")
        move.action_chorus_update_status()
        self.assertStored(move, "refused")
        refund = self.invoice(
            move.partner_id, move_type="out_refund", reversed_entry_id=move.id
        )
        self.assertStored(refund, "no")

    def test_state_of_the_original_reaches_the_credit_note(self):
        move = self.delivered()
        refund = self.invoice(
            move.partner_id, move_type="out_refund", reversed_entry_id=move.id
        )
        self.assertStored(refund, "ready")
        move.sudo().chorus_status = "REJETEE"
        self.assertStored(refund, "no")

    # === Cheap, and never laxer than the file === #

    def test_no_query_for_each_invoice(self):
        client = self.client()
        few, many = 2, 12
        moves = self.env["account.move"].union(
            *[self.invoice(client) for _number in range(many)]
        )
        counts = []
        # The first time also fills the caches of the process.
        for kept in (many, many, few):
            moves[kept:].button_draft()
            moves[kept:].sudo().write({"partner_id": self.client().id})
            required = not client.chorus_service_required
            counts.append(
                [
                    self.queries_of(client, values)
                    for values in (
                        {"chorus_service_required": required},
                        {"invoice_sending_method": "email"},
                        {"invoice_sending_method": "chorus_pro"},
                    )
                ]
            )
        for more, less in zip(*counts[1:], strict=True):
            self.assertLessEqual(more - less, 2, counts)

    def queries_of(self, client, values):
        """Return how many queries a change of the client costs, invoices and all."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        client.write(values)
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_many_at_once_are_looked_at_like_each_alone(self):
        """What is kept for one client or invoice says nothing of another."""
        right = self.client()
        wrong = self.client(company_registry="12")
        gone = self.client(invoice_sending_method="email")
        moves = [self.invoice(client) for client in (right, wrong, gone, right)]
        moves[3].chorus_framework = "A9"
        self.env.flush_all()
        self.env["account.move"].union(*moves).modified(["state"])
        found = [self.stored(move) for move in moves]
        for move, (state, codes) in zip(moves, found, strict=True):
            move.modified(["state"])
            self.assertStored(move, state, *codes)
        self.assertEqual(
            [state for state, _codes in found],
            ["ready", "incomplete", "no", "incomplete"],
        )
        self.assertEqual([len(codes) for _state, codes in found], [0, 1, 0, 1])

    # === Every row leads somewhere === #

    def test_every_button_opens(self):
        move = self.invoice(self.client(COMMITMENT))
        admin = move.with_user(self.env.user)
        own = "chorus_pro_connector"
        rules = [row for row in RULES.values() if row.words._module == own]
        for action in {check.action for check in rules}:
            with self.subTest(action):
                label, target = admin._chorus_issue_action(action)
                self.assertTrue(label)
                model = self.env[target["res_model"]]
                views = target.get("views") or [(False, "form")]
                model.get_view(views[0][0], "form")
                if target.get("res_id"):
                    self.assertTrue(model.browse(target["res_id"]).exists())

    def test_repair_as_a_clerk(self):
        """Pick a service by its name, in the window that the button opens."""
        client = self.client(chorus_service_required=True)
        service = self.env["chorus.service"].create(
            {"partner_id": client.id, "code": "COMPTA-7", "name": "Marchés publics"}
        )
        move = self.invoice(client)
        self.assertStored(move, "incomplete", "service_missing")
        alert = move._get_alerts()["chorus_service_missing"]
        view = alert["action"]["views"][0][0]
        found = self.env["chorus.service"].with_user(self.clerk).name_search("marchés")
        self.assertEqual([row[0] for row in found], service.ids)
        fields = move.get_view(view, "form")["models"]["account.move"]
        self.assertIn("chorus_service_id", fields)
        move.chorus_service_id = service
        self.assertEqual(move.buyer_reference, "COMPTA-7")
        self.assertStored(move, "ready")

    def test_banner_leads_back_to_draft(self):
        move = self.invoice(number="FAC°2026/00004")
        alert = move._get_alerts()["chorus_number_characters"]
        self.assertEqual(
            alert["action_call"], ("account.move", "button_draft", move.ids)
        )

    def test_banner_is_empty_for_others(self):
        move = self.invoice(self.client(invoice_sending_method="email"))
        keys = [key for key in move._get_alerts() if key.startswith("chorus_")]
        self.assertEqual(keys, [])
