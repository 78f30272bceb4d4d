# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Chorus Pro Connector – Works",
    "summary": "Works contracts, monthly statements and works invoices for Chorus Pro",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "license": "LGPL-3",
    "author": "Chorus Pro Connector contributors",
    "depends": ["chorus_pro_connector"],
    "data": [
        "security/works_groups.xml",
        "security/ir.model.access.csv",
        "security/works_mapping_rules.xml",
        "security/works_market_rules.xml",
        "data/works_mapping.xml",
        "data/works_regimes.xml",
        "views/works_mapping_views.xml",
        "security/statement/ir.model.access.csv",
        "security/works_statement_rules.xml",
        "wizard/works_statement_set_lot_views.xml",
        "views/works_statement_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["chorus_pro_connector_works/static/src/**/*"],
    },
    "application": True,
}
