# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reading of a CII, also the one inside a Factur-X (portal.md §5.4)."""

import base64
import binascii

from .. import choices
from . import document

TRANSACTION = "SupplyChainTradeTransaction"
AGREEMENT = f"{TRANSACTION}/ApplicableHeaderTradeAgreement"
DELIVERY = f"{TRANSACTION}/ApplicableHeaderTradeDelivery"
SETTLEMENT = f"{TRANSACTION}/ApplicableHeaderTradeSettlement"
SUMS = f"{SETTLEMENT}/SpecifiedTradeSettlementHeaderMonetarySummation"
CONTEXT = "ExchangedDocumentContext"
ROOT = "CrossIndustryInvoice"


def _java(path):
    return "FichierXml." + path.replace("/", ".") + ".value"


PATHS = {
    "numero": _java("ExchangedDocument/ID"),
    "type": _java("ExchangedDocument/TypeCode"),
    "date": _java("ExchangedDocument/IssueDateTime/DateTimeString"),
    "note": _java("ExchangedDocument/IncludedNote/Content"),
    "cadre": _java(f"{CONTEXT}/BusinessProcessSpecifiedDocumentContextParameter/ID"),
    "service": _java(f"{AGREEMENT}/BuyerReference"),
    "engagement": _java(f"{AGREEMENT}/BuyerOrderReferencedDocument/IssuerAssignedID"),
    "marche": _java(f"{AGREEMENT}/ContractReferencedDocument/IssuerAssignedID"),
    "fournisseur": _java(f"{AGREEMENT}/SellerTradeParty/GlobalID"),
    "fournisseur_nom": _java(f"{AGREEMENT}/SellerTradeParty/Name"),
    "destinataire": _java(f"{AGREEMENT}/BuyerTradeParty/GlobalID"),
    "destinataire_nom": _java(f"{AGREEMENT}/BuyerTradeParty/Name"),
    "valideur": _java(f"{AGREEMENT}/{choices.CII_VALIDATOR_PARTY}/GlobalID"),
    "devise": _java(f"{SETTLEMENT}/InvoiceCurrencyCode"),
    "paiement": _java(f"{SETTLEMENT}/SpecifiedTradeSettlementPaymentMeans/TypeCode"),
    "iban": _java(
        f"{SETTLEMENT}/SpecifiedTradeSettlementPaymentMeans/"
        "PayeePartyCreditorFinancialAccount/IBANID"
    ),
    "tva_exigibilite": _java(f"{SETTLEMENT}/ApplicableTradeTax/DueDateTypeCode"),
    "tva_categorie": _java(f"{SETTLEMENT}/ApplicableTradeTax/CategoryCode"),
    "tva_motif": _java(f"{SETTLEMENT}/ApplicableTradeTax/ExemptionReason"),
    "tva": _java(f"{SETTLEMENT}/ApplicableTradeTax/BasisAmount"),
    "ht": _java(f"{SUMS}/TaxBasisTotalAmount"),
    "montant_tva": _java(f"{SUMS}/TaxTotalAmount"),
    "ttc": _java(f"{SUMS}/GrandTotalAmount"),
    "a_payer": _java(f"{SUMS}/DuePayableAmount"),
    "origine": _java(f"{SETTLEMENT}/InvoiceReferencedDocument/IssuerAssignedID"),
    "conditions": _java(f"{SETTLEMENT}/SpecifiedTradePaymentTerms/Description"),
    "ligne": _java(f"{TRANSACTION}/IncludedSupplyChainTradeLineItem"),
    "ligne_nom": _java(
        f"{TRANSACTION}/IncludedSupplyChainTradeLineItem/SpecifiedTradeProduct/"
        "Description"
    ),
    "ligne_tva": _java(
        f"{TRANSACTION}/IncludedSupplyChainTradeLineItem/SpecifiedLineTradeSettlement/"
        "ApplicableTradeTax/CategoryCode"
    ),
    "ligne_remise": "AppliedTradeAllowanceCharge.ActualAmount.value",
    "ligne_brut": (
        "SupplyChainTradeTransaction.IncludedSupplyChainTradeLineItem."
        "SpecifiedLineTradeAgreement.GrossPriceProductTradePrice"
    ),
    "piece_jointe": _java(
        f"{AGREEMENT}/AdditionalReferencedDocument/AttachmentBinaryObject"
    ),
}


def read(root, files):
    """A Document of a CII root element.

    :raises ValueError: when the root is something else.
    """
    if document.local(root) != ROOT:
        raise ValueError("not a CrossIndustryInvoice")
    text = document.reader(root)
    header = document.reader(document.first(root, SUMS))
    return document.Document(
        ubl=False,
        paths=PATHS,
        numero=text("ExchangedDocument/ID"),
        type=text("ExchangedDocument/TypeCode"),
        date=_date(document.first(root, "ExchangedDocument/IssueDateTime")),
        cadre=text(f"{CONTEXT}/BusinessProcessSpecifiedDocumentContextParameter/ID"),
        notes=document.texts(root, "ExchangedDocument/IncludedNote/Content"),
        service=text(f"{AGREEMENT}/BuyerReference"),
        engagement=text(f"{AGREEMENT}/BuyerOrderReferencedDocument/IssuerAssignedID"),
        marche=text(f"{AGREEMENT}/ContractReferencedDocument/IssuerAssignedID"),
        fournisseur=_party(document.first(root, f"{AGREEMENT}/SellerTradeParty")),
        destinataire=_party(document.first(root, f"{AGREEMENT}/BuyerTradeParty")),
        valideur=_party(
            document.first(root, f"{AGREEMENT}/{choices.CII_VALIDATOR_PARTY}")
        ).id,
        devise=text(f"{SETTLEMENT}/InvoiceCurrencyCode"),
        paiements=_means(root),
        echeance=_date(
            document.first(
                root, f"{SETTLEMENT}/SpecifiedTradePaymentTerms/DueDateDateTime"
            )
        ),
        conditions=text(f"{SETTLEMENT}/SpecifiedTradePaymentTerms/Description"),
        regime="",
        tva=_taxes(root),
        ht=header("TaxBasisTotalAmount"),
        montant_tva=_tax_total(root),
        ttc=header("GrandTotalAmount"),
        acompte=header("TotalPrepaidAmount"),
        arrondi=header("RoundingAmount"),
        a_payer=header("DuePayableAmount"),
        origines=document.texts(
            root, f"{SETTLEMENT}/InvoiceReferencedDocument/IssuerAssignedID"
        ),
        lignes=[_line(n) for n in document.every(root, f"{TRANSACTION}/{LINE}")],
        fichiers=files + _attached(root),
    )


LINE = "IncludedSupplyChainTradeLineItem"


def _tax_total(root):
    """The total in the invoice's currency: there may be a second one in euros."""
    currency = document.reader(root)(f"{SETTLEMENT}/InvoiceCurrencyCode")
    totals = document.every(root, f"{SUMS}/TaxTotalAmount")
    for node in totals:
        if node.get("currencyID") in (None, currency):
            return (node.text or "").strip()
    return ""


def _date(node):
    if node is None:
        return ""
    return document.reader(node)("DateTimeString") or document.reader(node)("DateTime")


def _party(node):
    if node is None:
        return document.Party()
    text = document.reader(node)
    candidates = [
        ((n.text or "").strip(), n.get("schemeID"))
        for n in document.every(node, "GlobalID") + document.every(node, "ID")
    ]
    legal = document.first(node, "SpecifiedLegalOrganization/ID")
    return document.party(candidates, legal, text("Name"))


def _means(root):
    path = f"{SETTLEMENT}/SpecifiedTradeSettlementPaymentMeans"
    found = []
    for node in document.every(root, path):
        text = document.reader(node)
        iban = text("PayeePartyCreditorFinancialAccount/IBANID")
        found.append((text("TypeCode"), iban.replace(" ", "")))
    return found


def _taxes(root):
    found = []
    for node in document.every(root, f"{SETTLEMENT}/ApplicableTradeTax"):
        text = document.reader(node)
        found.append(
            {
                "categorie": text("CategoryCode"),
                "taux": text("RateApplicablePercent"),
                "base": text("BasisAmount"),
                "montant": text("CalculatedAmount"),
                "motif": text("ExemptionReason") or text("ExemptionReasonCode"),
                "exigibilite": text("DueDateTypeCode"),
            }
        )
    return found


def _line(node):
    text = document.reader(node)
    price = "SpecifiedLineTradeAgreement/GrossPriceProductTradePrice"
    discount = text(f"{price}/AppliedTradeAllowanceCharge/ActualAmount")
    allowance = "SpecifiedLineTradeSettlement/SpecifiedTradeAllowanceCharge"
    tax = "SpecifiedLineTradeSettlement/ApplicableTradeTax"
    return {
        "numero": text("AssociatedDocumentLineDocument/LineID"),
        "nom": text("SpecifiedTradeProduct/Name"),
        "reference": text("SpecifiedTradeProduct/SellerAssignedID"),
        "description": text("SpecifiedTradeProduct/Description"),
        "quantite": text("SpecifiedLineTradeDelivery/BilledQuantity"),
        "unite": document.attribute(
            node, "SpecifiedLineTradeDelivery/BilledQuantity", "unitCode"
        ),
        "prix": text(
            "SpecifiedLineTradeAgreement/NetPriceProductTradePrice/ChargeAmount"
        ),
        "categorie": text(f"{tax}/CategoryCode"),
        "taux": text(f"{tax}/RateApplicablePercent"),
        "ht": text(
            "SpecifiedLineTradeSettlement/SpecifiedTradeSettlementLineMonetarySummation/"
            "LineTotalAmount"
        ),
        "hors_total": False,
        "remise": bool(discount or text(f"{allowance}/ActualAmount")),
        "brut_sans_remise": document.first(node, price) is not None and not discount,
    }


def _attached(root):
    found = []
    for node in document.every(root, f"{AGREEMENT}/AdditionalReferencedDocument"):
        binary = document.first(node, "AttachmentBinaryObject")
        if binary is None:
            continue
        try:
            content = base64.b64decode(binary.text or "", validate=False)
        except binascii.Error:
            content = b""
        name = binary.get("filename") or document.reader(node)("IssuerAssignedID")
        found.append((name, content))
    return found
