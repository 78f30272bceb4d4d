# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ...chorus.codes import ACTOR_SUPPLIER, invoice_status

_lt = LazyTranslate(__name__)

# What a status means to an accountant, in one sentence (portal.md §3.3 and §4.3).
_WAITING_VALIDATOR = _lt("The contractor who validates the invoice must decide.")
_VALIDATED = _lt("The invoice is validated and goes on to the client.")
_VALIDATOR_REFUSED = _lt(
    "The contractor who validates the invoice refused it: correct it and send a new "
    "one."
)
_WRONG_VALIDATOR = _lt(
    "The validator is not the right one: name another one; the number stays the same."
)
_LATE_VALIDATION = _lt("Nobody validated in time: the invoice may go on to the client.")
_PAYING = _lt("The client is getting the payment ready.")

MEANINGS = {
    "BROUILLON": _lt("A draft on Chorus Pro: it has not been sent."),
    "INTERPRETEE_OCR": _lt("Chorus Pro has read the PDF and waits for its submission."),
    "A_VALIDER_1": _WAITING_VALIDATOR,
    "A_VALIDER_2": _WAITING_VALIDATOR,
    "VALIDEE_1": _VALIDATED,
    "VALIDEE_2": _VALIDATED,
    "REFUSEE_1": _VALIDATOR_REFUSED,
    "REFUSEE_2": _VALIDATOR_REFUSED,
    "ABSENCE_VALIDATION_1_HORS_DELAI": _LATE_VALIDATION,
    "ABSENCE_VALIDATION_2_HORS_DELAI": _LATE_VALIDATION,
    "ERREUR_FOURNISSEUR_SUR_VALIDEUR": _WRONG_VALIDATOR,
    "ERREUR_COTRAITANT_SUR_VALIDEUR": _WRONG_VALIDATOR,
    "DEPOSEE": _lt("Chorus Pro has the invoice; the client does not have it yet."),
    "EN_COURS_ACHEMINEMENT": _lt("The invoice is on its way to the client."),
    "MISE_A_DISPOSITION": _lt(
        "The client can see the invoice: the legal payment delay starts now."
    ),
    "A_RECYCLER": _lt(
        "The client says that it is not for this structure or service: correct the "
        "SIRET, the service or the commitment; the number stays the same."
    ),
    "REJETEE": _lt(
        "The client refuses the invoice for good: make a credit note, then a corrected "
        "invoice with a new number."
    ),
    "SUSPENDUE": _lt(
        "The client waits for a document: send it with “Complete”; the payment delay "
        "is interrupted meanwhile."
    ),
    "COMPLETEE": _lt("The documents asked for were sent: the client goes on."),
    "SERVICE_FAIT": _lt("The client confirms that the work was done."),
    "MANDATEE": _PAYING,
    "MISE_A_DISPOSITION_COMPTABLE": _PAYING,
    "COMPTABILISEE": _PAYING,
    "MISE_EN_PAIEMENT": _lt("The payment was ordered: the money is on its way."),
    "ABANDONNEE": _lt("The invoice was abandoned on Chorus Pro."),
    "SUPPRIMEE": _lt("The invoice was deleted on Chorus Pro."),
}
_NOTHING_MORE = _lt("Refused, but nothing is to be invoiced again.")
_GOES_ON = _lt("The invoice goes on; nothing is expected from you.")
_ACT = _lt("Chorus Pro expects something from you: open the invoice there.")
_UNKNOWN = _lt(
    "This status is not known to the connector: look at the invoice on Chorus Pro."
)


# Of what others wrote, that much stands in a line; the history has all of it.
SHOWN = 300


def shortened(text):
    """Return a comment as it is shown in one line; "" without one."""
    text = text or ""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


class ChorusStatusWords(models.AbstractModel):
    """The statuses of the portal in plain words."""

    _name = "chorus.status.words"
    _description = "Chorus Pro statuses in words"

    @api.model
    def _chorus_meaning(self, code, comment=""):
        """Return one sentence: what ``code`` means, and what to do.

        :param comment: what was written with it: a refusal may say that nothing is to
            be invoiced again
        """
        if invoice_status(code).state == "refused" and (
            self.env["chorus.reason"]._chorus_is_final(comment)
        ):
            return self.env._(_NOTHING_MORE)
        if meaning := MEANINGS.get(code):
            return self.env._(meaning)
        status = invoice_status(code)
        if not status.known:
            return self.env._(_UNKNOWN)
        return self.env._(_ACT if status.actor == ACTOR_SUPPLIER else _GOES_ON)
