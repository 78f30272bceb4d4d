# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Pseudonyms of a rehearsal, the clients that its sandbox gets, and what it reports."""

import csv
import json
import re
import sys
from pathlib import Path

import pytest
from chorus.rehearsal import Pseudonyms
from sandbox_client import Client, running
from stdnum import iban

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "setup" / "lib"))

from rehearsal.report import HEAD, Report, harmless

TEXTS = (
    "Élagage des 12 platanes, rue Foch – 3e tranche",
    "ŒUVRE d'art nº 7 😀\tÇa",
    "Ψυχή и мир",
    "FAC/2026/11/0042",
)


def shape(text):
    """Return what must stay: length, kinds of characters, everything but letters."""
    return re.sub(r"[a-z]", "x", re.sub(r"[A-Z]", "X", re.sub(r"\d", "9", plain(text))))


def plain(text):
    """Give all letters with accents, or of other alphabets, one of two names."""
    return "".join(
        char
        if char.isascii() or not char.isalpha()
        else ("Ê" if char.isupper() else "ê")
        for char in text
    )


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_keeps_its_shape_and_nothing_else(text):
    other = Pseudonyms().text(text)
    assert shape(other) == shape(text)
    # Each letter and digit is another draw: none of the longer words survives.
    assert not set(re.findall(r"\w{4,}", text)) & set(re.findall(r"\w{4,}", other))


def test_the_same_text_gives_the_same_one_in_one_copy_only():
    one, other = Pseudonyms(), Pseudonyms()
    assert one.text("Mairie de Nantes") == one.text("Mairie de Nantes")
    assert one.text("Mairie de Nantes") != other.text("Mairie de Nantes")


def test_nothing_stays_nothing():
    pseudonyms = Pseudonyms()
    for make in (
        pseudonyms.text,
        pseudonyms.html,
        pseudonyms.email,
        pseudonyms.iban,
        pseudonyms.postcode,
    ):
        assert make(None) == make(False) == make("") == ""


def test_html_loses_what_stands_in_tags():
    text = (
        '<p class="x">Voir <a href="mailto:jeanne@mairie.fr">Jeanne</a>&nbsp;!<br/></p>'
    )
    other = Pseudonyms().html(text)
    assert "jeanne" not in other.lower()
    assert re.sub(r">[^<]*", ">", other) == "<p><a></a><br></p>"
    assert "&nbsp;" in other


def test_emails_lead_nowhere():
    other = Pseudonyms().email("jeanne.secret@mairie.fr")
    assert re.fullmatch(r"[a-z]{6}\.[a-z]{6}@client\.invalid", other)
    assert "@" not in Pseudonyms().email("neant")


@pytest.mark.parametrize(
    "number", ["FR76 3000 6000 0112 3456 7890 189", "DE89370400440532013000"]
)
def test_a_true_iban_becomes_another_true_one(number):
    other = Pseudonyms().iban(number)
    assert other != number.replace(" ", "") and other[:2] == number[:2]
    assert iban.is_valid(other, check_country=False)


def test_a_wrong_iban_stays_wrong():
    other = Pseudonyms().iban("FR7630006000011234567890188")
    assert len(other) == 27
    assert not iban.is_valid(other, check_country=False) or other[:2] != "FR"


def test_a_postal_code_keeps_its_department():
    assert re.fullmatch(r"44\d{3}", Pseudonyms().postcode("44110"))


# === The sandbox ===


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with running(tmp_path_factory.mktemp("newcomers")) as sandbox:
        yield Client(sandbox.url)


def test_the_sandbox_learns_of_clients(client):
    order = {
        "identifiant": "21440109300015",
        "nom": "Commune",
        "parametres": {"numeroEJDoitEtreRenseigne": True},
        "services": [{"code": "ACHATS", "engagement": True}, {"code": "OLD"}],
    }
    answer = client.control("POST", "structures", [order])
    (number,) = answer["structures"].values()
    asked = {"idStructureCPP": number, "codeLangue": "fr"}
    found = client.ok("structures/consulter", asked)
    assert found["parametres"]["numeroEJDoitEtreRenseigne"] is True
    assert found["parametres"]["codeServiceDoitEtreRenseigne"] is False
    # Told again, it is replaced under the same identifier.
    again = client.control("POST", "structures", [order | {"parametres": {}}])
    assert again["structures"] == answer["structures"]


@pytest.mark.parametrize(
    "order",
    [
        {},
        [{}],
        [{"identifiant": 3}],
        [{"identifiant": "1", "type": "?"}],
        [{"identifiant": "1", "parametres": {"inconnu": True}}],
        [{"identifiant": "1", "services": [{"nom": "sans code"}]}],
        [{"identifiant": "1"}, {"identifiant": None}],
    ],
)
def test_the_sandbox_refuses_wrong_clients(client, order):
    answer = client.send("POST", "/_sandbox/structures", json.dumps(order))
    assert answer.status == 400 and answer.json["error"]


# === The report ===


def row(key, verdict="accepted", **values):
    return {
        "id": key,
        "number": f"FAC/{key}",
        "type": "out_invoice",
        "date": "2026-10-05",
        "client": 7,
        "total": 1200.5,
        "currency": "EUR",
        "verdict": verdict,
        "code": "",
        "sentence": "",
        "more": "",
        "other_total": None,
        **values,
    }


RESULT = {
    "rows": [
        row(1),
        row(2, type="out_refund", total=200.0),
        row(3, "before", code="commitment", sentence="FAC/3 : il manque l'engagement"),
        row(3, "before", code="service", sentence="Il manque le service"),
        row(4, "before", code="commitment", sentence="FAC/4 : il manque l'engagement"),
        row(5, "portal", code="rejected", sentence="Inconnu", client=8, total=10.0),
        row(6, "not_made", code="copy", sentence="=1+1", other_total=3.0),
    ],
    "left_out": 2,
    "has_siret": False,
    "since": "2026-05-29",
    "clients": {
        "7": {"name": "Xqzert", "registry": "21440109300015", "demands_known": True},
        "8": {"name": "Bnhyt", "registry": "", "demands_known": False},
    },
}


def told(names=None):
    return "\n".join(Report(RESULT, names).lines()).replace("\u202f", " ")


def test_the_text_counts_each_invoice_once():
    text = told()
    assert "6 factures et avoirs depuis le 29/05/2026" in text
    assert re.search(r"2  acceptées +1 000,50 EUR", text)
    assert re.search(r"2  bloquées avant l'envoi +2 401,00 EUR", text)
    assert re.search(r"1  refusée par le portail local +10,00 EUR", text)
    assert re.search(r"2  laissées de côté", text)
    assert "1  clients aux exigences inconnues" in text
    assert "La société n'a pas de SIRET" in text


def test_the_text_says_what_to_mend_on_which_client():
    text = told({"7": "Commune de Saint-Exemple"})
    mend = text.partition("À corriger, par client")[2]
    # One reason is said once for both invoices, without their numbers.
    assert mend.count("la facture : il manque l'engagement") == 1
    assert "2 factures : FAC/3, FAC/4" in mend
    assert mend.index("Commune de Saint-Exemple (21440109300015)") < mend.index(
        "Bnhyt (nom changé) (sans SIRET)"
    )


def test_the_table_holds_each_problem(tmp_path):
    path = tmp_path / "out.csv"
    Report(RESULT, {"7": "=Commune"}).write_csv(path)
    assert path.stat().st_mode & 0o777 == 0o600
    head, *rows = csv.reader(path.open(encoding="utf-8-sig"), delimiter=";")
    assert head == HEAD
    assert [one[0] for one in rows] == [f"FAC/{n}" for n in (1, 2, 3, 3, 4, 5, 6)]
    assert rows[1][4] == "-200,00" and rows[0][4] == "1200,50"
    assert rows[0][2] == "'=Commune" and rows[-1][8] == "'=1+1"
    assert [one[6] for one in rows][-2:] == [
        "refusée par le portail local",
        "non copiée",
    ]


def test_numbers_are_no_formulas():
    assert harmless("-12,00") == "-12,00"
    assert harmless("-1+1") == "'-1+1"
    assert harmless("") == ""
