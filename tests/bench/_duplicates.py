# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A manager who gives up deposits that the portal has, and sends them again.

The portal refuses the second copy by its number; ours must then adopt the first one.
"""

import logging
import os
import random

from bench._campaign import MANAGER

from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

# Where a deposit may be when somebody loses patience with it.
MAY_BE_GIVEN_UP = ("unknown", "deposited", "integrated")
CHANCE = 0.3  # of giving one up, each time the manager looks


class Impatient:
    """Gives up ``most`` deposits: lots, plain PDFs and others by turns.

    Those of which it was told, in ``folder``, are shared with whoever takes its place.
    """

    def __init__(self, folder, most, seed):
        self._folder, self._most = folder, most
        self._dice = random.Random(seed)

    def _mark(self, rank):
        return os.path.join(self._folder, f"given_up_{rank}")

    def done(self):
        return sum(os.path.exists(self._mark(rank)) for rank in range(self._most))

    def turn(self, env):
        manager = env["res.users"].search([("login", "=", MANAGER)])
        self._send_what_is_ready(env, manager)
        rank = self.done()
        if rank < self._most and self._dice.random() < CHANCE:
            self._give_up(env, manager, rank)

    def _send_what_is_ready(self, env, manager):
        """Somebody sees what is ready, whoever died after giving a deposit up."""
        moves = env["account.move"].search([("chorus_state", "=", "ready")])
        moves = moves.with_user(manager)
        try:
            if len(moves) == 1:
                moves.action_chorus_send()
            elif moves:
                moves._chorus_send_many()
        except UserError as error:
            _logger.info("Not sent again: %s", error)
        env.cr.commit()

    def _give_up(self, env, manager, rank):
        domain = [("state", "in", MAY_BE_GIVEN_UP), ("line_ids.superseded", "=", False)]
        flows = env["chorus.flow"].search(domain)
        # What a credit note cancels is sent again by nobody.
        flows = flows.filtered(lambda flow: not flow.line_ids.move_id.reversal_move_ids)
        kinds = (
            lambda flow: len(flow.line_ids) > 1,
            lambda flow: bool(flow.document_ids),
            lambda flow: len(flow.line_ids) == 1,
        )
        if flows := flows.filtered(kinds[rank % len(kinds)]):
            try:
                flow = self._dice.choice(flows)
                flow.with_user(manager).action_chorus_give_up()
                env.cr.commit()
            except UserError as error:
                _logger.info("Not given up: %s", error)
                env.cr.rollback()
                return
            with open(self._mark(rank), "w", encoding="utf-8"):
                pass
