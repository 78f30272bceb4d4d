# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Tests against a running sandbox: real requests, real answers, no mock."""

import base64
import hashlib
import json
import os
from contextlib import contextmanager
from itertools import count
from unittest.mock import patch

import requests

from odoo import Command, fields
from odoo.tests import new_test_user

from ..chorus.portal import retry
from .common import ChorusInvoiceCommon
from .outside import skip

# Recipients that the sandbox knows (portal.md §5.6), by what they demand.
FREE = "12345678200051"
COMMITMENT = "12345678200036"
SERVICE = "12345678200028"
BOTH = "12345678200044"
STATE = "11000201100044"
EITHER = "12345678200069"
WORKS_ONLY = "12345678200077"
INACTIVE = "12345678200085"
SILENT = "12345678200093"  # does not report its payments
SECOND_SUPPLIER = "44467890100015"
# Longer than integration, routing and delivery together.
DELIVERED_AFTER = 600

SANDBOX_URL = "CHORUS_SANDBOX_URL"
SECRETS = ("client_id", "client_secret", "login", "password")
_numbers = count(1)


class Sandbox:
    """Orders to a running sandbox (``/_sandbox/…``)."""

    def __init__(self, url):
        self.url = url.rstrip("/")

    def order(self, method, path, body=None):
        """Call one control address and return its JSON answer."""
        response = requests.request(
            method, f"{self.url}/_sandbox/{path}", json=body, timeout=20
        )
        assert response.status_code == 200, (path, response.text)
        return response.json()

    def advance(self, seconds=DELIVERED_AFTER):
        """Let sandbox time pass."""
        self.order("POST", "clock", {"advance": seconds})

    def fault(self, kind, operation="factures/deposer/flux", **values):
        """Make the next exchanges of ``operation`` go wrong; once, unless ``count``."""
        body = {"kind": kind, "operation": operation, "count": 1, **values}
        self.order("POST", "faults", body)

    def heal(self):
        self.order("DELETE", "faults")

    def requests_of(self, operation):
        """Return the exchanges of one operation, oldest first."""
        return self.order("GET", f"requests?operation={operation}")["requests"]

    def forget_requests(self):
        self.order("DELETE", "requests")

    def flows(self):
        """Return the deposits that the portal recorded, newest first."""
        return self.order("GET", "flows")["flows"]

    def received(self, number):
        """Return (deposit, the very bytes received)."""
        flow = self.order("GET", f"flows/{number}")
        return flow, base64.b64decode(flow["fichier"])

    def invoices(self):
        return self.order("GET", "invoices")["invoices"]

    def decide(self, number, status, reason=None, **values):
        """Play the public client: give the invoice ``number`` a status."""
        invoice = next(row for row in self.invoices() if row["numero"] == number)
        body = {"statut": status, "motif": reason, **values}
        self.order("POST", f"invoices/{invoice['id']}/status", body)

    def forget_invoice(self, number):
        """The portal knows the invoice ``number`` no longer."""
        for row in self.invoices():
            if row["numero"] == number and row["visible"]:
                self.order("DELETE", f"invoices/{row['id']}")


class SandboxMixin:
    """A company connected to the sandbox of ``CHORUS_SANDBOX_URL``.

    The sandbox is reset and its clock stopped before each test: it must serve
    nobody else meanwhile.
    """

    @classmethod
    def setUpClass(cls):
        url = os.environ.get(SANDBOX_URL)
        if not url:
            skip(
                f"{cls.__name__} needs a running sandbox: start one (setup/sandbox.sh"
                f" of the repository) and put its address into {SANDBOX_URL}.",
                cls,
            )
        cls.sandbox = Sandbox(url)
        super().setUpClass()
        cls.accounts = cls.sandbox.order("GET", "accounts")
        cls.connect(cls.company)

    def setUp(self):
        super().setUp()
        # A failing call is not repeated: most tests look at one failure at a time.
        self.startPatcher(patch.object(retry, "PATIENCE", 0))
        self.sandbox.order("POST", "reset")
        # A reset keeps the delays of whoever changed them.
        delays = {"integration": 20, "routing": 5, "delivery": 15}
        self.sandbox.order("POST", "clock", {"pause": True, **delays})

    @classmethod
    def connect(cls, company, role="fournisseur", **values):
        """Give a company the addresses and credentials of one sandbox account.

        :param values: fields of the company that are to differ
        """
        company.sudo().write(
            {
                "chorus_start_date": "2020-01-01",
                "chorus_environment": "custom",
                "chorus_oauth_url": f"{cls.sandbox.url}/api/oauth/token",
                "chorus_api_url": cls.sandbox.url,
                **{f"chorus_{key}": cls.accounts[role][key] for key in SECRETS},
                **values,
            }
        )

    @contextmanager
    def portal_gone(self):
        """Nobody listens at the portal's address any more."""
        addresses = ("chorus_oauth_url", "chorus_api_url")
        company = self.company.sudo()
        before = {name: company[name] for name in addresses}
        company.write({name: "http://127.0.0.1:9/none" for name in addresses})
        yield
        company.write(before)

    @classmethod
    def contact_keeper(cls):
        """Return an invoicing user who may make contacts, which Odoo keeps apart."""
        return new_test_user(
            cls.env,
            "chorus_contact_keeper",
            password="chorus_contact_keeper",
            lang="en_US",
            groups="base.group_user,base.group_partner_manager,"
            "account.group_account_invoice",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def client(cls, siret=FREE, **values):
        """Create a public client, as the directory once told of it."""
        client = (
            cls.env["res.partner"]
            .sudo()
            .create(
                {
                    "name": f"Collectivité {siret or ''}",
                    "is_company": True,
                    "street": "1 place de la Mairie",
                    "zip": "28000",
                    "city": "Chartres",
                    "country_id": cls.env.ref("base.fr").id,
                    "company_registry": siret,
                    "invoice_sending_method": "chorus_pro",
                    # Read a moment ago: sending must not ask the directory again, so
                    # that a test can send what the client would refuse.
                    "chorus_checked": fields.Datetime.now(),
                    "peppol_eas": False,
                    "peppol_endpoint": False,
                    "property_account_receivable_id": cls.company_data[
                        "default_account_receivable"
                    ].id,
                    **values,
                }
            )
        )
        return client.with_env(cls.env)

    @classmethod
    def invoice(cls, client=None, lines=None, **values):
        """Create and confirm an invoice as the clerk, with a number of its own."""
        values.setdefault("number", f"FAC/2026/{next(_numbers):05d}")
        return cls.make_invoice(
            lines or [cls.line("Prestation", 100.0)],
            partner_id=(client or cls.client()).id,
            **{"buyer_reference": False, "purchase_order_reference": False, **values},
        )

    # === Steps === #

    def send(self, move):
        """Press *Send to Chorus*; return its flow as the clerk sees it."""
        move.action_chorus_send()
        return move.chorus_flow_id

    def queue(self, moves):
        """Press *Send to Chorus* on a list, then *Send* below the summary."""
        action = moves.action_chorus_send()
        return moves.env[action["res_model"]].browse(action["res_id"]).action_send()

    def delivered(self, client=None, **values):
        """Return an invoice that its client has received."""
        move = self.invoice(client, **values)
        flow = self.send(move)
        self.sandbox.advance()
        flow.update_flow_status()
        self.assertEqual(move.chorus_state, "delivered")
        return move

    def notifications(self):
        """Return the messages that wait for the browsers of users."""
        self.env.cr.precommit.run()
        rows = self.env["bus.bus"].sudo().search([("channel", "like", "res.partner")])
        messages = [json.loads(row.message) for row in rows]
        return [
            message["payload"]
            for message in messages
            if message["type"] == "simple_notification"
        ]

    def run_follow(self):
        """Run the scheduled action as Odoo does, as if every delay were over."""
        flows = self.env["chorus.flow"].sudo().search([("next_check", "!=", False)])
        now = fields.Datetime.now()
        flows.write({"next_check": now, "send_date": now})
        cron = self.env.ref("chorus_pro_connector.ir_cron_chorus_follow").sudo()
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def pass_time(self, flow, delta):
        """Make the last attempt of a flow older."""
        flow.sudo().attempt_date -= delta

    # === What went out === #

    def deposits(self):
        return self.sandbox.requests_of("factures/deposer/flux")

    def assertFileReceived(self, flow):
        """The portal holds the bytes that the flow keeps."""
        seen, content = self.sandbox.received(flow.name)
        kept = flow.sudo().attachment_id
        self.assertEqual(content, kept.raw)
        self.assertEqual(seen["nomFichier"], kept.name)
        self.assertEqual(seen["sha256"], flow.sha256)
        self.assertEqual(hashlib.sha256(content).hexdigest(), flow.sha256)
        return content

    def chatter(self, record):
        return "\n".join(map(str, record.sudo().message_ids.mapped("body")))

    def params(self, action):
        """Return (kind, sentence) of a notification."""
        return action["params"]["type"], action["params"]["message"]


class SandboxCase(SandboxMixin, ChorusInvoiceCommon):
    """Base class of the suites: ``self.clerk`` is an ordinary invoicing user."""


def other_company(case, siret=SECOND_SUPPLIER):
    """Create a second French company with a clerk of its own.

    :return: (company data of the account tests, user)
    """
    data = case.setup_other_company(name="Second fournisseur")
    company = data["company"]
    company.partner_id.write({"company_registry": siret})
    user = new_test_user(
        case.env,
        "chorus_second_clerk",
        groups="base.group_user,account.group_account_invoice",
        company_id=company.id,
        company_ids=[Command.set(company.ids)],
    )
    return data, user


def no_waiting(**values):
    """Patch constants of the deposit protocol, e.g. ``ABSENCE_DELAY``."""
    path = "odoo.addons.chorus_pro_connector.models.flow.chorus_flow_deposit"
    return patch.multiple(path, **values)
