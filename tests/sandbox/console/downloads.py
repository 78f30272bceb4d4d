# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Files that people read: the invoice's PDF and XML, its attachments, a flow's file.

They were sent by anybody: only a PDF or a picture is shown by the browser, without
any right on the site; all else is saved.
"""

import json
import urllib.parse

from lxml import etree
from werkzeug.wrappers import Response

from .. import invoices, render, store
from ..judge import open as opening
from . import pages

SHOWN = {
    b"%PDF-": "application/pdf",
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}


def listed(db, row):
    """``[(liaison, name, bytes, main)]`` of a document, the main file first."""
    sql = (
        "SELECT l.id, l.name, a.ext, length(a.content) AS size, l.main "
        "FROM invoice_attachment l JOIN attachment a ON a.id = l.attachment_id "
        "WHERE invoice_id = ? ORDER BY l.main DESC, l.id"
    )
    return [
        (link["id"], full_name(link["name"], link["ext"]), link["size"], link["main"])
        for link in db.execute(sql, (row["id"],))
    ]


def full_name(name, extension):
    return name if "." in name else f"{name}.{extension}"


def _main(db, row):
    sql = (
        "SELECT l.name, a.ext, a.content FROM invoice_attachment l "
        "JOIN attachment a ON a.id = l.attachment_id "
        "WHERE invoice_id = ? AND l.main ORDER BY l.id LIMIT 1"
    )
    return store.one(db, sql, row["id"])


def pdf(visit, row):
    """The readable invoice: the one that came, or one of ours made of its data."""
    main = _main(visit.db, row)
    if main is not None and main["content"][:5] == b"%PDF-":
        return sent(full_name(main["name"], main["ext"]), main["content"])
    directory, data = invoices.Directory(visit.db), json.loads(row["data"])
    content = render.invoice(
        row,
        data,
        directory.structure(row["supplier_id"]),
        directory.structure(row["recipient_id"]) or {"nom": "", "siret": ""},
    )
    return sent(f"{row['numero'] or 'brouillon'}.pdf", content)


def xml(visit, row):
    """Bytes of the document's structured data, None for one that has none."""
    main = _main(visit.db, row)
    if main is None:
        return None
    if main["content"][:5] != b"%PDF-":
        return main["content"] if main["ext"].lower() == "xml" else None
    try:
        return opening.read_pdf(main["content"])[0]
    except opening.Technical:
        return None


def xml_text(visit, row):
    """The same, indented for reading."""
    content = xml(visit, row)
    if content is None:
        raise pages.Missing(f"La pièce {row['numero']} n'a pas de données XML.")
    root = opening.parse(content)
    etree.indent(root)
    return etree.tostring(root, encoding="unicode")


def piece(visit, row, number):
    sql = (
        "SELECT l.name, a.ext, a.content FROM invoice_attachment l "
        "JOIN attachment a ON a.id = l.attachment_id "
        "WHERE l.invoice_id = ? AND l.id = ?"
    )
    link = store.one(visit.db, sql, row["id"], number)
    if link is None:
        raise pages.Missing(
            f"La pièce jointe « {number} » de {row['numero']} n'existe pas."
        )
    return sent(full_name(link["name"], link["ext"]), link["content"])


def flow_file(visit, number):
    row = store.one(
        visit.db,
        "SELECT * FROM flow JOIN flow_file ON flow_id = flow.id WHERE number = ?",
        number,
    )
    if row is None:
        raise pages.Missing(f"Le flux « {number} » n'existe pas.")
    return sent(row["name"], row["content"])


def sent(name, content):
    kind = next((k for start, k in SHOWN.items() if content.startswith(start)), None)
    way = "inline" if kind else "attachment"
    response = Response(content, content_type=kind or "application/octet-stream")
    encoded = urllib.parse.quote(name.replace("/", "-"), safe="")
    response.headers["Content-Disposition"] = f"{way}; filename*=UTF-8''{encoded}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    if kind != "application/pdf":  # browsers refuse to show a sandboxed PDF
        response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
