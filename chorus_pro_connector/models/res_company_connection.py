# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import models

from ..chorus import errors


class ResCompany(models.Model):
    _inherit = "res.company"

    # === Test connection === #

    def action_chorus_test_connection(self):
        """Button *Test connection*: try each layer in turn, stop at the first "
        "failure."""
        self.ensure_one()
        self.check_access("write")
        try:
            with self._chorus_client(insist=True) as portal:
                # A token still valid would hide a secret that has just become wrong.
                portal.fetch_token()
                structures = portal.my_structures()
                expiry = self._chorus_read_expiry(portal, structures)
                # Each API must be ticked on its own in the PISTE application.
                next(portal.search_invoices(page_size=1), None)
        except errors.PortalError as error:
            sentence = self.env["chorus.words"]._chorus_sentence(error, self)
            return self._chorus_connection_result("danger", sentence)
        if expiry:
            self.chorus_password_expiry = expiry
        return self._chorus_connection_result(
            *self._chorus_check_structures(structures)
        )

    def _chorus_check_structures(self, structures):
        """Return (kind, sentence): may the technical account act for our SIRET?"""
        siret = self.partner_id._chorus_siret()
        if siret not in [row[1] for row in structures]:
            return "warning", self.env._(
                "The connection works, but the technical account is not attached to "
                "the SIRET %(siret)s of %(company)s: attach it in Chorus Pro, or "
                "correct the SIRET of the company. It is attached to: %(structures)s.",
                siret=siret or "–",
                company=self.name,
                structures=", ".join(f"{row[2]} ({row[1]})" for row in structures)
                or "–",
            )
        return "success", self.env._(
            "The connection works: the PISTE application, the APIs and the technical "
            "account are accepted for %(company)s.",
            company=self.name,
        )

    def _chorus_read_expiry(self, portal, structures):
        """Return the expiry date of the password, when the portal tells it (§1.3)."""
        siret = self.partner_id._chorus_siret()
        for row in portal.search_structures(
            identifiantStructure=siret, typeIdentifiantStructure="SIRET"
        ):
            if row.identifier in [structure[0] for structure in structures]:
                return portal.structure(row).password_expiry
        return None

    def _chorus_connection_result(self, kind, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": kind,
                "title": self.env._("Chorus Pro connection"),
                "message": message,
                "sticky": kind != "success",
            },
        }
