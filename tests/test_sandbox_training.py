# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The sandbox in a class: search, documents, reset, lessons, a space per trainee."""

import ast
import json
import pathlib
import sys
import urllib.parse

import pytest
import sandbox_client
import sandbox_samples as samples
import sandbox_world as world
from console_page import Page, get, post


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with sandbox_client.running(tmp_path_factory.mktemp("training")) as sandbox:
        yield sandbox.url


@pytest.fixture
def client(url):
    return world.cleared(sandbox_client.Client(url))


def test_reset_asks_first(client):
    world.invoice(client)
    page = get(client, "/remise-a-zero")
    assert "1 flux et 1 pièce seront effacés" in page.words
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.send("POST", "/remise-a-zero", "", kind).status == 404
    assert client.control("GET", "flows")["flows"]
    page = post(client, "/remise-a-zero", confirmation="oui")
    assert page.messages == ["Tout est remis à zéro."]
    assert client.control("GET", "flows")["flows"] == []
    assert "/remise-a-zero" in get(client, "/").links


def test_search_by_number(client):
    first = world.deposited(client, samples.facturx(numero="CHERCHE-1"), name="un.pdf")
    world.deposited(client, samples.facturx(numero="AUTRE-2"), name="deux.pdf")
    client.advance(60)
    words = get(client, "/?numero=cherche").words
    assert "CHERCHE-1" in words and "AUTRE-2" not in words
    assert "deux.pdf" in get(client, "/?numero=deux").words
    words = get(client, f"/?numero={first}").words
    assert first in words and "CHERCHE-1" in words
    for role in ("acheteur", "fournisseur"):
        words = get(client, f"/{role}?numero=AUTRE").words
        assert "AUTRE-2" in words and "CHERCHE-1" not in words
    for odd in ("%25", "_", "%27", "%5C", "%3Cb%3E"):
        assert "Aucune pièce" in get(client, f"/acheteur?numero={odd}").words


def fetch(client, path):
    answer = client.send("GET", path)
    assert answer.status == 200, (path, answer.raw[:200])
    return answer


def test_documents_of_an_invoice_can_be_read(client):
    """Its PDF, its XML, its lines, its attachments."""
    bon = b"%PDF-1.4 bon de livraison"
    file = samples.pdf(samples.cii(numero="DOC-1"), files=[("bon.pdf", bon)])
    flow = world.deposited(client, file, name="facture é.pdf")
    client.advance(60)
    number = client.control("GET", "invoices")["invoices"][0]["id"]
    path = f"/acheteur/factures/{number}"
    page = get(client, path)
    assert fetch(client, f"{path}/pdf").raw == file
    shown = fetch(client, f"{path}/xml")
    assert (
        "CrossIndustryInvoice" in shown.raw.decode() and "DOC-1" in shown.raw.decode()
    )
    assert Page(shown.raw.decode()).scripts == 0
    pieces = [link for link in page.links if "/pieces/" in link]
    assert bon in [fetch(client, link).raw for link in pieces]
    assert "Prestation" in page.words and "100,00" in page.words, "the lines"
    assert fetch(client, f"/flux/{flow}/fichier").raw == file
    assert f"{path}/pdf" in page.links and f"{path}/xml" in page.links


def test_data_without_a_pdf_can_be_read_too(client):
    more = {"name": "c.xml", "syntaxe": "IN_DP_E1_CII_16B"}
    world.deposited(client, samples.cii(numero="XML-1"), **more)
    client.advance(60)
    number = client.control("GET", "invoices")["invoices"][0]["id"]
    answer = fetch(client, f"/acheteur/factures/{number}/pdf")
    assert answer.raw.startswith(b"%PDF-")
    assert answer.headers["Content-Type"] == "application/pdf"
    keyed = client.ok("factures/soumettre", world.submission())["identifiantFactureCPP"]
    assert fetch(client, f"/fournisseur/factures/{keyed}/pdf").raw.startswith(b"%PDF-")
    got = client.send("GET", f"/fournisseur/factures/{keyed}/xml")
    assert got.status == 404 and "XML" in Page(got.raw.decode()).words


def test_what_others_sent_has_no_right_on_the_site(client):
    script = b"<html><script>alert(1)</script></html>"
    file = samples.pdf(samples.cii(numero="HTM-1"), files=[("page.html", script)])
    world.deposited(client, file)
    client.advance(60)
    number = client.control("GET", "invoices")["invoices"][0]["id"]
    links = get(client, f"/acheteur/factures/{number}").links
    answers = [fetch(client, link) for link in links if "/pieces/" in link]
    (answer,) = [a for a in answers if a.raw == script]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_unknown_documents(client):
    number = world.invoice(client)
    for path in (
        f"/acheteur/factures/{number}/pieces/99",
        f"/acheteur/factures/{number}/pieces/x",
        f"/moe/factures/{number}/pdf",
        "/flux/CPP1/fichier",
    ):
        assert client.send("GET", path).status == 404


def test_flow_leads_to_its_invoices(client):
    lot = samples.tar_gz(
        [(f"{n}.pdf", samples.facturx(numero=n)) for n in ("LOT-1", "LOT-2")]
    )
    flow = world.deposited(client, lot, name="lot.tar.gz")
    client.advance(60)
    page = get(client, f"/flux/{flow}")
    rows = client.control("GET", "invoices")["invoices"]
    for row in rows:
        assert f"/fournisseur/factures/{row['id']}" in page.links
    assert "LOT-1" in page.words and "LOT-2" in page.words


# === A space per trainee === #


def of_class(url, name):
    """A client whose credentials are those of one trainee."""

    class Trainee(sandbox_client.Client):
        def control(self, method, path, order=None):
            mark = "&" if "?" in path else "?"
            return super().control(method, f"{path}{mark}classe={name}", order)

    return Trainee(url)


def test_trainees_side_by_side(client):
    """The same number, the same SIRET: each has its invoices, its clock, its reset."""
    one, two = of_class(client.url, "ana"), of_class(client.url, "bo-2")
    for trainee in (one, two):
        trainee.control("POST", "reset")
        world.deposited(trainee, samples.facturx(numero="MEME"))
    one.advance(86400)
    assert one.control("GET", "clock")["offset"] >= 86400
    assert two.control("GET", "clock")["offset"] == 0
    assert client.control("GET", "invoices")["invoices"] == []
    assert one.credentials["client_id"] != two.credentials["client_id"]
    one.token = None
    row = one.ok("factures/rechercher/fournisseur")["listeFactures"][0]
    assert row["statut"] == "MISE_A_DISPOSITION"
    two.control("POST", "reset")
    assert len(one.control("GET", "flows")["flows"]) == 1
    assert two.call("factures/rechercher/fournisseur").status == 401, "its own token"
    assert len(one.token) == 54


def test_spaces_do_not_see_each_other(client):
    """A token and an identifier of one space are nothing in another."""
    one = of_class(client.url, "cleo")
    one.control("POST", "reset")
    one.authenticate()
    other = of_class(client.url, "dan")
    other.control("POST", "reset")
    forged = "dan" + one.token[len("cleo") :]
    headers = other.headers() | {"Authorization": f"Bearer {forged}"}
    path = "/cpro/factures/v1/rechercher/fournisseur"
    assert client.send("POST", path, "{}", headers).status == 401
    counts = one.control("GET", "requests")["counts"]
    assert counts == {"oauth/token": 1}


def test_console_of_a_trainee(client):
    trainee = of_class(client.url, "eve")
    trainee.control("POST", "reset")
    world.deposited(trainee, samples.facturx(numero="POUR-EVE"))
    trainee.advance(60)
    answer = client.send("GET", "/?classe=eve")
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    assert "Espace de eve" in Page(answer.raw.decode()).words
    page = Page(
        client.send("GET", "/acheteur", headers={"Cookie": cookie}).raw.decode()
    )
    assert "POUR-EVE" in page.words
    assert "POUR-EVE" not in get(client, "/acheteur").words
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    client.send("POST", "/horloge", "avance=86400", kind)
    assert trainee.control("GET", "clock")["offset"] >= 86400
    assert client.control("GET", "clock")["offset"] < 86400
    page = Page(client.send("GET", "/acces", headers={"Cookie": cookie}).raw.decode())
    keys = trainee.credentials
    assert all(keys[k] in page.words for k in keys)
    answer = client.send("GET", "/?classe=", headers={"Cookie": cookie})
    assert "Espace de" not in Page(answer.raw.decode()).words


@pytest.mark.parametrize("name", ["../x", "A", "x" * 21, "-a", "é", "a/b", "%00"])
def test_names_that_are_no_space(client, name):
    quoted = urllib.parse.quote(name)
    answer = client.send("GET", f"/?classe={quoted}")
    assert answer.status == 404
    assert "n'est pas un nom d'espace" in Page(answer.raw.decode()).words
    assert client.send("GET", f"/_sandbox/clock?classe={quoted}").status == 404
    form = urllib.parse.urlencode(
        {
            "grant_type": "client_credentials",
            "client_id": "5f1c2b7e-90d4-4a3b-8c6d-bacasable0001-" + name,
            "client_secret": "x",
        }
    )
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.send("POST", "/api/oauth/token", form, kind).status == 400


def test_an_unknown_application_makes_no_space(client, tmp_path):
    keys = client.credentials
    form = urllib.parse.urlencode(
        {
            "grant_type": "client_credentials",
            "client_id": keys["client_id"] + "-jamais",
            "client_secret": keys["client_secret"],
        }
    )
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.send("POST", "/api/oauth/token", form, kind).status == 400
    headers = {"Cookie": "classe=jamais"}
    assert client.send("GET", "/", headers=headers).status == 404


# === Lessons === #


def test_lesson_saved_and_replayed(client):
    """Dates and delays come back; the invoices of the first time do not."""
    start = {"depart": "2026-03-02T08:00", "delais": {"moe": 86400, "integration": 5}}
    client.control("POST", "scenario", start)
    clock = client.control("GET", "clock")
    assert clock["now"].startswith("2026-03-02T08:00") and clock["paused_at"]
    assert (clock["moe"], clock["integration"]) == (86400, 5)
    client.token = None
    world.deposited(client, samples.facturx())
    client.advance(86400)
    client.advance(9 * 86400)
    saved = client.control("POST", "scenario", {"enregistrer": "Situation de mars"})
    lesson = saved["enregistres"]["Situation de mars"]
    assert lesson["depart"].startswith("2026-03-02T08:00")
    assert [d[:10] for d in lesson["dates"]] == ["2026-03-03", "2026-03-12"]
    client.control("POST", "reset")
    client.control("POST", "clock", {"moe": 7 * 86400, "integration": 20})
    again = client.control("POST", "scenario", {"rejouer": "Situation de mars"})
    assert again["scenario"] == lesson
    assert client.control("GET", "flows")["flows"] == []
    clock = client.control("GET", "clock")
    assert clock["now"].startswith("2026-03-02T08:00") and clock["moe"] == 86400


def test_lesson_from_the_console(client):
    page = post(client, "/lecon", action="enregistrer", nom="<i>")
    assert "nom :" in page.messages[0]
    client.advance(3 * 86400)
    page = post(client, "/lecon", action="enregistrer", nom="Délais de mars")
    assert page.messages == ["La leçon « Délais de mars » est enregistrée."]
    form = {"action": "rejouer", "nom": "Délais de mars"}
    assert "confirmation" in post(client, "/lecon", **form).messages[0]
    page = post(client, "/lecon", **form, confirmation="oui")
    assert page.messages == ["La leçon « Délais de mars » recommence."]
    (step,) = [b for b in page.buttons if b[1] == "aller" and "Aller au" in b[2]]
    assert step[2].startswith("Aller au ")
    date = client.control("GET", "scenario")["scenario"]["dates"][0]
    page = post(client, "/lecon", action="aller", le=date)
    assert page.messages == ["L'horloge a avancé."]
    page = post(client, "/lecon", action="aller", le=date)
    assert "ne recule pas" in page.messages[0]
    page = post(client, "/lecon", action="oublier", nom="Délais de mars")
    assert "oubliée" in page.messages[0]
    kept = client.control("GET", "scenario")["enregistres"]
    assert "Délais de mars" not in kept


def test_delays_from_the_console(client):
    delays = client.control("GET", "scenario")["scenario"]["delais"]
    form = {name: "30" for name in delays} | {"moe": "2,5", "action": "delais"}
    page = post(client, "/lecon", **form)
    assert page.messages == ["Les délais sont changés : ils valent pour la suite."]
    assert client.control("GET", "clock")["moe"] == 2.5 * 86400
    page = post(client, "/lecon", **form | {"moe": "-1"})
    assert "un nombre, zéro ou plus" in page.messages[0]
    client.control("POST", "clock", delays)


WRONG = [
    [],
    {},
    {"depart": "hier"},
    {"depart": "1850-01-01"},
    {"depart": 5},
    {"depart": "2026-03-02", "delais": {"inconnu": 1}},
    {"depart": "2026-03-02", "delais": {"moe": -1}},
    {"depart": "2026-03-02", "dates": "demain"},
    {"depart": "2026-03-02", "dates": ["x"]},
    {"rejouer": "rien"},
    {"enregistrer": ""},
    {"enregistrer": 5},
]


@pytest.mark.parametrize("order", WRONG)
def test_wrong_scenarios_change_nothing(client, order):
    world.deposited(client, samples.facturx())
    before = client.control("GET", "clock")
    got = client.send("POST", "/_sandbox/scenario", json.dumps(order))
    assert got.status == 400 and got.json["error"]
    assert len(client.control("GET", "flows")["flows"]) == 1
    assert client.control("GET", "clock")["offset"] == before["offset"]


# === Starting it === #

SANDBOX = pathlib.Path(sandbox_client.TESTS) / "sandbox"


def test_its_few_libraries_are_all_it_imports():
    """requirements.txt names each library that the sandbox imports, and no other."""
    known, found = {"werkzeug", "jinja2", "lxml", "pikepdf"}, set()
    for path in SANDBOX.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(node.module)
    roots = {name.split(".")[0] for name in found} - sys.stdlib_module_names
    assert roots == known
    lines = (SANDBOX / "requirements.txt").read_text("utf-8").splitlines()
    named = {line.split("==")[0].lower() for line in lines if line[:1].isalpha()}
    assert named == known


def test_pinned_as_everywhere_else():
    root = SANDBOX.parents[1]
    every = ""
    for name in ("setup/odoo-requirements.txt", "setup/addons-requirements.txt"):
        every += (root / name).read_text("utf-8")
    for line in (SANDBOX / "requirements.txt").read_text("utf-8").splitlines():
        if line[:1].isalpha():
            assert line in every, line


def test_rules_from_the_console(client):
    """What would only be observed is rejected, and back."""
    wrong = samples.facturx(cadre="A9", note="Valideur (SIRET) : 99999999900019")
    said, states = [], []
    for order in ("rejeter", "observer"):
        said += post(client, "/lecon", action=order).messages
        states.append(world.judged(client, wrong)["etatCourantDepotFlux"])
    assert "maintenant un rejet" in said[0]
    assert "constatés à Chorus Pro" in said[1]
    assert states == ["IN_REJETE", "IN_INTEGRE"]
