# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Which layer between us and the portal is at fault, each one looked at on its own.

PISTE and Chorus Pro answer by layer (portal.md §1.2–1.4): a wrong application gets HTTP
400 for its token, an API that is not ticked 403 before the account is looked at, a
wrong technical account 401 with a token that is fresh. Nothing here writes to the
portal.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from .. import errors
from .client import PortalClient

OK, WARNING, FAILED, UNKNOWN = "ok", "warning", "failed", "unknown"

# Tokens are dropped four minutes before they die: beyond, our clock makes us use
# dead ones. A second or two are the network's.
SKEW_SEEN = timedelta(seconds=60)
SKEW_HARMFUL = timedelta(minutes=4)

# API → whether the connector cannot do without it.
APIS = {
    "factures": True,
    "structures": True,
    "transverses": True,
    "engagementsJuridiques": False,
}
_NOBODY = "0"


class Finding(NamedTuple):
    """What is known of one layer.

    :param cause: stable key for the words; ``facts`` are the values of its sentence
    """

    state: str
    cause: str = ""
    facts: dict[str, Any] = {}


class _Answer(NamedTuple):
    """What one call came to: ``cause`` is empty when the portal did the work."""

    cause: str = ""
    value: Any = None
    error: Any = None  # the PortalError, when there is a cause or a refusal


def diagnose(portal: PortalClient, siret: str | None) -> dict[str, Finding]:
    """Return ``{step: Finding}`` for ``application``, ``api_<name>``, ``account``,
    ``attachment`` and ``clock``; what was not reached is UNKNOWN.

    :param portal: :class:`.client.PortalClient` with tokens of its own: one that still
        lives would hide a secret that has just become wrong
    :param siret: of our company, may be empty
    """
    token = _ask(portal.fetch_token)
    findings = {"application": _application(token)}
    answers = {} if token.cause else _ask_apis(portal, siret)
    account = _account(answers)
    for api, needed in APIS.items():
        findings[f"api_{api}"] = _api(answers.get(api), needed, account.state == OK)
    findings["account"] = account
    findings["attachment"] = _attachment(answers, siret)
    findings["clock"] = _clock(portal, token)
    return findings


def _ask(call: Callable[[], Any]) -> _Answer:
    try:
        return _Answer(value=call())
    except errors.CredentialsError as error:
        return _Answer(error.layer, error=error)
    except errors.DataError as error:
        # The portal looked at the request: every layer before was passed.
        return _Answer(error=error)
    except errors.WaitError as error:
        return _Answer("quota", error=error)
    except errors.PortalError as error:
        return _Answer("silent", error=error)


def _ask_apis(portal: PortalClient, siret: str | None) -> dict[str, _Answer]:
    """Return ``{api: _Answer}``; stop when nobody is there at all."""
    calls = {
        "factures": lambda: next(portal.search_invoices(page_size=1), None),
        "structures": lambda: list(
            portal.search_structures(
                identifiantStructure=siret or _NOBODY, typeIdentifiantStructure="SIRET"
            )
        ),
        "transverses": portal.my_structures,
        "engagementsJuridiques": lambda: portal.commitment_exists(_NOBODY, _NOBODY),
    }
    answers = {}
    for api, call in calls.items():
        answers[api] = answer = _ask(call)
        if answer.cause == "silent" and answer.error.http_status is None:
            break
    return answers


def _failure(answer: _Answer) -> Finding:
    return Finding(FAILED, answer.cause, {"reference": answer.error.reference})


def _application(token: _Answer) -> Finding:
    return _failure(token) if token.cause else Finding(OK)


def _api(answer: _Answer | None, needed: bool, account_is_good: bool) -> Finding:
    if answer is None:
        return Finding(UNKNOWN)
    # Who refuses the account has let the application through (portal.md §1.4, live).
    refused = answer.cause == errors.LAYER_ACCOUNT and not account_is_good
    if not answer.cause or refused:
        return Finding(OK)
    failure = _failure(answer)
    return failure if needed else failure._replace(state=WARNING)


def _account(answers: dict[str, _Answer]) -> Finding:
    causes = {answer.cause for answer in answers.values()}
    if "" in causes:
        return Finding(OK)
    for answer in answers.values():
        if answer.cause == errors.LAYER_ACCOUNT:
            return _failure(answer)
    return Finding(UNKNOWN)


def _attachment(answers: dict[str, _Answer], siret: str | None) -> Finding:
    """Tell whether the account acts for ``siret``: by its own structures, else by the
    directory, which shows it no other private ones (portal.md §2.11)."""
    mine, found = (answers.get(api) for api in ("transverses", "structures"))
    if mine and not mine.cause and mine.value is not None:
        if siret and siret in [row[1] for row in mine.value]:
            return Finding(OK)
        names = ", ".join(f"{row[2]} ({row[1]})" for row in mine.value)
        return Finding(FAILED, "other", {"structures": names or "–"})
    if found and not found.cause and found.value is not None:
        if siret and siret in [row.siret for row in found.value]:
            return Finding(OK)
        return Finding(FAILED, "not_found")
    return Finding(UNKNOWN)


def _clock(portal: PortalClient, token: _Answer) -> Finding:
    skew = portal.clock_skew()
    if skew is None:
        there = token.error is None or token.error.http_status is not None
        return Finding(UNKNOWN, "undated" if there else "")
    facts = {"seconds": round(abs(skew).total_seconds())}
    if abs(skew) <= SKEW_SEEN:
        return Finding(OK, "", facts)
    state = FAILED if abs(skew) > SKEW_HARMFUL else WARNING
    return Finding(state, "ahead" if skew > timedelta() else "behind", facts)
