# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What an order says before it is confirmed, and what confirming leaves."""

from odoo.tests import Form, tagged

from odoo.addons.chorus_pro_connector.tests.common import ChorusInvoiceCommon

from ..models.sale_order_checks import ACTIVITY, ORDER_CHECKS
from .common import SaleMixin

PRESSED = {"validate_analytic": True, "chorus_ask": True}


@tagged("post_install", "-at_install")
class TestSaleChecks(SaleMixin, ChorusInvoiceCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer.write(
            {"chorus_service_required": True, "chorus_commitment_required": True}
        )
        cls.env["chorus.service"].create(
            {"partner_id": cls.buyer.id, "code": "SERV-A", "name": "Voirie"}
        )

    def sentences(self, order):
        return [alert["message"] for alert in (order.chorus_alerts or {}).values()]

    def test_order_and_invoice_say_the_same(self):
        """For each row that an order can tell, one sentence in both places."""
        closed = self.env["chorus.service"].create(
            {"partner_id": self.buyer.id, "code": "FERME", "active": False}
        )
        germany, caledonia = self.env.ref("base.de").id, self.env.ref("base.nc").id
        cases = [
            ("service_missing", {}, {}),
            ("commitment_missing", {}, {}),
            (
                "service_or_commitment_missing",
                {"chorus_service_or_commitment": True},
                {},
            ),
            ("service_unknown", {}, {"chorus_service_code": "AILLEURS"}),
            ("service_inactive", {}, {"chorus_service_code": closed.code}),
            ("client_unknown", {"chorus_structure_state": "none"}, {}),
            ("client_inactive", {"chorus_structure_state": "inactive"}, {}),
            ("client_works_only", {"chorus_works_only": True}, {}),
            ("client_siret", {"company_registry": "123"}, {}),
            ("client_siren", {"company_registry": "110002011"}, {}),
            ("client_foreign", {"country_id": germany, "company_registry": False}, {}),
            ("client_overseas", {"country_id": caledonia, "company_registry": "1"}, {}),
            (
                "client_overseas_unread",
                {"country_id": caledonia, "company_registry": "0123456789"},
                {},
            ),
            ("party_name", {"name": "Communauté " * 12}, {}),
            ("client_siret_key", {"company_registry": "12345678900011"}, {}),
            ("commitment_too_long", {}, {"chorus_commitment": "E" * 51}),
            ("market_too_long", {}, {"chorus_market": "M" * 51}),
            ("service_too_long", {}, {"chorus_service_code": "S" * 101}),
            ("service_characters", {}, {"chorus_service_code": "DRH/2"}),
        ]
        names = {name for _code, values, _order in cases for name in values}
        (usual,) = self.buyer.read(list(names), load=None)
        del usual["id"]
        for code, client, values in cases:
            with self.subTest(code):
                self.buyer.sudo().write({**usual, **client})
                order = self.order(self.buyer, **values)
                alert = order.chorus_alerts[f"chorus_{code}"]
                order.action_confirm()
                invoice = self.invoicing(order)
                said = {row["code"]: row for row in invoice.chorus_issues}
                self.assertEqual(
                    alert["message"],
                    invoice._chorus_issue_message(said[code]),
                )
        self.buyer.sudo().write(usual)
        self.company.partner_id.company_registry = False
        self.assertIn("chorus_company_siret", self.order(self.buyer).chorus_alerts)
        self.company.partner_id.write({"country_id": germany, "vat": False})
        said = self.order(self.buyer).chorus_alerts
        self.assertIn("chorus_company_identifier", said)
        self.assertEqual(
            {code for code, _client, _order in cases}
            | {"company_siret", "company_identifier", "commitment_unseen"}
            # Tried on invoices: what only their lines tell, and rare omissions.
            | {"company_nameless", "company_country", "seller_vat", "buyer_vat"}
            | {"party_nameless", "country"},
            set(ORDER_CHECKS),
        )

    def test_warnings_lead_to_the_client(self):
        self.buyer.sudo().chorus_structure_state = "inactive"
        alert = self.order(self.buyer).chorus_alerts["chorus_client_inactive"]
        self.assertEqual(alert["level"], "warning")
        self.assertEqual(alert["action"]["res_id"], self.buyer.id)
        # Where the sentence sends the salesperson, there is something to see.
        view = self.env["res.partner"].with_user(self.seller).get_view(view_type="form")
        self.assertIn('name="chorus_pro"', view["arch"])

    def test_banner_follows_what_is_typed(self):
        order = self.order(self.buyer)
        with Form(order) as form:
            self.assertIn("chorus_commitment_missing", form.chorus_alerts)
            form.chorus_commitment = "EJ-1"
            self.assertNotIn("chorus_commitment_missing", form.chorus_alerts)
            form.chorus_service_code = "SERV-A"
            self.assertFalse(form.chorus_alerts)

    def test_nothing_for_private_clients_nor_when_all_is_there(self):
        private = self.env["res.partner"].create({"name": "Menuiserie Martin"})
        for order in (
            self.order(private),
            self.order(
                self.buyer, chorus_service_code="SERV-A", chorus_commitment="EJ-1"
            ),
        ):
            self.assertFalse(order.chorus_alerts)
            self.assertTrue(order.with_context(PRESSED).action_confirm() is True)
            self.assertEqual(order.state, "sale")
            self.assertFalse(order.activity_search([ACTIVITY]))

    def test_button_asks_and_may_be_pressed_anyway(self):
        order = self.order(self.buyer)
        action = order.with_context(PRESSED).action_confirm()
        self.assertEqual(order.state, "draft")
        wizard = order.env[action["res_model"]].browse(action["res_id"])
        for sentence in self.sentences(order):
            self.assertIn(sentence, str(wizard.warnings).replace("&#34;", '"'))

        wizard.action_confirm()

        self.assertEqual(order.state, "sale")
        self.assertFalse(order.activity_search([ACTIVITY]), "it was seen")
        note = "\n".join(map(str, order.message_ids.mapped("body")))
        for sentence in self.sentences(order):
            self.assertIn(sentence, note)
        self.assertTrue(order.chorus_alerts, "the banner stays")

    def test_the_form_is_where_the_button_asks(self):
        """The two buttons *Confirm* of the form carry what makes them ask."""
        view = self.env["sale.order"].with_user(self.seller).get_view(view_type="form")
        self.assertEqual(view["arch"].count("'chorus_ask': True"), 2)

    def test_confirmed_elsewhere_leaves_an_activity_until_repaired(self):
        """A client who signs on the portal sees no dialog of ours."""
        order = self.order(self.buyer)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        activity = order.activity_search([ACTIVITY])
        self.assertEqual(activity.user_id, self.seller)
        for sentence in self.sentences(order):
            self.assertIn(sentence, str(activity.note))

        order.chorus_commitment = "EJ-1"
        self.assertTrue(order.activity_search([ACTIVITY]), "the service still lacks")
        order.chorus_service_code = "SERV-A"
        self.assertFalse(order.activity_search([ACTIVITY]))
