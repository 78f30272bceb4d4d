# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""PostgreSQL beside Odoo: what a database has, and databases made or dropped."""

import psycopg2


def query(name, statement, values=None):
    """Run one statement in a transaction of its own; return its rows."""
    connection = psycopg2.connect(dbname=name)
    try:
        with connection, connection.cursor() as cr:
            cr.execute(statement, values)
            return cr.fetchall() if cr.description else []
    finally:
        connection.close()


def execute(statement):
    """Run a statement that no transaction takes, such as ``CREATE DATABASE``."""
    connection = psycopg2.connect(dbname="postgres")
    connection.autocommit = True
    try:
        connection.cursor().execute(statement)
    finally:
        connection.close()
