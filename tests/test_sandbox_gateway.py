# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The gateway: tokens, accounts, routes, formats (portal.md §1.2–1.6)."""

import base64
import json
import re

import pytest
import sandbox_client
import sandbox_samples
import sandbox_world as world

SEARCH = "factures/rechercher/fournisseur"


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with sandbox_client.running(tmp_path_factory.mktemp("gateway")) as sandbox:
        yield sandbox.url


@pytest.fixture
def client(url):
    return world.cleared(sandbox_client.Client(url))


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_token(client):
    got = client.authenticate()
    assert got.status == 200
    assert set(got.json) == {"access_token", "token_type", "expires_in", "scope"}
    assert len(got.json["access_token"]) == 54
    assert got.json["token_type"] == "Bearer" and got.json["scope"] == "openid"
    assert got.json["expires_in"] == 3600 and type(got.json["expires_in"]) is int


def test_token_without_scope(client):
    keys = client.credentials
    form = "grant_type=client_credentials&client_id={client_id}"
    form += "&client_secret={client_secret}"
    got = client.send("POST", "/api/oauth/token", form.format(**keys), FORM)
    assert got.status == 200


@pytest.mark.parametrize("wrong", ["client_id", "client_secret"])
def test_bad_credentials_look_alike(client, wrong):
    keys = client.credentials | {wrong: "faux"}
    form = f"grant_type=client_credentials&client_id={keys['client_id']}"
    form += f"&client_secret={keys['client_secret']}&scope=openid"
    got = client.send("POST", "/api/oauth/token", form, FORM)
    assert got.status == 400
    assert got.json["error"] == "invalid_client"
    assert got.json["error_description"]


def test_without_token(client):
    got = client.send("POST", "/cpro/factures/v1/rechercher/fournisseur", "{}")
    assert got.status == 400
    assert got.headers["WWW-Authenticate"] == (
        'Bearer realm="DefaultRealm", error="invalid_request", '
        'error_description="Unable to find token in the message"'
    )


def _call(client, path=SEARCH, body="{}", **changed):
    api, _, rest = path.partition("/")
    headers = client.headers() | changed
    headers = {k: v for k, v in headers.items() if v is not None}
    return client.send("POST", f"/cpro/{api}/v1/{rest}", body, headers)


def test_unknown_and_expired_token(client):
    assert _call(client, Authorization="Bearer inconnu").status == 401
    client.authenticate()
    client.control("POST", "clock", {"advance": 3599})
    assert _call(client).status == 200
    client.control("POST", "clock", {"advance": 2})
    assert _call(client).status == 401


@pytest.mark.parametrize(
    "account",
    [
        None,
        "pas du base64",
        base64.b64encode(b"TECH_9_INCONNU@cpro.fr:rien").decode(),
        base64.b64encode(b"TECH_1_33254021516357@cpro.fr:faux").decode(),
    ],
)
def test_bad_technical_account(client, account):
    assert _call(client, **{"cpro-account": account}).status == 401


@pytest.mark.parametrize("role", ["expire", "inactif"])
def test_account_out_of_order(client, role):
    other = sandbox_client.Client(client.url, role)
    assert other.call(SEARCH).status == 401


def test_unknown_route_and_unsubscribed_api(client):
    assert client.call("factures/inconnu").status == 403
    assert client.call("inconnue/rechercher").status == 403
    restricted = sandbox_client.Client(client.url, "restreint")
    assert restricted.call(SEARCH).status == 200
    assert restricted.call("structures/rechercher").status == 403


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", None])
def test_content_type(client, kind):
    assert _call(client, **{"Content-Type": kind}).status == 415


@pytest.mark.parametrize("body", ["{", "[1]", '"x"', "nul", "\xff"])
def test_malformed_body(client, body):
    got = _call(client, body=body.encode("latin-1"))
    assert got.status == 400
    assert got.json["codeRetour"] and got.json["libelle"]


@pytest.mark.parametrize("body", ["", "[]", " [ ] "])
def test_empty_body_is_an_empty_object(client, body):
    assert _call(client, body=body).status == 200


def test_too_large(client):
    big = base64.b64encode(b"%PDF-" + b"0" * (10 * 1024 * 1024)).decode()
    body = {
        "fichierFacture": big,
        "nomFichier": "a.pdf",
        "formatDepot": "PDF_NON_SIGNE",
    }
    assert client.call("factures/deposer/pdf", body).status == 413
    flow = {
        "fichierFlux": big,
        "nomFichier": "a.pdf",
        "syntaxeFlux": "IN_DP_E2_CII_FACTURX",
    }
    got = client.call("factures/deposer/flux", flow)
    assert got.status == 200
    assert (got.json["codeRetour"], got.json["libelle"]) == (20001, "GDP_MSG_11.022")


def test_business_error_is_http_200(client):
    got = client.call("factures/completer", {"identifiantFactureCPP": 12})
    assert got.status == 200
    assert (got.json["codeRetour"], got.json["libelle"]) == (20000, "GDP_MSG_11.008")


def test_someone_elses_invoice(client):
    number = world.invoice(client)
    other = sandbox_client.Client(client.url, "fournisseur2")
    for path in ("factures/completer", "factures/consulter/fournisseur"):
        got = other.call(path, {"identifiantFactureCPP": number})
        assert (got.json["codeRetour"], got.json["libelle"]) == (
            20001,
            "GDP_MSG_11.005",
        )
    assert other.call(SEARCH).json["codeRetour"] == 20000
    number = client.control("GET", "flows")["flows"][0]["numeroFluxDepot"]
    path = "transverses/consulterCRDetaille"
    assert other.call(path, {"numeroFluxDepot": number}).json["codeRetour"] != 0


def test_empty_search(client):
    got = client.call(SEARCH).json
    assert (got["codeRetour"], got["libelle"]) == (20000, "TRA_MSG_00.015")
    assert not got.get("listeFactures")


@pytest.fixture
def twelve(client):
    members = [
        (f"f{n}.pdf", sandbox_samples.facturx(numero=f"PAGE-{n:02d}"))
        for n in range(1, 13)
    ]
    archive = sandbox_samples.tar_gz(members)
    report = world.judged(client, archive, name="lot.tar.gz")
    assert report["etatCourantDepotFlux"] == "IN_INTEGRE"
    return client


def test_ten_per_page(twelve):
    got = twelve.ok(SEARCH)
    assert len(got["listeFactures"]) == 10
    assert got["parametresRetour"] == {
        "pageCourante": 1,
        "pages": 2,
        "nbResultatsParPage": 10,
        "total": 12,
    }
    block = {"pageResultatDemandee": 2}
    got = twelve.ok(SEARCH, {"rechercheFactureParFournisseur": block})
    assert len(got["listeFactures"]) == 2


def test_sorting_and_large_pages(twelve):
    block = {
        "nbResultatsParPage": 1000,
        "nbResultatsMaximum": 999999,
        "triSens": "Ascendant",
        "triColonne": "NumeroFacture",
    }
    rows = twelve.ok(SEARCH, {"rechercheFactureParFournisseur": block})
    numbers = [x["numeroFacture"] for x in rows["listeFactures"]]
    assert numbers == [f"PAGE-{n:02d}" for n in range(1, 13)]
    block["triSens"] = "Descendant "
    rows = twelve.ok(SEARCH, {"rechercheFactureParFournisseur": block})
    assert [x["numeroFacture"] for x in rows["listeFactures"]] == numbers[::-1]


def test_maximum_number_of_results(twelve):
    block = {"nbResultatsMaximum": 5}
    got = twelve.ok(SEARCH, {"rechercheFactureParFournisseur": block})
    assert len(got["listeFactures"]) == 5
    assert got["parametresRetour"]["total"] == 5


@pytest.mark.parametrize("number", [0, -1])
def test_wrong_page(client, number):
    block = {"pageResultatDemandee": number}
    assert client.call(SEARCH, {"rechercheFactureParFournisseur": block}).status == 400


CRITERIA = [
    ({"numeroFacture": "CRIT-1"}, {"numeroFacture": "CRIT-2"}),
    ({"statutCourant": ["MISE_A_DISPOSITION"]}, {"statutCourant": ["REJETEE"]}),
    ({"typeFacture": "FACTURE"}, {"typeFacture": "AVOIR"}),
    ({"idFournisseur": world.SUPPLIER}, {"idFournisseur": 1}),
    (
        {"listeDestinataire": [{"idDestinataire": world.RECIPIENT}]},
        {"listeDestinataire": [{"idDestinataire": world.STATE}]},
    ),
    ({"montantTTCMin": 120}, {"montantTTCMin": 120.01}),
    ({"montantApayerMax": 120}, {"montantApayerMax": 119}),
    ({"numeroMarche": "M-1"}, {"numeroMarche": "M-2"}),
    ({"numeroBonCommande": "EJ-1"}, {"numeroBonCommande": "EJ-2"}),
    ({"modeDepot": "UPLOAD_API"}, {"modeDepot": "SAISIE_API"}),
    ({"rejetTraite": False}, {"rejetTraite": True}),
    (
        {"cadreFacturation": "A1_FACTURE_FOURNISSEUR"},
        {"cadreFacturation": "A9_FACTURE_SOUSTRAITANT"},
    ),
    (
        {"periodeDateFactureDu": "2026-11-05", "periodeDateFactureAu": "2026-11-05"},
        {"periodeDateFactureDu": "2026-11-06"},
    ),
]


def test_criteria(client):
    world.invoice(client, numero="CRIT-1", marche="M-1", engagement="EJ-1")
    for good, bad in CRITERIA:
        assert len(client.ok(SEARCH, good)["listeFactures"]) == 1, good
        assert client.call(SEARCH, bad).json["codeRetour"] == 20000, bad


def test_incremental_search(client):
    """Only what changed since an instant: what a follower asks for (portal.md §2.4)."""
    old = world.invoice(client, numero="INC-1")
    client.advance(600)
    since = client.control("GET", "clock")["now"]
    client.advance(10)
    assert (
        client.call(SEARCH, {"periodeDateHeureEtatCourantDu": since}).json["codeRetour"]
        == 20000
    )
    world.set_status(client, old, "SUSPENDUE", "Il manque le bon")
    rows = client.ok(SEARCH, {"periodeDateHeureEtatCourantDu": since})["listeFactures"]
    assert [x["identifiantFactureCPP"] for x in rows] == [old]
    assert rows[0]["commentaireEtatCourant"] == "Il manque le bon"


DAY = re.compile(r"\d{4}-\d\d-\d\d")
MINUTE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:00")


def test_date_formats(client):
    number = world.invoice(client)
    row = client.ok(SEARCH)["listeFactures"][0]
    assert DAY.fullmatch(row["dateDepot"]) and DAY.fullmatch(row["dateFacture"])
    assert INSTANT.fullmatch(row["dateHeureEtatCourant"])
    history = client.ok("factures/consulter/historique", {"idFacture": number})
    first = history["historiquesDesStatuts"]["histoStatut"][0]
    assert MINUTE.fullmatch(first["histoStatutDatePassage"])
    flow = world.report(client, row["numeroFluxDepot"])
    assert INSTANT.fullmatch(flow["dateDepotFlux"])
    assert INSTANT.fullmatch(flow["dateHeureEtatCourantFlux"])
    orders = client.ok("engagementsJuridiques/rechercher")["listeEngagementJuridique"]
    assert INSTANT.fullmatch(orders[0]["dateCreationEJ"])


def test_nulls_and_unknown_members_are_ignored(client):
    world.invoice(client)
    body = {"numeroFacture": None, "inconnu": {"x": 1}, "idUtilisateurCourant": 0}
    body["rechercheFactureParFournisseur"] = {"triSense": "Ascendant", "autre": None}
    assert len(client.ok(SEARCH, body)["listeFactures"]) == 1


def test_both_spellings_of_line_blocks(client):
    number = world.invoice(client)
    block = {"nbResultatsParPageLignesPoste": 3}
    for name in ("getpLignesPoste", "pLignesPoste"):
        body = {"identifiantFactureCPP": number, name: block}
        lines = client.ok("factures/consulter/fournisseur", body)["facture"]
        assert lines["lignesDePoste"]["nbResultatsParPageLignesPoste"] == 3


@pytest.mark.parametrize("shape", [list, dict])
def test_main_attachment_as_object_or_array(client, shape):
    file = world.attachment(client)
    main = {
        "pieceJointePrincipaleDesignation": "Facture",
        "pieceJointePrincipaleId": file,
    }
    body = world.submission(f"PJ-{shape.__name__}", modeDepot="DEPOT_PDF_API")
    body["pieceJointePrincipale"] = [main] if shape is list else main
    assert client.ok("factures/soumettre", body)["statutFacture"] == "DEPOSEE"


def test_health_check_needs_no_account(client):
    headers = {"Authorization": client.headers()["Authorization"]}
    got = client.send("GET", "/cpro/transverses/v1/health-check", None, headers)
    assert got.status == 200
    assert (got.json["statusCode"], got.json["statusCodeValue"]) == ("OK", 200)


def test_flow_number(client):
    number = world.deposited(client, sandbox_samples.facturx())
    assert re.fullmatch(r"CPP0011117\d{15}", number)
    shown = world.report(client, number)
    assert shown["codeInterfaceDepotFlux"] == "FSO1117A"
    assert shown["nomFichier"] == f"FSO1117A_CPP001_{number}"
    assert "numeroFluxDepot" not in shown
    assert json.dumps(shown["listeErreurDP"]) == "[]"
