# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices of others that we validate: the list, the fifteen days, the decision."""

from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .sandbox_case import SandboxCase

DECIDE = "factures/traiter/factureAValider"
HOLDER = {"chorus_framework": "A9", "chorus_validator_siret": "55512345600017"}


class ValidationCase(SandboxCase):
    def setUp(self):
        super().setUp()
        self.connect(self.company)

    def given(self, count=1):
        """Have a subcontractor's invoices wait for us; we become their holder."""
        moves = self.env["account.move"]
        for _rank in range(count):
            move = self.invoice(**HOLDER)
            self.send(move)
            self.sandbox.advance(60)
            move.chorus_flow_id.update_flow_status()
            self.assertEqual(move.chorus_status, "A_VALIDER_1")
            moves |= move
        self.connect(self.company, "valideur")
        return moves

    def listed(self):
        rows = self.env["chorus.validation"]
        rows.sudo()._chorus_refresh(self.company)
        return rows.with_user(self.clerk).search([("company_id", "=", self.company.id)])

    def status(self, row):
        with self.company._chorus_client() as portal:
            return portal.invoice_history(row.identifier)


@tagged("post_install", "-at_install")
class TestValidation(ValidationCase):
    def window(self, row):
        action = row.action_decide()
        return row.env[action["res_model"]].browse(action["res_id"])

    def test_what_waits_is_listed(self):
        move = self.given()
        row = self.listed()
        self.assertEqual(row.number, move.name)
        self.assertEqual((row.amount, row.currency_id.name), (120.0, "EUR"))
        self.assertEqual(row.supplier_siret, self.company._chorus_own_siret())
        self.assertTrue(row.waiting and row.supplier and row.recipient)
        self.assertEqual(row.deadline - row.since, timedelta(days=15))
        self.assertIn(row.days_left, (14, 15))

    def test_nothing_new_is_one_call(self):
        self.given(2)
        self.assertEqual(len(self.listed()), 2)
        self.sandbox.forget_requests()
        self.listed()
        asked = self.sandbox.order("GET", "requests")["counts"]
        asked.pop("oauth/token", None)
        self.assertEqual(asked, {"factures/rechercher/aTraiter/valideur": 1})

    def test_the_scheduled_action_reads_them(self):
        move = self.given()
        cron = self.env.ref("chorus_pro_connector.ir_cron_chorus_validations").sudo()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        row = self.env["chorus.validation"].search([("number", "=", move.name)])
        self.assertEqual((row.company_id, row.waiting), (self.company, True))

    def test_accept(self):
        self.given()
        row = self.listed()
        window = self.window(row)
        self.assertIn(row.number, window.announcement)
        kind, sentence = self.params(window.action_accept())
        self.assertEqual(kind, "success")
        self.assertIn("accepted", sentence)
        self.assertFalse(row.waiting)
        codes = [event.code for event in self.status(row).events]
        self.assertEqual(codes.count("VALIDEE_1"), 1)
        with self.assertRaises(UserError):
            self.window(row).action_accept()

    def test_refuse_with_a_reason(self):
        self.given()
        row = self.listed()
        window = self.window(row)
        with self.assertRaisesRegex(UserError, "Choose why"):
            window.action_refuse()
        reasons = self.env["chorus.validator.reason"].with_user(self.clerk)
        wrong = reasons.search([("code", "=", "QTE_ERR")])
        self.assertEqual(wrong.name, "Quantité facturée incorrecte")
        window.reason_id = wrong
        window.comment = "Lot 2 : 30 m² et non 40"
        self.assertEqual(self.params(window.action_refuse())[0], "success")
        history = self.status(row)
        self.assertEqual(history.current, "REFUSEE_1")
        self.assertEqual(
            history.events[-1].comment,
            "Quantité facturée incorrecte Lot 2 : 30 m² et non 40",
        )
        self.assertEqual(row.status, "REFUSEE_1")
        with self.assertRaises(AccessError):
            wrong.write({"name": "Autre"})

    def test_what_was_accepted_is_not_refused(self):
        """The portal is late, and shows it as waiting still."""
        self.given()
        row = self.listed()
        waits = {name: row[name] for name in ("waiting", "status", "basis")}
        window = self.window(row)
        window.reason_id = self.env["chorus.validator.reason"].search([], limit=1)
        self.window(row).action_accept()
        row.sudo().write(waits)
        for button in (window.action_refuse, window.action_accept):
            with self.assertRaisesRegex(UserError, "was done for .* already"):
                button()
        self.assertEqual(len(self.sandbox.requests_of(DECIDE)), 1)

    def test_half_an_answer_takes_nothing_away(self):
        self.given()
        row = self.listed()
        known = row.read(["supplier", "recipient", "amount", "invoice_date"])
        with self.company._chorus_client() as portal:
            (found,) = portal.invoices_to_validate()
            half = found._replace(
                amount=None, supplier_name="", recipient_name="", invoice_date=None
            )
            self.sandbox.fault("http_503", "factures/consulter/valideur", count=9)
            row.sudo()._chorus_take(self.company, portal, half, row.sudo())
        row.invalidate_recordset()
        names = ["supplier", "recipient", "amount", "invoice_date"]
        self.assertEqual(row.read(names), known)

    def test_reasons_while_the_portal_is_silent(self):
        """The last list stays; without one there is a reason all the same."""
        self.given()
        row = self.listed()
        reasons = self.env["chorus.validator.reason"].with_user(self.clerk)
        with self.portal_gone():
            window = self.window(row)
        self.assertEqual(reasons.search([]).mapped("code"), ["AUT_MOTIF_ERR_VALIDEUR"])
        window.reason_id = reasons.search([])
        self.window(row)
        listed = len(reasons.search([]))
        self.assertGreater(listed, 30)
        self.sandbox.fault(
            "http_503", "transverses/recuperer/motifs/refus/Facture/AValider"
        )
        self.window(row)
        self.assertEqual(len(reasons.search([])), listed)

    def test_a_lost_answer_is_decided_once(self):
        self.given()
        row = self.listed()
        self.sandbox.fault("reset", DECIDE)
        kind, sentence = self.params(self.window(row).action_accept())
        act = row.act_ids.sudo()
        self.assertEqual((kind, act.state), ("warning", "unknown"))
        act._chorus_advance()
        self.assertEqual((act.state, act.attempts), ("done", 1))
        self.assertEqual(len(self.sandbox.requests_of(DECIDE)), 1)

    def test_it_came_back_meanwhile(self):
        """Refused at the portal and given to us again, between two readings: what was
        read is not decided on, and then the new question is."""
        self.given()
        row = self.listed()
        window, before = self.window(row), row.basis
        with self.company._chorus_client() as portal:
            portal.decide_invoice(row.identifier, "ERREUR_VALIDEUR", "")
        self.sandbox.advance(3600)
        self.connect(self.company)
        with self.company._chorus_client() as portal:
            siret = HOLDER["chorus_validator_siret"]
            portal.correct_validator(row.identifier, siret)
        self.connect(self.company, "valideur")
        self.sandbox.advance(3600)
        self.sandbox.forget_requests()
        kind, sentence = self.params(window.action_accept())
        self.assertEqual(kind, "danger")
        self.assertIn("decide again", sentence)
        self.assertEqual(self.sandbox.requests_of(DECIDE), [])
        self.assertTrue(row.waiting and row.basis != before)
        self.assertEqual(self.params(self.window(row).action_accept())[0], "success")

    def test_fifteen_days_later(self):
        self.given()
        row = self.listed()
        self.sandbox.advance(16 * 86400)
        self.listed()
        self.assertFalse(row.waiting)
        self.assertEqual(row.days_left, 0)
        kind, _sentence = self.params(self.late(row))
        self.assertEqual(kind, "danger")
        self.assertEqual(self.sandbox.requests_of(DECIDE), [])

    def late(self, row):
        """Decide on what Odoo still takes for waiting."""
        row.sudo().write({"status": "A_VALIDER_1", "waiting": True})
        return self.window(row).action_accept()

    def test_nobody_writes_the_list(self):
        self.given()
        row = self.listed()
        with self.assertRaises(AccessError):
            row.write({"waiting": False})
        with self.assertRaises(AccessError):
            row.create({"company_id": self.company.id, "identifier": "1"})

    def test_each_company_its_own(self):
        self.given()
        row = self.listed()
        other = self.env["res.company"].create({"name": "Autre"})
        stranger = new_test_user(
            self.env,
            "chorus_stranger",
            groups="base.group_user,account.group_account_invoice",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        self.assertTrue(row)
        self.assertFalse(row.with_user(stranger).search([("id", "=", row.id)]))
