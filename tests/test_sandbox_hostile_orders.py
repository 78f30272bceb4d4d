# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Orders to the control and forms to the console that nobody should send.

Refused in words and in milliseconds; never a crash, whatever the member or its type.
"""

import json
import random
import time
import urllib.parse

import pytest
import sandbox_client
import sandbox_world as world

VALUES = [
    *("SUSPENDUE", "IN_REJETE", "MISE_EN_PAIEMENT", "ana", "", "é\x00", "a" * 5000),
    *("2026-13-45", "../../etc", "NaN", None, True, -1, 1e308, 10**30),
    *([], {}, [1], {"depart": "x"}, {"a": {"b": [{}]}}),
]
MEMBERS = """statut motif force etat enregistrer rejouer depart delais dates arretee
strict long_identifiers advance pause moe tacit integration kind operation
count""".split()
FIELDS = """le nom confirmation motif champ-mandat montant ht ttc numero cadre
commentaire moe tacit integration routing delivery validation avance pause""".split()
ACTIONS = """rejeter observer aller delais enregistrer rejouer oublier SUSPENDUE refuser
DEPOSER prendreEnCompte A5 A7 x""".split()
SPACES = ["", "?classe=ana", *(f"?classe={urllib.parse.quote(str(v))}" for v in VALUES)]


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with sandbox_client.running(tmp_path_factory.mktemp("orders")) as sandbox:
        yield sandbox_client.Client(sandbox.url)


def send(client, *request):
    start = time.monotonic()
    answer = client.send(*request)
    assert answer.status < 500, (request, answer.raw)
    assert time.monotonic() - start < 5, request


@pytest.mark.parametrize("seed", range(4))
def test_orders(client, seed):
    draw = random.Random(seed)
    number = world.invoice(world.cleared(client))
    flow = client.control("GET", "flows")["flows"][0]["numeroFluxDepot"]
    for _ in range(300):
        order = {draw.choice(MEMBERS): draw.choice(VALUES) for _ in range(3)}
        path = draw.choice(
            [
                *("scenario", "options", "clock", "faults", "flows", "reset"),
                f"invoices/{number}/status",
                f"flows/{flow}/status",
                f"scenario/{urllib.parse.quote(str(draw.choice(VALUES)))}",
            ]
        )
        body = json.dumps(draw.choice([order, order, draw.choice(VALUES)]))
        method = draw.choice(["POST", "POST", "GET", "DELETE"])
        send(client, method, f"/_sandbox/{path}{draw.choice(SPACES)}", body)
    client.send("DELETE", "/_sandbox/faults")


@pytest.mark.parametrize("seed", range(4))
def test_forms(client, seed):
    draw = random.Random(seed)
    number = world.invoice(world.cleared(client), **world.WORKS)
    for _ in range(300):
        form = {name: draw.choice(VALUES) for name in draw.sample(FIELDS, 4)}
        form["action"] = draw.choice(ACTIONS)
        path = draw.choice(
            [
                *("/lecon", "/horloge", "/remise-a-zero", "/moe/dossier", "/inconnue"),
                *(
                    f"/{role}/factures/{number}"
                    for role in ("moe", "moa", "fournisseur")
                ),
                f"/acheteur/factures/{urllib.parse.quote(str(draw.choice(VALUES)))}",
            ]
        )
        send(
            client,
            "POST",
            path + draw.choice(SPACES),
            urllib.parse.urlencode(form),
            {"Content-Type": "application/x-www-form-urlencoded"},
        )
