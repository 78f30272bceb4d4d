# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A worker dies at each step: what was committed is enough to go on from.

The real thing, with processes that are killed, is ``setup/bench.sh faults``; here each
step alone, so that a mistake names its place.
"""

from contextlib import contextmanager
from functools import wraps
from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..chorus.portal.client import PortalClient
from ..models.flow.chorus_flow_deposit import ABSENCE_DELAY, SENDING_DEADLINE
from .sandbox_case import SandboxCase

DEPOSIT_MODEL = "odoo.addons.chorus_pro_connector.models.flow.chorus_flow_deposit"
BEFORE, AFTER = "before", "after"
# (whose, function, when): where a flow without faults passes
STEPS = (
    ("chorus.flow", "_chorus_prepare_file", AFTER),
    ("client", "deposit_flow", BEFORE),
    ("client", "deposit_flow", AFTER),
    ("chorus.flow", "_chorus_journal", AFTER),
    ("account.move", "_chorus_note_deposit", AFTER),
    ("client", "flow_report", AFTER),
    ("chorus.flow", "_chorus_fetch_identifiers", BEFORE),
    ("account.move", "_chorus_take_identifier", AFTER),
    ("client", "invoice_history", AFTER),
)


class Killed(BaseException):
    """``kill -9``: no except clause of the product sees it."""


@tagged("post_install", "-at_install")
class TestFlowWorkerDies(SandboxCase):
    def _commit(self, *_flow):
        """What is committed survives: in a test, up to a savepoint."""
        self.env.flush_all()
        self.env.cr.execute("SAVEPOINT committed")

    @contextmanager
    def _killed_at(self, owner, name, when):
        """The first time that ``name`` is called, the worker dies there."""
        owner = PortalClient if owner == "client" else self.env.registry[owner]
        function = getattr(owner, name)
        flows = self.env.registry["chorus.flow"]
        journal = flows._chorus_journal

        @wraps(function)
        def deadly(*values, **named):
            if when == AFTER:
                function(*values, **named)
            raise Killed

        def journal_apart(flow, *values):
            journal(flow, *values)
            # Another connection: not even a flush of ours is needed.
            self.env.cr.execute("SAVEPOINT committed")

        self._commit()
        with (
            patch.object(flows, "_chorus_journal", journal_apart),
            patch.object(flows, "_chorus_commit", self._commit),
            patch.object(owner, name, deadly),
        ):
            try:
                yield
                self.fail(f"{name} was not reached")
            except Killed:
                self.env.cr.execute("ROLLBACK TO SAVEPOINT committed")
                self.env.transaction.reset()

    def test_each_step(self):
        for owner, name, when in STEPS:
            with self.subTest(name=name, when=when):
                move = self.invoice()
                flow = self.env["chorus.flow"].with_user(self.clerk)
                flow = flow._chorus_create(move).with_user(self.clerk)
                with self._killed_at(owner, name, when):
                    flow.update_flow_status()
                    self.sandbox.advance()
                    flow.update_flow_status()
                self._recover(flow)
                self.assertEqual((flow.state, flow.next_check), ("integrated", False))
                self.assertEqual(move.chorus_state, "delivered")
                self.assertTrue(move.is_move_sent)
                self.assertEqual(self.chatter(move).count("File deposited"), 1)
                numbers = [row["numero"] for row in self.sandbox.invoices()]
                self.assertEqual(numbers.count(move.name), 1)
                names = [row["nomFichier"] for row in self.sandbox.flows()]
                self.assertEqual(names.count(flow.sudo().attachment_id.name), 1)

    def _recover(self, flow):
        """The scheduled action comes again and again, as hours pass."""
        for _turn in range(6):
            if not flow.next_check:
                return
            self.sandbox.advance()
            if flow.state in ("sending", "unknown"):
                self.pass_time(flow, max(SENDING_DEADLINE, ABSENCE_DELAY))
            with mute_logger(DEPOSIT_MODEL):
                self.run_follow()

    def test_given_up_between_two_steps(self):
        """Whoever reads the report commits; a manager gives the deposit up there."""
        move = self.invoice()
        flow = self.send(move)
        self.sandbox.advance()
        flows = self.env.registry["chorus.flow"]
        commit = flows._chorus_commit

        def give_up(record):
            commit(record)
            if record.state == "integrated":
                record.with_user(self.env.user).action_chorus_give_up()

        with patch.object(flows, "_chorus_commit", give_up):
            flow.update_flow_status()
        self.assertEqual((flow.state, flow.next_check), ("cancelled", False))
        self.assertEqual(move.chorus_state, "ready")
        self.assertFalse(move.chorus_identifier)

    def test_a_date_left_on_what_is_over(self):
        """It would be looked at in each run, for ever."""
        flow = self.send(self.invoice()).sudo()
        flow.with_user(self.env.user).action_chorus_give_up()
        flow.next_check = "2026-01-01 00:00:00"
        self.run_follow()
        self.assertEqual((flow.state, flow.next_check), ("cancelled", False))
