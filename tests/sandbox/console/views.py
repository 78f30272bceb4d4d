# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pages for people: plain HTML, French, usable from the keyboard, no script."""

import json
import pathlib
import re
import urllib.parse

import jinja2
from werkzeug.wrappers import Response

from .. import (
    codes,
    contract,
    formats,
    identifiers,
    invoices,
    lifecycle,
    registry,
    search,
    store,
)
from ..judge import table
from . import acts

FOLDER = pathlib.Path(__file__).parent
TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
STYLE = (FOLDER / "style.css").read_text(encoding="utf-8")
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


def _amount(value):
    if value is None:
        return ""
    return f"{value:,.2f}".replace(",", "\u202f").replace(".", ",")


def _moment(seconds):
    return formats.paris(seconds).strftime("%d/%m/%Y %H:%M")


def _day(text):
    return "/".join(reversed(text.split("-"))) if text else ""


def _framework(name):
    """``A1 – Facture fournisseur`` for A1_FACTURE_FOURNISSEUR."""
    short, _, rest = (name or "").partition("_")
    return f"{short} – {rest.replace('_', ' ').capitalize()}"


TEMPLATES.filters |= {
    "instant": _moment,
    "jour": _day,
    "cadre": _framework,
    "statut": invoices.label,
    "montant": _amount,
    "etat": lambda state: codes.FLOW_STATES.get(state, state),
}


class Missing(Exception):
    """What was asked for does not exist; says so in one French sentence."""


def serve(db, request):
    """One page, or the redirection that follows an order."""
    settings, now = lifecycle.settings_and_now(db)
    lifecycle.settle(db, settings, now)
    parts = request.path.strip("/").split("/")
    try:
        if request.method == "POST":
            return _post(db, request, parts, settings, now)
        if request.method not in ("GET", "HEAD"):
            raise Missing(f"La méthode {request.method} n'existe pas ici.")
        if request.path == "/style.css":
            return Response(STYLE, content_type="text/css;charset=utf-8")
        if request.path == "/":
            return _page("index.html", _index(db), settings, now)
        if len(parts) == 1 and parts[0] in ROLES:
            return _page("role.html", _role(db, request, parts[0]), settings, now)
        if len(parts) == 2 and parts[0] == "flux":
            return _page("flow.html", _flow(db, parts[1]), settings, now)
        if len(parts) == 3 and parts[0] in ROLES and parts[1] == "factures":
            shown = _invoice(db, request, parts[0], parts[2], settings, now)
            return _page("invoice.html", shown, settings, now)
        raise Missing(_unknown(request, parts))
    except Missing as missing:
        sentence = str(missing)
    return _page("missing.html", {"sentence": sentence}, settings, now, 404)


def _unknown(request, parts):
    """What is unknown in an address: the role, or the page."""
    if len(parts) > 1 and parts[1] == "factures" and parts[0] not in ROLES:
        known = ", ".join(ROLES)
        return f"Le rôle « {parts[0]} » n'existe pas. Les rôles sont : {known}."
    return f"La page « {request.path} » n'existe pas."


def _page(name, shown, settings, now, status=200):
    paused = settings["paused_at"] is not None
    text = TEMPLATES.get_template(name).render(
        roles=ROLES, now=now, paused=paused, settings=settings, **shown
    )
    return Response(text, status, content_type="text/html;charset=utf-8")


def _index(db):
    counts = db.execute(
        "SELECT statut, count(*) AS n FROM invoice WHERE visible GROUP BY statut "
        "ORDER BY n DESC"
    ).fetchall()
    flows = db.execute("SELECT * FROM flow ORDER BY id DESC LIMIT 20").fetchall()
    rows = db.execute(f"{LISTED} WHERE i.visible ORDER BY i.id DESC LIMIT 20")
    return {"counts": counts, "flows": flows, "invoices": rows.fetchall()}


def _role(db, request, role):
    """Documents of a role, those that wait for it first."""
    statut = request.args.get("statut", "")
    page = request.args.get("page", "1")
    if not re.fullmatch(r"[1-9]\d{0,6}", page):
        raise Missing(f"La page numéro « {page} » n'existe pas.")
    page = int(page)
    own = acts.structures(db, role)
    column = acts.COLUMNS[role]
    marks = ", ".join("?" * len(own))
    where = f"WHERE i.visible AND i.{column} IN ({marks})"
    args = list(own)
    if statut:
        where += " AND i.statut = ?"
        args.append(statut)
    waiting = acts.WAITING[role]
    order = f"i.statut IN ({', '.join('?' * len(waiting))}) DESC, i.statut_at DESC"
    total = db.execute(f"SELECT count(*) {search.TABLES} {where}", args).fetchone()[0]
    rows = db.execute(
        f"{LISTED} {where} ORDER BY {order} LIMIT ? OFFSET ?",
        [*args, *waiting, PER_PAGE, (page - 1) * PER_PAGE],
    ).fetchall()
    statuses = db.execute(
        f"SELECT DISTINCT statut FROM invoice WHERE visible AND {column} IN ({marks})",
        own,
    )
    return {
        "role": role,
        "invoices": rows,
        "waiting": waiting,
        "statut": statut,
        "statuses": sorted(row[0] for row in statuses),
        "page": page,
        "pages": max(1, -(-total // PER_PAGE)),
        "total": total,
    }


def _invoice(db, request, role, number, settings, now):
    row = _row(db, role, number)
    directory = invoices.Directory(db)
    events = [dict(e) | {"who": json.loads(e["who"])} for e in _events(db, row)]
    return {
        "role": role,
        "invoice": row,
        "data": json.loads(row["data"]),
        "service": directory.service(row["service_id"]),
        "parties": [
            (label, directory.structure(row[column]))
            for label, column in (
                ("Fournisseur", "supplier_id"),
                ("Destinataire", "recipient_id"),
                ("Valideur", "validator_id"),
                ("MOE", "moe_id"),
                ("MOA", "moa_id"),
            )
            if row[column] is not None
        ],
        "events": events,
        "buttons": acts.buttons(acts.call(db, role, settings, now), role, row),
        "stopping": acts.STOPPING,
        "next_cadres": acts.next_documents(acts.call(db, role, settings, now), row),
        "error": request.args.get("erreur", ""),
        "done": request.args.get("fait", ""),
        "dossier": db.execute(
            f"{LISTED} WHERE i.visible AND i.dossier_id = ? ORDER BY i.id",
            (row["dossier_id"],),
        ).fetchall(),
    }


def _row(db, role, number):
    """One document of a role.

    :raises Missing: unknown number, or a document of others.
    """
    row = None
    if re.fullmatch(r"\d{1,12}", number):
        found = f"{LISTED} WHERE i.visible AND i.id = ?"
        row = store.one(db, found, identifiers.kept_one(number))
    if row is None:
        raise Missing(f"La pièce d'identifiant « {number} » n'existe pas.")
    if row[acts.COLUMNS[role]] not in acts.structures(db, role):
        raise Missing(
            f"La pièce {row['numero']} n'appartient pas au rôle « {ROLES[role]} »."
        )
    return row


def _events(db, row):
    return invoices.history(db, row["id"])


def _flow(db, number):
    row = store.one(db, "SELECT * FROM flow WHERE number = ?", number)
    if row is None:
        raise Missing(f"Le flux « {number} » n'existe pas.")
    report = json.loads(row["report"]) if row["state"] == row["final"] else {}
    return {"flow": row, "report": report, "sources": table.RULES}


def _post(db, request, parts, settings, now):
    """Play one decision, then show the invoice again with what came of it."""
    form = request.form
    if parts == ["horloge"]:
        return _move_clock(db, request)
    if len(parts) != 3 or parts[0] not in ROLES or parts[1] != "factures":
        raise Missing(_unknown(request, parts))
    role, number = parts[0], _row(db, parts[0], parts[2])["id"]
    path = f"/{role}/factures/{number}"
    try:
        with store.writing(db):
            call = acts.call(db, role, settings, now)
            done = acts.play(call, role, number, form)
    except (registry.BusinessError, lifecycle.Refused, contract.Malformed) as error:
        return _redirect(f"{path}?{urllib.parse.urlencode({'erreur': _say(error)})}")
    return _redirect(f"{path}?{urllib.parse.urlencode({'fait': done})}")


def _move_clock(db, request):
    step = request.form.get("avance") or "0"
    if not re.fullmatch(r"\d{1,8}", step):
        raise Missing(f"L'horloge ne peut pas avancer de « {step} » secondes.")
    order = {"advance": int(step)}
    if request.form.get("pause"):
        order["pause"] = request.form["pause"] == "oui"
    with store.writing(db):
        acts.set_clock(db, order)
    return _redirect(request.referrer or "/")


def _say(error):
    text = getattr(error, "libelle", None) or str(error)
    return "Le motif est obligatoire." if text == "motif" else text


def _redirect(path):
    target = urllib.parse.urlsplit(path)
    place = urllib.parse.urlunsplit(("", "", target.path, target.query, ""))
    return Response("", 303, headers={"Location": place or "/"})
