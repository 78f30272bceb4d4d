# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tables and columns of the OCA modules, 12.0 and 14.0 to 18.0, as they are published.

No line of theirs is here, only the names under which a database holds what they wrote.
A database may have half of it: whoever reads asks first what there is.
"""

# Names of tables and columns are constants of ours (oca.py).
# pylint: disable=sql-injection
from odoo.tools.sql import column_exists, table_exists

from ...chorus.codes import FLOW_STATUSES, SYNTAX_CII, SYNTAX_FACTURX, SYNTAX_UBL

MODULES = "l10n_fr_chorus%"
# What bears a name that is ours too is renamed, before our tables are made.
PREFIX = "chorus_oca_"
FLOW = PREFIX + "flow"
# Columns of account_move, whose names are ours too.
MOVE_COLUMNS = (
    "chorus_flow_id",
    "chorus_identifier",
    "chorus_status",
    "chorus_status_date",
)
FLOW_INVOICES = "chorus_flow_initial_account_move_rel"
SERVICE = "chorus_partner_service"
ATTACHMENTS = "account_move_chorus_ir_attachment_rel"
REMINDED = "fr_chorus_api_expiry_remind_user_rel"
# What was put out of action, noted before our models exist.
LEFTOVERS = PREFIX + "leftover"

SYNTAXES = {
    "xml_cii": SYNTAX_CII,
    "pdf_factur-x": SYNTAX_FACTURX,
    "xml_ubl": SYNTAX_UBL,
}
# Status of a flow, raw → our state. Any other is still under way.
FLOW_STATES = {
    code: row.outcome for code, row in FLOW_STATUSES.items() if row.outcome != "pending"
}


def aside(column):
    """Return the name that a column of theirs has since it was set aside."""
    return PREFIX + column.removeprefix("chorus_")


def there(cr, table, *columns):
    """Tell whether a table, and all of these columns, exist."""
    return bool(table_exists(cr, table)) and all(
        column_exists(cr, table, column) for column in columns
    )


def column(cr, table, name, alias):
    """Return the SQL of a column, ``NULL`` where the table has none of that name."""
    return f"{alias}.{name}" if there(cr, table, name) else "NULL"


def has_flows(cr):
    return there(cr, FLOW, "name", "company_id")


def found(cr):
    """Tell whether anything of theirs is in this database."""
    return bool(
        table_exists(cr, FLOW)
        or table_exists(cr, SERVICE)
        or there(cr, "res_partner", "fr_chorus_required")
        or there(cr, "res_company", "fr_chorus_api_login")
        or table_exists(cr, LEFTOVERS)
    )


# What they knew of each invoice, and which invoices a flow was sent with: read once for
# all the steps, into tables that only this connection sees.
MOVES = "chorus_oca_known"
PAIRS = "chorus_oca_pair"


def prepare(cr):
    """Read what the steps look at again and again; :func:`forget` ends it."""
    forget(cr)
    cr.execute(f"CREATE TEMP TABLE {MOVES} AS {_moves(cr)}")
    cr.execute(f"CREATE INDEX ON {MOVES} (move_id)")
    cr.execute(f"CREATE TEMP TABLE {PAIRS} AS {_pairs(cr)}")
    cr.execute(f"CREATE INDEX ON {PAIRS} (flow_id)")
    cr.execute(f"ANALYZE {MOVES}")
    cr.execute(f"ANALYZE {PAIRS}")


def forget(cr):
    for table in (MOVES, PAIRS):
        cr.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")


def _moves(cr):
    """Return the SQL of what they knew of each invoice.

    Columns ``move_id, flow_id, identifier (text), status, status_date, service``; one
    row for each invoice of which they knew anything. Of 12.0 what is left lies in
    ``account_invoice``, whose rows name the entry that they became.
    """
    sources = []
    if any(there(cr, "account_move", aside(column)) for column in MOVE_COLUMNS):
        sources.append(_source(cr, "account_move", "id", aside, 1))
    if any(there(cr, "account_invoice", "move_id", one) for one in MOVE_COLUMNS):
        sources.append(_source(cr, "account_invoice", "move_id", str, 2))
    if not sources:
        sources = [
            "SELECT NULL::int AS move_id, NULL::int AS flow_id, NULL::text AS"
            " identifier, NULL::text AS status, NULL::timestamp AS status_date,"
            " NULL::text AS service, 1 AS rank WHERE false"
        ]
    return (
        "SELECT DISTINCT ON (known.move_id) known.*"
        f"   FROM ({' UNION ALL '.join(sources)}) known"
        "   JOIN account_move move ON move.id = known.move_id"
        "  ORDER BY known.move_id, known.rank"
    )


def _source(cr, table, key, name, rank):
    def column(field, type_):
        if not there(cr, table, name(field)):
            return f"NULL::{type_}"
        return f"{name(field)}::{type_}"

    identifier = f"NULLIF(NULLIF({column('chorus_identifier', 'text')}, '0'), '')"
    flow, status = column("chorus_flow_id", "int"), column("chorus_status", "text")
    service = (
        "chorus_service_code" if there(cr, table, "chorus_service_code") else "NULL"
    )
    return (
        f"SELECT {key} AS move_id, {flow} AS flow_id, {identifier} AS identifier,"
        f" {status} AS status, {column('chorus_status_date', 'timestamp')} AS"
        f" status_date, {service}::text AS service, {rank} AS rank FROM {table}"
        f" WHERE {key} IS NOT NULL AND ({flow} IS NOT NULL"
        f" OR {identifier} IS NOT NULL OR {status} IS NOT NULL)"
    )


def _pairs(cr):
    """Return the SQL of (flow_id, move_id): which invoices a flow was sent with."""
    known = f"SELECT flow_id, move_id FROM {MOVES} WHERE flow_id IS NOT NULL"
    if there(cr, FLOW_INVOICES, "chorus_flow_id", "move_id"):
        sent = f"SELECT chorus_flow_id AS flow_id, move_id FROM {FLOW_INVOICES}"
        known = f"{sent} UNION {known}"
    return known


def values(rows):
    """Return the SQL of a table of texts; only constants of ours go in."""
    return ", ".join(
        "({})".format(", ".join(f"'{text}'" for text in row)) for row in rows
    )
