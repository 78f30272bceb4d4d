# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reasons that the portal gives for a file that it does not take.

The portal names elements by their internal path and cuts its text at 200 characters
(portal.md §6.3). The first row that fits wins.
"""

from odoo.tools.translate import LazyTranslate

from .reason_row import CLIENT, COMPANY, LINES, Reason

_lt = LazyTranslate(__name__)

TAKEN = _lt(
    "Chorus Pro already has an invoice with this number: look for it there; if it is "
    "another invoice, give this one a new number."
)
# The portal has the number already. One such text is known (portal.md §6.3); others are
# guessed, for missing one costs more than asking the portal once too often.
_DUPLICATES = (
    ("deja", "depose"),
    ("deja", "numero"),
    ("deja", "facture"),
    ("deja", "demande de paiement"),
    ("deja", "exist"),
    ("existe", "meme numero"),
    ("doublon",),
    ("duplicat",),
    ("already",),
)

REASONS = (
    Reason(
        "REJ_UNI",
        (("rejet sur controle unicite",), *_DUPLICATES),
        TAKEN,
        field="name",
        taken=True,
    ),
    Reason(
        "",
        (("exchangeddocument.id", "caracteres"),),
        _lt("The invoice number is longer than 20 characters: shorten it."),
        field="name",
    ),
    Reason(
        "",
        (("businessprocessspecifieddocumentcontextparameter",),),
        _lt(
            "Chorus Pro does not accept this invoicing framework for this "
            "client: choose another one, and ask the client which one it "
            "expects if need be."
        ),
        field="chorus_framework",
    ),
    Reason(
        "",
        (("buyerorderreferenceddocument", "obligatoire"),),
        _lt("The client demands a commitment number (engagement juridique)."),
        field="purchase_order_reference",
    ),
    Reason(
        "",
        (("numeroboncommande", "obligatoire"),),
        _lt("The client demands a commitment number (engagement juridique)."),
        field="purchase_order_reference",
    ),
    Reason(
        "",
        (("codeserviceexecutant", "obligatoire"),),
        _lt("The client demands a service code."),
        field="buyer_reference",
    ),
    Reason(
        "",
        (("codeserviceexecutant",),),
        _lt("The client has no such service, or it is closed: check the service code."),
        field="buyer_reference",
    ),
    Reason(
        "",
        (("numeroboncommande",),),
        _lt("The client does not know this commitment number: check it."),
        field="purchase_order_reference",
    ),
    Reason(
        "",
        (("buyerreference", "obligatoire"),),
        _lt("The client demands a service code."),
        field="buyer_reference",
    ),
    Reason(
        "",
        (("buyerreference",),),
        _lt("The client has no such service, or it is closed: check the service code."),
        field="buyer_reference",
    ),
    Reason(
        "",
        (("buyerorderreferenceddocument",),),
        _lt("The client does not know this commitment number: check it."),
        field="purchase_order_reference",
    ),
    Reason(
        "",
        (("contractreferenceddocument",),),
        _lt("The market number is not accepted: check it."),
        field="contract_reference",
    ),
    Reason(
        "",
        (("paymentmeans.typecode", "obligatoire"),),
        _lt("The payment means is missing: choose the recipient bank of the invoice."),
        field="partner_bank_id",
    ),
    Reason(
        "",
        (("paymentmeans",),),
        _lt("The payment means or the bank account is not accepted: check the IBAN."),
        field="partner_bank_id",
    ),
    Reason(
        "",
        (("grossprice",),),
        _lt("The gross price of a line lacks its discount: check the line's discount."),
        field=LINES,
    ),
    Reason(
        "",
        (("identifiant fournisseur", "reference"),),
        _lt(
            "Chorus Pro does not know the SIRET of your company: check it, or "
            "register the company on Chorus Pro."
        ),
        field=COMPANY,
    ),
    Reason(
        "",
        (("identifiant du valideur", "reference"),),
        _lt(
            "Chorus Pro does not know the SIRET of the validator: check it in "
            "the tab “Chorus Pro”."
        ),
        field="chorus_validator_siret",
    ),
    Reason(
        "",
        (("identifiant destinataire", "reference"),),
        _lt(
            "Chorus Pro does not know the SIRET of the client, or the structure"
            " is no longer active: check it with the client."
        ),
        field=CLIENT,
    ),
    Reason(
        "",
        (("n'utilise pa", "accountingsupplierparty"),),
        _lt("Your company's structure is not active on Chorus Pro."),
        field=COMPANY,
    ),
    Reason(
        "",
        (("n'utilise pa", "seller"),),
        _lt("Your company's structure is not active on Chorus Pro."),
        field=COMPANY,
    ),
    Reason(
        "",
        (("n'utilise pa",),),
        _lt("The structure named is not active on Chorus Pro: check its SIRET."),
        field="",
    ),
)
