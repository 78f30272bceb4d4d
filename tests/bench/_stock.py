# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A journal that was kept for years: deposits, histories, money, and what is open.

Of each twenty invoices twelve were paid, three are with their client, two of these
since a month at most, and one each is to be completed, ready, in doubt, on its way and
sent back. Each fifth client reports no payment: there the bank alone knows.
"""

import random
from datetime import date, timedelta

from bench._odoo import invoices
from bench.ui import copy_rows_for, multiply

CLIENTS = 200
TEMPLATES = 10
# The first of each twenty; the others were paid.
OPEN = ("incomplete", "ready", "unknown", "deposited", "action", *["delivered"] * 3)
CYCLE = 20
UNREPORTED = 5
DAYS = 30  # of the legal delay
OURS = "payment_reference LIKE 'bench-%' AND move_type = 'out_invoice'"


def make_stock(env, count):
    """Make ``count`` invoices of :data:`CLIENTS` clients, as SQL: no rule is run."""
    moves = invoices(env, env.company, TEMPLATES, 3)
    multiply(env, moves, -(-count // TEMPLATES))
    env.cr.execute(f"SELECT id FROM account_move WHERE {OURS} ORDER BY id DESC")
    ids = [number for (number,) in env.cr.fetchall()]
    clients = make_clients(env, moves.partner_id)
    lives = [*live(ids[:count], clients)]
    make_deposits(env, [row for row in lives if row["at_portal"]])
    write_lives(env, lives)
    write_histories(env, lives)
    pay(env, moves[0], lives)
    for table in ("account_move", "account_move_line", "account_partial_reconcile"):
        env.cr.execute(f"ANALYZE {table}")
    env.cr.execute("ANALYZE chorus_flow, chorus_flow_line, chorus_status_event")
    env.invalidate_all()


def make_clients(env, model):
    """Return the ids of the clients; each fifth reports no payment."""
    rows = [
        {
            "name": f"Commune {number}",
            "chorus_category": "standard",
            "chorus_payment_not_reported": not number % UNREPORTED,
        }
        for number in range(CLIENTS)
    ]
    clients = [model.copy(row).id for row in rows]
    env.flush_all()
    return clients


def live(ids, clients):
    """Yield what became of each invoice, with its history: [(code, day, comment)]."""
    rand, today = random.Random("stock"), date.today()
    for rank, move in enumerate(ids):
        turn = rank // CYCLE
        place = turn % len(clients)
        state = OPEN[rank % CYCLE] if rank % CYCLE < len(OPEN) else "paid"
        age = rand.randrange(30) if state == "delivered" and turn % 3 else 150
        available = today - timedelta(
            days=age + (0 if age < 150 else rand.randrange(350))
        )
        ordered = available + timedelta(days=round(rand.lognormvariate(3, 0.6)))
        paid = ordered + timedelta(days=round(rand.expovariate(1 / 8)))
        steps = [("DEPOSEE", available, None), ("MISE_A_DISPOSITION", available, None)]
        if state == "action":
            steps.append(("SUSPENDUE", ordered, "Bon de livraison absent"))
        reported = bool(place % UNREPORTED)
        if state == "paid":
            steps.append(("MANDATEE", ordered, None))
            steps += [("MISE_EN_PAIEMENT", paid, None)] if reported else []
        at_portal = state in ("action", "delivered", "paid")
        yield {
            "move": move,
            "client": clients[place],
            "service": f"S{turn % 2}" if place % 3 else None,
            "state": state if state != "paid" or reported else "delivered",
            "at_portal": at_portal,
            "steps": steps if at_portal else [],
            "start": available if at_portal else None,
            "ordered": paid if state == "paid" and reported else None,
            "banked": paid + timedelta(days=2) if state == "paid" else None,
        }


def make_deposits(env, rows):
    """Give each of these invoices a deposit of its own."""
    model = invoices(env, env.company, 1, 1)
    model._chorus_queue()
    flow = model.chorus_flow_id
    env.flush_all()
    columns = {
        "name": "'BENCH-' || (source.row ->> 0)",
        "state": "'integrated'",
        "date": "CURRENT_DATE - 30",
        "next_check": "NULL",
    }
    env.cr.execute(
        "CREATE TEMP TABLE bench_flow ON COMMIT DROP AS SELECT unnest(%s) AS move",
        [[row["move"] for row in rows]],
    )
    source = "(SELECT jsonb_build_array(move) AS row FROM bench_flow) source"
    copy_rows_for(env, "chorus_flow", columns, f"t.id = {flow.id}", source)
    env.cr.execute(
        """
        UPDATE account_move move
           SET chorus_flow_id = flow.id, chorus_identifier = 'B' || move.id
          FROM bench_flow
          JOIN chorus_flow flow ON flow.name = 'BENCH-' || bench_flow.move
         WHERE bench_flow.move = move.id
        """
    )
    env.cr.execute(
        """
        INSERT INTO chorus_flow_line
               (flow_id, move_id, number, amount, currency_id, company_id, outcome,
                identifier)
        SELECT chorus_flow_id, id, name, amount_total, currency_id, company_id,
               'accepted', chorus_identifier
          FROM account_move JOIN bench_flow ON bench_flow.move = account_move.id
        """
    )


def write_lives(env, lives):
    """Write clients, states and dates onto the invoices."""
    names = ("move", "client", "service", "state", "start", "ordered", "banked")
    given = [[row[name] for row in lives] for name in names]
    last = [row["steps"][-1] if row["steps"] else (None, None) for row in lives]
    given += [[step[0] for step in last], [step[1] for step in last]]
    env.cr.execute(
        f"""
        UPDATE account_move
           SET commercial_partner_id = given.client,
               partner_id = given.client,
               buyer_reference = given.service,
               chorus_state = given.state,
               chorus_status = given.code,
               chorus_status_date = given.day + interval '9 hours',
               chorus_legal_start = given.start,
               chorus_legal_due = given.start + {DAYS},
               chorus_payment_ordered = given.ordered,
               payment_state = CASE WHEN given.banked IS NULL THEN 'not_paid'
                               ELSE 'paid' END,
               amount_residual = CASE WHEN given.banked IS NULL THEN amount_total
                                 ELSE 0 END,
               amount_residual_signed = CASE WHEN given.banked IS NULL
                                        THEN amount_total_signed ELSE 0 END
          FROM unnest(%s::int[], %s::int[], %s::text[], %s::text[], %s::date[],
                      %s::date[], %s::date[], %s::text[], %s::date[])
               AS given(move, client, service, state, start, ordered, banked, code,
                        day)
         WHERE account_move.id = given.move
        """,
        given,
    )


def write_histories(env, lives):
    rows = [(row["move"], *step) for row in lives for step in row["steps"]]
    env.cr.execute(
        """
        INSERT INTO chorus_status_event
               (move_id, company_id, invoice_identifier, code, date, comment,
                reason_key)
        SELECT move, %s, own.chorus_identifier, code, day + interval '9 hours', comment,
               CASE WHEN comment IS NOT NULL THEN 'other' END
          FROM unnest(%s::int[], %s::text[], %s::date[], %s::text[])
               AS given(move, code, day, comment)
          JOIN account_move own ON own.id = given.move
        """,
        [env.company.id, *map(list, zip(*rows, strict=True))],
    )


def pay(env, model, lives):
    """Enter the money of the invoices that were paid: an entry for each day."""
    account = model.line_ids.filtered(lambda line: line.display_type == "payment_term")
    lines = [
        {"account_id": account.account_id.id, "credit": 1.0},
        {"account_id": env.company.account_journal_suspense_account_id.id, "debit": 1},
    ]
    journal = env["account.journal"].search([("type", "=", "bank")], limit=1)
    entry = env["account.move"].create(
        {
            "journal_id": journal.id,
            "line_ids": [(0, 0, line) for line in lines],
        }
    )
    entry.action_post()
    env.flush_all()
    paid = [(row["move"], row["banked"]) for row in lives if row["banked"]]
    env.cr.execute(
        "CREATE TEMP TABLE bench_paid ON COMMIT DROP AS"
        " SELECT * FROM unnest(%s::int[], %s::date[]) AS row(move, day)",
        [*map(list, zip(*paid, strict=True))],
    )
    columns = {"name": "'BENCH/' || day", "date": "day", "ref": "'bench-' || day"}
    columns["sequence_number"] = "100000 + row_number() OVER ()"
    days = "(SELECT DISTINCT day FROM bench_paid) days"
    copy_rows_for(env, "account_move", columns, f"t.id = {entry.id}", days)
    credit = entry.line_ids.filtered("credit")
    source = (
        "bench_paid paid JOIN account_move invoice ON invoice.id = paid.move"
        " JOIN account_move entry ON entry.ref = 'bench-' || paid.day"
    )
    columns = {
        "move_id": "entry.id",
        "name": "'bench-' || paid.move",
        "date": "paid.day",
        "credit": "invoice.amount_total",
        "balance": "-invoice.amount_total",
        "amount_currency": "-invoice.amount_total",
    }
    copy_rows_for(env, "account_move_line", columns, f"t.id = {credit.id}", source)
    env.cr.execute(
        """
        INSERT INTO account_partial_reconcile
               (debit_move_id, credit_move_id, company_id, debit_currency_id,
                credit_currency_id, amount, debit_amount_currency,
                credit_amount_currency, max_date)
        SELECT debit.id, credit.id, debit.company_id, debit.currency_id,
               debit.currency_id, credit.credit, credit.credit, credit.credit,
               credit.date
          FROM bench_paid
          JOIN account_move_line debit
            ON debit.move_id = bench_paid.move AND debit.display_type = 'payment_term'
          JOIN account_move_line credit ON credit.name = 'bench-' || bench_paid.move
        """
    )
