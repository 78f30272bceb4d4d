# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""One member of an answer: what becomes of it at each edge."""

from datetime import date, datetime

import pytest
from chorus import french
from chorus.portal import values


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("  a\u00a0", "a"),
        ("a\x00b\ud800c", "abc"),
        ("\u202eright\u2066", "right"),
        (12, "12"),
        (12.0, "12"),
        (12.5, "12.5"),
        (0, "0"),
        (-3, "-3"),
        (True, ""),
        (None, ""),
        ([1], ""),
        ({"a": 1}, ""),
        (float("nan"), ""),
        (float("inf"), ""),
        (float("-inf"), ""),
    ],
)
def test_text(value, expected):
    assert values.text(value) == expected


@pytest.mark.parametrize("limit", [4, 7, 10])
def test_a_text_is_cut_at_its_limit(limit):
    assert values.text("x" * limit, limit) == "x" * limit
    assert values.text("x" * (limit + 1), limit) == "x" * (limit - 1) + "…"
    # No blank before the sign.
    assert values.text("x" * (limit - 2) + "  y", limit) == "x" * (limit - 2) + "…"


def test_numbers_of_as_many_digits_as_the_limit():
    assert values.text(999, 3) == "999"
    assert values.text(-999, 4) == "-999"
    assert values.text(1000, 3) == "" and values.text(-1000, 3) == ""
    assert values.text(10**5000) == ""


def test_a_code_is_whole_or_none():
    longest = "c" * values.MAX_NAME
    assert values.code(longest) == longest
    assert values.code(longest + "c") == ""
    assert values.code(longest + "cc") == ""
    assert values.code("  AB-1 ") == "AB-1"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, "1"),
        ("0042", "42"),
        (2**63 - 1, str(2**63 - 1)),
        (2**63, ""),
        (0, ""),
        (-1, ""),
        (float(2**53), str(2**53)),
        (float(2**53) * 2, ""),
        (1.5, ""),
        ("1e3", ""),
        ("12345678901234567890", ""),
        (None, ""),
    ],
)
def test_identifier(value, expected):
    assert values.identifier(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("0", 0),
        (0.0, 0),
        ("-7", -7),
        ("9" * 19, int("9" * 19)),
        ("9" * 20, None),
        ("1 000", None),
        ("", None),
        ("٣", None),
    ],
)
def test_whole_numbers(value, expected):
    assert values.to_int(value) == expected


def test_booleans():
    for value in (True, "true", "TRUE", 1, "1"):
        assert values.to_bool(value) is True, value
    for value in (False, "false", "0", 0, None, "yes", [True], {}):
        assert values.to_bool(value) is False, value


def test_objects_and_lists_of_them():
    row = {"a": 1}
    assert values.rows(row) == [row]
    assert values.rows([row, None, 3, row]) == [row, row]
    assert values.rows("text") == [] and values.rows(None) == []
    assert values.member({"key": [3, row, {}]}, "key") == row
    assert values.member({"key": "text"}, "key") == {}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2015-12-03 10:36", datetime(2015, 12, 3, 9, 36)),  # Paris, winter
        ("2015-07-03 10:36", datetime(2015, 7, 3, 8, 36)),  # Paris, summer
        ("2015-12-03T10:36:07", datetime(2015, 12, 3, 9, 36, 7)),
        ("2015-12-03T10:36:07.5Z", datetime(2015, 12, 3, 10, 36, 7, 500000)),
        ("2015-12-03T10:36:07.1234567Z", datetime(2015, 12, 3, 10, 36, 7, 123456)),
        ("2015-12-03T10:36:07+0130", datetime(2015, 12, 3, 9, 6, 7)),
        ("2015-12-03T10:36:07-02:00", datetime(2015, 12, 3, 12, 36, 7)),
        ("2015-12-03", datetime(2015, 12, 2, 23)),
        ("1000-01-02T00:00:00Z", datetime(1000, 1, 2)),
        ("0999-06-01T00:00:00Z", None),
        ("9998-12-31T00:00:00Z", datetime(9998, 12, 31)),
        ("9999-01-01T00:00:00Z", None),
        ("0001-01-01 00:00", None),
        ("2015-13-03", None),
        ("2015-12-03 25:00", None),
        ("1449135367000", None),
        ("20151203", None),
        (None, None),
    ],
)
def test_moments(value, expected):
    assert values.to_datetime(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2015-12-03", date(2015, 12, 3)),
        ("2015-12-03 23:59", date(2015, 12, 3)),
        ("2015-12-02T23:00:00Z", date(2015, 12, 3)),  # midnight in Paris
        ("2015-12-02T22:59:59Z", date(2015, 12, 2)),
        ("2015-02-30", None),
        ("9999-12-31T23:59:59Z", None),
        ("9999-12-31", None),
        ("0999-12-31", None),
        ("1000-01-01", date(1000, 1, 1)),
        ("", None),
    ],
)
def test_days(value, expected):
    assert values.to_date(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (12.5, 12.5),
        ("12.50", 12.5),
        ("-3", -3.0),
        (0, 0.0),
        ("12,50", None),
        ("nan", None),
        ("inf", None),
        ("", None),
        (None, None),
        (True, None),
    ],
)
def test_amounts(value, expected):
    assert values.to_amount(value) == expected


@pytest.mark.parametrize(
    ("value", "clock", "offset"),
    [
        (datetime(2026, 11, 29, 23, 30, 5), "30/11/2026 à 00:30:05", "+01:00"),
        # The hour that comes twice.
        (datetime(2026, 10, 25, 0, 30), "25/10/2026 à 02:30:00", "+02:00"),
        (datetime(2026, 10, 25, 1, 30), "25/10/2026 à 02:30:00", "+01:00"),
    ],
)
def test_a_moment_in_french(value, clock, offset):
    assert french.moment(value) == f"{clock} (heure de Paris, UTC{offset})"
    assert french.minute(value) == clock.replace(" à ", " ")[:-3]
    assert french.moment(None) == french.minute(None) == ""


def test_what_an_answer_leaves_out_is_not_told():
    row = {"number": "F-1", "market": "", "net": None, "total": 0.0}
    assert values.told(row) == {"number": "F-1", "total": 0.0}
