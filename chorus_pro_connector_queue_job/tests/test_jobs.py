# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Deposits and reports as jobs: the same protocol, other workers."""

from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from odoo.addons.chorus_pro_connector.tests.sandbox_case import SandboxCase
from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.job import Job

from ..models.chorus_flow import JOB_DELAY


class JobCase(SandboxCase):
    def setUp(self):
        super().setUp()
        self.jobs = self.env["queue.job"].sudo()
        self.jobs.search([]).unlink()

    def jobs_of(self, flow, verb="deposit"):
        key = f"chorus_pro.{verb}.{flow.id}"
        return self.jobs.search([("identity_key", "=", key)])

    def run_job(self, job):
        """Run one job as a server does when the runner asks it to.

        The savepoints that stand for connections in a test cannot be rolled back apart
        as the server does: what it does with the outcome is repeated here.
        """
        job_ = Job.load(self.env, job.uuid)
        # A step of the protocol must outlive the exception that puts the job off.
        model = self.registry["chorus.flow"]
        commit = patch.object(
            model, "_chorus_commit", lambda self: self.env.cr.commit()
        )
        with self.enter_registry_test_mode(), commit:
            try:
                job_.perform()
                job_.set_done()
            except RetryableJobError as error:
                job_.postpone(result=str(error), seconds=error.seconds)
                job_.set_pending(reset_retry=False)
            job_.store()
        self.env.invalidate_all()

    def make_due(self, flow):
        flow.sudo().next_check = fields.Datetime.now()

    def queued(self, count=1):
        """Queue as the window of several invoices does; return the flows."""
        moves = self.env["account.move"].with_user(self.clerk)
        town = self.client()
        for _rank in range(count):
            moves |= self.invoice(town)
        moves._chorus_send_many()
        return moves.chorus_flow_line_ids.flow_id.sudo().sorted("id")

    def assertComesBack(self, job, seconds):
        """The job waits for about ``seconds``."""
        self.assertEqual(job.state, "pending")
        wait = (job.eta - fields.Datetime.now()).total_seconds()
        self.assertAlmostEqual(wait, seconds, delta=20)


@tagged("post_install", "-at_install")
class TestJobs(JobCase):
    def test_the_addon_installs_itself(self):
        module = self.env.ref("base.module_chorus_pro_connector_queue_job")
        self.assertTrue(module.auto_install)
        self.assertEqual(module.state, "installed")

    def test_one_job_for_each_flow(self):
        flows = self.queued(3)
        self.assertEqual(self.deposits(), [])
        for flow in flows:
            job = self.jobs_of(flow)
            self.assertEqual(len(job), 1)
            self.assertEqual(job.channel, "root.chorus_pro")
            self.assertEqual(job.records, flow)
            self.assertEqual(job.state, "pending")
            self.assertIn(flow.line_ids.number, job.name)

    def test_the_job_deposits_then_another_reads_the_report(self):
        flow = self.queued()
        job = self.jobs_of(flow)
        self.run_job(job)
        self.assertEqual((flow.state, job.state), ("deposited", "done"))
        self.assertIn(flow.name, job.result)
        self.assertFileReceived(flow)
        report = self.jobs_of(flow, "report")
        self.assertEqual(report.channel, "root.chorus_pro")
        self.assertComesBack(report, 60)
        self.sandbox.advance()
        self.make_due(flow)
        self.run_job(report)
        self.assertEqual((flow.state, report.state), ("integrated", "done"))
        self.assertEqual(flow.line_ids.move_id.chorus_state, "delivered")
        self.assertEqual(len(self.deposits()), 1)

    def test_a_report_that_is_not_ready_is_read_later(self):
        flow = self.queued()
        self.run_job(self.jobs_of(flow))
        report = self.jobs_of(flow, "report")
        # A runner that is early changes nothing, and asks nothing.
        self.sandbox.forget_requests()
        self.run_job(report)
        self.assertEqual(
            self.sandbox.requests_of("transverses/consulterCRDetaille"), []
        )
        self.assertComesBack(report, 60)
        self.make_due(flow)
        self.run_job(report)
        self.assertEqual(flow.state, "deposited")
        self.assertComesBack(
            report, (flow.next_check - fields.Datetime.now()).total_seconds()
        )
        self.assertEqual(len(self.jobs_of(flow, "report")), 1)

    def test_a_lot_is_printed_together(self):
        self.company.chorus_lots = True
        moves = self.env["account.move"].with_user(self.clerk)
        town = self.client()
        for _rank in range(3):
            moves |= self.invoice(town, post=False)
        moves.action_post()
        moves._chorus_send_many()
        flow = moves.chorus_flow_line_ids.flow_id.sudo()
        self.make_due(flow)
        flow.send_date = flow.next_check
        printed = []
        several = self.registry["account.move"]._chorus_source_pdfs
        self.patch(
            self.registry["account.move"],
            "_chorus_source_pdfs",
            lambda moves: printed.append(len(moves)) or several(moves),
        )
        self.run_job(self.jobs_of(flow))
        self.assertEqual(printed, [3])
        self.assertEqual(len(self.deposits()), 1)
        self.assertEqual(set(moves.mapped("chorus_state")), {"deposited"})

    def test_who_does_not_want_to_wait_hastens_the_job(self):
        self.company.chorus_delay_batch = 30
        flow = self.queued(2)
        job = self.jobs_of(flow[0])
        self.assertComesBack(job, 30 * 60)
        flow.with_user(self.clerk).action_chorus_send_now()
        self.assertComesBack(job, 0)
        self.assertEqual(len(self.jobs_of(flow[0])), 1)
        self.run_job(job)
        self.assertEqual((flow[0].state, job.state), ("deposited", "done"))

    def test_queued_twice_is_one_job(self):
        flow = self.queued()
        flow._chorus_trigger_follow()
        flow._chorus_wake_workers()
        self.assertEqual(len(self.jobs_of(flow)), 1)

    def test_of_two_jobs_one_deposits(self):
        flow = self.queued()
        first = self.jobs_of(flow)
        # Two people at the same moment do not see the job of each other.
        first.identity_key = "unseen"
        flow._chorus_trigger_follow()
        second = self.jobs_of(flow)
        self.assertNotEqual(first, second)
        for job in (first, second):
            self.run_job(job)
            self.assertEqual(job.state, "done")
        self.assertEqual(len(self.deposits()), 1)

    # === What goes wrong === #

    def test_the_portal_says_when_to_come_back(self):
        flow = self.queued()
        job = self.jobs_of(flow)
        self.sandbox.fault("http_429", retry_after=600)
        self.run_job(job)
        self.assertEqual(flow.state, "queued")
        self.assertComesBack(job, 600)
        self.assertEqual(job.result, flow.error_message)
        self.assertEqual(len(self.jobs_of(flow)), 1)
        self.make_due(flow)
        self.run_job(job)
        self.assertEqual((flow.state, job.state), ("deposited", "done"))
        self.assertEqual(len(self.sandbox.flows()), 1)

    def test_a_portal_that_is_closed(self):
        flow = self.queued()
        job = self.jobs_of(flow)
        self.sandbox.fault("http_503", count=10)
        self.run_job(job)
        self.assertEqual(job.state, "pending")
        self.assertComesBack(
            job, (flow.next_check - fields.Datetime.now()).total_seconds()
        )
        self.sandbox.heal()
        self.pass_time(flow, timedelta(hours=3))
        # First it asks whether the portal has the file, then it sends the same again.
        for _turn in range(2):
            self.make_due(flow)
            self.run_job(job)
        self.assertEqual((flow.state, job.state), ("deposited", "done"))
        self.assertEqual(len(self.sandbox.flows()), 1)

    def test_a_lost_answer_is_never_posted_again(self):
        flow = self.queued()
        job = self.jobs_of(flow)
        self.sandbox.fault("reset")
        self.run_job(job)
        self.assertEqual((flow.state, job.state), ("unknown", "pending"))
        self.assertEqual(len(self.jobs_of(flow)), 1)
        self.sandbox.advance()
        self.make_due(flow)
        self.run_job(job)
        self.assertEqual((flow.state, job.state), ("deposited", "done"))
        self.assertEqual(len(self.deposits()), 1)
        self.assertEqual(len(self.sandbox.flows()), 1)

    def test_a_dead_worker_is_never_repeated(self):
        """The runner starts the job of a killed worker again."""
        flow = self.queued()
        job = self.jobs_of(flow)
        flow._chorus_set_state(
            "sending",
            attempts=1,
            attempt_date=fields.Datetime.now(),
            next_check=fields.Datetime.now() + timedelta(minutes=6),
        )
        self.run_job(job)
        self.assertEqual(job.state, "pending")
        self.assertEqual(self.deposits(), [])

    def test_a_refused_call_waits_for_a_person(self):
        flow = self.queued()
        job = self.jobs_of(flow)
        self.sandbox.fault("http_403")
        self.run_job(job)
        self.assertEqual((flow.state, job.state), ("failed", "done"))
        self.assertEqual(job.result, flow.error_message)
        flow.with_user(self.clerk).action_chorus_retry()
        self.assertEqual(flow.state, "deposited")

    def test_a_cancelled_flow_is_left_alone(self):
        flow = self.queued()
        job = self.jobs_of(flow)
        flow.with_user(self.clerk).action_chorus_cancel()
        self.run_job(job)
        self.assertEqual((flow.state, job.state), ("cancelled", "done"))
        self.assertEqual(self.deposits(), [])

    # === The scheduled action === #

    def run_action(self):
        cron = self.env.ref("chorus_pro_connector.ir_cron_chorus_follow").sudo()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def test_the_scheduled_action_leaves_it_to_the_job(self):
        flow = self.queued()
        self.run_action()
        self.assertEqual(flow.state, "queued")
        self.assertEqual(self.deposits(), [])

    def test_the_scheduled_action_takes_what_no_job_took(self):
        flow = self.queued()
        job = self.jobs_of(flow)
        flow.next_check -= JOB_DELAY
        self.run_action()
        self.assertEqual(flow.state, "deposited")
        self.run_job(job)
        self.assertEqual(job.state, "done")
        self.assertEqual(len(self.deposits()), 1)

    def test_the_scheduled_action_gives_a_job_to_who_has_none(self):
        """A job fails with its database: the flow must not wait for the safety net."""
        with_job, without = self.queued(2)
        self.jobs_of(without).state = "failed"
        self.run_action()
        self.assertEqual(self.deposits(), [])
        states = sorted(self.jobs_of(without).mapped("state"))
        self.assertEqual(states, ["failed", "pending"])
        self.assertEqual(len(self.jobs_of(with_job)), 1)
