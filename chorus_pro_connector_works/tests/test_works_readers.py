# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who may only read changes nothing, whatever button a program presses for him."""

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from .chain_case import ChainCase

MARKET = "chorus.works.market"
REQUEST = "chorus.works.subcontract.request"


@tagged("post_install", "-at_install")
class TestWorksReaders(ChainCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.auditor = new_test_user(
            cls.env,
            "works_auditor",
            groups="base.group_user,account.group_account_readonly",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
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
        tables = [
            name
            for name, model in self.env.registry.items()
            if name.startswith("chorus.") and model._auto and not model._transient
        ]
        before = self.sums(tables)
        pressed = 0
        for name in filter(lambda one: "works" in one, sorted(tables)):
            for row in self.env[name].sudo().search([], limit=2):
                for call in self.buttons(row):
                    for user in (self.auditor, self.foreman):
                        with self.subTest(name, call=call, user=user.login):
                            pressed += 1
                            now = self.pressed(row.with_user(user), call, tables)
                            self.assertEqual(now, before)
        self.assertGreater(pressed, 80)

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

    def buttons(self, row):
        names = dir(type(row))
        return [name for name in names if name.startswith("action_")]

    def pressed(self, row, call, tables=()):
        """Press a button, then take all of it back; return what it left behind."""
        savepoint = self.env.cr.savepoint()
        try:
            with mute_logger("odoo.addons.base.models.ir_rule"):
                getattr(row, call)()
            self.env.flush_all()
            return self.sums(tables)
        except Exception:
            # Odoo rolls back what raises.
            savepoint.rollback()
            return self.sums(tables)
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all()

    def sums(self, tables):
        """Return {model: one number for all that its table holds}."""
        self.env.flush_all()
        return {
            name: self.env.execute_query(
                SQL(
                    "SELECT md5(string_agg(row::text, '' ORDER BY row.id)) FROM %s row",
                    SQL.identifier(self.env[name]._table),
                )
            )
            for name in tables
        }
