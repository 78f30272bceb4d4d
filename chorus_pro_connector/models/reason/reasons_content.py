# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reasons that clients give for what was invoiced: items, prices, sums, taxes.

Of the same list as ``reasons_client.py``.
"""

from odoo.tools.translate import LazyTranslate

from .reason_row import CLIENT_ACTS, LINES, Reason

_lt = LazyTranslate(__name__)


REASONS = (
    Reason(
        "ART_ERR",
        (("article facture incorrect",),),
        _lt("A wrong item was invoiced: make a credit note and a new invoice."),
        field=LINES,
    ),
    Reason(
        "CALCUL_ERR",
        (("erreur de calcul",),),
        _lt(
            "The client refuses a sum or a rounding: make a credit note and a new "
            "invoice."
        ),
        field=LINES,
    ),
    Reason(
        "FACT_NON_CONFORME",
        (("non conforme a la commande",),),
        _lt(
            "The invoice differs from the order: compare them, then make a credit note"
            " and a new invoice."
        ),
        field=LINES,
    ),
    Reason(
        "MONTANT_ERR",
        (("montant de la facture",), ("erreur de montant",), ("montant errone",)),
        _lt(
            "The client contests the amount: make a credit note and a new invoice; on "
            "works the client pays the sums that it admits."
        ),
        field=LINES,
        letter=(
            "Merci de nous indiquer la somme que vous admettez ; elle reste à payer "
            "dans le délai légal."
        ),
    ),
    Reason(
        "MONTANTTOTAL_ERR",
        (("montant total",),),
        _lt("A total is wrong: make a credit note and a new invoice."),
        field=LINES,
    ),
    Reason(
        "NON_CONFORME",
        (("mention legale",),),
        _lt(
            "A legal mention is missing: make a credit note and a new invoice that has"
            " it."
        ),
        field=LINES,
    ),
    Reason(
        "PU_ERR",
        (("prix unitaire",),),
        _lt(
            "A unit price is wrong: make a new invoice, or prove the revision of the "
            "price."
        ),
        field=LINES,
    ),
    Reason(
        "QTE_ERR",
        (("quantite facturee",), ("quantite", "incorrecte")),
        _lt("A quantity is wrong: make a credit note and a new invoice."),
        field=LINES,
    ),
    Reason(
        "QUALITE_ERR",
        (("qualite d'article",), ("qualite", "incorrecte")),
        _lt(
            "The client contests the quality of what was delivered: settle it with the"
            " client."
        ),
        who=CLIENT_ACTS,
        letter="Merci de nous décrire le défaut constaté.",
    ),
    Reason(
        "REM_ERR",
        (("remise erronee",),),
        _lt("A discount is wrong: make a credit note and a new invoice."),
        field=LINES,
    ),
    Reason(
        "TX_TVA_ERR",
        (("taux de tva",),),
        _lt("A rate of VAT is wrong: make a credit note and a new invoice."),
        field=LINES,
    ),
    Reason(
        "LIVR_INCOMP",
        (
            ("livraison incomplete",),
            ("livraison", "non effectuee"),
            ("service", "non fait"),
            ("prestation", "non"),
        ),
        _lt(
            "The client says that the work is not done: prove it, or wait; the delay "
            "runs from the execution."
        ),
        who=CLIENT_ACTS,
        letter="Veuillez trouver ci-joint la preuve de l'exécution des prestations.",
    ),
)
