# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Chorus Pro Connector – Sales",
    "summary": "Service, commitment and market from the sales order to the invoice",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "license": "LGPL-3",
    "author": "Chorus Pro Connector contributors",
    # The service itself: the project has no address of its own yet.
    "website": "https://communaute.chorus-pro.gouv.fr",
    "depends": ["chorus_pro_connector", "sale"],
    "data": [
        "security/ir.model.access.csv",
        "data/mail_activity_type.xml",
        "views/res_partner_views.xml",
        "views/sale_order_views.xml",
        "wizard/chorus_order_confirm_views.xml",
    ],
    "demo": ["demo/chorus_sale_demo.xml"],
    "pre_init_hook": "pre_init_hook",
    "auto_install": True,
}
