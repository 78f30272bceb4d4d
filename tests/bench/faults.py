# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Deposit through faults, killed workers, a killed PostgreSQL; then compare the books.

``setup/bench.sh faults [DEPOSITS] [KILLS]``, without arguments 1,000 deposits and 20
kills; ``setup/bench.sh faults short`` is what the tests run.

Real Odoo workers, processes of their own, take what is due while 5 % of the exchanges
suffer each fault of FAULTS: errors, silence, slow bytes, poisoned texts, wrong types.
At each point of the protocol (``_points.py``) one worker is killed (``kill -9``), one
loses its database connections, and of one the process is killed that serves it in
PostgreSQL, whose ``synchronous_commit`` is off. KILLS workers more are killed, and as
many cut off, at random; half as many times a process of PostgreSQL is killed, a fifth
as many times the server itself, and as many it is stopped at once.

Clients send invoices back, some twice: suspended, to recycle, refused, with a wrong
validator. A clerk answers each; at each point of an act a worker is killed, too.

A person presses *Send again* on what was refused. Another gives up deposits that the
portal has, and sends them again. Some numbers the portal knows already, with another
amount. In the middle a backup is made (database, then filestore), and restored later,
when the portal has gone on. Then the portal heals, and the workers go on until nothing
is open any more.

The waits of the protocol (hours, minutes) are shortened to seconds, in the same
proportions, and the PDF is not printed; nothing else differs from a real worker.

Last line ``{"deposits","faults","kills","lost","double","stuck","acts","acts_lost",
"acts_double","acts_stuck"}``; ``_ledger.py`` says what lost, double and stuck are of
deposits, ``_returns.py`` what of acts; the first three count both. The line before it
has the details: kills and cuts by point, faults by kind, the difference of the two
books in cents, ``crashes``: tracebacks that nobody foresaw, each of which is a failure
(their text is above).
"""

import sys
import tempfile
import time

from bench._campaign import (
    TAKEN,
    configure_campaign,
    hurry,
    queue_everything,
    take_what_is_due,
)
from bench._course import POSTGRES, Course, say, spread
from bench._crashes import kept_crashes
from bench._nursery import transaction
from bench._odoo import environment
from bench._points import Points
from bench._postgres import Backup, cut, patiently
from bench._returns import (
    Clients,
    answer_returns,
    behind,
    judge_acts,
    open_acts,
    planned,
    tell_wrong,
)

WORKERS = 4
SIZES = {"short": (20, 2), "full": (1000, 20)}
EXTRA_ROUNDS, EXTRA_DEPOSITS = 4, 4
# When a backup is made and restored, as shares of the deposits that were attempted.
BACKUP, RESTORE = 0.4, 0.75


class Campaign(Course):
    """Workers of our own, which die at each point of the protocol."""

    def __init__(self, deposits, kills, folder, books):
        self.points, self.backup = Points(folder), Backup(folder)
        super().__init__(deposits, kills, folder, books)
        self.clients = Clients(books.returns, self.dice)

    def acts(self, kills):
        return [
            *super().acts(kills),
            *spread(kills, self._kill),
            *spread(kills, self._cut),
            (BACKUP, self._back_up),
            (RESTORE, self._restore),
        ]

    def turns(self):
        return [self.turn] * WORKERS + [*super().turns(), self.answer]

    def turn(self, env):
        self.points.arm(env)
        take_what_is_due(env)

    def person(self, env):
        self.points.arm(env)
        super().person(env)

    def answer(self, env):
        self.points.arm(env)
        answer_returns(env)

    # === How far it is === #

    def look(self):
        # EXTENDS Course: the clients look too, and send invoices back.
        answered, wanted = self.clients.play()
        now = super().look()
        return {**now, "answered": answered, "wanted": wanted} | patiently(self._acts)

    def _acts(self):
        with transaction() as env:
            return {
                "acts": sorted(open_acts(env).mapped(lambda act: (act.id, act.state))),
                "behind": sorted(behind(env, self.books.returns)),
            }

    def share(self, now):
        # EXTENDS Course: deposits and answers count alike.
        done = now["attempted"] + now["answered"]
        return done / (self.deposits + now["wanted"])

    def is_over(self, now):
        # EXTENDS Course
        waits = now["answered"] < now["wanted"] or now["acts"] or now["behind"]
        return super().is_over(now) and not waits

    def judge_acts(self, env):
        # OVERRIDE Course
        verdict = judge_acts(env, self.books.returns)
        tell_wrong(env, verdict, self.books.returns)
        return verdict

    def run(self):
        """Let the workers go through the faults, then without them."""
        self.start()
        try:
            self.go_through_faults()
            for extra in range(1, EXTRA_ROUNDS + 1):
                if not self.points.left():
                    break
                self._queue_more()
                self.go_through_faults(extra)
        finally:
            self.stop()

    def _queue_more(self):
        """A point that too few have passed needs some more to pass."""
        say(f"still to strike: {self.points.left()}")
        self.books |= patiently(queue_more)
        self.deposits += EXTRA_DEPOSITS

    # === What befalls them === #

    def _kill(self):
        place = self.dice.randrange(WORKERS)
        if self.workers[place].died():
            self.done["point"] += 1
        else:
            self.workers[place].kill()
        self.workers[place] = self.workers[place].again()
        return True

    def _cut(self):
        cut(self.dice.choice(self.workers).pid)
        return True

    def _back_up(self):
        self.backup.take()
        self.say("backup made")
        return True

    def _restore(self):
        """What was sent since the backup is forgotten here, and known to the portal."""
        self.stop()
        patiently(self._remember)
        self.backup.restore()
        self.start()
        self.say("backup restored")
        return True

    def _remember(self):
        with transaction() as env:
            self.books.remember(env)

    def result(self):
        """Print the result; among the kills are those of PostgreSQL."""
        struck, left = self.points.struck(), self.points.left()
        killed = sum(self.done[name] for name in ("kill", "point", *POSTGRES))
        return self.tell(
            killed + len(struck["crash"]),
            good=not left,
            points={act: len(names) for act, names in struck.items()},
            points_left=left,
        )


def queue_more():
    with transaction() as env:
        company = env["res.company"].search([], limit=1, order="id")
        books = queue_everything(env, company, EXTRA_DEPOSITS, plan=planned)
        env.cr.commit()
        return books


def sizes(arguments):
    if not arguments:
        return SIZES["full"]
    if arguments[0] in SIZES:
        return SIZES[arguments[0]]
    return int(arguments[0]), int(arguments[1]) if len(arguments) > 1 else 5


def prepare(deposits):
    """Queue the deposits; return their books."""
    started = time.monotonic()
    with environment() as env:
        hurry(env)
        company = configure_campaign(env)
        books = queue_everything(env, company, deposits, min(TAKEN, deposits), planned)
        # What the campaign itself made must not be what it loses.
        env.cr.execute("SET LOCAL synchronous_commit = on")
        env.cr.commit()
    say(f"{len(books.amounts)} invoices queued in {time.monotonic() - started:.0f} s")
    return books


def main():
    deposits, kills = sizes(sys.argv[1:])
    with kept_crashes(), tempfile.TemporaryDirectory() as folder:
        campaign = Campaign(deposits, kills, folder, prepare(deposits))
        campaign.run()
        return campaign.result()


if __name__ == "__main__":
    sys.exit(main())
