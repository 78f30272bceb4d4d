# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Deposit through faults and killed workers, then count what is on the portal.

``setup/bench.sh faults [COUNT] [KILLS]``: COUNT invoices (100) are queued and deposited
by two real Odoo workers while the sandbox fails in every way it knows and KILLS (5)
workers are killed at random. Then the portal heals, the hours that the protocol waits
are made to pass, and the workers go on until nothing is open.

Last line ``{"deposits","faults","kills","lost","double","stuck"}``: invoices that are
not on the portal, that are there more than once, that are still under way here.
"""

import json
import os
import random
import subprocess
import sys
import time

from bench._odoo import configure, environment, invoices, sandbox

FAULTS = (
    {"kind": "timeout_before", "seconds": 1},
    {"kind": "timeout_after", "seconds": 1},
    {"kind": "reset_before"},
    {"kind": "reset"},
    {"kind": "html"},
    {"kind": "truncated_json"},
    {"kind": "http_401"},
    {"kind": "http_403"},
    {"kind": "http_429", "retry_after": 1},
    {"kind": "http_500", "when": "before"},
    {"kind": "http_500", "when": "after"},
    {"kind": "http_502"},
    {"kind": "http_503"},
)
PROBABILITY = 0.05
SEED = 20261121
WORKERS = 2
ROUNDS = 12  # a bound: a campaign that does not end is a failure to report


def start_worker():
    """Start one Odoo that takes whatever is due, until it is stopped."""
    return subprocess.Popen([sys.executable, "-m", "bench._worker"])


def prepare(count):
    """Create and queue ``count`` invoices; return {number: amount}."""
    sandbox("clock", {"integration": 0, "routing": 0, "delivery": 0})
    with environment() as env:
        company = configure(env)
        moves = invoices(env, company, count, 1)
        for move in moves:
            move._chorus_queue()
        env.cr.commit()
        return {move.name: move.amount_total for move in moves}


def open_flows(env):
    """Return the flows that still have a step before them."""
    states = ("queued", "sending", "unknown", "deposited", "failed")
    return env["chorus.flow"].search([("state", "in", states)])


def pass_hours():
    """No worker is alive: let the protocol's delays pass, and people retry.

    Refused calls (401, 403) wait for a person, who presses *Send again*.
    """
    with environment() as env:
        flows = open_flows(env)
        for flow in flows.filtered(lambda flow: flow.state == "failed"):
            flow._chorus_set_state("queued", error_message=False)
        env.flush_all()
        env.cr.execute(
            """
            UPDATE chorus_flow
               SET next_check = now() AT TIME ZONE 'UTC',
                   attempt_date = attempt_date - interval '3 hours'
             WHERE id = ANY(%s)
            """,
            [flows.ids],
        )
        env.cr.commit()
        return len(flows)


def run_workers(seconds, kills, dice):
    """Let the workers work; kill some at moments nobody chose. Return the kills."""
    workers = [start_worker() for _worker in range(WORKERS)]
    killed, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(dice.uniform(0.2, 1.0))
        if killed < kills and time.monotonic() > end - seconds + 4:
            victim = dice.randrange(WORKERS)
            workers[victim].kill()
            workers[victim].wait()
            workers[victim] = start_worker()
            killed += 1
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.wait()
    return killed


def judge(expected):
    """Compare the portal with what was to be sent; return (lost, double, stuck)."""
    found = {}
    for row in sandbox("invoices")["invoices"]:
        found.setdefault(row["numero"], []).append(row["montantTTC"])
    lost = [
        number
        for number, amount in expected.items()
        if not any(abs(value - amount) < 0.005 for value in found.get(number, ()))
    ]
    double = [number for number, amounts in found.items() if len(amounts) > 1]
    with environment() as env:
        moves = env["account.move"].search([("name", "in", list(expected))])
        stuck = moves.filtered(lambda move: move.chorus_state != "delivered")
        for move in stuck:
            flow = move.chorus_flow_id
            print(move.name, move.chorus_state, flow.state, flow.error_message)
        return len(lost), len(double), len(stuck)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    dice = random.Random(SEED)
    # The client's patience, so that a lost answer does not take two minutes.
    os.environ["BENCH_TIMEOUT"] = "0.5"
    expected = prepare(count)
    for number, fault in enumerate(FAULTS):
        sandbox(
            "faults",
            {
                **fault,
                "operation": "*",
                "probability": PROBABILITY,
                "seed": SEED + number,
            },
        )
    killed = run_workers(max(20, count / 4), kills, dice)
    fired = sum(fault["fired"] for fault in sandbox("faults")["faults"])
    sandbox("faults", method="DELETE")
    for _round in range(ROUNDS):
        left = pass_hours()
        print(f"round {_round}: {left} open", file=sys.stderr, flush=True)
        if not left:
            break
        run_workers(10, 0, dice)
    lost, double, stuck = judge(expected)
    deposits = sandbox("requests")["counts"].get("factures/deposer/flux", 0)
    print(
        json.dumps(
            {
                "deposits": deposits,
                "invoices": count,
                "faults": fired,
                "kills": killed,
                "lost": lost,
                "double": double,
                "stuck": stuck,
            }
        )
    )
    return 1 if lost or double or stuck else 0


if __name__ == "__main__":
    sys.exit(main())
