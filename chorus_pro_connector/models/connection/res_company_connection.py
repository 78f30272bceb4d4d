# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ...chorus import errors
from ...chorus.portal import diagnosis
from ...chorus.portal.diagnosis import FAILED, OK, UNKNOWN, WARNING, Finding

# Days before the expiry from which a renewal is worth a warning.
SOON = 30


class ResCompany(models.Model):
    _inherit = "res.company"

    # === Test connection === #

    def action_chorus_test_connection(self):
        """Button *Test connection*: look at each layer, and say what to do."""
        self.ensure_one()
        self.check_access("write")
        report = self.env["chorus.connection.report"].create(
            {"company_id": self.id, "steps": self._chorus_examine()}
        )
        return report._get_dialog()

    def _chorus_examine(self):
        """Return the rows of the diagnosis, see ``chorus.connection.words``."""
        self.ensure_one()
        findings = {
            **self._chorus_find_faults(),
            "printing": self._chorus_printing_finding(),
        }
        words = self.env["chorus.connection.words"]
        return [words._get_row(self, code, findings.get(code)) for code in words._steps]

    def _chorus_find_faults(self):
        """Return ``{step: Finding}``; steps that were not reached may be absent."""
        siret = self._chorus_own_siret()
        try:
            with self._chorus_client(fresh=True) as portal:
                findings = diagnosis.diagnose(portal, siret)
                expiry = self._chorus_read_expiry(portal, findings)
        except errors.CopyError:
            return {"settings": Finding(FAILED, "copy")}
        except errors.CredentialsError as error:
            return {"settings": self._chorus_settings_finding(error)}
        if expiry:
            self.chorus_password_expiry = expiry
        return {
            "settings": Finding(OK),
            **findings,
            "password": self._chorus_password_finding(findings["account"]),
        }

    def _chorus_printing_finding(self):
        """Judge the program that prints: the PDF is the invoice in law."""
        program = _wkhtml()
        facts = {"version": program.version}
        if program.state in ("install", "broken"):
            return Finding(FAILED, "absent", facts)
        return Finding(OK if program.is_patched_qt else WARNING, "", facts)

    def _chorus_settings_finding(self, error):
        if error.detail in ("url", "oauth_url", "api_url"):
            return Finding(FAILED, "url")
        return Finding(FAILED, "missing", {"field": f"chorus_{error.detail}"})

    def _chorus_password_finding(self, account):
        """Judge the expiry date that the portal or somebody has told."""
        if not self.chorus_password_expiry:
            return Finding(UNKNOWN, "no_date")
        days = self._chorus_password_days()
        facts = {"date": self.chorus_password_expiry, "days": days}
        # A password that still serves has been renewed since that date was typed.
        if days < 0 and account.state == OK:
            return Finding(WARNING, "old_date", facts)
        if days < 0:
            return Finding(FAILED, "expired", facts)
        # The date says nothing of a password that does not serve.
        if account.state != OK:
            cause = "refused" if account.state == FAILED else "untried"
            return Finding(UNKNOWN, cause, facts)
        return Finding(WARNING if days <= SOON else OK, "", facts)

    def _chorus_read_expiry(self, portal, findings):
        """Return when the password expires, if the portal tells (portal.md §1.3)."""
        if findings["api_structures"].state != OK or findings["account"].state != OK:
            return None
        siret = self._chorus_own_siret()
        try:
            for row in portal.search_structures(
                identifiantStructure=siret, typeIdentifiantStructure="SIRET"
            ):
                return portal.structure(row).password_expiry
        except errors.PortalError:
            # It is only a date: what the portal refuses is in the rows already.
            return None
        return None
