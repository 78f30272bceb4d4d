# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What each page of the console shows."""

import json
import re
import time

from .. import (
    clock,
    codes,
    formats,
    identifiers,
    invoices,
    lifecycle,
    options,
    reasons,
    scenario,
    search,
    seeds,
    store,
    works,
)
from ..api import factures_destinataire
from ..judge import table
from . import acts, downloads

ROLES = {
    "acheteur": "Acheteur public",
    "valideur": "Valideur",
    "moe": "Maître d'œuvre (MOE)",
    "moa": "Maître d'ouvrage (MOA)",
    "fournisseur": "Fournisseur",
}
PER_PAGE = 50
LISTED = (
    "SELECT i.*, json_extract(r.data, '$.nom') AS recipient, "
    "json_extract(s.data, '$.nom') AS supplier, "
    f"f.number AS flow_number {search.TABLES}"
)
FIELDS = {
    "mandat": "Numéro de mandat",
    "commentaire": "Commentaire",
    "destinataire": "SIRET du nouveau destinataire",
    "service": "Code service",
    "engagement": "Numéro d'engagement",
    "marche": "Numéro de marché",
    "valideur": "SIRET du valideur",
    "moe": "SIRET de la MOE",
    "moe_service": "Service de la MOE",
    "moa": "SIRET de la MOA",
    "moa_service": "Service de la MOA",
}


class Missing(Exception):
    """What was asked for does not exist; says so in one French sentence."""


def said(visit):
    """The sentence that the last order left."""
    args = visit.request.args
    return {"error": args.get("erreur", ""), "done": args.get("fait", "")}


def typed(visit, name):
    return visit.request.args.get(name, "").strip()


def like(text):
    """A pattern that contains ``text`` and none of its signs."""
    escaped = re.sub(r"([\\%_])", r"\\\1", text)
    return f"%{escaped}%"


def index(visit):
    db, number = visit.db, typed(visit, "numero")
    counts = db.execute(
        "SELECT statut, count(*) AS n FROM invoice WHERE visible GROUP BY statut "
        "ORDER BY n DESC"
    ).fetchall()
    flows = db.execute(
        "SELECT f.*, (SELECT count(*) FROM invoice i WHERE i.flow_id = f.id) AS n "
        "FROM flow f WHERE number LIKE ? ESCAPE '\\' OR name LIKE ? ESCAPE '\\' "
        "ORDER BY id DESC LIMIT 20",
        (like(number), like(number)),
    ).fetchall()
    rows = db.execute(
        f"{LISTED} WHERE i.visible AND (i.numero LIKE ? ESCAPE '\\' "
        "OR f.number LIKE ? ESCAPE '\\') ORDER BY i.id DESC LIMIT 20",
        (like(number), like(number)),
    ).fetchall()
    shown = {"counts": counts, "flows": flows, "invoices": rows, "numero": number}
    return shown | said(visit)


def role(visit, name):
    """Documents of a role, those that wait for it first."""
    db, statut, number = visit.db, typed(visit, "statut"), typed(visit, "numero")
    page = typed(visit, "page") or "1"
    if not re.fullmatch(r"[1-9]\d{0,6}", page):
        raise Missing(f"La page numéro « {page} » n'existe pas.")
    where, args = _own(db, name)
    statuses = db.execute(f"SELECT DISTINCT i.statut FROM invoice i {where}", args)
    shown = sorted((row[0] for row in statuses), key=invoices.label)
    if statut:
        where += " AND i.statut = ?"
        args = [*args, statut]
    if number:
        where += " AND i.numero LIKE ? ESCAPE '\\'"
        args = [*args, like(number)]
    waiting = acts.WAITING[name]
    order = f"i.statut IN ({', '.join('?' * len(waiting))}) DESC, i.statut_at DESC"
    total = db.execute(f"SELECT count(*) {search.TABLES} {where}", args).fetchone()[0]
    rows = db.execute(
        f"{LISTED} {where} ORDER BY {order}, i.id DESC LIMIT ? OFFSET ?",
        [*args, *waiting, PER_PAGE, (int(page) - 1) * PER_PAGE],
    ).fetchall()
    return {
        "role": name,
        "invoices": rows,
        "waiting": waiting,
        "statut": statut,
        "numero": number,
        "statuses": shown,
        "page": int(page),
        "pages": max(1, -(-total // PER_PAGE)),
        "total": total,
    } | said(visit)


def _own(db, name):
    """``(condition, arguments)`` of the documents that a role may see."""
    own = acts.structures(db, name)
    marks = ", ".join("?" * len(own))
    where = f"WHERE i.visible AND i.{acts.COLUMNS[name]} IN ({marks})"
    if name == "acheteur":
        his = ", ".join(f"'{statut}'" for statut in factures_destinataire.WORKS_HIS)
        where += f" AND (i.kind != 'FACTURE_TRAVAUX' OR i.statut IN ({his}))"
    return where, own


def row_of(visit, name, number):
    """One document of a role.

    :raises Missing: unknown number, or a document of others.
    """
    row = None
    if re.fullmatch(r"\d{1,12}", number):
        found = f"{LISTED} WHERE i.visible AND i.id = ?"
        row = store.one(visit.db, found, identifiers.kept_one(number))
    if row is None:
        raise Missing(f"La pièce d'identifiant « {number} » n'existe pas.")
    if row[acts.COLUMNS[name]] not in acts.structures(visit.db, name):
        raise Missing(
            f"La pièce {row['numero']} n'appartient pas au rôle « {ROLES[name]} »."
        )
    return row


PARTIES = (
    ("Fournisseur", "supplier_id"),
    ("Destinataire", "recipient_id"),
    ("Valideur", "validator_id"),
    ("MOE", "moe_id"),
    ("MOA", "moa_id"),
)


def invoice(visit, name, number):
    row, db = row_of(visit, name, number), visit.db
    directory, data = invoices.Directory(db), json.loads(row["data"])
    call = acts.call(db, name, visit.settings, visit.now)
    buttons = acts.buttons(call, name, row)
    fields = [f for f in FIELDS if any(f in button.fields for button in buttons)]
    events = invoices.history(db, row["id"])
    works_document = invoices.is_works(row)
    return {
        "role": name,
        "invoice": row,
        "data": {"mandat": None, "commentaire": None} | data,
        "service": directory.service(row["service_id"]),
        "parties": [
            (label, directory.structure(row[column]))
            for label, column in PARTIES
            if row[column] is not None
        ],
        "events": [dict(e) | {"who": json.loads(e["who"])} for e in events],
        "buttons": buttons,
        "fields": [(field, FIELDS[field]) for field in fields],
        "reason_asked": any("motif" in button.fields for button in buttons),
        "reasons": reasons.REASONS,
        "stopping": acts.STOPPING,
        "next_cadres": acts.next_documents(call, name, row),
        "told": _told(db, row) if works_document else [],
        "dossier": db.execute(
            f"{LISTED} WHERE i.visible AND i.dossier_id = ? ORDER BY i.id",
            (row["dossier_id"],),
        ).fetchall(),
        "files": downloads.listed(db, row),
        "has_xml": downloads.xml(visit, row) is not None,
        "observations": data.get("observations", []),
        "sources": table.RULES,
    } | said(visit)


def _told(db, row):
    """``[(label, instant)]`` of the dates from which delays run."""
    return [
        (f"Mise à disposition de la {role}", at)
        for role, at in works.received(db, row).items()
        if at
    ]


def flow(visit, number):
    row = store.one(visit.db, "SELECT * FROM flow WHERE number = ?", number)
    if row is None:
        raise Missing(f"Le flux « {number} » n'existe pas.")
    over = row["state"] == row["final"]
    report = json.loads(row["report"]) if over else {}
    rows = visit.db.execute(
        f"{LISTED} WHERE i.visible AND i.flow_id = ? ORDER BY i.id", (row["id"],)
    ).fetchall()
    return {
        "flow": row,
        "report": {"dp": [], "technique": [], "observations": []} | report,
        "over": over,
        "sources": table.RULES,
        "invoices": rows,
    }


def access(visit):
    """Addresses and credentials that a trainee types into the accounting software."""
    accounts = [
        (name, seeds.ACCOUNTS[name], seeds.credentials(name, visit.space.name))
        for name in ("fournisseur", "fournisseur2", "cle_valide")
    ]
    return {"root": visit.request.host_url.rstrip("/"), "accounts": accounts}


def opening(visit, name):
    """The form of a file that the MOE or the MOA opens, with known structures."""
    found = {"publiques": [], "privees": []}
    for row in visit.db.execute("SELECT * FROM structure ORDER BY identifiant"):
        data = json.loads(row["data"])
        if data["active"]:
            kind = "publiques" if data["publique"] else "privees"
            found[kind].append((row["identifiant"], data["nom"]))
    cadres = works.OPENERS[name.upper()]
    return {"role": name, "cadres": cadres} | found | said(visit)


def reset(visit):
    """How much would be lost."""
    count = "SELECT count(*) FROM {}"
    return {
        "flows": visit.db.execute(count.format("flow")).fetchone()[0],
        "documents": visit.db.execute(count.format("invoice")).fetchone()[0],
    }


def delays(visit):
    return {name: visit.settings[name] for name in clock.DELAYS}


DELAY_WORDS = {
    "integration": ("Intégration d'un flux", 1, "secondes"),
    "routing": ("Acheminement, première partie", 1, "secondes"),
    "delivery": ("Acheminement jusqu'au destinataire", 1, "secondes"),
    "validation": ("Silence du valideur", 86400, "jours"),
    "moe": ("Silence de la MOE", 86400, "jours"),
    "tacit": ("Réponse de la MOA avant le décompte tacite", 86400, "jours"),
}


STRICTNESS = {
    "rejeter": (True, "Ce qui n'était qu'une observation est maintenant un rejet."),
    "observer": (False, "Seuls les rejets constatés à Chorus Pro restent des rejets."),
}


def lesson(visit):
    kept = store.get_meta(visit.db, "lesson") or {}
    return {
        "delays": [
            (name, words, visit.settings[name] / unit, label)
            for name, (words, unit, label) in DELAY_WORDS.items()
        ],
        "start": kept.get("start", visit.now),
        "dates": kept.get("dates", []),
        "plan": [at for at in kept.get("plan", []) if at > visit.now],
        "lessons": scenario.saved(visit.db),
        "strict": options.read(visit.db)["strict"],
        "real": time.time(),
        "today": formats.paris(visit.now).strftime("%Y-%m-%dT%H:%M"),
    } | said(visit)


def change_lesson(visit):
    """One order of the lesson's page; returns the sentence to show.

    :raises ValueError: in words.
    """
    form, db = visit.request.form, visit.db
    action = form.get("action", "")
    if action == "delais":
        scenario.move_clock(db, _delays(form))
        return "Les délais sont changés : ils valent pour la suite."
    if action == "enregistrer":
        scenario.save(db, form.get("nom", ""))
        return f"La leçon « {form['nom'].strip()} » est enregistrée."
    if action in STRICTNESS:
        strict, sentence = STRICTNESS[action]
        options.change(db, {"strict": strict})
        return sentence
    if action == "aller":
        return _go_to(visit, scenario.instant(form.get("le")))
    name = form.get("nom", "")
    if action not in ("rejouer", "oublier") or name not in scenario.saved(db):
        raise lifecycle.Refused("Cette leçon n'est pas enregistrée.")
    if action == "oublier":
        scenario.forget(db, name)
        return f"La leçon « {name} » est oubliée."
    if form.get("confirmation") != "oui":
        raise lifecycle.Refused(
            "Cochez la confirmation : rejouer une leçon efface les factures."
        )
    scenario.replay(visit.space, db, scenario.saved(db)[name])
    return f"La leçon « {name} » recommence."


def _delays(form):
    changed = {}
    for name, (words, unit, _label) in DELAY_WORDS.items():
        text = (form.get(name) or "").strip().replace(",", ".")
        if not re.fullmatch(r"\d{1,7}(\.\d{1,3})?", text):
            raise lifecycle.Refused(f"« {words} » demande un nombre, zéro ou plus.")
        changed[name] = float(text) * unit
    return changed


def _go_to(visit, target):
    if target <= visit.now:
        raise lifecycle.Refused("L'horloge ne recule pas : rejouez la leçon.")
    scenario.move_clock(visit.db, {"advance": target - visit.now})
    settings, now = lifecycle.settings_and_now(visit.db)
    lifecycle.settle(visit.db, settings, now)
    return "L'horloge a avancé."


assert set(DELAY_WORDS) == set(clock.DELAYS)
assert set(codes.CADRE_LABELS) == set(codes.CADRES)
