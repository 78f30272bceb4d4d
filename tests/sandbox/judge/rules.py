# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rules on what is written in one invoice (spec §5.1, §5.3), in order of report.

Each rule takes a Document and yields messages; who the parties are and what they
demand is judged in routing.py.
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
        yield messages.required(path)
    elif len(doc.numero) > 20:
        yield messages.too_long("identifiant de la facture", path, 20)
    elif not NUMBER.fullmatch(doc.numero):
        yield messages.bad_value("identifiant de la facture", path)


def framework(doc):
    if not doc.cadre:
        yield messages.required(doc.paths["cadre"])
    elif doc.cadre not in codes.FLOW_CADRES:
        yield messages.bad_value("cadre de facturation", doc.paths["cadre"])


def header(doc):
    if doc.type not in ("380", "381"):
        yield messages.bad_value("type de facture", doc.paths["type"])
    if not _is_day(doc.date):
        yield messages.required(doc.paths["date"])
    if not re.fullmatch(r"[A-Z]{3}", doc.devise):
        yield messages.required(doc.paths["devise"])
    if len(doc.origines) > 1:
        yield messages.bad_value("facture d'origine", doc.paths["origine"])
    for origin in doc.origines[:1]:
        if len(origin) > 20:
            yield messages.too_long("facture d'origine", doc.paths["origine"], 20)


def _is_day(text):
    try:
        return bool(datetime.datetime.strptime(text, "%Y%m%d")) and len(text) == 8
    except ValueError:
        return False


def payment(doc):
    """Compulsory on invoices, absent from credit notes (spec §5.3)."""
    path = doc.paths["paiement"]
    means = [code for code, _iban in doc.paiements]
    if doc.type == "381":
        if any(means):
            yield messages.bad_value("mode de paiement", path)
        return
    if not means or not all(means):
        yield messages.required(path)
    for code, iban in doc.paiements:
        if code and code not in codes.PAYMENT_MEANS:
            yield messages.bad_value("mode de paiement", path)
        if code in codes.TRANSFERS and not iban:
            yield messages.required(doc.paths["iban"])
        if len(iban) > 27:
            yield messages.too_long("IBAN", doc.paths["iban"], 27)
        elif code in codes.TRANSFERS and iban and not IBAN.fullmatch(iban):
            yield messages.bad_value("IBAN", doc.paths["iban"])


def decimal_of(text):
    """The amount, or None when it is absent or outside decimal(19,6)."""
    if not re.fullmatch(r"-?\d{1,13}(\.\d{1,6})?", text or ""):
        return None
    return decimal.Decimal(text)


def amounts(doc):
    found = {}
    for name in ("ht", "ttc", "a_payer"):
        found[name] = decimal_of(getattr(doc, name))
        if found[name] is None:
            yield messages.required(doc.paths[name])
    tax = decimal_of(doc.montant_tva or "0")
    if tax is None:
        yield messages.bad_value("montant de TVA", doc.paths["montant_tva"])
    if None in (*found.values(), tax):
        return
    if abs(found["ht"] + tax - found["ttc"]) > CENT:
        yield messages.bad_value("montant TTC", doc.paths["ttc"])
    prepaid = decimal_of(doc.acompte or "0")
    rounding = decimal_of(doc.arrondi or "0")
    if None in (prepaid, rounding):
        yield messages.bad_value("montant à payer", doc.paths["a_payer"])
    elif abs(found["ttc"] - prepaid + rounding - found["a_payer"]) > CENT:
        yield messages.bad_value("montant à payer", doc.paths["a_payer"])
    if doc.type == "381" and found["ttc"] < 0:
        yield messages.bad_value("montant TTC", doc.paths["ttc"])
    yield from _recap(doc, found["ht"], tax)


def _recap(doc, untaxed, tax):
    bases = [decimal_of(t["base"]) for t in doc.tva]
    taxes = [decimal_of(t["montant"]) for t in doc.tva]
    if not doc.tva or None in bases or None in taxes:
        yield messages.required(doc.paths["tva"])
    elif abs(sum(bases) - untaxed) > CENT or abs(sum(taxes) - tax) > CENT:
        yield messages.bad_value("récapitulatif de TVA", doc.paths["tva"])


def vat(doc):
    for line in doc.tva:
        if line["exigibilite"] and line["exigibilite"] not in ("5", "29", "72"):
            path = doc.paths["tva_exigibilite"]
            yield messages.bad_value("exigibilité de la TVA", path)
        if line["categorie"] == "E" and not line["motif"]:
            yield messages.required(doc.paths["tva_motif"])


def lines(doc):
    if not doc.lignes:
        yield messages.required(doc.paths["ligne"])
    for line in doc.lignes:
        if not line["categorie"]:
            yield messages.required(doc.paths["ligne_tva"])
            break
    if any(line["brut_sans_remise"] for line in doc.lignes):
        yield messages.required_if(doc.paths["ligne_remise"], doc.paths["ligne_brut"])


LENGTHS = (
    ("service", "code service", 100),
    ("engagement", "numéro d'engagement", 50),
    ("marche", "numéro de marché", 50),
    ("conditions", "conditions de paiement", 1024),
)


def lengths(doc):
    for name, label, limit in LENGTHS:
        if len(getattr(doc, name)) > limit:
            yield messages.too_long(label, doc.paths[name], limit)
    for side in ("fournisseur", "destinataire"):
        if len(getattr(doc, side).nom) > 99:
            path = doc.paths[f"{side}_nom"]
            yield messages.too_long(f"nom du {side}", path, 99)
    if any(len(note) > 1024 for note in doc.notes):
        yield messages.too_long("commentaire", doc.paths["note"], 1024)
    if any(len(line["description"]) > 1024 for line in doc.lignes):
        yield messages.too_long("description", doc.paths["ligne_nom"], 1024)


def attachment_problem(name, content):
    """What is wrong with one attachment, or None (spec §5.1)."""
    stem, dot, extension = name.rpartition(".")
    if not dot or not stem:
        return f"La pièce jointe {name} n'a pas d'extension."
    if len(name) > 50:
        return "Le nom de la pièce jointe ne doit pas dépasser 50 caractères"
    if extension.upper() not in codes.ATTACHMENT_EXTENSIONS:
        return f"Le format de la pièce jointe {name} n'est pas autorisé."
    if not content:
        return f"La pièce jointe {name} est vide."
    if len(content) > 10 * codes.MB:
        return f"La pièce jointe {name} dépasse 10 Mo."
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
