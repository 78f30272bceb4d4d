# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Secrets are for the portal for which they were typed, and go to no other."""

from urllib.parse import urlsplit

from odoo import models
from odoo.exceptions import AccessError

ADDRESSES = ("chorus_oauth_url", "chorus_api_url")
DESTINATION = {"chorus_environment", *ADDRESSES}
SECRETS = ("chorus_client_secret", "chorus_password")


class ResCompany(models.Model):
    _inherit = "res.company"

    def write(self, vals):
        # EXTENDS 'base'
        if not DESTINATION & vals.keys():
            return super().write(vals)
        before = {company: company._chorus_destination() for company in self}
        self._chorus_check_destination(vals)
        result = super().write(vals)
        for company, old in before.items():
            new = company._chorus_destination()
            # What was empty could be nobody's: secrets may be typed first.
            if any(was and was != now for was, now in zip(old, new, strict=True)):
                company._chorus_forget_secrets(vals)
        return result

    def _chorus_destination(self):
        """Return who gets the secrets: (environment, host, host); not the port."""
        company = self.sudo()
        return company.chorus_environment, *(_host(company[name]) for name in ADDRESSES)

    def _chorus_check_destination(self, vals):
        """Refuse another environment to whoever may not see the secrets.

        The addresses say so themselves (``groups``); the environment is read by all.
        """
        environment = vals.get("chorus_environment")
        changed = environment and any(
            company.chorus_environment != environment for company in self
        )
        if changed and not (
            self.env.su or self.env.user.has_group("base.group_system")
        ):
            raise AccessError(
                self.env._(
                    "Only an administrator (Settings) may choose the Chorus Pro "
                    "environment: it decides to whom the credentials are sent."
                )
            )

    def _chorus_forget_secrets(self, typed):
        """Empty the secrets, but for those that were ``typed`` with the address."""
        stale = dict.fromkeys(set(SECRETS) - typed.keys(), False)
        company = self.sudo()
        if any(company[name] for name in stale):
            company.write(stale)


def _host(url):
    try:
        return urlsplit((url or "").strip()).hostname or ""
    except ValueError:
        return url
