# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Codes of the reform that the portal uses for files, and texts that people have met.

XP Z12-012; the portal's codes of messages. The first row that fits wins.
"""

from odoo.tools.translate import LazyTranslate

from .reason_row import CLIENT, COMPANY, DIRECTORY, LINES, PORTAL, Reason

_lt = LazyTranslate(__name__)

REASONS = (
    Reason(
        "",
        (("cvc-",), ("err_xsd",)),
        _lt(
            "The file does not follow the format that the portal expects: make "
            "it again and send it; tell the maintainers the element named after"
            " “cvc-”."
        ),
    ),
    Reason(
        "",
        (("lot de facture", "importe"),),
        _lt(
            "Chorus Pro took the file as a batch: look for the invoices under "
            "“Suivi des flux”, where their own result stands."
        ),
    ),
    Reason(
        "",
        (("emetteur", "a ete rejetee pour"),),
        _lt(
            "A line of the portal's daily list: the report of the deposit gives"
            " the same reason; look at the deposit."
        ),
    ),
    Reason(
        "",
        (
            ("echec de l'authentification",),
            ("echec de la connexion a votre compte",),
        ),
        _lt(
            "Chorus Pro did not accept the credentials: test the connection in "
            "the settings."
        ),
        field=COMPANY,
    ),
    Reason(
        "",
        (("mdt-73",),),
        _lt(
            "The electronic address of a recipient is not valid on a platform's"
            " own route: this connector does not use it."
        ),
        who=PORTAL,
    ),
    Reason(
        "",
        (("gdp_msg_11.001",),),
        _lt(
            "This cannot be done in the present status: update the invoice, "
            "then use the button that it offers."
        ),
    ),
    Reason(
        "",
        (("gdp_msg_11.022",),),
        _lt(
            "The file is too large for Chorus Pro: make the joined documents "
            "lighter, or join fewer."
        ),
        field="chorus_attachment_ids",
    ),
    Reason(
        "",
        (("gdp_msg_11.008",),),
        _lt(
            "Chorus Pro does not know this invoice: update it, and look for it "
            "by its number."
        ),
    ),
    Reason(
        "",
        (("gdp_msg_11.005",),),
        _lt(
            "The technical account may not act for this invoice: give it the "
            "rights on Chorus Pro."
        ),
        field=COMPANY,
    ),
    Reason(
        "",
        (("gdp_msg_11.033",),),
        _lt("The invoice is not suspended any more: update it."),
    ),
    Reason(
        "",
        (("ventilation tva", "aucune taxe"),),
        _lt(
            "The program that made the file found no VAT: check the taxes of the lines."
        ),
        field=LINES,
    ),
    Reason(
        "",
        (("type de piece jointe",), ("piece jointe", "inconnu")),
        _lt(
            "Chorus Pro does not know the kind of a joined document here: "
            "choose another kind."
        ),
        field="chorus_attachment_ids",
    ),
    Reason(
        "",
        (("destinataire", "introuvable"), ("destinataire", "inacti")),
        _lt(
            "Chorus Pro does not find the recipient, or it is closed: check the"
            " SIRET with the client."
        ),
        field=CLIENT,
    ),
    Reason(
        "",
        (("service executant", "obligatoire"),),
        _lt("The client demands a service code."),
        field="buyer_reference",
    ),
    Reason(
        "",
        (
            ("n'a pas pu etre analysee",),
            ("synthese", "incorrect"),
            ("controles de coherence",),
        ),
        _lt(
            "Chorus Pro could not read the sums or data of the invoice: check "
            "lines and taxes, then send it again."
        ),
        field=LINES,
    ),
    Reason(
        "NON_TRANSMISE",
        (("destinataire non connecte",),),
        _lt("The recipient is not connected: look at the directory, and wait."),
        who=DIRECTORY,
    ),
    Reason(
        "REJ_SEMAN",
        (("rejet pour erreur semantique",),),
        _lt(
            "The data break a rule of the portal: correct them and send the "
            "invoice again under the same number."
        ),
    ),
    Reason(
        "REJ_COH",
        (("rejet sur controle coherence",),),
        _lt(
            "A value is not in the portal's list of references: correct it and "
            "send the invoice again."
        ),
    ),
    Reason(
        "REJ_ADR",
        (("rejet sur controle d'adressage",),),
        _lt(
            "The SIRET or the service of the client is wrong: check both in the"
            " directory."
        ),
        field=CLIENT,
    ),
    Reason(
        "REJ_CONT_B2G",
        (("rejet sur controles metier b2g",),),
        _lt(
            "The client demands a service or a commitment number: fill it in "
            "and send the invoice again."
        ),
        field="purchase_order_reference",
    ),
    Reason(
        "REJ_REF_PJ",
        (("reference de la pj",),),
        _lt("The file names a document that it does not hold: make it again."),
        field="chorus_attachment_ids",
    ),
    Reason(
        "REJ_ASS_PJ",
        (("association de la pj",),),
        _lt("The file names a document that it does not hold: make it again."),
        field="chorus_attachment_ids",
    ),
    Reason(
        "IRR_VIDE_F",
        (),
        _lt("The file arrived empty: make it again and send it."),
    ),
    Reason(
        "IRR_TYPE_F",
        (),
        _lt("The portal did not take the type of the file: make it again and send it."),
    ),
    Reason(
        "IRR_SYNTAX",
        (),
        _lt("The portal could not read the file: make it again and send it."),
    ),
    Reason(
        "IRR_TAILLE_F",
        (),
        _lt(
            "The file is too large for Chorus Pro: make the joined documents "
            "lighter, or join fewer."
        ),
    ),
    Reason(
        "IRR_NOM_F",
        (),
        _lt("The portal did not take the name of the file: make it again and send it."),
    ),
    Reason(
        "IRR_TAILLE_PJ",
        (),
        _lt("A joined document is too large: make it lighter."),
        field="chorus_attachment_ids",
    ),
    Reason(
        "IRR_NOM_PJ",
        (),
        _lt(
            "The name of a joined document has characters that are forbidden: "
            "rename it."
        ),
        field="chorus_attachment_ids",
    ),
    Reason(
        "IRR_VID_PJ",
        (),
        _lt("A joined document is empty: join it again."),
        field="chorus_attachment_ids",
    ),
    Reason(
        "IRR_EXT_DOC",
        (),
        _lt("The portal does not take a joined document of this kind: join a PDF."),
        field="chorus_attachment_ids",
    ),
    Reason(
        "IRR_ANTIVIRUS",
        (("controle anti-virus",),),
        _lt(
            "The portal holds the file for infected: join other documents, and "
            "check the computer they come from."
        ),
        field="chorus_attachment_ids",
    ),
)
