# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""People of a building firm in a real browser: the office, its manager, the site."""

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

    def test_a_month_is_typed_by_keyboard(self):
        statement = self.example_statement(self.running_market(), 1, post=False)
        self.tour(statement, "chorus_works_keyboard", self.clerk)
        values = statement.line_ids.mapped("value")
        self.assertEqual(values[:6], [60, 210, 40, 1000.5, 30, 0])

    def test_the_site_types_and_sees_no_price(self):
        statement = self.example_statement(self.running_market(), 1, post=False)
        self.tour(statement, "chorus_works_site", self.foreman)
        self.assertEqual(statement.line_ids.mapped("value")[:2], [60, 210])

    def test_lines_are_imported_after_a_preview(self):
        market = self.make_market(lot_ids=[], signed_amount=19675.0)
        self.vat(20)
        self.tour(market, "chorus_works_import", self.clerk)
        self.assertEqual(market.line_ids.mapped("amount"), [6500.0, 13175.0])
        self.assertFalse(market.signed_gap)

    def test_an_amendment_is_entered_and_put_in_force(self):
        market = self.running_market()
        self.tour(market, "chorus_works_amendment", self.manager)
        line = market.amendment_ids.line_ids.new_line_id
        self.assertEqual((line.name, line.amount), ("Doors", 2501.0))
        self.assertEqual(line.tax_id, line.lot_id.tax_id)
        self.assertEqual(market.amount_amendments, 2501.0)

    def test_a_month_is_typed_on_a_phone(self):
        statement = self.example_statement(self.running_market(), 1, post=False)
        self.browser_size, self.touch_enabled = "390x844", True
        self.tour(statement, "chorus_works_phone", self.clerk)
        self.assertEqual(statement.line_ids.mapped("value")[:2], [60, 210])

    def tour(self, record, name, user):
        user.sudo().write({"password": "chorus_works", "lang": "en_US"})
        kind = record._name.rsplit(".", 1)[-1]
        action = {
            "market": "action_works_market",
            "statement": "works_statement_action",
        }
        self.start_tour(
            f"/odoo/action-chorus_pro_connector_works.{action[kind]}/{record.id}",
            name,
            login=user.login,
        )
        record.invalidate_recordset()
