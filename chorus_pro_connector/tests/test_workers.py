# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Workers that wake together: one token, one count of failures, one trial.

Real threads, each with a connection of its own, as workers have.
"""

import threading
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from unittest.mock import patch

from psycopg2.errors import LockNotAvailable

from odoo import SUPERUSER_ID, api, fields
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..chorus.errors import CredentialsError, PausedError, UnavailableError
from ..chorus.portal.deadline import Deadline
from ..chorus.portal.transport import DEPOSIT_TIMEOUT, READ_TIMEOUT
from ..models.connection import chorus_outage, chorus_token, own_cursor
from ..models.connection.own_cursor import apart
from ..models.flow import chorus_flow_deposit
from .sandbox_case import SandboxCase

WORKERS = 8
TOKEN = "oauth/token"
SEARCH = "factures/rechercher/fournisseur"


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
            self.startPatcher(patch.object(module, "own_cursor", apart))
            self.startPatcher(patch.object(module, "own_look", apart))
        self.addCleanup(self._forget)
        self._forget()

    def _store(self):
        """Return the token store of a worker, on connections of its own."""
        company = self.env["res.company"].browse(self.seen)
        return self.env["chorus.token"]._chorus_store(company)

    def _breaker(self):
        company = self.env["res.company"].browse(self.seen)
        return self.env["chorus.outage"].sudo()._chorus_breaker(company)

    @contextmanager
    def _held(self, table):
        """Another worker holds the row of the company, and lets nobody near it."""
        with self.registry.cursor() as cr:
            cr.execute(
                f"INSERT INTO {table} (company_id) VALUES (%s) ON CONFLICT DO NOTHING",
                [self.seen],
            )
            cr.commit()
            cr.execute(
                f"SELECT id FROM {table} WHERE company_id = %s FOR UPDATE", [self.seen]
            )
            yield

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

    # === A row that is held, or goes away === #

    def test_a_row_deleted_while_it_is_read(self):
        """Another worker gets an answer between any two statements of ours."""
        self._breaker().failed(None)

        @contextmanager
        def crowded(env):
            with apart(env) as cr:
                run = cr.execute

                def execute(*query):
                    run(*query)
                    with suppress(LockNotAvailable), self.registry.cursor() as other:
                        other.execute("SET LOCAL lock_timeout = '50ms'")
                        other.execute("DELETE FROM chorus_outage", log_exceptions=False)

                with patch.object(cr, "execute", execute):
                    yield cr

        with patch.object(chorus_outage, "own_cursor", crowded):
            self._breaker().failed(None)
        self._breaker().failed(None)
        ((failures,),) = self._sql(
            "SELECT failures FROM chorus_outage WHERE company_id = %s"
        )
        self.assertEqual(failures, 3, "held from the first statement on")

    def test_silences_and_answers_in_any_order(self):
        errors = []

        def work(rank):
            try:
                breaker = self._breaker()
                for turn in range(40):
                    breaker.failed(None)
                    if (turn + rank) % 3 == 0:
                        breaker.answered()
            except Exception as error:  # told in the assertion
                errors.append(error)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(WORKERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertEqual(errors, [])

    @mute_logger("odoo.sql_db", chorus_outage.__name__)
    def test_an_outage_that_cannot_be_written_stops_no_call(self):
        with (
            patch.object(own_cursor, "LOCK_TIMEOUT", 0.1),
            self._held("chorus_outage"),
        ):
            breaker = self._breaker()
            breaker.failed(None)
            breaker.answered()
            with self.env["res.company"].browse(self.seen)._chorus_client() as portal:
                self.assertEqual(list(portal.search_invoices(numeroFacture="NONE")), [])

    def test_the_row_is_free_while_the_token_is_asked_for(self):
        def fetch():
            with self.registry.cursor() as cr:
                cr.execute("SET LOCAL lock_timeout = '1s'")
                cr.execute(
                    "SELECT id FROM chorus_token WHERE company_id = %s FOR UPDATE",
                    [self.seen],
                )
                self.assertEqual(cr.rowcount, 1)
            return "jeton", 3600

        self.assertEqual(self._store().get(fetch, Deadline(5)), "jeton")

    def test_who_waits_for_a_token_waits_no_longer_than_his_call(self):
        def fetch():
            with self.assertRaises(UnavailableError):
                self._store().get(self.fail, Deadline(0.2))
            return "jeton", 3600

        self.assertEqual(self._store().get(fetch, Deadline(5)), "jeton")
        self.assertEqual(self._store().get(self.fail, Deadline(0)), "jeton")

    def test_a_failure_lets_the_next_one_ask(self):
        def fetch():
            raise CredentialsError("application", TOKEN)

        with self.assertRaises(CredentialsError):
            self._store().get(fetch, Deadline(5))
        self.assertEqual(self._store().get(lambda: ("a", 3600), Deadline(0)), "a")

    def test_who_died_asking_is_not_waited_for(self):
        for claim in ("-1 second", "1 day"):  # over, or of a clock that jumped
            self._forget()
            self._sql(
                "INSERT INTO chorus_token (fetching_until, company_id)"
                " VALUES (timezone('UTC', now()) + %s::interval, %s)",
                claim,
            )
            with self.subTest(claim):
                token = self._store().get(lambda: ("a", 3600), Deadline(0))
                self.assertEqual(token, "a")

    @mute_logger("odoo.sql_db")
    def test_a_row_of_a_token_that_is_held_is_a_sentence(self):
        company = self.env["res.company"].browse(self.seen)
        with (
            patch.object(own_cursor, "LOCK_TIMEOUT", 0.1),
            self._held("chorus_token"),
            company._chorus_client(patience=0.3) as portal,
            self.assertRaises(UnavailableError) as caught,
        ):
            list(portal.search_invoices(numeroFacture="NONE"))
        sentence = self.env["chorus.words"]._chorus_sentence(caught.exception, company)
        self.assertIn("does not answer at the moment", sentence)
        self.assertEqual(self._calls(TOKEN), 0)

    def test_a_token_that_cannot_be_kept_stands_in_no_log(self):
        with (
            patch.object(own_cursor, "LOCK_TIMEOUT", 0.1),
            ExitStack() as held,
            self.assertLogs("odoo", "WARNING") as log,
        ):

            def fetch():
                held.enter_context(self._held("chorus_token"))
                return "jeton-secret", 3600

            token = self._store().get(fetch, Deadline(5))
        self.assertEqual(token, "jeton-secret")
        self.assertIn("not kept", "".join(log.output))
        self.assertNotIn(token, "".join(log.output))

    @mute_logger("odoo.sql_db")
    def test_a_journal_that_cannot_be_written_is_a_doubt(self):
        query = "UPDATE chorus_outage SET failures = 9 WHERE company_id = %s"
        flow = self.env["chorus.flow"]
        with (
            patch.object(chorus_flow_deposit, "own_cursor", apart),
            patch.object(own_cursor, "LOCK_TIMEOUT", 0.1),
            self._held("chorus_outage"),
            self.assertLogs(chorus_flow_deposit.__name__, "ERROR") as log,
        ):
            flow._chorus_execute_apart([SQL(query, self.seen)], "CPP1")
        self.assertIn("CPP1 was not written", log.output[0])
        with patch.object(chorus_flow_deposit, "own_cursor", apart):
            flow._chorus_execute_apart([SQL(query, self.seen)], "CPP1")
        ((failures,),) = self._sql(
            "SELECT failures FROM chorus_outage WHERE company_id = %s"
        )
        self.assertEqual(failures, 9)

    def test_nobody_is_taken_for_dead_who_may_be_alive(self):
        """What a worker may take between two signs of life, all of it together."""
        calls = timedelta(seconds=DEPOSIT_TIMEOUT + 2 * READ_TIMEOUT)
        self.assertGreater(chorus_flow_deposit.SENDING_DEADLINE, calls)
        self.assertGreater(chorus_outage.PROBE, timedelta(seconds=DEPOSIT_TIMEOUT))
