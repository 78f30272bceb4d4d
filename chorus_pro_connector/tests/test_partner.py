# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The client: what the directory says of it, and what its invoices take from it."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import Form, new_test_user, tagged

from .sandbox_case import (
    BOTH,
    COMMITMENT,
    EITHER,
    FREE,
    INACTIVE,
    SERVICE,
    SILENT,
    STATE,
    WORKS_ONLY,
    SandboxCase,
)

DEMANDS = (
    "chorus_service_required",
    "chorus_commitment_required",
    "chorus_service_or_commitment",
    "chorus_payment_not_reported",
    "chorus_works_only",
)


@tagged("post_install", "-at_install")
class TestPartner(SandboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Odoo keeps the right to change contacts apart from invoicing.
        cls.keeper = new_test_user(
            cls.env,
            "chorus_keeper",
            groups="base.group_user,base.group_partner_manager,"
            "account.group_account_invoice",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def check(self, client):
        return client.with_user(self.keeper).action_chorus_check_structure()

    # === Directory === #

    def test_what_each_profile_demands(self):
        expected = {
            FREE: (),
            COMMITMENT: ("chorus_commitment_required",),
            SERVICE: ("chorus_service_required",),
            BOTH: ("chorus_service_required", "chorus_commitment_required"),
            STATE: ("chorus_service_required", "chorus_commitment_required"),
            EITHER: ("chorus_service_or_commitment",),
            SILENT: ("chorus_payment_not_reported",),
            WORKS_ONLY: ("chorus_works_only",),
        }
        for siret, demands in expected.items():
            with self.subTest(siret):
                # Whatever was ticked by hand is corrected.
                client = self.client(siret, **dict.fromkeys(DEMANDS, True))
                kind, sentence = self.params(self.check(client))
                unusable = "chorus_works_only" in demands
                self.assertEqual(kind, "warning" if unusable else "success")
                self.assertIn("services read", sentence)
                found = tuple(name for name in DEMANDS if client[name])
                self.assertEqual(found, demands)
                self.assertEqual(client.chorus_structure_state, "active")
                self.assertTrue(client.chorus_checked)
                self.assertTrue(client.chorus_structure_id)

    def test_services(self):
        client = self.client(FREE)
        self.check(client)
        known = client.with_context(active_test=False).chorus_service_ids
        self.assertEqual(
            {service.code: service.active for service in known},
            {
                "COMPTA": True,
                "MARCHES": True,
                "FERME": False,
                "FACTURES_PUBLIQUES": False,
            },
        )
        self.assertTrue(all(known.mapped("identifier")))

    def test_services_again(self):
        client = self.client(FREE)
        model = self.env["chorus.service"]
        typed = model.create({"partner_id": client.id, "code": "TYPED"})
        gone = model.sudo().create(
            {"partner_id": client.id, "code": "GONE", "identifier": "99"}
        )
        kept = model.create({"partner_id": client.id, "code": "COMPTA"})
        self.check(client)
        self.assertTrue(typed.active, "typed by hand: the directory may be late")
        self.assertFalse(gone.active, "it came from the directory and has gone")
        self.assertEqual(kept.name, "Service comptabilité")
        count = model.with_context(active_test=False).search_count(
            [("partner_id", "=", client.id)]
        )
        self.check(client)
        self.assertEqual(
            model.with_context(active_test=False).search_count(
                [("partner_id", "=", client.id)]
            ),
            count,
        )

    def test_more_services_than_a_page(self):
        client = self.client("12345678200101")
        self.check(client)
        self.assertEqual(len(client.chorus_service_ids), 218)

    def test_inactive(self):
        client = self.client(INACTIVE)
        move = self.invoice(client)
        self.assertEqual(move.chorus_state, "ready")
        kind, _sentence = self.params(self.check(client))
        self.assertEqual(kind, "warning")
        self.assertEqual(client.chorus_structure_state, "inactive")
        self.assertEqual(move.chorus_state, "incomplete")

    def test_unknown_siret(self):
        client = self.client("99999999900001")
        move = self.invoice(client)
        kind, sentence = self.params(self.check(client))
        self.assertEqual(kind, "danger")
        self.assertIn("99999999900001", sentence)
        self.assertEqual(client.chorus_structure_state, "none")
        self.assertEqual(move.chorus_state, "incomplete")

    def test_no_siret(self):
        client = self.client(False)
        with self.assertRaisesRegex(UserError, "has no SIRET"):
            self.check(client)
        self.assertEqual(self.sandbox.order("GET", "requests")["total"], 0)

    def test_portal_down(self):
        client = self.client(FREE, chorus_checked=False)
        self.sandbox.fault("http_503", "structures/*")
        with self.assertRaisesRegex(UserError, "does not answer"):
            self.check(client)
        self.assertFalse(client.chorus_checked)
        with self.portal_gone(), self.assertRaisesRegex(UserError, "does not answer"):
            self.check(client)

    def test_api_not_ticked(self):
        self.connect(self.company, "restreint")
        self.addCleanup(self.connect, self.company)
        with self.assertRaisesRegex(UserError, "“structures”"):
            self.check(self.client(FREE))

    def test_from_a_contact(self):
        client = self.client(SERVICE)
        contact = self.env["res.partner"].create(
            {"name": "Bureau 12", "parent_id": client.id, "type": "invoice"}
        )
        self.check(contact)
        self.assertTrue(client.chorus_service_required)
        self.assertTrue(client.chorus_service_ids)

    def test_who_may_check(self):
        client = self.client(SERVICE)
        client.with_user(self.clerk).action_chorus_check_structure()
        self.assertTrue(client.chorus_service_required)
        employee = new_test_user(
            self.env,
            "chorus_employee",
            groups="base.group_user",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        with self.assertRaises(AccessError):
            client.with_user(employee).action_chorus_check_structure()

    # === Just before sending === #

    def test_asked_again_before_sending_when_it_is_long_ago(self):
        week_ago = fields.Datetime.now() - timedelta(days=8)
        client = self.client(COMMITMENT, chorus_checked=week_ago)
        move = self.invoice(client)
        self.assertEqual(move.chorus_state, "ready")
        with self.assertRaisesRegex(RedirectWarning, "demands a commitment"):
            move.action_chorus_send()
        self.assertEqual(self.deposits(), [])

    def test_a_queued_invoice_is_looked_at_again(self):
        client = self.client(COMMITMENT)
        move = self.invoice(client)
        move._chorus_send_many()
        client.sudo().chorus_checked = fields.Datetime.now() - timedelta(days=8)
        move.chorus_flow_id.update_flow_status()
        self.assertEqual(move.chorus_flow_id.state, "failed")
        self.assertIn("demands a commitment", move.chorus_flow_id.error_message)
        self.assertEqual(self.deposits(), [])

    def test_one_reading_for_invoices_that_leave_together(self):
        client = self.client(FREE, chorus_checked=False)
        with patch.object(
            type(client), "try_lock_for_update", lambda records, **_: records.browse()
        ):
            self.assertIsNone(client._chorus_refresh_if_old(self.company))
        self.assertFalse(client.chorus_checked, "somebody else is reading it")

    # === Copied to the invoices === #

    def _structure(self):
        """A structure with two services and a contact for the first one."""
        client = self.client(SERVICE)
        self.check(client)
        service = client.chorus_service_ids.filtered(
            lambda row: row.code == "SERVICE_DEST_SERV_OBL"
        )
        contact = self.env["res.partner"].create(
            {
                "name": "SERVICE DES MARCHES",
                "parent_id": client.id,
                "type": "invoice",
                "chorus_service_id": service.id,
                "chorus_client_reference": "Marchés 2026",
            }
        )
        return client, contact

    def make(self, partner, **values):
        values = {"move_type": "out_invoice", "partner_id": partner.id, **values}
        return self.env["account.move"].with_user(self.clerk).create(values)

    def test_from_the_contact(self):
        """The habit of the older modules: choose the contact "with the comma"."""
        client, contact = self._structure()
        move = self.make(contact)
        self.assertEqual(move.commercial_partner_id, client)
        self.assertEqual(move.buyer_reference, "SERVICE_DEST_SERV_OBL")
        self.assertEqual(move.ref, "Marchés 2026")
        self.assertNotEqual(move.chorus_state, "no")

    def test_from_the_company(self):
        client, _contact = self._structure()
        move = self.make(client)
        self.assertEqual(
            move.buyer_reference, "SERVICE_DEST_SERV_OBL", "only one contact names one"
        )
        client.chorus_client_reference = "Siège"
        self.assertEqual(self.make(client).ref, "Siège")

    def test_the_company_chooses_when_its_contacts_differ(self):
        client, contact = self._structure()
        other = client.chorus_service_ids.filtered(
            lambda row: row.code == "SERVICE_AVEC_EJ"
        )
        contact.copy({"chorus_service_id": other.id})
        self.assertFalse(self.make(client).buyer_reference, "two: no guess")
        client.chorus_service_id = other
        self.assertEqual(self.make(client).buyer_reference, other.code)
        self.assertEqual(self.make(contact).buyer_reference, "SERVICE_DEST_SERV_OBL")

    def test_what_was_typed_stays(self):
        _client, contact = self._structure()
        move = self.make(contact, buyer_reference="SERVICE_AVEC_EJ", ref="Bon 12")
        self.assertEqual(move.buyer_reference, "SERVICE_AVEC_EJ")
        self.assertEqual(move.ref, "Bon 12")

    def test_service_typed_as_reference(self):
        client, _contact = self._structure()
        client.chorus_service_id = False
        move = self.make(client, buyer_reference=False)
        move.ref = " SERVICE_AVEC_EJ "
        self.assertEqual(move.buyer_reference, "SERVICE_AVEC_EJ")
        move.ref = "Bon de commande 12"
        self.assertEqual(move.buyer_reference, "SERVICE_AVEC_EJ")

    def test_on_the_form(self):
        _client, contact = self._structure()
        model = self.env["account.move"].with_user(self.clerk)
        view = "account.view_move_form"
        with Form(model.with_context(default_move_type="out_invoice"), view) as form:
            form.partner_id = contact
            self.assertEqual(form.buyer_reference, "SERVICE_DEST_SERV_OBL")
            self.assertEqual(form.ref, "Marchés 2026")

    def test_bills_take_nothing(self):
        _client, contact = self._structure()
        bill = self.make(contact, move_type="in_invoice")
        self.assertFalse(bill.buyer_reference)
        self.assertFalse(bill.ref)

    def test_payment_not_reported(self):
        """The last status to expect is another one."""
        client = self.client(SILENT)
        self.check(client)
        move = self.delivered(client)
        followed = move._chorus_followed_domain()
        self.assertTrue(move.filtered_domain(followed))
        self.sandbox.decide(move.name, "MANDATEE")
        self.run_follow()
        self.assertFalse(move.filtered_domain(followed))
        client.chorus_payment_not_reported = False
        self.assertTrue(move.filtered_domain(followed))
