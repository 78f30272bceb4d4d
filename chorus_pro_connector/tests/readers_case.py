# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every button of every record, pressed by a program for people who may only read."""

from odoo import Command
from odoo.tests import new_test_user
from odoo.tools import SQL, mute_logger

NOISE = "odoo.addons.base.models.ir_rule"


class ReadersCase:
    """A mixin of a test case with :attr:`sandbox` and :attr:`company`."""

    @classmethod
    def reader(cls, login, *groups):
        """Return a user of the company with ``groups`` beside that of employees."""
        return new_test_user(
            cls.env,
            login,
            groups=",".join(("base.group_user", *groups)),
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def tables(self):
        """Return the names of our models that keep rows."""
        return [
            name
            for name, model in self.env.registry.items()
            if name.startswith("chorus.") and model._auto and not model._transient
        ]

    def assertReadersChangeNothing(self, records, users, prefix="action_"):
        """Press each button of each record as each user; return how many times.

        Nothing may change in our tables nor in those of the records, and the portal is
        asked for nothing.

        :param records: list of one record each
        """
        tables = sorted({*self.tables(), *(row._name for row in records)})
        before, pressed = self.sums(tables), 0
        self.sandbox.forget_requests()
        for row in records:
            for call in [name for name in dir(type(row)) if name.startswith(prefix)]:
                for user in users:
                    with self.subTest(row._name, call=call, user=user.login):
                        pressed += 1
                        now = self.pressed(row.with_user(user), call, tables)
                        self.assertEqual(now, before)
        asked = self.sandbox.order("GET", "requests")["requests"]
        self.assertEqual([row["operation"] for row in asked], [])
        return pressed

    def pressed(self, row, call, tables):
        """Press a button, then take all of it back; return what it left behind."""
        savepoint = self.env.cr.savepoint()
        try:
            with mute_logger(NOISE):
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
