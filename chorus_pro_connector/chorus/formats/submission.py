# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""An invoice as a plain PDF, and its data beside it: the request of ``soumettre``.

portal.md §2.6. What the portal calls by its own numbers (supplier, documents) is known
only once they are there: :func:`make_submission` writes the rest, which never changes
afterwards, and :func:`complete` adds those numbers.

Nothing is computed here that the XML of the other formats would not say too: both are
written from the same EN 16931 terms. Lines are left out: the portal demands them of
invoices typed in without a PDF only.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from ..codes import FRAMEWORKS, MODE_PDF, MODE_SIGNED_PDF
from ..pdf import pdfa
from ..pdf.xmp import Metadata
from .facturx_terms import Terms
from .portal_words import exemption_reason, payment_mode, vat_regime

Json = dict[str, Any]

_TYPES = {"380": "FACTURE", "381": "AVOIR"}
# Kinds of a joined document, the first one that the portal lists: "other", or the one
# of the mixed formats (portal.md §3.5).
_DOCUMENT_TYPES = ("AUT", "02")
# The invoice itself, among the same codes.
_INVOICE_TYPE = "01"


def make_plain_pdf(pdf: bytes, terms: Terms) -> bytes:
    """Return ``pdf`` as PDF/A-3b without any file inside it.

    What another program embedded, a Factur-X of other data perhaps, would contradict
    what is typed in beside it.

    :raises FileError: those of :func:`~.pdfa.to_pdfa3`
    """
    seller, number = terms["BG-4"]["name"], terms["BT-1"]
    metadata = Metadata(
        title=f"{seller} {number}",
        author=seller,
        date=datetime.combine(terms["BT-2"], time()),
    )
    return pdfa.to_pdfa3(pdf, metadata)


def make_submission(
    terms: Terms,
    validator: str = "",
    is_signed: bool = False,
    service: str = "",
    account: str = "",
) -> Json:
    """Return the request of ``soumettre`` for one invoice, without the portal's ids.

    :param terms: EN 16931 terms, as for :func:`~.factur_x.make_xml`
    :param validator: SIRET of who validates a framework A9 or A12
    :param is_signed: the PDF bears a signature (PAdES)
    :param service: the portal's number of the supplier's own service
    :param account: the portal's number of the supplier's bank account
    :return: dict of JSON values; amounts are floats of cents, dates ISO
    """
    framework = {"codeCadreFacturation": FRAMEWORKS[terms["BT-23"]]}
    if validator:
        framework["codeStructureValideur"] = validator
    (recipient,) = terms["BG-7"]["identifiers"].values()
    submission = {
        "modeDepot": MODE_SIGNED_PDF if is_signed else MODE_PDF,
        "numeroFactureSaisi": terms["BT-1"],
        "dateFacture": terms["BT-2"].isoformat(),
        "destinataire": _present(
            codeDestinataire=recipient, codeServiceExecutant=terms.get("BT-10")
        ),
        "cadreDeFacturation": framework,
        "references": _references(terms),
        "ligneTva": _vat_lines(terms),
        "montantTotal": {
            "montantHtTotal": float(terms["BT-109"]),
            "montantTVA": float(terms["BT-110"]),
            "montantTtcTotal": float(terms["BT-112"]),
            "montantAPayer": float(terms["BT-115"]),
        },
    }
    if supplier := _present(
        idServiceFournisseur=int(service or 0),
        codeCoordonneesBancairesFournisseur=int(account or 0),
    ):
        submission["fournisseur"] = supplier
    if comment := _comment(terms):
        submission["commentaire"] = comment
    return submission


def complete(
    submission: Json,
    supplier: str,
    main: tuple[str, str],
    documents: Iterable[tuple[str, str, str]] = (),
) -> Json:
    """Return ``submission`` with the portal's numbers: what ``soumettre`` takes.

    :param supplier: ``idFournisseur`` as a string
    :param main: (label, ``pieceJointeId`` as a string) of the invoice's PDF
    :param documents: (label, kind, ``pieceJointeId``) of each joined document
    """
    label, identifier = main
    body = {
        **submission,
        "fournisseur": {
            "idFournisseur": int(supplier),
            **submission.get("fournisseur", {}),
        },
        # An array, though the official description says object (portal.md §7.5).
        "pieceJointePrincipale": [
            {
                "pieceJointePrincipaleDesignation": label,
                "pieceJointePrincipaleId": int(identifier),
            }
        ],
    }
    if documents:
        body["pieceJointeComplementaire"] = [
            {
                "pieceJointeComplementaireDesignation": label,
                "pieceJointeComplementaireType": kind,
                "pieceJointeComplementaireId": int(identifier),
            }
            for label, kind, identifier in documents
        ]
    return body


def document_type(listed: Sequence[str]) -> str:
    """Choose the kind of a joined document among the codes that the portal lists."""
    for code in _DOCUMENT_TYPES:
        if code in listed:
            return code
    others = [code for code in listed if code != _INVOICE_TYPE]
    return others[0] if others else _DOCUMENT_TYPES[0]


def _present(**members: Any) -> Json:
    return {name: value for name, value in members.items() if value}


def _references(terms: Terms) -> Json:
    original: Terms = next(iter(terms.get("BG-3", ())), {})
    return _present(
        deviseFacture=terms["BT-5"],
        typeFacture=_TYPES[terms["BT-3"]],
        typeTva=vat_regime(terms),
        motifExonerationTva=exemption_reason(terms),
        numeroMarche=terms.get("BT-12"),
        numeroBonCommande=terms.get("BT-13"),
        numeroFactureOrigine=original.get("BT-25"),
        modePaiement=payment_mode(terms),
    )


def _vat_lines(terms: Terms) -> list[Json]:
    """One line a rate: the portal has no categories, so those at 0 % are one."""
    lines: dict[Decimal, tuple[Decimal, Decimal]] = {}
    for group in terms["BG-23"]:
        rate = Decimal(group.get("BT-119") or 0)
        base, vat = lines.get(rate, (Decimal(0), Decimal(0)))
        lines[rate] = base + Decimal(group["BT-116"]), vat + Decimal(group["BT-117"])
    return [
        {
            "ligneTvaTauxManuel": float(rate),
            "ligneTvaMontantBaseHtParTaux": float(base),
            "ligneTvaMontantTvaParTaux": float(vat),
        }
        for rate, (base, vat) in lines.items()
    ]


def _comment(terms: Terms) -> str:
    """Say in words the amounts that have no member: paid, rounded, VAT in euros."""
    currency = terms["BT-5"]
    parts = (
        ("Déjà payé", terms.get("BT-113"), currency),
        ("Arrondi", terms.get("BT-114"), currency),
        ("TVA", terms.get("BT-111"), terms.get("BT-6")),
    )
    return " ; ".join(
        f"{name} : {amount} {unit}" for name, amount, unit in parts if amount
    )
