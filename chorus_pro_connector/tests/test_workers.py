# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Workers that wake together: one token, one count of failures, one trial.

Real threads, each with a connection of its own, as workers have.
"""

import threading
from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.tests import tagged

from ..chorus.errors import PausedError, UnavailableError
from ..models.connection import chorus_outage, chorus_token
from ..models.connection.own_cursor import READ_COMMITTED
from .sandbox_case import SandboxCase

WORKERS = 8
TOKEN = "oauth/token"
SEARCH = "factures/rechercher/fournisseur"


@contextmanager
def real_cursor(env):
    """What ``own_cursor`` gives outside tests."""
    with env.registry.cursor() as cr:
        cr.execute(READ_COMMITTED)
        yield cr


@tagged("post_install", "-at_install")
class TestWorkersTogether(SandboxCase):
    def setUp(self):
        super().setUp()
        # A company that other connections see too; its rows are removed afterwards.
        self.seen = self.env.ref("base.main_company").id
        credentials, urls = (
            self.company._chorus_credentials(),
            self.company._chorus_urls(),
        )
        model = self.registry["res.company"]
        for name, value in (
            ("_chorus_credentials", credentials),
            ("_chorus_urls", urls),
        ):
            self.startPatcher(patch.object(model, name, lambda _self, v=value: v))
        for module in (chorus_token, chorus_outage):
            self.startPatcher(patch.object(module, "own_cursor", real_cursor))
        self.addCleanup(self._forget)
        self._forget()

    def _forget(self):
        self._sql("DELETE FROM chorus_token WHERE company_id = %s")
        self._sql("DELETE FROM chorus_outage WHERE company_id = %s")

    def _sql(self, query, *values):
        with self.registry.cursor() as cr:
            cr.execute(query, [*values, self.seen])
            return cr.fetchall() if cr.description else None

    def _together(self):
        """Let all workers call the portal in one instant.

        :return: for each None, or the exception it met
        """
        barrier, results = threading.Barrier(WORKERS), ["not run"] * WORKERS

        def work(rank):
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                company = env["res.company"].browse(self.seen)
                barrier.wait(30)
                try:
                    with company._chorus_client() as portal:
                        list(portal.search_invoices(numeroFacture="NONE"))
                    results[rank] = None
                except Exception as error:  # told in the assertion
                    results[rank] = error

        threads = [threading.Thread(target=work, args=(n,)) for n in range(WORKERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        return results

    def _calls(self, operation):
        return len(self.sandbox.requests_of(operation))

    def test_one_token_for_workers_that_wake_together(self):
        self.assertEqual(self._together(), [None] * WORKERS)
        self.assertEqual(self._calls(TOKEN), 1)
        self.assertEqual(self._calls(SEARCH), WORKERS)

    def test_a_dead_token_is_replaced_once(self):
        self._together()
        # The portal forgets its tokens; ours looks good for an hour.
        self.sandbox.order("POST", "reset")
        self.assertEqual(self._together(), [None] * WORKERS)
        self.assertEqual(self._calls(TOKEN), 1)

    def test_failures_of_all_are_counted_together(self):
        self.sandbox.fault("http_503", "*", count=1000)
        kinds = {type(error) for error in self._together()}
        self.assertLessEqual(kinds, {UnavailableError, PausedError})
        ((failures, pauses),) = self._sql(
            "SELECT failures, pauses FROM chorus_outage WHERE company_id = %s"
        )
        self.assertGreaterEqual(failures, chorus_outage.THRESHOLD)
        self.assertEqual(pauses, 1)

    def test_one_of_them_tries_again(self):
        self.sandbox.fault("http_503", "*", count=1000)
        self._together()
        past = fields.Datetime.now() - timedelta(seconds=1)
        self._sql(
            "UPDATE chorus_outage SET paused_until = %s WHERE company_id = %s", past
        )
        self.sandbox.forget_requests()
        kinds = [type(error) for error in self._together()]
        self.assertEqual(kinds.count(UnavailableError), 1)
        self.assertEqual(kinds.count(PausedError), WORKERS - 1)
        self.assertEqual(self.sandbox.order("GET", "requests")["total"], 1)
