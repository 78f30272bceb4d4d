# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What only some files have: a signature, which another addon makes; our service."""

from odoo import models

from .account_move_file import MIXED, OWN_SERVICE, PRINTED, SIGNATURE, digest

# Formats that name our own service.
NAMING = ("ubl", MIXED)


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_sign(self, pdf):
        """Return ``pdf`` (bytes) signed, where it is to be; other addons extend this.

        :raise UserError: it cannot be signed; one sentence that says what to do
        """
        return pdf

    def _chorus_signature(self):
        """Return what the signature depends on, plain values; None for none."""
        return None

    def _chorus_optional_parts(self):
        """Return the parts of the fingerprint that only some files have."""
        kind = self._chorus_file_format()
        parts = {
            SIGNATURE: self._chorus_signature() if kind in PRINTED else None,
            OWN_SERVICE: self._chorus_own_service().code if kind in NAMING else None,
        }
        return {part: digest(value) for part, value in parts.items() if value}

    def _chorus_is_signed(self):
        """Tell whether the file that was made bears a signature."""
        return SIGNATURE in (self.chorus_file_fingerprint or {})
