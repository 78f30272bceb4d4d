# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A client that knows nothing but the official files and three addresses.

It stands for a client library written by somebody else: paths, bodies and answers
come from the OpenAPI files, never from the sandbox.
"""

import base64
import json
import urllib.parse
import urllib.request

import openapi_files
import pytest
import sandbox_client
import sandbox_samples as samples


class GenericClient:
    """Calls an operation by its ``operationId`` with keyword members."""

    def __init__(self, oauth_url, api_url, keys):
        self.oauth_url, self.api_url, self.keys = oauth_url, api_url, keys
        self.operations = {}
        for name in openapi_files.NAMES:
            spec = openapi_files.load(name)
            for path, methods in spec["paths"].items():
                for method, operation in methods.items():
                    url = spec["basePath"] + path
                    self.operations[operation["operationId"]] = (
                        name,
                        method.upper(),
                        url,
                        operation,
                    )

    def token(self):
        form = {
            "grant_type": "client_credentials",
            "client_id": self.keys["client_id"],
            "client_secret": self.keys["client_secret"],
            "scope": "openid",
        }
        data = urllib.parse.urlencode(form).encode()
        with urllib.request.urlopen(self.oauth_url, data, timeout=20) as reply:
            return json.load(reply)["access_token"]

    def __call__(self, operation_id, **members):
        name, method, url, operation = self.operations[operation_id]
        pair = f"{self.keys['login']}:{self.keys['password']}".encode()
        headers = {
            "Authorization": f"Bearer {self.token()}",
            "Content-Type": operation["consumes"][0],
            "Accept": operation["produces"][0],
        }
        for parameter in operation["parameters"]:
            if parameter["in"] == "header":
                headers[parameter["name"]] = base64.b64encode(pair).decode()
            else:
                model = parameter["schema"]["$ref"].rpartition("/")[2]
                assert openapi_files.problems(name, model, members) == []
        request = urllib.request.Request(
            self.api_url + url, json.dumps(members).encode(), headers, method=method
        )
        with urllib.request.urlopen(request, timeout=20) as reply:
            answer = json.load(reply)
        model = operation["responses"]["200"]["schema"]["$ref"].rpartition("/")[2]
        assert openapi_files.problems(name, model, answer) == []
        assert answer["codeRetour"] == 0, answer
        return answer


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory):
    state = tmp_path_factory.mktemp("generic")
    delays = ("--integration", "0", "--routing", "0", "--delivery", "0")
    with sandbox_client.running(state, *delays) as running:
        yield running


@pytest.fixture
def client(sandbox):
    with urllib.request.urlopen(f"{sandbox.url}/_sandbox/credentials") as reply:
        keys = json.load(reply)
    return GenericClient(f"{sandbox.url}/api/oauth/token", sandbox.url, keys)


def test_the_whole_exchange(sandbox, client):
    """Token, deposit, search, consult, complete, recycle, download."""
    found = client(
        "rechercherStructure", structure={"identifiantStructure": "12345678200051"}
    )
    structure = found["listeStructures"][0]["idStructureCPP"]
    demands = client("consulterStructureAvecTVAIntraCom", idStructureCPP=structure)
    assert demands["parametres"]["codeServiceDoitEtreRenseigne"] is False
    file = samples.facturx(numero="GEN-1")
    flow = client("deposerFluxFacture", **samples.deposit(file))["numeroFluxDepot"]
    rows = client("rechercherFactureParFournisseur", numeroFluxDepot=flow)
    number = rows["listeFactures"][0]["identifiantFactureCPP"]
    shown = client("consulterFactureParFournisseur", identifiantFactureCPP=number)
    assert shown["facture"]["numeroFacture"] == "GEN-1"
    assert shown["facture"]["montantTotal"]["montantAPayer"] == 120
    buyer = sandbox_client.Client(sandbox.url)
    order = {"statut": "SUSPENDUE", "motif": "Bon"}
    buyer.control("POST", f"invoices/{number}/status", order)
    client("completerFacture", identifiantFactureCPP=number, commentaire="Voici")
    order = {"statut": "A_RECYCLER", "motif": "Service"}
    buyer.control("POST", f"invoices/{number}/status", order)
    client(
        "recyclerFacture",
        identifiantFactureCPP=number,
        destinataire={
            "codeDestinataire": "12345678200028",
            "codeServiceExecutant": "SERVICE_DEST_SERV_OBL",
        },
    )
    history = client("consulterHistoriqueFacture", idFacture=number)
    codes = [
        x["histoStatutCode"] for x in history["historiquesDesStatuts"]["histoStatut"]
    ]
    assert codes[0] == "MISE_A_DISPOSITION"
    assert {"SUSPENDUE", "COMPLETEE", "A_RECYCLER"} <= set(codes)
    group = client(
        "telechargerGroupeFacture", listeFacture=[{"idFacture": number}], format="PDF"
    )
    assert base64.b64decode(group["fichierResultat"]) == file


def test_the_report_by_its_documented_body(sandbox, client):
    """``transverses`` has no official file: this body is the documented one."""
    deposit = samples.deposit(samples.facturx(numero="GEN-2"))
    flow = client("deposerFluxFacture", **deposit)["numeroFluxDepot"]
    other = sandbox_client.Client(sandbox.url)
    report = other.ok("transverses/consulterCRDetaille", {"numeroFluxDepot": flow})
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE"
