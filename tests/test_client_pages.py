# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Searches that the portal answers page by page, well or badly."""

import itertools
import json
from datetime import datetime

import pytest
from chorus import errors
from chorus.portal import conversation
from scripted_calls import (
    OK,
    failure,
    invoices,
    search,
)


@pytest.mark.parametrize(
    "answer",
    [
        {"codeRetour": 20000, "libelle": "TRA_MSG_00.015"},
        {"codeRetour": 20000, "libelle": "TRA_MSG_00.015", "listeFactures": []},
        {"codeRetour": "20000", "libelle": "TRA_MSG_00.015", "listeFactures": None},
        {"codeRetour": 20007, "libelle": "GFT_MSG_01.075"},
        OK,
        {**OK, "listeFactures": None, "parametresRetour": None},
        {**OK, "listeFactures": [], "parametresRetour": {"total": 0, "pages": 0}},
        {**OK, "listeFactures": [], "total": "0"},
    ],
)
def test_nothing_found(scripted, answer):
    scripted.answers = [answer]
    assert search(scripted) == []
    assert len(scripted.calls) == 1


def test_the_code_of_nothing_means_another_thing_elsewhere(scripted):
    scripted.answers = [{"codeRetour": 20000, "libelle": "GDP_MSG_11.008"}]
    assert type(failure(search, scripted)) is errors.DataError


@pytest.mark.parametrize(
    ("numbers", "found"),
    [
        ([], False),
        (["EJ20260002"], False),
        (["EJ2026000", "EJ202600011", "", None, ["EJ20260001"]], False),
        (["EJ20260002", "EJ20260001"], True),
        ([" EJ20260001 "], True),
    ],
)
def test_a_commitment_is_the_one_that_was_asked_for(scripted, numbers, found):
    """A portal that overlooks a criterion answers other orders of the supplier."""
    scripted.answers = [
        {
            **OK,
            "listeEngagementJuridique": [
                {"numeroEngagementJuridique": number} for number in numbers
            ],
        }
    ]
    with scripted.client() as portal:
        assert portal.commitment_exists("7", "EJ20260001") is found


@pytest.mark.parametrize("rows", [[], None, {}, {"0": [{}]}, "F1", [["F1"]], [None]])
def test_rows_announced_and_not_there(scripted, rows):
    for paging in ({"total": 3, "pages": 1}, [{"total": "3", "pages": "1"}]):
        scripted.answers = [{**OK, "listeFactures": rows, "parametresRetour": paging}]
        assert type(failure(search, scripted)) is errors.AnswerError
        scripted.answers = [{**OK, "listeFactures": rows, "total": 3}]
        assert type(failure(search, scripted)) is errors.AnswerError


def test_members_of_a_history(scripted):
    """The first page of both lists, which holds more than any invoice has."""
    scripted.answers = [OK]
    with scripted.client() as portal:
        portal.invoice_history("7")
    assert json.loads(scripted.calls[0][3]) == {
        "idFacture": 7,
        "paramRechercheHistoStatuts": {
            "pageResultatDemandeeListeHistoStatut": 1,
            "nbResultatsParPageListeHistoStatut": 500,
        },
        "paramRechercheHistoActionsUtilisateurs": {
            "pageResultatDemandeeListeHistoAction": 1,
            "nbResultatsParPageListeHistoAction": 500,
        },
    }


def test_bank_details_of_a_structure(scripted):
    """The portal shows their names and numbers; a row without number is none."""
    rows = [
        {"idCoordonneeBancaire": 2**40, "nomCoordonneeBancaire": "Compte courant"},
        {"nomCoordonneeBancaire": "Sans numéro"},
    ]
    scripted.answers = [{**OK, "listeCoordonneeBancaire": rows}]
    with scripted.client() as portal:
        assert portal.bank_accounts("7") == [(str(2**40), "Compte courant")]
    method, path, _headers, body = scripted.calls[0]
    assert path == "/cpro/transverses/v1/recuperer/coordbanc/valides"
    assert json.loads(body) == {"idStructure": 7}


def changes(scripted, number, size):
    with scripted.client() as portal:
        return portal.changed_invoices(datetime(2026, 9, 1), None, number, size)


@pytest.mark.parametrize(
    ("number", "size", "total", "complete"),
    [
        (1, 5, None, True),
        (1, 5, 0, True),
        (1, 5, 1, False),
        (2, 5, 5, True),
        (2, 5, 6, False),
        (3, 5, 6, True),
    ],
)
def test_a_page_of_changes_without_rows(scripted, number, size, total, complete):
    """Beyond the last row it is the end; before it, rows have gone missing."""
    paging = {} if total is None else {"total": total}
    scripted.answers = [{**OK, "listeFactures": [], "parametresRetour": paging}]
    if complete:
        assert changes(scripted, number, size).rows == []
    else:
        error = failure(lambda scripted: changes(scripted, number, size), scripted)
        assert type(error) is errors.AnswerError
    asked = json.loads(scripted.calls[0][3])["rechercheFactureParFournisseur"]
    assert (asked["pageResultatDemandee"], asked["nbResultatsParPage"]) == (
        number,
        size,
    )


def test_an_object_instead_of_an_array(scripted):
    row = {"identifiantFactureCPP": 2**40, "numeroFacture": "F1"}
    scripted.answers = [{**OK, "listeFactures": row, "parametresRetour": {"pages": 1}}]
    assert [found.identifier for found in search(scripted)] == [str(2**40)]


def test_pages_at_the_root_and_as_strings(scripted):
    scripted.answers = [
        {**invoices(1, 2), "parametresRetour": None, "pages": "2", "total": "3"},
        {**invoices(3, 3), "parametresRetour": None, "pages": "2", "total": "3"},
    ]
    assert [row.number for row in search(scripted)] == ["F1", "F2", "F3"]
    assert len(scripted.calls) == 2


def test_pages_untold_are_asked_until_nothing_comes(scripted):
    scripted.answers = [invoices(1, 2), invoices(3, 3), invoices(1, 0)]
    assert [row.number for row in search(scripted)] == ["F1", "F2", "F3"]
    asked = [
        json.loads(call[3])["rechercheFactureParFournisseur"]["pageResultatDemandee"]
        for call in scripted.calls
    ]
    assert asked == [1, 2, 3]


def test_a_portal_that_always_answers_its_first_page(scripted):
    scripted.answers = [invoices(1, 2, pages=50, total=25_000)]
    assert [row.number for row in search(scripted)] == ["F1", "F2"]
    assert len(scripted.calls) == 2


@pytest.mark.parametrize(
    ("size", "paging"),
    [
        (500, {"total": 500}),
        (500, {}),
        (500, {"total": 10**9, "pages": 10**9}),
        (1, {}),
    ],
)
def test_pages_that_never_end(scripted, size, paging):
    """Each page is fresh, whatever the portal said of their number."""
    rank = itertools.count(1, size)

    def page(handler):
        first = next(rank)
        body = json.dumps(invoices(first, first + size - 1, **paging)).encode()
        handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n" + body)

    scripted.answers = [page]
    assert type(failure(search, scripted)) is errors.AnswerError
    assert len(scripted.calls) <= conversation.MOST_PAGES


def test_more_rows_than_were_announced_when_more_came_in(scripted):
    scripted.answers = [invoices(1, 3, total=3), invoices(4, 5, total=5), OK]
    assert len(search(scripted, page_size=3)) == 5


def test_a_row_that_moves_to_the_next_page_comes_once(scripted):
    scripted.answers = [invoices(1, 3, pages=2), invoices(3, 4, pages=2)]
    assert [row.number for row in search(scripted)] == ["F1", "F2", "F3", "F4"]


def test_members_of_the_search(scripted):
    scripted.answers = [OK]
    search(scripted, numeroFacture="F1", page_size=7)
    assert json.loads(scripted.calls[0][3]) == {
        "numeroFacture": "F1",
        "rechercheFactureParFournisseur": {
            "pageResultatDemandee": 1,
            "nbResultatsParPage": 7,
            "nbResultatsMaximum": 999999,
        },
    }
