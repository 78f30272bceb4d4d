# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a large works market costs whoever states its months.

``setup/bench.sh works [LINES] [STATEMENTS]``: a market of LINES (500) lines in five
lots with revision, and STATEMENTS (36) monthly statements, posted one after the other
as an ordinary user of statements. Of the last one:

* ``open_seconds``: its form as the web client reads it, with an empty memory; a median.
* ``type_ms``: what the server takes to answer one typed cell; the median.
* ``post_seconds``: *Post*, until the invoice and its entries are written; its file,
  which is made behind it, is measured apart.
* ``queries_post``: SQL queries of that. A market of a tenth of the lines is posted too:
  the figure may hardly be above its own, which is told.
* ``file_ms``: mapping and Factur-X of its invoice; the printed page is a blank one, for
  the printing program is not ours.

Last line: these five, as JSON.
"""

import json
import sys
import time
from statistics import median
from unittest.mock import patch

from bench._odoo import configure, environment

from odoo import Command, fields

LOTS = 5
ROUNDS = 7
START = fields.Date.to_date("2024-01-01")
INDEX = "BT01"


def tell(sentence):
    print(sentence, file=sys.stderr, flush=True)


def people(env, company):
    """Return environments of (a manager, a user of statements)."""
    found = []
    for name in ("manager", "user"):
        group = env.ref(f"chorus_pro_connector_works.group_works_{name}")
        values = {
            "name": f"Mesure {name}",
            "login": f"bench_works_{name}",
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
            "group_ids": [Command.set(group.ids)],
        }
        found.append(env(user=env["res.users"].create(values).id))
    return found


def structure(env, siret, name):
    """Return a party that Chorus Pro knows."""
    return env["res.partner"].create(
        {
            "name": name,
            "is_company": True,
            "company_registry": siret,
            "street": "1 place de la Mairie",
            "zip": "28000",
            "city": "Chartres",
            "country_id": env.ref("base.fr").id,
            "invoice_sending_method": "chorus_pro",
            "chorus_checked": fields.Datetime.now(),
        }
    )


def publish(env, company, months):
    """Let one index be known for all months; return it."""
    values = [
        Command.create(
            {"month": fields.Date.add(START, months=at), "value": 100.0 + at / 10}
        )
        for at in range(-1, months + 1)
    ]
    return env["chorus.works.index"].create(
        {"code": INDEX, "company_id": company.id, "value_ids": values}
    )


def make_market(env, company, parties, index, number, count):
    """Return a market of ``count`` lines, half of them at unit prices, started."""
    tax = env["account.tax"].search(
        [
            ("company_id", "=", company.id),
            ("type_tax_use", "=", "sale"),
            ("amount", "=", 20),
            ("price_include", "=", False),
        ],
        limit=1,
    )
    price = 1000.0
    market = env["chorus.works.market"].create(
        {
            "number": number,
            "purpose": "Construction de mesure",
            "client_id": parties[0].id,
            "moe_id": parties[1].id,
            "date_notification": START,
            "date_start": START,
            "month_zero": START,
            "duration_months": 48,
            "signed_amount": count * price,
        }
    )
    for lot in range(LOTS):
        env["chorus.works.lot"].create(
            {
                "market_id": market.id,
                "code": str(lot + 1),
                "name": f"Lot {lot + 1}",
                "sequence": lot,
                "tax_id": tax.id,
                "fixed_part": 0.15,
                "formula_ids": [
                    Command.create(
                        {"index_id": index.id, "weight": 0.85, "value_zero": 100.0}
                    )
                ],
            }
        )
    rows = []
    for at in range(count):
        unit = at % 2
        rows.append(
            {
                "market_id": market.id,
                "lot_id": market.lot_ids[at % LOTS].id,
                "sequence": at,
                "code": f"{at % LOTS + 1}.{at + 1}",
                "name": f"Ouvrage {at + 1}",
                "kind": "unit" if unit else "fixed",
                "quantity": 100.0 if unit else 1.0,
                "price": price / 100 if unit else price,
            }
        )
    env["chorus.works.line"].create(rows)
    market.action_start()
    return market


def state_month(env, market, at, of):
    """Return the statement of a month, every line typed and not posted."""
    statement = env["chorus.works.statement"].create(
        {"market_id": market.id, "date": fields.Date.add(START, months=at, day=28)}
    )
    share = round(100 * (at + 1) / (of + 1), 2)
    statement.write(
        {
            "line_ids": [
                Command.update(row.id, {"value": share}) for row in statement.line_ids
            ]
        }
    )
    env.flush_all()
    return statement


def measured_post(env, statement):
    """Post with an empty memory; return (seconds, queries). No file is made."""
    env.invalidate_all()
    moves = env.registry["account.move"]
    with patch.object(moves, "_chorus_try_build_file", lambda move: None):
        before, start = env.cr.sql_log_count, time.perf_counter()
        statement.action_post()
        env.flush_all()
        spent = time.perf_counter() - start
    return spent, env.cr.sql_log_count - before


def specification(env, model, view_type="form", view=None):
    """Return what the web client reads for a form, lists inside it included."""
    arch = env[model].get_view(view, view_type)
    names = arch["models"][model]
    found = {}
    for name, field in env[model].fields_get(names).items():
        if field["type"] in ("one2many", "many2many"):
            inner = arch["models"].get(field["relation"], ())
            plain = {key: {} for key in inner}
            found[name] = {"fields": plain, "limit": 1000}
        elif field["type"] == "many2one":
            found[name] = {"fields": {"display_name": {}}}
        else:
            found[name] = {}
    return found


def measure_open(env, statement):
    wanted, spent = specification(env, statement._name), []
    for _round in range(ROUNDS):
        env.invalidate_all()
        start = time.perf_counter()
        statement.web_read(wanted)
        spent.append(time.perf_counter() - start)
    return median(spent)


def measure_typing(env, statement):
    """Return the median time of the answer to one typed cell."""
    wanted, spent = specification(env, statement._name), []
    before = statement.amount_net
    for at, row in enumerate(statement.line_ids[:ROUNDS]):
        env.invalidate_all()
        values = {"line_ids": [Command.update(row.id, {"value": 99.0 - at})]}
        start = time.perf_counter()
        answer = statement.onchange(values, ["line_ids"], wanted)
        spent.append(time.perf_counter() - start)
    if answer["value"].get("amount_net", before) == before:
        sys.exit("Error: a typed cell does not change the net")
    return median(spent)


def measure_file(env, move):
    """Return the median time of mapping and file, beside a blank page."""
    from odoo.addons.chorus_pro_connector.tests.common import small_pdf

    moves, spent = env.registry["account.move"], []
    with patch.object(moves, "_chorus_source_pdf", lambda move: small_pdf()):
        for _round in range(3):
            move.sudo()._chorus_drop_file()
            env.flush_all()
            env.invalidate_all()
            start = time.perf_counter()
            move._chorus_build_file()
            spent.append(time.perf_counter() - start)
    return median(spent)


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    months = int(sys.argv[2]) if len(sys.argv) > 2 else 36
    with environment() as env:
        company = configure(env)
        manager, user = people(env, company)
        parties = (
            structure(env, "77712345600011", "Commune de mesure"),
            structure(env, "66612345600014", "Architecte de mesure"),
        )
        index = publish(env, company, months)
        small = make_market(manager, company, parties, index, "M-SMALL", count // 10)
        large = make_market(manager, company, parties, index, "M-LARGE", count)
        for at in range(2):
            few = measured_post(user, state_month(user, small, at, 2))
        tell(f"{count // 10} lines: posted in {few[0]:.2f} s, {few[1]} queries")
        for at in range(months - 1):
            spent, queries = measured_post(user, state_month(user, large, at, months))
            if at % 6 == 0:
                tell(f"statement {at + 1}: {spent:.2f} s, {queries} queries")
        statement = state_month(user, large, months - 1, months)
        opened = measure_open(user, statement)
        typed = measure_typing(user, statement)
        spent, queries = measured_post(user, statement)
        file = measure_file(user, statement.move_id)
    result = {
        "open_seconds": round(opened, 3),
        "type_ms": round(typed * 1000, 1),
        "post_seconds": round(spent, 2),
        "queries_post": queries,
        "file_ms": round(file * 1000, 1),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
