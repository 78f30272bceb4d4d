# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a works status that waits for us means, as the button beside it does it.

What most of them mean is read from their names (portal.md §4.3).
"""

from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

_REFUSED = _lt(
    "The piece is refused for good: a credit note cancels it, and the new statement "
    "has a new number."
)
_WRONG_MOE = _lt(
    "The project manager named is not the right one: correct it; the number stays the "
    "same."
)
_WRONG_MOA = _lt(
    "The client named is not the right one: correct it; the number stays the same."
)
MEANINGS = {
    "A_COMPLETER": _lt(
        "Documents or words are asked for: send them with “Complete”; the number stays "
        "the same."
    ),
    "EN_ATTENTE_RECYCLAGE_FOURNISSEUR": _lt(
        "The piece is not for this recipient: correct the SIRET, the service or the "
        "commitment; the number stays the same."
    ),
    "ERREUR_FOURNISSEUR_SUR_MOE": _WRONG_MOE,
    "ERREUR_DE_MOE": _WRONG_MOE,
    "ERREUR_FOURNISSEUR_SUR_MOA": _WRONG_MOA,
    "ERREUR_DE_MOA": _WRONG_MOA,
    "REFUSEE_MOE": _REFUSED,
    "REFUSEE_MOA": _REFUSED,
}


class ChorusStatusWords(models.AbstractModel):
    _inherit = "chorus.status.words"

    @api.model
    def _chorus_meaning(self, code, comment=""):
        # EXTENDS 'chorus_pro_connector'
        if meaning := MEANINGS.get(code):
            return self.env._(meaning)
        return super()._chorus_meaning(code, comment)
