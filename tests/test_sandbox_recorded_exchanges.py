# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Exchanges of strangers' clients, written by us from what they send and read.

Modules that keep identifiers in 32 bits, and a middleware of public bodies.
"""

import base64
import re

import pytest
import sandbox_client
import sandbox_samples as samples
import sandbox_world as world
from strict_decoder import day, decode


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with sandbox_client.running(tmp_path_factory.mktemp("recorded")) as sandbox:
        yield sandbox.url


@pytest.fixture
def client(url):
    client = world.cleared(sandbox_client.Client(url))
    client.control("POST", "options", {"long_identifiers": False})
    return client


def as_role(client, role):
    return sandbox_client.Client(client.url, role)


# --- modules that keep identifiers in 32 bits -----------------------------------------


def whole_numbers(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from whole_numbers(item)
    elif isinstance(value, int):
        yield value


@pytest.fixture
def post(client):
    """Calls as those modules do, whose columns are int4, so are all answers."""

    def call(path, body, role="fournisseur"):
        got = as_role(client, role).ok(path, body)
        assert max(whole_numbers(got)) < 2**31
        return got

    return call


def plain_invoice(numero):
    """As their generator writes it: no BT-23, and a gross price without allowance."""
    gross = (
        "<ram:GrossPriceProductTradePrice><ram:ChargeAmount>100</ram:ChargeAmount>"
        "</ram:GrossPriceProductTradePrice>"
    )
    xml = samples.cii(numero=numero, brut=gross).decode()
    block = "ram:BusinessProcessSpecifiedDocumentContextParameter"
    xml = re.sub(rf"\s*<{block}>.*?</{block}>", "", xml, flags=re.DOTALL)
    assert block not in xml
    return xml.encode()


def test_directory_kept_in_32_bits(post):
    """Structure by identifier, what it demands, its services and what they demand."""
    body = {
        "structure": {
            "identifiantStructure": "12345678200028",
            "typeIdentifiantStructure": "SIRET",
        }
    }
    (found,) = post("structures/rechercher", body)["listeStructures"]
    number = found["idStructureCPP"]
    shown = post("structures/consulter", {"idStructureCPP": number})
    assert shown["parametres"]["codeServiceDoitEtreRenseigne"] is True
    body = {
        "idStructure": number,
        "parametresRechercherServicesStructure": {"nbResultatsParPage": 10000},
    }
    got = post("structures/rechercher/services", body)
    assert got["codeRetour"] == 0
    assert got["parametresRetour"]["pages"] == 1
    for service in got["listeServices"]:
        assert isinstance(service["estActif"], bool)
        body = {"idStructure": number, "idService": int(service["idService"])}
        one = post("structures/consulter/service", body)
        assert isinstance(one["parametres"]["numeroEngagement"], bool)


@pytest.mark.parametrize(
    ("syntax", "name", "wrap"),
    [
        ("IN_DP_E1_CII_16B", "chorus.xml", bytes),
        ("IN_DP_E2_CII_FACTURX", "chorus.pdf", samples.pdf),
    ],
)
def test_deposit_by_those_modules(client, post, syntax, name, wrap):
    """Deposit, both scheduled actions (report, identifiers), then the status."""
    content = wrap(plain_invoice("OCA-1"))
    body = {
        "fichierFlux": base64.b64encode(content).decode(),
        "nomFichier": name,
        "syntaxeFlux": syntax,
        "avecSignature": False,
    }
    got = post("factures/deposer/flux", body)
    flow = got["numeroFluxDepot"]
    assert decode(day, got["dateDepot"])
    client.advance(60)
    report = post("transverses/consulterCRDetaille", {"numeroFluxDepot": flow})
    assert (report["etatCourantDepotFlux"], report["listeErreurDP"]) == (
        "IN_INTEGRE",
        [],
    )
    body = {
        "numeroFluxDepot": flow,
        "rechercheFactureParFournisseur": {"nbResultatsParPage": 3},
    }
    (row,) = post("factures/rechercher/fournisseur", body)["listeFactures"]
    assert (row["numeroFacture"], row["statut"]) == ("OCA-1", "MISE_A_DISPOSITION")
    number = row["identifiantFactureCPP"]
    history = post("factures/consulter/historique", {"idFacture": number})
    assert (history["idFacture"], history["statutCourantCode"]) == (
        number,
        row["statut"],
    )
    shown = post("factures/consulter/fournisseur", {"identifiantFactureCPP": number})
    frame = shown["facture"]["cadreDeFacturation"]["codeCadreFacturation"]
    assert frame == "A1_FACTURE_FOURNISSEUR"


def test_commitments_of_those_modules(post):
    """They ask whether exactly one commitment has the number that the user typed."""
    for number, count in (("EJ20260001", 1), ("EJ-INCONNU", 0)):
        body = {
            "numeroEngagementJuridique": number,
            "etatCourantEngagementJuridique": "COMMANDE",
        }
        got = post("engagementsJuridiques/rechercher", body)
        assert len(got["listeEngagementJuridique"]) == count


# --- a middleware of public bodies ----------------------------------------------------


def test_a_middleware_of_public_bodies(client):
    """Empty lists for objects, empty texts for values that it does not set."""
    world.invoice(client, numero="MID-1")
    buyer = as_role(client, "acheteur")
    raw = buyer.send(
        "POST",
        "/cpro/transverses/v1/recuperer/structures/actives/destinataire",
        "[]",
        buyer.headers(),
    )
    assert (raw.status, raw.json["codeRetour"]) == (200, 0)
    body = {
        "idStructure": str(world.RECIPIENT),
        "typeDemandePaiement": "FACTURE",
        "periodeDateDepotDu": "",
        "montantTTCMin": "",
        "listeFournisseur": [],
        "pageResultatDemandee": "1",
        "nbResultatsParPage": "100",
        "triColonne": "",
    }
    got = buyer.ok("factures/rechercher/recipiendaire", body)
    (row,) = got["listeFactures"]
    assert got["pageCourante"] == got["pages"] == 1
    assert buyer.ok(
        "factures/consulter/recipiendaire",
        {
            "identifiantFactureCPP": str(row["idFacture"]),
        },
    )
    body = {
        "listeFacture": [{"idFacture": row["idFacture"]}],
        "format": "PIVOT",
        "avecPiecesJointesComplementaires": "",
    }
    pivot = buyer.ok("factures/telecharger/groupe", body)["fichierResultat"]
    assert base64.b64decode(pivot)
    body = {
        "idFacture": str(row["idFacture"]),
        "nouveauStatut": "MANDATEE",
        "motif": "",
        "numeroDPMandat": "",
    }
    buyer.ok("factures/traiter/recue", body)
    assert world.statut(client, row["idFacture"]) == "MANDATEE"
    nothing = buyer.call(
        "factures/rechercher/recipiendaire",
        {"typeDemandePaiement": "FACTURE_TRAVAUX", "idStructure": ""},
    )
    assert (nothing.json["codeRetour"], nothing.json["total"]) == (20000, 0)
