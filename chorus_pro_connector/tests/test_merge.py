# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two contacts of one town become one, and keep their services."""

from odoo import Command, fields
from odoo.tests import new_test_user, tagged

from .common import BUYER_SIRET, ChorusInvoiceCommon


@tagged("post_install", "-at_install")
class TestMerge(ChorusInvoiceCommon):
    def setUp(self):
        super().setUp()
        self.twin = self.buyer.copy({"name": "Préfecture (2)"})
        self.twin.company_registry = BUYER_SIRET
        self.user = new_test_user(
            self.env,
            "chorus_merger",
            groups="base.group_partner_manager,base.group_erp_manager,"
            "account.group_account_invoice",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )

    def service(self, partner, code, **values):
        services = self.env["chorus.service"].sudo()
        return services.create({"partner_id": partner.id, "code": code, **values})

    def merge(self):
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.user)
        wizard.create({})._merge((self.buyer + self.twin).ids, self.buyer)
        self.env.invalidate_all()

    def test_contacts_keep_their_service(self):
        kept = self.service(self.buyer, "DRH", name="Ressources humaines")
        person = self.env["res.partner"].create(
            {
                "name": "Service RH",
                "parent_id": self.twin.id,
                "type": "invoice",
                "chorus_service_id": self.service(self.twin, "DRH").id,
            }
        )
        self.merge()
        self.assertEqual(person.parent_id, self.buyer)
        self.assertEqual(person.chorus_service_id, kept)
        self.assertEqual(self.buyer.chorus_service_ids, kept)
        move = self.env["account.move"].new(
            {"move_type": "out_invoice", "partner_id": person.id}
        )
        self.assertEqual(move.buyer_reference, "DRH")

    def test_services_of_one_only_are_kept(self):
        self.service(self.buyer, "DRH")
        closed = self.service(self.twin, "DSI", active=False)
        self.merge()
        services = self.buyer.with_context(active_test=False).chorus_service_ids
        self.assertEqual(sorted(services.mapped("code")), ["DRH", "DSI"])
        self.assertEqual(closed.partner_id, self.buyer)

    def test_what_the_directory_said_replaces_what_was_typed(self):
        kept = self.service(self.buyer, "DRH")
        self.service(
            self.twin, "DRH", name="RH", identifier="77", commitment_required=True
        )
        self.merge()
        self.assertEqual(
            (kept.name, kept.identifier, kept.commitment_required), ("RH", "77", True)
        )

    def test_no_superuser_merges_what_the_directory_knows(self):
        """Of the contact that stays it remains; of the other one it is asked again."""
        self.twin.sudo().write(
            {"chorus_structure_id": "12", "chorus_checked": fields.Datetime.now()}
        )
        self.merge()
        self.assertFalse(self.twin.exists())
        self.assertFalse(self.buyer.chorus_structure_id)
        self.assertFalse(self.buyer.chorus_checked)
