# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Depositing works documents by API: the next of a file, or the one that opens it.

Nobody published this service: the request follows ``soumettre`` of simple invoices,
with MOE and MOA in the framework's block (portal.md §4.4).
"""

from .. import choices, formats, invoices, judge, lifecycle, registry, store, works
from ..judge import messages, routing
from . import factures_actions, factures_soumission, travaux

REQUEST = """
    idPiecePrecedente:int cadreFacturation:CADRE_25
    cadreDeFacturation:TravauxCadreDeFacturation numeroFactureSaisi:str!
    dateFacture:date destinataire:SoumettreFactureDestinataire
    fournisseur:TravauxFournisseur references:SoumettreFactureReferences
    montantTotal:SoumettreFactureMontantTotal! ligneTva:[LigneTvaSoumettreInput]
    pieceJointePrincipale:SoumettreFacturePieceJointePrincipale
    pieceJointeComplementaire:[PieceJointeComplementaire] commentaire:str
"""


@registry.operation(travaux.API, "soumettre", REQUEST)
def submit(call):
    """Deposit a works document as the party whose turn it is.

    Its amounts are its own: an MOE or an MOA corrects in its own document.
    """
    factures_actions.check_files(call)
    _check_main_files(call)
    with store.writing(call.db):
        cadre = _cadre(call.body)
        data, columns = _data(call), _columns(call, cadre)
        columns |= _parties(call, data)
        if "idPiecePrecedente" in call.body:
            previous = travaux.one(call, call.body["idPiecePrecedente"])
            check_number(call.db, previous["supplier_id"], columns["numero"])
            number = works.associate(call, previous, columns, data, [])
        else:
            columns = _opened(call, columns, data)
            check_number(call.db, columns["supplier_id"], columns["numero"])
            number = works.open_by(call, columns, data, [])
        factures_soumission.link_files(call, number)
    row = store.one(call.db, "SELECT * FROM invoice WHERE id = ?", number)
    return {
        "idFactureTravaux": number,
        "numeroFactureTravaux": row["numero"],
        "statutFactureTravaux": row["statut"],
        "dateDepot": formats.day(call.now),
    }


def _check_main_files(call):
    """:raises BusinessError: for a main file that is not the caller's."""
    for item in factures_soumission.main_files(call.body):
        number = item.get("pieceJointePrincipaleId")
        row = store.one(call.db, "SELECT login FROM attachment WHERE id = ?", number)
        if row is None or row["login"] != call.account["login"]:
            raise registry.BusinessError(*choices.UNKNOWN_ATTACHMENT, number)


def _cadre(body):
    block = body.get("cadreDeFacturation") or {}
    cadre = block.get("codeCadreFacturation") or body.get("cadreFacturation")
    if not cadre:
        raise registry.BusinessError(*choices.MISSING, "cadreDeFacturation")
    return cadre


def check_number(db, supplier_id, number):
    """Refuse a number that the portal cannot take.

    :raises BusinessError: too long, or known for this supplier
    """
    if len(number) > 20:
        raise registry.BusinessError(*choices.TOO_LONG, "numeroFactureSaisi", 20)
    if judge.known(db, supplier_id, number):
        raise registry.BusinessError(*choices.TAKEN_NUMBER)


def _columns(call, cadre):
    body, total = call.body, call.body["montantTotal"]
    return {
        "numero": body["numeroFactureSaisi"],
        "cadre": cadre,
        "statut": "DEPOSEE",
        "statut_at": call.now,
        "at": call.now,
        "date": body.get("dateFacture", formats.day(call.now))[:10],
        "ht": total.get("montantHtTotal"),
        "ttc": total.get("montantTtcTotal"),
        "due": total.get("montantAPayer"),
        "mode": "DEPOT_PDF_API",
    }


def _data(call):
    body, total = call.body, call.body["montantTotal"]
    references = body.get("references") or {}
    return {
        "login": call.account["login"],
        "who": call.who,
        "devise": references.get("deviseFacture") or "EUR",
        "type": references.get("typeFacture") or "FACTURE",
        "commentaire": body.get("commentaire"),
        "montantTVA": total.get("montantTVA", 0),
        "tva": factures_soumission.vat_lines(body),
        "lignes": [],
    }


def _parties(call, data):
    """Columns of the MOE and the MOA that the framework's block names.

    :raises BusinessError: for a structure or a service that nobody knows.
    """
    block, found = call.body.get("cadreDeFacturation") or {}, {}
    for role, name in (("moe", "Moe"), ("moa", "Moa")):
        party = party_of(
            call.db, block.get(f"id{name}"), block.get(f"identifiant{name}")
        )
        if party is None:
            continue
        found[f"{role}_id"] = party["id"]
        code, number = block.get(f"codeService{name}"), block.get(f"idService{name}")
        sql = "SELECT id FROM service WHERE structure_id = ? AND (id = ? OR code = ?)"
        service = store.one(call.db, sql, party["id"], number, code)
        if service is None and (code or number):
            raise registry.BusinessError(*choices.UNKNOWN_SERVICE)
        if service:
            data[f"{role}_service_id"] = service["id"]
    return found


def party_of(db, number, identifier):
    """An active structure by id or identifier, None when neither is given.

    :raises BusinessError: when nobody knows it.
    """
    if not number and not identifier:
        return None
    sql = (
        "SELECT id FROM structure WHERE (id = ? OR identifiant = ?) "
        "AND json_extract(data, '$.active')"
    )
    party = store.one(db, sql, number, identifier)
    if party is None:
        raise registry.BusinessError(*choices.UNKNOWN_STRUCTURE)
    return party


def _opened(call, columns, data):
    """Columns of a document that opens a file: it names every party itself."""
    body = call.body
    supplier = body.get("fournisseur") or {}
    party = party_of(
        call.db, supplier.get("idFournisseur"), supplier.get("identifiantFournisseur")
    )
    if party is None:
        raise registry.BusinessError(*choices.MISSING, "fournisseur")
    references = body.get("references") or {}
    commitment = references.get("numeroBonCommande")
    found = routing.Routing(supplier=invoices.Directory(call.db).structure(party["id"]))
    problems = factures_soumission.recipient_problems(
        call.db, found, body.get("destinataire") or {}, commitment, simple=False
    )
    if problems:
        text = messages.joined(problems)
        raise registry.BusinessError(choices.BAD_INVOICE[0], "{0}", text)
    block = body.get("cadreDeFacturation") or {}
    validator = party_of(call.db, None, block.get("codeStructureValideur"))
    validated = lifecycle.short(columns["cadre"]) in ("A10", "A13", "A14")
    return (
        {"moe_id": None, "moa_id": None}
        | columns
        | {
            "supplier_id": party["id"],
            "recipient_id": found.recipient["id"],
            "service_id": found.service and found.service["id"],
            "validator_id": validator["id"] if validator and validated else None,
            "marche": references.get("numeroMarche"),
            "engagement": commitment,
        }
    )
