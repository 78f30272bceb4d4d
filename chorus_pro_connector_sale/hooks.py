# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tools.sql import column_exists, create_column


def pre_init_hook(env):
    """Create the stored column empty: Odoo need not compute a million old orders.

    An order without a service takes the one of its client when it is invoiced, so
    that nothing is lost.
    """
    if not column_exists(env.cr, "sale_order", "chorus_service_code"):
        create_column(env.cr, "sale_order", "chorus_service_code", "varchar")
