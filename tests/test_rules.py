# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the portal accepts: numbers, SIRET, attachments (portal.md §5)."""

import pytest
from chorus import rules


@pytest.mark.parametrize(
    "number", ["", "FAC-2026-0001", "FAC/2026/11/0001", "a_b+c d", "0", "-"]
)
def test_numbers_the_portal_takes(number):
    assert not rules.number_has_bad_characters(number)


@pytest.mark.parametrize(
    "number", ["FAC#1", "FAC.1", "É1", "F\n", "F\t1", "F\u00a01", "F–1", "F\\1", "١"]
)
def test_numbers_the_portal_refuses(number):
    assert rules.number_has_bad_characters(number)


def test_lengths():
    assert (rules.NUMBER_LENGTH, rules.REFERENCE_LENGTH) == (20, 50)
    assert (rules.SERVICE_LENGTH, rules.IBAN_LENGTH) == (100, 27)
    assert rules.ATTACHMENT_NAME_LENGTH == 50
    assert (rules.NAME_LENGTH, rules.TEXT_LENGTH) == (99, 1024)
    assert rules.COMMENT_LENGTH == 2000
    assert (rules.LINE_COUNT, rules.LOT_LENGTH) == (999999, 100)
    assert rules.ATTACHMENT_SIZE == rules.FILE_SIZE == 10485760
    assert (rules.ARCHIVE_SIZE, rules.INVOICE_SIZE) == (31457280, 125829120)


@pytest.mark.parametrize(
    ("number", "taken"),
    [
        ("F", True),
        ("F" * 20, True),
        ("F" * 21, False),
        ("F#1", False),
        ("F" * 30 + "#", False),
        ("", False),
        (None, False),
        (False, False),
    ],
)
def test_a_number_is_short_and_plain(number, taken):
    assert rules.is_number(number) is taken


@pytest.mark.parametrize(
    ("size", "read"),
    [(0, "0.0"), (125829120, "120.0"), (1572864, "1.5"), (1101005, "1.1")],
)
def test_megabytes(size, read):
    assert rules.megabytes(size) == read


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("\u00a0EJ 2026\u202f 0001\u200b ", "EJ 2026 0001"),
        ("\u202aMARCHE-1\u202c", "MARCHE-1"),
        ("a\x01b\u00adc", "abc"),
        ("deux\n\tmots", "deux mots"),
        (None, ""),
        (False, ""),
    ],
)
def test_a_reference_is_what_was_meant(text, meant):
    assert rules.reference(text) == meant


@pytest.mark.parametrize(
    "siret",
    [
        "73282932000074",
        "11000201100044",
        "55208131766522",
        "35600000000048",  # La Poste, head office: an ordinary key
        "35600000009075",  # La Poste, another establishment: the sum of its digits
    ],
)
def test_siret_keys(siret):
    assert rules.is_siret_shaped(siret) and rules.has_siret_key(siret)


@pytest.mark.parametrize("siret", ["73282932000075", "35600000009076"])
def test_wrong_siret_keys(siret):
    assert rules.is_siret_shaped(siret) and not rules.has_siret_key(siret)


def test_la_poste_alone_sums_its_digits():
    """The digits of both add up to a multiple of 5; the second is no establishment."""
    assert rules.has_siret_key("35600000009075")
    assert sum(map(int, "73282932000095")) % 5 == 0
    assert not rules.has_siret_key("73282932000095")


@pytest.mark.parametrize(
    "code", ["96385074", "036000291452", "4006381333931", "04006381333931"]
)
def test_gtin(code):
    assert rules.is_gtin(code)
    wrong = str((int(code[-1]) + 1) % 10)
    assert not rules.is_gtin(code[:-1] + wrong)


@pytest.mark.parametrize(
    "code",
    ["", "0", "REF-12", "9638507", "4006381 333931", "4006381-333931", "٤٠٠٦٣٨١٣٣٣٩٣١"]
    + ["963850748", "40063813339310", " 96385074"],
)
def test_no_gtin(code):
    assert not rules.is_gtin(code)


@pytest.mark.parametrize("position", range(14))
@pytest.mark.parametrize("siret", ["73282932000074", "11000201100044"])
def test_one_wrong_digit_is_seen(siret, position):
    for digit in set("0123456789") - {siret[position]}:
        assert not rules.has_siret_key(siret[:position] + digit + siret[position + 1 :])


@pytest.mark.parametrize(
    "siret",
    ["", "7328293200007", "732829320000744", "7328293200007A", "732 829 320 00074"]
    + ["73282932000074\n", "٧٣٢٨٢٩٣٢٠٠٠٠٧٤"],
)
def test_no_siret(siret):
    assert not rules.is_siret_shaped(siret)


@pytest.mark.parametrize(
    ("name", "extension"),
    [
        ("bon.pdf", "pdf"),
        ("BON.PDF", "pdf"),
        ("a.b.tar.GZ", "gz"),
        ("sans", ""),
        ("point.", ""),
        ("", ""),
    ],
)
def test_extensions(name, extension):
    assert rules.extension_of(name) == extension


def test_attachment_formats():
    assert len(rules.ATTACHMENT_EXTENSIONS) == 35
    assert {"pdf", "xml", "csv", "xlsx", "png", "zip"} <= rules.ATTACHMENT_EXTENSIONS
    assert not {"exe", "html5", "", "js", "PDF"} & rules.ATTACHMENT_EXTENSIONS


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (" Peinture ", "Peinture"),
        ("a\x01b\x0bc\ufffe", "abc"),
        ("deux\nlignes", "deux\nlignes"),
        ("👩\u200d💻", "👩\u200d💻"),
        (None, ""),
        (False, ""),
        ("\x01", ""),
        (" \u200b\u202e\ufeff\n", ""),
    ],
)
def test_what_a_file_can_carry_of_a_text(text, kept):
    assert rules.readable(text) == kept
