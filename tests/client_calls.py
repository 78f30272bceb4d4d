# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Calls over a client, whose transport is what a test looks at."""

import base64
import socket

from scripted_portal import SECRETS, TOKEN

OK = {"codeRetour": 0, "libelle": "TRA_MSG_00.000"}
DEPOSIT = {**OK, "numeroFluxDepot": "CPP0011117000000000425903"}


def closed_port():
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def deposit(client):
    with client as portal:
        return portal.deposit_flow(b"content", "f.pdf", "IN_DP_E2_CII_FACTURX")


def read(client):
    with client as portal:
        return portal.flow_report("CPP1")


def says_nothing_secret(error):
    words = f"{error} {error!r} {error.__cause__} {error.__cause__!r}"
    account = f"{SECRETS['login']}:{SECRETS['password']}".encode()
    hidden = [*SECRETS.values(), TOKEN, base64.b64encode(account).decode()]
    return not any(secret in words for secret in hidden)
