# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Answers that tests of the client script, and the calls that meet them."""

import pytest
from chorus import errors

OK = {"codeRetour": 0, "libelle": "TRA_MSG_00.000"}
DEPOSIT = {**OK, "numeroFluxDepot": "CPP0011117000000000425903"}
JSON_TYPE = {"Content-Type": "application/json;charset=utf-8"}
HTML = b"<html><body><h1>Maintenance en cours</h1></body></html>"


def deposit(scripted):
    with scripted.client() as portal:
        return portal.deposit_flow(b"content", "f.pdf", "IN_DP_E2_CII_FACTURX")


def report(scripted):
    with scripted.client() as portal:
        return portal.flow_report("CPP1")


def search(scripted, **criteria):
    with scripted.client() as portal:
        return list(portal.search_invoices(**criteria))


def failure(call, scripted):
    """The error of ``call``; anything but an error of ours is a failed test."""
    with pytest.raises(errors.PortalError) as caught:
        call(scripted)
    assert isinstance(str(caught.value), str) and isinstance(
        caught.value.reference, str
    )
    return caught.value


def invoices(first, last, **paging):
    """One page of a search with the invoices ``first`` to ``last``."""
    return {
        **OK,
        "listeFactures": [
            {"identifiantFactureCPP": 2**31 + n, "numeroFacture": f"F{n}"}
            for n in range(first, last + 1)
        ],
        "parametresRetour": paging,
    }
