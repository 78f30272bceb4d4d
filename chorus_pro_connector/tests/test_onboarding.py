# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""New public clients from the directory, and contacts filled in from it."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..chorus import identifiers
from ..chorus.portal.answers import Structure
from .sandbox_case import FREE, INACTIVE, SERVICE, WORKS_ONLY
from .test_directory import MANY, DirectoryCase


@tagged("post_install", "-at_install")
class TestOnboarding(DirectoryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls.contact_keeper()
        cls.wizards = cls.env["chorus.directory.wizard"].with_user(cls.keeper)

    def wizard(self, **values):
        return self.wizards.create({"company_id": self.company.id, **values})

    def opened(self, action):
        """Return the record that an action shows."""
        if action.get("tag") == "display_notification":
            action = action["params"]["next"]
        return self.env[action["res_model"]].browse(action["res_id"])

    def lookup(self, partner):
        return self.opened(
            partner.with_user(self.keeper).action_chorus_search_structure()
        )

    # === A new client === #

    def test_no_vat_number_follows_from_a_siret_that_is_none(self):
        for siret in ("", "QUATORZE SIGNES", "1234567820002²", "123"):
            with self.subTest(siret):
                found = Structure("1", siret, identifiers.SIRET, "MAIRIE", True)
                client = self.env["res.partner"]._chorus_fill(found)
                self.assertEqual((client.name, client.vat), ("MAIRIE", False))

    def test_from_its_siret_alone(self):
        with Form(self.wizards) as form:
            form.siret = " 123 456 782 00028 "
            self.assertFalse(form.warning)
        partner = self.opened(form.record.action_create_client())
        self.assertRecordValues(
            partner,
            [
                {
                    "name": "DESTINATAIRE SERVICE OBLIGATOIRE",
                    "is_company": True,
                    "street": "1 place de l'Hôtel de ville",
                    "zip": "75001",
                    "city": "PARIS",
                    "vat": "FR11123456782",
                    "company_registry": SERVICE,
                    "invoice_sending_method": "chorus_pro",
                    "chorus_structure_state": "active",
                    "chorus_service_required": True,
                    "chorus_commitment_required": False,
                }
            ],
        )
        self.assertEqual(partner.country_id.code, "FR")
        self.assertEqual(
            sorted(partner.chorus_service_ids.mapped("code")),
            ["SERVICE_AVEC_EJ", "SERVICE_DEST_SERV_OBL"],
        )
        self.assertTrue(self.service(partner, "SERVICE_AVEC_EJ").commitment_required)
        self.assertEqual(partner.create_uid, self.keeper)

    def test_it_can_be_billed_at_once(self):
        partner = self.opened(self.wizard(siret=FREE).action_create_client())
        move = self.invoice(partner)
        self.assertEqual(move.chorus_state, "ready")
        self.send(move)
        self.assertEqual(len(self.deposits()), 1)

    def test_an_inactive_structure_is_said_before(self):
        wizard = self.wizard(siret=INACTIVE)
        action = wizard.action_create_client()
        self.assertEqual(self.opened(action), wizard)
        self.assertIn("no longer active", wizard.message)
        self.assertFalse(self.env["res.partner"]._chorus_find_by_number(INACTIVE))
        # Whoever insists has it.
        client = self.opened(wizard.line_ids.action_choose())
        self.assertEqual(client.chorus_structure_state, "inactive")

    def test_calls(self):
        partner = self.opened(self.wizard(siret=MANY).action_create_client())
        self.assertEqual(len(partner.chorus_service_ids), 218)
        self.assertLessEqual(len(self.calls()), 3)

    def test_no_double(self):
        existing = self.client("123 456 782 00051")
        for siret in (FREE, "12345678200051 "):
            wizard = self.wizard(siret=siret)
            self.assertEqual(wizard.existing_id, existing)
            action = wizard.action_create_client()
            self.assertIn("already has this number", action["params"]["message"])
            self.assertEqual(self.opened(action), existing)
        self.assertEqual(self.calls(), [], "nothing to ask")
        listed = self.wizard(name="DESTINATAIRE SANS OBLIGATION")
        listed.action_search()
        self.assertEqual(self.opened(listed.line_ids.action_choose()), existing)

    def test_an_archived_double(self):
        existing = self.client(FREE, active=False)
        self.assertEqual(self.wizard(siret=FREE).existing_id, existing)

    def test_a_wrong_key_only_warns(self):
        wizard = self.wizard(siret="73282932000075")
        self.assertIn("key", wizard.warning)
        wizard.action_create_client()
        self.assertIn("under this number", wizard.message)
        self.assertFalse(wizard.line_ids)

    def test_a_test_siren_whose_vat_number_fails_the_check(self):
        """The portal's test structures fail it on purpose; so does their number."""
        partner = self.opened(
            self.wizard(siret="77712345600011").action_create_client()
        )
        self.assertEqual(partner.vat, "FR18777123456")

    def test_who_may_not_make_contacts(self):
        with self.assertRaises(AccessError):
            self.wizards.with_user(self.clerk).create(
                {"siret": FREE}
            ).action_create_client()

    def test_portal_down(self):
        wizard = self.wizard(siret=FREE)
        with self.portal_gone(), self.assertRaisesRegex(UserError, "does not answer"):
            wizard.action_create_client()
        self.assertFalse(self.env["res.partner"]._chorus_find_by_number(FREE))

    def test_portal_down_in_the_middle(self):
        wizard = self.wizard(siret=FREE)
        self.sandbox.fault("http_503", "structures/rechercher/services")
        with self.assertRaises(UserError):
            wizard.action_create_client()
        self.assertFalse(self.env["res.partner"]._chorus_find_by_number(FREE))

    # === Looking up === #

    def test_by_name_and_town(self):
        wizard = self.wizard(name="destinataire service", city="paris")
        wizard.action_search()
        rows = {line.siret: line for line in wizard.line_ids}
        self.assertIn(SERVICE, rows)
        line = rows[SERVICE]
        self.assertEqual(line.name, "DESTINATAIRE SERVICE OBLIGATOIRE")
        self.assertEqual(line.city, "75001 PARIS")
        self.assertEqual(line.state, "active")
        self.assertEqual(line.demands, "Each invoice needs a service code.")
        partner = self.opened(line.action_choose())
        self.assertEqual(partner.company_registry, SERVICE)
        self.assertTrue(partner.chorus_service_ids)

    def test_what_is_listed(self):
        wizard = self.wizard(name="inactif")
        wizard.action_search()
        line = wizard.line_ids.filtered(lambda line: line.siret == INACTIVE)
        self.assertEqual(line.state, "inactive")
        wizard = self.wizard(siret=WORKS_ONLY)
        wizard.action_search()
        self.assertIn("works invoices only", wizard.line_ids.demands)

    def test_accents_and_nothing(self):
        wizard = self.wizard(name="maître d'ouvrage")
        wizard.action_search()
        self.assertTrue(wizard.line_ids, "registers write MAITRE D'OUVRAGE")
        wizard.name = "nobody of that name"
        wizard.action_search()
        self.assertFalse(wizard.line_ids)
        self.assertIn("no public structure", wizard.message)
        with self.assertRaisesRegex(UserError, "Type a number"):
            self.wizard().action_search()

    def test_siren_and_name(self):
        wizard = self.wizard(siret="123 456 782", name="destinataire")
        self.assertIn("SIREN", wizard.warning)
        wizard.action_search()
        self.assertGreater(len(wizard.line_ids), 5)
        self.assertTrue(
            all(line.siret.startswith("123456782") for line in wizard.line_ids)
        )

    def test_a_contact_is_filled(self):
        partner = self.client(
            False,
            name="Mairie",
            street=False,
            zip=False,
            city=False,
            chorus_checked=False,
        )
        wizard = self.lookup(partner)
        self.assertEqual(wizard.name, "Mairie")
        wizard.write({"siret": SERVICE})
        wizard.action_search()
        self.assertEqual(self.opened(wizard.line_ids.action_choose()), partner)
        self.assertEqual(partner.name, "Mairie", "what was typed stays")
        self.assertEqual(partner.city, "PARIS")
        self.assertEqual(partner.company_registry, SERVICE)
        self.assertEqual(partner.vat, "FR11123456782")
        self.assertTrue(partner.chorus_service_required)
        self.assertTrue(partner.chorus_service_ids)

    def test_an_address_is_never_mixed(self):
        partner = self.client(False, zip=False)
        wizard = self.lookup(partner)
        wizard.siret = FREE
        wizard.action_search()
        wizard.line_ids.action_choose()
        self.assertEqual(partner.city, "Chartres")
        self.assertFalse(partner.zip)

    def test_from_a_sub_contact(self):
        structure = self.client(SERVICE)
        contact = self.env["res.partner"].create(
            {"name": "Bureau 12", "parent_id": structure.id}
        )
        self.assertEqual(self.lookup(contact).partner_id, structure)
