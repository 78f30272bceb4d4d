# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a large works market costs whoever states its months.

``setup/bench.sh works [LINES] [STATEMENTS] [PIECES]``: a market of LINES (500) lines in
five lots with revision, and STATEMENTS (36) monthly statements, each typed, posted and
committed by an ordinary user of statements. Of the last one:

* ``open_seconds``: its form as the web client reads it, with an empty memory; a median.
* ``type_ms``: what the server takes to answer one typed cell, while all other cells
  are typed and none is saved; the median. The client asks twice: the row for its own
  figures, then the statement for its header, with all that its form shows.
* ``post_seconds``: *Post*, until the invoice and its entries are written; its file,
  which is made behind it, is measured apart.
* ``queries_post``: SQL queries of that. A market of a tenth of the lines is posted too:
  Odoo writes rows by the hundred, so that four more for each further hundred are its.
* ``file_ms``: mapping and Factur-X of its invoice; the printed page is a blank one, for
  the printing program is not ours.

Then PIECES (1,000, a third argument) pieces of the project manager are followed, each
in an invoicing file of its own; the sandbox answers after 50 ms. All are new at first;
then one in ten gets another status, and they are followed again:

* ``pieces``, ``changed``: those that Odoo knows, and those whose new status it has.
* ``calls``, ``seconds``: of following these changes, the token's call included.

Last line: all of these as JSON, in seconds and milliseconds of waiting. What of the
first five the processor was busy for is told beside: other work makes one wait longer.
"""

import json
import sys
import time
from contextlib import contextmanager
from statistics import median
from unittest.mock import patch

from bench._odoo import configure, environment, tell
from bench._pieces import measure_pieces
from lxml import etree

from odoo import Command, fields

from odoo.addons.web.models.models import Base

LOTS = 5
ROUNDS = 7
START = fields.Date.to_date("2024-01-01")
INDEX = "BT01"


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


class Spent:
    """Seconds that were waited for, and seconds of the processor, of each round."""

    def __init__(self):
        self.wall, self.processor = [], []

    @contextmanager
    def round(self):
        processor, wall = time.process_time(), time.perf_counter()
        yield
        self.wall.append(time.perf_counter() - wall)
        self.processor.append(time.process_time() - processor)

    def __str__(self):
        wall, processor = median(self.wall), median(self.processor)
        return f"{wall * 1000:.0f} ms, {processor * 1000:.0f} ms of the processor"

    @property
    def seconds(self):
        return median(self.wall)


def measured_post(env, statement):
    """Post with an empty memory; return (what was spent, queries). No file is made."""
    env.invalidate_all()
    moves, spent = env.registry["account.move"], Spent()
    with patch.object(moves, "_chorus_try_build_file", lambda move: None):
        before = env.cr.sql_log_count
        with spent.round():
            statement.action_post()
            env.flush_all()
    return spent, env.cr.sql_log_count - before


def asked_by_client(env, model):
    """Return what the web client asks for a form, its lists included."""
    arch = etree.fromstring(env[model].get_view(view_type="form")["arch"])
    return {**asked_in(env[model], arch), "display_name": {}}


def asked_in(model, view, inside=None):
    found = {}
    for node in view.iter("field"):
        if next(node.iterancestors("field"), None) is not inside:
            continue  # of a list in this view
        field, name = model._fields[node.get("name")], node.get("name")
        found[name] = {}
        if field.type in ("one2many", "many2many"):
            rows = node.find("list")
            if rows is not None:
                shown = asked_in(model.env[field.comodel_name], rows, node)
                found[name] = {"fields": shown, "limit": int(rows.get("limit", 40))}
        elif field.type == "many2one":
            hidden = "1" in (node.get("invisible"), node.get("column_invisible"))
            found[name] = {"fields": {} if hidden else {"display_name": {}}}
    return found


def measure_open(env, statement):
    asked, spent = asked_by_client(env, statement._name), Spent()
    for _round in range(ROUNDS):
        env.invalidate_all()
        with spent.round():
            shown = statement.web_read(asked)
    if len(shown[0]["line_ids"]) != len(statement.line_ids):
        sys.exit("Error: the form does not show all lines")
    return spent


def type_cell(statement, row, held, asked, onchange):
    """Ask what the client asks for one typed cell; return what the header becomes.

    :param held: values of the other cells that the form holds and has not saved
    :param onchange: the method of the server that is measured
    """
    others = [Command.update(key, new) for key, new in held.items()]
    typed = {"value": held[row.id]["value"]}
    parent = {"id": statement.id, "line_ids": others}
    of_row = asked["line_ids"]["fields"]
    answer = onchange(row, {**typed, "statement_id": parent}, ["value"], of_row)
    held[row.id].update(answer["value"])
    return onchange(statement, {"line_ids": others}, ["line_ids"], asked)["value"]


def measure_typing(env, statement, rows, onchange):
    """Return what one typed cell takes while ``rows`` are typed and not saved."""
    asked, spent = asked_by_client(env, statement._name), Spent()
    nets = set()
    for at in range(ROUNDS):
        env.invalidate_all()
        held = {row.id: {"value": 99.0 - at} for row in rows}
        with spent.round():
            shown = type_cell(statement, rows[at], held, asked, onchange)
        nets.add(shown["amount_net"])
    if len(nets) != ROUNDS:
        sys.exit("Error: a typed cell does not change the net")
    return spent


def tell_typing(env, statement):
    """Return what a cell takes when all are typed; tell it of the first one, too.

    Beside it, in the same run: what Odoo's own answer to the same questions takes.
    """
    rows = statement.line_ids

    def answer(record, *asked):
        return record.onchange(*asked)

    first = measure_typing(env, statement, rows[:ROUNDS], answer)
    tell(f"a typed cell, the first ones: {first}")
    last = measure_typing(env, statement, rows, answer)
    tell(f"a typed cell, all others not saved: {last}")
    standard = measure_typing(env, statement, rows, Base.onchange)
    tell(f"the same as Odoo itself answers it: {standard}")
    ratio = median(last.processor) / median(standard.processor)
    tell(f"ours takes {ratio:.2f} of the processor that Odoo's way takes")
    return last


def measure_file(env, move):
    """Return what mapping and file take, beside a blank page."""
    from odoo.addons.chorus_pro_connector.tests.common import small_pdf

    moves, spent = env.registry["account.move"], Spent()
    with patch.object(moves, "_chorus_source_pdf", lambda move: small_pdf()):
        for _round in range(3):
            move.sudo()._chorus_drop_file()
            env.flush_all()
            env.invalidate_all()
            with spent.round():
                move._chorus_build_file()
    return spent


def check_market(market, count, months):
    """Stop unless the market holds what its figures are told of."""
    statements = market.statement_ids
    posted = statements.filtered(lambda one: one.state == "posted")
    rows = statements.line_ids
    if len(market.line_ids) != count or len(rows) != count * months:
        sys.exit(f"Error: {len(market.line_ids)} lines, {len(rows)} in statements")
    if len(posted) != months or len(posted.move_id) != months:
        sys.exit(f"Error: {len(posted)} statements posted")


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    months = int(sys.argv[2]) if len(sys.argv) > 2 else 36
    pieces = int(sys.argv[3]) if len(sys.argv) > 3 else 1000
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
            env.cr.commit()
        tell(f"{count // 10} lines: posted in {few[0]}, {few[1]} queries")
        for at in range(months - 1):
            spent, queries = measured_post(user, state_month(user, large, at, months))
            env.cr.commit()
            if at % 6 == 0:
                tell(f"statement {at + 1}: {spent}, {queries} queries")
        statement = state_month(user, large, months - 1, months)
        opened = measure_open(user, statement)
        tell(f"the form of statement {months}: {opened}")
        typed = tell_typing(user, statement)
        spent, queries = measured_post(user, statement)
        tell(f"statement {months}: {spent}, {queries} queries")
        file = measure_file(user, statement.move_id)
        tell(f"its file: {file}")
        check_market(large, count, months)
        followed = measure_pieces(env, company, large, pieces)
    result = {
        "open_seconds": round(opened.seconds, 3),
        "type_ms": round(typed.seconds * 1000, 1),
        "post_seconds": round(spent.seconds, 2),
        "queries_post": queries,
        "file_ms": round(file.seconds * 1000, 1),
        **followed,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
