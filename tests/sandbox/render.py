# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A readable PDF of an invoice, as the platform produces it."""

import io

import pikepdf

from . import formats

LEFT, TOP, STEP = 56, 780, 16
PER_PAGE = 44


def _escaped(text):
    raw = text.encode("cp1252", "replace")
    for mark in (b"\\", b"(", b")"):
        raw = raw.replace(mark, b"\\" + mark)
    return raw


def text_pdf(title, lines):
    """A PDF of plain lines, in a font every reader has."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    )
    lines = [title, "", *lines]
    for start in range(0, len(lines), PER_PAGE):
        rows = b"".join(
            b"(" + _escaped(line) + b") Tj T* "
            for line in lines[start : start + PER_PAGE]
        )
        head = f"BT /F1 11 Tf {STEP} TL {LEFT} {TOP} Td ".encode()
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Contents = pdf.make_stream(head + rows + b"ET")
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def _amount(value):
    # The font of the PDF has no narrow space.
    return formats.french(value or 0, space="\xa0")


def invoice(columns, data, supplier, recipient):
    """The PDF of a keyed invoice."""
    currency = data["devise"]
    day = "/".join(reversed((columns["date"] or "").split("-")))
    lines = [
        f"Fournisseur : {supplier['nom']} ({supplier['siret']})",
        f"Destinataire : {recipient['nom']} ({recipient['siret']})",
        f"Date : {day}",
        f"Engagement : {columns['engagement'] or ''}",
        f"Marché : {columns['marche'] or ''}",
        "",
    ]
    for line in data["lignes"]:
        quantity = f"{line['quantite'] or 0:g}".replace(".", ",")
        amount = f"{quantity} x {_amount(line['prix'])} = {_amount(line['ht'])}"
        lines.append(f"{line['denomination']} : {amount} {currency} HT")
    lines += [
        "",
        f"Total HT : {_amount(columns['ht'])} {currency}",
        f"TVA : {_amount(data.get('montantTVA'))} {currency}",
        f"Total TTC : {_amount(columns['ttc'])} {currency}",
        f"Net à payer : {_amount(columns['due'])} {currency}",
    ]
    return text_pdf(f"Facture {columns['numero']}", lines)
