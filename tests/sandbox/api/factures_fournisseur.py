# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a supplier reads and does (portal.md §2.4, §2.7)."""

import json

from .. import formats, invoices, paging, registry, search, views


def recap_block(row, block):
    page = paging.Page(_renamed(block, "ListeRecapitulatifTVA"))
    lines = [views.vat_line(t) for t in json.loads(row["data"])["tva"]]
    tail = page.answer(len(lines), "LignesRecapitulativesTVA")
    return {"ligneTva": page.cut(lines)} | tail


def lines_block(row, block):
    page = paging.Page(_renamed(block, "LignesPoste"))
    lines = [
        views.invoice_line(rank, line)
        for rank, line in enumerate(json.loads(row["data"])["lignes"], 1)
    ]
    return {"lignePoste": page.cut(lines)} | page.answer(len(lines), "LignesPoste")


def files_block(db, row, block):
    page = paging.Page(_renamed(block, "ListePieceJointe"))
    found = [views.attachment_row(x) for x in views.attachments(db, row)[1]]
    return {"pieceJointe": page.cut(found)} | page.answer(
        len(found), "ListePiecesJointe"
    )


def _renamed(block, suffix):
    """Members of a paging block without the suffix that its model gives them."""
    names = {
        f"pageResultatDemandee{suffix}": "pageResultatDemandee",
        f"nbResultatsParPage{suffix}": "nbResultatsParPage",
        "nbResultatsParPageListeListeRecapitulatifTVA": "nbResultatsParPage",
    }
    return {names[k]: v for k, v in (block or {}).items() if k in names}


def main_file(db, row):
    main = views.attachments(db, row)[0]
    if not main:
        return None
    return {
        "idPieceJointePrincipale": main[0]["attachment_id"],
        "idLiaisonPieceJointePrincipale": main[0]["id"],
    }


def emitted(db, row, blocks):
    """FactureCppEmise; ``blocks`` are the paging blocks of VAT, files, lines."""
    directory = invoices.Directory(db)
    supplier = directory.structure(row["supplier_id"])
    recipient = directory.structure(row["recipient_id"])
    service = directory.service(row["service_id"])
    data = json.loads(row["data"])
    iban = data.get("iban") or ""
    return {
        "identifiantFactureCPP": row["id"],
        "numeroFacture": row["numero"],
        "statutFacture": row["statut"],
        "modeDepot": row["mode"],
        "rejetTraite": bool(row["rejet_traite"]),
        "destinataire": {
            "idDestinataire": row["recipient_id"],
            "codeDestinataire": recipient.get("siret"),
            "libelleDestinataire": recipient.get("nom"),
            "designationDestinataire": recipient.get("nom"),
            "idServiceExecutant": row["service_id"],
            "codeServiceExecutant": service.get("code"),
            "libelleServiceExecutant": service.get("nom"),
            "miseEnPaiementDestinataire": bool(recipient)
            and not recipient["parametres"]["statutMiseEnPaiementNestPasRemonte"],
            **_address("Destinataire", recipient),
        },
        "fournisseur": {
            "idFournisseur": row["supplier_id"],
            "typeIdentifiantFournisseur": supplier.get("type"),
            "codeFournisseur": supplier.get("siret"),
            "raisonSocialeFournisseur": supplier.get("nom"),
            "designationFournisseur": supplier.get("nom"),
            "coordBancairesFournisseurType": "IBAN" if iban else None,
            "coordBancairesFournisseurCodePays": iban[:2] or None,
            "coordBancairesFournisseurCleIban": iban[2:4] or None,
            "coordBancairesFournisseurCompteBancaire": iban[4:] or None,
            "coordBancairesFournisseurId": data.get("banque_id"),
            **_address("Fournisseur", supplier),
        },
        "cadreDeFacturation": views.framework(row, directory),
        "references": views.references(row),
        "recapitulatifDeTva": recap_block(row, blocks[0]),
        "montantTotal": views.totals(row),
        "pieceJointePrincipale": main_file(db, row),
        "listeDesPiecesJointes": files_block(db, row, blocks[1]),
        "lignesDePoste": lines_block(row, blocks[2]),
        "commentaire": data.get("commentaire"),
        **neighbours(db, row),
    }


def _address(name, party):
    if not party:
        return {}
    return {
        f"adresse{name}Detail": party["adresse"],
        f"adresse{name}CodePostal": party["codePostal"],
        f"adresse{name}Ville": party["ville"],
        f"adresse{name}CodePays": "FR",
        f"adresse{name}LibellePays": "France",
    }


def neighbours(db, row, next_number="numeroPieceSuiante"):
    """Documents before and after in an invoicing file; the model misspells one."""
    found = {}
    for column, name in (("previous_id", "Precedente"), ("next_id", "Suivante")):
        if row[column] is None:
            continue
        other = db.execute(
            "SELECT * FROM invoice WHERE id = ?", (row[column],)
        ).fetchone()
        key = next_number if name == "Suivante" else "numeroPiecePrecedente"
        found[f"piece{name}"] = {
            f"cadreFacturationPiece{name}": other["cadre"],
            f"idPiece{name}": other["id"],
            key: other["numero"],
        }
    return found


@registry.operation("factures", "rechercher/fournisseur")
def search_supplier(call):
    """Invoices whose supplier is one of the caller's structures."""
    body = dict(call.body)
    page = paging.Page(
        body.pop("rechercheFactureParFournisseur", None),
        ceiling=paging.DEFAULT_MAXIMUM,
    )
    where = search.Where("i.visible", "i.kind = 'FACTURE'")
    where.among("i.supplier_id", call.structures)
    _recipients(where, body)
    if body.get("idUtilisateurCreateur"):
        where.add("0")  # user identifiers are not published: none can match
    rows, total = search.run(call.db, where.criteria(body), page)
    answer = {"parametresRetour": page.answer(total)}
    if not total:
        paging.no_result(**answer)
    directory = invoices.Directory(call.db)
    sizes = body.get("recupererTaille", False)
    found = [views.supplier_row(row, directory, sizes) for row in rows]
    return answer | {"listeFactures": found}


def _recipients(where, body):
    """Any of the recipients asked for, each perhaps with some services only."""
    choices, args = [], []
    for item in body.get("listeDestinataire", ()):
        parts = []
        number = item.get("idDestinataire")
        if number is not None and body.get("rechercheSirenDestinataire"):
            parts.append(
                "substr(r.identifiant, 1, 9) = "
                "(SELECT substr(identifiant, 1, 9) FROM structure WHERE id = ?)"
            )
            args.append(number)
        elif number is not None:
            parts.append("i.recipient_id = ?")
            args.append(number)
        services = item.get("listeIdServiceExecutant")
        if services:
            parts.append(f"i.service_id IN ({', '.join('?' * len(services))})")
            args += services
        if parts:
            choices.append("(" + " AND ".join(parts) + ")")
    if choices:
        where.add("(" + " OR ".join(choices) + ")", *args)


TODO = (
    "BROUILLON A_VALIDER_1 A_VALIDER_2 ERREUR_FOURNISSEUR_SUR_VALIDEUR VALIDEE_1 "
    "VALIDEE_2 REFUSEE_1 REFUSEE_2 ERREUR_COTRAITANT_SUR_VALIDEUR "
    "ABSENCE_VALIDATION_1_HORS_DELAI ABSENCE_VALIDATION_2_HORS_DELAI SUSPENDUE "
    "A_RECYCLER INTERPRETEE_OCR"
).split()


@registry.operation("factures", "rechercher/atraiter/fournisseur")
def search_supplier_todo(call):
    """Invoices that wait for the supplier; rejected ones until marked handled."""
    body = call.body
    page = paging.Page(
        body.get("rechercheFactureATraiterParFournisseur"),
        ceiling=paging.DEFAULT_MAXIMUM,
    )
    where = search.Where("i.visible", "i.kind = 'FACTURE'")
    where.among("i.supplier_id", call.structures)
    if body.get("idStructure"):
        where.add("i.supplier_id = ?", body["idStructure"])
    waiting = ", ".join(f"'{statut}'" for statut in TODO)
    rejected = "" if body.get("masquerRejetee") else " OR i.statut = 'REJETEE'"
    where.add(f"(i.statut IN ({waiting}){rejected})")
    where.add("NOT i.rejet_traite")
    rows, total = search.run(call.db, where, page)
    answer = {"parametresRetour": page.answer(total)}
    if not total:
        paging.no_result(**answer)
    directory = invoices.Directory(call.db)
    sizes = body.get("recupererTaille", False)
    found = [views.supplier_todo_row(row, directory, sizes) for row in rows]
    return answer | {"listeFactures": found}


@registry.operation(
    "factures", "consulter/fournisseur", required="identifiantFactureCPP"
)
def consult_supplier(call):
    blocks = ("getpLigneRecapTva", "getpListePiecesJointes", "getpLignesPoste")
    return {"facture": consulted(call, "supplier_id", blocks)[1]}


def consulted(call, column, blocks):
    """Row of the invoice asked for, and what one of its parties is shown of it.

    ``column`` is the one that makes the caller a party; ``blocks`` are the names that
    this operation gives to the requests for VAT recap, attachments and lines.
    """
    number = call.body["identifiantFactureCPP"]
    row = invoices.get(call.db, number, column=column, allowed=call.structures)
    return row, emitted(call.db, row, [call.body.get(name) for name in blocks])


@registry.operation("factures", "consulter/historique", required="idFacture")
def history(call):
    """Statuses, users' actions and events, for any party of the invoice."""
    row = invoices.get(call.db, call.body["idFacture"])
    roles = ("supplier", "recipient", "validator", "moe", "moa")
    parties = {row[f"{r}_id"] for r in roles}
    if not parties & set(call.structures):
        raise registry.BusinessError(*invoices.NOT_ENTITLED)
    sql = "SELECT * FROM action WHERE invoice_id = ? ORDER BY at DESC, id DESC"
    actions = call.db.execute(sql, (row["id"],)).fetchall()
    last = actions[0] if actions else None
    return {
        "idFacture": row["id"],
        "numeroFacture": row["numero"],
        "modeDepot": row["mode"],
        "statutCourantCode": row["statut"],
        "historiquesDesStatuts": _statuses(call, row),
        "historiquesDesActionsUtilisateurs": _actions(call, actions),
        "historiquesDesEvenementsComplementaires": {
            "evenement": [],
            **_history_page(call, "Evenement").answer(0, "Evenement"),
        },
        "derniereAction": last
        and {"derniereActionId": last["id"], "derniereActionCode": last["code"]},
    }


HISTORY_BLOCKS = {
    "HistoStatut": "paramRechercheHistoStatuts",
    "HistoAction": "paramRechercheHistoActionsUtilisateurs",
    "Evenement": "paramRechercheHistoEvenementsComplementaires",
}


def _history_page(call, name):
    suffix = f"Liste{'HistoEvenement' if name == 'Evenement' else name}"
    block = call.body.get(HISTORY_BLOCKS[name]) or {}
    plain = {
        key[: -len(suffix)]: value
        for key, value in block.items()
        if key.endswith(suffix)
    }
    plain["nbResultatsMaximum"] = call.body.get("nbResultatsMaximum")
    return paging.Page(plain)


def _statuses(call, row):
    page = _history_page(call, "HistoStatut")
    events = invoices.history(call.db, row["id"])
    if not page.descending:
        events.reverse()
    found = []
    for event in events:
        who = json.loads(event["who"])
        found.append(
            {
                "histoStatutId": event["id"],
                "histoStatutCode": event["statut"],
                "histoStatutDatePassage": formats.minute(event["at"]),
                "histoStatutCommentaire": event["comment"],
                "histoStatutUtilisateurNom": who["nom"],
                "histoStatutUtilisateurPrenom": who["prenom"],
                "histoStatutUtilisateurEmail": who["email"],
                "histoStatutUtilisateurTelephone": who["telephone"],
            }
        )
    return {"histoStatut": page.cut(found)} | page.answer(len(found), "HistoStatut")


def _actions(call, actions):
    page = _history_page(call, "HistoAction")
    found = []
    for action in actions:
        who = json.loads(action["who"])
        found.append(
            {
                "histoActionId": action["id"],
                "histoActionCode": action["code"],
                "histoActionDateHeure": formats.minute(action["at"]),
                "histoActionUtilisateurNom": who["nom"],
                "histoActionUtilisateurPrenom": who["prenom"],
                "histoActionUtilisateurEmail": who["email"],
                "histoActionUtilisateurTelephone": who["telephone"],
            }
        )
    return {"histoAction": page.cut(found)} | page.answer(len(found), "HistoAction")
