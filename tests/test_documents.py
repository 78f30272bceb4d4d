# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Documents joined to an invoice: names and limits."""

import pytest
from chorus import documents, rules


@pytest.mark.parametrize(
    ("name", "size", "code"),
    [
        ("releve.pdf", 10, None),
        ("RELEVE.PDF", rules.ATTACHMENT_SIZE, None),
        ("releve.pdf", rules.ATTACHMENT_SIZE + 1, "size"),
        ("releve.pdf", 0, "empty"),
        ("releve.exe", 10, "format"),
        ("releve", 10, "format"),
    ],
)
def test_what_cannot_be_fixed(name, size, code):
    assert documents.problem(name, size) == code


def test_names():
    taken = {"factur-x.xml"}
    names = [
        "bordereau de situation de travaux numéro 12 - lot charpente.pdf",
        "bordereau de situation de travaux numéro 12 - lot couverture.pdf",
        "plan.PDF",
        "Plan.pdf",
        "factur-x.xml",
        ".pdf",
        "deux\nlignes.txt",
        "",
    ]
    fixed = [documents.free_name(name, taken) for name in names]
    assert len({name.lower() for name in fixed}) == len(names)
    assert all(0 < len(name) <= 50 for name in fixed)
    assert [rules.extension_of(n) for n in fixed[:2]] == ["pdf", "pdf"]
    assert fixed[1].endswith("-2.pdf")
    assert fixed[2:] == [
        "plan.PDF",
        "Plan-2.pdf",
        "factur-x-2.xml",
        "document.pdf",
        "deux lignes.txt",
        "document",
    ]


def test_long_twins_keep_all_the_room_there_is():
    taken = set()
    names = [documents.free_name("x" * 60 + ".pdf", taken) for _twin in range(12)]
    assert {len(name) for name in names} == {rules.ATTACHMENT_NAME_LENGTH}
    assert [name[-7:] for name in (names[0], names[-1])] == ["xxx.pdf", "-12.pdf"]
