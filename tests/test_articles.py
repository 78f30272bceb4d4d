# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Articles of law that invoices name: dated, in one table, shown in the guide."""

import re
from datetime import date

import pytest
from chorus.articles import ARTICLES, CIBS, OLD_REFERENCES_END, article
from conftest import ROOT

GUIDE = (ROOT / "docs/fr/articles.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("key", "day", "text"),
    [
        ("reverse-charge-works", date(2026, 8, 31), "art. 283-2 nonies du CGI"),
        ("reverse-charge-works", date(2026, 9, 1), "art. L221-38 du CIBS"),
        ("reverse-charge-works", date(2028, 1, 1), "art. L221-38 du CIBS"),
        ("VATEX-FR-FRANCHISE", date(2026, 11, 29), "art. 293 B du CGI"),
        ("VATEX-FR-FRANCHISE", date(2028, 1, 1), "art. 293 B du CGI"),
    ],
)
def test_the_article_of_the_day(key, day, text):
    assert article(key, day).endswith(text)


def test_what_is_in_no_table():
    assert article("VATEX-FR-CGI261-4", date(2026, 11, 29)) == ""


def test_old_articles_end_and_the_new_code_does_not():
    for row in ARTICLES:
        if "CGI" in row.text:
            assert row.last == OLD_REFERENCES_END
        if "CIBS" in row.text:
            assert (row.first, row.last) == (CIBS, None)


def test_the_guide_shows_the_table():
    """Text, days and whether somebody has read the article: all as in the code."""

    def shown(day):
        return f"{day:%d/%m/%Y}" if day else "—"

    rows = re.findall(r"^\| (.+) \| (.+) \| (.+) \| (.+) \|$", GUIDE, re.M)[1:]
    assert rows == [
        (
            row.text,
            shown(row.first),
            shown(row.last),
            shown(row.verified) if row.verified else "à vérifier",
        )
        for row in ARTICLES
    ]
