# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Credentials: asked for, sent where they belong, and shown nowhere."""

import base64
import json
from urllib.parse import parse_qs

import pytest
from chorus import errors
from client_calls import DEPOSIT, deposit
from scripted_portal import SECRETS, TOKEN

# === Credentials === #


def test_form_and_headers(scripted):
    scripted.answers = [DEPOSIT]
    deposit(scripted.client())
    token, call = scripted.requests
    assert parse_qs(token[3].decode(), strict_parsing=True) == {
        "grant_type": ["client_credentials"],
        "scope": ["openid"],
        "client_id": [SECRETS["client_id"]],
        "client_secret": [SECRETS["client_secret"]],
    }
    assert token[2]["Content-Type"] == "application/x-www-form-urlencoded"
    assert "Authorization" not in token[2] and "cpro-account" not in token[2]
    assert call[2]["Authorization"] == f"Bearer {TOKEN}"
    assert base64.b64decode(call[2]["cpro-account"]).decode() == (
        f"{SECRETS['login']}:{SECRETS['password']}"
    )
    assert call[2]["Content-Type"] == "application/json;charset=utf-8"
    assert call[2]["Content-Length"] == str(len(call[3]))
    assert json.loads(call[3]) == {
        "fichierFlux": base64.b64encode(b"content").decode(),
        "nomFichier": "f.pdf",
        "syntaxeFlux": "IN_DP_E2_CII_FACTURX",
        "avecSignature": False,
    }


@pytest.mark.parametrize(
    "nasty",
    [
        "line\r\nX-Injected: 1",
        "ligne\nsuivante",
        "clé d'accès €",
        "пароль-密码",
        "a&client_id=b=c%0d%0a+",
        "nul\x00byte",
    ],
)
def test_nasty_credentials_stay_where_they_belong(scripted, nasty):
    scripted.answers = [DEPOSIT]
    deposit(scripted.client(**dict.fromkeys(SECRETS, nasty)))
    token, call = scripted.requests
    form = parse_qs(token[3].decode(), keep_blank_values=True)
    assert form["client_id"] == form["client_secret"] == [nasty]
    assert base64.b64decode(call[2]["cpro-account"]).decode() == f"{nasty}:{nasty}"
    assert "X-Injected" not in {**token[2], **call[2]}


@pytest.mark.parametrize("name", SECRETS)
def test_credentials_that_are_no_text(scripted, name):
    # What os.environ makes of bytes that are not UTF-8.
    with pytest.raises(errors.CredentialsError) as caught:
        scripted.client(**{name: b"cl\xe9".decode("utf-8", "surrogateescape")})
    assert caught.value.detail == name


@pytest.mark.parametrize("token", ["a\r\nX-Injected: 1", "jeton-é", " ", "", 7, None])
def test_a_token_that_is_none_is_not_sent(scripted, token):
    scripted.token = {"access_token": token, "expires_in": 3600}
    scripted.answers = [DEPOSIT]
    with pytest.raises(errors.AnswerError):
        deposit(scripted.client())
    assert not scripted.calls


@pytest.mark.parametrize(
    ("seconds", "read_as"),
    [(3600, 3600), ("3600", 3600), (3599.0, 3599), (10**18, 86400)],
)
def test_token_lifetime(scripted, seconds, read_as):
    scripted.token = {"access_token": TOKEN, "expires_in": seconds}
    with scripted.client() as portal:
        assert portal.fetch_token() == (TOKEN, read_as)


@pytest.mark.parametrize("seconds", [None, 0, -1, True, "soon", [3600], 10**30])
def test_token_without_a_lifetime(scripted, seconds):
    scripted.token = {"access_token": TOKEN, "expires_in": seconds}
    with pytest.raises(errors.AnswerError), scripted.client() as portal:
        portal.fetch_token()


def test_credentials_hide_themselves(scripted):
    shown = repr(scripted.credentials()) + str(scripted.credentials())
    assert not any(secret in shown for secret in SECRETS.values())
