# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rules on parties: known, active, and their demands (portal.md §5.2)."""

import dataclasses
import json
import re

from .. import choices, codes, store
from . import messages

UNPARTIED = {"id": None, "nom": "", "parametres": {}, "publique": False}


@dataclasses.dataclass
class Routing:
    """Identifiers found while judging; None where nothing was found."""

    supplier: dict | None = None
    recipient: dict | None = None
    service: dict | None = None
    validator: dict | None = None
    moe: dict | None = None
    moe_service: str | None = None
    moa: dict | None = None
    moa_service: str | None = None


def structure(db, identifier):
    row = store.one(db, "SELECT * FROM structure WHERE identifiant = ?", identifier)
    if row is None:
        return None
    return json.loads(row["data"]) | {"id": row["id"], "siret": row["identifiant"]}


def service_of(db, structure_id, code):
    row = store.one(
        db,
        "SELECT * FROM service WHERE structure_id = ? AND code = ?",
        structure_id,
        code,
    )
    if row is None:
        return None
    return json.loads(row["data"]) | {"id": row["id"], "code": row["code"]}


def judge(db, doc, found):
    """Yield ``(rule, message)`` about one Document and fill ``found`` on the way."""
    yield from _supplier(db, doc, found)
    yield from _recipient(db, doc, found)
    if found.recipient:
        yield from obligations(
            db,
            found,
            doc.service,
            doc.engagement,
            doc.paths["service"],
            doc.paths["engagement"],
        )
    yield from _others(db, doc, found)


def _supplier(db, doc, found):
    path = doc.paths["fournisseur"]
    if not doc.fournisseur.id:
        yield "supplier.required", messages.required(path)
        return
    found.supplier = structure(db, doc.fournisseur.id)
    if found.supplier is None or not found.supplier["active"]:
        yield "supplier.unknown", messages.unknown_supplier(path)


def _recipient(db, doc, found):
    path = doc.paths["destinataire"]
    if not doc.destinataire.id:
        yield "recipient.required", messages.required(path)
        return
    recipient = structure(db, doc.destinataire.id)
    if recipient is None or not recipient["active"] or not recipient["publique"]:
        yield "recipient.unknown", messages.unknown_recipient(path)
        return
    found.recipient = recipient
    works_only = recipient["parametres"]["estMoaUniquement"]
    if works_only and doc.cadre in codes.SIMPLE:
        text = messages.bad_value("cadre de facturation", doc.paths["cadre"])
        yield "recipient.works_only", text


def obligations(db, found, code, commitment, service_path, commitment_path):
    """Service and commitment that the recipient demands (portal.md §5.2)."""
    demands = found.recipient["parametres"]
    either = demands["gestionNumeroEJOuCodeService"]
    if either:
        if not code and not commitment:
            yield "service.required", messages.commitment_required(service_path)
    else:
        if demands["codeServiceDoitEtreRenseigne"] and not code:
            yield "service.required", messages.commitment_required(service_path)
        if demands["numeroEJDoitEtreRenseigne"] and not commitment:
            text = messages.commitment_required(commitment_path)
            yield "commitment.required", text
    if not code:
        return
    found.service = service_of(db, found.recipient["id"], code)
    if found.service is None or not found.service["active"]:
        yield "service.unknown", messages.unknown("Le code service", service_path)
        return
    public_supplier = bool(found.supplier and found.supplier["publique"])
    if code == "FACTURES_PUBLIQUES" and not public_supplier:
        yield "service.public", messages.bad_value("code service", service_path)
    already = demands["numeroEJDoitEtreRenseigne"] and not either
    if found.service["engagement"] and not commitment and not already:
        text = messages.commitment_required(commitment_path)
        yield "commitment.required", text


def parties_in_notes(notes):
    """``{"MOE": (identifier, service code or None), …}`` (our own choice)."""
    found = {}
    for note in notes:
        for line in note.splitlines():
            match = re.match(choices.PARTY_NOTE, line)
            if match:
                found[match[1].upper()] = (match[2], match[3])
    return found


def _others(db, doc, found):
    named = parties_in_notes(doc.notes)
    validator = doc.valideur or named.get("VALIDEUR", ("", None))[0]
    if doc.cadre in codes.VALIDATED_CADRES:
        path = doc.paths["valideur"]
        found.validator = structure(db, validator)
        if not validator:
            yield "validator.required", messages.required(path)
        elif found.validator is None or not found.validator["active"]:
            text = messages.unknown("L'identifiant du valideur", path)
            yield "validator.unknown", text
            found.validator = None
    for role in ("MOE", "MOA"):
        identifier, code = named.get(role, ("", None))
        if not identifier:
            continue
        party = structure(db, identifier)
        if party is None or not party["active"]:
            path = doc.paths["note"]
            text = messages.unknown(f"L'identifiant de la {role}", path)
            yield f"{role.lower()}.unknown", text
            party = None
        setattr(found, role.lower(), party)
        setattr(found, f"{role.lower()}_service", code)
