# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A bookkeeper in a real browser types a month, posts it and sends it."""

from odoo.tests import HttpCase, tagged

from .piece_case import PieceCase


@tagged("post_install", "-at_install")
class TestWorksTour(PieceCase, HttpCase):
    def test_a_month_is_typed_and_sent(self):
        statement = self.example_statement(self.running_market(), 1, post=False)
        before = statement.amount_net
        self.clerk.sudo().write({"password": "chorus_clerk", "lang": "en_US"})

        self.start_tour(
            "/odoo/action-chorus_pro_connector_works.works_statement_action/"
            f"{statement.id}",
            "chorus_works_month",
            login="chorus_clerk",
        )

        statement.invalidate_recordset()
        self.assertEqual(statement.state, "posted")
        self.assertEqual(statement.line_ids[0].value, 60)
        self.assertGreater(statement.amount_net, before)
        self.assertEqual(statement.chorus_state, "deposited")
        self.assertFileReceived(statement.move_id.chorus_flow_id)
        self.sandbox.advance(60)
        self.assertEqual(self.piece_of(statement)["statut"], "MISE_A_DISPOSITION_MOE")
