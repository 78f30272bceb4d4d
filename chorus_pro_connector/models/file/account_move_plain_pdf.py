# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A plain PDF: its data, which the connector types in on the portal (spec §2.6)."""

from odoo import models

from ...chorus.formats.submission import make_submission
from ..en16931.party import digits
from ..en16931.terms import refuse


class AccountMove(models.Model):
    _inherit = "account.move"

    def _chorus_submission(self):
        """Return the request of ``soumettre``, without the portal's own numbers.

        :raise UserError: as for the file, whose terms are the same
        """
        self.ensure_one()
        terms = self._chorus_terms()
        self._chorus_check_submission(terms)
        validator = digits(self.chorus_validator_siret)
        return make_submission(terms, validator if self._chorus_has_validator() else "")

    def _chorus_check_submission(self, terms):
        """Refuse what a plain PDF cannot tell the portal and nobody may overlook.

        :raise UserError: one sentence, ``chorus_code`` in ``FILE_CHECKS``
        """
        if payee := terms.get("BG-10"):
            raise refuse(
                "payee",
                self.env._(
                    "With a plain PDF, Chorus Pro cannot be told that the money goes "
                    "to %(payee)s: choose another format in the tab “Chorus Pro”, or "
                    "an account of your own as recipient bank.",
                    payee=payee["name"],
                ),
                "chorus_format",
            )
