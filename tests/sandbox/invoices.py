# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Invoices: how they are created, found and shown."""

import json
import re

from . import codes, registry, store

UNKNOWN = (20000, "GDP_MSG_11.008")
NOT_ENTITLED = (20001, "GDP_MSG_11.005")


class Directory:
    """Structures and services by id, read once per call."""

    def __init__(self, db):
        self.db, self._structures, self._services = db, {}, {}

    def structure(self, number):
        if number is None:
            return {}
        if number not in self._structures:
            row = store.one(self.db, "SELECT * FROM structure WHERE id = ?", number)
            found = json.loads(row["data"]) if row else {}
            if row:
                found |= {"id": row["id"], "siret": row["identifiant"]}
            self._structures[number] = found
        return self._structures[number]

    def service(self, number):
        if number is None:
            return {}
        if number not in self._services:
            row = store.one(self.db, "SELECT * FROM service WHERE id = ?", number)
            found = json.loads(row["data"]) if row else {}
            if row:
                found |= {"id": row["id"], "code": row["code"]}
            self._services[number] = found
        return self._services[number]


def get(db, number, *, column=None, allowed=()):
    """One visible invoice.

    :param column: the party that must be one of ``allowed`` structures.
    :raises BusinessError: unknown, or the caller is not entitled (portal.md §2.7).
    """
    row = store.one(db, "SELECT * FROM invoice WHERE id = ? AND visible", number)
    if row is None:
        raise registry.BusinessError(*UNKNOWN)
    if column and row[column] not in allowed:
        raise registry.BusinessError(*NOT_ENTITLED)
    return row


def create(db, columns, data, files, visible=0):
    """Insert an invoice and its attachments: (name, bytes, type, main)."""
    invoice_id = store.insert(
        db, "invoice", visible=visible, data=json.dumps(data), **columns
    )
    for name, content, kind, main in files:
        extension = name.rpartition(".")[2]
        attachment = store.insert(
            db,
            "attachment",
            login=data.get("login", ""),
            structure_id=columns["supplier_id"],
            name=name,
            type=kind,
            mime="application/octet-stream",
            ext=extension,
            content=content,
        )
        attach(db, invoice_id, attachment, name, kind, None, main)
    return invoice_id


def attach(db, invoice_id, attachment_id, name, kind, line, main=False):
    return store.insert(
        db,
        "invoice_attachment",
        invoice_id=invoice_id,
        attachment_id=attachment_id,
        name=name,
        type=kind,
        line=line,
        main=int(main),
    )


def update_data(db, row, **values):
    data = json.loads(row["data"]) | values
    sql = "UPDATE invoice SET data = ? WHERE id = ?"
    db.execute(sql, (json.dumps(data), row["id"]))


VAT_POINTS = {"72": "TVA_SUR_ENCAISSEMENT"}


def written_regime(text):
    """typeTva of a file that writes it out (UBL, portal.md §5.4), None for another
    text."""
    words = re.sub(r"[\s_]+", " ", text.upper())
    for mark, regime in WRITTEN_REGIMES.items():
        if mark in words:
            return regime
    return None


WRITTEN_REGIMES = {
    "ENCAISSEMENT": "TVA_SUR_ENCAISSEMENT",
    "DEBIT": "TVA_SUR_DEBIT",
    "EXONERATION": "EXONERATION",
    "SANS TVA": "SANS_TVA",
}


def vat_regime(taxes):
    """typeTva of a file's VAT lines; how BT-8 is read is open (portal.md §7.14)."""
    if any(t["categorie"] == "S" or number(t["taux"]) for t in taxes):
        point = next((t["exigibilite"] for t in taxes if t["exigibilite"]), "")
        return VAT_POINTS.get(point, "TVA_SUR_DEBIT")
    exempt = any(t["categorie"] == "E" for t in taxes)
    return "EXONERATION" if exempt else "SANS_TVA"


def from_document(db, doc, found, files, flow, now):
    """Create the invoice of an accepted Document; it appears when the flow ends."""
    works = doc.cadre in codes.TRAVAUX_TYPES
    kind = "FACTURE_TRAVAUX" if works else "FACTURE"
    simple = "AVOIR" if doc.type == "381" else "FACTURE"
    code, iban = next(iter(doc.paiements), ("", ""))
    moe_service = _service_id(db, found.moe, found.moe_service)
    moa_service = _service_id(db, found.moa, found.moa_service)
    data = {
        "login": flow["login"],
        "who": flow["who"],
        "devise": doc.devise,
        "typeTva": written_regime(doc.regime) or vat_regime(doc.tva),
        "motif": next((t["motif"] for t in doc.tva if t["motif"]), None),
        "modePaiement": codes.PAYMENT_MEANS.get(code),
        "iban": iban or None,
        "origine": next(iter(doc.origines), None),
        "echeance": iso_day(doc.echeance),
        "commentaire": "\n".join(doc.notes) or None,
        "type": simple,
        "montantTVA": number(doc.montant_tva) or 0.0,
        "acompte": number(doc.acompte) or 0.0,
        "observations": flow["remarks"],
        "tva": [_vat_line(t) for t in doc.tva],
        "lignes": [_line(x) for x in doc.lignes],
        "moe_service_id": moe_service,
        "moa_service_id": moa_service,
        "taille": sum(len(content) for _name, content in files),
    }
    columns = {
        "kind": kind,
        "numero": doc.numero,
        "supplier_id": found.supplier["id"],
        "recipient_id": found.recipient["id"],
        "service_id": found.service and found.service["id"],
        "validator_id": found.validator and found.validator["id"],
        "moe_id": found.moe and found.moe["id"],
        "moa_id": found.moa and found.moa["id"],
        "cadre": codes.CADRES[doc.cadre],
        "type_facture": codes.TRAVAUX_TYPES.get(doc.cadre, simple),
        "statut": first_status(doc.cadre, found.validator),
        "statut_at": now,
        "flow_id": flow["id"],
        "at": now,
        "date": iso_day(doc.date),
        "ht": float(doc.ht),
        "ttc": float(doc.ttc),
        "due": float(doc.a_payer),
        "marche": doc.marche or None,
        "engagement": doc.engagement or None,
        "mode": "UPLOAD_API",
    }
    named = [
        (name, content, "01" if rank == 0 else "02", rank == 0)
        for rank, (name, content) in enumerate(files)
    ]
    return create(db, columns, data, named)


def _service_id(db, structure, code):
    if not structure or not code:
        return None
    sql = "SELECT id FROM service WHERE structure_id = ? AND code = ?"
    row = store.one(db, sql, structure["id"], code)
    return row and row["id"]


def first_status(cadre, validator):
    """Status in which a document appears; one without its validator waits for it."""
    if cadre not in codes.VALIDATED_CADRES:
        return "DEPOSEE"
    return "A_VALIDER_1" if validator else "ERREUR_FOURNISSEUR_SUR_VALIDEUR"


def iso_day(text):
    """``2026-11-21`` for ``20261121``, None for anything else."""
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}" if len(text) == 8 else None


def number(text):
    """A plain decimal as a float, None for anything else (also "nan" and "1e9")."""
    found = re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,30})?", text or "")
    return float(text) if found else None


def _vat_line(tax):
    return {
        "taux": number(tax["taux"]) or 0.0,
        "base": number(tax["base"]),
        "montant": number(tax["montant"]),
    }


def _line(line):
    return {
        "reference": line["reference"] or None,
        "denomination": line["nom"] or line["description"],
        "quantite": number(line["quantite"]),
        "unite": line["unite"] or None,
        "prix": number(line["prix"]),
        "taux": number(line["taux"]) or 0.0,
        "ht": number(line["ht"]),
    }


def label(statut):
    return codes.STATUTS.get(statut) or codes.LATER_STATUTS.get(statut, statut)


def history(db, number):
    """Every status so far, most recent first."""
    sql = "SELECT * FROM event WHERE invoice_id = ? ORDER BY at DESC, id DESC"
    return db.execute(sql, (number,)).fetchall()


def is_works(row):
    return row["kind"] == "FACTURE_TRAVAUX"
