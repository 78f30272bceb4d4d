# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Service, commitment and market: from the order to the portal."""

from odoo.tests import Form, tagged

from odoo.addons.chorus_pro_connector.tests.sandbox_case import (
    BOTH,
    FREE,
    SandboxCase,
)

from .common import SaleMixin

KNOWN_COMMITMENT = "EJ20260001"  # the sandbox has it for our supplier


@tagged("post_install", "-at_install")
class TestSaleReferences(SaleMixin, SandboxCase):
    def public_client(self, siret=BOTH, **values):
        """A client that demands a service and a commitment, with two services."""
        client = self.client(
            siret,
            chorus_service_required=True,
            chorus_commitment_required=True,
            **values,
        )
        services = self.env["chorus.service"].create(
            [
                {"partner_id": client.id, "code": "SERV-A", "name": "Voirie"},
                {"partner_id": client.id, "code": "SERV-B", "name": "Bâtiments"},
            ]
        )
        client.chorus_service_id = services[0]
        return client

    def references(self, record):
        return (
            record.buyer_reference,
            record.purchase_order_reference,
            record.contract_reference,
        )

    def test_what_is_pasted_is_stored_clean(self):
        client = self.client()
        order = self.order(client, chorus_commitment="\u00a0EJ 2026\u202f0042\u200b ")
        with Form(order) as form:
            form.chorus_market = " M-2026-07\u00ad\u200e"
            form.chorus_service_code = "SERV\u00a01 "
        self.assertEqual(order.chorus_commitment, "EJ 2026 0042")
        self.assertEqual(order.chorus_market, "M-2026-07")
        self.assertEqual(order.chorus_service_code, "SERV 1")

    def test_from_the_order_to_the_portal(self):
        """The salesperson fills in the form, the portal has it on the invoice."""
        client = self.client()
        self.sandbox_service(client)
        order = self.order(client)
        with Form(order) as form:
            self.assertEqual(form.chorus_service_code, self.service.code)
            form.chorus_commitment = "EJ-2026-0042"
            form.chorus_market = "M-2026-07"
        order.action_confirm()

        invoice = self.post(self.invoicing(order), "FAC/S/0001")
        self.assertEqual(
            self.references(invoice),
            (self.service.code, "EJ-2026-0042", "M-2026-07"),
        )
        flow = self.send(invoice)
        self.sandbox.advance()
        flow.update_flow_status()

        self.assertEqual(invoice.chorus_state, "delivered")
        with self.company._chorus_client() as portal:
            seen = portal.invoice(invoice.chorus_identifier)
        self.assertEqual(seen["numeroFacture"], "FAC/S/0001")
        self.assertEqual(seen["references"]["numeroBonCommande"], "EJ-2026-0042")
        self.assertEqual(seen["references"]["numeroMarche"], "M-2026-07")
        self.assertEqual(
            seen["destinataire"]["codeServiceExecutant"], self.service.code
        )

    def sandbox_service(self, client):
        """Read the services of the client as the clerk does, and choose one."""
        client.company_registry = BOTH
        client.with_user(self.clerk).action_chorus_check_structure()
        self.service = client.chorus_service_ids[0]
        client.chorus_service_id = self.service

    def test_service_of_the_invoiced_contact_then_the_one_picked(self):
        client = self.public_client()
        other = client.chorus_service_ids[1]
        contact = self.env["res.partner"].create(
            {
                "name": "Direction des bâtiments",
                "parent_id": client.id,
                "type": "invoice",
                "chorus_service_id": other.id,
            }
        )
        order = self.order(client)
        self.assertEqual(order.partner_invoice_id, contact)
        self.assertEqual(order.chorus_service_code, "SERV-B")
        self.assertEqual(order.chorus_service_id, other)

        with Form(order) as form:
            form.chorus_service_id = client.chorus_service_ids[0]
            self.assertEqual(form.chorus_service_code, "SERV-A")
        self.assertEqual(order.chorus_service_code, "SERV-A")
        # A code that the list does not have is typed.
        with Form(order) as form:
            form.chorus_service_code = "NOUVEAU"
        self.assertEqual(order.chorus_service_code, "NOUVEAU")
        self.assertFalse(order.chorus_service_id)
        with Form(order) as form:
            form.chorus_service_code = "SERV-B"
            self.assertEqual(form.chorus_service_id, other)
            form.chorus_service_id = self.env["chorus.service"]
            self.assertFalse(form.chorus_service_code)
        self.assertFalse(order.chorus_service_code)
        found = (
            self.env["chorus.service"]
            .with_user(self.seller)
            .name_search("âtim", [("partner_id", "=", client.id)])
        )
        self.assertEqual([row[0] for row in found], other.ids)

    def test_order_older_than_the_addon_takes_the_service_of_its_client(self):
        client = self.public_client()
        order = self.order(client, confirm=True, chorus_service_code=False)
        self.assertEqual(self.invoicing(order).buyer_reference, "SERV-A")

    def test_service_code_typed_as_customer_reference(self):
        client = self.public_client()
        order = self.order(client, client_order_ref=" SERV-B ", confirm=True)
        self.assertEqual(self.invoicing(order).buyer_reference, "SERV-B")

    def test_reference_that_the_client_wants(self):
        client = self.client(FREE, chorus_client_reference="DGS/2026")
        order = self.order(client, confirm=True)
        self.assertEqual(self.invoicing(order).ref, "DGS/2026")
        order = self.order(client, confirm=True, client_order_ref="BC 17")
        self.assertEqual(self.invoicing(order).ref, "BC 17")

    def test_down_payment_carries_the_references(self):
        order = self.order(self.public_client(), confirm=True, chorus_commitment="EJ-1")
        invoice = self.invoicing(order, "percentage", amount=30)
        self.assertEqual(self.references(invoice), ("SERV-A", "EJ-1", ""))

    def test_a_commitment_belongs_to_one_order(self):
        order = self.order(
            self.public_client(), chorus_commitment="EJ-1", chorus_market="M-1"
        )
        twin = order.copy()
        self.assertFalse(twin.chorus_commitment)
        self.assertEqual(twin.chorus_market, "M-1")
        self.assertEqual(twin.chorus_service_code, "SERV-A")

    # === Asking the portal === #

    def confirm_dialog(self, order):
        """Press *Confirm*; return the sentences of the dialog, or None without one."""
        action = order.with_context(chorus_ask=True).action_confirm()
        if action is True:
            return None
        return str(self.env[action["res_model"]].browse(action["res_id"]).warnings)

    def test_confirming_asks_the_portal_for_the_commitment(self):
        client = self.client()
        order = self.order(client, chorus_commitment="EJ-INCONNU")
        self.assertIn("EJ-INCONNU", self.confirm_dialog(order))
        self.assertEqual(order.state, "draft")

        asked = len(self.sandbox.requests_of("engagementsJuridiques/rechercher"))
        self.assertEqual(asked, 1)
        known = self.order(client, chorus_commitment=KNOWN_COMMITMENT)
        self.assertIsNone(self.confirm_dialog(known))
        self.assertEqual(known.state, "sale")

        with self.portal_gone():
            self.assertIsNone(self.confirm_dialog(order), "nobody could say")
        self.assertEqual(order.state, "sale")

    # === Grouping === #

    def test_orders_with_other_references_are_not_mixed(self):
        client = self.public_client()
        orders = self.env["sale.order"].with_user(self.seller)
        for commitment, market, service in (
            ("EJ-1", "M-1", "SERV-A"),
            ("EJ-1", "M-1", "SERV-A"),
            ("EJ-2", "M-1", "SERV-A"),
            ("EJ-1", False, "SERV-A"),
            ("EJ-1", "M-1", "SERV-B"),
            (False, False, False),
        ):
            orders |= self.order(
                client,
                confirm=True,
                chorus_commitment=commitment,
                chorus_market=market,
                chorus_service_code=service,
            )
        invoices = self.invoicing(orders)
        self.assertEqual(
            sorted(map(self.references, invoices)),
            [
                ("SERV-A", "", ""),
                ("SERV-A", "EJ-1", ""),
                ("SERV-A", "EJ-1", "M-1"),
                ("SERV-A", "EJ-2", "M-1"),
                ("SERV-B", "EJ-1", "M-1"),
            ],
        )
        for invoice in invoices:
            of_invoice = invoice.line_ids.sale_line_ids.order_id
            self.assertEqual(
                set(of_invoice.mapped("chorus_commitment")),
                {invoice.purchase_order_reference or False},
            )
        shared = invoices.filtered(
            lambda move: self.references(move) == ("SERV-A", "EJ-1", "M-1")
        )
        self.assertEqual(shared.line_ids.sale_line_ids.order_id.ids, orders[:2].ids)

    def test_private_clients_are_grouped_as_before(self):
        private = self.env["res.partner"].create({"name": "Menuiserie Martin"})
        orders = self.order(private, confirm=True) | self.order(private, confirm=True)
        self.assertFalse(orders[0].chorus_concerned)
        invoice = self.invoicing(orders)
        self.assertEqual(len(invoice), 1)
        self.assertFalse(any(self.references(invoice)))
