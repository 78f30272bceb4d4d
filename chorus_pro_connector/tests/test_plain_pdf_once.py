# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A plain PDF, whatever breaks: one invoice at the portal, each document on it once."""

from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..chorus.portal.client import PortalClient
from ..models.flow.chorus_flow_deposit import ABSENCE_DELAY, SENDING_DEADLINE
from .common import small_pdf
from .sandbox_case import COMMITMENT
from .test_exactly_once import LOST_AFTER, LOST_BEFORE
from .test_plain_pdf import ADD, SUBMIT, UPLOAD, PlainPdfCase

DEPOSIT_MODEL = "odoo.addons.chorus_pro_connector.models.flow.chorus_flow_deposit"
SEARCH = "factures/rechercher/fournisseur"


@tagged("post_install", "-at_install")
class TestPlainPdfOnce(PlainPdfCase):
    def _invoice(self, **values):
        move = self.invoice(self.town, **values)
        documents = (("devis.pdf", small_pdf("Devis")), ("pv.pdf", small_pdf("PV")))
        self.join(move, *documents)
        return move

    def assertOneInvoice(self, move):
        """Exactly one at the portal, ours, with its two documents once each."""
        numbers = [row["numero"] for row in self.portal_invoices()]
        self.assertEqual(numbers.count(move.name), 1)
        self.assertEqual(move.chorus_flow_id.state, "integrated")
        row = next(r for r in self.portal_invoices() if r["numero"] == move.name)
        self.assertEqual(move.chorus_identifier, str(row["id"]))
        self.assertEqual(move.chorus_flow_id.line_ids.identifier, str(row["id"]))
        shown = self.at_portal(move)["listeDesPiecesJointes"]["pieceJointe"]
        names = [row["pieceJointeDesignation"] for row in shown]
        self.assertEqual(names, ["devis.pdf", "pv.pdf"])

    def _doubtful(self, **fault):
        """Send into a fault of ``soumettre``; the flow must be in doubt and say so."""
        move = self._invoice()
        self.sandbox.fault(operation=SUBMIT, **fault)
        kind, sentence = self.params(move.action_chorus_send())
        flow = move.chorus_flow_id
        self.assertEqual((flow.state, move.chorus_state), ("unknown", "unknown"))
        self.assertTrue(flow.doubtful and flow.submit_date)
        self.assertEqual(kind, "warning")
        self.assertIn("do not send the invoice another way", sentence)
        return move, flow

    # === The data: the answer is lost === #

    def test_lost_after_recording(self):
        for name, fault in LOST_AFTER.items():
            with self.subTest(name):
                move, flow = self._doubtful(**fault)
                with self.assertRaisesRegex(RedirectWarning, "on its way"):
                    move.action_chorus_send()
                flow.update_flow_status()
                self.assertEqual(flow.state, "integrated")
                self.assertFalse(flow.error_message)
                self.assertOneInvoice(move)
                self.assertEqual(flow.attempts, 1)
                self.sandbox.advance()
                flow.update_flow_status()
                self.assertEqual(move.chorus_state, "delivered")

    def test_lost_before_recording(self):
        for name, fault in LOST_BEFORE.items():
            with self.subTest(name):
                self.sandbox.forget_requests()
                move, flow = self._doubtful(**fault)
                sent = flow.submission
                flow.update_flow_status()
                self.assertEqual(flow.state, "unknown", "too early to conclude")
                # What changes meanwhile must change neither bytes nor data.
                move.partner_id.sudo().street = f"{name} rue du Doute"
                move.sudo().contract_reference = "CHANGÉ"
                move.sudo().chorus_attachment_ids = False
                self.pass_time(flow, ABSENCE_DELAY)
                flow.update_flow_status()
                self.assertEqual(flow.state, "queued")
                flow.update_flow_status()
                self.assertEqual((flow.submission, flow.attempts), (sent, 2))
                self.assertOneInvoice(move)
                self.assertNotIn("numeroMarche", self.at_portal(move)["references"])
                # Nothing that the portal had was handed over again.
                self.assertEqual(len(self.sandbox.requests_of(UPLOAD)), 1)
                self.assertEqual(len(self.sandbox.requests_of(ADD)), 2)

    def test_the_search_lags_then_the_portal_refuses_the_duplicate(self):
        move, flow = self._doubtful(kind="timeout_after", seconds=0)
        self.pass_time(flow, ABSENCE_DELAY)
        self.sandbox.fault("empty_list", SEARCH)
        with patch.object(PortalClient, "search_invoices", return_value=iter(())):
            flow.update_flow_status()
        self.sandbox.heal()
        self.assertEqual(flow.state, "queued")
        flow.update_flow_status()
        self.assertEqual(len(self.sandbox.requests_of(SUBMIT)), 2)
        self.assertOneInvoice(move)
        self.assertEqual(flow.line_ids.outcome, "accepted")
        self.assertFalse(move.sudo().activity_ids)

    def test_refused_as_duplicate_while_the_search_is_down(self):
        move, flow = self._doubtful(kind="timeout_after", seconds=0)
        self.pass_time(flow, ABSENCE_DELAY)
        with patch.object(PortalClient, "search_invoices", return_value=iter(())):
            flow.update_flow_status()
        self.sandbox.fault("http_503", SEARCH)
        flow.update_flow_status()
        self.assertEqual((flow.state, flow.line_ids.outcome), ("unknown", "pending"))
        self.sandbox.heal()
        flow.update_flow_status()
        self.assertEqual(len(self.sandbox.requests_of(SUBMIT)), 2)
        self.assertOneInvoice(move)

    def test_portal_down_while_verifying(self):
        _move, flow = self._doubtful(kind="timeout_before", seconds=0)
        self.pass_time(flow, ABSENCE_DELAY)
        self.sandbox.fault("http_503", SEARCH)
        flow.update_flow_status()
        self.assertEqual(flow.state, "unknown", "silence is not absence")
        self.assertEqual(len(self.sandbox.requests_of(SUBMIT)), 1)

    def test_a_draft_with_our_number_is_not_adopted(self):
        """What the portal reads in a PDF may look like the invoice; it is none."""
        move, flow = self._doubtful(kind="timeout_before", seconds=0)
        move.sudo().chorus_format = "facturx"
        _name, content = move._chorus_build_file()
        with self.company.sudo()._chorus_client() as portal:
            portal.deposit_pdf(content, "autre.pdf")
            found = list(portal.search_invoices(numeroFacture=move.name))
        self.assertEqual([row.status for row in found], ["INTERPRETEE_OCR"])
        flow.update_flow_status()
        self.assertEqual(flow.state, "unknown")
        self.assertFalse(move.chorus_identifier)

    def test_an_earlier_invoice_of_ours_is_not_this_one(self):
        move, flow = self._doubtful(kind="timeout_before", seconds=0)
        other = self._invoice()
        self.send(other)
        flow.sudo().line_ids.number = other.name
        flow.update_flow_status()
        self.assertEqual((flow.state, move.chorus_identifier), ("unknown", False))

    # === The files: an answer is lost === #

    def test_an_upload_that_nobody_confirms(self):
        """No invoice can have come of it: no doubt, the rest is done later."""
        for operation in (UPLOAD, ADD):
            for name, fault in {**LOST_AFTER, "before": LOST_BEFORE["500"]}.items():
                with self.subTest(f"{operation} {name}"):
                    self.sandbox.forget_requests()
                    move = self._invoice()
                    self.sandbox.fault(operation=operation, **fault)
                    kind, sentence = self.params(move.action_chorus_send())
                    flow = move.chorus_flow_id
                    self.assertEqual(flow.state, "queued")
                    self.assertFalse(flow.doubtful or flow.submit_date)
                    self.assertEqual(kind, "warning")
                    self.assertIn("nothing was sent", sentence)
                    self.assertIn("belongs to no invoice", flow.notes)
                    self.assertEqual(self.sandbox.requests_of(SUBMIT), [])
                    flow.update_flow_status()
                    self.assertOneInvoice(move)
                    # Only what was not confirmed was handed over again.
                    uploads = len(self.sandbox.requests_of(UPLOAD))
                    added = len(self.sandbox.requests_of(ADD))
                    expected = (2, 2) if operation == UPLOAD else (1, 3)
                    self.assertEqual((uploads, added), expected)

    def test_an_upload_refused(self):
        move = self._invoice()
        self.sandbox.fault("http_403", ADD)
        kind, sentence = self.params(move.action_chorus_send())
        flow = move.chorus_flow_id
        self.assertEqual((kind, flow.state), ("danger", "failed"))
        self.assertIn("“transverses”", sentence)
        flow.action_chorus_retry()
        self.assertOneInvoice(move)
        self.assertEqual(len(self.sandbox.requests_of(UPLOAD)), 1)

    def test_refused_on_the_way_to_the_portal(self):
        """Without its code it is not the portal that judged the invoice."""
        move = self._invoice()
        self.sandbox.fault("http_413", SUBMIT)
        kind, _sentence = self.params(move.action_chorus_send())
        flow = move.chorus_flow_id
        self.assertEqual((kind, flow.state), ("danger", "failed"))
        self.assertEqual(flow.line_ids.outcome, "pending")
        flow.action_chorus_retry()
        self.assertOneInvoice(move)

    def test_quota_on_the_data(self):
        move = self._invoice()
        self.sandbox.fault("http_429", SUBMIT, retry_after=60)
        move.action_chorus_send()
        flow = move.chorus_flow_id
        self.assertEqual((flow.state, flow.doubtful), ("queued", False))
        self.run_follow()
        self.assertOneInvoice(move)
        self.assertEqual(len(self.sandbox.requests_of(ADD)), 2)

    # === The worker dies === #

    def _die_in(self, verb, after=False):
        """Send, and lose the process before or after the portal's work in ``verb``."""
        move = self._invoice()
        flow = move._chorus_queue()
        work = getattr(PortalClient, verb)

        def die(portal, *values):
            if after:
                work(portal, *values)
            raise SystemExit

        # Not assertRaises, which would undo what was written.
        with patch.object(PortalClient, verb, die), suppress(SystemExit):
            flow._chorus_advance()
        self.env.invalidate_all()
        self.assertEqual(flow.state, "sending")
        return move, flow

    def test_death_among_the_files(self):
        for verb in ("my_structures", "deposit_pdf", "attachment_types", "add_file"):
            for after in (False, True):
                with self.subTest(f"{verb} {after}"):
                    self.sandbox.forget_requests()
                    self.company.sudo().chorus_portal_siret = False
                    move, flow = self._die_in(verb, after)
                    flow.update_flow_status()
                    self.assertEqual(flow.state, "sending", "it may still be at it")
                    self.pass_time(flow, SENDING_DEADLINE)
                    flow.update_flow_status()
                    self.assertEqual((flow.state, flow.doubtful), ("queued", False))
                    flow.update_flow_status()
                    self.assertOneInvoice(move)
                    self.assertEqual(len(self.sandbox.requests_of(SUBMIT)), 1)

    def test_death_around_the_data(self):
        for after in (False, True):
            with self.subTest(after), mute_logger(DEPOSIT_MODEL):
                self.sandbox.forget_requests()
                move, flow = self._die_in("submit", after)
                self.pass_time(flow, SENDING_DEADLINE)
                flow.update_flow_status()
                self.assertEqual((flow.state, flow.doubtful), ("unknown", True))
                self.pass_time(flow, ABSENCE_DELAY)
                self.run_follow()
                self.run_follow()
                self.assertOneInvoice(move)
                self.assertEqual(len(self.sandbox.requests_of(SUBMIT)), 1)

    def test_death_after_the_answer(self):
        """The answer was written down, what follows from it was not."""
        for step in ("_chorus_take_identifier", "_chorus_note_deposit"):
            with self.subTest(step):
                move = self._invoice()
                flow = move._chorus_queue()
                with (
                    patch.object(type(move), step, side_effect=SystemExit),
                    suppress(SystemExit),
                ):
                    flow._chorus_advance()
                self.env.invalidate_all()
                self.assertEqual(flow.state, "deposited")
                self.assertTrue(flow.date)
                self.run_follow()
                self.assertOneInvoice(move)

    def test_answer_written_but_the_search_lags(self):
        move = self._invoice()
        flow = move._chorus_queue()
        with (
            patch.object(type(move), "_chorus_take_identifier", side_effect=SystemExit),
            suppress(SystemExit),
        ):
            flow._chorus_advance()
        self.pass_time(flow, ABSENCE_DELAY)
        with patch.object(PortalClient, "search_invoices", return_value=iter(())):
            flow.update_flow_status()
        self.assertEqual(flow.state, "deposited", "the portal has it: never again")
        flow.update_flow_status()
        self.assertOneInvoice(move)

    # === Two hands === #

    def test_taken_for_dead(self):
        """A worker so slow that another one has begun anew must not send the data."""
        move = self._invoice()
        flow = move._chorus_queue()
        add = PortalClient.add_file

        def slow(portal, *values):
            with patch.object(PortalClient, "add_file", add):
                self.pass_time(flow, SENDING_DEADLINE)
                for _step in ("suspect", "deposit"):
                    flow._chorus_advance()
                return add(portal, *values)

        with patch.object(PortalClient, "add_file", slow):
            flow._chorus_advance()
        self.assertEqual(len(self.sandbox.requests_of(SUBMIT)), 1)
        self.assertOneInvoice(move)

    def test_each_file_shows_that_we_live(self):
        move = self._invoice()
        flow = move._chorus_queue()
        add, seen = PortalClient.add_file, []

        def watched(portal, *values):
            seen.append(fields.Datetime.now() - flow.attempt_date)
            # The next one must not inherit this one's age.
            flow.attempt_date -= timedelta(minutes=5)
            return add(portal, *values)

        with patch.object(PortalClient, "add_file", watched):
            flow._chorus_advance()
        self.assertEqual(len(seen), 2)
        self.assertLess(max(seen), timedelta(minutes=1))
        self.assertOneInvoice(move)

    def test_double_click(self):
        move = self._invoice()
        move.action_chorus_send()
        with self.assertRaises(RedirectWarning):
            move.action_chorus_send()
        self.assertEqual(len(self.sandbox.requests_of(SUBMIT)), 1)
        self.assertOneInvoice(move)

    def test_not_cancelled_on_the_wire(self):
        move = self._invoice()
        flow = move._chorus_queue()
        submit = PortalClient.submit

        def watched(portal, body):
            with self.assertRaises(UserError):
                flow.with_user(self.clerk).action_chorus_cancel()
            return submit(portal, body)

        with patch.object(PortalClient, "submit", watched):
            flow._chorus_advance()
        self.assertOneInvoice(move)

    def test_given_up_then_the_answer_comes(self):
        """An end is an end, but the portal's number is proof."""
        move, flow = self._doubtful(kind="timeout_after", seconds=0)
        flow._chorus_set_state("cancelled", next_check=False)
        with self.company.sudo()._chorus_client() as portal:
            found = flow.sudo()._chorus_find_deposit(portal)
        flow.sudo()._chorus_way()._chorus_adopt(flow.sudo(), found)
        self.assertEqual(flow.state, "cancelled")
        self.assertEqual(flow.line_ids.identifier, found.identifier)
        self.assertFalse(move.chorus_identifier)

    # === A correction between two attempts === #

    def test_correction_after_a_refusal_hands_over_a_new_file(self):
        client = self.client(COMMITMENT, chorus_format="pdf")
        move = self.invoice(client)
        move.action_chorus_send()
        self.assertEqual(move.chorus_state, "rejected")
        move.purchase_order_reference = "EJ20260001"
        self.send(move)
        references = self.at_portal(move)["references"]
        self.assertEqual(references["numeroBonCommande"], "EJ20260001")
        self.assertEqual(len(self.portal_invoices()), 1)

    def test_what_changes_before_it_leaves_is_sent_as_it_is_then(self):
        """Queued, changed, sent: the data and documents of the moment of departure."""
        move = self._invoice()
        flow = move._chorus_queue()
        flow._chorus_prepare_file()
        before = flow.document_ids[1].sha256
        move.sudo().contract_reference = "M-2026-7"
        self.join(move, ("plan.pdf", small_pdf("Plan")))
        move.chorus_attachment_ids -= move.chorus_attachment_ids.filtered(
            lambda document: document.name == "pv.pdf"
        )
        flow._chorus_advance()
        self.assertEqual(self.at_portal(move)["references"]["numeroMarche"], "M-2026-7")
        shown = self.at_portal(move)["listeDesPiecesJointes"]["pieceJointe"]
        names = [row["pieceJointeDesignation"] for row in shown]
        self.assertEqual(names, ["devis.pdf", "plan.pdf"])
        self.assertEqual(flow.document_ids[1].sha256, before)
