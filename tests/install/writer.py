# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Somebody who works in a database while something else happens to it."""

import threading
import time

import psycopg2
from psycopg2.errors import SerializationFailure

REPLAYS = 5  # of one transaction, as in odoo/service/model.py


class Writer(threading.Thread):
    """Somebody who writes on invoices without a pause, as Odoo does for its users:
    each request a transaction, replayed when another one was in its way.

    ``written`` counts the requests, ``longest`` is the time in seconds that one of them
    took, ``failure`` what ended them.
    """

    def __init__(self, database, ids):
        super().__init__(daemon=True)
        self.database, self.ids = database, ids
        self.longest = 0.0
        self.over = threading.Event()
        self.written = 0
        self.failure = None

    def run(self):
        try:
            connection = psycopg2.connect(dbname=self.database)
            connection.set_session(isolation_level="REPEATABLE READ")
            while not self.over.wait(0.005):
                started = time.monotonic()
                self._request(connection, self.ids[self.written % len(self.ids)])
                self.longest = max(self.longest, time.monotonic() - started)
                self.written += 1
            connection.close()
        except psycopg2.Error as error:
            self.failure = error

    def _request(self, connection, move):
        for attempt in range(1, REPLAYS + 1):
            try:
                with connection, connection.cursor() as cr:
                    cr.execute("SELECT ref FROM account_move WHERE id = %s", [move])
                    cr.execute(
                        "UPDATE account_move SET ref = %s, write_date = now()"
                        " WHERE id = %s",
                        [f"seen {self.written} times", move],
                    )
                return
            except SerializationFailure:
                if attempt == REPLAYS:
                    raise

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_exc):
        self.over.set()
        self.join(60)
