# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Everybody sends the same invoices at the same time: one deposit each.

``setup/bench.sh concurrency [COUNT]``: COUNT invoices (200), two Odoo servers on one
database and two more workers that take what is due. At once, over HTTP, as ordinary
invoicing users: two people press *Send to Chorus* twice on each invoice, a third one
sends all of them by the batch wizard, a fourth by *Send & Print*, each several times.

Last line ``{"invoices","clicks","told","technical","deposits","lost","double",
"stuck"}``:
``told`` are the clicks answered by a sentence that says no ("is on its way…"),
``technical`` those that showed anything else (a serialization error, a traceback), and
``deposits`` the files that the portal has taken; it must be COUNT.
"""

import json
import logging
import random
import re
import sys
import threading
import time
from collections import Counter
from contextlib import suppress

from bench._campaign import CLERK, configure_campaign, take_what_is_due
from bench._ledger import Books, cents, judge, open_flows
from bench._nursery import Worker, transaction
from bench._odoo import environment, invoices, sandbox
from bench._people import Failed, Person
from bench._server import servers
from psycopg2.errors import SerializationFailure

from odoo import Command

SEED = 20261122
WORKERS = 2
TURNS = 3  # how often the batches are sent
LIMIT = 300  # seconds within which everything must have come to its end
# What Odoo shows as a sentence, not as a crash.
SENTENCES = re.compile(r"odoo\.exceptions\.(UserError|RedirectWarning|ValidationError)")
TECHNICAL = re.compile(
    r"serializ|concurren|deadlock|could not|psycopg|transaction|duplicate key|lock on",
    re.IGNORECASE,
)


def prepare(count):
    """Make people and invoices; return ({number: cents}, ids)."""
    with environment() as env:
        # Importable only now: Odoo finds addons once it has read its configuration.
        from odoo.addons.chorus_pro_connector.tests.common import small_pdf

        company = configure_campaign(env)
        clerk = env["res.users"].search([("login", "=", CLERK)])
        for rank in range(1, 4):
            clerk.copy({"login": f"{CLERK}-{rank}", "password": CLERK})
        moves = invoices(env, company, count, 1)
        for move in moves:
            # Printed already: printing is slow, and not the subject.
            env["ir.attachment"].create(
                {
                    "name": f"{move.name.replace('/', '-')}.pdf",
                    "raw": small_pdf(),
                    "res_model": move._name,
                    "res_id": move.id,
                    "res_field": "invoice_pdf_report_file",
                }
            )
        env.flush_all()
        # Two workers that write on one row are told so by PostgreSQL: not news here.
        logging.getLogger("odoo").setLevel(logging.CRITICAL + 1)
        expected = {move.name: cents(move.amount_total) for move in moves}
        env.cr.commit()
        return expected, moves.ids


class Crowd:
    """People who press at the same time, and what they were shown."""

    def __init__(self, urls, ids):
        self.ids = ids
        self.dice = random.Random(SEED)
        self.lock = threading.Lock()
        self.seen = Counter()
        self.technical = []
        logins = [CLERK, *(f"{CLERK}-{rank}" for rank in range(1, 4))]
        # Both servers serve everybody.
        people = [
            Person(urls[r % len(urls)], name, CLERK) for r, name in enumerate(logins)
        ]
        again = [
            Person(urls[-1 - r % len(urls)], name, CLERK)
            for r, name in enumerate(logins)
        ]
        first, second, third, fourth = people
        self.acts = [
            lambda: self._click_each(first),
            lambda: self._click_each(again[0]),
            lambda: self._click_each(second),
            lambda: self._click_each(again[1]),
            lambda: self._by_wizard(third),
            lambda: self._by_wizard(again[2]),
            lambda: self._send_and_print_all(fourth),
            lambda: self._send_and_print_each(again[3]),
        ]

    def press(self):
        """Let everybody go at once; return when all have finished."""
        start = threading.Barrier(len(self.acts))
        failures = []

        def run(act):
            try:
                start.wait()
                act()
            except Exception as error:
                failures.append(error)

        threads = [threading.Thread(target=run, args=[act]) for act in self.acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert not failures, failures

    def _try(self, person, *values, **named):
        """Press one button; note what is shown."""
        try:
            result = person.call(*values, **named)
        except Failed as error:
            fine = SENTENCES.match(error.name) and not TECHNICAL.search(error.message)
            with self.lock:
                self.seen["told" if fine else "technical"] += 1
                if not fine:
                    self.technical.append(str(error))
            return None
        with self.lock:
            self.seen["done"] += 1
        return result

    def _shuffled(self):
        with self.lock:
            return self.dice.sample(self.ids, len(self.ids))

    def _click_each(self, person):
        # Near to each other, so that two press on the same one in the same instant.
        for number in self.ids:
            self._try(person, "account.move", "action_chorus_send", [number])

    def _by_wizard(self, person):
        for _turn in range(TURNS):
            action = self._try(
                person, "account.move", "action_chorus_send", self._shuffled()
            )
            if action:
                self._try(
                    person, action["res_model"], "action_send", [action["res_id"]]
                )

    def _send_and_print_all(self, person):
        for _turn in range(TURNS):
            self._send_and_print(person, "account.move.send.batch.wizard", self.ids)

    def _send_and_print_each(self, person):
        for number in self._shuffled()[: len(self.ids) // 4]:
            self._send_and_print(person, "account.move.send.wizard", [number])

    def _send_and_print(self, person, wizard, ids):
        values = (
            {"move_id": ids[0]}
            if wizard == "account.move.send.wizard"
            else {"move_ids": [Command.set(ids)]}
        )
        created = self._try(person, wizard, "create", [values])
        if created:
            self._try(person, wizard, "action_send_and_print", created)


def settle():
    """Let minutes pass, and the workers go on until nothing is open."""
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        with suppress(SerializationFailure), transaction() as env:
            flows = open_flows(env)
            if not flows and not env["account.move"].search_count(
                [("sending_data", "!=", False)]
            ):
                return
            env.cr.execute(
                """
                UPDATE chorus_flow SET next_check = now() AT TIME ZONE 'UTC'
                 WHERE id IN (SELECT id FROM chorus_flow
                               WHERE state IN ('deposited', 'integrated', 'partial')
                                 AND next_check IS NOT NULL
                                 FOR UPDATE SKIP LOCKED)
                """
            )
            env.cr.commit()
        time.sleep(2)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    expected, ids = prepare(count)
    with servers(2) as urls:
        crowd = Crowd(urls, ids)
        workers = [Worker(take_what_is_due) for _rank in range(WORKERS)]
        try:
            crowd.press()
            settle()
        finally:
            for worker in workers:
                worker.stop()
    for words, times in Counter(crowd.technical).most_common(20):
        print(f"{times} x {words}", file=sys.stderr)
    with transaction() as env:
        verdict = judge(env, Books(expected))
    deposits = len(sandbox("flows")["flows"])
    print(
        json.dumps(
            {
                "invoices": count,
                "clicks": crowd.seen.total(),
                "told": crowd.seen["told"],
                "technical": crowd.seen["technical"],
                "deposits": deposits,
                "lost": len(verdict.lost),
                "double": len(verdict.double),
                "stuck": len(verdict.stuck),
            }
        )
    )
    return 0 if verdict.good() and deposits == count and not crowd.technical else 1


if __name__ == "__main__":
    sys.exit(main())
