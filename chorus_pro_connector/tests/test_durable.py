# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Commits on which the promise of a single deposit rests wait for the disk.

Whoever runs PostgreSQL with ``synchronous_commit = off`` may lose the last second of
work; a deposit must not be part of it. The server of the tests has it off.
"""

from unittest.mock import patch

from odoo.tests import tagged

from ..models.flow import chorus_flow_deposit
from .sandbox_case import FREE, SandboxCase

_execute_in_turn = chorus_flow_deposit._execute_in_turn


@tagged("post_install", "-at_install")
class TestDurable(SandboxCase):
    def setUp(self):
        super().setUp()
        self.seen = []
        self._forget()
        self.startPatcher(
            patch.object(
                self.env.registry["chorus.flow"],
                "_chorus_commit",
                lambda flow: self._note(self._moment(flow.sudo())),
            )
        )
        self.startPatcher(
            patch.object(chorus_flow_deposit, "_execute_in_turn", self._journal)
        )

    # === What is in force === #

    def _forget(self):
        """A commit ends what ``SET LOCAL`` has set; the server has it off."""
        self.env.cr.execute("SET LOCAL synchronous_commit = off")

    def _note(self, moment):
        self.env.cr.execute("SHOW synchronous_commit")
        self.seen.append((moment, self.env.cr.fetchone()[0]))
        self._forget()

    def _journal(self, cr, queries):
        _execute_in_turn(cr, queries)
        self._note("number")

    @staticmethod
    def _moment(flow):
        """Tell what the commit is about, by what was written last."""
        if flow.state != "sending":
            return flow.state
        if flow.submit_date:
            return "data leave"
        if any(flow.document_ids.mapped("identifier")):
            return "document handed over"
        return "sending"

    def _durable(self):
        """Return what was committed so, each once, in order."""
        return list(
            dict.fromkeys(what for what, setting in self.seen if setting == "on")
        )

    # === Tests === #

    def test_a_file(self):
        self.send(self.invoice(self.client(FREE)))
        self.assertEqual(self._durable(), ["sending", "number"])

    def test_a_plain_pdf(self):
        self.send(self.invoice(self.client(FREE, chorus_format="pdf")))
        self.assertEqual(
            self._durable(),
            ["sending", "document handed over", "data leave", "number"],
        )

    def test_a_number_found_after_a_doubt(self):
        move = self.invoice(self.client(FREE))
        self.sandbox.fault("http_502", when="after")
        flow = self.send(move)
        self.assertEqual(flow.state, "unknown")
        self.seen.clear()
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertIn("number", self._durable())

    def test_it_ends_with_its_transaction(self):
        """What others commit on the same connection is as fast as before."""
        with self.registry.cursor() as cr:
            cr.execute("SHOW synchronous_commit")
            before = cr.fetchone()
            chorus_flow_deposit.make_durable(cr)
            cr.execute("SHOW synchronous_commit")
            self.assertEqual(cr.fetchone(), ("on",))
            cr.rollback()
            cr.execute("SHOW synchronous_commit")
            self.assertEqual(cr.fetchone(), before)
