# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the portal is asked before an invoice leaves, and what the user confirms."""

from datetime import timedelta

from odoo import fields
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import Form, tagged

from .sandbox_case import COMMITMENT, FREE, INACTIVE, SERVICE
from .test_directory import MANY, DirectoryCase

# The sandbox has EJ20260001 to EJ20260004 for our supplier, EJ2027… for another.
OURS, THEIRS = "EJ20260001", "EJ20270001"
ASKED = "engagementsJuridiques/rechercher"


class BeforeSendingCase(DirectoryCase):
    def stale(self, siret=FREE, **values):
        """Create a client that was read in the directory eight days ago."""
        week_ago = fields.Datetime.now() - timedelta(days=8)
        return self.client(siret, chorus_checked=week_ago, **values)

    def issue(self, move, code="commitment_unseen"):
        found = [i for i in move.chorus_issues or [] if i["code"] == code]
        return found[0] if found else None

    def asked(self):
        return len(self.sandbox.requests_of(ASKED))

    def confirmation(self, action):
        self.assertEqual(action["res_model"], "chorus.confirm.wizard")
        wizard = self.env[action["res_model"]].with_user(self.clerk)
        return wizard.browse(action["res_id"])


@tagged("post_install", "-at_install")
class TestDirectoryBeforeSending(BeforeSendingCase):
    def test_portal_unreachable_asks_to_confirm(self):
        client = self.stale(chorus_structure_state="active")
        move = self.invoice(client)
        self.sandbox.fault("http_503", "structures/*", count=20)
        wizard = self.confirmation(move.action_chorus_send())
        self.assertIn("could not be read again", wizard.doubts)
        self.assertIn("does not answer", wizard.doubts)
        self.assertIn(str(client.chorus_checked.year), wizard.doubts)
        self.assertEqual(self.deposits(), [])
        self.assertFalse(move.chorus_flow_id)
        self.assertEqual(client.chorus_structure_state, "active", "as it was known")
        self.sandbox.forget_requests()
        kind, _sentence = self.params(wizard.action_send())
        self.assertEqual(kind, "success")
        self.assertEqual(len(self.deposits()), 1)
        self.assertEqual(self.calls(), [], "it was just tried")
        self.assertIn("did not answer before sending", self.chatter(move))

    def test_never_read(self):
        move = self.invoice(self.client(FREE, chorus_checked=False))
        self.sandbox.fault("http_503", "structures/*", count=20)
        wizard = self.confirmation(move.action_chorus_send())
        self.assertIn("was never read", wizard.doubts)

    def test_what_is_known_to_be_wrong_still_stops(self):
        move = self.invoice(self.stale(chorus_commitment_required=True))
        self.sandbox.fault("http_503", "structures/*", count=20)
        with self.assertRaisesRegex(RedirectWarning, "demands a commitment"):
            move.action_chorus_send()

    def test_nothing_to_confirm_when_the_directory_answers(self):
        client = self.stale()
        flow = self.send(self.invoice(client))
        self.assertEqual(flow.state, "deposited")
        self.assertEqual(client.chorus_structure_state, "active")

    def test_it_became_inactive(self):
        move = self.invoice(self.stale(INACTIVE, chorus_structure_state="active"))
        with self.assertRaisesRegex(RedirectWarning, "ask the client which structure"):
            move.action_chorus_send()
        self.assertEqual(move.chorus_state, "incomplete")

    def test_the_scheduled_deposit_goes_on(self):
        move = self.invoice(self.stale())
        self.queue(move | self.invoice(self.client()))
        self.sandbox.fault("http_503", "structures/*", count=50)
        self.run_follow()
        self.assertEqual(move.chorus_state, "deposited")
        self.assertIn("did not answer before sending", self.chatter(move))

    def test_send_and_print(self):
        move = self.invoice(self.stale())
        self.sandbox.fault("http_503", "structures/*", count=50)
        wizard = (
            self.env["account.move.send.wizard"]
            .with_user(self.clerk)
            .with_context(active_model="account.move", active_ids=move.ids)
            .create({"sending_methods": ["chorus_pro"]})
        )
        with self.assertRaisesRegex(UserError, "press “Send to Chorus”"):
            wizard.action_send_and_print()
        self.assertEqual(self.deposits(), [])

    def test_a_service_of_a_long_list(self):
        """Its demands were not asked with the list: they are before sending."""
        client = self.client(MANY, chorus_checked=False)
        self.check(client)
        move = self.invoice(client, buyer_reference="SERVICE_100")
        service = self.service(client, "SERVICE_100")
        self.assertTrue(service.demands_known, "asked on confirming")
        self.assertEqual(sum(client.chorus_service_ids.mapped("demands_known")), 1)
        move.buyer_reference = "SERVICE_101"
        self.send(move)
        self.assertTrue(self.service(client, "SERVICE_101").demands_known)


@tagged("post_install", "-at_install")
class TestCommitment(BeforeSendingCase):
    def test_seen(self):
        move = self.invoice(self.client(COMMITMENT), purchase_order_reference=OURS)
        self.assertEqual(self.asked(), 1, "on confirming")
        self.assertFalse(self.issue(move))
        self.assertEqual(move.chorus_state, "ready")

    def test_a_miss_only_warns(self):
        for number in ("NOT-THERE", THEIRS):
            with self.subTest(number):
                move = self.invoice(purchase_order_reference=number)
                issue = self.issue(move)
                self.assertEqual(issue["level"], "warning")
                self.assertIn(number, issue["message"])
                self.assertEqual(move.chorus_state, "ready")
                self.send(move)
                self.assertEqual(move.chorus_state, "deposited")

    def test_asked_once(self):
        move = self.invoice(purchase_order_reference="NOT-THERE")
        move.chorus_framework = "A2"
        move.chorus_framework = "A1"
        self.env["account.move"].invalidate_model()
        self.assertTrue(self.issue(move))
        self.send(move)
        self.assertEqual(self.asked(), 1)

    def test_corrected(self):
        move = self.invoice(purchase_order_reference="NOT-THERE")
        move.purchase_order_reference = f" {OURS} "
        self.assertFalse(self.issue(move), "the answer was about another number")
        self.send(move)
        self.assertEqual(self.asked(), 2)
        self.assertEqual(move.chorus_commitment_asked, OURS)
        self.assertFalse(move.chorus_commitment_missed)

    def test_found_missing_at_the_last_moment(self):
        move = self.invoice()
        move.purchase_order_reference = "NOT-THERE"
        wizard = self.confirmation(move.action_chorus_send())
        self.assertIn("shows no commitment NOT-THERE", wizard.doubts)
        self.assertEqual(self.deposits(), [])
        wizard.action_send()
        self.assertEqual(len(self.deposits()), 1)

    def test_no_context_confirms(self):
        """A program that calls the button may send any context: it is asked too."""
        move = self.invoice()
        move.purchase_order_reference = "NOT-THERE"
        context = {"chorus_confirmed": True, "confirmed": True}
        self.confirmation(move.with_context(**context).action_chorus_send())
        self.assertEqual(self.deposits(), [])

    def test_portal_down_says_nothing(self):
        self.sandbox.fault("http_503", ASKED, count=50)
        move = self.invoice(purchase_order_reference="NOT-THERE")
        self.assertFalse(self.issue(move))
        self.assertFalse(move.chorus_commitment_asked, "asked again next time")
        self.send(move)
        self.assertEqual(move.chorus_state, "deposited")

    def test_a_refusal_says_nothing(self):
        """The application has not ticked that API, or the account may not."""
        self.sandbox.fault("http_403", ASKED, count=50)
        move = self.invoice(purchase_order_reference="NOT-THERE")
        self.assertFalse(self.issue(move))
        self.assertEqual(move.chorus_state, "ready")

    def test_an_account_that_does_not_act_for_us(self):
        self.company.partner_id.company_registry = "44467890100015"
        move = self.invoice(purchase_order_reference="NOT-THERE")
        self.assertFalse(self.issue(move))
        self.assertEqual(self.asked(), 0)

    def test_others_are_not_asked(self):
        self.invoice(
            self.client(invoice_sending_method="manual"),
            purchase_order_reference="NOT-THERE",
        )
        self.invoice(purchase_order_reference="X" * 51)
        moves = self.invoice(post=False, purchase_order_reference="N1")
        moves |= self.invoice(post=False, purchase_order_reference="N2")
        moves.action_post()
        self.assertEqual(self.asked(), 0)

    def test_on_leaving_the_field(self):
        client = self.client(SERVICE, chorus_checked=False)
        self.check(client)
        move = self.invoice(client, post=False)
        with Form(move, "account.view_move_form") as form:
            form.purchase_order_reference = "NOT-THERE"
            self.assertEqual(form.chorus_commitment_asked, "NOT-THERE")
        # What a form sends back is no answer of the portal's: it is asked once more.
        self.assertFalse(move.chorus_commitment_asked)
        move.action_post()
        self.assertTrue(self.issue(move))
        self.assertEqual(self.asked(), 2)
        warning = move.new(
            {"purchase_order_reference": THEIRS}, origin=move
        )._onchange_chorus_references()["warning"]
        self.assertIn(THEIRS, warning["message"])

    def test_on_a_refresh(self):
        client = self.client(FREE, chorus_checked=False)
        move = self.invoice(client, purchase_order_reference="NOT-THERE")
        kind, sentence = self.params(move.action_chorus_check_references())
        self.assertEqual(kind, "warning")
        self.assertIn("shows no commitment", sentence)
        self.assertEqual(self.asked(), 2)
        self.assertEqual(client.chorus_structure_state, "active")


@tagged("post_install", "-at_install")
class TestPickService(BeforeSendingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.picked = cls.client(SERVICE)

    def setUp(self):
        super().setUp()
        self.check(self.picked)

    def find(self, words):
        """Type ``words`` in the field and return the codes proposed."""
        model = self.env["chorus.service"].with_user(self.clerk)
        found = model.name_search(words, [("partner_id", "=", self.picked.id)])
        return sorted(model.browse([row[0] for row in found]).mapped("code"))

    def test_any_part_of_code_or_label(self):
        self.assertEqual(self.find("serv_obl"), ["SERVICE_DEST_SERV_OBL"])
        self.assertEqual(self.find("à engag"), ["SERVICE_AVEC_EJ"])
        self.assertEqual(self.find("destinataire"), ["SERVICE_DEST_SERV_OBL"])
        self.assertEqual(
            self.find("service"),
            ["SERVICE_AVEC_EJ", "SERVICE_DEST_SERV_OBL"],
            "neither closed nor reserved for public bodies",
        )

    def test_picked_on_the_invoice(self):
        move = self.invoice(self.picked, post=False)
        with Form(move, "account.view_move_form") as form:
            form.chorus_service_id = self.service(self.picked, "SERVICE_AVEC_EJ")
            self.assertEqual(form.buyer_reference, "SERVICE_AVEC_EJ")
        self.assertEqual(move.buyer_reference, "SERVICE_AVEC_EJ")
        self.assertTrue(self.issue(move, "commitment_missing"))
        with Form(move, "account.view_move_form") as form:
            form.buyer_reference = "SERVICE_DEST_SERV_OBL"
            self.assertEqual(form.chorus_service_id.name, "Service destinataire")
        with Form(move, "account.view_move_form") as form:
            form.buyer_reference = "TYPED"
            self.assertFalse(form.chorus_service_id)
        self.assertEqual(move.buyer_reference, "TYPED", "the directory may be late")
        with Form(move, "account.view_move_form") as form:
            form.buyer_reference = "SERVICE_DEST_SERV_OBL"
            form.chorus_service_id = self.env["chorus.service"]
        self.assertFalse(move.buyer_reference)

    def test_a_service_closed_since(self):
        gone = (
            self.env["chorus.service"]
            .sudo()
            .create({"partner_id": self.picked.id, "code": "GONE", "identifier": "99"})
        )
        move = self.invoice(self.picked, buyer_reference="GONE")
        self.assertEqual(move.chorus_state, "ready")
        self.check(self.picked)
        self.assertTrue(gone.exists(), "kept")
        self.assertFalse(gone.active)
        self.assertEqual(move.chorus_service_id, gone)
        self.assertIn("closed", self.issue(move, "service_inactive")["message"])
        self.assertEqual(move.chorus_state, "incomplete")

    def test_two_contacts_for_one_service(self):
        service = self.service(self.picked, "SERVICE_DEST_SERV_OBL")
        contacts = self.env["res.partner"].create(
            [
                {
                    "name": name,
                    "parent_id": self.picked.id,
                    "chorus_service_id": service.id,
                }
                for name in ("Mme Durand", "M. Petit")
            ]
        )
        for partner in (self.picked, *contacts):
            with self.subTest(partner.name):
                move = self.invoice(partner, post=False)
                move.buyer_reference = False
                move._compute_buyer_reference()
                self.assertEqual(move.chorus_service_id, service)
