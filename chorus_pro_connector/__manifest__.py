# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
{
    "name": "Chorus Pro Connector",
    "summary": "Send customer invoices to French public bodies through Chorus Pro",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "license": "LGPL-3",
    "author": "Chorus Pro Connector contributors",
    "depends": [
        "account",
        "base_iban",
        "l10n_fr_account",
        "l10n_fr_facturx_chorus_pro",
    ],
    "external_dependencies": {"python": ["factur-x", "pikepdf", "requests"]},
    "data": [
        "security/ir.model.access.csv",
        "security/chorus_security.xml",
        "data/ir_cron.xml",
        "data/mail_activity_type.xml",
        "data/mail_template.xml",
        "views/res_config_settings_views.xml",
        "views/res_partner_views.xml",
        "views/chorus_flow_views.xml",
        "views/account_move_views.xml",
        "wizard/chorus_send_wizard_views.xml",
    ],
    "assets": {
        "web.assets_tests": ["chorus_pro_connector/static/tests/tours/*.js"],
    },
    "demo": ["demo/chorus_demo.xml"],
    "pre_init_hook": "pre_init_hook",
    "application": True,
}
