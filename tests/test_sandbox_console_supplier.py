# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The supplier's page: what may be answered there without any software."""

import pytest
import sandbox_client
import sandbox_world as world
from console_page import get, post


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with sandbox_client.running(tmp_path_factory.mktemp("console")) as sandbox:
        yield sandbox.url


@pytest.fixture
def client(url):
    return world.cleared(sandbox_client.Client(url))


def supplier_page(client, number):
    return f"/fournisseur/factures/{number}", get(
        client, f"/fournisseur/factures/{number}"
    )


def test_supplier_completes(client):
    number = world.invoice(client, ("SUSPENDUE", "Bon"))
    path, page = supplier_page(client, number)
    assert page.actions() == {"completer"} and "champ-commentaire" in page.labels
    page = post(client, path, action="completer", commentaire="Voici le bon")
    assert page.messages == ["Statut : Complétée"]
    assert world.statut(client, number) == "COMPLETEE"


def test_supplier_recycles(client):
    number = world.invoice(client, ("A_RECYCLER", "Service"))
    path, page = supplier_page(client, number)
    assert page.actions() == {"recycler"}
    form = {"action": "recycler", "destinataire": "12345678200028"}
    page = post(client, path, **form, service="INCONNU")
    assert (
        "n'est pas" in page.messages[0] and world.statut(client, number) == "A_RECYCLER"
    )
    post(client, path, **form, service="SERVICE_DEST_SERV_OBL")
    client.advance(60)
    assert world.statut(client, number) == "MISE_A_DISPOSITION"
    assert "SERVICE_DEST_SERV_OBL" in get(client, path).words


def test_supplier_handles_a_rejection(client):
    number = world.invoice(client, ("REJETEE", "Doublon"))
    path, page = supplier_page(client, number)
    assert page.actions() == {"traiterRejet"}
    page = post(client, path, action="traiterRejet")
    assert page.messages == ["Le rejet est marqué comme traité."]
    assert page.actions() == set() and "traité par le fournisseur" in page.words


def test_supplier_names_another_validator(client):
    number = world.invoice(client, cadre="A9")
    path, page = supplier_page(client, number)
    assert page.actions() == {"corrigerValideur"}
    page = post(client, path, action="corrigerValideur", valideur="99999999999999")
    assert page.messages == ["La structure n'est pas référencée dans notre système."]
    post(client, path, action="corrigerValideur", valideur="55512345600017")
    assert world.statut(client, number) == "A_VALIDER_1"


def test_supplier_answers_in_works(client):
    alone = {"cadre": "A4", "note": "MOA:77712345600011"}
    number = world.invoice(client, numero="SANS-MOE", **alone)
    path, page = supplier_page(client, number)
    assert page.actions() == {"completermoe"}
    assert "MOE ou de la MOA" in post(client, path, action="completermoe").messages[0]
    form = {"action": "completermoe", "moe": "66612345600014"}
    page = post(client, path, **form, moe_service="RIEN")
    assert "service" in page.messages[0]
    post(client, path, **form, moe_service="MOE1")
    assert world.statut(client, number) == "MISE_A_DISPOSITION_MOE"
    moe = f"/moe/factures/{number}"
    post(client, moe, action="suspendre", motif="Attachement")
    assert supplier_page(client, number)[1].actions() == {"completer"}
    post(client, path, action="completer", commentaire="Le voici")
    assert world.statut(client, number) == "MISE_A_DISPOSITION_MOE"
    world.set_status(client, number, "EN_ATTENTE_RECYCLAGE_FOURNISSEUR", force=True)
    post(client, path, action="recycler", engagement="EJ-2")
    assert "EJ-2" in get(client, path).words
    for statut in ("A_COMPLETER", "SUSPENDUE", "A_RECYCLER", "REJETEE"):
        world.set_status(client, number, statut, "Motif", force=True)
        assert supplier_page(client, number)[1].actions(), statut
