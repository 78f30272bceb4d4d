# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where secrets may travel, and what is known when a connection fails."""

import base64
import html
import json
import logging
import re
import urllib.parse

import pytest
import requests
from chorus import errors
from chorus.portal import transport
from chorus.portal.client import PortalClient
from chorus.portal.environments import ENVIRONMENTS, is_safe_url
from client_calls import DEPOSIT, OK, closed_port, deposit, read, says_nothing_secret
from scripted_portal import SECRETS, TOKEN, ScriptedPortal

# === Addresses === #


@pytest.mark.parametrize(
    "url",
    [
        "http://api.piste.gouv.fr",
        "http://127.0.0.1.evil.example",
        "http://localhost.evil.example",
        "http://127.0.0.1@evil.example",
        "http://127.0.0.1\\@evil.example",
        "http://evil.example#@127.0.0.1",
        "http://local\thost.evil.example",
        "http://local\nhost:8070",
        "https://api.piste .gouv.fr",
        "https://user:password@api.piste.gouv.fr",
        "https://api.piste.gouv.fr\r\nHost: evil.example",
        "https://api.piste.gouv.fr:port",
        "https://",
        "https://[::1",
        "ftp://127.0.0.1",
        "wss://api.piste.gouv.fr",
        "file:///etc/passwd",
        "127.0.0.1:8070",
        "//127.0.0.1",
        "",
        None,
        False,
    ],
)
def test_unsafe_addresses_are_refused(scripted, url):
    assert not is_safe_url(url)
    for name in ("oauth_url", "api_url"):
        with pytest.raises(errors.CredentialsError) as caught:
            scripted.client(**{name: url})
        assert caught.value.layer == errors.LAYER_SETTINGS
        assert "password" not in str(caught.value)
    assert not scripted.requests


@pytest.mark.parametrize(
    "url",
    [
        "https://sandbox-api.piste.gouv.fr",
        "HTTPS://api.piste.gouv.fr:443/",
        "http://localhost:8070",
        "http://127.0.0.1:8070/api/oauth/token",
        "http://[::1]:8070",
    ],
)
def test_https_or_this_machine(url):
    assert is_safe_url(url)


def test_official_environments_are_https_on_hosts_of_their_own():
    hosts = set()
    for environment in ENVIRONMENTS.values():
        for url in environment:
            assert url.startswith("https://") and is_safe_url(url)
            assert ".piste.gouv.fr" in url and not url.endswith("/")
            hosts.add(url.split("/")[2])
    assert len(hosts) == 4


def test_pasted_addresses_with_blanks_and_slashes(scripted):
    scripted.answers = [DEPOSIT]
    deposit(
        scripted.client(
            api_url=f"  {scripted.url}//\n",
            oauth_url=f"\t{scripted.url}/api/oauth/token/ ",
        )
    )
    assert [request[1] for request in scripted.requests] == [
        "/api/oauth/token",
        "/cpro/factures/v1/deposer/flux",
    ]


@pytest.mark.parametrize("name", ["oauth_url", "api_url", *SECRETS])
def test_missing_setting_is_named(scripted, name):
    for nothing in ("", None, False):
        with pytest.raises(errors.CredentialsError) as caught:
            scripted.client(**{name: nothing})
        assert caught.value.layer == errors.LAYER_SETTINGS
        assert caught.value.detail == name


# === Settings of the machine === #


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(scripted, status):
    with ScriptedPortal() as other:
        other.answers = [DEPOSIT]
        away = {"Location": other.url + "/cpro/factures/v1/deposer/flux"}
        scripted.answers = [(status, away, b"")]
        with pytest.raises(errors.UnknownOutcomeError):
            deposit(scripted.client())
        with pytest.raises(errors.UnavailableError):
            read(scripted.client())
        scripted.token = (status, away, b"")
        with pytest.raises(errors.UnavailableError):
            deposit(scripted.client())
        assert not other.requests


def test_netrc_is_not_used(scripted, tmp_path, monkeypatch):
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login intrus password netrc-secret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(netrc))
    assert requests.utils.get_netrc_auth(scripted.url), "the trap is not set"
    scripted.answers = [DEPOSIT]
    deposit(scripted.client())
    token, call = scripted.requests
    assert "Authorization" not in token[2]
    assert call[2]["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_clear_text_never_goes_through_a_proxy(scripted, monkeypatch, name):
    for known in ("http_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(known, raising=False)
        monkeypatch.delenv(known.upper(), raising=False)
    scripted.answers = [DEPOSIT]
    with ScriptedPortal() as proxy:
        proxy.answers = [DEPOSIT]
        monkeypatch.setenv(name, proxy.url)
        deposit(scripted.client())
        assert not proxy.requests
    assert len(scripted.requests) == 2


def test_nothing_secret_is_logged(scripted, caplog):
    caplog.set_level(logging.DEBUG)
    scripted.answers = [DEPOSIT]
    deposit(scripted.client())
    account = scripted.calls[0][2]["cpro-account"]
    assert "deposer/flux: HTTP 200" in caplog.text
    for secret in (*SECRETS.values(), TOKEN, account):
        assert secret not in caplog.text


def test_a_portal_that_repeats_our_secrets(scripted):
    account = base64.b64encode(
        f"{SECRETS['login']}:{SECRETS['password']}".encode()
    ).decode()
    echo = " ".join([*SECRETS.values(), TOKEN, account])
    scripted.answers = [{"codeRetour": 20001, "libelle": f"Refus : {echo}"}]
    with pytest.raises(errors.DataError) as caught:
        read(scripted.client())
    assert says_nothing_secret(caught.value)
    assert caught.value.label.startswith("Refus : …")
    assert not any(secret in caught.value.reference for secret in SECRETS.values())
    # A new client, which has never held that token.
    echo = echo.replace(TOKEN, "")
    scripted.token = (400, {}, {"error": echo, "error_description": echo})
    with pytest.raises(errors.CredentialsError) as caught:
        read(scripted.client())
    assert says_nothing_secret(caught.value)


TRAVELS = {
    "as it is": lambda secret: secret,
    "form": urllib.parse.quote_plus,
    "address": urllib.parse.quote,
    "address, small letters": lambda secret: re.sub(
        "%..", lambda found: found[0].lower(), urllib.parse.quote(secret, safe="")
    ),
    "JSON": lambda secret: json.dumps(secret)[1:-1],
    "JSON, letters as they are": lambda secret: json.dumps(secret, ensure_ascii=False)[
        1:-1
    ],
    "JSON of PHP": lambda secret: json.dumps(secret)[1:-1].replace("/", "\\/"),
    "page": html.escape,
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "base64 in a form": lambda secret: urllib.parse.quote_plus(
        base64.b64encode(secret.encode())
    ),
}
NASTY = 'pa+ss/w&o=r%d "<é€> \\ 12'


@pytest.mark.parametrize("form", TRAVELS)
@pytest.mark.parametrize("name", ["client_secret", "password", "token", "account"])
def test_no_secret_comes_back_in_the_form_in_which_it_travels(
    scripted, caplog, form, name
):
    """Neither in an error nor in what is kept of an answer, nor in the log."""
    caplog.set_level(logging.DEBUG)
    changed = {"client_secret": NASTY, "password": NASTY[::-1]}
    account = f"{SECRETS['login']}:{NASTY[::-1]}".encode()
    secret = {
        **changed,
        "token": TOKEN,
        "account": base64.b64encode(account).decode(),
    }[name]
    shown = TRAVELS[form](secret)
    scripted.answers = [{"codeRetour": 20001, "libelle": f"avant {shown} après"}]
    with pytest.raises(errors.DataError) as caught:
        read(scripted.client(**changed))
    assert caught.value.label == "avant … après"
    assert shown not in f"{caught.value}{caught.value.reference}{caplog.text}"
    row = {"numeroDP": "F1", "libelleErreurDP": f"avant {shown} après"}
    scripted.answers = [{**OK, "listeErreurDP": [row]}]
    (error,) = read(scripted.client(**changed)).invoice_errors
    assert (error.number, error.message) == ("F1", "avant … après")


def test_a_short_password_makes_no_hole_in_a_number(scripted):
    row = {"numeroDP": "FAC/2026/1", "libelleErreurDP": "2026"}
    scripted.answers = [{**OK, "listeErreurDP": [row]}]
    (error,) = read(scripted.client(password="2026")).invoice_errors
    assert error.number == "FAC/2026/1"


def test_the_same_token_again_is_a_token(scripted):
    """What is taken out of answers is not taken out of the one that brings it."""
    scripted.answers = [(401, {}, b""), DEPOSIT]
    assert deposit(scripted.client()).number == DEPOSIT["numeroFluxDepot"]


# === Failing connections === #


def test_refused_connection_is_unavailable(scripted):
    nobody = f"http://127.0.0.1:{closed_port()}"
    for call in (deposit, read):
        with pytest.raises(errors.UnavailableError) as caught:
            call(scripted.client(api_url=nobody))
        assert says_nothing_secret(caught.value)
        with pytest.raises(errors.UnavailableError):
            call(scripted.client(oauth_url=nobody + "/api/oauth/token"))
    assert not scripted.calls


def test_missing_certificates_are_unavailable(scripted, monkeypatch, tmp_path):
    # An OSError that requests does not turn into one of its own.
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    with pytest.raises(errors.UnavailableError):
        deposit(scripted.client(api_url=f"https://127.0.0.1:{scripted.port}"))


def test_no_tls_at_the_other_end_is_unavailable(scripted):
    with pytest.raises(errors.UnavailableError) as caught:
        deposit(scripted.client(api_url=f"https://127.0.0.1:{scripted.port}"))
    assert caught.value.detail == "SSLError"


@pytest.mark.parametrize(
    "failure",
    [
        requests.exceptions.SSLError,
        requests.exceptions.ProxyError,
        requests.exceptions.ConnectionError,
        requests.exceptions.ReadTimeout,
        requests.exceptions.ChunkedEncodingError,
        requests.exceptions.ContentDecodingError,
        ConnectionResetError,
        TimeoutError,
    ],
)
def test_what_has_left_decides_not_the_class(scripted, monkeypatch, failure):
    """The same exception comes before and after the body has left."""
    real = requests.adapters.HTTPAdapter.send
    scripted.answers = [DEPOSIT]

    def failing(adapter, request, **options):
        if request.path_url.startswith("/api/oauth"):
            return real(adapter, request, **options)
        request.body.read(3)
        raise failure("broken")

    def failing_early(adapter, request, **options):
        if request.path_url.startswith("/api/oauth"):
            return real(adapter, request, **options)
        raise failure("broken")

    for send, expected in (
        (failing_early, errors.UnavailableError),
        (failing, errors.UnknownOutcomeError),
    ):
        monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", send)
        with pytest.raises(expected) as caught:
            deposit(scripted.client())
        assert caught.value.detail == failure.__name__
        with pytest.raises(errors.UnavailableError):
            read(scripted.client())


def test_a_client_without_settings_opens_nothing():
    blank = transport.Credentials("", "", "", "", "", "")
    with pytest.raises(errors.CredentialsError) as caught:
        PortalClient(blank)
    assert caught.value.detail == "oauth_url"
