# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reading of a UBL 2.x Invoice or CreditNote (portal.md §5.4)."""

import base64
import binascii
import re

from .. import lists
from . import document, open

ROOTS = {"Invoice": "380", "CreditNote": "381"}
SUPPLIER = "AccountingSupplierParty/Party"
CUSTOMER = "AccountingCustomerParty/Party"
SUMS = "LegalMonetaryTotal"
EXTENSION = "UBLExtensions/UBLExtension/ExtensionContent"
CATEGORY = f"{EXTENSION}/FactureExtension/CategoryCode"
SERVICE = "AccountingCustomerParty/AccountingContact/ID"
AGENT = f"{SUPPLIER}/AgentParty"
REGIME = f"{SUPPLIER}/PartyTaxScheme/TaxScheme/TaxTypeCode"


def _java(path):
    return path.replace("/", ".") + ".value"


PATHS = {
    "numero": _java("ID"),
    "type": _java("InvoiceTypeCode"),
    "date": _java("IssueDate"),
    "note": _java("Note"),
    "cadre": _java(CATEGORY),
    "service": _java(SERVICE),
    "engagement": _java("OrderReference/ID"),
    "marche": _java("ContractDocumentReference/ID"),
    # this path is the one that real rejections show (portal.md §6.3)
    "fournisseur": _java(f"{SUPPLIER}/PartyIdentification/ID"),
    "fournisseur_nom": _java(f"{SUPPLIER}/PartyName/Name"),
    "destinataire": _java(f"{CUSTOMER}/PartyIdentification/ID"),
    "destinataire_nom": _java(f"{CUSTOMER}/PartyName/Name"),
    "valideur": _java(f"{AGENT}/PartyIdentification/ID"),
    "devise": _java("DocumentCurrencyCode"),
    "paiement": _java("PaymentMeans/PaymentMeansCode"),
    "iban": _java("PaymentMeans/PayeeFinancialAccount/ID"),
    "tva_exigibilite": _java(REGIME),
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

    Where the portal's own stylesheet reads a datum comes first, then where EN 16931
    puts it.

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
        ubl=True,
        paths=PATHS,
        numero=number,
        type=text("InvoiceTypeCode") or text("CreditNoteTypeCode") or ROOTS[kind],
        date=text("IssueDate").replace("-", ""),
        cadre=text(CATEGORY) or text(f"{EXTENSION}/CategoryCode"),
        profil=_profile(text),
        notes=document.texts(root, "Note"),
        service=text(SERVICE) or text("BuyerReference"),
        engagement=text("OrderReference/ID")
        or _contract(root, "engagement", "bon de commande"),
        marche=_contract(root, "marché", "marché public", ""),
        fournisseur=_party(document.first(root, SUPPLIER)),
        destinataire=_party(document.first(root, CUSTOMER)),
        valideur=_party(document.first(root, AGENT)).id
        or _party(document.first(root, "SellerSupplierParty/Party")).id,
        devise=text("DocumentCurrencyCode"),
        paiements=[_means(n) for n in document.every(root, "PaymentMeans")],
        echeance=(text("DueDate") or text("PaymentMeans/PaymentDueDate")).replace(
            "-", ""
        ),
        conditions=text("PaymentTerms/Note"),
        regime=text(REGIME),
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


def _profile(text):
    """BT-23, where it looks like a framework: it often names a profile."""
    profile = text("ProfileID")
    return profile if re.fullmatch(r"[A-Z]\d{1,2}", profile) else ""


def _contract(root, *kinds):
    """Number of the first contract reference of one of the kinds, in their order."""
    found = {}
    for node in document.every(root, "ContractDocumentReference"):
        text = document.reader(node)
        kind = text("DocumentTypeCode") or text("DocumentType")
        found.setdefault(" ".join(kind.casefold().split()), text("ID"))
    return next((found[kind] for kind in kinds if found.get(kind)), "")


def _rate(text, path):
    """Rate in percent: written, or that of the portal's own code (``TVA12``)."""
    code = text(f"{path}/TaxScheme/TaxTypeCode")
    written = text(f"{path}/Percent")
    if not written and code in lists.VAT_RATES:
        return f"{lists.VAT_RATES[code][0]:g}"
    return written


def _category(text, path):
    return text(f"{path}/ID") or text(f"{path}/TaxScheme/TaxTypeCode")


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
                "categorie": _category(text, "TaxCategory"),
                "taux": text("Percent") or _rate(text, "TaxCategory"),
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
    allowance, tax = "Price/AllowanceCharge", "Item/ClassifiedTaxCategory"
    discount = text(f"{allowance}/Amount")
    kind = text("Item/AdditionalItemProperty/Value")
    return {
        "numero": text("ID"),
        "nom": text("Item/Name"),
        "reference": text("Item/SellersItemIdentification/ID"),
        "description": text("Item/Description"),
        "quantite": text(quantity),
        "unite": document.attribute(node, quantity, "unitCode"),
        "prix": text("Price/PriceAmount"),
        "categorie": _category(text, tax),
        "taux": _rate(text, tax),
        "ht": text("LineExtensionAmount"),
        "hors_total": kind in ("INFORMATION", "REGROUPEMENT"),
        "remise": bool(discount or text("AllowanceCharge/Amount")),
        "brut_sans_remise": bool(text(f"{allowance}/BaseAmount")) and not discount,
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
        name = binary.get("filename") or document.reader(node)("ID")
        found.append(open.unzipped(name, content))
    return found
