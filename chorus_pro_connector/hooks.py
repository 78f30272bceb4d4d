# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import column_exists

from .models.takeover.set_aside import set_aside

# Stored fields on tables that are full already, which Odoo would otherwise fill row
# by row at install, beside people at work: table → column → (type, value of the rows
# that exist). tests/hooks_case.py says which field is missing here.
COLUMNS = {
    "account_move": {
        # No client receives by Chorus Pro yet, so no invoice has anything to be told.
        "chorus_state": ("varchar", "no"),
        "chorus_past": ("bool", False),
        "chorus_issues": ("jsonb", None),
        "chorus_content": ("jsonb", None),
        "chorus_flow_id": ("int4", None),
        "chorus_framework": ("varchar", "A1"),
        # Also on entries of other kinds, which show it nowhere.
        "chorus_format": ("varchar", "facturx"),
        # No client has received anything yet.
        "chorus_legal_start": ("date", None),
        "chorus_legal_due": ("date", None),
        "chorus_payment_ordered": ("date", None),
        # The one value that differs: of an older invoice it is read from its taxes.
        "chorus_vat_regime": ("varchar", None),
    },
    "res_partner": {"chorus_format": ("varchar", "facturx")},
    "res_company": {
        "chorus_environment": ("varchar", "qualification"),
        "chorus_legal_id": ("varchar", "siret"),
        "chorus_delay": ("int4", 0),
        "chorus_delay_batch": ("int4", 10),
    },
}


def pre_init_hook(env):
    """Create stored columns filled, so that installing rewrites no row; where the OCA
    modules were, what bears the names of ours steps aside first."""
    set_aside(env.cr)
    add_columns(env.cr, COLUMNS)


def post_init_hook(env):
    """Make the report of what the OCA modules left, if anything."""
    env["chorus.takeover"]._chorus_begin()


def add_columns(cr, tables):
    """Create the columns that do not exist yet; also for a migration that adds some.

    :param tables: like :data:`COLUMNS`
    """
    for table, columns in tables.items():
        missing = {
            SQL.identifier(name): declared
            for name, declared in columns.items()
            if not column_exists(cr, table, name)
        }
        for column, (type_, value) in missing.items():
            # A constant default costs nothing, whatever the size of the table; it has
            # done its work once the rows that exist have it.
            cr.execute(
                SQL(
                    "ALTER TABLE %(table)s ADD COLUMN %(column)s %(type)s "
                    "DEFAULT %(value)s",
                    table=SQL.identifier(table),
                    column=column,
                    type=SQL.identifier(type_),
                    value=value,
                )
            )
            cr.execute(
                SQL(
                    "ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT",
                    SQL.identifier(table),
                    column,
                )
            )


def uninstall_hook(env):
    """Delete the files of our models and fields, which Odoo would leave behind.

    :raise RedirectWarning: proofs would be lost that nobody exported or waived
    """
    # The button asks before; this is for whoever goes around it. What it raises undoes
    # the uninstalling: Odoo sets the addon back to installed.
    env["chorus.flow"]._chorus_check_proofs()
    # Proof of a deposit is kept from deletion as long as we are here.
    for table in ("chorus_flow", "chorus_flow_document", "chorus_act_document"):
        env.cr.execute(SQL("UPDATE %s SET attachment_id = NULL", SQL.identifier(table)))
    env.invalidate_all()
    remove_files(env, "chorus_pro_connector")


def remove_files(env, addon):
    """Delete the files of an addon that is being uninstalled.

    Odoo drops the tables and columns, not what the filestore holds for them. The files
    themselves go with Odoo's next cleaning of the filestore.

    :param addon: its technical name
    """
    files_of(env, addon).unlink()


def files_of(env, addon):
    """Return the files of an addon's models, and of its fields on models of others."""
    ours = [
        name
        for name, model in env.registry.items()
        if model._original_module == addon and not model._abstract
    ]
    fields = [
        Domain("res_model", "=", name) & Domain("res_field", "=", field.name)
        for name, model in env.registry.items()
        for field in model._fields.values()
        if field.type in ("binary", "image")
        and field.attachment
        and field._modules[:1] == (addon,)
    ]
    # Naming res_field also shows the files of fields, which a search leaves out.
    joined = Domain("res_model", "in", ours) & Domain("res_field", "=", False)
    domain = Domain.OR([joined, *fields])
    return env["ir.attachment"].sudo().search(domain, order="id")
