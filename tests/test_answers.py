# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reading what the portal says: nulls, objects for arrays, three shapes of dates."""

import json
from datetime import date, datetime, timedelta

import pytest
from chorus.portal import answers, values
from hypothesis import given, settings
from hypothesis import strategies as st

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
NO_TEXT = [None, True, False, [], ["x"], {}, {"a": "x"}]


def members(*names):
    """Objects with these members, each missing or of any JSON type."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, JSON))


# === Scalars === #


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("  x ", "x"),
        (12, "12"),
        (2**62 + 1, str(2**62 + 1)),
        (2147483999.0, "2147483999"),
        (0, "0"),
        (1.5, "1.5"),
        *[(value, "") for value in NO_TEXT],
    ],
)
def test_text(value, expected):
    assert values.text(value) == expected


def test_identifiers_keep_64_bits():
    row = json.loads('{"identifiantFactureCPP": 9223372036854775807}')
    assert answers.found_invoice(row).identifier == "9223372036854775807"
    assert values.to_int("9223372036854775807") == 2**63 - 1


@pytest.mark.parametrize("value", [*NO_TEXT, "", "x", "1.5", 1.5, "١", "1_0", 10**20])
def test_no_whole_number(value):
    assert values.to_int(value) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [(True, True), ("true", True), ("TRUE ", True), (1, True), ("1", True)]
    + [(value, False) for value in (False, "false", "FALSE", 0, "0", "", None, [], [1])]
    + [({"a": 1}, False), (2, False), ("oui?", False)],
)
def test_booleans(value, expected):
    assert values.to_bool(value) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(120, 120.0), ("120.50", 120.5), (0, 0.0), (-3.5, -3.5), ("", None), ("x", None)]
    + [("NaN", None), (float("inf"), None), ("1e400", None), (True, None), ([1], None)],
)
def test_amounts(value, expected):
    assert values.to_amount(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2023-01-01", date(2023, 1, 1)),
        ("2023-07-01", date(2023, 7, 1)),
        ("2015-12-03 10:36", date(2015, 12, 3)),
        ("2018-02-16T15:10:25.536+01:00", date(2018, 2, 16)),
        # Midnight in Paris, told in UTC, is not the day before.
        ("2026-03-15T23:00:00.000Z", date(2026, 3, 16)),
        ("2026-07-15T22:00:00+0000", date(2026, 7, 16)),
        ("9999-12-31T23:59:59Z", None),
        ("2023-01-01 ", date(2023, 1, 1)),
        ("2023-02-30", None),
        ("01/02/2023", None),
        ("20230101", None),
        ("2023-01-01 garbage", None),
        (1512091800000, None),
        *[(value, None) for value in NO_TEXT],
    ],
)
def test_dates(value, expected):
    assert values.to_date(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        # No offset: legal time in Paris, in winter and in summer.
        ("2015-12-03 10:36", datetime(2015, 12, 3, 9, 36)),
        ("2015-07-03 10:36", datetime(2015, 7, 3, 8, 36)),
        ("2015-07-03T10:36:12", datetime(2015, 7, 3, 8, 36, 12)),
        ("2023-01-01", datetime(2022, 12, 31, 23, 0)),
        ("2018-02-16T15:10:25.536+01:00", datetime(2018, 2, 16, 14, 10, 25, 536000)),
        ("2018-02-16T15:10:25.536+0100", datetime(2018, 2, 16, 14, 10, 25, 536000)),
        ("2018-02-16T15:10:25.5-02:30", datetime(2018, 2, 16, 17, 40, 25, 500000)),
        ("2018-02-16T15:10:25.123456789Z", datetime(2018, 2, 16, 15, 10, 25, 123456)),
        ("2018-02-16T15:10:25Z", datetime(2018, 2, 16, 15, 10, 25)),
        ("0001-01-01T00:00:00+02:00", None),
        ("9999-12-31T23:59:59-02:00", None),
        ("2018-02-30T00:00:00Z", None),
        ("2018-02-16T25:00:00Z", None),
        ("2018-02-16T15:10:25+99:00", None),
        # Milliseconds since 1970, which Python would take for a day of 1512.
        ("1512091800000", None),
        (1512091800000, None),
        ("hier", None),
        *[(value, None) for value in NO_TEXT],
    ],
)
def test_moments(value, expected):
    assert values.to_datetime(value) == expected


# === Objects and arrays === #


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ([{"a": 1}, None, "x", [{}], {"b": 2}], [{"a": 1}, {"b": 2}]),
        ({"a": 1}, [{"a": 1}]),
        (None, []),
        ("x", []),
        (7, []),
    ],
)
def test_rows(value, expected):
    assert values.rows(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [({"a": 1}, {"a": 1}), ([{"a": 1}], {"a": 1}), (None, {}), ([], {}), ("x", {})],
)
def test_member(value, expected):
    assert values.member({"key": value}, "key") == expected
    assert values.member({}, "key") == {}


def test_report_with_an_object_where_an_array_is_announced():
    """The portal's own sample shows it (portal.md §2.3)."""
    report = answers.flow_report(
        {
            "etatCourantDepotFlux": "IN_REJETE",
            "dateHeureEtatCourantFlux": "2018-02-16T15:10:25.536+01:00",
            "nomFichier": None,
            "listeErreurDP": {
                "numeroDP": 2026001,
                "identifiantFournisseur": None,
                "libelleErreurDP": " Le numéro existe déjà ",
            },
            "listeErreurTechnique": [{"codeErreur": "E1", "libelleErreur": None}],
        }
    )
    assert report.invoice_errors == [("2026001", "", "", "Le numéro existe déjà")]
    assert report.technical_errors == ["E1"]
    assert report.file_name == "" and report.date == datetime(
        2018, 2, 16, 14, 10, 25, 536000
    )


def test_history_is_put_in_order():
    """The portal sends the most recent first, and dates have no seconds."""
    events = answers.status_events(
        {
            "historiquesDesStatuts": {
                "histoStatut": [
                    event(10, "MISE_A_DISPOSITION", "2026-11-05 10:00"),
                    event(9, "DEPOSEE", "2026-11-05 10:00"),
                    event(11, "", "2026-11-05 11:00"),
                    event(3, "BROUILLON", None),
                ]
            }
        }
    )
    assert [e.code for e in events] == ["BROUILLON", "DEPOSEE", "MISE_A_DISPOSITION"]
    assert events[1].author == "Camille FOURNIER" and events[1].comment == "Motif"


def event(identifier, code, moment):
    return {
        "histoStatutId": identifier,
        "histoStatutCode": code,
        "histoStatutDatePassage": moment,
        "histoStatutCommentaire": "Motif",
        "histoStatutUtilisateurPrenom": "Camille",
        "histoStatutUtilisateurNom": "FOURNIER",
    }


def test_rows_without_an_identifier_are_left_out():
    page = answers.page(
        {"rows": [{"numeroFacture": "F1"}, {"identifiantFactureCPP": 5}]},
        "rows",
        answers.found_invoice,
    )
    assert [row.identifier for row in page.rows] == ["5"]
    assert (page.page, page.pages, page.total) == (None, None, None)


@pytest.mark.parametrize(
    ("members", "active"),
    [
        ({"estActif": True, "statutService": "ACTIF"}, True),
        ({"estActif": True}, True),
        ({"statutService": "ACTIF"}, True),
        ({"estActif": "true"}, True),
        ({}, True),
        ({"estActif": False}, False),
        ({"estActif": "false", "statutService": "ACTIF"}, False),
        ({"estActif": True, "statutService": "Inactif"}, False),
        ({"estActif": None, "statutService": "INACTIVE"}, False),
    ],
)
def test_closed_services(members, active):
    assert answers.service_row(members).active is active


def test_structure_demands_written_as_strings():
    row = answers.structure_row({"idStructureCPP": 1, "designationStructure": "Nom"})
    detail = answers.structure_detail(
        row,
        {
            "parametres": [
                {
                    "codeServiceDoitEtreRenseigne": "false",
                    "numeroEJDoitEtreRenseigne": "true",
                }
            ],
            "informationGenerales": None,
            "adressePostaleDuSiege": {"codePostal": 35000},
        },
    )
    assert (detail.service_required, detail.commitment_required) == (False, True)
    assert (detail.name, detail.zip, detail.active) == ("Nom", "35000", True)


# === Anything at all === #


@settings(max_examples=150, deadline=None)
@given(
    members(
        "listeErreurDP",
        "listeErreurTechnique",
        "etatCourantDepotFlux",
        "dateHeureEtatCourantFlux",
        "historiquesDesStatuts",
        "histoStatut",
        "informationGenerales",
        "adressePostaleDuSiege",
        "parametres",
        "parametresRetour",
        "rows",
        "pages",
        "total",
        "identifiantFactureCPP",
        "dateHeureEtatCourant",
        "montantTTC",
        "estActif",
        "statut",
    )
)
def test_no_answer_breaks_a_reader(answer):
    row = answers.structure_row(answer)
    assert answers.structure_detail(row, answer).identifier == row.identifier
    assert isinstance(answers.flow_report(answer).status, str)
    assert isinstance(answers.found_invoice(answer).identifier, str)
    assert isinstance(answers.service_row(answer).active, bool)
    nested = {"historiquesDesStatuts": answer}
    assert all(e.code for e in answers.status_events(nested))
    found = answers.page(answer, "rows", answers.found_invoice)
    assert all(row.identifier for row in found.rows)
    assert found.total is None or isinstance(found.total, int)


@settings(max_examples=300, deadline=None)
@given(st.datetimes(timezones=st.timezones()) | st.text() | st.dates())
def test_no_moment_breaks_a_reader(value):
    raw = value if isinstance(value, str) else value.isoformat()
    moment, day = values.to_datetime(raw), values.to_date(raw)
    assert moment is None or moment.tzinfo is None
    # A day, or a moment's day in Paris: at most one beside what is written.
    if day is not None and moment is not None:
        assert abs(day - moment.date()) <= timedelta(days=1)


def test_the_hour_that_comes_twice_keeps_its_order():
    """02:50 summer time, then 02:10 winter time, in the night of 31 October 2027."""
    shown = [("12", "02:10"), ("11", "02:50"), ("10", "01:40")]
    rows = [
        {
            "histoStatutId": int(number),
            "histoStatutCode": "SUSPENDUE",
            "histoStatutDatePassage": f"2027-10-31 {time}",
        }
        for number, time in shown
    ]
    found = answers.status_events({"historiquesDesStatuts": {"histoStatut": rows}})
    assert [event.identifier for event in found] == ["10", "11", "12"]
    moments = [event.date.strftime("%H:%M") for event in found]
    assert moments == ["23:40", "00:50", "01:10"]


def test_an_hour_that_comes_twice_explains_no_earlier_event():
    """Even at its second coming 02:10 is before 05:00: the first is as good."""
    rows = [
        {
            "histoStatutId": number,
            "histoStatutCode": "SUSPENDUE",
            "histoStatutDatePassage": f"2027-10-31 {time}",
        }
        for number, time in ((11, "05:00"), (12, "02:10"))
    ]
    found = answers.status_events({"historiquesDesStatuts": {"histoStatut": rows}})
    assert [event.identifier for event in found] == ["12", "11"]
    assert found[0].date.strftime("%H:%M") == "00:10"


def test_a_smaller_identifier_does_not_move_an_ordinary_date():
    rows = [
        {
            "histoStatutId": number,
            "histoStatutCode": "DEPOSEE",
            "histoStatutDatePassage": f"2026-11-02 {time}",
        }
        for number, time in ((1, "10:36"), (2, "09:10"))
    ]
    found = answers.status_events({"historiquesDesStatuts": {"histoStatut": rows}})
    assert [event.identifier for event in found] == ["2", "1"]
    assert found[0].date.strftime("%H:%M") == "08:10"
