# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a supplier does after a return, and downloads (portal.md §2.4, §2.7)."""

import base64
import io
import zipfile

from .. import choices, codes, formats, invoices, lifecycle, pivot, registry, store
from ..judge import messages, routing
from . import factures_depot, factures_soumission

NOT_SUSPENDED = (20002, "GDP_MSG_11.033")
DOWNLOAD_LIMIT = 120 * codes.MB


def own(call, number):
    return invoices.get(call.db, number, column="supplier_id", allowed=call.structures)


def check_files(call):
    """Complementary attachments: members, and files of the caller.

    :raises BusinessError: for a missing member or an unknown file.
    """
    for item in call.body.get("pieceJointeComplementaire", ()):
        for name in ("Designation", "Type", "Id"):
            key = f"pieceJointeComplementaire{name}"
            if not item.get(key):
                raise registry.BusinessError(*choices.MISSING, key)
        number = item["pieceJointeComplementaireId"]
        row = store.one(call.db, "SELECT login FROM attachment WHERE id = ?", number)
        if row is None or row["login"] != call.account["login"]:
            raise registry.BusinessError(*choices.UNKNOWN_ATTACHMENT, number)


@registry.operation("factures", "completer", required="identifiantFactureCPP")
def complete(call):
    check_files(call)
    if len(call.body.get("commentaire", "")) > 2000:
        raise registry.BusinessError(*choices.TOO_LONG, "commentaire", 2000)
    with store.writing(call.db):
        row = own(call, call.body["identifiantFactureCPP"])
        if row["statut"] != "SUSPENDUE":
            raise registry.BusinessError(*NOT_SUSPENDED)
        factures_soumission.add_files(call, row["id"])
        lifecycle.move(
            call.db,
            row["id"],
            "COMPLETEE",
            call.now,
            call.settings,
            call.body.get("commentaire"),
            call.who,
        )
        lifecycle.note_action(
            call.db, row["id"], call.now, "ACQUITTEMENT_SUSPENSION", call.who
        )
    return {
        "identifiantFactureCPP": row["id"],
        "numeroFacture": row["numero"],
        "dateTraitement": formats.day(call.now),
        "pageCourante": 1,
        "pages": 1,
        "nbResultatsParPage": 10,
        "total": 1,
    }


@registry.operation("factures", "recycler", required="identifiantFactureCPP")
def recycle(call):
    """Change SIRET, service or commitment; the number stays, a new circuit starts."""
    with store.writing(call.db):
        row = own(call, call.body["identifiantFactureCPP"])
        if row["statut"] != "A_RECYCLER":
            raise registry.BusinessError(*choices.NOT_A_RECYCLED)
        reroute(call, row)
        lifecycle.move(
            call.db,
            row["id"],
            "EN_COURS_ACHEMINEMENT",
            call.now,
            call.settings,
            call.body.get("commentaire"),
            call.who,
        )
    return {
        "identifiantFactureCPP": row["id"],
        "numeroFacture": row["numero"],
        "statutFacture": "EN_COURS_ACHEMINEMENT",
        "dateDepot": formats.day(row["at"]),
    }


def reroute(call, row):
    """Write the new recipient, service, commitment and market, once judged."""
    directory = invoices.Directory(call.db)
    wanted = call.body.get("destinataire") or {}
    reference = call.body.get("reference") or {}
    siret = directory.structure(row["recipient_id"]).get("siret")
    service = directory.service(row["service_id"]).get("code")
    changed = wanted.get("codeDestinataire", siret) != siret
    target = {
        "codeDestinataire": wanted.get("codeDestinataire", siret),
        "codeServiceExecutant": wanted.get(
            "codeServiceExecutant", None if changed else service
        ),
    }
    commitment = reference.get("numeroBonCommande", row["engagement"])
    found = routing.Routing(supplier=directory.structure(row["supplier_id"]))
    problems = factures_soumission.recipient_problems(
        call.db, found, target, commitment, simple=not invoices.is_works(row)
    )
    if problems:
        raise registry.BusinessError(
            choices.BAD_INVOICE[0], "{0}", messages.joined(problems)
        )
    call.db.execute(
        "UPDATE invoice SET recipient_id = ?, service_id = ?, engagement = ?, "
        "marche = ? WHERE id = ?",
        (
            found.recipient["id"],
            found.service and found.service["id"],
            commitment,
            reference.get("numeroMarche", row["marche"]),
            row["id"],
        ),
    )


@registry.operation("factures", "traiterRejet", required="listeDemandePaiement")
def handle_rejections(call):
    """All or nothing: every invoice of the list must be a rejected one."""
    with store.writing(call.db):
        for item in call.body["listeDemandePaiement"]:
            row = own(call, item.get("idDemandePaiement"))
            if row["statut"] != "REJETEE":
                raise registry.BusinessError(*choices.NOT_REJECTED)
            call.db.execute(
                "UPDATE invoice SET rejet_traite = 1 WHERE id = ?", (row["id"],)
            )
            lifecycle.note_action(
                call.db, row["id"], call.now, "TRAITEMENT_REJET", call.who
            )
    return {}


@registry.operation(
    "factures",
    "telecharger/groupe",
    required="listeFacture format",
    libelle="CODE PAR DEFAUT",
)
def download(call):
    body = call.body
    rows = [readable(call, item.get("idFacture")) for item in body["listeFacture"]]
    if body["format"] not in ("PDF", "PIVOT"):
        raise registry.BusinessError(*choices.MISSING, "format")
    if any(row["recipient_id"] is None for row in rows):
        raise registry.BusinessError(*invoices.UNKNOWN)  # a draft is no invoice yet
    if body["format"] == "PIVOT":
        directory = invoices.Directory(call.db)
        result = pivot.build(
            call.db, rows, directory, lambda row: files(call.db, row), call.now
        )
    else:
        complete_set = body.get("avecPiecesJointesComplementaires") == "Oui"
        result = _pdf(call, rows, complete_set)
    if len(result) > DOWNLOAD_LIMIT:
        raise registry.BusinessError(*factures_depot.TOO_LARGE, status=413)
    with store.writing(call.db):
        for row in rows:
            lifecycle.note_action(
                call.db, row["id"], call.now, "TELECHARGEMENT_FACTURE", call.who
            )
            if row["recipient_id"] in call.structures:
                call.db.execute(
                    "UPDATE invoice SET downloaded = 1 WHERE id = ?", (row["id"],)
                )
    return {"fichierResultat": base64.b64encode(result).decode()}


def readable(call, number):
    """An invoice of which the caller is a party."""
    row = invoices.get(call.db, number)
    roles = ("supplier", "recipient", "validator", "moe", "moa")
    if not {row[f"{role}_id"] for role in roles} & set(call.structures):
        raise registry.BusinessError(*invoices.NOT_ENTITLED)
    return row


def files(db, row):
    """``[(name, type, bytes)]`` of an invoice, the main one first."""
    sql = (
        "SELECT l.name, l.type, a.ext, a.content FROM invoice_attachment l "
        "JOIN attachment a ON a.id = l.attachment_id "
        "WHERE invoice_id = ? ORDER BY l.main DESC, l.id"
    )
    found = []
    for link in db.execute(sql, (row["id"],)):
        name = link["name"]
        if "." not in name:
            name = f"{name}.{link['ext']}"
        found.append((name, link["type"], link["content"]))
    return found


def _pdf(call, rows, complete_set):
    documents = []
    for row in rows:
        content = files(call.db, row)
        kept = content if complete_set else content[:1]
        folder = f"{row['numero']}/".replace("/", "-", row["numero"].count("/"))
        documents += [(folder if len(rows) > 1 else "", *f) for f in kept]
    if len(documents) == 1 and documents[0][3][:5] == b"%PDF-":
        return documents[0][3]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for folder, name, _kind, content in documents:
            archive.writestr(folder + name.replace("/", "-"), content)
    return out.getvalue()
