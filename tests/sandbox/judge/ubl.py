# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reading of a UBL 2.x Invoice or CreditNote (spec §5.4)."""

import base64
import binascii

from . import document

ROOTS = {"Invoice": "380", "CreditNote": "381"}
SUPPLIER = "AccountingSupplierParty/Party"
CUSTOMER = "AccountingCustomerParty/Party"
SUMS = "LegalMonetaryTotal"


def _java(path):
    return path.replace("/", ".") + ".value"


PATHS = {
    "numero": _java("ID"),
    "type": _java("InvoiceTypeCode"),
    "date": _java("IssueDate"),
    "note": _java("Note"),
    "cadre": _java("ProfileID"),
    "service": _java("BuyerReference"),
    "engagement": _java("OrderReference/ID"),
    "marche": _java("ContractDocumentReference/ID"),
    # this path is the one that real rejections show (spec §6.3 a)
    "fournisseur": _java(f"{SUPPLIER}/PartyIdentification/ID"),
    "fournisseur_nom": _java(f"{SUPPLIER}/PartyName/Name"),
    "destinataire": _java(f"{CUSTOMER}/PartyIdentification/ID"),
    "destinataire_nom": _java(f"{CUSTOMER}/PartyName/Name"),
    "valideur": _java("SellerSupplierParty/Party/PartyIdentification/ID"),
    "devise": _java("DocumentCurrencyCode"),
    "paiement": _java("PaymentMeans/PaymentMeansCode"),
    "iban": _java("PaymentMeans/PayeeFinancialAccount/ID"),
    "tva_exigibilite": _java("InvoicePeriod/DescriptionCode"),
    "tva_motif": _java("TaxTotal/TaxSubtotal/TaxCategory/TaxExemptionReason"),
    "tva": _java("TaxTotal/TaxSubtotal/TaxableAmount"),
    "ht": _java(f"{SUMS}/TaxExclusiveAmount"),
    "montant_tva": _java("TaxTotal/TaxAmount"),
    "ttc": _java(f"{SUMS}/TaxInclusiveAmount"),
    "a_payer": _java(f"{SUMS}/PayableAmount"),
    "origine": _java("BillingReference/InvoiceDocumentReference/ID"),
    "conditions": _java("PaymentTerms/Note"),
    "ligne": _java("InvoiceLine"),
    "ligne_nom": _java("InvoiceLine/Item/Description"),
    "ligne_tva": _java("InvoiceLine/Item/ClassifiedTaxCategory/ID"),
    "ligne_remise": _java("InvoiceLine/Price/AllowanceCharge/Amount"),
    "ligne_brut": _java("InvoiceLine/Price/AllowanceCharge/BaseAmount"),
    "piece_jointe": _java("AdditionalDocumentReference/Attachment"),
}
# UBL's codes for the moment VAT falls due -> those of CII
DUE_CODES = {"3": "5", "35": "29", "432": "72"}


def read(root, files):
    """A Document of a UBL root element.

    :raises ValueError: when the root is something else.
    """
    kind = document.local(root)
    if kind not in ROOTS:
        raise ValueError("neither Invoice nor CreditNote")
    text = document.reader(root)
    sums = document.reader(document.first(root, SUMS))
    number = text("ID")
    due_code = text("InvoicePeriod/DescriptionCode")
    return document.Document(
        paths=PATHS,
        numero=number,
        type=text("InvoiceTypeCode") or text("CreditNoteTypeCode") or ROOTS[kind],
        date=text("IssueDate").replace("-", ""),
        cadre=text("UBLExtensions/UBLExtension/ExtensionContent/CategoryCode")
        or text("ProfileID"),
        notes=document.texts(root, "Note"),
        service=text("BuyerReference"),
        engagement=text("OrderReference/ID"),
        marche=text("ContractDocumentReference/ID"),
        fournisseur=_party(document.first(root, SUPPLIER)),
        destinataire=_party(document.first(root, CUSTOMER)),
        valideur=_party(document.first(root, "SellerSupplierParty/Party")).id,
        devise=text("DocumentCurrencyCode"),
        paiements=[_means(n) for n in document.every(root, "PaymentMeans")],
        echeance=(text("DueDate") or text("PaymentMeans/PaymentDueDate")).replace(
            "-", ""
        ),
        conditions=text("PaymentTerms/Note"),
        tva=_taxes(root, DUE_CODES.get(due_code, due_code)),
        ht=sums("TaxExclusiveAmount"),
        montant_tva=_tax_total(root, text("DocumentCurrencyCode")),
        ttc=sums("TaxInclusiveAmount"),
        acompte=sums("PrepaidAmount"),
        arrondi=sums("PayableRoundingAmount"),
        a_payer=sums("PayableAmount"),
        origines=document.texts(root, "BillingReference/InvoiceDocumentReference/ID"),
        lignes=[
            _line(n, "Invoiced" if kind == "Invoice" else "Credited")
            for n in document.every(root, f"{kind}Line")
        ],
        fichiers=files + _attached(root),
    )


def _tax_total(root, currency):
    for node in document.every(root, "TaxTotal/TaxAmount"):
        if node.get("currencyID") in (None, currency):
            return (node.text or "").strip()
    return ""


def _party(node):
    if node is None:
        return document.Party()
    text = document.reader(node)
    candidates = [
        ((n.text or "").strip(), n.get("schemeID") or n.get("schemeName"))
        for n in document.every(node, "PartyIdentification/ID")
    ]
    legal = document.first(node, "PartyLegalEntity/CompanyID")
    name = text("PartyLegalEntity/RegistrationName") or text("PartyName/Name")
    return document.party(candidates, legal, name)


def _means(node):
    text = document.reader(node)
    return text("PaymentMeansCode"), text("PayeeFinancialAccount/ID").replace(" ", "")


def _taxes(root, due_code):
    found = []
    for node in document.every(root, "TaxTotal/TaxSubtotal"):
        text = document.reader(node)
        found.append(
            {
                "categorie": text("TaxCategory/ID"),
                "taux": text("TaxCategory/Percent"),
                "base": text("TaxableAmount"),
                "montant": text("TaxAmount"),
                "motif": text("TaxCategory/TaxExemptionReason")
                or text("TaxCategory/TaxExemptionReasonCode"),
                "exigibilite": due_code,
            }
        )
    return found


def _line(node, verb):
    text = document.reader(node)
    quantity = f"{verb}Quantity"
    allowance = "Price/AllowanceCharge"
    return {
        "numero": text("ID"),
        "nom": text("Item/Name"),
        "reference": text("Item/SellersItemIdentification/ID"),
        "description": text("Item/Description"),
        "quantite": text(quantity),
        "unite": document.attribute(node, quantity, "unitCode"),
        "prix": text("Price/PriceAmount"),
        "categorie": text("Item/ClassifiedTaxCategory/ID"),
        "taux": text("Item/ClassifiedTaxCategory/Percent"),
        "ht": text("LineExtensionAmount"),
        "brut_sans_remise": bool(text(f"{allowance}/BaseAmount"))
        and not text(f"{allowance}/Amount"),
    }


def _attached(root):
    found = []
    for node in document.every(root, "AdditionalDocumentReference"):
        binary = document.first(node, "Attachment/EmbeddedDocumentBinaryObject")
        if binary is None:
            continue
        try:
            content = base64.b64decode(binary.text or "", validate=False)
        except binascii.Error:
            content = b""
        found.append((binary.get("filename") or "", content))
    return found
