# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reasons that clients give for parties, references, documents and payment.

The comment often begins with the label or the code of the published list (external
specifications of the DGFiP v3.2, annex 7; XP Z12-012). The first row that fits wins.
"""

from odoo.tools.translate import LazyTranslate

from .reason_row import (
    ACCOUNTANT,
    BOTH,
    CLIENT,
    CLIENT_ACTS,
    COMPANY,
    DIRECTORY,
    Reason,
)

_lt = LazyTranslate(__name__)

_ASK_COMMITMENT = _lt(
    "The commitment number is wrong, missing or used up: ask the client for it, then "
    "complete the invoice or correct the recipient."
)

REASONS = (
    Reason(
        "ADR_ERR",
        (("adresse de facturation electronique",),),
        _lt(
            "The electronic address of the invoice is wrong: check the client's SIRET,"
            " then correct the recipient or send it again."
        ),
        field=CLIENT,
    ),
    Reason(
        "ANNUL_ENC",
        (("encaissement non realise",), ("annulation d'encaissement",)),
        _lt("A payment that was told as received was not: check the bank entry."),
        stops=False,
    ),
    Reason(
        "AUT_MOTIF_ERR_VALIDEUR",
        (("autre motif que", "valideur"),),
        _lt(
            "The contractor who validates refuses for another reason than its name: "
            "ask it, correct, and deposit the invoice anew."
        ),
        letter="Merci de nous préciser le motif de votre refus.",
    ),
    Reason(
        "ERR_VALIDEUR",
        (("mauvais valideur",), ("erreur de valideur",)),
        _lt("The validator is not the right one: designate another one."),
        field="chorus_validator_siret",
    ),
    Reason(
        "CMD_EJ_ERR",
        (
            ("engagement", "incorrect"),
            ("engagement", "manquant"),
            ("engagement", "errone"),
            ("engagement", "absent"),
            ("numero de commande",),
            ("bon de commande",),
        ),
        _ASK_COMMITMENT,
        who=BOTH,
        field="purchase_order_reference",
        letter=(
            "Merci de nous communiquer le numéro d'engagement à porter sur cette "
            "facture."
        ),
    ),
    Reason(
        "CMD_ERR",
        (),
        _ASK_COMMITMENT,
        who=BOTH,
        field="purchase_order_reference",
        letter=(
            "Merci de nous communiquer le numéro d'engagement à porter sur cette "
            "facture."
        ),
    ),
    Reason(
        "CODE_ROUTAGE_ERR",
        (("code de routage",),),
        _lt(
            "The service code is missing or wrong: choose the service, then correct "
            "the recipient."
        ),
        field="buyer_reference",
    ),
    Reason(
        "CONTACT_ACHTR",
        (("contacter votre acheteur",),),
        _lt("The client wants to talk: call your buyer, and note the answer."),
        who=CLIENT_ACTS,
        letter="Merci de nous rappeler au sujet de cette facture.",
    ),
    Reason(
        "CONTRAT_TERM",
        (("contrat termine",),),
        _lt(
            "The client says that the contract is over: check the market, and talk to "
            "the client."
        ),
        who=BOTH,
        field="contract_reference",
        letter=(
            "Nos prestations ont été exécutées pendant la durée du contrat ; merci de"
            " nous indiquer le contrat à citer."
        ),
    ),
    Reason(
        "MARCHE_TERM",
        (("marche termine",),),
        _lt(
            "The client says that the market is over: check the market, and talk to "
            "the client."
        ),
        who=BOTH,
        field="contract_reference",
        letter=(
            "Nos prestations ont été exécutées pendant la durée du marché ; merci de "
            "nous indiquer le marché à citer."
        ),
    ),
    Reason(
        "COORD_BANC_ERR",
        (
            ("coordonnees bancaires",),
            (" rib", "absent"),
            (" rib", "manqu"),
            (" rib", "incorrect"),
            (" rib", "errone"),
            ("fournir", " rib"),
            (" iban",),
        ),
        _lt(
            "The bank account is not that of the market, or not known on Chorus Pro: "
            "join your RIB and complete the invoice."
        ),
        field="partner_bank_id",
        letter="Veuillez trouver ci-joint notre relevé d'identité bancaire.",
    ),
    Reason(
        "CREANCIER_ERR",
        (("creancier inconnu",), ("creancier", "different")),
        _lt(
            "Your SIRET is not that of the holder of the market: invoice from the "
            "right establishment, or have the market amended."
        ),
        field=COMPANY,
    ),
    Reason(
        "DEST_ERR",
        (("erreur de destinataire",),),
        _lt(
            "This is not the right structure: correct the recipient; the number stays "
            "the same."
        ),
        field=CLIENT,
    ),
    Reason(
        "DEST_INC",
        (("destinataire inconnu",),),
        _lt("The client is not in the directory: check its SIRET."),
        field=CLIENT,
    ),
    Reason(
        "DOUBLE_FACT",
        (("reglementaires", "doublon"),),
        _lt(
            "The tax data already hold an invoice of this number and year: look for "
            "the first one."
        ),
        field="name",
    ),
    Reason(
        "DOUBLON",
        (("doublon",), ("deja emise",), ("deja recue",), ("deja payee",)),
        _lt(
            "The client has this invoice already: look for the first one, and send "
            "nothing again while it lives."
        ),
        field="name",
    ),
    Reason(
        "EMMET_INC",
        (("emetteur inconnu",),),
        _lt(
            "The client does not know your company: send the order or the number of "
            "the market."
        ),
        who=BOTH,
        letter="Vous trouverez ci-joint la commande qui nous lie.",
    ),
    Reason(
        "JUSTIF_ABS",
        (
            ("justificatif absent",),
            ("justificatif", "insuffisant"),
            ("justificatif", "manqu"),
            ("bon de livraison",),
            ("bordereau de livraison",),
            ("piece", "manqu"),
            ("pieces", "manqu"),
            ("piece", "absent"),
            ("attestation",),
            ("proces-verbal",),
            ("manque", "document"),
        ),
        _lt(
            "A document is missing or not enough: complete the invoice with the "
            "document that is named."
        ),
        field="chorus_attachment_ids",
        stops=True,
        letter="Veuillez trouver ci-joint la pièce demandée.",
    ),
    Reason(
        "MODPAI_ERR",
        (("modalites de paiement",),),
        _lt(
            "The terms of payment are wrong: correct them on the next invoice; the "
            "legal delay counts all the same."
        ),
        field="partner_bank_id",
    ),
    Reason(
        "REF_CT_ABSENT",
        (("reference contractuelle",), ("numero de marche",)),
        _lt(
            "A reference of the contract is missing: complete it, or make a new "
            "invoice that has it."
        ),
        field="contract_reference",
        letter="La référence demandée est la suivante :",
    ),
    Reason(
        "REF_ERR",
        (("reference incorrecte",),),
        _lt("A reference is wrong: complete the right one, or make a new invoice."),
        field="contract_reference",
    ),
    Reason(
        "ROUTAGE_ERR",
        (("erreur de routage",),),
        _lt(
            "The directory was out of date: send it to the same recipient again, "
            "without any change."
        ),
        who=DIRECTORY,
        stops=False,
        letter=(
            "Cette suspension tient à l'annuaire et non à notre facture ; elle "
            "n'interrompt pas le délai de paiement."
        ),
    ),
    Reason(
        "SE_ERR",
        (("service destinataire",), ("service executant",)),
        _lt("The service is not the right one: choose it, then correct the recipient."),
        field="buyer_reference",
    ),
    Reason(
        "SIRET_ERR",
        (("siret", "errone"), ("siret", "absent"), ("siret", "incorrect")),
        _lt("The SIRET of the client is wrong or missing: correct the recipient."),
        field=CLIENT,
    ),
    Reason(
        "ST_CT_NON_DECLAR",
        (("sous-traitant", "non declare"), ("cotraitant", "non declare")),
        _lt(
            "The client does not know you as a subcontractor of this market: have the "
            "declaration (DC4) accepted first."
        ),
        who=BOTH,
        field="contract_reference",
        letter="Veuillez trouver ci-joint la déclaration de sous-traitance (DC4).",
    ),
    Reason(
        "SUPPR_COMP_AVOIR",
        (("compensation d'avoir",), ("compensation avec", "avoir")),
        _lt(
            "The client sets it off against credit notes: reconcile them, and make no "
            "new invoice."
        ),
        stops=False,
        final="suppression pour compensation d'avoirs",
    ),
    Reason(
        "TRANSAC_INC",
        (("transaction inconnue",),),
        _lt("The client knows no order: send it."),
        who=BOTH,
        field="purchase_order_reference",
        letter="Vous trouverez ci-joint la commande correspondante.",
    ),
    Reason(
        "TRANSF_PMNT_REGIE",
        (("paiement en regie",),),
        _lt(
            "A petty-cash office will pay it: the debt is not refused; wait for the "
            "payment, and make no new invoice."
        ),
        who=ACCOUNTANT,
        stops=False,
        letter="Merci de nous indiquer la date de paiement prévue par la régie.",
        final="transfert pour paiement en regie",
    ),
    Reason(
        "RETRAIT_MAN_SERV",
        (("retrait", "service"), ("service ferme",)),
        _lt(
            "The service gave the invoice back or is closed: ask for the new service, "
            "then correct the recipient."
        ),
        who=CLIENT_ACTS,
        field="buyer_reference",
        stops=False,
        letter="Merci de nous indiquer le service qui traite désormais nos factures.",
    ),
    Reason(
        "AUTRE",
        (),
        _lt("The client chose “other”: only its comment tells; read it, and call."),
        who=CLIENT_ACTS,
    ),
)
