# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tracebacks that nobody foresaw, from every process of a campaign, in one folder.

A campaign with one of them has failed, however well the books agree: a worker that ends
by a mistake of its own, a flow that "could not be followed", a job that gave up.
"""

import logging
import os
import sys
import tempfile
import traceback
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import psycopg2

FOLDER = "BENCH_CRASHES"
OURS = "odoo.addons.chorus_pro_connector"
LONGEST = 6000  # characters of one text


@contextmanager
def kept_crashes():
    """Keep what :func:`note` is told, here and in every process started meanwhile."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ[FOLDER] = folder
        yield
        del os.environ[FOLDER]


def note(text):
    """Keep one text, and show it."""
    print(text, file=sys.stderr, flush=True)
    if folder := os.environ.get(FOLDER):
        number, _path = tempfile.mkstemp(dir=folder)
        with open(number, "w", encoding="utf-8", errors="replace") as file:
            file.write(text[-LONGEST:])


def crashes():
    """Return {text: how often}."""
    files = sorted(Path(os.environ[FOLDER]).iterdir())
    return Counter(file.read_text("utf-8") for file in files)


def tell_crashes():
    """Print them; return how many there were."""
    found = crashes()
    for text, times in found.most_common():
        print(f"{times} x {text}", file=sys.stderr, flush=True)
    return found.total()


class Listener(logging.Handler):
    """Keeps what our addons log with a traceback and go on: they swallow it."""

    def emit(self, record):
        error = (record.exc_info or (None, None))[1]
        if error and not foreseen(error):
            lines = traceback.format_exception(error)
            note(f"{record.name}: {record.getMessage()}\n{''.join(lines)}")


def foreseen(error):
    """Tell whether losing the database, which we cause, explains ``error``, or two who
    met on one row."""
    while error:
        # Of a server that is killed, psycopg2 says no more than DatabaseError.
        if isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError) or (
            type(error) is psycopg2.DatabaseError
        ):
            return True
        error = error.__cause__ or error.__context__
    return False


def listen():
    """Keep the tracebacks that our addons log, whatever the level of the log."""
    logger = logging.getLogger(OURS)
    if not any(isinstance(handler, Listener) for handler in logger.handlers):
        logger.addHandler(Listener(logging.ERROR))
    # The log of Odoo is silent: ours must not be.
    for name in [OURS, *logging.root.manager.loggerDict]:
        if name.startswith(OURS):
            logging.getLogger(name).setLevel(logging.ERROR)
    logger.propagate = False
