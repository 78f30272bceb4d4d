# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""PISTE: tokens, subscriptions, technical accounts (portal.md §1.2–1.5)."""

import base64
import binascii
import json
import secrets

from werkzeug.wrappers import Response

from . import (
    choices,
    contract,
    faults,
    formats,
    identifiers,
    lifecycle,
    options,
    registry,
    store,
)
from .judge import messages

TOKEN_SECONDS = 3600
MAX_BODY = 64 * 1024 * 1024


class Gate(Exception):
    """A refusal by the gateway, before the portal sees anything."""

    def __init__(self, status, body, headers=None):
        super().__init__(status)
        self.response = json_response(body, status, headers)


def json_response(body, status=200, headers=None):
    text = json.dumps(body, ensure_ascii=False)
    response = Response(text, status, content_type="application/json;charset=utf-8")
    response.headers.extend(headers or {})
    return response


def oauth(db, request, now, space=""):
    """``POST /api/oauth/token``, client credentials only; a token carries its space."""
    form = request.form
    client, secret = form.get("client_id"), form.get("client_secret")
    if client is None and request.authorization:
        client, secret = (
            request.authorization.username,
            request.authorization.password,
        )
    if request.method != "POST" or "grant_type" not in form:
        raise Gate(400, {"error": "invalid_request"})
    if form["grant_type"] != "client_credentials":
        raise Gate(400, {"error": "unsupported_grant_type"})
    row = store.one(db, "SELECT data FROM app WHERE client_id = ?", client or "")
    if row is None or json.loads(row[0])["secret"] != secret:
        description = choices.OAUTH_DESCRIPTION
        body = {"error": "invalid_client", "error_description": description}
        raise Gate(400, body)
    # 54 opaque characters, as observed on the real one
    mark = f"{space}~" if space else ""
    token = (mark + secrets.token_urlsafe(41))[:54]
    with store.writing(db):
        db.execute("DELETE FROM token WHERE expires < ?", (now,))
        store.insert(
            db, "token", token=token, client_id=client, expires=now + TOKEN_SECONDS
        )
    return json_response(
        {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "scope": "openid",
        }
    )


def application(db, request, now):
    """The PISTE application behind the token, as its seed describes it."""
    header = request.headers.get("Authorization", "")
    kind, _, token = header.partition(" ")
    if kind.lower() != "bearer" or not token.strip():
        challenge = (
            'Bearer realm="DefaultRealm", error="invalid_request", '
            'error_description="Unable to find token in the message"'
        )
        raise Gate(400, {"error": "invalid_request"}, {"WWW-Authenticate": challenge})
    row = store.one(
        db,
        "SELECT data FROM token JOIN app USING (client_id) "
        "WHERE token = ? AND expires > ?",
        token.strip(),
        now,
    )
    if row is None:
        raise Gate(
            401,
            choices.UNAUTHORIZED,
            {"WWW-Authenticate": 'Bearer realm="DefaultRealm", error="invalid_token"'},
        )
    return json.loads(row[0])


def technical_account(db, request, now):
    """The Chorus Pro account named by the ``cpro-account`` header."""
    header = request.headers.get("cpro-account", "")
    try:
        text = base64.b64decode(header, validate=True).decode()
    except (binascii.Error, ValueError):
        text = ""
    login, _, password = text.partition(":")
    row = store.one(db, "SELECT data FROM account WHERE login = ?", login)
    account = json.loads(row[0]) if row else None
    if (
        account is None
        or account["password"] != password
        or account["expires"] < now
        or not account["active"]
    ):
        raise Gate(401, choices.UNAUTHORIZED)
    return account | {"login": login}


def read_json(request, raw):
    kind = request.mimetype
    if kind != "application/json":
        raise Gate(415, choices.UNSUPPORTED)
    try:
        body = json.loads(raw.decode("utf-8")) if raw.strip() else {}
    except (ValueError, RecursionError):
        raise contract.Malformed("le corps n'est pas du JSON") from None
    return body


def serve(db, request, raw, exchange, fired):
    """Answer one ``/cpro/…`` request; ``exchange`` notes a business error's code."""
    settings, now = lifecycle.settings_and_now(db)
    try:
        app = application(db, request, now)
        entry = registry.OPERATIONS.get((request.method, request.path))
        if entry is None or entry.api not in app["apis"]:
            raise Gate(403, choices.FORBIDDEN)
        body = read_json(request, raw) if entry.method == "POST" else {}
        account = technical_account(db, request, now) if entry.account else {}
        answer = _run(db, entry, body, account, settings, now)
    except Gate as refusal:
        return refusal.response
    except contract.Malformed as error:
        code, libelle = choices.MALFORMED
        text = messages.plain(libelle.format(error))
        return json_response({"codeRetour": code, "libelle": text}, 400)
    except registry.BusinessError as error:
        answer = {"codeRetour": error.code, "libelle": messages.plain(error.libelle)}
        answer |= error.members
        exchange["codeRetour"] = error.code
        if error.status != 200:
            return json_response(answer, error.status)
    answer = faults.spoil(fired, exchange["operation"], answer)
    if options.read(db)["long_identifiers"]:
        answer = identifiers.shown_long(answer)
    return json_response(answer)


def _run(db, entry, body, account, settings, now):
    clean = identifiers.kept(contract.check(entry.model, body))
    for name in entry.required:
        if clean.get(name) in (None, "", []):
            raise registry.BusinessError(*choices.MISSING, name)
    lifecycle.settle(db, settings, now)
    call = registry.Call(db, clean, account, settings, now)
    answer = entry.handler(call)
    if entry.libelle is None:
        return answer
    head = {"codeRetour": 0, "libelle": entry.libelle}
    return head | formats.without_nulls(answer)
