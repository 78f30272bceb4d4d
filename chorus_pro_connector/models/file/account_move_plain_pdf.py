# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A plain PDF: its data, typed in on the portal for the user (portal.md §2.6)."""

from odoo import models

from ...chorus.formats.submission import make_submission


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_submission(self):
        """Return the request of ``soumettre``, without the portal's own numbers."""
        self.ensure_one()
        return make_submission(
            self._chorus_terms(),
            self._chorus_wanted_validator(),
            self._chorus_is_signed(),
            self._chorus_own_service().identifier or "",
            self._chorus_own_account().identifier or "",
        )
