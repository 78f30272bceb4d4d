# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Before our own tables are made: what bears the same name steps aside, and what would
still act is put out of action. Renames only, so that nothing is read or rewritten."""

# Names of tables and columns are constants of ours (oca.py).
# pylint: disable=sql-injection
from odoo.tools import SQL
from odoo.tools.sql import column_exists, table_exists

from .oca import FLOW, LEFTOVERS, MODULES, MOVE_COLUMNS, SYNTAXES, aside

# Model of a record of theirs → (table, what puts it out of action).
OUT_OF_ACTION = {
    "ir.ui.view": ("ir_ui_view", "active = FALSE"),
    "ir.cron": ("ir_cron", "active = FALSE"),
    "ir.model.access": ("ir_model_access", "active = FALSE"),
    "ir.rule": ("ir_rule", "active = FALSE"),
    "ir.ui.menu": ("ir_ui_menu", "active = FALSE"),
    "ir.actions.act_window": ("ir_act_window", "binding_model_id = NULL"),
}
INSTALLED = ("installed", "to upgrade", "to remove", "to install")


def set_aside(cr):
    """Make room for our tables, which do not exist yet: whatever has their names is
    theirs. Never once our addon is installed."""
    _rename_flows(cr)
    _rename_columns(cr)
    silence(cr)


def _rename_flows(cr):
    if not table_exists(cr, "chorus_flow") or table_exists(cr, FLOW):
        return
    if column_exists(cr, "chorus_flow", "state"):
        return
    # Names of indexes and sequences are the schema's: ours would find them taken.
    _rename_indexes(cr, "chorus_flow", None)
    cr.execute("SELECT pg_get_serial_sequence('chorus_flow', 'id')")
    (sequence,) = cr.fetchone()
    cr.execute(SQL("ALTER TABLE chorus_flow RENAME TO %s", SQL.identifier(FLOW)))
    if sequence:
        cr.execute(f"ALTER SEQUENCE {sequence} RENAME TO {FLOW}_id_seq")


def _rename_columns(cr):
    for column in MOVE_COLUMNS:
        here = column_exists(cr, "account_move", column)
        if not here or column_exists(cr, "account_move", aside(column)):
            continue
        _rename_indexes(cr, "account_move", column)
        cr.execute(
            SQL(
                "ALTER TABLE account_move RENAME COLUMN %s TO %s",
                SQL.identifier(column),
                SQL.identifier(aside(column)),
            )
        )


def _rename_indexes(cr, table, column):
    """Give the indexes of a table, or of one column of it, other names."""
    cr.execute(
        """
        SELECT DISTINCT class.relname
          FROM pg_index entry
          JOIN pg_class class ON class.oid = entry.indexrelid
          LEFT JOIN pg_attribute attribute
            ON attribute.attrelid = entry.indrelid
           AND attribute.attnum = ANY(entry.indkey)
         WHERE entry.indrelid = %s::regclass
           AND (%s IS NULL OR attribute.attname = %s)
        """,
        [table, column, column],
    )
    for (name,) in cr.fetchall():
        other = f"oca_{name}"[:63]
        cr.execute(
            SQL(
                "ALTER INDEX %s RENAME TO %s",
                SQL.identifier(name),
                SQL.identifier(other),
            )
        )


def silence(cr):
    """Put rights, rules, scheduled actions, screens and groups of theirs out of action.

    Nothing is deleted: who goes back finds it again. What was done is noted, for the
    report is made once our models exist.
    """
    cr.execute("SELECT name FROM ir_module_module WHERE name LIKE %s", [MODULES])
    if not cr.fetchall() and not _has_records(cr):
        return
    if not table_exists(cr, LEFTOVERS):
        cr.execute(
            f"CREATE TABLE {LEFTOVERS} (id serial PRIMARY KEY, model varchar,"
            " res_id int, name varchar UNIQUE)"
        )
    for model, (table, change) in OUT_OF_ACTION.items():
        if table_exists(cr, table):
            _note(cr, model)
            cr.execute(
                f"UPDATE {table} SET {change} WHERE id IN ({_records(model)})"
                f" AND ({change.replace(' = NULL', ' IS NULL')}) IS NOT TRUE"
            )
    _empty_groups(cr)
    cr.execute(
        "UPDATE ir_module_module SET state = 'uninstalled' WHERE name LIKE %s"
        " AND state IN %s",
        [MODULES, INSTALLED],
    )


def _has_records(cr):
    cr.execute("SELECT 1 FROM ir_model_data WHERE module LIKE %s LIMIT 1", [MODULES])
    return bool(cr.fetchall())


def _records(model):
    return (
        f"SELECT res_id FROM ir_model_data WHERE module LIKE '{MODULES}'"
        f" AND model = '{model}'"
    )


def _note(cr, model):
    cr.execute(
        f"INSERT INTO {LEFTOVERS} (model, res_id, name)"
        "  SELECT model, res_id, module || '.' || name FROM ir_model_data"
        "   WHERE module LIKE %s AND model = %s"
        " ON CONFLICT (name) DO NOTHING",
        [MODULES, model],
    )


def _empty_groups(cr):
    """A group of theirs opens nothing any more, for nobody."""
    _note(cr, "res.groups")
    for table, columns in (
        ("res_groups_users_rel", ("gid",)),
        ("res_groups_implied_rel", ("gid", "hid")),
    ):
        for column in columns:
            if table_exists(cr, table):
                cr.execute(
                    f"DELETE FROM {table} WHERE {column} IN ({_records('res.groups')})"
                )


def split_mixed(cr):
    """Take their flows out of our table, where an older version of ours adopted them.

    Installed beside theirs, it found ``chorus_flow`` and added its columns: their rows
    are known by their syntaxes, which ours never had, and by having no line.

    :return: number of flows
    """
    if table_exists(cr, FLOW) or not column_exists(cr, "chorus_flow", "state"):
        return 0
    theirs = SQL(
        "syntax IN %s AND NOT EXISTS (SELECT 1 FROM chorus_flow_line line"
        " WHERE line.flow_id = chorus_flow.id)",
        tuple(SYNTAXES),
    )
    cr.execute(SQL("SELECT count(*) FROM chorus_flow WHERE %s", theirs))
    (count,) = cr.fetchone()
    if not count:
        return 0
    cr.execute(
        SQL(
            "CREATE TABLE %s AS SELECT id, name, date, attachment_id, status,"
            " status_date, syntax, notes, company_id FROM chorus_flow WHERE %s",
            SQL.identifier(FLOW),
            theirs,
        )
    )
    for column in MOVE_COLUMNS:
        cr.execute(
            SQL(
                "ALTER TABLE account_move ADD COLUMN IF NOT EXISTS %s %s",
                SQL.identifier(aside(column)),
                SQL(_type_of(cr, column)),
            )
        )
    kept = SQL(", ").join(
        SQL("%s = %s", SQL.identifier(aside(column)), SQL.identifier(column))
        for column in MOVE_COLUMNS
    )
    emptied = SQL(", ").join(
        SQL("%s = NULL", SQL.identifier(column)) for column in MOVE_COLUMNS
    )
    cr.execute(
        SQL(
            "UPDATE account_move SET %s, %s WHERE id NOT IN (SELECT move_id FROM"
            " chorus_flow_line WHERE move_id IS NOT NULL) AND (chorus_flow_id IS NOT"
            " NULL OR chorus_identifier IS NOT NULL OR chorus_status IS NOT NULL)",
            kept,
            emptied,
        )
    )
    cr.execute(SQL("DELETE FROM chorus_flow WHERE %s", theirs))
    return count


def _type_of(cr, column):
    cr.execute(
        "SELECT udt_name FROM information_schema.columns"
        " WHERE table_name = 'account_move' AND column_name = %s",
        [column],
    )
    return cr.fetchone()[0]
