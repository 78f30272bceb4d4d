# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run in Odoo's shell before accounting is installed: a French company, so that
the French chart of accounts is the one that Odoo loads."""

company = env.ref("base.main_company")  # noqa: F821  the shell defines env
company.partner_id.country_id = env.ref("base.fr")  # noqa: F821
company.currency_id = env.ref("base.EUR")  # noqa: F821
env.cr.commit()  # noqa: F821
