# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Accounts of works contracts, of the French chart: found in one place."""

from odoo.exceptions import UserError

# Key → (name in the French chart, first digits where the chart is another).
ACCOUNTS = {
    "retention": ("pcg_4117", "4117"),
    "advance": ("pcg_4191", "4191"),
    "advance_tax": ("pcg_44587", "44587"),
    "collected_tax": ("pcg_44571", "44571"),
}


def works_account(company, key):
    """Return the account of a key; the company's own chart decides.

    :param key: one of :data:`ACCOUNTS`
    :raise UserError: the company has no such account
    """
    name, digits = ACCOUNTS[key]
    env = company.env
    chart = env["account.chart.template"].with_company(company)
    account = chart.ref(name, raise_if_not_found=False)
    if not account or not account.active:
        Account = env["account.account"].with_company(company)
        # The code depends on the company, hence on its environment.
        account = Account.search(
            [("company_ids", "in", company.ids), ("code", "=like", f"{digits}%")],
            order="code",
            limit=1,
        )
    if not account:
        raise UserError(
            env._(
                "%(company)s has no account %(digits)s: create it in the chart of "
                "accounts.",
                company=company.name,
                digits=digits,
            )
        )
    if key == "retention" and account.account_type != "asset_receivable":
        raise UserError(
            env._(
                "Account %(account)s must be of the type “Receivable”: VAT on receipts "
                "follows the payment of the retention.",
                account=account.display_name,
            )
        )
    return account
