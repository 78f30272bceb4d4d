# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who may only read changes nothing, whatever button a program presses for him."""

from odoo.tests import tagged

from .act_case import ActCase
from .readers_case import ReadersCase


@tagged("post_install", "-at_install")
class TestReaders(ReadersCase, ActCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        auditor = cls.reader("auditor", "account.group_account_readonly")
        cls.readers = [auditor, cls.reader("employee")]

    def test_every_button_of_our_records(self):
        self.complete(self.decided("SUSPENDUE"))
        self.delivered().with_user(self.clerk).action_chorus_proofs()
        self.queue(self.invoice() | self.invoice())
        rows = []
        for name in sorted(self.tables()):
            rows += self.env[name].sudo().search([], limit=2)
        self.assertGreater(len({row._name for row in rows}), 8)
        self.assertGreater(self.assertReadersChangeNothing(rows, self.readers), 60)

    def test_every_button_of_an_invoice(self):
        moves = [
            self.invoice(post=False),
            self.invoice(),
            self.decided("SUSPENDUE"),
            self.decided("REJETEE"),
        ]
        pressed = self.assertReadersChangeNothing(
            [move.sudo() for move in moves], self.readers, "action_chorus_"
        )
        self.assertGreater(pressed, 100)
