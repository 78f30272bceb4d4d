# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import unicodedata

from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

_TAKEN = _lt(
    "Chorus Pro already has an invoice with this number: look for it there; if it is "
    "another invoice, give this one a new number."
)
# The portal has the number already. One such text is known (portal.md §6.3); others are
# guessed, for missing one costs more than asking the portal once too often.
DUPLICATES = [
    ("deja", "depose"),
    ("deja", "numero"),
    ("deja", "facture"),
    ("deja", "demande de paiement"),
    ("deja", "exist"),
    ("existe", "meme numero"),
    ("doublon",),
    ("duplicat",),
    ("already",),
]
# From this length on a text may have been cut, and its last reason with it.
CUT = 190

# What to correct, when it is no field of the invoice itself.
CLIENT, COMPANY, LINES = "client", "company", "lines"

# The portal names elements by their internal path and cuts its text at 200 characters
# (portal.md §6.3). Each row: what must all appear in the text, without accents and in
# small letters; what it means; and what to correct: a field of the invoice, or one of
# these words. The first row that fits wins.
REJECTIONS = [
    *((needles, _TAKEN, "name") for needles in DUPLICATES),
    (
        ("exchangeddocument.id", "caracteres"),
        _lt("The invoice number is longer than 20 characters: shorten it."),
        "name",
    ),
    (
        ("businessprocessspecifieddocumentcontextparameter",),
        _lt(
            "Chorus Pro does not accept this invoicing framework for this client: "
            "choose another one, and ask the client which one it expects if need be."
        ),
        "chorus_framework",
    ),
    (
        ("buyerorderreferenceddocument", "obligatoire"),
        _lt("The client demands a commitment number (engagement juridique)."),
        "purchase_order_reference",
    ),
    # The same of a plain PDF: its data are named as the request names them.
    (
        ("numeroboncommande", "obligatoire"),
        _lt("The client demands a commitment number (engagement juridique)."),
        "purchase_order_reference",
    ),
    (
        ("codeserviceexecutant", "obligatoire"),
        _lt("The client demands a service code."),
        "buyer_reference",
    ),
    (
        ("codeserviceexecutant",),
        _lt("The client has no such service, or it is closed: check the service code."),
        "buyer_reference",
    ),
    (
        ("numeroboncommande",),
        _lt("The client does not know this commitment number: check it."),
        "purchase_order_reference",
    ),
    (
        # The portal says "engagement juridique" here too: only the path tells.
        ("buyerreference", "obligatoire"),
        _lt("The client demands a service code."),
        "buyer_reference",
    ),
    (
        ("buyerreference",),
        _lt("The client has no such service, or it is closed: check the service code."),
        "buyer_reference",
    ),
    (
        ("buyerorderreferenceddocument",),
        _lt("The client does not know this commitment number: check it."),
        "purchase_order_reference",
    ),
    (
        ("contractreferenceddocument",),
        _lt("The market number is not accepted: check it."),
        "contract_reference",
    ),
    (
        ("paymentmeans.typecode", "obligatoire"),
        _lt("The payment means is missing: choose the recipient bank of the invoice."),
        "partner_bank_id",
    ),
    (
        ("paymentmeans",),
        _lt("The payment means or the bank account is not accepted: check the IBAN."),
        "partner_bank_id",
    ),
    (
        ("grossprice",),
        _lt("The gross price of a line lacks its discount: check the line's discount."),
        LINES,
    ),
    (
        ("identifiant fournisseur", "reference"),
        _lt(
            "Chorus Pro does not know the SIRET of your company: check it, or register "
            "the company on Chorus Pro."
        ),
        COMPANY,
    ),
    (
        ("identifiant du valideur", "reference"),
        _lt(
            "Chorus Pro does not know the SIRET of the validator: check it in the tab "
            "“Chorus Pro”."
        ),
        "chorus_validator_siret",
    ),
    (
        ("identifiant destinataire", "reference"),
        _lt(
            "Chorus Pro does not know the SIRET of the client, or the structure is no "
            "longer active: check it with the client."
        ),
        CLIENT,
    ),
    (
        ("n'utilise pa", "accountingsupplierparty"),
        _lt("Your company's structure is not active on Chorus Pro."),
        COMPANY,
    ),
    (
        ("n'utilise pa", "seller"),
        _lt("Your company's structure is not active on Chorus Pro."),
        COMPANY,
    ),
    (
        ("n'utilise pa",),
        _lt("The structure named is not active on Chorus Pro: check its SIRET."),
        "",
    ),
]


class ChorusRejectionWords(models.AbstractModel):
    """The portal's rejections in plain words."""

    _name = "chorus.rejection.words"
    _description = "Chorus Pro rejections in words"

    @api.model
    def _chorus_explain(self, reasons):
        """Explain what can be explained.

        :param reasons: the portal's texts, one a line
        :return: sentences in the user's language, without repetition
        """
        found = []
        for reason in (reasons or "").splitlines():
            words, _field = _find_row(reason)
            if words is not None and (sentence := self.env._(words)) not in found:
                found.append(sentence)
        return found

    @api.model
    def _chorus_to_correct(self, reasons):
        """Tell where to correct what was rejected.

        :param reasons: the portal's texts, one a line
        :return: names of fields of the invoice, or :data:`CLIENT`, :data:`COMPANY`,
            :data:`LINES`; empty for a reason that is not known; without repetition
        """
        rows = map(_find_row, (reasons or "").splitlines())
        return list(dict.fromkeys(field for _words, field in rows))

    @api.model
    def _chorus_is_duplicate(self, reasons):
        """Tell whether the portal says that it has this number already."""
        texts = map(_plain, (reasons or "").splitlines())
        return any(_fits(text, needles) for text in texts for needles in DUPLICATES)

    @api.model
    def _chorus_may_be_duplicate(self, reasons):
        """Tell whether it may mean that: what is not understood, or cut, may too."""
        found = [_find_row(line)[0] for line in (reasons or "").splitlines()]
        return (
            len(reasons or "") >= CUT
            or not found
            or any(words is None or words is _TAKEN for words in found)
        )


def _find_row(reason):
    """Return (words, what to correct) of one reason; (None, "") if it is not known."""
    text = _plain(reason)
    fitting = (row for needles, *row in REJECTIONS if _fits(text, needles))
    return next(fitting, (None, ""))


def _fits(text, needles):
    return all(needle in text for needle in needles)


def _plain(text):
    """Return ``text`` in small letters without accents, as the portal half does."""
    folded = unicodedata.normalize("NFKD", text.replace("’", "'").casefold())
    return "".join(char for char in folded if not unicodedata.combining(char))
