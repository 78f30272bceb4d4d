# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An accountant in a real browser: the icon that explains, the banner that repairs."""

from odoo.tests import Form, HttpCase, tagged

from .act_case import ActCase
from .sandbox_case import SandboxCase

LIST = "/odoo/action-account.action_move_out_invoice"


@tagged("post_install", "-at_install")
class TestScreens(SandboxCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.clerk.sudo().write({"password": "chorus_clerk", "lang": "en_US"})
        self.lacking = self.client(name="Lycée Sud", chorus_service_required=True)
        self.service = self.env["chorus.service"].create(
            {"partner_id": self.lacking.id, "code": "COMPTA-7", "name": "Marchés"}
        )

    def tour(self, name, url=LIST):
        self.start_tour(url, name, login="chorus_clerk")

    def test_list_and_cards_explain(self):
        self.invoice(self.lacking)
        self.tour("chorus_list_explains")

    def test_vendor_bills_have_no_such_column(self):
        arch = self.env["account.move"].get_view(
            self.env.ref("account.view_out_invoice_tree").id, "list"
        )["arch"]
        self.assertIn('widget="chorus_state"', arch)
        self.assertRegex(
            arch, r"chorus_state[^>]*not in \('out_invoice', 'out_refund'\)"
        )

    def test_every_state_has_its_icon_and_its_colour(self):
        """From one table: the list gets the icons with the names of the states."""
        moves = self.env["account.move"].with_user(self.clerk)
        views = moves.get_views([(False, "list")])
        field = views["models"]["account.move"]["fields"]["chorus_state"]
        names = [name for name, _label in field["selection"]]
        self.assertEqual(list(field["chorus_icons"]), names)
        self.assertEqual(
            len({i.split()[0] for i in field["chorus_icons"].values()}), 13
        )
        self.assertEqual(field["chorus_icons"]["refused"], "fa-ban text-danger")
        self.assertNotIn("chorus_icons", moves.fields_get(["chorus_framework"]))

    def test_the_form_locks_what_has_left(self):
        move = self.invoice()
        self.assertEqual((move.chorus_locked, move.chorus_colour), (False, "info"))
        with Form(move.with_user(self.clerk)) as form:
            form.chorus_vat_regime = "TVA_SUR_DEBIT"
        self.send(move)
        self.assertEqual((move.chorus_locked, move.chorus_colour), (True, "info"))
        form = Form(move.with_user(self.clerk))
        with self.assertRaisesRegex(AssertionError, "readonly"):
            form.chorus_vat_regime = "TVA_SUR_ENCAISSEMENT"

    def test_banner_repairs(self):
        move = self.invoice(self.lacking)
        self.tour("chorus_banner_repairs", f"{LIST}/{move.id}")
        move.invalidate_recordset()
        self.assertEqual(
            (move.buyer_reference, move.chorus_state), ("COMPTA-7", "deposited")
        )

    def test_batch_progress(self):
        moves = self.invoice(self.lacking) | self.invoice() | self.invoice()
        self.tour("chorus_batch_progress")
        moves.invalidate_recordset()
        self.assertEqual(moves.mapped("chorus_state"), ["incomplete", "ready", "ready"])
        batch = self.env["chorus.batch"].search([], order="id desc", limit=1)
        self.assertEqual((batch.cancelled_count, batch.state), (2, "done"))
        self.assertEqual(self.deposits(), [])


@tagged("post_install", "-at_install")
class TestNarrow(SandboxCase, HttpCase):
    """On a telephone nothing that one reads or presses is cut."""

    browser_size = "390x844"
    touch_enabled = True

    def test_cards_form_and_window(self):
        self.clerk.sudo().write({"password": "chorus_clerk", "lang": "en_US"})
        client = self.client(name="Lycée Sud", chorus_service_required=True)
        self.env["chorus.service"].create(
            {"partner_id": client.id, "code": "COMPTA-7", "name": "Marchés"}
        )
        self.invoice(client)
        self.start_tour(LIST, "chorus_narrow", login="chorus_clerk")

    def test_structures_found(self):
        url = "/odoo/action-chorus_pro_connector.action_chorus_new_client"
        self.start_tour(url, "chorus_narrow_client", login=self.contact_keeper().login)


@tagged("post_install", "-at_install")
class TestWide(ActCase, HttpCase):
    browser_size = "1440x900"

    def test_header_on_one_line(self):
        self.clerk.sudo().write({"password": "chorus_clerk", "lang": "en_US"})
        move = self.decided("A_RECYCLER")
        self.start_tour(f"{LIST}/{move.id}", "chorus_wide", login="chorus_clerk")
