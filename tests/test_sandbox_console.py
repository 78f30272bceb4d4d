# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pages where people play the other parties."""

import html.parser
import urllib.parse

import pytest
import sandbox_client
import sandbox_samples as samples
import sandbox_world as world


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with sandbox_client.running(tmp_path_factory.mktemp("console")) as sandbox:
        yield sandbox.url


@pytest.fixture
def client(url):
    return world.cleared(sandbox_client.Client(url))


class Page(html.parser.HTMLParser):
    """What a keyboard and a screen reader meet: links, buttons, labelled fields."""

    def __init__(self, text):
        super().__init__()
        self.links, self.buttons, self.fields, self.labels = [], [], {}, set()
        self.scripts, self.language, self.text, self._button = 0, None, [], None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "a":
            self.links.append(given["href"])
        elif tag == "button":
            self._button = [given.get("name"), given.get("value"), ""]
            self.buttons.append(self._button)
        elif tag in ("input", "select", "textarea"):
            self.fields[given["id"]] = given
        elif tag == "label":
            self.labels.add(given["for"])
        elif tag == "html":
            self.language = given.get("lang")
        self.scripts += tag == "script" or any(k.startswith("on") for k in given)

    def handle_endtag(self, tag):
        if tag == "button":
            self._button = None

    def handle_data(self, data):
        self.text.append(data)
        if self._button:
            self._button[2] += data.strip()

    @property
    def words(self):
        return " ".join(" ".join(self.text).split())

    def actions(self):
        return {value for name, value, _words in self.buttons if name == "action"}


def get(client, path, status=200):
    answer = client.send("GET", path)
    assert answer.status == status, (path, answer.status)
    assert answer.headers["Content-Type"] == "text/html;charset=utf-8"
    return Page(answer.raw.decode())


def post(client, path, **form):
    body = urllib.parse.urlencode(form)
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.send("POST", path, body, kind)
    assert answer.status == 303
    return get(client, answer.headers["Location"])


ROLES = ("acheteur", "valideur", "moe", "moa", "fournisseur")


@pytest.mark.parametrize("path", ["/", *(f"/{role}" for role in ROLES)])
def test_pages_work_from_the_keyboard(client, path):
    world.invoice(client)
    page = get(client, path)
    assert page.language == "fr"
    assert page.scripts == 0
    assert page.links[0] == "#contenu"
    assert set(page.fields) <= page.labels, "every field has a label"
    assert all(words for _name, _value, words in page.buttons)
    for role in ROLES:
        assert f"/{role}" in page.links


def test_empty_pages_say_so(client):
    assert "Aucune facture" in get(client, "/").words
    assert "Aucune pièce" in get(client, "/acheteur").words


def test_buyer_suspends_and_pays(client):
    number = world.invoice(client)
    path = f"/acheteur/factures/{number}"
    assert path in get(client, "/acheteur").links
    page = get(client, path)
    assert {"SUSPENDUE", "A_RECYCLER", "REJETEE", "MISE_EN_PAIEMENT"} <= page.actions()
    assert {"motif", "mandat"} <= set(page.fields) <= page.labels
    page = post(client, path, action="SUSPENDUE")
    assert "Le motif est obligatoire." in page.words
    page = post(client, path, action="SUSPENDUE", motif="Bon de livraison <manquant>")
    assert "Statut : Suspendue" in page.words
    assert "« Bon de livraison <manquant> »" in page.words
    assert page.actions() == set()
    client.ok("factures/completer", {"identifiantFactureCPP": number})
    page = post(client, path, action="MANDATEE", mandat="M-42")
    assert "M-42" in page.words
    post(client, path, action="MISE_EN_PAIEMENT")
    assert world.statut(client, number) == "MISE_EN_PAIEMENT"


def test_buyer_makes_available_at_once(client):
    flow = world.deposited(client, samples.facturx())
    client.advance(21)
    number = client.control("GET", "invoices")["invoices"][0]["id"]
    path = f"/acheteur/factures/{number}"
    post(client, path, action="MISE_A_DISPOSITION")
    assert world.statut(client, number) == "MISE_A_DISPOSITION"
    assert flow in get(client, path).words


def test_action_of_yesterday(client):
    number = world.invoice(client, ("REJETEE", "Erreur"))
    page = post(client, f"/acheteur/factures/{number}", action="MANDATEE")
    assert "n'est plus possible" in page.words
    assert world.statut(client, number) == "REJETEE"


def test_validator(client):
    body = world.submission(**world.SUBCONTRACTOR)
    number = client.ok("factures/soumettre", body)["identifiantFactureCPP"]
    path = f"/valideur/factures/{number}"
    assert get(client, path).actions() == {"VALIDATION", "REFUS", "ERREUR_VALIDEUR"}
    assert "obligatoire" in post(client, path, action="REFUS").words
    post(client, path, action="VALIDATION")
    assert world.statut(client, number) == "DEPOSEE"


def test_moe_then_moa(client):
    number = world.invoice(client, numero="SIT-1", **world.WORKS)
    path = f"/moe/factures/{number}"
    assert "prendreEnCompte" in get(client, path).actions()
    post(client, path, action="prendreEnCompte")
    assert world.statut(client, number) == "PRISE_EN_COMPTE_MOE"
    piece = {"action": "piece", "cadre": "A15", "numero": "EA-1"}
    page = post(client, path, **piece, ht="abc", ttc="1")
    assert "Les montants doivent être des nombres." in page.words
    post(client, path, **piece, ht="80,5", ttc="96.6")
    assert world.statut(client, number) == "ASSOCIEE"
    client.advance(10)
    page = get(client, "/moa")
    following = next(x for x in page.links if "/moa/factures/" in x)
    page = post(client, following, action="refuser", motif="Trop cher")
    assert "Refusée par la MOA" in page.words


def test_flow_page_shows_the_report(client):
    flow = world.deposited(client, samples.facturx(paiement=""))
    assert "pas terminé" in get(client, f"/flux/{flow}").words
    client.advance(30)
    assert "PaymentMeans.TypeCode" in get(client, f"/flux/{flow}").words


def test_clock_buttons(client):
    before = client.control("GET", "clock")["epoch"]
    post(client, "/horloge", pause="oui")
    post(client, "/horloge", avance="86400")
    clock = client.control("GET", "clock")
    assert clock["paused_at"] is not None
    assert clock["epoch"] - before >= 86400


def test_filter_and_pages(client):
    world.invoice(client, numero="UN")
    world.invoice(client, ("SUSPENDUE", "Bon"), numero="DEUX")
    assert "DEUX" in get(client, "/acheteur?statut=SUSPENDUE").words
    assert "UN " not in get(client, "/acheteur?statut=SUSPENDUE").words
    assert get(client, "/acheteur?page=99").words


@pytest.mark.parametrize(
    "path",
    [
        "/rien",
        "/acheteur/factures/1",
        "/acheteur/factures/x",
        "/flux/rien",
        "/acheteur?page=x",
    ],
)
def test_unknown_pages(client, path):
    assert "Page inconnue" in get(client, path, 404).words


@pytest.mark.parametrize("method", ["POST", "GET", "PUT", "DELETE"])
@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("/rien", "« /rien »"),
        ("/a/b/c/d", "« /a/b/c/d »"),
        ("/prefet/factures/1", "« prefet »"),
        ("/acheteur/factures/99", "« 99 »"),
        ("/acheteur/factures/x%27", "« x' »"),
        ("/moe/depots/1", "« /moe/depots/1 »"),
    ],
)
def test_a_404_says_what_is_unknown(client, method, path, part):
    """In French, whatever the method; never a trace."""
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.send(method, path, "action=REJETEE", kind)
    assert answer.status == 404
    page = Page(answer.raw.decode())
    assert page.language == "fr"
    if method in ("GET", "POST"):
        assert part in page.words
    else:
        assert f"La méthode {method}" in page.words


@pytest.mark.parametrize("step", ["x", "-1", "inf", "nan", "9" * 30])
def test_clock_only_takes_seconds(client, step):
    before = client.control("GET", "clock")["offset"]
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.send("POST", "/horloge", f"avance={step}", kind).status == 404
    order = f'{{"advance": {step if step != "x" else 0.5e400}}}'
    assert client.send("POST", "/_sandbox/clock", order).status == 400
    assert client.control("GET", "clock")["offset"] == before


def test_other_roles_pages_are_closed(client):
    number = world.invoice(client)
    get(client, f"/moe/factures/{number}", 404)
    get(client, f"/fournisseur/factures/{number}")


def test_redirections_stay_on_the_site(client):
    kind = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Referer": "http://ailleurs.example/acheteur?statut=SUSPENDUE",
    }
    answer = client.send("POST", "/horloge", "avance=1", kind)
    assert answer.headers["Location"] == "/acheteur?statut=SUSPENDUE"
