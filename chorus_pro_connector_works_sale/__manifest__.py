# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Chorus Pro Connector – Works and Sales",
    "summary": "Works markets and amendments made from sales orders",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "license": "LGPL-3",
    "author": "Chorus Pro Connector contributors",
    # The service itself: the project has no address of its own yet.
    "website": "https://communaute.chorus-pro.gouv.fr",
    "depends": ["chorus_pro_connector_works", "sale"],
    "data": ["views/sale_order_views.xml"],
    "auto_install": True,
}
