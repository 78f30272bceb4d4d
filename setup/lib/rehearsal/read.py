# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""``read.py DATABASE COPY NAMES --months N [--company ID] [--client CLIENT]…``: write a
pseudonymised copy of what a company invoiced to public clients.

In one transaction that PostgreSQL keeps from writing, and that is rolled back.
"""

import argparse
import json
import os
import re
import sys
from datetime import date
from pathlib import Path

import psycopg2
from dateutil.relativedelta import relativedelta

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "chorus_pro_connector"))

from chorus.rehearsal import NotReadable, read
from chorus.rehearsal.reading import check_series
from chorus.rehearsal.tables import Tables

# An address whose password cannot be mistaken for something else: libpq would take
# what follows an unescaped sign for a host or a port, and repeat it in its complaint.
ADDRESS = re.compile(r"postgres(ql)?://([^:@/?#\s]*(:[^:@/?#\s]*)?@)?[^@\s]*")
MISWRITTEN = (
    "the connection string is not well written; write “host=… dbname=… user=…” and "
    "leave the password to ~/.pgpass or PGPASSWORD"
)


def connection_values(database):
    """Return the arguments of psycopg2 for a name, or a connection string of libpq.

    :raise NotReadable: it cannot be read; nothing of it is repeated
    """
    if "=" not in database and "://" not in database:
        return {"dbname": database}
    if "://" in database and not ADDRESS.fullmatch(database):
        raise NotReadable(MISWRITTEN)
    try:
        return psycopg2.extensions.parse_dsn(database)
    except psycopg2.ProgrammingError:
        raise NotReadable(MISWRITTEN) from None


def without_secrets(sentence, values):
    """Return what PostgreSQL says, without the password that was given to it."""
    for name in ("password", "sslpassword"):
        if secret := values.get(name):
            sentence = sentence.replace(secret, "***")
    return sentence


def connect(database):
    """Return a connection that can only read; libpq's own variables and files hold.

    :param database: its name, or a connection string of libpq
    :raise NotReadable: it cannot be reached, in one sentence without a password
    """
    values = connection_values(database)
    try:
        connection = psycopg2.connect(
            **{"application_name": "chorus-rehearsal", **values}
        )
    except (psycopg2.Error, ValueError) as error:
        raise NotReadable(without_secrets(str(error).strip(), values)) from None
    connection.set_session(
        isolation_level="REPEATABLE READ", readonly=True, autocommit=False
    )
    return connection


def choose_company(cr, wanted):
    """Return the id of the company that is meant.

    :param wanted: what was asked for, or None
    :raise NotReadable: nobody can tell which one
    """
    tables = Tables(cr)
    check_series(tables)
    rows = tables.query(
        "SELECT company.id, company.name FROM res_company company"
        " JOIN account_move move ON move.company_id = company.id"
        " AND move.move_type IN ('out_invoice', 'out_refund')"
        " AND move.state = 'posted'"
        " GROUP BY company.id ORDER BY company.id"
    )
    known = {row["id"]: row["name"] for row in rows}
    if wanted in known or (wanted is None and len(known) == 1):
        return wanted or next(iter(known))
    if not known:
        raise NotReadable("no company has a confirmed customer invoice there")
    listed = ", ".join(f"{key} ({name})" for key, name in known.items())
    raise NotReadable(f"choose a company that invoices with --company: {listed}")


def write(path, content):
    """Write JSON that nobody else may read."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(content, file, ensure_ascii=False)


def main():
    parser = argparse.ArgumentParser()
    for name in ("database", "copy", "names"):
        parser.add_argument(name)
    parser.add_argument("--months", type=int, required=True)
    parser.add_argument("--company", type=int)
    parser.add_argument("--client", action="append", default=[])
    options = parser.parse_args()
    since = date.today() - relativedelta(months=options.months)
    try:
        connection = connect(options.database)
        with connection.cursor() as cr:
            company = choose_company(cr, options.company)
            copy, names = read(cr, company, since, options.client)
        connection.rollback()
        connection.close()
    except (psycopg2.Error, NotReadable) as error:
        sys.exit(f"Error: the database cannot be read: {str(error).strip()}")
    write(options.copy, copy)
    write(options.names, names)


if __name__ == "__main__":
    main()
