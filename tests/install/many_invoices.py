# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run in Odoo's shell on a database without our addons: years of a company's invoices.

One invoice and one order are made by Odoo, the others copied by the database.
"""

import os

from odoo import Command
from odoo.tools import SQL

COUNT = int(os.environ["CHORUS_INSTALL_INVOICES"])
# Columns that say which record it is; everything else is copied.
OWN = {
    "account_move": {
        "name": "'OLD/' || n",
        "sequence_prefix": "'OLD/'",
        "sequence_number": "n",
        "access_token": "NULL",
    },
    "account_move_line": {"move_id": "move.id", "move_name": "move.name"},
    "sale_order": {"name": "'OLD' || n", "access_token": "NULL"},
    "res_partner": {"complete_name": "'Client ' || n", "name": "'Client ' || n"},
}


def copy(cr, record, source):
    """Insert into the table of ``record`` a copy of it for each row of ``source``."""
    table = record._table
    cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND column_name <> 'id' AND is_generated = 'NEVER'",
        [table],
    )
    names = [name for (name,) in cr.fetchall()]
    own = OWN[table]
    values = [own.get(name, f'old."{name}"') for name in names]
    cr.execute(
        SQL(
            f"INSERT INTO {table} ({', '.join(map(_quoted, names))})"  # noqa: S608
            f" SELECT {', '.join(values)} FROM {table} old, {source}"
            " WHERE old.id IN %s",
            tuple(record.ids),
        )
    )


def _quoted(name):
    return f'"{name}"'


def make_seeds(env):
    """Return one confirmed invoice and one order of a client."""
    client = env["res.partner"].create({"name": "Client", "is_company": True})
    line = Command.create({"name": "Pose", "price_unit": 100.0})
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": client.id,
            "invoice_date": "2019-03-01",
            "invoice_line_ids": [line],
        }
    )
    invoice.action_post()
    product = env["product.product"].create({"name": "Pose", "type": "service"})
    order = env["sale.order"].create(
        {
            "partner_id": client.id,
            "order_line": [Command.create({"product_id": product.id})],
        }
    )
    env.flush_all()
    return invoice, order


def main(env):
    invoice, order = make_seeds(env)
    cr, series = env.cr, f"generate_series(1, {COUNT - 1}) n"
    copy(cr, invoice, series)
    moves = "(SELECT id, name FROM account_move WHERE name LIKE 'OLD/%%') move"
    copy(cr, invoice.line_ids, moves)
    copy(cr, order, series)
    copy(cr, invoice.partner_id, series)
    cr.execute("UPDATE account_move SET write_date = date")
    cr.commit()
    cr.execute("SELECT count(*) FROM account_move WHERE move_type = 'out_invoice'")
    print("invoices:", *cr.fetchone())


main(env)  # noqa: F821  the shell defines env
