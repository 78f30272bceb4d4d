# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who sees a price: said once, for the fields of all rooms."""

# Site users type what was executed; what it costs is for the office and its auditors.
PRICES = "chorus_pro_connector_works.group_works_user,account.group_account_readonly"
MANAGER = "chorus_pro_connector_works.group_works_manager"
