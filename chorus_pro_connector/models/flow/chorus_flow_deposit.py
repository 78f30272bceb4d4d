# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import NamedTuple

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...chorus import errors
from ...chorus.portal.client import PortalClient
from ...chorus.portal.transport import DEPOSIT_TIMEOUT, READ_TIMEOUT
from ..connection.kept_bytes import sha256
from ..connection.once import TERMS, worked_out_once
from ..connection.own_cursor import LOCK_TIMEOUT, make_durable, own_cursor
from ..connection.protocol import FIRST_CHECK
from .chorus_flow_state import sources_of

_logger = logging.getLogger(__name__)

JOURNAL_ATTEMPTS = 5
# Between two signs of life a worker makes at most two readings and one deposit, waits
# for four rows (pauses, token) around each, and for the row of the journal.
LONGEST_SILENCE = (
    2 * READ_TIMEOUT + DEPOSIT_TIMEOUT + (3 * 4 + JOURNAL_ATTEMPTS) * LOCK_TIMEOUT
)
# A worker that has not answered after this long is dead.
SENDING_DEADLINE = timedelta(seconds=LONGEST_SILENCE) + timedelta(minutes=1)
# The portal integrates a file within minutes (portal.md §2.2), and only then does a
# search find its invoices. Before that, absence proves nothing.
ABSENCE_DELAY = timedelta(hours=2)


class Parcel(NamedTuple):
    """What leaves: read before the commit that empties Odoo's memory."""

    portal: PortalClient
    syntax: str
    name: str
    content: bytes


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    # === Deposit: exactly once (models/connection/protocol.py) === #

    def _chorus_advance(self, confirmed=False):
        """Take the next step of one flow, and tell what came of it.

        :param confirmed: the user has just read what is doubtful (``_chorus_doubts``)
        :return: True when something was done, False when another worker is at it or it
            is to leave later only
        """
        self.ensure_one()
        flow = self.sudo()
        if not flow._chorus_claim() or flow._chorus_waits():
            return False
        flow._chorus_step(confirmed)
        flow._chorus_tell_deposits()._chorus_trigger_follow()
        flow._chorus_commit()
        return True

    def _chorus_step(self, confirmed=False):
        """Take the next step of one flow that is locked, whatever it is."""
        step = {
            "queued": partial(self._chorus_deposit, confirmed),
            "sending": self._chorus_suspect,
            "unknown": self._chorus_verify,
            "deposited": self._chorus_ask_outcome,
            "integrated": self._chorus_fetch_identifiers,
            "partial": self._chorus_fetch_identifiers,
            # Refused, because the portal has the invoices already.
            "rejected": self._chorus_fetch_adopted,
        }.get(self.state)
        if step:
            step()
        else:
            # Over: whoever was still at it when it ended may have left a date.
            self.next_check = False

    def _chorus_deposit(self, confirmed=False):
        """Steps 2 to 4 of the protocol, on a locked flow in state ``queued``."""
        try:
            # The last look and the file.
            with worked_out_once(self.env, TERMS):
                self._chorus_look_again(confirmed)
                if self.state == "queued":
                    self._chorus_prepare_file()
        except UserError as error:
            self._chorus_set_state("failed", error_message=str(error), next_check=False)
            return
        if self.state == "cancelled":
            # A lot whose invoices have all left, each with its own reason.
            return
        self._chorus_set_state(
            "sending",
            attempts=self.attempts + 1,
            attempt_date=fields.Datetime.now(),
            next_check=fields.Datetime.now() + SENDING_DEADLINE,
            error_message=False,
        )
        try:
            parcel = self._chorus_pack()
        except errors.PortalError as error:
            self._chorus_unanswered(error)
            return
        if not parcel.content or sha256(parcel.content) != self.sha256:
            self._chorus_lose_file()
            return
        way = self._chorus_way()
        # From here an answer may be lost. The commit also releases the row lock, which
        # is why the state, not the lock, keeps others away.
        make_durable(self.env.cr)
        self._chorus_commit()
        way._chorus_hand_over(self, parcel)

    def _chorus_pack(self):
        """Return the :class:`Parcel`.

        :raise PortalError: the company is not connected: nothing can leave
        """
        file = self.attachment_id
        portal = self.company_id._chorus_client()
        return Parcel(portal, self.syntax, file.name, file.raw)

    def _chorus_look_again(self, confirmed=False):
        """Just before the file leaves: what was right when it was queued may not be.

        An invoice that lacks something leaves a lot of several, the others go.

        :raise UserError: the only invoice lacks something; the sentences say what
        """
        lines = self._chorus_live_lines()
        # An invoice that is gone (deleted before that was refused) takes nobody along.
        gone = lines.filtered(lambda line: not line.move_id)
        gone.superseded = True
        lines -= gone
        if not lines:
            self._chorus_set_state("cancelled", next_check=False)
        if self.doubtful or not lines:
            return
        # Who confirmed has just been told that the directory cannot be read.
        clients = lines.move_id.commercial_partner_id if not confirmed else ()
        for client in clients:
            client._chorus_refresh_if_old(self.company_id)
        for line in lines:
            move = line.move_id
            sentence = "\n".join(
                map(move._chorus_issue_message, move._chorus_dangers())
            )
            if sentence and len(lines) == 1:
                raise UserError(sentence)
            if sentence:
                self._chorus_leave_lot(line, sentence)
        if not self._chorus_live_lines():
            self._chorus_set_state("cancelled", next_check=False)

    def _chorus_deposited(self, number, date):
        """The portal has the file under ``number``."""
        self._chorus_journal(number, date or fields.Date.context_today(self))

    def _chorus_tell_deposits(self):
        """Say once on the invoices that their files have left.

        The numbers were committed before, so that a worker may die in between: then
        whoever reads the report says it.

        :return: the deposits that were told now
        """
        news = self.filtered(
            lambda flow: flow.state == "deposited" and not flow.deposit_announced
        )
        if not news:
            return news
        # The journal has written the state behind Odoo's back.
        news.modified(["state"])
        notes = {
            move.id: flow._chorus_way()
            .with_context(lang=move.env.lang)
            ._chorus_note(flow)
            for flow in news
            for move in flow.line_ids.move_id._chorus_in_company_language()
        }
        news.line_ids.move_id._chorus_note_deposit(notes)
        news.deposit_announced = True
        return news

    def _chorus_journal(self, number, date):
        """Write the number, which must not be lost, at once, whatever it takes.

        In the caller's transaction, the state of the invoices is recomputed too; a user
        who is editing one of them would make the whole transaction fail, and the flow
        number would be gone.
        """
        self.flush_recordset()
        queries = self._chorus_journal_queries(number, date)
        try:
            # Our own transaction may hold the lock of this very row, and would not
            # see the number afterwards: end it. Should that fail, its locks are
            # gone with it, and the number is written all the same.
            self._chorus_commit()
        finally:
            self._chorus_execute_apart(queries, number)
        self.invalidate_recordset()

    def _chorus_journal_queries(self, number, date):
        """Return two UPDATE, the second for when the first one finds no row: a number
        that comes too late to change the state is kept as well."""
        return (
            SQL(
                """
                UPDATE chorus_flow
                   SET state = 'deposited', name = %s, date = %s, next_check = %s,
                       error_message = NULL, check_count = 0
                 WHERE id = %s AND state IN %s
                """,
                number,
                date,
                fields.Datetime.now() + FIRST_CHECK,
                self.id,
                sources_of("deposited"),
            ),
            SQL(
                """
                UPDATE chorus_flow
                   SET name = COALESCE(name, %s), date = COALESCE(date, %s)
                 WHERE id = %s
                """,
                number,
                date,
                self.id,
            ),
        )

    def _chorus_execute_apart(self, queries, number):
        """Run ``queries`` on a connection of their own, as often as it takes."""
        for _attempt in range(JOURNAL_ATTEMPTS):
            # Somebody has just written on the row, or holds it: what we write holds
            # anyway.
            with suppress(LockNotAvailable, SerializationFailure):
                with own_cursor(self.env, durable=True) as cr:
                    _execute_in_turn(cr, queries)
                return
        # As if the answer had been lost: the portal is asked, and its number adopted.
        _logger.error("Flow %s: row held, %s was not written", self.id, number)

    def _chorus_suspect(self):
        """A flow found in ``sending``: its worker is at it, or died."""
        now = fields.Datetime.now()
        if now - self.attempt_date < SENDING_DEADLINE:
            # Not even a note: a write here could undo the one that brings the number.
            return
        if not self._chorus_way()._chorus_may_have_arrived(self):
            self._chorus_set_state("queued", next_check=now)
            return
        _logger.warning("Flow %s: no answer was recorded, verifying", self.id)
        self._chorus_doubt(
            errors.UnknownOutcomeError("deposer/flux", detail="worker lost")
        )

    def _chorus_find_deposit(self, portal):
        """Return what the portal knows of a doubtful deposit, None when nothing."""
        return self._chorus_way()._chorus_recognize(self, portal)

    def _chorus_ask_outcome(self):
        """Ask what the portal made of a deposit that it has."""
        self._chorus_way()._chorus_ask_outcome(self)

    def _chorus_verify(self):
        """Ask the portal whether a doubtful deposit arrived, and adopt what it says."""
        try:
            with self.company_id._chorus_client() as portal:
                found = self._chorus_find_deposit(portal)
        except errors.PortalError as error:
            self._chorus_wait(error)
            return
        if found:
            self._chorus_way()._chorus_adopt(self, found)
        elif fields.Datetime.now() - self.attempt_date >= ABSENCE_DELAY:
            # Surely absent, or refused before it became invoices: either way the same
            # bytes may be sent again, and a second copy would be refused by its number.
            self._chorus_set_state(
                "queued", check_count=0, next_check=fields.Datetime.now()
            )
        else:
            self._chorus_wait()


def _execute_in_turn(cr, queries):
    """Run ``queries`` until one of them finds its row."""
    for query in queries:
        cr.execute(query)
        if cr.rowcount:
            return
