# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Chorus Pro Connector – Certificate",
    "summary": "Sign the PDF of invoices with the company's certificate (PAdES)",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "license": "LGPL-3",
    "author": "Chorus Pro Connector contributors",
    # The service itself: the project has no address of its own yet.
    "website": "https://communaute.chorus-pro.gouv.fr",
    "depends": ["chorus_pro_connector", "certificate"],
    "external_dependencies": {"python": ["pyHanko>=0.25,<0.26"]},
    "data": ["views/res_config_settings_views.xml"],
}
