# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import math
from contextvars import ContextVar
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.queue_job.exception import RetryableJobError

# Job → states of a flow in which it has something to do.
VERBS = {
    "deposit": ("queued", "sending", "unknown"),
    "report": ("deposited", "integrated", "partial"),
}
# The scheduled actions take what no job took for this long: the runner may be down.
JOB_DELAY = timedelta(minutes=15)
# (verb, id of the flow) of the job that this thread is running.
RUNNING = ContextVar("running", default=None)
IN_OTHER_HANDS = 10  # seconds until a flow that somebody else is at is tried again


class ChorusFlow(models.Model):
    """A job for each step of a flow, in place of one scheduled action for all.

    The protocol stays the connector's: the same locks and states keep a job, the
    scheduled action and a person from taking one step twice. A job only asks for the
    next step, and comes back when the connector's own delays say so.
    """

    _inherit = "chorus.flow"

    # === Who wakes whom === #

    def _chorus_trigger_follow(self):
        # OVERRIDE 'chorus_pro_connector': a job for each, instead of one action.
        for flow in self:
            flow._chorus_enqueue()

    def _chorus_wake_workers(self):
        # OVERRIDE 'chorus_pro_connector'
        if not self:
            return super()._chorus_wake_workers()
        return self._chorus_trigger_follow()

    @api.model
    def _chorus_due_domain(self):
        # EXTENDS 'chorus_pro_connector': a safety net, below the jobs.
        late = fields.Datetime.now() - JOB_DELAY
        return [*super()._chorus_due_domain(), ("next_check", "<=", late)]

    @api.model
    def _chorus_wake_up(self):
        # EXTENDS 'chorus_pro_connector'
        result = super()._chorus_wake_up()
        self._chorus_without_job()._chorus_trigger_follow()
        return result

    @api.model
    def _chorus_without_job(self):
        """Return the flows that wait for a step though no job waits for them.

        Theirs failed with its database, or the scheduled action took a step in its
        place.
        """
        self.flush_model(["state", "next_check"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id
                  FROM chorus_flow flow
                 WHERE next_check IS NOT NULL
                   AND state = ANY(%s)
                   AND NOT EXISTS (
                           SELECT 1
                             FROM queue_job
                            WHERE state IN ('pending', 'enqueued', 'started',
                                            'wait_dependencies')
                              AND identity_key IN (
                                      'chorus_pro.deposit.' || flow.id,
                                      'chorus_pro.report.' || flow.id
                                  )
                       )
                 ORDER BY id
                """,
                [state for states in VERBS.values() for state in states],
            )
        )
        return self.browse(row[0] for row in rows)

    # === Jobs === #

    def _chorus_enqueue(self):
        """Plan the next step of one flow, once, for when it is due."""
        self.ensure_one()
        for verb, states in VERBS.items():
            # The job that is running comes back by itself.
            running = RUNNING.get() == (verb, self.id)
            if self.state in states and self.next_check and not running:
                self._chorus_plan(verb)

    def _chorus_plan(self, verb):
        """Make a job, unless the same one waits already.

        :param verb: ``deposit`` or ``report``
        """
        flow = self.sudo()
        descriptions = {
            "deposit": self.env._("Chorus Pro: deposit"),
            "report": self.env._("Chorus Pro: report"),
        }
        names = ", ".join(flow.line_ids.mapped("number")[:3])
        key = f"chorus_pro.{verb}.{flow.id}"
        delayed = flow.with_delay(
            eta=flow.next_check,
            identity_key=key,
            # The connector's own delays grow up to hours, and never give up.
            max_retries=0,
            description=f"{descriptions[verb]} {names}",
        )
        getattr(delayed, f"_chorus_job_{verb}")()
        # Somebody does not want to wait any longer (*Send now*).
        late = [("state", "=", "pending"), ("eta", ">", flow.next_check)]
        jobs = self.env["queue.job"].sudo()
        jobs.search([("identity_key", "=", key), *late]).eta = flow.next_check

    def _chorus_job_deposit(self):
        """Job: deposit the file, or find out whether it arrived.

        :return: a sentence, which the job keeps as its result
        :raise RetryableJobError: there is more to do, later
        """
        return self._chorus_run_job("deposit")

    def _chorus_job_report(self):
        """Job: read what the portal made of the file, until there is no more to read.

        :return: a sentence, which the job keeps as its result
        :raise RetryableJobError: there is more to do, later
        """
        return self._chorus_run_job("report")

    def _chorus_run_job(self, verb):
        """Take the next step of one flow, if it is still the job's, and due."""
        self.ensure_one()
        if self._chorus_job_delay(verb) == 0:
            if self.state == "queued" and len(self._chorus_moves_to_print()) > 1:
                # A lot: its invoices together, and none of the flows of other jobs.
                self._chorus_print_ahead(self, [("id", "=", self.id)])
            running = RUNNING.set((verb, self.id))
            try:
                self._chorus_advance_apart()
            finally:
                RUNNING.reset(running)
            self.invalidate_recordset()
        seconds = self._chorus_job_delay(verb)
        sentence = self._chorus_result()[1]
        if seconds is not None:
            # Still due: a person, or the scheduled action, is at it.
            raise RetryableJobError(sentence, seconds=seconds or IN_OTHER_HANDS)
        return sentence

    def _chorus_job_delay(self, verb):
        """Return the seconds until the job has something to do, None for never."""
        if self.state not in VERBS[verb] or not self.next_check:
            return None
        seconds = (self.next_check - fields.Datetime.now()).total_seconds()
        return max(0, math.ceil(seconds))
