# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is looked for in the text of a printed invoice, and found as people write it."""

from decimal import Decimal

import pytest
from chorus.pdf import printed_text
from chorus.pdf.printed_text import lacking

PAGE = """Travaux Durand
12 rue des Charpentiers
SIRET 332 540 215 16357 TVA FR 04 332540215
Facture
INV/2026/00001
Montant hors taxes
3\u202f750,00\u00a0€
Total
4\u202f500,00
 €"""
WANTED = {
    "name": ["Travaux Durand"],
    "identifier": ["33254021516357"],
    "vat": ["FR04332540215"],
    "number": ["INV/2026/00001"],
    "total": [Decimal("4500.00")],
}


def test_all_is_there():
    assert lacking([PAGE], WANTED) == []


@pytest.mark.parametrize("key", WANTED)
def test_each_that_is_not_there_is_named(key):
    spoiled = {
        "name": PAGE.replace("Durand", "Dupond"),
        "identifier": PAGE.replace("16357", "16358"),
        "vat": PAGE.replace("FR 04", "FR 05"),
        "number": PAGE.replace("00001", "00011"),
        "total": PAGE.replace("4\u202f500,00", "4\u202f500,10"),
    }[key]
    assert lacking([spoiled], WANTED) == [key]


def test_pages_are_read_until_all_is_found():
    read = []

    def pages():
        for text in ("Facture sans rien de plus sur cette page", PAGE, "jamais lue"):
            read.append(text)
            yield text

    assert lacking(pages(), WANTED) == []
    assert len(read) == 2


@pytest.mark.parametrize(
    "text",
    ["", " \n ", "1 / 1", "\x01\x02\x03\x04\x05\x06" * 9, "\ue001\ue002\ue003 " * 20],
)
def test_no_text_at_all(text):
    assert lacking([text], WANTED) is None


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("Société Générale d'Été", "SOCIETE GENERALE D’ETE"),
        ("Ateliers du Loir", "Ateliers\ndu\u00a0Loir"),
        ("Ateliers du Loir", "Ate-\nliers du Loir"),
        ("Office de l'eau", "Oﬃce de l’eau"),
        ("FR04332540215", "TVA intracommunautaire : FR 04 332 540 215"),
        ("F-2026-1", "Facture n° F-2026-1"),
        ("Ñandú & Cie", "NANDU ET CIE".replace("ET ", "& ")),
    ],
)
def test_words_are_found_however_they_are_set(wanted, text):
    assert printed_text.words(wanted).search(printed_text.plainly(text))


@pytest.mark.parametrize(
    ("wanted", "text"),
    [("F-2026-1", "F-2026-11"), ("12", "Facture 2012"), ("12", "Facture 1,12")],
)
def test_a_number_is_no_part_of_a_longer_one(wanted, text):
    assert not printed_text.words(wanted).search(printed_text.plainly(text))


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("1080.00", "Total 1 080,00 €"),
        ("1080.00", "Total 1\u202f080,00€"),
        ("1080.00", "$ 1,080.00"),
        ("1080.00", "1.080,00"),
        ("1080.00", "CHF 1'080.00"),
        ("1080.00", "1080"),
        ("1080.00", "1 080 XPF"),
        ("1234567.80", "1 234 567,8"),
        ("0.50", "0,50 €"),
        ("500.00", "TVA 20%\n500,00"),
        # A column before it: 1 080 cannot go on to the left, 500 can.
        ("1080.00", "Quantité 2 1 080,00"),
    ],
)
def test_amounts_of_every_language(amount, text):
    assert printed_text.amount(Decimal(amount)).search(printed_text.plainly(text))


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("1080.00", "21 080,00"),
        ("1080.00", "1 080,50"),
        ("1080.00", "1 080,005"),
        ("500.00", "2 500,00"),
        ("12.34", "112,34"),
        ("80.00", "1 080,00"),
    ],
)
def test_other_amounts(amount, text):
    assert not printed_text.amount(Decimal(amount)).search(printed_text.plainly(text))
