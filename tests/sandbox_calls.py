# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Calls to the sandbox: through the client, and to its controls."""

import itertools

from chorus import codes
from chorus.portal.credentials import Credentials
from sandbox_samples import facturx

NUMBERS = itertools.count(1)
SHORT = 0.5  # seconds to wait for an answer that will not come
DEPOSIT = "factures/deposer/flux"
SEARCH = "factures/rechercher/fournisseur"
REPORT = "transverses/consulterCRDetaille"
COUNTY = "12345678200051"
MANY_SERVICES = "12345678200101"  # 218 of them


def credentials(sandbox, role="fournisseur", **changed):
    accounts = sandbox.control("GET", "accounts")
    return Credentials(
        **{
            "oauth_url": sandbox.url + "/api/oauth/token",
            "api_url": sandbox.url,
            **accounts[role],
            **changed,
        }
    )


def number():
    return f"CLI-{next(NUMBERS):05}"


def deposit(portal, invoice=None, **changed):
    content = facturx(numero=invoice or number(), **changed)
    return portal.deposit_flow(content, "facture.pdf", codes.SYNTAX_FACTURX)


def counts(sandbox):
    return sandbox.control("GET", "requests")["counts"]


def fault(sandbox, kind, operation, **options):
    sandbox.control("POST", "faults", {"kind": kind, "operation": operation, **options})


def flows(sandbox):
    return sandbox.control("GET", "flows")["flows"]


def structure(portal, siret):
    (row,) = portal.search_structures(identifiantStructure=siret)
    return portal.structure(row)
