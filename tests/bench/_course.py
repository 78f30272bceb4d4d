# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The course of a campaign: who works, what befalls them, the end, the result."""

import json
import random
import sys
import time
from collections import Counter

from bench._campaign import SEED, declare_faults, press_send_again
from bench._crashes import tell_crashes
from bench._duplicates import Impatient
from bench._ledger import judge, open_flows, tell_wrong
from bench._nursery import Worker, transaction
from bench._odoo import sandbox
from bench._postgres import kill_postmaster, kill_session, patiently, stop_immediately
from bench._returns import NO_ACTS

# A campaign that does not move for so long (seconds) has something stuck.
STALEMATE = 120
# Nor does one end that asks again and again for so long, and so much a deposit.
LONGEST, A_DEPOSIT = 900, 6
GIVEN_UP = 50  # of so many deposits one is given up and sent again; three at least
POSTGRES = ("kill_session", "kill_postmaster", "stop_postgres")


class Course:
    """Deposits that go through faults, with acts of violence at their shares of them.

    Two people work beside whatever takes the deposits: one sends again what was
    refused, one gives up what the portal has.
    """

    stalemate = STALEMATE

    def __init__(self, deposits, kills, folder, books):
        self.deposits, self.books = deposits, books
        self.impatient = Impatient(folder, max(3, deposits // GIVEN_UP), SEED)
        self.started = time.monotonic()
        self.dice = random.Random(SEED)
        self.workers = []
        self.faults = Counter()
        self.done = Counter()
        self.plan = sorted(self.acts(kills), key=lambda act: act[0], reverse=True)

    def acts(self, kills):
        """Return [(share of the deposits attempted, act)]; an act tells whether it
        could be done."""
        return [
            *spread(max(1, kills // 2), self._kill_session),
            *spread(max(1, kills // 5), self._kill_postmaster),
            *spread(max(1, kills // 5), self._stop_postgres),
        ]

    # === Who works === #

    def turns(self):
        """Return what each worker repeats."""
        return [self.person, self.impatient.turn]

    def person(self, env):
        press_send_again(env)

    def start(self):
        self.workers = [Worker(turn) for turn in self.turns()]

    def stop(self):
        for worker in self.workers:
            worker.stop()

    # === The course of it === #

    def go_through_faults(self, number=0):
        """Work until every deposit was attempted, then, healed, until none is open."""
        declare_faults(SEED + 100 * number)
        self._work(lambda now: self.share(now) >= 1)
        self.healed()
        self._work(self.is_over)

    def look(self):
        """Return how far it is; see :func:`where_it_is`."""
        return patiently(where_it_is)

    def share(self, now):
        """Return which share of the work was attempted."""
        return now["attempted"] / self.deposits

    def is_over(self, now):
        return not now["open"]

    def healed(self):
        """The portal does well again; keep how often it did not."""
        for fault in sandbox("faults")["faults"]:
            self.faults[fault["kind"]] += fault["fired"]
        sandbox("faults", method="DELETE")

    def _work(self, done):
        """Watch over the workers until ``done``, or until nothing moves any more."""
        last, moved = None, time.monotonic()
        end = moved + LONGEST + A_DEPOSIT * self.deposits
        while not done(now := self.look()):
            time.sleep(self.dice.uniform(0.3, 0.7))
            self.bury()
            self._strike(self.share(now))
            if now != last:
                last, moved = now, time.monotonic()
                self.say(now["states"])
            elif time.monotonic() - moved > self.stalemate:
                self.say("nothing moves any more")
                return
            if time.monotonic() > end:
                self.say("it goes on without an end")
                return

    def say(self, words):
        say(f"{time.monotonic() - self.started:.0f} s {words}")

    def bury(self):
        """Another worker takes the place of each one that has died."""
        for place, worker in enumerate(self.workers):
            if worker.died():
                self.done["point"] += 1
                self.workers[place] = worker.again()

    # === What befalls them === #

    def _strike(self, share):
        """Do what is due, as the campaign goes forward: one act at a time."""
        if self.plan and self.plan[-1][0] <= share:
            _share, act = self.plan.pop()
            if act():
                self.done[act.__name__.strip("_")] += 1

    def _kill_session(self):
        return kill_session(choose=self.dice.choice)

    def _kill_postmaster(self):
        return kill_postmaster()

    def _stop_postgres(self):
        return stop_immediately()

    # === The result === #

    def tell(self, kills, good=True, **details):
        """Print the two last lines; return the exit code."""
        with transaction() as env:
            verdict = judge(env, self.books)
            tell_wrong(env, verdict)
            acts = self.judge_acts(env)
        crashes = tell_crashes()
        details = {
            "invoices": len(self.books.amounts),
            "calls": sandbox("requests?limit=0")["counts"].get(
                "factures/deposer/flux", 0
            ),
            "faults": dict(self.faults),
            "acts": dict(self.done),
            "given_up": self.impatient.done(),
            "taken": len(self.books.taken),
            "second_copies_refused": verdict.refused,
            "cents": verdict.cents,
            "crashes": crashes,
            "seconds": round(time.monotonic() - self.started),
            **details,
        }
        result = {
            "deposits": self.deposits,
            "faults": self.faults.total(),
            "kills": kills,
            "lost": len({*verdict.lost, *acts.lost}),
            "double": len({*verdict.double, *acts.double}),
            "stuck": len({*verdict.stuck, *acts.stuck}),
            **acts.figures(),
        }
        print(json.dumps(details))
        print(json.dumps(result))
        good = good and verdict.good() and acts.good()
        return 0 if good and not crashes else 1

    def judge_acts(self, env):
        """Return what became of acts after the deposit, where there are any."""
        return NO_ACTS


def spread(count, act):
    """Return ``act`` so many times, evenly over the course of a campaign."""
    return [((rank + 0.5) / count, act) for rank in range(count)]


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
