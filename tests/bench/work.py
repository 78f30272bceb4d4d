# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the menu *Chorus Pro* costs in a journal of many invoices.

``setup/bench.sh work [COUNT]``: COUNT (50,000) invoices, all of them for Chorus Pro, in
every state, each with its history, one in five late by law. As an ordinary invoicing
user, each the median of several rounds:

* ``overview_seconds``: the cards of the overview, with numbers and amounts.
* ``delays_seconds``, ``amounts_seconds``, ``interest_seconds``, ``reasons_seconds``:
  the pivots of the same names.
* ``list_seconds`` and ``queries_per_row``: a page of 80 rows of the list *Overdue*,
  with next action and person in charge, and what 80 rows ask more than 40.

Last line: these, as JSON.
"""

import json
import sys
import time
from statistics import median

from bench._odoo import configure, environment, invoices
from bench.ui import clerk, multiply

ROUNDS = 5
CLIENTS = 200
# One invoice in twenty each; the rest was paid.
STATES = ("incomplete", "ready", "unknown", "action", "deposited", *["delivered"] * 7)
COLUMNS = ("name", "chorus_next_action", "chorus_person_id", "chorus_legal_due")


def spread(env, moves):
    """Give every invoice a state, a client and a history."""
    env["res.partner"].create(
        [{"name": f"Client {n}", "is_company": True} for n in range(CLIENTS)]
    )
    env.flush_all()
    cases = " ".join(f"WHEN {n} THEN '{state}'" for n, state in enumerate(STATES))
    env.cr.execute(
        f"""
        UPDATE account_move
           SET chorus_state = CASE id % 20 {cases} ELSE 'paid' END,
               commercial_partner_id = (
                   SELECT min(id) + account_move.id % {CLIENTS}
                     FROM res_partner WHERE name LIKE 'Client %'),
               chorus_legal_due = CASE WHEN id % 20 IN (5, 6, 7, 8)
                                       THEN now()::date - id % 90 - 1
                                       ELSE now()::date + 10 END,
               chorus_status = CASE WHEN id % 20 < 12 THEN 'MISE_A_DISPOSITION'
                                    ELSE 'MISE_EN_PAIEMENT' END,
               chorus_status_date = now() - interval '3 days'
         WHERE move_type = 'out_invoice'
        """
    )
    env.cr.execute(
        """
        INSERT INTO chorus_status_event
               (move_id, company_id, code, date, comment, reason_key)
        SELECT id, company_id, code, now() - (40 + place) * interval '1 day',
               CASE code WHEN 'SUSPENDUE' THEN 'ERR_VALIDEUR' END,
               CASE code WHEN 'SUSPENDUE' THEN 'ERR_VALIDEUR' END
          FROM account_move,
               unnest(ARRAY['MISE_A_DISPOSITION', 'SUSPENDUE', 'COMPLETEE', 'MANDATEE'])
               WITH ORDINALITY AS row (code, place)
         WHERE move_type = 'out_invoice'
        """
    )
    env.cr.execute("ANALYZE")
    env.invalidate_all()


def timed(env, act):
    """Return the median of the seconds that ``act`` takes, nothing being known yet."""
    seconds = []
    for _round in range(ROUNDS):
        env.invalidate_all()
        started = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - started)
    return round(median(seconds), 3)


def pivot(env, model, groups, measures):
    return lambda: env[model]._read_group([], groups, measures)


def page(env, rows):
    """Return what reads the first rows of the list *Overdue*."""
    moves = env["account.move"].search(
        [("chorus_work_list", "=", "overdue")], limit=rows
    )
    return lambda: moves.web_read({name: {} for name in COLUMNS})


def queries(env, act):
    env.invalidate_all()
    before = env.cr.sql_log_count
    act()
    return env.cr.sql_log_count - before


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    with environment() as env:
        company = configure(env)
        moves = invoices(env, company, 10, 1)
        multiply(env, moves, count // 10 - 1)
        spread(env, moves)
        own = clerk(env, company)
        cards = own["chorus.work.list"].search([])
        overdue = page(own, 80)
        figures = {
            "invoices": own["chorus.report"].search_count([]),
            "overview_seconds": timed(own, lambda: cards.mapped("number")),
            "delays_seconds": timed(
                own,
                pivot(
                    own,
                    "chorus.report",
                    ["partner_id"],
                    ["days_to_pay:avg", "days_late:avg"],
                ),
            ),
            "amounts_seconds": timed(
                own, pivot(own, "chorus.report", ["partner_id"], ["amount_waiting:sum"])
            ),
            "interest_seconds": timed(
                own, pivot(own, "chorus.report", ["partner_id"], ["interest:sum"])
            ),
            "reasons_seconds": timed(
                own,
                pivot(
                    own, "chorus.return.report", ["reason", "date:month"], ["__count"]
                ),
            ),
            "list_seconds": timed(own, overdue),
            "queries_per_row": (queries(own, overdue) - queries(own, page(own, 40)))
            / 40,
        }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
