# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Bills of prices and indices, as people paste and upload them."""

import io
from datetime import date, datetime
from decimal import Decimal as D

import openpyxl
import pytest
from tables import bill, indices, reading
from tables.numbers import NotANumber, decimals_of, number, unit_of

FRENCH = """N°\tDésignation\tU\tQté\tP.U. HT\tMontant HT
\tTerrassements
1.2\tDéblais\tm³\t420\t32,50\t13\u202f650,00
1.3\tFondations\tm³\t85,000\t310\t26 350,00 €
\tTotal HT\t\t\t\t40 000,00
"""
ENGLISH = """No;Description;Unit;Qty;Unit price;Amount
1.2;Excavation;m3;1,420.0;32.50;46,150.00
"""


def rows(text, decimals="auto", kind=""):
    return bill.read(reading.pasted(text), decimals, kind)


# === Numbers === #


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1 234,56", "1234.56"),
        ("1\u202f234,56 €", "1234.56"),
        ("1\u00a0234.5", "1234.5"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("-12,5", "-12.5"),
        ("−12,5", "-12.5"),
        ("(12,50)", "-12.50"),
        ("20 %", "20"),
        ("1'000", "1000"),
        (",5", "0.5"),
        ("€1,234.56", "1234.56"),
        (12.345678, "12.345678"),
        (33.300000000000004, "33.3"),
        (7, "7"),
    ],
)
def test_number(cell, value):
    assert number(cell) == D(value)


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("50 %", "percent"),
        ("50\u202f%", "percent"),
        ("1 200,00 €", "amount"),
        ("€1,200.00", "amount"),
        ("1200 EUR HT", "amount"),
        ("50", ""),
        ("", ""),
        (50, ""),
    ],
)
def test_a_sign_says_how_a_number_is_meant(cell, meant):
    assert unit_of(cell) == meant


@pytest.mark.parametrize("cell", ["", None, " ", "-", "\u00a0", "- €"])
def test_no_number(cell):
    assert number(cell) is None


@pytest.mark.parametrize("cell", ["abc", "12 m", "1,2.3,4", "#REF!", "1e5", "=A1*2"])
def test_not_a_number(cell):
    with pytest.raises(NotANumber):
        number(cell)


def test_a_table_says_its_decimals():
    assert decimals_of(["1,234", "12,5"]) == "comma"
    assert decimals_of(["1,234", "12.5"]) == "dot"
    assert decimals_of(["1,234", "x", ""]) == "auto"
    assert decimals_of(["1,5", "1.5"]) == "auto"
    assert number("1,234", "dot") == 1234
    assert number("1,234", "comma") == D("1.234")


# === Bills === #


def test_french_table():
    heading, first, second, sum_ = rows(FRENCH)
    assert (heading.status, heading.name) == ("heading", "Terrassements")
    assert (first.status, first.kind, first.heading) == ("line", "unit", heading.name)
    assert (first.quantity, first.price) == (420, D("32.50"))
    assert first.amount == D("13650.00")
    assert second.amount == D("26350.00")
    assert sum_.status == "skipped"


def test_english_table():
    (line,) = rows(ENGLISH)
    assert (line.status, line.quantity) == ("line", 1420)
    assert line.amount == D("46150.00")


def test_without_headings():
    (line,) = rows("1.1;Installation;ft;1;18000,00;18000,00")
    assert (line.code, line.kind, line.amount) == ("1.1", "fixed", D("18000.00"))


def test_columns_of_the_takeover():
    text = (
        "Lot;Titre;N°;Désignation;Type;Montant HT;TVA;Cumul\n"
        "Lot 1 – Gros œuvre;Préparation;1.1;Installation;forfait;18000;20;50\n"
        ";;1.2;Étude;forfait;100;5,5 %;\n"
    )
    first, second = rows(text)
    assert (first.lot, second.lot) == ("Lot 1 – Gros œuvre",) * 2
    assert (first.heading, first.price, first.rate) == ("Préparation", 18000, 20)
    assert (first.opening, second.opening, second.rate) == (50, None, D("5.5"))


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("1.1;Dalle;m²;abc;10;", ("number", "abc")),
        ("1.1;Dalle;m²;2;10;25", ("amount", "25")),
        ("1.1;Dalle;m²;2;10,1234567;", ("decimals", "10.1234567")),
        ("1.1;Dalle;m²;1,00001;10;", ("quantity", "1.00001")),
        ("1.1;;m²;2;10;", ("name", "")),
        ("1.1;Dalle;m²;2;;", ("missing", "")),
    ],
)
def test_what_is_wrong(row, problem):
    text = "N°;Désignation;U;Qté;PU;Montant\n" + row
    (line,) = rows(text)
    assert (line.status, line.problems) == ("error", [problem])
    assert line.number == 2


def test_more_that_is_wrong():
    text = "N°;Désignation;Type;Montant;Cumul\n1;A;bizarre;10;\n2;B;f;10;101\n2;C;f;5;"
    problems = [line.problems for line in rows(text)]
    assert problems == [[("kind", "bizarre")], [("percent", "101")], [("twice", "2")]]


def test_headings_as_clients_write_them():
    text = (
        "N° de prix;Désignation des ouvrages;Unité de mesure;Quantités estimées;"
        "Prix unitaire en € HT;Montant total HT (€);Montant TTC\n"
        "101;Déblais;m³;2;10;20;24\n"
    )
    (line,) = rows(text)
    assert (line.code, line.name, line.unit) == ("101", "Déblais", "m³")
    assert (line.quantity, line.price, line.amount) == (2, 10, D("20.00"))
    assert not bill.columns(["Maître d'ouvrage", "Commune"])


@pytest.mark.parametrize(
    ("label", "parts"),
    [
        ("1", ("1", "")),
        ("Lot 1 – Gros œuvre", ("1", "Gros œuvre")),
        ("LOT N° 02 : Plomberie, chauffage", ("02", "Plomberie, chauffage")),
        ("Lot n°3", ("3", "")),
        ("2A Électricité", ("2A", "Électricité")),
        ("Gros œuvre", ("", "Gros œuvre")),
        ("Lot Maçonnerie générale", ("", "Maçonnerie générale")),
        ("VRD", ("VRD", "")),
    ],
)
def test_lots(label, parts):
    assert bill.lot_of(label) == parts


def test_a_title_that_names_a_lot():
    text = "N°;Désignation;Montant\n;Lot 1 – Gros œuvre;\n;Dalles;\n1;A;5\n"
    text += ";LOT N° 2;\n2;B;5\n"
    lines = [row for row in rows(text) if row.status == "line"]
    assert [(row.lot, row.heading) for row in lines] == [
        ("Lot 1 – Gros œuvre", "Dalles"),
        ("LOT N° 2", ""),
    ]


def test_how_what_was_executed_is_meant():
    """By its sign, else by the heading, else by the kind of the line."""

    def opened(heading, *cells):
        text = f"N°;Désignation;U;Qté;PU;{heading}\n"
        text += "".join(
            f"{at};Ligne;{unit};4;25;{cell}\n"
            for at, (unit, cell) in enumerate(zip(("ft", "m"), cells, strict=True))
        )
        return [(row.opening_mode, row.opening, row.executed) for row in rows(text)]

    half = D("50.00")
    by_kind = [("percent", 50, half), ("quantity", 2, half)]
    assert opened("Cumul", "50", "2") == by_kind
    assert opened("Avancement (%)", "50", "50") == [("percent", 50, half)] * 2
    assert opened("Cumul HT", "50", "50,00") == [("amount", 50, half)] * 2
    assert opened("Cumul", "50 €", "50 %") == [
        ("amount", 50, half),
        ("percent", 50, half),
    ]
    assert opened("Cumul", "", "") == [("", None, D("0.00"))] * 2


def test_what_cannot_have_been_executed():
    text = (
        "N°;Désignation;Type;Montant;Cumul\n1;A;f;10;11 €\n2;B;f;10;-1\n3;C;f;-10;-5 €"
    )
    first, second, third = rows(text)
    assert first.problems == [("beyond", "11")]
    assert second.problems == [("below", "-1")]
    assert (third.problems, third.executed) == ([], D("-5.00"))


def test_a_price_out_of_an_amount():
    """Of a fixed price the amount counts; of a measured one the price must come out."""
    text = "N°;Désignation;Type;U;Qté;Montant\n1;A;forfait;u;3;100\n2;B;unitaire;m;4;10"
    fixed, unit = rows(text)
    assert (fixed.quantity, fixed.price, fixed.amount) == (1, 100, D("100.00"))
    assert (unit.quantity, unit.price) == (4, D("2.5"))
    (odd,) = rows("N°;Désignation;Type;U;Qté;Montant\n1;A;unitaire;m;3;100")
    assert odd.problems[0][0] == "decimals"


# === Files === #


def workbook(*table):
    book = openpyxl.Workbook()
    book.active.title = "Vide"
    sheet = book.create_sheet("DPGF")
    for row in table:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_workbook():
    content = workbook(
        ("N°", "Désignation", "U", "Qté", "PU", "Montant"),
        (1.0, "Déblais", "m³", 420, 32.5, 13650),
    )
    (line,) = bill.read(reading.file(content, "dpgf.xlsx"), "auto")
    assert (line.code, line.quantity, line.amount) == ("1", 420, D("13650.00"))


def test_a_cover_page_is_no_bill():
    book = openpyxl.Workbook()
    book.active.append(("Commune de Saint-Exemple", "DPGF"))
    sheet = book.create_sheet("Lot 1")
    sheet.append(("N°", "Désignation", "Montant HT"))
    sheet.append((1, "Installation", 100))
    content = io.BytesIO()
    book.save(content)
    found = reading.file(
        content.getvalue(), "a.xlsx", lambda rows: any(map(bill.columns, rows))
    )
    assert [row.name for row in bill.read(found, "auto")] == ["Installation"]
    assert reading.file(content.getvalue(), "a.xlsx")[0][1] == "DPGF"


def test_a_workbook_shows_percentages_and_money():
    """0.5 that is shown as 50 % is fifty percent, not half of one."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(("N°", "Désignation", "U", "Qté", "PU", "TVA", "Cumul"))
    sheet.append((1, "Déblais", "m³", 420, 32.5, 0.055, 0.5))
    sheet.append((2, "Installation", "ft", 1, 18000, 0.2, 4500))
    sheet["F2"].number_format = "0.0%"
    sheet["F3"].number_format = "0 %"
    sheet["G2"].number_format = "0%"
    sheet["G3"].number_format = '#,##0.00\\ "€"'
    content = io.BytesIO()
    book.save(content)
    first, second = bill.read(reading.file(content.getvalue(), "a.xlsx"), "auto")
    assert (first.opening_mode, first.executed) == ("percent", D("6825.00"))
    assert (second.opening_mode, second.executed) == ("amount", D("4500.00"))
    assert (first.rate, second.rate) == (D("5.5"), 20)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv(encoding):
    text = "N°;Désignation;U;Qté;PU\r\n1;Maçonnerie;m²;2;10,5\r\n"
    (line,) = bill.read(reading.file(text.encode(encoding), "a.csv"), "auto")
    assert (line.name, line.amount) == ("Maçonnerie", D("21.00"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04 not a workbook", "format"),
        (b"\xd0\xcf\x11\xe0\0\0\0\0", "format"),
        (b"a" * (reading.MOST_BYTES + 1), "size"),
        (b"a;b\n" * (reading.MOST_ROWS + 1), "rows"),
    ],
)
def test_files_that_are_refused(content, code):
    with pytest.raises(reading.TableError) as caught:
        reading.file(content, "x.xlsx")
    assert caught.value.code == code


def test_workbook_that_unfolds(monkeypatch):
    monkeypatch.setattr(reading, "MOST_UNFOLDED", 1000)
    with pytest.raises(reading.TableError, match="size"):
        reading.file(workbook(("a",)), "x.xlsx")


# === Indices === #


@pytest.mark.parametrize(
    "cell",
    [
        "03/2026",
        "3-2026",
        "2026-03",
        "2026-M03",
        "2026M03",
        "mars 2026",
        "Mars-26",
        "mar. 2026",
        "15/03/2026",
        datetime(2026, 3, 31),
        date(2026, 3, 1),
    ],
)
def test_month(cell):
    assert indices.month_of(cell) == date(2026, 3, 1)


@pytest.mark.parametrize("cell", ["", None, "13/2026", "truc 2026", "130,1", 130.1])
def test_no_month(cell):
    assert indices.month_of(cell) is None


def test_indices_down_and_across():
    down = "Index\tMois\tValeur\nBT01\t03/2026\t130,1\nbt 01\t04/2026\t130,9"
    across = "Index\t03/2026\t04/2026\nBT01\t130,1\t130,9"
    for text in (down, across):
        found = indices.read(reading.pasted(text), "auto")
        assert [(row.code, row.month.month, row.value) for row in found] == [
            ("BT01", 3, D("130.1")),
            ("BT01", 4, D("130.9")),
        ]


def test_indices_that_are_wrong():
    text = (
        "BT01;03/2026;130,1\nBT01;03/2026;131\nBT01;mars;1\nBT01;05/2026;0\n06/2026;1"
    )
    found = indices.read(reading.pasted(text), "auto")
    problems = [row.problem for row in found]
    assert problems == ["", "twice", "month", "value", "code"]
    (alone,) = indices.read(reading.pasted("06/2026;1,5"), "auto", "BT01")
    assert (alone.code, alone.value, alone.problem) == ("BT01", D("1.5"), "")
