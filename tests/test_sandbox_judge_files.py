# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is deposited, once or again, alone or in an archive: files, names, numbers."""

import pytest
import sandbox_client
import sandbox_samples as samples
import sandbox_world as world
from sandbox.judge import messages


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with sandbox_client.running(tmp_path_factory.mktemp("judge")) as sandbox:
        yield sandbox.url


@pytest.fixture
def client(url):
    return world.cleared(sandbox_client.Client(url))


def test_several_errors_are_joined_and_cut(client):
    text = world.errors(
        client, numero="N" * 21, cadre="B1", destinataire="12345678200044"
    )
    assert len(text) == 200 and "|" in text
    assert not any(ord(c) > 127 for c in text)


def test_accents_are_stripped():
    assert messages.joined(["Élément dépassé", "œuvre"]) == "Element depasse|oeuvre"


def test_duplicate_and_resend(client):
    """A rejected flow leaves the number free; an integrated invoice takes it."""
    assert world.errors(client, paiement="") is not None
    assert world.errors(client) is None
    text = world.errors(client)
    assert text == (
        "Vous avez deja depose une demande de paiement avec ce numero de facture "
        "pour cette structure"
    )
    assert world.errors(client, fournisseur="44467890100015") is None


def test_rejected_by_the_client_needs_a_new_number(client):
    world.invoice(client, ("REJETEE", "Non conforme"), numero="R-1")
    assert "deja depose" in world.errors(client, numero="R-1")
    assert world.errors(client, numero="R-2") is None


def archive(*numbers, **wrong):
    return samples.tar_gz(
        [
            (f"facturx_chorus_facture_{n}.pdf", samples.facturx(numero=n, **extra))
            for n, extra in [*((n, {}) for n in numbers), *wrong.items()]
        ]
    )


@pytest.mark.parametrize("name", ["lot.tar.gz", "lot.tgz"])
def test_whole_batch(client, name):
    report = world.judged(client, archive("L-1", "L-2"), name=name)
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE"
    assert len(client.control("GET", "invoices")["invoices"]) == 2


def test_partial_batch(client):
    content = archive("P-1", "P-2", **{"P-3": {"paiement": ""}})
    number = world.deposited(client, content, name="lot.tar.gz")
    client.advance(21)
    report = world.report(client, number)
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE_PARTIEL"
    (error,) = report["listeErreurDP"]
    assert error["numeroDP"] == "P-3"
    assert error["identifiantFournisseur"] == "33254021516357"
    assert error["identifiantDestinataire"] == "12345678200051"
    rows = client.ok("factures/rechercher/fournisseur", {"numeroFluxDepot": number})
    assert {x["numeroFacture"] for x in rows["listeFactures"]} == {"P-1", "P-2"}
    assert world.errors(client, numero="P-3") is None


def test_batch_without_any_good_one_and_twins(client):
    content = archive(**{"X-1": {"cadre": "B1"}, "X-2": {"cadre": "B1"}})
    report = world.judged(client, content, name="lot.tar.gz")
    assert report["etatCourantDepotFlux"] == "IN_REJETE"
    assert len(report["listeErreurDP"]) == 2
    twins = samples.zipped([("a.pdf", samples.facturx()), ("b.pdf", samples.facturx())])
    report = world.judged(client, twins, name="lot.zip")
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE_PARTIEL"


def test_cii_and_ubl(client):
    cii = world.judged(
        client, samples.cii(numero="C-1"), name="c.xml", syntaxe="IN_DP_E1_CII_16B"
    )
    assert cii["etatCourantDepotFlux"] == "IN_INTEGRE"
    assert cii["codeInterfaceDepotFlux"] == "FSO1106A"
    ubl = world.judged(
        client, samples.ubl("U-1"), name="u.xml", syntaxe="IN_DP_E1_UBL_INVOICE"
    )
    assert ubl["etatCourantDepotFlux"] == "IN_INTEGRE"
    assert ubl["codeInterfaceDepotFlux"] == "FSO1100A"


def test_errors_come_with_the_terminal_state(client):
    number = world.deposited(client, samples.facturx(paiement=""))
    assert world.report(client, number)["listeErreurDP"] == []
    client.advance(19)
    assert world.report(client, number)["listeErreurDP"] == []
    client.advance(2)
    assert len(world.report(client, number)["listeErreurDP"]) == 1


@pytest.mark.parametrize(
    "syntaxe", ["IN_DP_E1_PES_FACTURE", "IN_DP_E1_XCBL", "IN_DP_E2_CPP_FACTURE_MIN"]
)
def test_syntaxes_that_are_not_judged(client, syntaxe):
    report = world.judged(client, samples.cii(), name="a.xml", syntaxe=syntaxe)
    (error,) = report["listeErreurTechnique"]
    assert error["codeErreur"] == "SBX13"
    assert "ne juge pas" in error["libelleErreur"]


@pytest.mark.parametrize("name", ["facture", ".pdf", "a" * 197 + ".pdf", ""])
def test_file_names(client, name):
    body = samples.deposit(samples.facturx(), name=name)
    got = client.call("factures/deposer/flux", body)
    assert got.status == 200 and got.json["codeRetour"] != 0
    assert client.control("GET", "flows")["flows"] == []


def test_good_attachment_is_kept(client):
    file = samples.pdf(samples.cii(), files=[("bon.pdf", b"%PDF-1.4 bon")])
    assert world.judged(client, file)["etatCourantDepotFlux"] == "IN_INTEGRE"
    number = client.control("GET", "invoices")["invoices"][0]["id"]
    shown = client.ok(
        "factures/consulter/fournisseur", {"identifiantFactureCPP": number}
    )
    (piece,) = shown["facture"]["listeDesPiecesJointes"]["pieceJointe"]
    assert piece["pieceJointeDesignation"] == "bon.pdf"
