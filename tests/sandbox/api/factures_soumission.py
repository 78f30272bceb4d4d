# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices created field by field (portal.md §2.6)."""

import decimal
import hashlib

from .. import (
    choices,
    codes,
    formats,
    invoices,
    judge,
    lifecycle,
    lists,
    options,
    registry,
    render,
    store,
)
from ..judge import messages, routing, rules, table


@registry.operation(
    "factures",
    "soumettre",
    required="modeDepot destinataire fournisseur cadreDeFacturation references "
    "montantTotal",
)
def submit(call):
    """Create the invoice at once; the deposit certificate's fingerprint proves it."""
    body = call.body
    found, problems = _judge(call)
    if problems:
        raise registry.BusinessError(
            choices.BAD_INVOICE[0], "{0}", messages.joined(problems)
        )
    cadre = lifecycle.short(body["cadreDeFacturation"]["codeCadreFacturation"])
    with store.writing(call.db):
        number_text = body["numeroFactureSaisi"]
        if judge.known(call.db, found.supplier["id"], number_text):
            raise registry.BusinessError(
                choices.BAD_INVOICE[0], "{0}", messages.plain(messages.duplicate())
            )
        number = _create(call, found, cadre)
        statut = invoices.first_status(cadre, found.validator)
        lifecycle.move(call.db, number, statut, call.now, call.settings, None, call.who)
    proof = f"{number}|{number_text}|{found.supplier['siret']}|{call.now}"
    return {
        "identifiantFactureCPP": number,
        "numeroFacture": number_text,
        "statutFacture": statut,
        "dateDepot": formats.day(call.now),
        "identifiantStructure": found.supplier["siret"],
        "empreinteCertificatDepot": hashlib.sha256(proof.encode()).hexdigest(),
    }


def _judge(call):
    """``(Routing, messages)``; paths are the member names of the request."""
    body, found = call.body, routing.Routing()
    problems = list(_numbers(body, options.read(call.db)["strict"]))
    problems += _files(call)
    supplier = body["fournisseur"].get("idFournisseur")
    party = invoices.Directory(call.db).structure(supplier)
    if not party or supplier not in call.structures:
        problems.append(messages.unknown("L'identifiant fournisseur", "idFournisseur"))
    else:
        found.supplier = party
    account = body["fournisseur"].get("codeCoordonneesBancairesFournisseur")
    if account and account not in [b["id"] for b in party.get("banques", ())]:
        name = "codeCoordonneesBancairesFournisseur"
        problems.append(messages.unknown("La coordonnée bancaire", name))
    problems += recipient_problems(
        call.db,
        found,
        body["destinataire"],
        body["references"].get("numeroBonCommande"),
    )
    problems += _validator(call, found)
    return found, problems


def recipient_problems(db, found, wanted, commitment, simple=True):
    """Messages about a recipient named by SIRET and service; fills ``found``."""
    siret, code = wanted.get("codeDestinataire"), wanted.get("codeServiceExecutant")
    if not siret:
        return [messages.required("codeDestinataire")]
    recipient = routing.structure(db, siret)
    if not recipient or not recipient["active"] or not recipient["publique"]:
        return [messages.unknown_recipient("codeDestinataire")]
    found.recipient = recipient
    found_wrong = list(
        routing.obligations(
            db, found, code, commitment, "codeServiceExecutant", "numeroBonCommande"
        )
    )
    if simple and recipient["parametres"]["estMoaUniquement"]:
        text = messages.bad_value("cadre de facturation", "cadreDeFacturation")
        found_wrong.append(("recipient.works_only", text))
    return table.rejected(found_wrong, options.read(db)["strict"])


def _numbers(body, strict):
    number = body.get("numeroFactureSaisi") or ""
    if not number:
        yield messages.required("numeroFactureSaisi")
    elif len(number) > 20:
        yield messages.too_long("numéro de facture", "numeroFactureSaisi", 20)
    elif strict and not rules.NUMBER.fullmatch(number):
        yield messages.bad_value("numéro de facture", "numeroFactureSaisi")
    for name in ("deviseFacture", "typeFacture", "typeTva"):
        if not body["references"].get(name):
            yield messages.required(name)
    exempt = body["references"].get("typeTva") == "EXONERATION"
    if exempt and not body["references"].get("motifExonerationTva"):
        yield messages.required("motifExonerationTva")
    if not body["cadreDeFacturation"].get("codeCadreFacturation"):
        yield messages.required("codeCadreFacturation")
    if len(body.get("commentaire") or "") > 2000:
        yield messages.too_long("commentaire", "commentaire", 2000)
    yield from _totals(body["montantTotal"])


def _totals(total):
    values = [total.get(n) for n in ("montantHtTotal", "montantTVA", "montantTtcTotal")]
    if None in values or total.get("montantAPayer") is None:
        yield messages.required("montantTotal")
        return
    untaxed, tax, taxed = (decimal.Decimal(str(v)) for v in values)
    if abs(untaxed + tax - taxed) > rules.CENT:
        yield messages.bad_value("montant TTC", "montantTtcTotal")


def main_files(body):
    """The main attachment, object or array (portal.md §7.5), as a list."""
    value = body.get("pieceJointePrincipale") or []
    return value if isinstance(value, list) else [value]


def _files(call):
    body, main = call.body, main_files(call.body)
    keyed = body["modeDepot"] == "SAISIE_API"
    if keyed and not body.get("lignePoste"):
        yield messages.required("lignePoste")
    if keyed and main:
        yield messages.bad_value("pièce jointe principale", "pieceJointePrincipale")
    if not keyed and not main:
        yield messages.required("pieceJointePrincipale")
    ids = [m.get("pieceJointePrincipaleId") for m in main]
    ids += [
        p.get("pieceJointeComplementaireId")
        for p in body.get("pieceJointeComplementaire", ())
    ]
    for number in ids:
        sql = "SELECT login FROM attachment WHERE id = ?"
        row = store.one(call.db, sql, number)
        if row is None or row["login"] != call.account["login"]:
            yield messages.unknown(f"La pièce jointe {number}", "pieceJointeId")


def _validator(call, found):
    cadre = call.body["cadreDeFacturation"]
    if lifecycle.short(cadre.get("codeCadreFacturation")) not in codes.VALIDATED_CADRES:
        return
    code = cadre.get("codeStructureValideur")
    if not code:
        yield messages.required("codeStructureValideur")
        return
    found.validator = routing.structure(call.db, code)
    if found.validator is None or not found.validator["active"]:
        yield messages.unknown("L'identifiant du valideur", "codeStructureValideur")


def rate(code, manual):
    if code in lists.VAT_RATES:
        return lists.VAT_RATES[code][0]
    return manual or 0.0


def _lines(body):
    for line in body.get("lignePoste", ()):
        quantity = line.get("lignePosteQuantite") or 0
        price = line.get("lignePosteMontantUnitaireHT") or 0
        discount = line.get("lignePosteMontantRemiseHT") or 0
        yield {
            "reference": line.get("lignePosteReference"),
            "denomination": line.get("lignePosteDenomination"),
            "quantite": quantity,
            "unite": line.get("lignePosteUnite"),
            "prix": price,
            "remise": discount,
            "taux": rate(
                line.get("lignePosteTauxTva"), line.get("lignePosteTauxTvaManuel")
            ),
            "ht": quantity * price - discount,
        }


def vat_lines(body):
    """The VAT of a submission, by rate, as an invoice keeps it."""
    return [
        {
            "taux": rate(row.get("ligneTvaTaux"), row.get("ligneTvaTauxManuel")),
            "base": row.get("ligneTvaMontantBaseHtParTaux"),
            "montant": row.get("ligneTvaMontantTvaParTaux"),
        }
        for row in body.get("ligneTva", ())
    ]


def submitted_data(call, found):
    """The free part of an invoice's row, from a submission."""
    body, references = call.body, call.body["references"]
    total = body["montantTotal"]
    return {
        "login": call.account["login"],
        "who": call.who,
        "devise": references["deviseFacture"],
        "typeTva": references.get("typeTva"),
        "motif": references.get("motifExonerationTva"),
        "modePaiement": references.get("modePaiement", "VIREMENT"),
        "origine": references.get("numeroFactureOrigine"),
        "banque_id": body["fournisseur"].get("codeCoordonneesBancairesFournisseur"),
        "service_fournisseur_id": body["fournisseur"].get("idServiceFournisseur"),
        "commentaire": body.get("commentaire"),
        "montantTVA": total["montantTVA"],
        "remise": total.get("montantRemiseGlobaleTTC"),
        "motif_remise": total.get("motifRemiseGlobaleTTC"),
        "tva": vat_lines(body),
        "lignes": list(_lines(body)),
    }


def submitted_columns(call, found):
    body, references = call.body, call.body["references"]
    total = body["montantTotal"]
    return {
        "numero": body["numeroFactureSaisi"],
        "supplier_id": found.supplier["id"],
        "recipient_id": found.recipient["id"],
        "service_id": found.service and found.service["id"],
        "validator_id": found.validator and found.validator["id"],
        "cadre": body["cadreDeFacturation"]["codeCadreFacturation"],
        "statut": "DEPOSEE",
        "statut_at": call.now,
        "at": call.now,
        "date": body.get("dateFacture", formats.day(call.now))[:10],
        "ht": total["montantHtTotal"],
        "ttc": total["montantTtcTotal"],
        "due": total["montantAPayer"],
        "marche": references.get("numeroMarche"),
        "engagement": references.get("numeroBonCommande"),
        "mode": body["modeDepot"],
    }


def _create(call, found, cadre):
    data = submitted_data(call, found)
    columns = submitted_columns(call, found) | {
        "kind": "FACTURE",
        "type_facture": call.body["references"]["typeFacture"],
    }
    files = []
    if columns["mode"] == "SAISIE_API":
        readable = render.invoice(columns, data, found.supplier, found.recipient)
        files = [(f"{columns['numero']}.pdf".replace("/", "-"), readable, "01", True)]
    number = invoices.create(call.db, columns, data, files)
    link_files(call, number)
    return number


def link_files(call, number):
    """Attach what the submission names; a draft of the same PDF disappears."""
    for item in main_files(call.body):
        attachment = item["pieceJointePrincipaleId"]
        name = item.get("pieceJointePrincipaleDesignation") or "Facture"
        invoices.attach(call.db, number, attachment, name, "01", None, True)
        drafts = (
            "SELECT id FROM invoice WHERE statut = 'INTERPRETEE_OCR' "
            "AND json_extract(data, '$.brouillon') = ?"
        )
        for (draft,) in call.db.execute(drafts, (attachment,)).fetchall():
            for name in ("event", "invoice_attachment"):
                call.db.execute(f"DELETE FROM {name} WHERE invoice_id = ?", (draft,))
            call.db.execute("DELETE FROM invoice WHERE id = ?", (draft,))
    add_files(call, number)


def add_files(call, number):
    for item in call.body.get("pieceJointeComplementaire", ()):
        invoices.attach(
            call.db,
            number,
            item["pieceJointeComplementaireId"],
            item.get("pieceJointeComplementaireDesignation") or "Pièce",
            item.get("pieceJointeComplementaireType") or "AUT",
            item.get("pieceJointeComplementaireNumeroLigneFacture"),
        )
