# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What following invoices costs, beside a follower that asks about each of them.

``setup/bench.sh refresh [COUNT] [CHANGED] [NAIVE]``: COUNT invoices (10,000) are
followed by Odoo and known to the sandbox, which answers after 50 ms. CHANGED (100) get
another status, and the scheduled action runs twice: with these changes, then with none.
The plain follower asks for the history of NAIVE of the same invoices (all; of more than
10,000 one in a hundred), one call each, in the same sandbox; with fewer, its figures
are stretched to COUNT, and that is said.

Last line ``{"invoices","changed","calls","seconds","idle_calls","naive_calls",
"naive_seconds"}``; ``calls`` are those of the first run, the token's included.
"""

import json
import sys
import time
from datetime import datetime, timedelta

from bench._odoo import configure, environment, invoices, sandbox

LATENCY = 0.05  # seconds
# Before the overlap of two searches, so that it holds nothing but what changes now.
AGE = timedelta(hours=4)
HISTORY = "factures/consulter/historique"
MANY = 10_000  # invoices; to ask about each of more takes hours


def follow_many(env, company, loaded):
    """Make Odoo follow these invoices: one is real, the others are its copies.

    Only rows that following reads and writes are copied: entries without their lines.
    """
    model = invoices(env, company, 1, 1)
    model._chorus_queue()
    flow = model.chorus_flow_id
    env.flush_all()
    env.cr.execute(
        "UPDATE chorus_flow SET state = 'integrated', next_check = NULL WHERE id = %s",
        [flow.id],
    )
    columns = [
        field.name
        for field in env["account.move"]._fields.values()
        if field.store
        and field.column_type
        and field.name not in ("id", "name", "chorus_identifier")
    ]
    names = ", ".join(f'"{name}"' for name in columns)
    env.cr.execute(
        f"""
        INSERT INTO account_move (name, chorus_identifier, {names})
        SELECT row.value ->> 'numero', row.value ->> 'id', {names}
          FROM account_move, jsonb_array_elements(%s) AS row
         WHERE account_move.id = %s
        """,
        [json.dumps(loaded), model.id],
    )
    env.cr.execute(
        """
        INSERT INTO chorus_flow_line
               (flow_id, move_id, number, amount, currency_id, company_id, outcome,
                identifier)
        SELECT %s, id, name, amount_total, currency_id, company_id, 'accepted',
               chorus_identifier
          FROM account_move WHERE chorus_identifier IS NOT NULL
        """,
        [flow.id],
    )
    env.cr.execute(
        """
        UPDATE account_move SET chorus_flow_id = %s, chorus_state = 'delivered',
               chorus_status = 'MISE_A_DISPOSITION', chorus_status_date = %s
         WHERE chorus_identifier IS NOT NULL
        """,
        [flow.id, datetime.utcnow() - AGE],
    )
    env.invalidate_all()


def calls():
    """Return how often each operation was called since the last time."""
    counts = sandbox("requests?limit=0")["counts"]
    sandbox("requests", method="DELETE")
    return counts


def run(env):
    """Run the scheduled action; return (seconds, queries, {operation: calls})."""
    calls()
    env.invalidate_all()
    queries, started = env.cr.sql_log_count, time.perf_counter()
    env["chorus.flow"]._cron_follow()
    seconds = time.perf_counter() - started
    return seconds, env.cr.sql_log_count - queries, calls()


def plain_follower(env, company, loaded):
    """Ask for every history in turn, as long as each of these invoices lives."""
    calls()
    moves = env["account.move"].search(
        [("chorus_identifier", "in", [str(row["id"]) for row in loaded])]
    )
    queries, started = env.cr.sql_log_count, time.perf_counter()
    with company._chorus_client() as portal:
        for move in moves:
            status, *_rest = portal.invoice_history(move.chorus_identifier)
            if status != move.chorus_status:
                move.chorus_status = status
    seconds = time.perf_counter() - started
    return seconds, env.cr.sql_log_count - queries, calls()


def show(name, seconds, queries, counts):
    print(
        f"{name:<28}{sum(counts.values()):>7} calls {seconds:>8.1f} s"
        f" {queries:>7} queries   {counts}",
        flush=True,
    )


def main():
    given = [int(value) for value in sys.argv[1:]]
    count, changed, naive = (*given, *(10_000, 100, 0)[len(given) :])
    naive = naive or (count if count <= MANY else count // 100)
    order = {"nombre": count, "prefixe": "MESURE-", "il_y_a": AGE.total_seconds()}
    loaded = sandbox("invoices", order)["invoices"]
    with environment() as env:
        company = configure(env)
        follow_many(env, company, loaded)
        company.chorus_last_status_search = datetime.utcnow() - AGE / 2
        env.cr.commit()
        for row in loaded[:: max(1, count // changed)][:changed]:
            sandbox(f"invoices/{row['id']}/status", {"statut": "SERVICE_FAIT"})
        sandbox("faults", {"kind": "latency", "operation": "*", "seconds": LATENCY})
        busy = run(env)
        idle = run(env)
        moves = env["account.move"]
        done = moves.search_count([("chorus_status", "=", "SERVICE_FAIT")])
        sample = loaded[:naive]
        plain = plain_follower(env, company, sample)
        stretched = count / len(sample)
    show(f"{changed} of {count} changed", *busy)
    show("nothing changed", *idle)
    show(f"plain follower, {len(sample)} invoices", *plain)
    if stretched > 1:
        print(f"the plain follower's figures below are these times {stretched:g}")
    print(
        json.dumps(
            {
                "invoices": count,
                "changed": done,
                "calls": sum(busy[2].values()),
                "seconds": round(busy[0], 1),
                "idle_calls": sum(idle[2].values()),
                "naive_calls": round(plain[2].get(HISTORY, 0) * stretched),
                "naive_seconds": round(plain[0] * stretched, 1),
            }
        )
    )
    return 0 if done == changed else 1


if __name__ == "__main__":
    sys.exit(main())
