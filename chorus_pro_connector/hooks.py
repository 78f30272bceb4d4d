# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tools import SQL
from odoo.tools.sql import column_exists


def pre_init_hook(env):
    """Create stored columns filled, so that Odoo does not compute a million invoices.

    At install no client receives by Chorus Pro: every state is ``no``, no list of
    issues is needed, and the VAT regime of an older invoice is read from its taxes.
    """
    columns = {
        "chorus_state": SQL("varchar DEFAULT 'no'"),
        "chorus_issues": SQL("jsonb"),
        "chorus_content_issue": SQL("jsonb"),
        "chorus_vat_regime": SQL("varchar"),
        "chorus_flow_id": SQL("int4"),
    }
    for name, definition in columns.items():
        if not column_exists(env.cr, "account_move", name):
            column = SQL.identifier(name)
            # A constant default costs nothing, whatever the size of the table; it has
            # done its work once the rows that exist have it.
            env.cr.execute(
                SQL("ALTER TABLE account_move ADD COLUMN %s %s", column, definition)
            )
            env.cr.execute(
                SQL("ALTER TABLE account_move ALTER COLUMN %s DROP DEFAULT", column)
            )
