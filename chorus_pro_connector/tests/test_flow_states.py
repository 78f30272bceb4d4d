# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every transition of a deposit, walked for real; every other one, refused."""

from contextlib import contextmanager, suppress
from itertools import pairwise, product
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..chorus.portal.client import PortalClient
from ..models.flow.chorus_flow_deposit import ABSENCE_DELAY, SENDING_DEADLINE
from ..models.flow.chorus_flow_state import FIRST_STATE, TRANSITIONS
from .sandbox_case import COMMITMENT, SandboxCase

DEPOSIT_MODEL = "odoo.addons.chorus_pro_connector.models.flow.chorus_flow_deposit"


def each_transition(case):
    """Give the class one test for each row of TRANSITIONS: ``_<from>_to_<to>`` walks
    it, and one that has no walk fails."""
    for old, new in TRANSITIONS:

        def test(self, old=old, new=new):
            steps = getattr(self, f"_{old}_to_{new}")()
            self.assertIn((old, new), steps)
            self.assertLessEqual(
                set(steps), set(TRANSITIONS), "nothing else on the way"
            )

        setattr(case, f"test_{old}_to_{new}", test)
    return case


@tagged("post_install", "-at_install")
@each_transition
class TestFlowStates(SandboxCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "chorus_manager",
            groups="base.group_user,account.group_account_manager",
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    # === What happened === #

    def _state(self, flow):
        """Return what the row says, not the cache."""
        self.env.flush_all()
        self.env.cr.execute("SELECT state FROM chorus_flow WHERE id = %s", [flow.id])
        return self.env.cr.fetchone()[0]

    def _walk(self, flow, *acts):
        """Do ``acts``; return the transitions of ``flow`` that were committed."""
        seen = [self._state(flow)]
        with patch.object(
            type(flow), "_chorus_commit", lambda _flow: seen.append(self._state(flow))
        ):
            for act in acts:
                act()
                seen.append(self._state(flow))
        return [(old, new) for old, new in pairwise(seen) if old != new]

    # === Ways to a state === #

    def _queued(self, *moves):
        moves = self.env["account.move"].concat(*moves) or self.invoice()
        return self.env["chorus.flow"]._chorus_create(moves).with_user(self.clerk)

    def _deposited(self, *moves):
        flow = self._queued(*moves)
        flow.update_flow_status()
        self.assertEqual(flow.state, "deposited")
        return flow

    def _concluded(self, *moves):
        flow = self._deposited(*moves)
        self.sandbox.advance()
        flow.update_flow_status()
        return flow

    def _unknown(self):
        flow = self._queued()
        self.sandbox.fault("timeout_before", seconds=0)
        flow.update_flow_status()
        self.assertEqual(flow.state, "unknown")
        return flow

    def _failed(self):
        flow = self._queued()
        self.sandbox.fault("http_403")
        flow.update_flow_status()
        self.assertEqual(flow.state, "failed")
        return flow

    def _wrong(self):
        """An invoice that the portal rejects."""
        return self.invoice(self.client(COMMITMENT))

    @contextmanager
    def _slow_answer(self, flow):
        """The portal takes the file, and hours pass here before its answer comes."""
        deposit = PortalClient.deposit_flow

        def slow(portal, *values):
            with patch.object(PortalClient, "deposit_flow", deposit):
                answer = deposit(portal, *values)
            # What a second worker does meanwhile: the search shows nothing yet.
            self.pass_time(flow, ABSENCE_DELAY)
            self.others.append(self._state(flow))
            for _step in ("suspect", "verify"):
                flow.sudo()._chorus_advance()
                self.others.append(self._state(flow))
            return answer

        self.others = []
        with (
            mute_logger(DEPOSIT_MODEL),
            patch.object(PortalClient, "deposit_flow", slow),
        ):
            yield

    # === Walks === #

    def _queued_to_sending(self):
        flow = self._queued()
        return self._walk(flow, flow.update_flow_status)

    _sending_to_deposited = _queued_to_sending

    def _queued_to_failed(self):
        move = self.invoice()
        flow = self._queued(move)
        move.partner_id.sudo().company_registry = False
        steps = self._walk(flow, flow.update_flow_status)
        self.assertEqual(self.deposits(), [])
        self.assertIn("SIRET", flow.error_message)
        return steps

    def _queued_to_cancelled(self):
        flow = self._queued()
        return self._walk(flow, flow.action_chorus_cancel, flow.update_flow_status)

    def _queued_to_deposited(self):
        flow = self._queued()
        with self._slow_answer(flow):
            flow.update_flow_status()
        self.assertEqual(self.others, ["sending", "unknown", "queued"])
        self.assertTrue(flow.name, "the number came late, and was kept")
        steps = list(pairwise([*self.others, self._state(flow)]))
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(flow.state, "integrated")
        self.assertEqual(len(self.deposits()), 1, "no second copy")
        return steps

    def _sending_to_queued(self):
        flow = self._queued()
        self.sandbox.fault("http_429", retry_after=60)
        return self._walk(flow, flow.update_flow_status)

    def _sending_to_failed(self):
        flow = self._queued()
        self.sandbox.fault("http_403")
        return self._walk(flow, flow.update_flow_status)

    def _sending_to_rejected(self):
        flow = self._queued(self.invoice(self.client(COMMITMENT, chorus_format="pdf")))
        return self._walk(flow, flow.update_flow_status)

    def _sending_to_unknown(self):
        flow = self._queued()
        self.sandbox.fault("timeout_after", seconds=0)
        return self._walk(flow, flow.update_flow_status)

    def _unknown_to_deposited(self):
        flow = self._queued()
        self.sandbox.fault("timeout_after", seconds=0)
        flow.update_flow_status()
        self.sandbox.advance()
        return self._walk(flow, flow.update_flow_status)

    def _unknown_to_queued(self):
        flow = self._unknown()
        self.pass_time(flow, ABSENCE_DELAY)
        return self._walk(flow, flow.update_flow_status)

    def _failed_to_queued(self):
        flow = self._failed()
        return self._walk(flow, flow.action_chorus_retry)

    def _failed_to_cancelled(self):
        flow = self._failed()
        return self._walk(flow, flow.action_chorus_cancel)

    def _deposited_to_integrated(self):
        flow = self._deposited()
        self.sandbox.advance()
        return self._walk(flow, flow.update_flow_status)

    def _deposited_to_partial(self):
        flow = self._deposited(self.invoice(), self._wrong())
        self.sandbox.advance()
        return self._walk(flow, flow.update_flow_status)

    def _deposited_to_rejected(self):
        flow = self._deposited(self._wrong())
        self.sandbox.advance()
        return self._walk(flow, flow.update_flow_status)

    def _given_up(self, flow):
        moves = flow.line_ids.move_id
        with self.assertRaisesRegex(UserError, "manager"):
            flow.action_chorus_give_up()
        steps = self._walk(flow, flow.with_user(self.manager).action_chorus_give_up)
        self.assertTrue(all(flow.line_ids.mapped("superseded")))
        self.assertFalse(flow.next_check)
        self.assertNotIn("deposited", moves.mapped("chorus_state"))
        self.assertIn("given up", self.chatter(moves[0]))
        return steps

    def _unknown_to_cancelled(self):
        return self._given_up(self._unknown())

    def _deposited_to_cancelled(self):
        return self._given_up(self._deposited())

    def _integrated_to_cancelled(self):
        return self._given_up(self._concluded())

    def _partial_to_cancelled(self):
        return self._given_up(self._concluded(self.invoice(), self._wrong()))

    def _rejected_to_cancelled(self):
        return self._given_up(self._concluded(self._wrong()))

    # === What must not happen === #

    def test_every_other_transition_is_refused(self):
        flow = self._queued().sudo()
        states = list(dict(flow._fields["state"].selection))
        refused = 0
        for old, new in product(states, states):
            if old == new or (old, new) in TRANSITIONS:
                continue
            self.env.cr.execute(
                "UPDATE chorus_flow SET state = %s WHERE id = %s", [old, flow.id]
            )
            flow.invalidate_recordset()
            for attempt in (
                lambda new=new: flow.write({"state": new, "notes": "never"}),
                lambda new=new: flow._chorus_set_state(new, notes="never"),
            ):
                with self.assertRaisesRegex(UserError, "cannot go from"):
                    attempt()
            self.assertEqual((self._state(flow), flow.notes), (old, False))
            refused += 1
        self.assertEqual(refused, len(states) * (len(states) - 1) - len(TRANSITIONS))

    def test_one_of_several_refused_stops_all(self):
        failed, deposited = self._failed().sudo(), self._deposited().sudo()
        with self.assertRaisesRegex(UserError, "cannot go from"):
            (failed | deposited).state = "queued"
        self.assertEqual((failed.state, deposited.state), ("failed", "deposited"))

    def test_a_flow_begins_queued(self):
        states = dict(self.env["chorus.flow"]._fields["state"].selection)
        for state in states:
            values = {"company_id": self.company.id, "state": state}
            if state == FIRST_STATE:
                flow = self.env["chorus.flow"].sudo().create(values)
                self.assertEqual(flow.state, FIRST_STATE)
                continue
            with self.subTest(state), self.assertRaises(UserError):
                self.env["chorus.flow"].sudo().create(values)

    def test_number_after_giving_up_is_kept(self):
        """An end is an end, but the portal's number is proof: it is never thrown
        away."""
        flow = self._unknown()
        flow.with_user(self.manager).action_chorus_give_up()
        flow.sudo()._chorus_deposited("CPP0011117000000000000001", None)
        self.assertEqual(
            (flow.state, flow.name), ("cancelled", "CPP0011117000000000000001")
        )
        self.assertFalse(flow.next_check)
        flow.sudo()._chorus_deposited("CPP0011117000000000000002", None)
        self.assertEqual(flow.name, "CPP0011117000000000000001")

    def test_not_given_up_while_on_the_wire(self):
        flow = self._queued()
        self.pressed = False
        deposit = PortalClient.deposit_flow

        def watched(portal, *values):
            for press in (
                flow.with_user(self.manager).action_chorus_give_up,
                flow.action_chorus_cancel,
            ):
                with self.assertRaises(UserError):
                    press()
            self.pressed = True
            return deposit(portal, *values)

        with patch.object(PortalClient, "deposit_flow", watched):
            flow.update_flow_status()
        self.assertTrue(self.pressed)
        self.assertEqual(flow.state, "deposited")

    def test_a_dead_worker_leaves_a_doubt(self):
        flow = self._queued()
        with (
            patch.object(PortalClient, "deposit_flow", side_effect=SystemExit),
            # Not assertRaises, which would undo what was written.
            suppress(SystemExit),
        ):
            flow.update_flow_status()
        self.assertEqual(self._state(flow), "sending")
        self.pass_time(flow, SENDING_DEADLINE)
        with mute_logger(DEPOSIT_MODEL):
            steps = self._walk(flow, flow.update_flow_status)
        self.assertEqual(steps, [("sending", "unknown")])
