# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What reading the directory costs, and how it is kept fresh."""

from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..chorus.errors import DataError
from ..chorus.portal.client import PortalClient
from .sandbox_case import COMMITMENT, EITHER, FREE, INACTIVE, SERVICE, SandboxCase

MANY = "12345678200101"  # 218 services
REFRESH = "odoo.addons.chorus_pro_connector.models.directory.res_partner_refresh"


class DirectoryCase(SandboxCase):
    def check(self, client):
        """Press *Check in Chorus Pro* as the invoicing clerk."""
        return client.with_user(self.clerk).action_chorus_check_structure()

    def calls(self):
        """Return the operations asked of the directory since the last time."""
        asked = [
            row["operation"]
            for row in self.sandbox.order("GET", "requests")["requests"]
            if row["operation"].startswith("structures/")
        ]
        self.sandbox.forget_requests()
        return asked

    def service(self, client, code):
        services = client.with_context(active_test=False).chorus_service_ids
        return services.filtered(lambda service: service.code == code)


@tagged("post_install", "-at_install")
class TestDirectory(DirectoryCase):
    # === Calls === #

    def test_calls_for_218_services(self):
        client = self.client(MANY)
        self.check(client)
        self.assertEqual(len(client.chorus_service_ids), 218)
        self.assertLessEqual(len(self.calls()), 2 + 218)
        for _again in range(3):
            self.check(client)
            self.assertLessEqual(len(self.calls()), 2)

    def test_a_long_list_is_not_asked_one_by_one(self):
        client = self.client(MANY)
        self.check(client)
        self.assertEqual(len(self.calls()), 3)
        self.assertEqual(set(client.chorus_service_ids.mapped("demands")), {"unknown"})

    def test_of_a_long_list_those_in_use_are_asked(self):
        client = self.client(MANY)
        self.invoice(client, buyer_reference="SERVICE_007")
        contact = self.env["res.partner"].create(
            {
                "name": "Bureau 12",
                "parent_id": client.id,
                "chorus_service_id": self.env["chorus.service"]
                .create({"partner_id": client.id, "code": "SERVICE_012"})
                .id,
            }
        )
        self.check(client)
        asked = client.chorus_service_ids.filtered("demands_known")
        self.assertEqual(
            sorted(asked.mapped("code")),
            ["SERVICE_007", contact.chorus_service_id.code],
        )

    def test_of_a_short_list_all_are_asked_once(self):
        client = self.client(FREE)
        self.check(client)
        self.assertEqual(
            self.calls().count("structures/consulter/service"), 2, "open ones only"
        )
        self.assertEqual(self.service(client, "MARCHES").demands, "yes")
        self.assertEqual(self.service(client, "COMPTA").demands, "no")
        self.check(client)
        self.assertEqual(len(self.calls()), 2)

    def test_nothing_is_asked_when_a_commitment_is_always_compulsory(self):
        client = self.client(COMMITMENT)
        self.check(client)
        self.assertNotIn("structures/consulter/service", self.calls())
        self.assertEqual(client.chorus_service_ids.demands, "yes")

    def test_one_service_that_cannot_be_asked(self):
        client = self.client(FREE)
        refusal = DataError("structures/consulter/service", 200, code=20002)
        with patch.object(
            PortalClient, "service_demands_commitment", side_effect=[refusal, True]
        ):
            self.check(client)
        known = client.chorus_service_ids.filtered("demands_known")
        self.assertEqual(len(known), 1)

    # === The two readings by turns === #

    def test_each_part_is_read_again_within_two_readings(self):
        client = self.client(SERVICE)
        self.check(client)
        client.sudo().write(
            {"chorus_structure_state": "inactive", "chorus_service_required": False}
        )
        for _turn in range(2):
            self.check(client)
        self.assertEqual(client.chorus_structure_state, "active")
        self.assertTrue(client.chorus_service_required)

    def test_services_are_read_each_time(self):
        client = self.client(SERVICE)
        self.check(client)
        for _turn in range(2):
            self.service(client, "SERVICE_AVEC_EJ").active = False
            self.check(client)
            self.assertTrue(self.service(client, "SERVICE_AVEC_EJ").active)

    def test_another_number_is_another_structure(self):
        client = self.client(SERVICE)
        self.check(client)
        identifier = client.chorus_structure_id
        client.company_registry = "123 456 782 00028"
        self.assertEqual(client.chorus_structure_id, identifier, "the same number")
        client.company_registry = EITHER
        self.assertFalse(client.chorus_structure_id)
        self.assertFalse(client.chorus_structure_state)
        self.check(client)
        self.assertTrue(client.chorus_service_or_commitment)
        self.assertFalse(self.service(client, "SERVICE_AVEC_EJ").active)

    def test_the_key_of_another_portal(self):
        """The key kept from the test platform is somebody else's in production."""
        other = self.client(COMMITMENT)
        self.check(other)
        client = self.client(SERVICE)
        self.check(client)
        right = client.chorus_structure_id
        for turn in range(2):
            client.sudo().chorus_structure_id = other.chorus_structure_id
            client.sudo().chorus_demands_due = bool(turn)
            self.check(client)
            self.assertEqual(client.chorus_structure_id, right)
            self.assertTrue(client.chorus_service_required)
            self.assertFalse(client.chorus_commitment_required)

    # === Weekly === #

    def run_weekly(self):
        self.buyer.sudo().chorus_checked = fields.Datetime.now()
        cron = self.env.ref("chorus_pro_connector.ir_cron_chorus_directory")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def test_weekly(self):
        client = self.client(SERVICE, chorus_checked=False)
        fresh = self.client(FREE)
        checked = fresh.chorus_checked
        self.run_weekly()
        self.assertTrue(client.chorus_service_required)
        self.assertTrue(client.chorus_checked)
        self.assertEqual(fresh.chorus_checked, checked, "read a moment ago")

    @mute_logger(REFRESH)
    def test_weekly_one_failure_stops_nothing(self):
        clients = [
            self.client(siret, chorus_checked=False)
            for siret in (FREE, SERVICE, EITHER)
        ]
        self.sandbox.fault("missing_list", "structures/rechercher")
        self.run_weekly()
        self.assertEqual([bool(c.chorus_checked) for c in clients], [False, True, True])

    @mute_logger(REFRESH)
    def test_weekly_a_bug_stops_nothing(self):
        first, second = (
            self.client(siret, chorus_checked=False) for siret in (FREE, SERVICE)
        )
        read = type(first)._chorus_read_directory

        def stumble(client, portal):
            if client == first:
                raise ValueError("unforeseen")
            return read(client, portal)

        with patch.object(type(first), "_chorus_read_directory", stumble):
            self.run_weekly()
        self.assertFalse(first.chorus_checked)
        self.assertTrue(second.chorus_checked)

    @mute_logger(REFRESH)
    def test_weekly_stops_when_all_would_fail(self):
        clients = [self.client(FREE, chorus_checked=False) for _each in range(5)]
        self.sandbox.fault("http_503", "structures/*", count=50)
        self.run_weekly()
        self.assertLessEqual(len(self.calls()), 3 * 3)
        self.assertFalse(any(client.chorus_checked for client in clients))

    def test_weekly_leaves_out_who_has_no_number(self):
        self.client(False, chorus_checked=False)
        self.client("123456782", chorus_checked=False)
        self.run_weekly()
        self.assertEqual(self.calls(), [])

    # === Plain words === #

    def test_in_plain_words(self):
        client = self.client(SERVICE)
        self.assertFalse(client.chorus_directory_text)
        self.check(client)
        self.assertIn("needs a service code", client.chorus_directory_text)
        french = client.with_context(lang="fr_FR")
        if self._any_french() == "fr_FR":
            self.assertIn("code service", french.chorus_directory_text)
        closed = self.client(INACTIVE)
        self.check(closed)
        self.assertIn("No longer active", closed.chorus_directory_text)

    def test_the_words_of_a_number(self):
        for siret, words in (
            ("123456782", "SIREN"),
            ("1234567820005", "14 digits"),
            ("123 456 782 00029", "key"),
            ("73282932000074", False),
        ):
            with self.subTest(siret):
                client = self.client(siret, chorus_checked=False)
                warning = client.chorus_identifier_warning
                self.assertIn(words, warning) if words else self.assertFalse(warning)
        client.sudo().write(
            {"company_registry": "73282932000075", "chorus_structure_state": "active"}
        )
        self.assertFalse(client.chorus_identifier_warning, "the directory knows it")
