# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Deposits per minute of one and of two real cron workers, and what one costs.

``setup/bench.sh deposit [COUNT] [PRINTED]``: COUNT invoices (500) that *Send & Print*
has printed already, deposited by one worker, then as many by two; before, 50 of them
to compare the memory. Then PRINTED invoices (200) that were never printed, by one
worker, beside as many that Odoo's own *Send & Print* turns into its Factur-X, by one
worker too.

The workers are those of an Odoo that serves (``--workers``), woken as users wake them.
The portal is the sandbox, on the same machine, with 50 ms of latency on every call.
Debian's wkhtmltopdf takes one document at a time; Odoo's *Send & Print* refuses
several, and is then made to print them one by one.

Last line: ``per_minute_1`` and ``per_minute_2`` deposits with one and two workers;
``calls_per_invoice`` to the portal; ``queries_per_invoice`` in SQL; ``mb_50`` and
``mb_500`` the peak of a worker's memory; ``with_pdf_per_minute`` and
``odoo_send_per_minute`` with the printing.
"""

import json
import sys
import time
from contextlib import suppress

from bench._odoo import configure, environment, invoices, sandbox
from bench._server import free_port, serving
from psycopg2.errors import SerializationFailure

LATENCY = 0.05  # seconds
WARM_UP = 3  # invoices: the first ones load templates and schemas
FEW = 50
SAMPLE = 20  # invoices whose queries are counted
PATIENCE = 900  # seconds: a run that does not end is a failure to report


def say(text):
    print(text, file=sys.stderr, flush=True)


def attach_pdf(moves):
    """Give each invoice the PDF that *Send & Print* leaves."""
    from odoo.addons.chorus_pro_connector.tests.common import small_pdf

    moves.env["ir.attachment"].create(
        [
            {
                "name": f"{move.name.replace('/', '-')}.pdf",
                "raw": small_pdf(),
                "mimetype": "application/pdf",
                "res_model": "account.move",
                "res_id": move.id,
                "res_field": "invoice_pdf_report_file",
            }
            for move in moves
        ]
    )
    moves.invalidate_recordset()


def make(count, printed=True, method="chorus_pro"):
    """Create invoices of ten lines; return their ids."""
    with environment() as env:
        moves = invoices(env, configure(env), count, 10)
        if printed:
            attach_pdf(moves)
        if method != "chorus_pro":
            moves.partner_id.write(
                {"invoice_sending_method": method, "invoice_edi_format": "facturx"}
            )
        env.cr.commit()
        return moves.ids


def leave_alone():
    """Put off what a worker would ask about earlier deposits: it is not the subject,
    and that worker would come later to those that are timed."""
    put_off = (
        "UPDATE chorus_flow SET next_check = now() + interval '1 day' WHERE id IN ("
        "SELECT id FROM chorus_flow WHERE state NOT IN ('queued', 'sending')"
        " AND next_check < now() + interval '1 hour' FOR UPDATE SKIP LOCKED)"
    )
    left = 1
    while left:
        with environment() as env:
            # Each time a new look: a worker may have just been at some of them.
            with suppress(SerializationFailure):
                env.cr.execute(put_off)
                left = env.cr.rowcount
            env.cr.commit()


def send(ids):
    """Press *Send to Chorus* on a list; return seconds until all are deposited."""
    leave_alone()
    with environment() as env:
        moves = env["account.move"].browse(ids)
        moves.company_id.chorus_delay_batch = 0
        moves._chorus_send_many()
        env.cr.commit()
    waiting = "SELECT count(*) FROM chorus_flow WHERE state IN ('queued', 'sending')"
    seconds = wait(waiting)
    expect(ids, "chorus_flow_id.name")
    return seconds


def send_and_print(ids):
    """Press Odoo's *Send & Print* on a list; return seconds until it is done."""
    with environment() as env:
        moves = env["account.move"].browse(ids)
        env["account.move.send.batch.wizard"].create(
            {"move_ids": moves.ids}
        ).action_send_and_print()
        env.cr.commit()
    waiting = "SELECT count(*) FROM account_move WHERE sending_data IS NOT NULL"
    seconds = wait(waiting, "account.ir_cron_account_move_send")
    expect(ids, "invoice_pdf_report_id")
    return seconds


def wait(query, cron=None):
    """Return the seconds until ``query`` counts none.

    :param cron: xmlid of an action to wake whenever it rests before it is done
    """
    start, left = time.monotonic(), None
    with environment() as env:
        action = cron and env.ref(cron)
        while time.monotonic() < start + PATIENCE:
            env.cr.execute(query)
            before, left = left, env.cr.fetchone()[0]
            if not left:
                return time.monotonic() - start
            if action and left == before:
                action._trigger()
            env.cr.commit()
            time.sleep(1 if cron else 0.1)
    sys.exit(f"Error: {left} invoices are still waiting")


def expect(ids, path):
    """Stop unless each invoice has ``path``: a rate of failures means nothing."""
    with environment() as env:
        moves = env["account.move"].browse(ids)
        lacking = [move.name for move in moves if not any(move.mapped(path))]
    if lacking:
        sys.exit(f"Error: {len(lacking)} invoices have no {path}: {lacking[:3]}")


def count_queries(ids):
    """Return the SQL queries of one deposit, on every connection."""
    import odoo.sql_db

    with environment() as env:
        # Nobody else is awake: no server runs.
        moves = env["account.move"].browse(ids)
        moves.company_id.chorus_delay_batch = 0
        moves._chorus_send_many()
        env.cr.commit()
        before = odoo.sql_db.sql_counter
        env["chorus.flow"]._chorus_send_waiting()
        return (odoo.sql_db.sql_counter - before) / len(ids)


def prepare():
    """Set the portal's latency, and where the printing program finds the styles."""
    from odoo.addons.base.models.ir_actions_report import _wkhtml

    sandbox("faults", {"kind": "latency", "operation": "*", "seconds": LATENCY})
    # What the portal does later is not the subject.
    sandbox("clock", {"pause": True})
    port = free_port()
    with environment() as env:
        parameters = env["ir.config_parameter"]
        parameters.set_param("report.url", f"http://127.0.0.1:{port}")
        if not _wkhtml().is_patched_qt:
            parameters.set_param("account.pdf_generation_batch", "0")
        configure(env)
        env.cr.commit()
    return port


def per_minute(count, seconds):
    return round(count * 60 / seconds, 1)


def with_one_worker(port, count, printed):
    """Return the figures of one cron worker."""
    few, many, bare = make(min(FEW, count)), make(count), make(printed, False)
    others = make(printed, False, "manual")
    warm = [make(WARM_UP, False), make(WARM_UP, False, "manual")]
    figures = {}
    with serving(port, 1) as server:
        send(warm[0])
        send_and_print(warm[1])
        server.forget_peak()
        send(few)
        figures["mb_50"] = server.peak()
        server.forget_peak()
        sandbox("requests", method="DELETE")
        figures["per_minute_1"] = per_minute(count, send(many))
        figures["mb_500"] = server.peak()
        calls = sum(sandbox("requests?limit=0")["counts"].values())
        figures["calls_per_invoice"] = round(calls / count, 2)
        say(f"one worker: {figures}")
        figures["with_pdf_per_minute"] = per_minute(printed, send(bare))
        say(f"printed and sent: {figures['with_pdf_per_minute']} a minute")
        figures["odoo_send_per_minute"] = per_minute(printed, send_and_print(others))
        say(f"Send & Print: {figures['odoo_send_per_minute']} a minute")
    return figures


def with_two_workers(port, count):
    many, warm = make(count), make(WARM_UP * 4)
    with serving(port, 2):
        send(warm)
        return {"per_minute_2": per_minute(count, send(many))}


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    printed = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    with environment():
        port = prepare()
    queries = count_queries(make(SAMPLE))
    figures = with_one_worker(port, count, printed) | with_two_workers(port, count)
    figures["queries_per_invoice"] = round(queries, 1)
    names = (
        "per_minute_1 per_minute_2 calls_per_invoice queries_per_invoice mb_50 mb_500"
        " with_pdf_per_minute odoo_send_per_minute"
    )
    print(json.dumps({name: figures[name] for name in names.split()}))


if __name__ == "__main__":
    main()
