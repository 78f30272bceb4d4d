# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Faults on demand: which exchange goes wrong, and how.

A fault is an object ``{kind, operation, probability, count, seed, …}``. Draws come
from the seed and from how many matching exchanges there were before, so the same
calls meet the same faults in every run.
"""

import fnmatch
import json
import random
import select
import socket
import struct
import time
from email.utils import formatdate

from werkzeug.wrappers import Response

from . import choices, identifiers, poison, store

HTTP = {
    "http_401": (401, choices.UNAUTHORIZED),
    "http_403": (403, choices.FORBIDDEN),
    "http_413": (413, {"error": "request_entity_too_large"}),
    "http_429": (429, choices.QUOTA),
    "http_500": (500, {"error": "internal_server_error"}),
    "http_502": (502, {"error": "bad_gateway"}),
    "http_503": (503, {"error": "service_unavailable"}),
}
SPOILED = (
    "wrong_types",
    "empty_list",
    "missing_list",
    "null_members",
    "status_skip",
    "status_back",
    "status_unknown",
    "ceiling",
    "long_identifiers",
)
KINDS = (
    "latency",
    "timeout_before",
    "timeout_after",
    "reset_before",
    "reset",
    "html",
    "truncated_json",
    "report_not_ready",
    "drip",
    "poisoned",
    "date_skew",
    *HTTP,
    *SPOILED,
)
FIELDS = {
    "kind": str,
    "operation": str,
    "probability": (int, float),
    "count": int,
    "seed": int,
    "seconds": (int, float),
    "retry_after": int,
    "rows": int,
    "when": str,
}
INVOICE_STATUS = {
    "statut",
    "statutFacture",
    "statutCourantCode",
    "histoStatutCode",
    "statutFactureTravaux",
}
FLOW_STATUS = {"etatCourantDepotFlux", "etatCourantFlux"}
STATUS = {
    "status_skip": ("MISE_EN_PAIEMENT", "IN_INTEGRE"),
    "status_back": ("DEPOSEE", "IN_RECU"),
    "status_unknown": ("STATUT_INCONNU_2031", "IN_ETAT_INCONNU_2031"),
}
REPORTS = ("transverses/consulterCR", "transverses/consulterCRDetaille")

DROPS = 200  # pieces in which an answer drips, at most, whatever its length


class Dropped(ConnectionError):
    """The connection goes away without an answer."""


def declare(db, spec):
    """Store one fault and return it with its id.

    :raises ValueError: for an unknown kind or member, or a wrong value.
    """
    if not isinstance(spec, dict) or spec.get("kind") not in KINDS:
        raise ValueError("kind : " + ", ".join(KINDS))
    for name, value in spec.items():
        if name not in FIELDS:
            raise ValueError(f"{name} : inconnu")
        if isinstance(value, bool) or not isinstance(value, FIELDS[name]):
            raise ValueError(f"{name} : type inattendu")
    if not 0 <= spec.get("probability", 1) <= 1:
        raise ValueError("probability : entre 0 et 1")
    with store.writing(db):
        number = store.insert(db, "fault", spec=json.dumps(spec))
    return spec | {"id": number}


def listing(db):
    rows = db.execute("SELECT * FROM fault ORDER BY id")
    return [
        json.loads(r["spec"])
        | {"id": r["id"], "matched": r["matched"], "fired": r["fired"]}
        for r in rows
    ]


def draw(db, operation):
    """The faults that hit this exchange; counters move in one transaction."""
    declared = [f for f in listing(db) if _matches(f, operation)]
    if not declared:
        return []
    fired = []
    with store.writing(db):
        fresh = {f["id"]: f for f in listing(db)}
        for fault in (fresh[f["id"]] for f in declared if f["id"] in fresh):
            chance = random.Random(
                f"{fault.get('seed', 0)}:{fault['matched']}"
            ).random()
            left = fault.get("count") is None or fault["fired"] < fault["count"]
            hit = left and chance < fault.get("probability", 1)
            sql = (
                "UPDATE fault SET matched = matched + 1, fired = fired + ? WHERE id = ?"
            )
            db.execute(sql, (int(hit), fault["id"]))
            if hit:
                fired.append(fault)
    return fired


def _matches(fault, operation):
    if fault["kind"] == "report_not_ready" and operation not in REPORTS:
        return False
    return fnmatch.fnmatchcase(operation, fault.get("operation", "*"))


def before(fired):
    """Wait, or answer in place of the portal; ``timeout_before`` answers None later."""
    for fault in fired:
        if fault["kind"] == "latency":
            time.sleep(fault.get("seconds", 1))
    for fault in fired:
        if fault["kind"] in HTTP and fault.get("when") != "after":
            return _http(fault)
    return None


def unprocessed(fired):
    return any(f["kind"] in ("timeout_before", "reset_before") for f in fired)


def _http(fault):
    status, body = HTTP[fault["kind"]]
    response = Response(json.dumps(body), status, content_type="application/json")
    if status in (429, 503) and (status == 429 or "retry_after" in fault):
        response.headers["Retry-After"] = str(fault.get("retry_after", 2))
    return response


def spoil(fired, operation, answer):
    """The portal's answer with its members damaged as the faults ask."""
    for fault in fired:
        kind = fault["kind"]
        if kind == "report_not_ready":
            code, libelle = choices.REPORT_NOT_READY
            answer = {"codeRetour": code, "libelle": libelle}
        elif kind == "ceiling":
            answer = _cut(answer, fault.get("rows", 200))
        elif kind == "long_identifiers":
            answer = identifiers.shown_long(answer)
        elif kind in STATUS:
            answer = _restate(answer, *STATUS[kind])
        elif kind in SPOILED:
            answer = {k: _damage(kind, k, v) for k, v in answer.items()}
            answer = {k: v for k, v in answer.items() if v is not _GONE}
    return answer


def _cut(answer, most):
    """Let a search give no more than ``most`` rows, whatever it was asked for."""
    paging = answer.get("parametresRetour")
    if not paging or "total" not in paging:
        return answer
    size, start = paging["nbResultatsParPage"], 0
    start = (paging["pageCourante"] - 1) * size
    total = min(paging["total"], most)
    cut = {
        key: value[: max(0, most - start)] if isinstance(value, list) else value
        for key, value in answer.items()
    }
    return cut | {
        "parametresRetour": paging | {"total": total, "pages": -(-total // size)}
    }


_GONE = object()


def _damage(kind, key, value):
    if kind == "wrong_types":
        if isinstance(value, list):
            return {"0": value}
        return str(value) if isinstance(value, int | float) else [value]
    if isinstance(value, list):
        return {"empty_list": [], "missing_list": _GONE, "null_members": None}[kind]
    if kind == "null_members" and key not in ("codeRetour", "libelle"):
        return None
    return value


def _restate(value, invoice, flow):
    if isinstance(value, list):
        return [_restate(item, invoice, flow) for item in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for key, item in value.items():
        if key in INVOICE_STATUS:
            item = invoice
        elif key in FLOW_STATUS:
            item = flow
        found[key] = _restate(item, invoice, flow)
    return found


def after(fired, response):
    """The answer once the portal has done its work and the record is written."""
    for fault in fired:
        kind = fault["kind"]
        if kind in HTTP and fault.get("when") == "after":
            response = _http(fault)
        elif kind == "html":
            page = "<html><body><h1>Maintenance en cours</h1></body></html>"
            response = Response(page, 200, content_type="text/html")
        elif kind == "truncated_json":
            text = response.get_data()
            response.set_data(text[: max(1, len(text) // 2)])
        elif kind == "poisoned":
            response.set_data(poison.spread(response.get_data()))
    return response


def release(fired, response, environ):
    """Send, hang or break the connection.

    :raises Dropped: when no complete answer leaves.
    """
    connection = environ.get("werkzeug.socket")
    for fault in fired:
        kind = fault["kind"]
        if kind in ("timeout_before", "timeout_after"):
            _hang(connection, fault.get("seconds", 60))
            raise Dropped
        if kind == "reset_before":
            _abort(connection)
            raise Dropped
        if kind == "date_skew":
            moment = time.time() + fault.get("seconds", 0)
            response.headers["Date"] = formatdate(moment, usegmt=True)
        if kind == "reset":
            return _broken(response, connection)
        if kind == "drip":
            _drip(response, connection, fault.get("seconds", 60))
            raise Dropped
    return response


def _hang(connection, seconds):
    """Keep silent until the delay ends or the client leaves."""
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if connection is None:
            time.sleep(left)
        elif select.select([connection], [], [], min(left, 0.5))[0]:
            if not connection.recv(1, socket.MSG_PEEK):
                return


def _drip(response, connection, seconds):
    """Send the whole answer, head included, a piece at a time for ``seconds``."""
    response.headers["Connection"] = "close"
    head = [f"HTTP/1.1 {response.status}"]
    head += [f"{name}: {value}" for name, value in response.headers.items()]
    raw = "\r\n".join([*head, "", ""]).encode() + response.get_data()
    size = max(1, len(raw) // DROPS)
    for start in range(0, len(raw), size):
        time.sleep(seconds * size / len(raw))
        if connection is not None:
            connection.sendall(raw[start : start + size])


def _abort(connection):
    """Make the coming close send a reset instead of a regular end."""
    if connection is not None:
        linger = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)


def _broken(response, connection):
    """Half of the announced body, then a reset."""
    text = response.get_data()

    def half():
        yield text[: len(text) // 2] or b"{"
        _abort(connection)
        raise Dropped

    broken = Response(half(), response.status_code, response.headers)
    broken.headers["Content-Length"] = str(max(len(text), 2))
    return broken
