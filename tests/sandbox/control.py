# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""``/_sandbox/…``: what the people and the tests who run the sandbox need."""

import base64
import json

from . import (
    bulk,
    codes,
    contract,
    faults,
    formats,
    gateway,
    identifiers,
    lifecycle,
    newcomers,
    options,
    scenario,
    seeds,
    store,
)

ROUTES = {}


class NotThere(Exception):
    pass


def route(method, path):
    def register(handler):
        ROUTES[method, path] = handler
        return handler

    return register


def serve(space, db, request, raw):
    """Answer JSON; 400 for a wrong order, 404 for what does not exist."""
    parts = request.path[len("/_sandbox/") :].strip("/").split("/")
    handler = ROUTES.get((request.method, parts[0])) if len(parts) == 1 else None
    names = parts[1:2]
    if len(parts) == 2 and parts[0] in ("flows", "faults", "invoices", "scenario"):
        handler = ROUTES.get((request.method, f"{parts[0]}/*"))
    if len(parts) == 3 and parts[2] == "status":
        handler = ROUTES.get((request.method, f"{parts[0]}/*/status"))
    if handler is None:
        return gateway.json_response({"error": "inconnu"}, 404)
    try:
        order = json.loads(raw) if raw.strip() else {}
        if not isinstance(order, dict) and parts[0] not in ("faults", "structures"):
            raise ValueError("un objet JSON est attendu")
        settings, now = lifecycle.settings_and_now(db)
        lifecycle.settle(db, settings, now)
        answer = handler(space, db, request, order, *names)
    except NotThere:
        return gateway.json_response({"error": "inconnu"}, 404)
    except (ValueError, contract.Malformed, lifecycle.Refused) as error:
        return gateway.json_response({"error": str(error)}, 400)
    return gateway.json_response(answer)


@route("GET", "credentials")
def credentials(space, db, request, order):
    """``{client_id, client_secret, login, password}`` of the default supplier."""
    return seeds.credentials(space=space.name)


@route("GET", "accounts")
def accounts(space, db, request, order):
    """The same four members for every seeded account, by role."""
    return {name: seeds.credentials(name, space.name) for name in seeds.ACCOUNTS}


@route("GET", "requests")
def requests(space, db, request, order):
    limit = int(request.args.get("limit", 500))
    return space.records.report(request.args.get("operation"), limit)


@route("DELETE", "requests")
def forget_requests(space, db, request, order):
    space.records.clear()
    return {}


@route("GET", "clock")
def read_clock(space, db, request, order):
    settings, now = lifecycle.settings_and_now(db)
    return {"now": formats.instant(now), "epoch": now} | settings


@route("POST", "clock")
def set_clock(space, db, request, order):
    if not isinstance(order, dict):
        raise ValueError("un objet JSON est attendu")
    with store.writing(db):
        scenario.move_clock(db, order)
        settings, now = lifecycle.settings_and_now(db)
        lifecycle.settle(db, settings, now)
    return read_clock(space, db, request, order)


@route("GET", "scenario")
def read_scenario(space, db, request, order):
    """The lesson so far, and those that are saved."""
    return {"scenario": scenario.read(db), "enregistres": scenario.saved(db)}


@route("POST", "scenario")
def play_scenario(space, db, request, order):
    """``{"enregistrer": NAME}``, ``{"rejouer": NAME}``, or a scenario to replay."""
    if not isinstance(order, dict):
        raise ValueError("un objet JSON est attendu")
    if "enregistrer" in order:
        scenario.save(db, order["enregistrer"])
        return read_scenario(space, db, request, order)
    lessons = scenario.saved(db)
    wanted = order.get("rejouer")
    if wanted is not None and wanted not in list(lessons):
        raise ValueError("rejouer : " + (", ".join(lessons) or "rien n'est enregistré"))
    scenario.replay(space, db, order if wanted is None else lessons[wanted])
    return read_scenario(space, db, request, order)


@route("DELETE", "scenario/*")
def forget_scenario(space, db, request, order, name):
    try:
        scenario.forget(db, name)
    except KeyError:
        raise NotThere from None
    return {}


@route("GET", "options")
def read_options(space, db, request, order):
    return options.read(db)


@route("POST", "options")
def set_options(space, db, request, order):
    return options.change(db, order)


@route("GET", "faults")
def list_faults(space, db, request, order):
    return {"faults": faults.listing(db), "kinds": list(faults.KINDS)}


@route("POST", "faults")
def add_faults(space, db, request, order):
    """One fault or a list of them; nothing is kept when one is wrong."""
    with store.writing(db):
        added = [faults.declare(db, f) for f in _as_list(order)]
    return {"faults": added}


def _as_list(order):
    return order if isinstance(order, list) else [order]


@route("DELETE", "faults")
def drop_faults(space, db, request, order):
    with store.writing(db):
        db.execute("DELETE FROM fault")
    return {}


@route("DELETE", "faults/*")
def drop_fault(space, db, request, order, number):
    with store.writing(db):
        if not db.execute("DELETE FROM fault WHERE id = ?", (number,)).rowcount:
            raise NotThere
    return {}


@route("POST", "structures")
def add_structures(space, db, request, order):
    """Public structures beside those of the first day: see ``newcomers.add``."""
    _settings, now = lifecycle.settings_and_now(db)
    return {"structures": newcomers.add(db, order, now)}


@route("POST", "reset")
def reset(space, db, request, order):
    """Back to the first day: seeds, no invoice, no fault, no record, real time."""
    scenario.restart(space, db, seeds.delays(db))
    return {}


def _flow(row):
    errors = json.loads(row["report"])
    return {
        "numeroFluxDepot": row["number"],
        "syntaxeFlux": row["syntaxe"],
        "nomFichier": row["name"],
        "sha256": row["sha256"],
        "taille": row["size"],
        "compte": row["login"],
        "dateDepot": formats.instant(row["at"]),
        "etat": row["state"],
        "dateEtat": formats.instant(row["state_at"]),
        "etatFinal": row["final"],
        "erreurs": errors["dp"],
        "erreursTechniques": errors["technique"],
        "observations": errors.get("observations", []),
    }


@route("GET", "flows")
def flows(space, db, request, order):
    rows = db.execute("SELECT * FROM flow ORDER BY id DESC")
    return {"flows": [_flow(row) for row in rows]}


@route("GET", "flows/*")
def flow(space, db, request, order, number):
    row = store.one(
        db,
        "SELECT * FROM flow JOIN flow_file ON flow_id = flow.id WHERE number = ?",
        number,
    )
    if row is None:
        raise NotThere
    return _flow(row) | {"fichier": base64.b64encode(row["content"]).decode()}


@route("POST", "flows/*/status")
def set_flow_state(space, db, request, order, number):
    """Play the exchange system: give a flow that is not over any state of the list.

    A flow stopped before its end (IN_INCIDENTE…) leaves no invoice and no number.
    """
    state = order.get("etat")
    if state not in list(codes.FLOW_STATES):
        raise ValueError("etat : " + ", ".join(codes.FLOW_STATES))
    with store.writing(db):
        row = store.one(db, "SELECT * FROM flow WHERE number = ?", number)
        if row is None:
            raise NotThere
        if row["state"] == row["final"]:
            raise ValueError(f"le flux est terminé : {row['state']}")
        _settings, now = lifecycle.settings_and_now(db)
        lifecycle.stop_flow(db, row, state, now)
    return {"numeroFluxDepot": number, "etat": state}


@route("GET", "invoices")
def invoices(space, db, request, order):
    """Every invoice; with ``?historique=1`` also what happened to each, in order."""
    sql = (
        "SELECT i.*, s.identifiant AS supplier, r.identifiant AS recipient, "
        "f.number AS flow FROM invoice i "
        "LEFT JOIN structure s ON s.id = i.supplier_id "
        "LEFT JOIN structure r ON r.id = i.recipient_id "
        "LEFT JOIN flow f ON f.id = i.flow_id ORDER BY i.id DESC"
    )
    rows = db.execute(sql).fetchall()
    told = _histories(db, rows) if request.args.get("historique") else {}
    return _sized(
        db,
        [
            told.get(row["id"], {})
            | {
                "id": row["id"],
                "numero": row["numero"],
                "statut": row["statut"],
                "dateStatut": formats.instant(row["statut_at"]),
                "motif": row["comment"],
                "visible": bool(row["visible"]),
                "cadre": row["cadre"],
                "type": row["kind"],
                "fournisseur": row["supplier"],
                "destinataire": row["recipient"],
                "montantHT": row["ht"],
                "montantTTC": row["ttc"],
                "montantAPayer": row["due"],
                "numeroFluxDepot": row["flow"],
            }
            for row in rows
        ],
    )


def _histories(db, rows):
    """``{id: {evenements, actions}}``: statuses with their comments, people's acts.

    Of these invoices only: others are deposited while this is read.
    """
    told = {row["id"]: {"evenements": [], "actions": []} for row in rows}
    of = "JOIN invoice ON invoice.id = invoice_id ORDER BY {0}.at, {0}.id"
    for row in db.execute("SELECT event.* FROM event " + of.format("event")):
        if one := told.get(row["invoice_id"]):
            one["evenements"].append(
                {"id": row["id"], "statut": row["statut"], "motif": row["comment"]}
            )
    for row in db.execute("SELECT action.* FROM action " + of.format("action")):
        if one := told.get(row["invoice_id"]):
            one["actions"].append(row["code"])
    return told


def _sized(db, rows):
    """The rows with identifiers of the size that the portal's answers have."""
    if options.read(db)["long_identifiers"]:
        for row in rows:
            row["id"] = identifiers.shown_long({"idFacture": row["id"]})["idFacture"]
    return {"invoices": rows}


@route("POST", "invoices")
def load_invoices(space, db, request, order):
    """Many invoices at once: see ``bulk.load``."""
    _settings, now = lifecycle.settings_and_now(db)
    return _sized(db, bulk.load(db, order, now))


@route("POST", "invoices/*/status")
def set_status(space, db, request, order, number):
    """Play the public buyer; ``force`` also allows what the portal would refuse."""
    statut, reason = order.get("statut"), order.get("motif")
    if not isinstance(statut, str):
        raise ValueError("statut : obligatoire")
    if not isinstance(reason, str | None):
        raise ValueError("motif : un texte")
    with store.writing(db):
        settings, now = lifecycle.settings_and_now(db)
        sql = "SELECT * FROM invoice WHERE id = ? AND visible"
        row = store.one(db, sql, identifiers.kept_one(number))
        if row is None:
            raise NotThere
        buyer = seeds.ACCOUNTS["acheteur"]["who"]
        if order.get("force") is True:
            lifecycle.move(db, row["id"], statut, now, settings, reason, buyer)
        else:
            lifecycle.treat(db, row, statut, now, settings, reason, buyer, console=True)
    return {"id": int(number), "statut": statut, "motif": reason}


@route("DELETE", "invoices/*")
def hide_invoice(space, db, request, order, number):
    """Let the portal know a document no longer: no search nor history has it."""
    with store.writing(db):
        sql = "UPDATE invoice SET visible = 0 WHERE id = ? AND visible"
        if not db.execute(sql, (identifiers.kept_one(number),)).rowcount:
            raise NotThere
    return {"id": int(number), "visible": False}
