# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Two Odoo servers on one database, deposits and reports as jobs, faults and kills.

``setup/bench.sh queue_job [DEPOSITS] [KILLS]``: DEPOSITS invoices (200) are queued as a
user queues them; the job runner of one of two Odoo servers hands them out, 4 at a time,
while the sandbox fails in every way it knows (5 % of the exchanges each) and KILLS (6)
times one of the servers is killed outright (``kill -9``) and started again. Then the
portal heals, and the servers go on until nothing is open. The scheduled actions run
too, as the safety net that they are.

The waits of the protocol are shortened to seconds, in both servers, and the PDF is not
printed; nothing else differs from real servers.

Last line ``{"deposits","faults","kills","lost","double","stuck","jobs","per_minute"}``:
invoices that are not on the portal to the cent, that are there more than once, that are
still under way here; jobs that were run; deposits a minute until the portal healed.
"""

import json
import random
import sys
import time

from bench._campaign import (
    configure_campaign,
    declare_faults,
    hurry,
    press_send_again,
)
from bench._ledger import cents, judge, tell_wrong
from bench._odoo import environment, invoices, sandbox
from bench._server import Server, free_port, running

SEED = 20261121
SERVERS = 2
SENT = ("queued", "sending")
# With ``due``: the flows that have a step before them, whatever their state.
OPEN = ("queued", "sending", "unknown", "deposited", "failed", "due")
# A campaign that does not move for so long (seconds) has something stuck.
STALEMATE = 120


def say(text):
    print(text, file=sys.stderr, flush=True)


class Machines:
    """The servers; one that is killed is started again."""

    def __init__(self):
        options = ["--load=base,rpc,web,queue_job", "--max-cron-threads=1"]
        self.options = [*options, "--log-level=critical"]
        self.ports = [free_port() for _rank in range(SERVERS)]
        self.servers, self.kills = [], 0

    def start_all(self):
        for port in self.ports:
            self.servers.append(self.start(port))

    def start(self, port):
        return Server(running(port, *self.options, BENCH_HURRY="1"))

    def kill(self, rank):
        self.servers[rank].kill()
        self.servers[rank] = self.start(self.ports[rank])
        self.kills += 1

    def stop(self):
        for server in self.servers:
            server.kill()


def prepare(count):
    """Create and queue invoices as a user does; return {number: cents}."""
    with environment() as env:
        hurry(env)
        company = configure_campaign(env)
        company.chorus_delay_batch = 0
        moves = invoices(env, company, count, 1)
        moves._chorus_send_many()
        env.cr.commit()
        return {move.name: cents(move.amount_total) for move in moves}


def states():
    """Return {state: flows}, and a value that changes as long as anything moves."""
    with environment() as env:
        env.cr.execute(
            """
            SELECT state, count(*), sum(attempts + check_count)
              FROM chorus_flow GROUP BY state ORDER BY state
            """
        )
        rows = env.cr.fetchall()
        env.cr.execute("SELECT sum(retry), count(*) FROM queue_job")
        retries, jobs = env.cr.fetchone()
        counts = {row[0]: row[1] for row in rows}
        env.cr.execute("SELECT count(*) FROM chorus_flow WHERE next_check IS NOT NULL")
        counts["due"] = env.cr.fetchone()[0]
        return counts, (counts, sum(row[2] or 0 for row in rows), retries, jobs)


def work(machines, states_left, kills, dice):
    """Wait until no flow is in ``states_left``; kill servers meanwhile.

    :return: seconds
    """
    start = moved = time.monotonic()
    before, next_kill = None, start + 5
    while True:
        counts, now = states()
        left = sum(counts.get(state, 0) for state in states_left)
        if not left and machines.kills >= kills:
            return time.monotonic() - start
        if now != before:
            say(f"{time.monotonic() - start:.0f} s {counts}")
            before, moved = now, time.monotonic()
        elif time.monotonic() - moved > STALEMATE:
            say("nothing moves any more")
            return time.monotonic() - start
        if machines.kills < kills and time.monotonic() > next_kill:
            machines.kill(dice.randrange(SERVERS))
            next_kill = time.monotonic() + dice.uniform(3, 8)
        with environment() as env:
            press_send_again(env)
        time.sleep(1)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 6
    dice = random.Random(SEED)
    expected = prepare(count)
    declare_faults(SEED)
    machines = Machines()
    try:
        machines.start_all()
        seconds = work(machines, SENT, kills, dice)
        fired = sum(fault["fired"] for fault in sandbox("faults")["faults"])
        sandbox("faults", method="DELETE")
        work(machines, OPEN, kills, dice)
    finally:
        machines.stop()
    with environment() as env:
        verdict = judge(env, expected)
        tell_wrong(env, verdict)
        jobs = env["queue.job"].search_count([("state", "=", "done")])
    figures = {
        "deposits": sandbox("requests?limit=0")["counts"]["factures/deposer/flux"],
        "faults": fired,
        "kills": machines.kills,
        "lost": len(verdict.lost),
        "double": len(verdict.double),
        "stuck": len(verdict.stuck),
        "jobs": jobs,
        "per_minute": round(count * 60 / seconds, 1),
    }
    print(json.dumps(figures))
    return 0 if verdict.good() else 1


if __name__ == "__main__":
    sys.exit(main())
