# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""First content of a state folder: who exists, who may connect, who demands what.

SIRETs follow the qualification platform's test data (portal.md §5.6): but for a few,
their keys are not valid, and the sandbox does not check them.
"""

import base64
import json

from . import clock, lifecycle, seeds_structures, store

STRUCTURES = seeds_structures.STRUCTURES
ALL_APIS = (
    "factures",
    "structures",
    "transverses",
    "utilisateurs",
    "facturesTravaux",
    "engagementsJuridiques",
)
# PISTE applications; the last one has not subscribed to every API
APPS = {
    "5f1c2b7e-90d4-4a3b-8c6d-bacasable0001": {
        "secret": "secret-piste-de-l-application-principale-7d1f",
        "apis": ALL_APIS,
    },
    "5f1c2b7e-90d4-4a3b-8c6d-bacasable0002": {
        "secret": "secret-piste-de-la-seconde-application-42ab",
        "apis": ALL_APIS,
    },
    "5f1c2b7e-90d4-4a3b-8c6d-bacasable0003": {
        "secret": "secret-piste-de-l-application-restreinte-9c0e",
        "apis": ("factures",),
    },
}
MAIN, SECOND, RESTRICTED = APPS


def _person(first, last, mail):
    return {"prenom": first, "nom": last, "email": mail, "telephone": "0102030405"}


def _account(app, login, password, sirets, person, days=424, active=True):
    return {
        "app": app,
        "login": login,
        "password": password,
        "sirets": sirets,
        "who": person,
        "days": days,
        "active": active,
    }


ACCOUNTS = {
    "fournisseur": _account(
        MAIN,
        "TECH_1_33254021516357@cpro.fr",
        "Mot-de-passe-technique-1",
        ["33254021516357"],
        _person("Camille", "FOURNIER", "camille@fournisseur.example"),
    ),
    "fournisseur2": _account(
        SECOND,
        "TECH_2_44467890100015@cpro.fr",
        "Mot-de-passe-technique-2",
        ["44467890100015"],
        _person("Dominique", "MARTIN", "dominique@second.example"),
    ),
    "restreint": _account(
        RESTRICTED,
        "TECH_3_33254021516357@cpro.fr",
        "Mot-de-passe-technique-3",
        ["33254021516357"],
        _person("Camille", "FOURNIER", "camille@fournisseur.example"),
    ),
    "expire": _account(
        MAIN,
        "TECH_4_33254021516357@cpro.fr",
        "Mot-de-passe-technique-4",
        ["33254021516357"],
        _person("Camille", "FOURNIER", "camille@fournisseur.example"),
        days=-1,
    ),
    "inactif": _account(
        MAIN,
        "TECH_5_33254021516357@cpro.fr",
        "Mot-de-passe-technique-5",
        ["33254021516357"],
        _person("Camille", "FOURNIER", "camille@fournisseur.example"),
        active=False,
    ),
    "echeance": _account(
        MAIN,
        "TECH_10_33254021516357@cpro.fr",
        "Mot-de-passe-technique-10",
        ["33254021516357"],
        _person("Camille", "FOURNIER", "camille@fournisseur.example"),
        days=12,
    ),
    "cle_valide": _account(
        MAIN,
        "TECH_11_99990001200017@cpro.fr",
        "Mot-de-passe-technique-11",
        ["99990001200017"],
        _person("Noa", "CLEF", "noa@fournisseur.example"),
    ),
    "acheteur": _account(
        MAIN,
        "TECH_6_12345678200051@cpro.fr",
        "Mot-de-passe-technique-6",
        [s["siret"] for s in STRUCTURES if s["publique"]],
        _person("Alex", "ACHETEUR", "alex@acheteur.example"),
    ),
    "valideur": _account(
        MAIN,
        "TECH_7_55512345600017@cpro.fr",
        "Mot-de-passe-technique-7",
        ["55512345600017", "55512345600025"],
        _person("Sacha", "TITULAIRE", "sacha@titulaire.example"),
    ),
    "moe": _account(
        MAIN,
        "TECH_8_66612345600014@cpro.fr",
        "Mot-de-passe-technique-8",
        ["66612345600014"],
        _person("Morgan", "OEUVRE", "morgan@moe.example"),
    ),
    "moa": _account(
        MAIN,
        "TECH_9_77712345600011@cpro.fr",
        "Mot-de-passe-technique-9",
        ["77712345600011", "12345678200077"],
        _person("Charlie", "OUVRAGE", "charlie@moa.example"),
    ),
}


def application(client_id, space=""):
    """Identifier of a PISTE application, which tells its space."""
    return f"{client_id}-{space}" if space else client_id


def credentials(name="fournisseur", space=""):
    account = ACCOUNTS[name]
    return {
        "client_id": application(account["app"], space),
        "client_secret": APPS[account["app"]]["secret"],
        "login": account["login"],
        "password": account["password"],
    }


def cpro_account(name="fournisseur"):
    """Value of the ``cpro-account`` header."""
    account = ACCOUNTS[name]
    pair = f"{account['login']}:{account['password']}"
    return base64.b64encode(pair.encode()).decode()


def delays(db):
    """Delays of the clock, without where it stands."""
    settings = clock.DEFAULT | (store.get_meta(db, "clock") or {})
    return {name: settings[name] for name in clock.DELAYS}


def plant(db, settings, space=""):
    """Fill an empty database; ``settings`` replace those of the clock."""
    store.clear(db)
    store.set_meta(db, "clock", clock.DEFAULT | settings)
    _settings, now = lifecycle.settings_and_now(db)
    store.set_meta(db, "lesson", {"start": now})
    for client_id, app in APPS.items():
        name = application(client_id, space)
        store.insert(db, "app", client_id=name, data=json.dumps(app))
    ids = {}
    for structure in STRUCTURES:
        ids[structure["siret"]] = _plant_structure(db, structure, now)
    for account in ACCOUNTS.values():
        data = {
            "password": account["password"],
            "active": account["active"],
            "expires": now + account["days"] * 86400,
            "structures": [ids[siret] for siret in account["sirets"]],
            "who": account["who"],
        }
        store.insert(db, "account", login=account["login"], data=json.dumps(data))
    for number, siret, commitment in seeds_structures.COMMITMENTS:
        data = commitment | {"at": now - 30 * 86400}
        store.insert(
            db,
            "commitment",
            structure_id=ids[siret],
            number=number,
            data=json.dumps(data),
        )
    store.set_meta(db, "seeded", True)


def _plant_structure(db, structure, now):
    data = {k: v for k, v in structure.items() if k not in ("id", "siret", "services")}
    data["expires"] = now + 424 * 86400
    store.insert(
        db,
        "structure",
        id=structure["id"],
        identifiant=structure["siret"],
        data=json.dumps(data),
    )
    for service in structure["services"]:
        content = {k: v for k, v in service.items() if k not in ("id", "code")}
        store.insert(
            db,
            "service",
            id=service["id"],
            structure_id=structure["id"],
            code=service["code"],
            data=json.dumps(content | {"created": now - 400 * 86400}),
        )
    return structure["id"]
