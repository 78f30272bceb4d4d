# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Chorus Pro Connector – Dashboard",
    "summary": "Delays, amounts waiting and returns among Odoo's dashboards",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "license": "LGPL-3",
    "author": "Chorus Pro Connector contributors",
    # The service itself: the project has no address of its own yet.
    "website": "https://communaute.chorus-pro.gouv.fr",
    "depends": ["chorus_pro_connector", "spreadsheet_dashboard"],
    "data": ["data/dashboards.xml"],
    "assets": {
        "web.assets_tests": [
            "chorus_pro_connector_dashboard/static/tests/tours/*.js",
        ],
    },
    "auto_install": True,
}
