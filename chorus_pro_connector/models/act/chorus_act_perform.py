# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An act, from the intent to its proof; the steps of models/connection/protocol.py."""

import logging
from datetime import timedelta

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import api, fields, models

from ...chorus import errors
from ...chorus.rules import plain_words
from ..connection.clock import LONGEST_WAIT, SKEW
from ..connection.kept_bytes import LostFileError
from ..flow.chorus_flow_deposit import SENDING_DEADLINE

_logger = logging.getLogger(__name__)

# The portal answers an act once it is done; a request that still travels after this
# long does not exist. Before that, an unchanged status proves nothing.
ACT_ABSENCE = timedelta(minutes=10)
# What the history of an invoice says of an act, and what a person says of its deposit.
WAITS, DONE, OVER, GIVEN_UP = "waits", "done", "over", "given_up"


class ChorusAct(models.Model):
    _inherit = "chorus.act"

    def _chorus_advance(self):
        """Take the next step of one act.

        :return: False when another worker is at it
        """
        self.ensure_one()
        act = self.sudo()
        if not act._chorus_claim():
            return False
        act._chorus_step()
        act._chorus_tell_end()
        act._chorus_commit()
        return True

    def _chorus_step(self):
        """Take the next step of an act that is locked, whatever it is."""
        step = {
            "queued": self._chorus_perform,
            "sending": self._chorus_suspect,
            "unknown": self._chorus_verify,
        }.get(self.state)
        if step:
            step()
        else:
            self.next_check = False

    # === Doing === #

    def _chorus_perform(self):
        """Look, hand the documents over, note that it leaves, and only then do it."""
        self._chorus_set_state(
            "sending",
            attempts=self.attempts + 1,
            attempt_date=fields.Datetime.now(),
            leave_date=False,
            next_check=fields.Datetime.now() + SENDING_DEADLINE,
            error_message=False,
        )
        # The commit also releases the row lock, which is why the state keeps others
        # away.
        self._chorus_commit()
        way = self._chorus_way()
        try:
            with self.company_id._chorus_client() as portal:
                if not self._chorus_still_waits(portal):
                    return
                way._chorus_prepare(self, portal)
                if not self._chorus_claim_leaving("leave_date", SENDING_DEADLINE):
                    # Another worker took this one for dead.
                    return
                way._chorus_send(self, portal)
        except LostFileError:
            self._chorus_fail_lost()
        except errors.PortalError as error:
            self._chorus_undone(error)
        else:
            self._chorus_succeed()

    def _chorus_still_waits(self, portal):
        """Look whether the portal still waits for this very act; else end it."""
        if self._chorus_is_given_up():
            self._chorus_lapse(GIVEN_UP)
            return False
        history = self._chorus_way()._chorus_history(self, portal)
        verdict = self._chorus_verdict(history)
        if verdict == WAITS:
            last = history.events[-1:]
            if not self.basis and last:
                self.basis = last[0].identifier
            return True
        if verdict == DONE and (self.doubtful or self._chorus_way().REPEATABLE):
            self._chorus_succeed()
        else:
            self._chorus_lapse(verdict)
        return False

    def _chorus_verdict(self, history):
        """Tell what a history says of this act: WAITS, DONE or OVER.

        :param history: :class:`~..chorus.portal.answers.History`
        :raise AnswerError: it says nothing that can be understood
        """
        if not history.current:
            raise errors.AnswerError("consulter/historique", 200, detail="no status")
        way = self._chorus_way()
        later = self._chorus_later_events(history.events)
        if way._chorus_is_done(self, later, history):
            return DONE
        again = {event.code for event in later} & set(way.STATUSES)
        if again or self._chorus_is_another_question(history.events):
            return OVER
        return WAITS if history.current in way.STATUSES else OVER

    def _chorus_is_another_question(self, events):
        """Tell whether the portal now asks something else than what was read, where
        nothing but its words names it."""
        asked = plain_words(events[-1].comment) if events else ""
        read = plain_words(self.reason)
        if self.basis or not (asked and read):
            return False
        # A search may cut what the history has whole.
        return not (asked.startswith(read) or read.startswith(asked))

    def _chorus_later_events(self, events):
        """Return the events that came after the one that is answered.

        :raise AnswerError: the history does not show it, so nothing comes after
        """
        known = [event.identifier for event in events]
        if self.basis and self.basis not in known:
            raise errors.AnswerError("consulter/historique", 200, detail="no basis")
        if self.basis:
            return events[known.index(self.basis) + 1 :]
        last = [rank for rank, event in enumerate(events) if event.code == self.status]
        return events[last[-1] + 1 :] if last else []

    # === No clear answer === #

    def _chorus_undone(self, error):
        """The act failed; chorus/portal/retry.py says what that means."""
        if not self._chorus_claim() or self.state != "sending":
            # Whoever took it over has the history to ask.
            return
        if not self.leave_date and isinstance(error, errors.UnknownOutcomeError):
            # A document may lie there; it belongs to no invoice.
            error = error.as_harmless()
        if isinstance(error, errors.DataError) and error.code is not None:
            self._chorus_refused(error)
            return
        self._chorus_unanswered(error)

    def _chorus_doubt_sentence(self, error):
        # OVERRIDE chorus.protocol
        sentence = self.env._(
            "Chorus Pro did not confirm “%(act)s”, which may have been done: do not do "
            "it another way; the connector asks Chorus Pro and shows the answer here.",
            act=self.display_name,
        )
        return f"{sentence} ({error.reference})" if error.reference else sentence

    def _chorus_postpone(self, error):
        # EXTENDS chorus.protocol: an act is somebody's answer, and waits no longer
        # than it must.
        result = super()._chorus_postpone(error)
        self._chorus_trigger_follow()
        return result

    def _chorus_fail_lost(self):
        self._chorus_set_state(
            "failed",
            next_check=False,
            error_message=self.env._(
                "A document of %(act)s is damaged or gone from the disk of the server: "
                "take it back, then join the document again.",
                act=self.display_name,
            ),
        )

    def _chorus_suspect(self):
        """An act found in ``sending``: its worker is at it, or died."""
        now = fields.Datetime.now()
        if now - self.attempt_date < SENDING_DEADLINE:
            return
        if not self.leave_date:
            self._chorus_set_state("queued", next_check=now)
            return
        _logger.warning("Act %s: no answer was recorded, verifying", self.id)
        self._chorus_doubt(errors.UnknownOutcomeError("", detail="worker lost"))

    def _chorus_verify(self):
        """Ask the portal whether a doubtful act was done."""
        given_up = self._chorus_is_given_up()
        try:
            with self.company_id._chorus_client() as portal:
                history = self._chorus_way()._chorus_history(self, portal)
                verdict = self._chorus_verdict(history)
        except errors.PortalError as error:
            # Of what was a test, nobody can tell any more: it is not asked for ever.
            if given_up:
                self._chorus_lapse(GIVEN_UP)
            else:
                self._chorus_wait(error)
            return
        if verdict == DONE:
            self._chorus_succeed()
        elif verdict == OVER or given_up:
            self._chorus_lapse(GIVEN_UP if given_up else verdict)
        elif fields.Datetime.now() - self.attempt_date >= self._chorus_absence():
            self._chorus_set_state(
                "queued", check_count=0, next_check=fields.Datetime.now()
            )
            self._chorus_trigger_follow()
        else:
            self._chorus_wait()

    def _chorus_absence(self):
        """Return how long an unchanged status proves nothing (timedelta)."""
        return ACT_ABSENCE

    # === Ends === #

    def _chorus_succeed(self):
        """The portal has it: this is written before anything that may fail."""
        if not self._chorus_claim() or (self.state, "done") not in (
            self._chorus_transitions
        ):
            return
        self._chorus_set_state(
            "done",
            done_date=fields.Datetime.now(),
            next_check=False,
            error_message=False,
        )
        self._chorus_commit()

    def _chorus_lapse(self, verdict):
        """The invoice has moved on without this act."""
        if not self._chorus_claim():
            return
        sentence = self._chorus_lapse_sentence(verdict)
        self._chorus_set_state("lapsed", next_check=False, error_message=sentence)

    def _chorus_lapse_sentence(self, verdict):
        if verdict == DONE:
            return self.env._(
                "Somebody has done this at Chorus Pro meanwhile: nothing was sent for "
                "%(number)s.",
                number=self.number,
            )
        if verdict == GIVEN_UP:
            return self.env._(
                "The deposit of %(number)s was given up meanwhile: nothing is sent for "
                "it any more.",
                number=self.number,
            )
        return self.env._(
            "%(number)s has moved on at Chorus Pro meanwhile, and no longer waits for "
            "this: nothing was done; read its status, then decide again.",
            number=self.number,
        )

    def _chorus_is_given_up(self):
        """Tell whether somebody gave up the deposit by which the portal has it."""
        lines = self.move_id.chorus_flow_line_ids.filtered(
            lambda line: line.identifier == self.identifier
        )
        return bool(lines) and set(lines.flow_id.mapped("state")) == {"cancelled"}

    def _chorus_is_of_now(self):
        """Tell whether the invoice is still deposited as it was for this act."""
        return self.move_id.chorus_identifier == self.identifier

    def _chorus_refused(self, error):
        """The portal refused; after a lost answer it may be because it has it already.

        :param error: :class:`~..chorus.errors.DataError`
        """
        if self.doubtful:
            try:
                with self.company_id._chorus_client() as portal:
                    history = self._chorus_way()._chorus_history(self, portal)
                    verdict = self._chorus_verdict(history)
            except errors.PortalError as silence:
                self._chorus_doubt(silence)
                return
            if verdict == DONE:
                self._chorus_succeed()
                return
        self._chorus_set_state(
            "refused",
            next_check=False,
            error_message=self.env["chorus.act.words"]._chorus_explain(self, error),
        )

    def _chorus_tell_end(self):
        """Say once on the invoice what became of the act, and read its status anew."""
        for act in self.filtered(lambda one: one.state == "lapsed" and not one.told):
            # Whoever is told to decide again sees what is asked now.
            act.told = True
            act._chorus_commit()
            act._chorus_way()._chorus_read_again(act)
        for act in self.filtered(lambda one: one.state == "done" and not one.told):
            try:
                act._chorus_way()._chorus_tell(act)
                act.told = True
                act._chorus_commit()
            except (SerializationFailure, LockNotAvailable):
                # Somebody edits the invoice: the scheduled action says it. Raised, it
                # would make Odoo press the button once more.
                self.env.cr.rollback()
                return
            act._chorus_way()._chorus_read_again(act)

    # === Scheduled action === #

    def _chorus_language(self):
        # OVERRIDE chorus.protocol
        move = self.move_id
        return move._chorus_in_their_language().env.lang if move else self.env.lang

    @api.model
    def _chorus_follow_acts(self):
        """Take the next step of every act that is due, one transaction each."""
        self._chorus_mend_dates()
        progress = self.env["ir.cron"]
        untold = [("state", "=", "done"), ("told", "=", False)]
        due = self.search(self._chorus_due_domain(), order="id")
        for act in due | self.search(untold, order="id"):
            with self.browse(act.id)._chorus_apart() as mine:
                mine._chorus_advance()
            if not progress._commit_progress():
                return
        soon = self.search([("next_check", "!=", False)], order="next_check", limit=1)
        soon._chorus_trigger_follow()

    @api.model
    def _chorus_mend_dates(self):
        """Bring back the dates of acts that a clock which ran ahead wrote."""
        ahead = fields.Datetime.now() + SKEW
        for act in self.sudo().search([("next_check", ">", ahead + LONGEST_WAIT)]):
            if act._chorus_claim():
                now = fields.Datetime.now()
                act.write({"next_check": now, "attempt_date": now})
                act._chorus_commit()


class ChorusFlow(models.Model):
    _inherit = "chorus.flow"

    @api.model
    def _chorus_end_round(self):
        # EXTENDS 'chorus.flow'
        result = super()._chorus_end_round()
        self.env["chorus.act"]._chorus_follow_acts()
        return result
