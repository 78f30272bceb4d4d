# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What waits to be sent, shared by as many workers as there are."""

import logging
import time

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import api, models

from ..file.account_move_printing import PRINT_BATCH

_logger = logging.getLogger(__name__)

# Seconds: that long, the invoices of several deposits wait to be told together.
TELL_EVERY = 5
# Odoo runs one scheduled action in one worker only: one action for each worker.
WORKERS = ("ir_cron_chorus_follow", "ir_cron_chorus_deposit")


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    @api.model
    def _cron_deposit(self):
        """Scheduled action: a second worker for what waits to be sent."""
        self._chorus_send_waiting()

    def _chorus_wake_workers(self):
        """Let the scheduled actions take these flows as soon as the first is due, or at
        once when there are none."""
        for name in WORKERS:
            self._chorus_wake(name)

    @api.model
    def _chorus_waiting_domain(self):
        return [*self._chorus_due_domain(), ("state", "=", "queued")]

    @api.model
    def _chorus_send_waiting(self):
        """Deposit what is queued, the oldest first, one transaction each.

        :return: False when the time of the scheduled action is over
        """
        progress = self.env["ir.cron"]
        waiting = self._chorus_waiting_domain()
        count = self.search_count(waiting)
        # Odoo calls ten times even when its time is over: a large lot each would be
        # more than it lets a worker live.
        if not progress._commit_progress(remaining=count) and count:
            return self._chorus_go_on_later()
        last, printed = 0, set()
        untold, tell_at = self.browse(), time.monotonic() + TELL_EVERY
        # Read anew each time: a company whose portal falls silent is left alone.
        while flow := self._chorus_lock_next(
            [*self._chorus_waiting_domain(), ("id", ">", last)]
        ):
            if flow.id not in printed and flow._chorus_moves_to_print():
                printed.add(flow.id)
                printed.update(self._chorus_print_ahead(flow, waiting))
                continue
            last = flow.id
            with flow._chorus_apart() as mine:
                mine._chorus_step()
                # What can fail at the commit fails here.
                self.env.cr.flush()
            untold |= flow
            more = progress._commit_progress(1)
            if not more or time.monotonic() > tell_at:
                untold._chorus_tell_apart()
                untold, tell_at = self.browse(), time.monotonic() + TELL_EVERY
            if not more:
                return self._chorus_go_on_later()
        untold._chorus_tell_apart()
        # Of several workers, the last one sees that all is over.
        self.env["chorus.batch"]._chorus_end_batches()
        return True

    @api.model
    def _chorus_go_on_later(self):
        """End this run, ask for another; Odoo alone would come back after a minute."""
        self.browse()._chorus_wake_workers()
        self.env["ir.cron"]._commit_progress()
        return False

    def _chorus_advance_apart(self):
        """Take the next step of one flow; a failure stops nothing else."""
        with self._chorus_apart() as flow:
            flow._chorus_advance()

    def _chorus_language(self):
        # OVERRIDE chorus.protocol: of who is in charge of the first invoice.
        moves = self._chorus_live_lines().move_id
        if not moves:
            return self.env.lang
        move = moves[:1].with_prefetch(moves._prefetch_ids)
        return move._chorus_in_their_language().env.lang

    def _chorus_tell_apart(self):
        """Tell of these deposits on their invoices, in one transaction.

        When that fails, somebody edits one of them as a rule: each in its own then,
        and the last ones with their reports.
        """
        try:
            groups = self.grouped(lambda flow: flow._chorus_language())
            for lang, flows in groups.items():
                flows = flows.sudo().with_context(lang=lang)
                flows._chorus_tell_deposits()._chorus_trigger_follow()
            self._chorus_commit()
        except Exception as error:  # pylint: disable=broad-except
            self.env.cr.rollback()
            if len(self) == 1:
                _logger.info("Deposit %s not told yet: %s", self.id, error)
                return
            for flow in self:
                flow._chorus_tell_apart()

    # === Printing ahead === #

    def _chorus_moves_to_print(self):
        """Return the invoices of these flows whose file has yet to be printed."""
        return self._chorus_live_lines().move_id.filtered(
            lambda move: move._chorus_must_print()
        )

    @api.model
    def _chorus_print_ahead(self, flow, waiting):
        """Make the files of ``flow`` and of the flows behind it, printed together.

        They stay locked meanwhile: another worker prints the next ones.

        :param waiting: domain of the flows that wait
        :return: ids of the flows that were looked at
        """
        ahead = flow | self._chorus_lock_next(
            [*waiting, ("id", ">", flow.id)], limit=PRINT_BATCH - 1
        )
        try:
            ahead._chorus_print_waiting(waiting)
        except (SerializationFailure, LockNotAvailable):
            # Somebody edits one of the invoices: each deposit prints its own.
            self.env.cr.rollback()
        return ahead.ids

    def _chorus_print_waiting(self, waiting):
        """Make the files of these flows, as far as nobody else is at them."""
        for move in self._chorus_moves_to_print():
            # Printing gives the invoice this token for its payment link. It may happen
            # on another connection, whose write would spoil our transaction.
            move._portal_ensure_token()
        self._chorus_commit()
        mine = self._chorus_lock_next([("id", "in", self.ids), *waiting], PRINT_BATCH)
        moves = mine._chorus_moves_to_print()
        for start in range(0, len(moves), PRINT_BATCH):
            moves[start : start + PRINT_BATCH]._chorus_build_files()
            self._chorus_commit()
