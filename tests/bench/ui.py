# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the connector costs whoever is at the screen, beside Odoo without it.

``setup/bench.sh ui [COUNT]``: a journal of COUNT (10000) customer invoices, one in ten
of them for Chorus Pro. As an ordinary invoicing user:

* ``list_ratio``: opening the list of all invoices as the web client does, with the
  columns that the addon adds over the same list without them; both take turns, medians;
  the worse of a page of 80 rows and one of 1000.
* ``extra_queries_per_row``: what these columns add in SQL queries, by row.
* ``recompute_seconds``: a client of 1000 open invoices changes, until all is written;
  the median of several kinds of change.
* ``batch_return_seconds``: 500 of them are confirmed for sending, until the answer.

Last line: these four, as JSON.
"""

import json
import sys
import time
from statistics import median

from bench._odoo import configure, environment, invoices, sandbox, tell

CLIENT_ROWS, BATCH_ROWS = 1000, 500
TEMPLATES = 10
PAGES = {80: 31, 1000: 7}  # rows on a page → rounds
LIST_VIEW = "account.view_out_invoice_tree"


def copy_rows(env, table, columns, where, count):
    """Insert ``count`` copies of each row; ``columns``: SQL for those that differ."""
    copy_rows_for(env, table, columns, where, f"generate_series(1, {count}) n")


def copy_rows_for(env, table, columns, where, source):
    """Insert a copy of each row for each row of ``source``, which is SQL."""
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND column_name <> 'id'",
        [table],
    )
    names = [name for (name,) in env.cr.fetchall()]
    values = ", ".join(columns.get(name, f't."{name}"') for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    env.cr.execute(
        f"INSERT INTO {table} ({quoted}) SELECT {values}"
        f" FROM {table} t CROSS JOIN {source} WHERE {where}"
    )


def multiply(env, moves, count):
    """Make ``count`` more invoices like each of ``moves``, lines and taxes included."""
    ids = ",".join(map(str, moves.ids))
    # The copies are found again by their payment reference.
    columns = {
        "name": "t.name || '-' || n",
        "payment_reference": "'bench-' || t.id || '-' || n",
        "sequence_number": "t.sequence_number + 1000 * n",
        "access_token": "NULL",
    }
    copy_rows(env, "account_move", columns, f"t.id IN ({ids})", count)
    copied = (
        "(SELECT c.id FROM account_move c"
        " WHERE c.payment_reference = 'bench-' || t.move_id || '-' || n)"
    )
    # Of all rows: PostgreSQL cannot tell that a reference put together begins so.
    env.cr.execute("CREATE INDEX ON account_move (payment_reference)")
    env.cr.execute("ANALYZE account_move")
    columns = {"move_id": copied, "name": "t.name"}
    copy_rows(env, "account_move_line", columns, f"t.move_id IN ({ids})", count)
    env.cr.execute(
        """
        INSERT INTO account_move_line_account_tax_rel
        SELECT copy.id, taxes.account_tax_id
          FROM account_move_line copy
          JOIN account_move move ON move.id = copy.move_id
          JOIN account_move_line line
            ON line.move_id = split_part(move.payment_reference, '-', 2)::int
           AND line.sequence = copy.sequence AND line.name = copy.name
           AND line.display_type = copy.display_type
          JOIN account_move_line_account_tax_rel taxes
            ON taxes.account_move_line_id = line.id
         WHERE move.payment_reference LIKE 'bench-%'
        ON CONFLICT DO NOTHING
        """
    )
    env.invalidate_all()


def make_journal(env, company, count):
    """Return the client of 1000 open invoices, among ``count`` invoices."""
    moves = invoices(env, company, TEMPLATES, 3)
    client = moves.partner_id
    ordinary = invoices(env, company, TEMPLATES, 3)
    ordinary.partner_id.invoice_sending_method = "email"
    env.flush_all()
    multiply(env, moves, CLIENT_ROWS // TEMPLATES - 1)
    rest = count - CLIENT_ROWS
    multiply(env, ordinary, max(rest // TEMPLATES - 1, 0))
    for table in ("account_move", "account_move_line", "res_partner"):
        env.cr.execute(f"ANALYZE {table}")
    env.invalidate_all()
    return client


def clerk(env, company):
    """Return an environment of an ordinary invoicing user."""
    user = env["res.users"].create(
        {
            "name": "Mesure",
            "login": "bench_ui",
            "company_id": company.id,
            "company_ids": [(6, 0, company.ids)],
            "group_ids": [(6, 0, env.ref("account.group_account_invoice").ids)],
        }
    )
    context = {"default_move_type": "out_invoice"}
    return env(user=user.id, context={**env["res.users"].context_get(), **context})


def specifications(env):
    """Return what the web client reads for the list: (with our columns, without)."""
    view = env["account.move"].get_view(env.ref(LIST_VIEW).id, "list")
    names = view["models"]["account.move"]
    fields = env["account.move"].fields_get(names, ["type"])
    # The columns of the addon, whatever this view shows of them.
    ours = {name for name in names if name.startswith("chorus_")}
    relational = ("many2one", "many2many", "one2many")
    full = {
        name: {"fields": {"display_name": {}}}
        if fields[name]["type"] in relational
        else {}
        for name in fields
    }
    return full, {name: full[name] for name in full if name not in ours}


def read_list(env, specification, rows, count):
    """Read one page of the list as it opens; return (seconds, queries)."""
    env.invalidate_all()
    domain = [("move_type", "in", ["out_invoice", "out_refund", "out_receipt"])]
    before, start = env.cr.sql_log_count, time.perf_counter()
    answer = env["account.move"].web_search_read(
        domain, specification, limit=rows, count_limit=count + 1
    )
    spent = time.perf_counter() - start
    if (len(answer["records"]), answer["length"]) != (rows, count):
        sys.exit(f"Error: {answer['length']} invoices in the list, expected {count}")
    return spent, env.cr.sql_log_count - before


def measure_page(env, rows, rounds, count):
    """Return (ratio, extra queries by row) of one size of page, taking turns."""
    full, bare = specifications(env)
    if len(full) == len(bare):
        sys.exit("Error: the list of invoices has no column of ours to measure")
    times, queries = {"full": [], "bare": []}, {}
    read_list(env, full, rows, count), read_list(env, bare, rows, count)
    for turn in range(rounds):
        ways = [("full", full), ("bare", bare)]
        for name, specification in ways if turn % 2 else ways[::-1]:
            spent, queries[name] = read_list(env, specification, rows, count)
            times[name].append(spent)
    tell(
        f"{rows} rows of {count}: {median(times['full']):.3f} s with"
        f" {len(full) - len(bare)} columns of ours, {median(times['bare']):.3f} s"
        f" without; queries {queries['full']}, {queries['bare']}"
    )
    return (
        median(times["full"]) / median(times["bare"]),
        (queries["full"] - queries["bare"]) / rows,
    )


def measure_list(env, count):
    """Return the worst (ratio, extra queries by row) of all pages."""
    found = [measure_page(env, *page, count) for page in PAGES.items()]
    return max(ratio for ratio, _ in found), max(extra for _, extra in found)


def measure_recompute(env, client):
    """Return the median time of changes of the client, until all is in the database."""
    moves = env["account.move"].search([("partner_id", "=", client.id)])
    changes = (
        {"chorus_service_required": True},
        {"chorus_service_required": False},
        {"chorus_structure_state": "inactive"},
        {"chorus_structure_state": "active"},
        {"company_registry": "12345678200036"},
        {"invoice_sending_method": "email"},
        {"invoice_sending_method": "chorus_pro"},
        {"name": "Commune nouvelle de mesure"},
    )
    spent = []
    for change in changes:
        env.flush_all()
        env.invalidate_all()
        before, start = env.cr.sql_log_count, time.perf_counter()
        client.sudo().write(change)
        env.flush_all()
        spent.append(time.perf_counter() - start)
        queries = env.cr.sql_log_count - before
        tell(f"{len(moves)} invoices, {change}: {spent[-1]:.2f} s, {queries} queries")
    if set(moves.mapped("chorus_state")) != {"ready"}:
        sys.exit(f"Error: invoices are {set(moves.mapped('chorus_state'))}")
    return median(spent)


def measure_batch(env, client):
    """Return the seconds of *Send* below the summary of 500 invoices."""
    moves = env["account.move"].search([("partner_id", "=", client.id)])[:BATCH_ROWS]
    start = time.perf_counter()
    action = moves.action_chorus_send()
    wizard = env[action["res_model"]].browse(action["res_id"])
    env.flush_all()
    tell(f"summary of {len(moves)}: {time.perf_counter() - start:.2f} s")
    calls = sandbox("requests")["total"]
    start = time.perf_counter()
    wizard.action_send()
    env.flush_all()
    spent = time.perf_counter() - start
    if set(moves.mapped("chorus_state")) != {"queued"}:
        sys.exit("Error: the batch was not queued")
    if sandbox("requests")["total"] != calls:
        sys.exit("Error: the portal was called while the user waits")
    return spent


def main():
    count = max(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, CLIENT_ROWS)
    with environment() as env:
        company = configure(env)
        client = make_journal(env, company, count)
        user_env = clerk(env, company)
        ratio, queries = measure_list(user_env, count)
        recompute = measure_recompute(env, client)
        batch = measure_batch(user_env, client.with_env(user_env))
    result = {
        "list_ratio": round(ratio, 3),
        "extra_queries_per_row": round(queries, 4),
        "recompute_seconds": round(recompute, 2),
        "batch_return_seconds": round(batch, 2),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
