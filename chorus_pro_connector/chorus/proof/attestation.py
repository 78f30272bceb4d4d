# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The attestation of a deposit, as a page: what was handed over, and what came of it.

It is ours and says so. The portal has a document of its own, on its screen of deposits,
which no call gives; this one never bears that name.
"""

import io
import unicodedata
from typing import NamedTuple
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

TITLE = "Attestation de dépôt sur Chorus Pro"
_TEXT = ParagraphStyle("text", fontName="Helvetica", fontSize=9, leading=12)
_BOLD = ParagraphStyle("bold", _TEXT, fontName="Helvetica-Bold")
_HEAD = ParagraphStyle("head", _BOLD, fontSize=11, leading=15, spaceBefore=10)
_TITLE = ParagraphStyle("title", _BOLD, fontSize=16, leading=22, spaceAfter=8)
_CODE = ParagraphStyle("code", _TEXT, fontName="Courier", fontSize=7.5, leading=10)
_SMALL = ParagraphStyle(
    "small", _TEXT, fontSize=8, leading=10.5, textColor=colors.dimgrey
)
# Between the margins, less what a frame keeps free on each side; points.
_WIDTH = A4[0] - 40 * mm - 12

_LIMITS = (
    "Cette attestation est établie par le logiciel de l'émetteur d'après les réponses "
    "de Chorus Pro ; elle n'émane pas de Chorus Pro. Le fichier remis, dont "
    "l'empreinte SHA-256 figure ci-dessus, et les réponses du portail l'accompagnent "
    "dans la même archive ; le numéro de dépôt (dit aussi numéro de flux) et "
    "l'identifiant permettent à Chorus Pro et au destinataire de retrouver ce dépôt."
)


class Rows(NamedTuple):
    """One block: its heading, and (name, value) pairs; an empty value is left out."""

    heading: str
    rows: list[tuple[str, str]]


def attestation(
    number: str, facts: list[Rows], statuses: list[tuple[str, str, str]], date: str
) -> bytes:
    """Return a PDF.

    :param number: of the invoice, at the foot of each page
    :param statuses: (moment in Paris, status, comment) of the portal's history, oldest
        first
    :param date: when the archive was made, in words, with its time zone
    """
    story = [Paragraph(TITLE, _TITLE)]
    for block in facts:
        rows = [row for row in block.rows if row[1]]
        if rows:
            story.append(Paragraph(_shown(block.heading), _HEAD))
            story.append(_table([[_cell(name, _BOLD), _value(v)] for name, v in rows]))
    if statuses:
        story.append(Paragraph("Statuts donnés par Chorus Pro (heure de Paris)", _HEAD))
        rows_ = [[_cell(day), _cell(label), _cell(why)] for day, label, why in statuses]
        story.append(_table(rows_, (30 * mm, 50 * mm, _WIDTH - 80 * mm)))
    story += [Spacer(1, 8 * mm), Paragraph(_LIMITS, _SMALL)]
    story.append(Paragraph(_shown(f"Établie le {date}."), _SMALL))
    output = io.BytesIO()

    def foot(canvas: Canvas, _template: object) -> None:
        canvas.setFont("Helvetica", 8)
        words = f"Facture {_letters(number)} – page {canvas.getPageNumber()}"
        canvas.drawRightString(A4[0] - 20 * mm, 10 * mm, words)

    SimpleDocTemplate(
        output,
        pagesize=A4,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=18 * mm,
        bottomMargin=18 * mm,
        title=TITLE,
        author="",
        # The same facts give the same bytes.
        invariant=1,
    ).build(story, onFirstPage=foot, onLaterPages=foot)
    return output.getvalue()


def _table(
    rows: list[list[Paragraph]],
    widths: tuple[float, ...] = (50 * mm, _WIDTH - 50 * mm),
) -> Table:
    table = Table(rows, colWidths=widths, splitInRow=1)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.lightgrey),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 2),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
            ]
        )
    )
    return table


def _cell(text: str, style: ParagraphStyle = _TEXT) -> Paragraph:
    return Paragraph(_shown(text), style)


def _value(text: str) -> Paragraph:
    """A fingerprint is one long word, which a line must hold."""
    return _cell(text, _CODE if len(text) == 64 and text.isalnum() else _TEXT)


def _shown(text: str) -> str:
    """Return a text for a paragraph."""
    return escape(_letters(text)).replace("\n", "<br/>")


def _letters(text: str) -> str:
    """Return a text in the letters that the standard fonts have."""
    return "".join(map(_letter, text.replace("\u202f", " ").replace("\u2192", "->")))


def _letter(char: str) -> str:
    for one in (char, unicodedata.normalize("NFKD", char)[:1]):
        try:
            one.encode("cp1252")
        except UnicodeEncodeError:
            continue
        return one
    return "?"
