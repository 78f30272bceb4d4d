# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every operation of the official files, both ways: requests and answers conform."""

import re

import openapi_files
import pytest
import sandbox_client
import sandbox_samples
from sandbox import contract
from sandbox_bodies import ROLES, good_bodies

OPERATIONS = openapi_files.operations()


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    with sandbox_client.running(tmp_path_factory.mktemp("contract")) as sandbox:
        yield sandbox.url


@pytest.fixture(scope="module")
def bodies(url):
    return good_bodies(url)


def test_every_operation_has_a_good_request(bodies):
    assert len(OPERATIONS) == 28
    assert set(bodies) == set(OPERATIONS)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_good_request_good_answer(url, bodies, name):
    api, request, answer = OPERATIONS[name]
    assert openapi_files.problems(api, request, bodies[name], closed=True) == []
    client = sandbox_client.Client(url, ROLES.get(name, "fournisseur"))
    got = client.ok(name, bodies[name])
    assert openapi_files.problems(api, answer, got, closed=True) == []
    lists = [v for v in got.values() if isinstance(v, list)]
    assert all(lists), f"{name} answered an empty list: nothing was checked"
    assert wrong_moments(got) == []
    assert too_long(got) == []


# How clients that read dates strictly expect each member (portal.md §1.5).
DAY = r"\d{4}-\d{2}-\d{2}"
MINUTE = rf"{DAY} \d{{2}}:\d{{2}}"
INSTANT = rf"{DAY}T\d{{2}}:\d{{2}}:\d{{2}}\.\d{{3}}[+-]\d{{2}}:\d{{2}}"
WRITTEN = {
    **dict.fromkeys(
        "dateDepot dateFacture dateTraitement dateFournisseur dateEcheancePaiement "
        "dateValidation1 dateValidation2".split(),
        DAY,
    ),
    **dict.fromkeys(
        "histoStatutDatePassage histoActionDateHeure evenementDateHeure dateCreation "
        "dateModification dateDebutValidite dateFinValidite "
        "dateCreationFacture".split(),
        MINUTE,
    ),
    **dict.fromkeys(
        "dateHeureEtatCourant dateDebut dateFin "
        "dateExpirationMotPasseCompteTech".split(),
        INSTANT,
    ),
}


def members(value, name=""):
    """Every ``(member, scalar)`` of an answer."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from members(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from members(item, name)
    else:
        yield name, value


def wrong_moments(answer):
    """Dates that are not written as their member is."""
    return [
        (name, value)
        for name, value in members(answer)
        if name in WRITTEN and value and not re.fullmatch(WRITTEN[name], value)
    ]


def too_long(answer):
    """Numbers that a client with integers of 32 bits cannot hold."""
    return [
        (name, value)
        for name, value in members(answer)
        if isinstance(value, int) and abs(value) >= 2**31
    ]


def test_every_official_date_is_in_the_table():
    """No member with a date goes unchecked."""
    named = set()
    for api in openapi_files.NAMES:
        for model, definition in openapi_files.load(api)["definitions"].items():
            if not model.endswith("Param"):
                named |= {
                    name
                    for name, schema in definition.get("properties", {}).items()
                    if schema.get("format") == "date-time"
                }
    assert named == set(WRITTEN)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_business_errors_conform_too(url, name):
    api, _request, answer = OPERATIONS[name]
    client = sandbox_client.Client(url, ROLES.get(name, "fournisseur"))
    got = client.call(name, {})
    assert got.status == 200
    if name == "factures/deposer/pdf":
        # Its answer model has neither codeRetour nor room for an error.
        assert got.json["codeRetour"] and got.json["libelle"]
    else:
        assert openapi_files.problems(api, answer, got.json, closed=True) == []


WRONG = {
    "string": [{"a": 1}, ["x"]],
    "integer": ["douze", 1.5, True, [1], "1e3", "9" * 30],
    "number": ["douze", True, {}, "NaN", "1e3"],
    "boolean": ["oui", 2, 0.5, []],
    "array": ["x", {"a": 1}, 3],
    "object": ["x", [1, 2], 3],
}
# A scalar in a neighbouring type -> what a Java server makes of it
NEIGHBOURS = {
    "string": [(123456, "123456"), (True, "true"), ("", "")],
    "integer": [("5000000001", 5000000001), (12.0, 12), ("", None)],
    "number": [("12.50", 12.5), ("", None)],
    "boolean": [("true", True), ("False", False), (1, True), ("", None)],
}


def wrong_values(definitions, model, depth=0):
    """``(body, member)`` for each member of a model, each with a wrong value."""
    for name, schema in definitions[model].get("properties", {}).items():
        if "$ref" in schema:
            target = schema["$ref"].rpartition("/")[2]
            for value in WRONG["object"]:
                if name == "pieceJointePrincipale" and isinstance(value, list):
                    # accepted as an array (portal.md §7.5), members are checked
                    continue
                if definitions[target].get("properties"):
                    yield {name: value}, name
            if depth < 2:
                for inner, path in wrong_values(definitions, target, depth + 1):
                    yield {name: inner}, f"{name}.{path}"
            continue
        for value in WRONG[schema["type"]]:
            yield {name: value}, name
        if "enum" in schema and name != "syntaxeFlux":  # a business error, below
            yield {name: "VALEUR_INCONNUE"}, name
        if schema.get("format") == "date-time":
            yield {name: "hier"}, name
        items = schema.get("items", {})
        if "$ref" in items and depth < 2:
            target = items["$ref"].rpartition("/")[2]
            for inner, path in wrong_values(definitions, target, depth + 1):
                yield {name: [inner]}, f"{name}.{path}"
        elif "enum" in items:
            yield {name: ["VALEUR_INCONNUE"]}, name


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_bad_requests_are_refused(name):
    """What the official model refuses, ours refuses; member by member."""
    api, model, _answer = OPERATIONS[name]
    definitions = openapi_files.load(api)["definitions"]
    own = getattr(contract, api).OPERATIONS[name.partition("/")[2]]
    count = 0
    for body, member in wrong_values(definitions, model):
        if "hier" not in str(body):
            assert openapi_files.problems(api, model, body), (member, body)
        with pytest.raises(contract.Malformed):
            contract.check(own, body)
        count += 1
    assert count >= len(definitions[model].get("properties", ()))


def neighbours(definitions, model):
    """``(body, what is understood)`` for each scalar member of a model."""
    for name, schema in definitions[model].get("properties", {}).items():
        kind = schema.get("type")
        if "enum" in schema or schema.get("format") == "date-time":
            yield {name: ""}, {}
        elif kind in NEIGHBOURS and name != "champsDeTri":
            for value, taken in NEIGHBOURS[kind]:
                yield {name: value}, {} if taken is None else {name: taken}
        elif "$ref" in schema:
            yield {name: []}, {name: {}}


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_neighbouring_types_are_taken(name):
    api, model, _answer = OPERATIONS[name]
    definitions = openapi_files.load(api)["definitions"]
    own = getattr(contract, api).OPERATIONS[name.partition("/")[2]]
    for body, taken in neighbours(definitions, model):
        got = contract.check(own, body)
        if "pieceJointePrincipale" in body:
            taken = {"pieceJointePrincipale": []}  # an array as well (portal.md §7.5)
        elif body == {"syntaxeFlux": ""}:
            taken = body  # judged by the operation itself
        assert got == taken, body
    assert contract.check(own, []) == {}


def test_neighbouring_types_over_http(url, bodies):
    """A whole exchange in texts, as some clients send it."""
    client = sandbox_client.Client(url)
    found = client.ok(
        "structures/rechercher",
        {
            "structure": {"identifiantStructure": 12345678200051, "estMOA": ""},
            "restreindreStructuresPrivees": "",
            "parametres": {"nbResultatsParPage": "10", "triSens": ""},
        },
    )
    number = found["listeStructures"][0]["idStructureCPP"]
    shown = client.ok("structures/consulter", {"idStructureCPP": str(number)})
    assert shown["informationGenerales"]["idStructureCPP"] == number
    rows = client.ok(
        "factures/rechercher/fournisseur",
        {"recupererTaille": "true", "rejetTraite": "false", "numeroFacture": ""},
    )
    assert any(row.get("taille") for row in rows["listeFactures"])
    headers = client.headers()
    path = "/cpro/transverses/v1/recuperer/devises"
    got = client.send("POST", path, "[]", headers)
    assert (got.status, got.json["codeRetour"]) == (200, 0)


def test_unknown_syntax_is_a_business_error(url):
    client = sandbox_client.Client(url)
    body = sandbox_samples.deposit(b"x", syntaxe="IN_DP_E9_INCONNUE")
    got = client.call("factures/deposer/flux", body)
    assert got.status == 200
    assert got.json["codeRetour"] != 0 and "IN_DP_E9_INCONNUE" in got.json["libelle"]


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_one_bad_request_over_http(url, name):
    api, model, _answer = OPERATIONS[name]
    definitions = openapi_files.load(api)["definitions"]
    body, member = next(wrong_values(definitions, model))
    client = sandbox_client.Client(url, ROLES.get(name, "fournisseur"))
    got = client.call(name, body)
    assert got.status == 400, (member, got.raw)
    assert got.json["codeRetour"] and got.json["libelle"]


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_models_are_the_official_ones(name):
    """Same members in every model that a request can reach, none more."""
    api, model, _answer = OPERATIONS[name]
    definitions = openapi_files.load(api)["definitions"]
    todo, seen = [model], set()
    while todo:
        current = todo.pop()
        if current in seen or "properties" not in definitions[current]:
            continue
        seen.add(current)
        official = definitions[current]["properties"]
        assert set(contract.fields(current)) == set(official)
        for schema in official.values():
            target = schema.get("$ref") or schema.get("items", {}).get("$ref")
            if target:
                todo.append(target.rpartition("/")[2])


def test_the_checker_rejects(bodies):
    """The validation itself must be able to fail."""
    bad = {"codeRetour": 2**31, "libelle": "TRA_MSG_00.000"}
    assert openapi_files.problems("factures", "WsRetour", bad)
    dated = {"codeRetour": 0, "libelle": "", "dateDepot": "05/11/2026"}
    assert openapi_files.problems("factures", "WsRetourDeposerFluxFacture", dated)
    assert wrong_moments({"dateDepot": "2026-11-05 10:00"})
    assert too_long({"idFacture": [{"idFacture": 2**31}]})
    bad = {"codeRetour": "0", "libelle": "TRA_MSG_00.000"}
    assert openapi_files.problems("factures", "WsRetour", bad)
    assert openapi_files.problems("factures", "WsRetour", {"codeRetour": 0})
    more = {"codeRetour": 0, "libelle": "", "inconnu": 1}
    assert openapi_files.problems("factures", "WsRetour", more, closed=True)
