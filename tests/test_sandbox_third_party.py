# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A client library written by others for the real portal, unchanged (PyPI chorus-api).

It only gets our two addresses, in the attributes where it keeps the portal's.
"""

import base64
import re

import pytest
import sandbox_client
import sandbox_samples as samples
from chorusapi.client import ChorusAPI
from chorusapi.exceptions.exception import ChorusApiException


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    state = tmp_path_factory.mktemp("third")
    delays = ("--integration", "0", "--routing", "0", "--delivery", "0")
    with sandbox_client.running(state, *delays) as sandbox:
        yield sandbox.url


def library(url, **changed):
    keys = sandbox_client.Client(url).credentials | changed
    api = ChorusAPI(
        keys["client_id"], keys["client_secret"], keys["login"], keys["password"]
    )
    api.auth_url, api.api_url = f"{url}/api/oauth/token", url
    return api


@pytest.fixture
def api(url):
    return library(url).auth()


def deposit(api, **changed):
    content = base64.b64encode(samples.facturx(**changed)).decode()
    return api.deposer_flux(content, "facture.pdf")


def test_deposit_report_search(api):
    got = deposit(api, numero="TIERS-1")
    assert got.code_retour == 0
    assert re.fullmatch(r"CPP001\d{19}", got.numero_flux_depot)
    report = api.consulter_cr_detaille(got.numero_flux_depot)
    assert report.etat_courant_depot_flux == "IN_INTEGRE"
    assert report.liste_erreur_dp == [] == report.liste_erreur_technique
    pdf = api.consulter_cr(got.numero_flux_depot)
    assert base64.b64decode(pdf.fichier_cr).startswith(b"%PDF-")
    found = api.rechercher_facture(got.numero_flux_depot)
    assert found.code_retour == 0
    (row,) = found.liste_factures
    assert (row.numero_facture, row.statut) == ("TIERS-1", "MISE_A_DISPOSITION")


def test_rejection(api):
    got = deposit(api, numero="TIERS-2", paiement="")
    (error,) = api.consulter_cr_detaille(got.numero_flux_depot).liste_erreur_dp
    assert error.numero_dp == "TIERS-2"
    assert "SpecifiedTradeSettlementPaymentMeans.TypeCode" in error.libelle_erreur_dP


def test_directory(api):
    found = api.rechercher_structure("12345678200028")
    (structure,) = found.liste_structures
    shown = api.consulter_structure(structure.id_structure_cpp)
    assert shown.parametres.code_service_doit_etre_renseigne is True
    services = api.rechercher_services(structure.id_structure_cpp).liste_structures
    assert "SERVICE_DEST_SERV_OBL" in [s.code_service for s in services]


def test_transverses(api):
    assert api.health_check().status_code == "OK"
    assert api.devises().code_retour == 0
    assert api.annuaire_destinataire().fichier_resultat
    assert api.information_siret("33254021516357").code_retour == 0


def test_wrong_credentials(url):
    with pytest.raises(ChorusApiException, match="invalid_client"):
        library(url, client_secret="faux").auth()
    with pytest.raises(ChorusApiException, match="401"):
        library(url, password="faux").auth().devises()
