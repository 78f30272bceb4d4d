# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Identifiers as in production, or past 32 bits on demand: the same objects."""

import pytest
import sandbox_client
import sandbox_samples as samples
import sandbox_world as world
from sandbox import identifiers

SEARCH = "factures/rechercher/fournisseur"


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with sandbox_client.running(tmp_path_factory.mktemp("ids")) as sandbox:
        yield sandbox.url


@pytest.fixture
def client(url):
    client = world.cleared(sandbox_client.Client(url))
    client.control("POST", "options", {"long_identifiers": False})
    return client


def seen(client):
    """Identifiers that a supplier and a buyer meet, by name."""
    number = world.invoice(client)
    file = world.attachment(client)
    services = client.ok(
        "structures/rechercher/services", {"idStructure": world.RECIPIENT}
    )
    own = client.ok(
        "structures/lister/rattachementsutilisateur",
        {"identifiantStructure": "33254021516357"},
    )
    spaces = client.ok(
        "structures/rechercher/espaces", {"structure": {"idStructure": world.RECIPIENT}}
    )
    mine = client.ok("utilisateurs/monCompte/recuperer/rattachements")
    row = client.ok(SEARCH)["listeFactures"][0]
    shown = client.ok(
        "factures/consulter/fournisseur", {"identifiantFactureCPP": number}
    )
    main = shown["facture"]["pieceJointePrincipale"]["idPieceJointePrincipale"]
    structure = mine["listeStructureRattachement"][0]
    return {
        "invoice": row["identifiantFactureCPP"],
        "recipient": row["idDestinataire"],
        "attachment": file,
        "main": main,
        "service": services["listeServices"][0]["idService"],
        "rattachement": own["listeServices"][0]["idRattachement"],
        "space": spaces["listeEspace"][0]["idEspaceFo"],
        "mine": structure["idRattachementStructure"],
        "my service": structure["listeServicesRattache"][0]["idRattachementService"],
    }


def test_sizes_seen_in_production(client):
    for name, number in seen(client).items():
        assert 6 <= len(str(number)) <= 8, (name, number)


@pytest.mark.parametrize("how", ["option", "fault"])
def test_long_ones_on_demand(client, how):
    if how == "option":
        client.control("POST", "options", {"long_identifiers": True})
    else:
        client.control("POST", "faults", {"kind": "long_identifiers"})
    for name, number in seen(client).items():
        if name != "space":  # six digits: a rank, not a key
            assert number > 2**32, (name, number)


def test_a_long_one_means_the_same_at_any_time(client):
    """A client that kept one finds its invoice after the fault is over."""
    short = world.invoice(client)
    client.control("POST", "faults", {"kind": "long_identifiers", "operation": SEARCH})
    long = client.ok(SEARCH)["listeFactures"][0]["identifiantFactureCPP"]
    assert long == short + identifiers.OFFSET
    client.control("DELETE", "faults")
    for number in (short, long, str(long)):
        body = {"identifiantFactureCPP": number}
        shown = client.ok("factures/consulter/fournisseur", body)["facture"]
        assert shown["identifiantFactureCPP"] == short
    body = {"listeFacture": [{"idFacture": long}], "format": "PDF"}
    assert client.ok("factures/telecharger/groupe", body)["fichierResultat"]
    client.control("POST", f"invoices/{long}/status", {"statut": "MANDATEE"})
    assert world.statut(client, short) == "MANDATEE"


def test_control_speaks_as_the_portal_does(client):
    client.control("POST", "options", {"long_identifiers": True})
    number = world.invoice(client)
    assert number > 2**32
    assert client.ok(SEARCH)["listeFactures"][0]["identifiantFactureCPP"] == number
    order = {"nombre": 2, "prefixe": "L-"}
    loaded = client.control("POST", "invoices", order)["invoices"]
    assert all(x["id"] > 2**32 for x in loaded)
    client.control("POST", "reset")
    assert client.control("GET", "options")["long_identifiers"] is True


def test_numbers_that_are_no_identifiers_stay(client):
    body = {
        "codeRetour": 0,
        "montantHT": 4100001,
        "idMotif": 3,
        "taille": 5_004_100_001,
        "identifiantStructure": "33254021516357",
    }
    assert identifiers.shown_long(body) == body
    assert identifiers.kept(body) == body


def test_option_at_start(tmp_path):
    with sandbox_client.running(tmp_path / "s", "--long-identifiers") as sandbox:
        client = sandbox_client.Client(sandbox.url)
        assert world.attachment(client) > 2**32
    with sandbox_client.running(tmp_path / "s") as sandbox:
        client = sandbox_client.Client(sandbox.url)
        assert client.control("GET", "options")["long_identifiers"] is True


@pytest.mark.parametrize("order", ["[]", '{"strict": 1}', '{"inconnu": true}', "x"])
def test_wrong_options(client, order):
    assert client.send("POST", "/_sandbox/options", order).status == 400
    assert samples.DEFAULT  # the sandbox still answers
    assert client.control("GET", "options")["strict"] is False
