# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pages for people: plain HTML, French, usable from the keyboard, no script.

This module finds the space and the page, and answers; pages.py fills them in.
"""

import pathlib
import re
import time
import traceback
import urllib.parse

import jinja2
from werkzeug.wrappers import Response

from .. import (
    codes,
    contract,
    formats,
    invoices,
    lifecycle,
    registry,
    scenario,
    spaces,
    store,
)
from . import acts, downloads, forms, pages

FOLDER = pathlib.Path(__file__).parent
TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)
STYLE = (FOLDER / "style.css").read_text(encoding="utf-8")
TEMPLATES.filters |= {
    "instant": forms.moment,
    "jour": forms.day,
    "cadre": forms.framework,
    "statut": invoices.label,
    "montant": formats.french,
    "saisie": forms.typed_amount,
    "quantite": forms.quantity,
    "duree": forms.duration,
    "taille": forms.size,
    "iso": scenario.written,
    "etat": lambda state: codes.FLOW_STATES.get(state, state),
}
COOKIE = "classe"


class Visit:
    """One request for a page of one space."""

    def __init__(self, space, db, request):
        self.space, self.db, self.request = space, db, request
        self.settings, self.now = lifecycle.settings_and_now(db)
        lifecycle.settle(db, self.settings, self.now)

    def page(self, name, shown, status=200):
        moved = self.now - time.time()
        text = TEMPLATES.get_template(name).render(
            roles=pages.ROLES,
            now=self.now,
            paused=self.settings["paused_at"] is not None,
            moved=moved if abs(moved) >= 30 else 0,
            classe=self.space.name,
            **{"role": None, "error": "", "done": ""} | shown,
        )
        response = Response(text, status, content_type="text/html;charset=utf-8")
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def serve(every, request):
    """One page, or the redirection that follows an order; never a trace.

    :param every: the spaces
    """
    name = request.args.get("classe", request.cookies.get(COOKIE, ""))
    try:
        space = every.get(name, make="classe" in request.args)
    except spaces.Unknown as unknown:
        with every.main.store.connection() as db:
            visit = Visit(every.main, db, request)
            response = _missing(visit, str(unknown))
            response.delete_cookie(COOKIE)
            return response
    with space.store.connection() as db:
        response = _answer(Visit(space, db, request))
    if "classe" in request.args:
        response.set_cookie(COOKIE, space.name, httponly=True, samesite="Lax")
    return response


def _answer(visit):
    try:
        return _route(visit)
    except pages.Missing as missing:
        return _missing(visit, str(missing))
    except Exception:
        traceback.print_exc()
        if visit.db.in_transaction:
            visit.db.rollback()
        sentence = (
            "Cette page n'a pas pu être préparée : c'est un défaut du bac à sable."
        )
        return visit.page("missing.html", {"sentence": sentence}, 500)


def _missing(visit, sentence):
    return visit.page("missing.html", {"sentence": sentence}, 404)


# (method, pattern of the path) -> function(visit, *groups)
ROUTES = []


def page(method, pattern):
    def register(handler):
        ROUTES.append((method, re.compile(pattern), handler))
        return handler

    return register


def _route(visit):
    request = visit.request
    method = "GET" if request.method == "HEAD" else request.method
    if method not in ("GET", "POST"):
        raise pages.Missing(f"La méthode {method} n'existe pas ici.")
    for known, pattern, handler in ROUTES:
        match = pattern.fullmatch(request.path)
        if known == method and match:
            if method == "POST":
                _check_origin(request)
            return handler(visit, *match.groups())
    raise pages.Missing(_unknown(request.path))


def _check_origin(request):
    """Orders come from our own pages, not from another site's."""
    origin = request.headers.get("Origin")
    if origin and urllib.parse.urlsplit(origin).netloc != request.host:
        raise pages.Missing(f"Les ordres de « {origin} » ne sont pas acceptés ici.")


def _unknown(path):
    """What is unknown in an address: the role, or the page."""
    parts = path.strip("/").split("/")
    if len(parts) > 1 and parts[1] == "factures" and parts[0] not in pages.ROLES:
        known = ", ".join(pages.ROLES)
        return f"Le rôle « {parts[0]} » n'existe pas. Les rôles sont : {known}."
    return f"La page « {path} » n'existe pas."


ROLE = f"/({'|'.join(pages.ROLES)})"


@page("GET", "/style.css")
def style(visit):
    return Response(STYLE, content_type="text/css;charset=utf-8")


@page("GET", "/")
def home(visit):
    return visit.page("index.html", pages.index(visit))


@page("GET", "/acces")
def access(visit):
    return visit.page("access.html", pages.access(visit))


@page("GET", ROLE)
def role_page(visit, role):
    return visit.page("role.html", pages.role(visit, role))


@page("GET", "/flux/([^/]+)")
def flow_page(visit, number):
    return visit.page("flow.html", pages.flow(visit, number))


@page("GET", "/flux/([^/]+)/fichier")
def flow_file(visit, number):
    return downloads.flow_file(visit, number)


@page("GET", f"{ROLE}/factures/([^/]+)")
def invoice_page(visit, role, number):
    return visit.page("invoice.html", pages.invoice(visit, role, number))


@page("GET", f"{ROLE}/factures/([^/]+)/pdf")
def invoice_pdf(visit, role, number):
    return downloads.pdf(visit, pages.row_of(visit, role, number))


@page("GET", f"{ROLE}/factures/([^/]+)/xml")
def invoice_xml(visit, role, number):
    row = pages.row_of(visit, role, number)
    shown = {"role": role, "invoice": row, "xml": downloads.xml_text(visit, row)}
    return visit.page("xml.html", shown)


@page("GET", f"{ROLE}/factures/([^/]+)/pieces/([^/]+)")
def invoice_piece(visit, role, number, piece):
    return downloads.piece(visit, pages.row_of(visit, role, number), piece)


@page("GET", "/(moe|moa)/dossier")
def opening(visit, role):
    return visit.page("opening.html", pages.opening(visit, role))


@page("GET", "/remise-a-zero")
def reset_page(visit):
    return visit.page("reset.html", pages.reset(visit))


@page("GET", "/lecon")
def lesson_page(visit):
    return visit.page("lesson.html", pages.lesson(visit))


@page("POST", f"{ROLE}/factures/([^/]+)")
def decide(visit, role, number):
    """Play one decision, then show the document again with what came of it."""
    number = pages.row_of(visit, role, number)["id"]
    path = f"/{role}/factures/{number}"

    def play():
        call = acts.call(visit.db, role, visit.settings, visit.now)
        return acts.play(call, role, number, visit.request.form), path

    return _attempt(visit, path, play)


@page("POST", "/(moe|moa)/dossier")
def open_dossier(visit, role):
    def play():
        call = acts.call(visit.db, role, visit.settings, visit.now)
        number = acts.open_file(call, role, visit.request.form)
        return "Dossier ouvert", f"/{role}/factures/{number}"

    return _attempt(visit, f"/{role}/dossier", play)


@page("POST", "/remise-a-zero")
def reset(visit):
    if visit.request.form.get("confirmation") != "oui":
        raise pages.Missing("La remise à zéro demande une confirmation.")
    scenario.restart(visit.space, visit.db, pages.delays(visit))
    return _redirect("/?fait=" + urllib.parse.quote("Tout est remis à zéro."))


@page("POST", "/horloge")
def move_clock(visit):
    form = visit.request.form
    step = form.get("avance") or "0"
    if not re.fullmatch(r"\d{1,8}", step):
        raise pages.Missing(f"L'horloge ne peut pas avancer de « {step} » secondes.")
    order = {"advance": int(step)}
    if form.get("pause"):
        order["pause"] = form["pause"] == "oui"
    with store.writing(visit.db):
        scenario.move_clock(visit.db, order)
    return _redirect(visit.request.referrer or "/")


@page("POST", "/lecon")
def change_lesson(visit):
    def play():
        return pages.change_lesson(visit), "/lecon"

    return _attempt(visit, "/lecon", play)


def _attempt(visit, path, play):
    """Do it and say so, or say in words why it cannot be done."""
    try:
        with store.writing(visit.db):
            done, path = play()
    except (
        registry.BusinessError,
        lifecycle.Refused,
        contract.Malformed,
        ValueError,
    ) as error:
        return _redirect(f"{path}?{urllib.parse.urlencode({'erreur': _say(error)})}")
    return _redirect(f"{path}?{urllib.parse.urlencode({'fait': done})}")


# Codes of the portal that come without words
WORDS = {
    "GDP_MSG_11.005": "Cette pièce n'attend rien de ce rôle.",
    "GDP_MSG_11.008": "Cette pièce n'existe pas.",
    "GDP_MSG_11.033": "Cette pièce n'est pas suspendue.",
}


def _say(error):
    text = getattr(error, "libelle", None) or str(error)
    return WORDS.get(text, "Le motif est obligatoire." if text == "motif" else text)


def _redirect(path):
    """To a page of this site, whatever the address says."""
    target = urllib.parse.urlsplit(path)
    place = urllib.parse.urlunsplit(("", "", target.path, target.query, ""))
    place = "/" + place.lstrip("/\\")
    return Response("", 303, headers={"Location": place})
