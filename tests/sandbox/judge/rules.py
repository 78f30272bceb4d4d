# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rules on what is written in one invoice (portal.md §5.1, §5.3), in order of report.

Each takes a Document and yields ``(name in table.py, message)``; who the parties are
and what they demand is judged in routing.py.
"""

import datetime
import decimal
import re

from .. import codes
from . import messages

NUMBER = re.compile(r"[A-Za-z0-9 \-_/+]+")
IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}")
CENT = decimal.Decimal("0.01")


def number(doc):
    path = doc.paths["numero"]
    if not doc.numero:
        yield "number.required", messages.required(path)
        return
    if len(doc.numero) > 20:
        text = messages.too_long("identifiant de la facture", path, 20)
        yield "number.length", text
    if not NUMBER.fullmatch(doc.numero):
        text = messages.bad_value("identifiant de la facture", path)
        yield "number.characters", text


def framework(doc):
    """A1 where the file names none: the portal reads it so (portal.md §5.3).

    A UBL that names its framework in ``ProfileID`` alone names none: the stylesheets of
    the portal read the extension (portal.md §5.4). Who deposits an A9 in this way finds
    an A1, and here the reason beside it.
    """
    path = doc.paths["cadre"]
    if not doc.cadre and doc.profil in codes.CADRES:
        if doc.profil != "A1":
            yield "framework.place", messages.required(path)
        doc.cadre = "A1"
    elif not doc.cadre and doc.profil:
        # A framework of elsewhere, as the reform's, is refused wherever it stands.
        yield "framework.unknown", messages.bad_value("cadre de facturation", path)
    elif not doc.cadre:
        yield "framework.absent", messages.absent_framework(path)
        doc.cadre = "A1"
    elif doc.cadre not in codes.CADRES:
        yield "framework.unknown", messages.bad_value("cadre de facturation", path)
    elif doc.cadre not in codes.FLOW_CADRES:
        yield "framework.flow", messages.bad_value("cadre de facturation", path)


def header(doc):
    if doc.type not in ("380", "381"):
        path = doc.paths["type"]
        yield "type.value", messages.bad_value("type de facture", path)
    if not _is_day(doc.date):
        yield "date.value", messages.required(doc.paths["date"])
    if not re.fullmatch(r"[A-Z]{3}", doc.devise):
        yield "currency.value", messages.required(doc.paths["devise"])
    path = doc.paths["origine"]
    if len(doc.origines) > 1:
        yield "origin.several", messages.bad_value("facture d'origine", path)
    for origin in doc.origines[:1]:
        if len(origin) > 20:
            yield "origin.length", messages.too_long("facture d'origine", path, 20)


def _is_day(text):
    try:
        return bool(datetime.datetime.strptime(text, "%Y%m%d")) and len(text) == 8
    except ValueError:
        return False


def payment(doc):
    """Compulsory on CII invoices, where its absence was seen rejected
    (portal.md §5.3)."""
    path = doc.paths["paiement"]
    means = [code for code, _iban in doc.paiements]
    if doc.type == "381":
        if any(means):
            text = messages.bad_value("mode de paiement", path)
            yield "payment.credit_note", text
        return
    if not means or not all(means):
        name = "payment.required_ubl" if doc.ubl else "payment.required"
        yield name, messages.required(path)
    for code, iban in doc.paiements:
        yield from _account(doc, code, iban)


def _account(doc, code, iban):
    path = doc.paths["iban"]
    if code and code not in codes.PAYMENT_MEANS:
        text = messages.bad_value("mode de paiement", doc.paths["paiement"])
        yield "payment.code", text
    if code in codes.TRANSFERS and not iban:
        yield "payment.iban", messages.required(path)
    if len(iban) > 27:
        yield "payment.iban_length", messages.too_long("IBAN", path, 27)
    elif code in codes.TRANSFERS and iban and not IBAN.fullmatch(iban):
        yield "payment.iban_form", messages.bad_value("IBAN", path)


def decimal_of(text):
    """The amount, or None when it is absent or larger than decimal(19,6) holds."""
    if not re.fullmatch(r"[+-]?\d{1,13}(\.\d{1,30})?", text or ""):
        return None
    return decimal.Decimal(text)


def amounts(doc):
    found = {}
    for name in ("ht", "ttc", "a_payer"):
        found[name] = decimal_of(getattr(doc, name))
        if found[name] is None:
            yield "amount.required", messages.required(doc.paths[name])
        elif -found[name].as_tuple().exponent > 6:
            path = doc.paths[name]
            yield "amount.precision", messages.bad_value("montant", path)
    tax = decimal_of(doc.montant_tva or "0")
    if tax is None:
        path = doc.paths["montant_tva"]
        yield "total.tax", messages.bad_value("montant de TVA", path)
    if None not in (*found.values(), tax):
        yield from _totals(doc, found, tax)


def _totals(doc, found, tax):
    if abs(found["ht"] + tax - found["ttc"]) > CENT:
        path = doc.paths["ttc"]
        yield "total.taxed", messages.bad_value("montant TTC", path)
    prepaid = decimal_of(doc.acompte or "0")
    rounding = decimal_of(doc.arrondi or "0")
    if (
        None in (prepaid, rounding)
        or abs(found["ttc"] - prepaid + rounding - found["a_payer"]) > CENT
    ):
        path = doc.paths["a_payer"]
        yield "total.due", messages.bad_value("montant à payer", path)
    if doc.type == "381" and found["ttc"] < 0:
        path = doc.paths["ttc"]
        yield "total.negative", messages.bad_value("montant TTC", path)
    bases = [decimal_of(t["base"]) for t in doc.tva]
    taxes = [decimal_of(t["montant"]) for t in doc.tva]
    path = doc.paths["tva"]
    if not doc.tva or None in bases or None in taxes:
        yield "vat.summary", messages.required(path)
    elif abs(sum(bases) - found["ht"]) > CENT or abs(sum(taxes) - tax) > CENT:
        yield "vat.summary", messages.bad_value("récapitulatif de TVA", path)


def vat(doc):
    # Met when neither the summary nor the lines had one: which of them is not known.
    parts = [*doc.tva, *doc.lignes]
    if doc.tva and not doc.ubl and not any(part["categorie"] for part in parts):
        yield "vat.category", messages.required(doc.paths["tva_categorie"])
    for line in doc.tva:
        if line["exigibilite"] and line["exigibilite"] not in ("5", "29", "72"):
            path = doc.paths["tva_exigibilite"]
            yield "vat.due_code", messages.bad_value("exigibilité de la TVA", path)
        if line["categorie"] == "E" and not line["motif"]:
            yield "vat.reason", messages.required(doc.paths["tva_motif"])


def lines(doc):
    if not doc.lignes:
        name = "line.required" if doc.ubl else "line.required_cii"
        yield name, messages.required(doc.paths["ligne"])
    if any(not line["categorie"] and not line["hors_total"] for line in doc.lignes):
        yield "line.vat", messages.required(doc.paths["ligne_tva"])
    # The text was met in files of which another line had an allowance (portal.md §5.3).
    discounted = any(line["remise"] for line in doc.lignes)
    if discounted and any(line["brut_sans_remise"] for line in doc.lignes):
        text = messages.required_if(doc.paths["ligne_remise"], doc.paths["ligne_brut"])
        yield "line.gross", text


LENGTHS = (
    ("service", "code service", 100),
    ("engagement", "numéro d'engagement", 50),
    ("marche", "numéro de marché", 50),
    ("conditions", "conditions de paiement", 1024),
)


def lengths(doc):
    for name, label, limit in LENGTHS:
        if len(getattr(doc, name)) > limit:
            text = messages.too_long(label, doc.paths[name], limit)
            yield f"length.{name}", text
    for side in ("fournisseur", "destinataire"):
        if len(getattr(doc, side).nom) > 99:
            path = doc.paths[f"{side}_nom"]
            yield "length.name", messages.too_long(f"nom du {side}", path, 99)
    if any(len(note) > 1024 for note in doc.notes):
        text = messages.too_long("commentaire", doc.paths["note"], 1024)
        yield "length.note", text
    if any(len(line["description"]) > 1024 for line in doc.lignes):
        text = messages.too_long("description", doc.paths["ligne_nom"], 1024)
        yield "length.description", text


def attachment_problem(name, content):
    """``(rule, message)`` about one attachment, or None (portal.md §5.1)."""
    stem, dot, extension = name.rpartition(".")
    if not dot or not stem:
        text = f"La pièce jointe {name} n'a pas d'extension."
        return "attachment.extension", text
    if extension.upper() not in codes.ATTACHMENT_EXTENSIONS:
        text = f"Le format de la pièce jointe {name} n'est pas autorisé."
        return "attachment.extension", text
    if not content:
        return "attachment.empty", f"La pièce jointe {name} est vide."
    if len(content) > 10 * codes.MB:
        return "attachment.size", f"La pièce jointe {name} dépasse 10 Mo."
    if len(name) > 50:
        text = "Le nom de la pièce jointe ne doit pas dépasser 50 caractères"
        return "attachment.name", text
    return None


def attachments(doc):
    """Files beside the readable one, which is the deposit itself in a Factur-X."""
    for index, (name, content) in enumerate(doc.fichiers):
        if index == 0 and content[:5] == b"%PDF-":
            continue
        problem = attachment_problem(name, content)
        if problem:
            yield problem


CONTENT_RULES = (
    number,
    framework,
    header,
    payment,
    amounts,
    vat,
    lines,
    lengths,
    attachments,
)
