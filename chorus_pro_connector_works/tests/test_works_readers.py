# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who may only read changes nothing, whatever button a program presses for him."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.chorus_pro_connector.tests.readers_case import ReadersCase

from .chain_case import ChainCase

MARKET = "chorus.works.market"
REQUEST = "chorus.works.subcontract.request"


@tagged("post_install", "-at_install")
class TestWorksReaders(ReadersCase, ChainCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = cls.reader("works_auditor", "account.group_account_readonly")
        cls.market = cls.running_market()
        cls.posted_statements(cls.market, 1)
        cls.new_statement(cls.market, date="2026-04-30")
        cls.example_amendment(cls.market.sudo(), put_in_force=False)
        cls.request = cls.env[REQUEST].create(
            {
                "subcontract_id": cls.market.subcontract_ids[:1].id,
                "number": "ST-1",
                "date_received": "2026-03-20",
                "amount": 960.0,
            }
        )

    def test_every_button_of_every_record(self):
        rows = []
        for name in sorted(one for one in self.tables() if "works" in one):
            rows += self.env[name].sudo().search([], limit=2)
        readers = (self.auditor, self.foreman)
        self.assertGreater(self.assertReadersChangeNothing(rows, readers), 80)

    def test_an_advance_is_not_cancelled(self):
        market = self.make_market(user=self.manager, number="2026-AV")
        market.action_start()
        market.sudo().write(
            {"advance_received": 100.0, "advance_received_date": "2026-03-15"}
        )
        for user in (self.auditor, self.foreman):
            with self.subTest(user.login), self.assertRaises(AccessError):
                market.with_user(user).action_cancel_advance_receipt()
        self.assertEqual(market.sudo().advance_received, 100.0)
