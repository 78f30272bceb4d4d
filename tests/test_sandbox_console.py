# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The pages where people play the other parties."""

import re

import pytest
import sandbox_client
import sandbox_samples as samples
import sandbox_world as world
from console_page import Page, get, post
from sandbox.console import forms


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with sandbox_client.running(tmp_path_factory.mktemp("console")) as sandbox:
        yield sandbox.url


@pytest.fixture
def client(url):
    return world.cleared(sandbox_client.Client(url))


# A status or an action as the portal codes it
CODE = re.compile(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b")


ROLES = ("acheteur", "valideur", "moe", "moa", "fournisseur")


OTHERS = ("/lecon", "/acces", "/remise-a-zero", "/moe/dossier", "/moa/dossier")


@pytest.mark.parametrize("path", ["/", *(f"/{role}" for role in ROLES), *OTHERS])
def test_pages_work_from_the_keyboard(client, path):
    """No script, a label for each field, a way past the menu, a link to each role."""
    world.invoice(client)
    client.control("POST", "scenario", {"enregistrer": "Leçon 1"})
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
    assert {"motif", "champ-mandat"} <= set(page.fields) <= page.labels
    page = post(client, path, action="SUSPENDUE")
    assert page.messages == ["Le motif est obligatoire."]
    page = post(client, path, action="SUSPENDUE", motif="Bon de livraison <manquant>")
    assert "Statut : Suspendue" in page.words
    assert "« Bon de livraison <manquant> »" in page.words
    assert page.actions() == set()
    assert not CODE.search("".join(page.messages))
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
    for wrong in ("abc", "nan", "inf", "1e9", "-", "1,234"):
        page = post(client, path, **piece, ht=wrong, ttc="1")
        assert page.messages == [
            "Le montant HT doit être un nombre, par exemple 1 250,50."
        ]
    post(client, path, **piece, ht="1 080,5", ttc="1\u202f296.6", net="1 200")
    assert world.statut(client, number) == "ASSOCIEE"
    client.advance(10)
    page = get(client, "/moa")
    following = next(x for x in page.links if "/moa/factures/" in x)
    raw = client.send("GET", following).raw.decode()
    assert "1\u202f080,50 EUR" in raw and "1\u202f200,00 EUR" in raw
    words = get(client, following).words
    assert "A15 – Dépôt par une MOE d'un état d'acompte" in words
    page = post(client, following, action="refuser", motif_code="MONTANT_ERR")
    assert "19/02/2025" in page.messages[0]
    page = post(
        client, following, action="refuser", motif_code="QTE_ERR", motif="Lot 2"
    )
    assert page.messages == ["Statut : Refusée par la MOA"]
    assert "« Quantité facturée incorrecte : Lot 2 »" in page.words


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


def test_moved_clock_is_marked(client):
    assert "Horloge avancée" not in get(client, "/").words
    post(client, "/horloge", avance="60")
    assert "Horloge avancée de 1 min" in get(client, "/").words
    client.advance(3 * 86400 + 7200 - 60)
    for path in ("/", "/acheteur", "/lecon"):
        assert "Horloge avancée de 3 j 2 h" in get(client, path).words


@pytest.mark.parametrize(
    ("octets", "words"),
    [(0, "0 octets"), (999, "999 octets"), (2497, "2,5 Ko"), (10_400_000, "10,4 Mo")],
)
def test_sizes_in_french(octets, words):
    assert forms.size(octets) == words


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


@pytest.mark.parametrize(
    ("role", "steps", "action"),
    [
        ("acheteur", (), "SUSPENDUE"),
        ("acheteur", (), "A_RECYCLER"),
        ("acheteur", (), "REJETEE"),
        ("moe", "A4", "suspendre"),
        ("moe", "A4", "refuser"),
        ("valideur", "A9", "REFUS"),
    ],
)
def test_the_40_reasons_can_be_chosen(client, role, steps, action):
    """When refusing, suspending and sending back; the supplier reads the label."""
    if steps == "A9":
        body = world.submission(**world.SUBCONTRACTOR)
        number = client.ok("factures/soumettre", body)["identifiantFactureCPP"]
    else:
        changed = world.WORKS if steps == "A4" else {}
        number = world.invoice(client, **changed)
    path = f"/{role}/factures/{number}"
    page = get(client, path)
    assert len([code for code in page.options["motif_code"] if code]) == 40
    assert "motif_code" in page.labels and action in page.actions()
    post(client, path, action=action, motif_code="JUSTIF_ABS", motif="PV de réception")
    history = client.ok("factures/consulter/historique", {"idFacture": number})
    comment = history["historiquesDesStatuts"]["histoStatut"][0][
        "histoStatutCommentaire"
    ]
    assert comment == "Justificatif absent ou insuffisant : PV de réception"


def test_each_page_offers_its_own_partys_documents(client):
    """The supplier's person stands for every private structure, the MOE's too."""
    number = world.invoice(client, numero="PDF-O", **world.WORKS | {"cadre": "A7"})
    offered = {
        role: get(client, f"/{role}/factures/{number}").options.get("cadre", [])
        for role in ("moe", "moa", "fournisseur")
    }
    assert offered == {"moe": ["A17", "A18"], "moa": [], "fournisseur": ["A22"]}
    path = f"/fournisseur/factures/{number}"
    piece = {"action": "piece", "numero": "PG", "ht": "1", "ttc": "1"}
    page = post(client, path, **piece, cadre="A17")
    assert page.messages and not CODE.search(page.messages[0])
    assert world.statut(client, number) == "MISE_A_DISPOSITION_MOE"
    post(client, path, **piece, cadre="A22")
    assert world.statut(client, number) == "REMPLACEE_PAR_A22"


def test_a_refused_document_offers_nothing(client):
    number = world.invoice(client, numero="SIT-N", **world.WORKS)
    path = f"/moe/factures/{number}"
    page = post(client, path, action="refuser", motif="Quantités")
    assert "cadre" not in page.options
    piece = {"action": "piece", "cadre": "A15", "numero": "EA", "ht": "1", "ttc": "1"}
    page = post(client, path, **piece)
    assert "« Refusée par la MOE »" in page.messages[0]
    assert not CODE.search(page.messages[0])
    assert world.statut(client, number) == "REFUSEE_MOE"


@pytest.mark.parametrize(("role", "cadre"), [("moe", "A17"), ("moa", "A20")])
def test_moe_and_moa_open_a_file(client, role, cadre):
    page = get(client, f"/{role}/dossier")
    own = {"moe": ["A15", "A16", "A17", "A18"], "moa": ["A19", "A20"]}
    assert page.options["cadre"] == own[role]
    form = {
        "cadre": cadre,
        "fournisseur": "33254021516357",
        "destinataire": "77712345600011",
        "moa": "77712345600011",
        "numero": "OUV-1",
        "ht": "1 000,00",
        "ttc": "1 200,00",
        "net": "1 140,00",
    }
    page = post(client, f"/{role}/dossier", **form | {"numero": ""})
    assert "de 1 à 20 caractères" in page.messages[0]
    page = post(client, f"/{role}/dossier", **form)
    assert page.messages == ["Dossier ouvert"] and "OUV-1" in page.words
    page = post(client, f"/{role}/dossier", **form)
    assert page.messages == ["Ce numéro existe déjà pour ce fournisseur."]
    page = post(client, f"/{role}/dossier", **form | {"cadre": "A4", "numero": "X"})
    assert "n'ouvre pas de dossier" in page.messages[0]


def test_labels_are_the_portals(client):
    """French, with accents, no code in the place of a label."""
    number = world.invoice(client, numero="SIT-L", **world.WORKS)
    page = get(client, f"/moe/factures/{number}")
    assert "A4 – Dépôt par un fournisseur d'un projet de décompte mensuel" in page.words
    assert "Mise à disposition de la MOE" in page.words
    text = page.words.replace("MOE1", "").replace("facture-x", "")
    assert not CODE.search(text), CODE.search(text)


def test_orders_of_other_sites_are_refused(client):
    kind = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": "http://ailleurs.example",
    }
    answer = client.send("POST", "/remise-a-zero", "confirmation=oui", kind)
    assert answer.status == 404
