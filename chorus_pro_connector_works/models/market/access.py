# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who sees a price: said once, for the fields of all rooms."""

from odoo.exceptions import AccessError

# Site users type what was executed; what it costs is for the office and its auditors.
PRICES = "chorus_pro_connector_works.group_works_user,account.group_account_readonly"
MANAGER = "chorus_pro_connector_works.group_works_manager"


def check_prices(records):
    """Refuse whoever may not see prices: for code that prints with more rights.

    :raise AccessError: a site user
    """
    user = records.env.user
    if not records.env.su and not any(map(user.has_group, PRICES.split(","))):
        raise AccessError(
            records.env._(
                "You see no prices: ask a user of statements and invoices to print it."
            )
        )
