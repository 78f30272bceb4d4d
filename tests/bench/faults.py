# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Deposit through faults, killed workers, a killed PostgreSQL; then compare the books.

``setup/bench.sh faults [DEPOSITS] [KILLS]``, without arguments 1,000 deposits and 20
kills; ``setup/bench.sh faults short`` is what the tests run.

Real Odoo workers, processes of their own, take what is due while 5 % of the exchanges
suffer each fault of FAULTS: errors, silence, slow bytes, poisoned texts, wrong types.
At each point of the protocol (``_points.py``) one worker is killed (``kill -9``), one
loses its database connections, and of one the process is killed that serves it in
PostgreSQL, whose ``synchronous_commit`` is off. KILLS workers more are killed, and as many cut off,
at random; half as many times a process of PostgreSQL is killed, a fifth as many times
the server itself, and as many it is stopped at once.

A person presses *Send again* on what was refused. Another gives up deposits that the
portal has, and sends them again. Some numbers the portal knows already, with another
amount. In the middle a backup is made (database, then filestore), and restored later,
when the portal has gone on. Then the portal heals, and the workers go on until nothing
is open any more.

The waits of the protocol (hours, minutes) are shortened to seconds, in the same
proportions, and the PDF is not printed; nothing else differs from a real worker.

Last line ``{"deposits","faults","kills","lost","double","stuck"}``; what each of the
last three means stands in ``_ledger.py``. The line before it has the details: kills and
cuts by point, faults by kind, the difference of the two books in cents, ``crashes``:
tracebacks that nobody foresaw, each of which is a failure (their text is above).
"""

import json
import os
import random
import sys
import tempfile
import time
from collections import Counter

from bench._campaign import (
    TAKEN,
    configure_campaign,
    declare_faults,
    hurry,
    press_send_again,
    queue_everything,
    take_what_is_due,
)
from bench._crashes import kept_crashes, tell_crashes
from bench._duplicates import Impatient
from bench._ledger import judge, open_flows, tell_wrong
from bench._nursery import Worker, transaction
from bench._odoo import environment, sandbox
from bench._points import Points
from bench._postgres import (
    Backup,
    cut,
    kill_postmaster,
    kill_session,
    patiently,
    stop_immediately,
)

SEED = 20261121 + int(os.environ.get("CHORUS_RUN", 0))
WORKERS = 4
# A campaign that does not move for so long (seconds) has something stuck.
STALEMATE = 90
SIZES = {"short": (20, 2), "full": (1000, 20)}
EXTRA_ROUNDS, EXTRA_DEPOSITS = 4, 4
# When a backup is made and restored, as shares of the deposits that were attempted.
BACKUP, RESTORE = 0.4, 0.75
GIVEN_UP = 50  # of so many deposits one is given up and sent again; three at least


class Campaign:
    def __init__(self, deposits, kills, folder, books):
        self.deposits, self.books = deposits, books
        self.points = Points(folder)
        self.impatient = Impatient(folder, max(3, deposits // GIVEN_UP), SEED)
        self.backup = Backup(folder)
        self.started = time.monotonic()
        self.dice = random.Random(SEED)
        self.workers = []
        self.killed = 0
        self.done = Counter()
        self.plan = self._plan(kills)

    def _plan(self, kills):
        """Return [(share of the deposits, act)], the first one last."""
        acts = (
            (self._kill, kills),
            (self._cut, kills),
            (self._kill_session, max(1, kills // 2)),
            (self._kill_postmaster, max(1, kills // 5)),
            (self._stop_postgres, max(1, kills // 5)),
        )
        plan = [
            ((rank + 0.5) / count, act) for act, count in acts for rank in range(count)
        ]
        plan += [(BACKUP, self._back_up), (RESTORE, self._restore)]
        return sorted(plan, key=lambda pair: pair[0], reverse=True)

    # === Who works === #

    def turn(self, env):
        self.points.arm(env)
        take_what_is_due(env)

    def person(self, env):
        self.points.arm(env)
        press_send_again(env)

    def start(self):
        turns = [self.turn] * WORKERS + [self.person, self.impatient.turn]
        self.workers = [Worker(turn) for turn in turns]

    def stop(self):
        for worker in self.workers:
            worker.stop()

    # === The course of it === #

    def run(self):
        """Let the workers go through the faults, then without them.

        :return: {kind of fault: how often}
        """
        faults = Counter()
        self.start()
        try:
            for extra in range(EXTRA_ROUNDS + 1):
                if extra:
                    self._queue_more()
                declare_faults(SEED + 100 * extra)
                self._work(lambda now: now["attempted"] >= self.deposits)
                for fault in sandbox("faults")["faults"]:
                    faults[fault["kind"]] += fault["fired"]
                sandbox("faults", method="DELETE")
                self._work(lambda now: not now["open"])
                if not self.points.left():
                    break
        finally:
            self.stop()
        return faults

    def _queue_more(self):
        """A point that too few have passed needs some more to pass."""
        say(f"still to strike: {self.points.left()}")
        self.books |= patiently(queue_more)
        self.deposits += EXTRA_DEPOSITS

    def _work(self, done):
        """Watch over the workers until ``done``, or until nothing moves any more."""
        last, moved = None, time.monotonic()
        while not done(now := patiently(where_it_is)):
            time.sleep(self.dice.uniform(0.3, 0.7))
            self._bury()
            self._strike(now["attempted"] / self.deposits)
            if now != last:
                last, moved = now, time.monotonic()
                say(f"{time.monotonic() - self.started:.0f} s {now['states']}")
            elif time.monotonic() - moved > STALEMATE:
                say("nothing moves any more")
                return

    def _bury(self):
        """Another worker takes the place of each one that has died."""
        for place, worker in enumerate(self.workers):
            if worker.died():
                self.killed += 1
                self.workers[place] = worker.again()

    # === What befalls them === #

    def _strike(self, share):
        """Do what is due, as the campaign goes forward: one act at a time."""
        if self.plan and self.plan[-1][0] <= share:
            _share, act = self.plan.pop()
            if act():
                self.done[act.__name__.strip("_")] += 1

    def _kill(self):
        place = self.dice.randrange(WORKERS)
        if not self.workers[place].died():
            self.workers[place].kill()
        self.workers[place] = self.workers[place].again()
        self.killed += 1
        return True

    def _cut(self):
        cut(self.dice.choice(self.workers).pid)
        return True

    def _kill_session(self):
        return kill_session(choose=self.dice.choice)

    def _kill_postmaster(self):
        return kill_postmaster()

    def _stop_postgres(self):
        return stop_immediately()

    def _back_up(self):
        self.backup.take()
        say("backup made")
        return True

    def _restore(self):
        """What was sent since the backup is forgotten here, and known to the portal."""
        self.stop()
        patiently(self._remember)
        self.backup.restore()
        self.start()
        say("backup restored")
        return True

    def _remember(self):
        with transaction() as env:
            self.books.remember(env)

    def violence(self):
        """Return how many processes were killed or stopped, PostgreSQL's among them."""
        struck = self.points.struck()
        postgres = ("kill_session", "kill_postmaster", "stop_postgres")
        return (
            self.killed
            + len(struck["crash"])
            + sum(self.done[name] for name in postgres)
        )


def queue_more():
    with transaction() as env:
        company = env["res.company"].search([], limit=1, order="id")
        books = queue_everything(env, company, EXTRA_DEPOSITS)
        env.cr.commit()
        return books


def where_it_is():
    """Return how far the flows are; it changes as long as anything moves."""
    with transaction() as env:
        env.cr.execute(
            """
            SELECT state, count(*), sum(attempts + check_count),
                   count(*) FILTER (WHERE attempts > 0)
              FROM chorus_flow GROUP BY state ORDER BY state
            """
        )
        rows = env.cr.fetchall()
        return {
            "states": {row[0]: row[1] for row in rows},
            "steps": sum(row[2] or 0 for row in rows),
            "attempted": sum(row[3] for row in rows),
            "open": len(open_flows(env)),
        }


def say(words):
    print(words, file=sys.stderr, flush=True)


def sizes(arguments):
    if not arguments:
        return SIZES["full"]
    if arguments[0] in SIZES:
        return SIZES[arguments[0]]
    return int(arguments[0]), int(arguments[1]) if len(arguments) > 1 else 5


def main():
    with kept_crashes(), tempfile.TemporaryDirectory() as folder:
        return run_campaign(folder, *sizes(sys.argv[1:]))


def run_campaign(folder, deposits, kills):
    started = time.monotonic()
    with environment() as env:
        hurry(env)
        company = configure_campaign(env)
        books = queue_everything(env, company, deposits, min(TAKEN, deposits))
        env.cr.commit()
        # What the campaign itself made must not be what it loses.
        env.cr.execute("SET synchronous_commit = on; CHECKPOINT")
    say(f"{len(books.amounts)} invoices queued in {time.monotonic() - started:.0f} s")
    campaign = Campaign(deposits, kills, folder, books)
    faults = campaign.run()
    struck, left = campaign.points.struck(), campaign.points.left()
    with transaction() as env:
        verdict = judge(env, campaign.books)
        tell_wrong(env, verdict)
    crashes = tell_crashes()
    details = {
        "invoices": len(campaign.books.amounts),
        "calls": sandbox("requests?limit=0")["counts"].get("factures/deposer/flux", 0),
        "faults": dict(faults),
        "points": {act: len(names) for act, names in struck.items()},
        "points_left": left,
        "acts": dict(campaign.done),
        "given_up": campaign.impatient.done(),
        "taken": len(campaign.books.taken),
        "second_copies_refused": verdict.refused,
        "cents": verdict.cents,
        "crashes": crashes,
        "seconds": round(time.monotonic() - started),
    }
    print(json.dumps(details))
    print(
        json.dumps(
            {
                "deposits": campaign.deposits,
                "faults": faults.total(),
                "kills": campaign.violence(),
                "lost": len(verdict.lost),
                "double": len(verdict.double),
                "stuck": len(verdict.stuck),
            }
        )
    )
    return 0 if verdict.good() and not left and not crashes else 1


if __name__ == "__main__":
    sys.exit(main())
