# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What comes after the deposit, on many invoices: lists, forecasts, proofs, claims.

``setup/bench.sh after [INVOICES] [LIST] [PROOFS]``: INVOICES (50000) of 200 clients, as
_stock.py has them; LIST (10000) customer invoices in a list; PROOFS (500) invoices
really deposited at the sandbox. As an ordinary invoicing user:

* ``list_ratio``: opening the list with the addon's columns over the same list without
  them, as in *ui*, for pages of 80 and 1000 rows, when each tenth invoice has a history
  and an expected payment; the worse of both. Queries that grow with the rows fail, in
  the list *Overdue* with next action and person in charge too.
* ``forecast_seconds``: the slowest of these, each of which is told: reading all
  histories and writing all rows, then the pivot of the payments expected; the cards of
  the overview; the four pivots of the menu *Analysis*; all that the dashboard asks.
* ``proof_500_seconds``: one archive of PROOFS invoices, from the button until its own
  verify.py has found it whole, the downloads from the sandbox included.
* ``claims_per_second``: late invoices whose interest is computed from their history.

Last line: these four and ``invoices``, as JSON.
"""

import json
import subprocess
import sys
import tempfile
import time
import zipfile
from datetime import date
from itertools import product
from pathlib import Path
from statistics import median

from bench._odoo import configure, environment, invoices, sandbox, tell
from bench._stock import make_stock
from bench.deposit import attach_pdf
from bench.ui import clerk, make_journal, measure_page

ROOT = Path(__file__).resolve().parents[2]
BOOK = "chorus_pro_connector_dashboard/data/files/chorus_dashboard.json"
PAGES = {80: 41, 1000: 9}  # rows on a page → rounds
ROUNDS = 3
LATE = 2000
NEXT = ("name", "chorus_next_action", "chorus_person_id", "chorus_legal_due")
# Menu → model, rows, columns, measures.
PIVOTS = {
    "delays": ("chorus.report", ["partner_id"], [], ["days_to_pay:avg"]),
    "amounts": ("chorus.report", ["partner_id"], [], ["amount_waiting:sum"]),
    "interest": ("chorus.report", ["partner_id"], [], ["interest:sum"]),
    "returns": ("chorus.return.report", ["reason"], ["date:month"], ["__count"]),
}


def timed(env, act):
    """Return the median of the seconds that ``act`` takes, nothing being known yet."""
    seconds = []
    for _round in range(ROUNDS):
        env.invalidate_all()
        start = time.perf_counter()
        act()
        seconds.append(time.perf_counter() - start)
    return median(seconds)


def ask_pivot(env, model, domain, rows, columns, measures):
    """Ask what the web client asks for a pivot: its groups, and all their totals."""
    sets = [
        rows[:row] + columns[:column]
        for row, column in product(range(len(rows) + 1), range(len(columns) + 1))
    ]
    return env[model].formatted_read_grouping_sets(domain, sets, measures)


def questions(env):
    """Yield (name, function) for each pivot and chart of the dashboard."""
    book = json.loads((ROOT / BOOK).read_text())
    for pivot in book["pivots"].values():
        rows = [row["fieldName"] for row in pivot["rows"]]
        measures = [measure["id"] for measure in pivot["measures"]]
        asked = (pivot["model"], pivot["domain"], rows, [], measures)
        yield pivot["name"], lambda asked=asked: ask_pivot(env, *asked)
    for figure in book["sheets"][0]["figures"]:
        chart, title = figure["data"], figure["id"]
        if not chart["type"].startswith("odoo_"):
            continue
        data = chart["metaData"]
        measure = data["measure"]
        if measure != "__count":
            field = env[data["resModel"]]._fields[measure]
            measure = f"{measure}:{field.aggregator}"
        domain = chart["searchParams"]["domain"]
        asked = (data["resModel"], domain, data["groupBy"], [], [measure])
        yield title, lambda asked=asked: ask_pivot(env, *asked)


def measure_dashboards(env):
    """Return the seconds of overview, pivots and dashboard: the slowest of them."""
    cards = env["chorus.work.list"].search([])
    found = {"overview": timed(env, lambda: cards.mapped("number"))}
    for name, (model, *groups) in PIVOTS.items():
        asked = (model, [], *groups)
        found[f"pivot of {name}"] = timed(env, lambda a=asked: ask_pivot(env, *a))
    parts = {name: timed(env, ask) for name, ask in questions(env)}
    found["dashboard"] = sum(parts.values())
    for name, seconds in [*found.items(), *parts.items()]:
        tell(f"{name}: {seconds:.2f} s")
    journals = env["account.journal"].search([("type", "=", "sale")])
    seconds = timed(env, journals._chorus_card_counts)
    tell(f"counters of the journal's card: {seconds:.3f} s")
    return max(found.values())


def measure_next(env):
    """Tell what the list *Overdue* costs; stop when queries grow with its rows."""
    domain = [("chorus_work_list", "=", "overdue")]
    found = {}
    for rows in (40, 80):
        moves = env["account.move"].search(domain, limit=rows)
        env.invalidate_all()
        before, start = env.cr.sql_log_count, time.perf_counter()
        moves.web_read({name: {} for name in NEXT})
        spent = time.perf_counter() - start
        found[rows] = env.cr.sql_log_count - before
    tell(f"list of 80 that are overdue: {spent:.2f} s, {found[80]} queries")
    if found[80] > found[40]:
        sys.exit(f"Error: 40 rows take {found[40]} queries, 80 take {found[80]}")


def measure_forecast(env, company):
    """Return the seconds of one whole reading with all that is written, and a pivot."""
    forecasts = env["chorus.forecast"]
    today = date.today()
    start = time.perf_counter()
    forecasts._chorus_forecast(company, today)
    read = time.perf_counter()
    groups = forecasts.formatted_read_group(
        [], ["partner_id", "date:month"], ["amount:sum"]
    )
    spent = time.perf_counter() - start
    known = forecasts.search_count([("date", "!=", False)])
    tell(
        f"{forecasts.search_count([])} invoices open, {known} with a date: read and"
        f" written in {read - start:.2f} s; pivot of {len(groups)} cells"
        f" {spent - (read - start):.2f} s"
    )
    if not known:
        sys.exit("Error: no payment is expected")
    start = time.perf_counter()
    forecasts._chorus_forecast(company, today)
    tell(f"once more, nothing to write: {time.perf_counter() - start:.2f} s")
    return spent


def measure_claims(env):
    """Return how many late invoices a second are claimed."""
    domain = [("chorus_legal_due", "<", "today"), ("payment_state", "=", "not_paid")]
    moves = env["account.move"].search(domain, limit=LATE, order="id")
    env.invalidate_all()
    start = time.perf_counter()
    claims = moves._chorus_claims()
    spent = time.perf_counter() - start
    tell(f"{len(claims)} claims in {spent:.2f} s")
    if len(claims) != len(moves):
        sys.exit(f"Error: {len(claims)} of {len(moves)} were claimed")
    return len(claims) / spent


def deposited(env, company, count):
    """Return invoices that the sandbox has integrated, with their histories."""
    moves = invoices(env, company, count, 3)
    attach_pdf(moves)
    start = time.perf_counter()
    for move in moves:
        move.action_chorus_send()
    sandbox("clock", {"advance": 600})
    flows = moves.chorus_flow_id
    for flow in flows:
        flow.sudo()._chorus_advance()
    moves.invalidate_recordset()
    lacking = moves.filtered(lambda move: not move.chorus_identifier)
    if lacking:
        sys.exit(f"Error: {len(lacking)} invoices did not arrive")
    tell(f"{count} invoices deposited in {time.perf_counter() - start:.0f} s")
    return moves


def measure_proofs(env, company, count):
    """Return the seconds until an archive is found whole by its own program."""
    moves = deposited(env, company, count)
    env.cr.commit()
    start = time.perf_counter()
    proof = env["chorus.proof"]._chorus_start(moves)
    while proof.state == "running":
        proof._chorus_step()
        env.cr.commit()
        env.invalidate_all()
    with tempfile.TemporaryDirectory() as folder:
        path, script = Path(folder, "archive.zip"), Path(folder, "verify.py")
        with path.open("wb") as file:
            proof._chorus_assemble(file)
        with zipfile.ZipFile(path) as archive:
            script.write_bytes(archive.read("verify.py"))
        made = time.perf_counter() - start
        run = [sys.executable, "-I", str(script), str(path), "--head", proof.chain]
        done = subprocess.run(run, capture_output=True, text=True)
        spent = time.perf_counter() - start
        # An empty list comes back as False.
        absent = proof.absent or []
        tell(
            f"archive of {count}: made in {made:.1f} s, {path.stat().st_size >> 20} MB,"
            f" verified in {spent - made:.1f} s; {len(absent)} files missing"
        )
    if done.returncode or absent:
        sys.exit(f"Error: {done.stdout} {absent[:3]}")
    return spent


def measure_list(env, count):
    """Return the worse ratio; stop when queries grow with the rows."""
    found = {
        rows: measure_page(env, rows, turns, count) for rows, turns in PAGES.items()
    }
    queries = {rows: round(extra * rows) for rows, (_ratio, extra) in found.items()}
    if len(set(queries.values())) > 1:
        sys.exit(f"Error: our columns take {queries} queries by size of page")
    return max(ratio for ratio, _extra in found.values())


def make_list(env, company, count):
    """Make a journal in which each tenth invoice has an expected payment."""
    make_journal(env, company, count)
    env.cr.execute(
        """
        WITH ours AS (
            UPDATE account_move SET chorus_identifier = 'L' || id
             WHERE move_type = 'out_invoice' AND id % 10 = 0 RETURNING id, company_id)
        INSERT INTO chorus_forecast (move_id, company_id, stage, since, date, unusual)
        SELECT id, company_id, 'available', CURRENT_DATE - 9, CURRENT_DATE + 9,
               CURRENT_DATE + id % 3 - 1
          FROM ours
        """
    )
    env.cr.execute("ANALYZE chorus_forecast")
    env.invalidate_all()


def main():
    given = [int(value) for value in sys.argv[1:]]
    count, listed, proofs = (*given, *(50_000, 10_000, 500)[len(given) :])
    with environment() as env:
        company = configure(env)
        make_list(env, company, listed)
        ratio = measure_list(clerk(env, company), listed)
        env.cr.rollback()
        env.invalidate_all()
        company = configure(env)
        proof = measure_proofs(env, company, proofs)
        start = time.perf_counter()
        make_stock(env, count)
        tell(f"{count} invoices made in {time.perf_counter() - start:.0f} s")
        own = clerk(env, company)
        slowest = max(measure_forecast(env, company), measure_dashboards(own))
        measure_next(own)
        claims = measure_claims(env)
    print(
        json.dumps(
            {
                "invoices": count,
                "list_ratio": round(ratio, 3),
                "forecast_seconds": round(slowest, 2),
                "proof_500_seconds": round(proof, 1),
                "claims_per_second": round(claims),
            }
        )
    )


if __name__ == "__main__":
    main()
