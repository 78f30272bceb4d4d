# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a recipient reads and decides (portal.md §2.9)."""

from .. import (
    choices,
    formats,
    invoices,
    lifecycle,
    paging,
    registry,
    search,
    store,
    views,
)
from . import factures_fournisseur


def _rows(call, where, page):
    rows, total = search.run(call.db, where, page)
    directory = invoices.Directory(call.db)
    sizes = call.body.get("recupererTaille", False)
    return [views.recipient_row(row, directory, sizes) for row in rows], total


# Statuses that the recipient never sees: the invoice has not reached its desk.
NOT_YET = (
    "BROUILLON INTERPRETEE_OCR A_VALIDER_1 A_VALIDER_2 VALIDEE_1 VALIDEE_2 REFUSEE_1 "
    "REFUSEE_2 ABSENCE_VALIDATION_1_HORS_DELAI ABSENCE_VALIDATION_2_HORS_DELAI "
    "ERREUR_FOURNISSEUR_SUR_VALIDEUR ERREUR_COTRAITANT_SUR_VALIDEUR DEPOSEE "
    "EN_COURS_ACHEMINEMENT ABANDONNEE SUPPRIMEE"
).split()


# A works document is the recipient's from here on; before, it is between others.
WORKS_HIS = (
    "MISE_A_DISPOSITION PRISE_EN_COMPTE_DESTINATAIRE A_RECYCLER SUSPENDUE COMPLETEE "
    "REJETEE SERVICE_FAIT MANDATEE MISE_A_DISPOSITION_COMPTABLE COMPTABILISEE "
    "MISE_EN_PAIEMENT"
).split()


def received(call):
    """Condition: documents that reached one of the caller's structures."""
    where = search.Where("i.visible")
    where.among("i.recipient_id", call.structures)
    hidden = ", ".join(f"'{statut}'" for statut in NOT_YET)
    where.add(f"i.statut NOT IN ({hidden})")
    his = ", ".join(f"'{statut}'" for statut in WORKS_HIS)
    where.add(f"(i.kind != 'FACTURE_TRAVAUX' OR i.statut IN ({his}))")
    return where


@registry.operation("factures", "rechercher/recipiendaire")
def search_received(call):
    body = dict(call.body)
    page = paging.Page(body.pop("paramRecherche", None), ceiling=paging.DEFAULT_MAXIMUM)
    body.setdefault("typeDemandePaiement", "FACTURE")
    where = received(call).criteria(body)
    suppliers = [x["idFournisseur"] for x in body.get("listeFournisseurs", ()) if x]
    if suppliers and body.get("rechercheSirenFournisseur"):
        marks = ", ".join("?" * len(suppliers))
        where.add(
            "substr(s.identifiant, 1, 9) IN (SELECT substr(identifiant, 1, 9) "
            f"FROM structure WHERE id IN ({marks}))",
            *suppliers,
        )
    elif suppliers:
        where.among("i.supplier_id", suppliers)
    found, total = _rows(call, where, page)
    if not total:
        paging.no_result(**page.answer(0))
    return {"listeFactures": found} | page.answer(total)


@registry.operation("factures", "rechercher/atraiter/recipiendaire")
def search_received_todo(call):
    body = call.body
    page = paging.Page(
        body.get("parametreRechercheFactureATraiterParRecipiendaire"),
        ceiling=paging.DEFAULT_MAXIMUM,
    )
    where = received(call)
    where.among("i.statut", list(lifecycle.RECIPIENT))
    if body.get("idStructure"):
        where.add("i.recipient_id = ?", body["idStructure"])
    found, total = _rows(call, where, page)
    answer = {"parametresRetour": page.answer(total)}
    if not total:
        paging.no_result(**answer)
    return answer | {"listeFactures": found}


@registry.operation(
    "factures", "consulter/recipiendaire", required="identifiantFactureCPP"
)
def consult_received(call):
    # The lower-case l is the portal's own.
    blocks = ("rechercheligneTvaRecap", "recherchePj", "rechercheLignePoste")
    row, shown = factures_fournisseur.consulted(call, "recipient_id", blocks)
    return {"facture": as_received(call.db, row, shown)}


def as_received(db, row, shown):
    """FactureCpp out of FactureCppEmise: fewer members, other names."""
    state = invoices.Directory(db).structure(row["recipient_id"]).get("etat")
    for name in ("designationDestinataire", "miseEnPaiementDestinataire"):
        shown["destinataire"].pop(name)
    shown["destinataire"]["destinataireEtat"] = "OUI" if state else "NON"
    shown["fournisseur"].pop("raisonSocialeFournisseur")
    shown.pop("rejetTraite")
    shown.pop("piecePrecedente", None)
    shown.pop("pieceSuivante", None)
    return shown | factures_fournisseur.neighbours(db, row, "numeroPieceSuivante")


@registry.operation("factures", "traiter/recue", required="idFacture nouveauStatut")
def treat(call):
    body = call.body
    statut, reason = body["nouveauStatut"], body.get("motif")
    with store.writing(call.db):
        row = invoices.get(
            call.db,
            body["idFacture"],
            column="recipient_id",
            allowed=call.structures,
        )
        if statut in lifecycle.NEED_REASON and not (reason or "").strip():
            raise registry.BusinessError(*choices.NO_REASON, invoices.label(statut))
        try:
            lifecycle.treat(
                call.db, row, statut, call.now, call.settings, reason, call.who
            )
        except lifecycle.Refused:
            raise registry.BusinessError(*choices.INCOHERENT) from None
        if statut == "MANDATEE" and body.get("numeroDPMandat"):
            invoices.update_data(call.db, row, mandat=body["numeroDPMandat"])
    return {
        "idFacture": row["id"],
        "numeroFacture": row["numero"],
        "dateTraitement": formats.day(call.now),
        "nouveauStatut": statut,
    }
