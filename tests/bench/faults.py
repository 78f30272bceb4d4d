# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Deposit through faults, killed workers and cut databases; then compare the books.

``setup/bench.sh faults [DEPOSITS] [KILLS]``, without arguments 1,000 deposits and 20
kills; ``setup/bench.sh faults short`` is what the tests run.

Real Odoo workers, processes of their own, take what is due while 5 % of the exchanges
suffer each fault of FAULTS. At each point of the protocol (``_points.py``) one worker
is killed (``kill -9``) and one loses its database connections; KILLS more are killed,
and as many cut off, at random. A person presses *Send again* on what was refused. Then
the portal heals, and the workers go on until nothing is open any more.

The waits of the protocol (hours, minutes) are shortened to seconds, in the same
proportions, and the PDF is not printed; nothing else differs from a real worker.

Last line ``{"deposits","faults","kills","lost","double","stuck"}``; what each of the
last three means stands in ``_ledger.py``. The line before it has the details: kills and
cuts by point, faults by kind, the difference of the two books in cents.
"""

import json
import random
import sys
import tempfile
import time
from collections import Counter

from bench._campaign import (
    configure_campaign,
    declare_faults,
    hurry,
    press_send_again,
    queue_everything,
    take_what_is_due,
)
from bench._ledger import judge, open_flows, tell_wrong
from bench._nursery import Worker, cut, transaction
from bench._odoo import environment, sandbox
from bench._points import Points

SEED = 20261121
WORKERS = 4
# A campaign that does not move for so long (seconds) has something stuck.
STALEMATE = 90
SIZES = {"short": (20, 2), "full": (1000, 20)}
EXTRA_ROUNDS, EXTRA_DEPOSITS = 4, 4


class Campaign:
    def __init__(self, deposits, kills, points, expected):
        self.deposits, self.kills = deposits, kills
        self.points, self.expected = points, expected
        self.started = time.monotonic()
        self.dice = random.Random(SEED)
        self.workers = []
        self.killed = self.random_kills = self.random_cuts = 0

    def turn(self, env):
        self.points.arm(env)
        take_what_is_due(env)

    def person(self, env):
        self.points.arm(env)
        press_send_again(env)

    def run(self):
        """Let the workers go through the faults, then without them.

        :return: {kind of fault: how often}
        """
        turns = [self.turn] * WORKERS + [self.person]
        self.workers = [Worker(turn) for turn in turns]
        faults = Counter()
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
            for worker in self.workers:
                worker.stop()
        return faults

    def _queue_more(self):
        """A point that too few have passed needs some more to pass."""
        say(f"still to strike: {self.points.left()}")
        with transaction() as env:
            company = env["res.company"].search([], limit=1, order="id")
            self.expected |= queue_everything(env, company, EXTRA_DEPOSITS)
            env.cr.commit()
        self.deposits += EXTRA_DEPOSITS

    def _work(self, done):
        """Watch over the workers until ``done``, or until nothing moves any more."""
        last, moved = None, time.monotonic()
        while not done(now := where_it_is()):
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
        """Another worker takes the place of each one that a point has killed."""
        for place, worker in enumerate(self.workers):
            if worker.died():
                self.killed += 1
                self.workers[place] = worker.again()

    def _strike(self, share):
        """Kill or cut off a worker, whatever it is at, as the campaign goes forward."""
        while self.random_kills < min(self.kills, round(share * self.kills)):
            place = self.dice.randrange(WORKERS)
            if not self.workers[place].died():
                self.workers[place].kill()
            self.workers[place] = self.workers[place].again()
            self.random_kills += 1
            self.killed += 1
        while self.random_cuts < min(self.kills, round(share * self.kills)):
            self.random_cuts += 1
            cut(self.dice.choice(self.workers).pid)


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
    deposits, kills = sizes(sys.argv[1:])
    started = time.monotonic()
    with environment() as env:
        hurry(env)
        company = configure_campaign(env)
        expected = queue_everything(env, company, deposits)
        env.cr.commit()
    say(f"{len(expected)} invoices queued in {time.monotonic() - started:.0f} s")
    with tempfile.TemporaryDirectory() as folder:
        points = Points(folder)
        campaign = Campaign(deposits, kills, points, expected)
        faults = campaign.run()
        struck, left = points.struck(), points.left()
    with transaction() as env:
        verdict = judge(env, campaign.expected)
        tell_wrong(env, verdict)
    details = {
        "invoices": len(campaign.expected),
        "calls": sandbox("requests")["counts"].get("factures/deposer/flux", 0),
        "faults": dict(faults),
        "points": {act: len(names) for act, names in struck.items()},
        "points_left": left,
        "random_cuts": campaign.random_cuts,
        "second_copies_refused": verdict.refused,
        "cents": verdict.cents,
        "seconds": round(time.monotonic() - started),
    }
    print(json.dumps(details))
    print(
        json.dumps(
            {
                "deposits": campaign.deposits,
                "faults": faults.total(),
                "kills": campaign.killed,
                "lost": len(verdict.lost),
                "double": len(verdict.double),
                "stuck": len(verdict.stuck),
            }
        )
    )
    return 0 if verdict.good() and not left else 1


if __name__ == "__main__":
    sys.exit(main())
