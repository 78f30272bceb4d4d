# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.addons.chorus_pro_connector.hooks import add_columns

COLUMNS = {
    # An order without a service takes the one of its client when it is invoiced.
    "sale_order": {"chorus_service_code": ("varchar", None)},
}


def pre_init_hook(env):
    """Create the stored column empty: Odoo need not compute a million old orders."""
    add_columns(env.cr, COLUMNS)
