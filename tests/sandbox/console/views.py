# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pages for people: plain HTML, French, usable from the keyboard."""

import pathlib

import jinja2
from werkzeug.wrappers import Response

from .. import codes, formats, invoices, lifecycle, search

FOLDER = pathlib.Path(__file__).parent
TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(FOLDER / "templates"), autoescape=True
)
TEMPLATES.filters |= {"instant": formats.minute, "statut": invoices.label}


def serve(db, request):
    if request.path != "/" or request.method != "GET":
        return Response("Page inconnue", 404, content_type="text/plain;charset=utf-8")
    settings, now = lifecycle.settings_and_now(db)
    lifecycle.settle(db, settings, now)
    flows = db.execute("SELECT * FROM flow ORDER BY id DESC LIMIT 50").fetchall()
    rows = db.execute(
        "SELECT i.*, r.data ->> 'nom' AS recipient, s.data ->> 'nom' AS supplier "
        f"{search.TABLES} WHERE i.visible ORDER BY i.id DESC LIMIT 50"
    ).fetchall()
    page = TEMPLATES.get_template("index.html")
    text = page.render(flows=flows, invoices=rows, states=codes.FLOW_STATES, now=now)
    return Response(text, content_type="text/html;charset=utf-8")
