# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A received draft is answered in a real browser, in French, by a works user."""

from odoo.tests import HttpCase, tagged

from odoo.addons.chorus_pro_connector.tests.french_case import InFrench

from .manager_case import ManagerCase

DRAFTS = "/odoo/action-chorus_pro_connector_works.works_received_action"


@tagged("post_install", "-at_install")
class TestWorksIssueTour(InFrench, ManagerCase, HttpCase):
    tours = "chorus_issue"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        module = cls.env.ref("base.module_chorus_pro_connector_works")
        module._update_translations(["fr_FR"])

    def test_a_corrected_instalment(self):
        self.drafted()
        row = self.draft()
        self.tour("corrected", url=f"{DRAFTS}/{row.id}")
        self.assertFalse(row.waiting)
        self.assertEqual((row.issued_ids.total, row.issued_ids.net), (1080.0, 1026.0))
        (piece,) = self.pieces_at_portal("EA-1")
        self.assertEqual(piece["montantTTC"], 1080.0)
