# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""For scripts of Odoo's shell: a company that can talk to the sandbox, and a client."""

import json
import os
import urllib.request

from odoo import Command

URL = os.environ["CHORUS_SANDBOX_URL"]


def sandbox(path, body=None):
    request = urllib.request.Request(
        f"{URL}/_sandbox/{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def connect(env, **values):
    """Return the first company, connected; ``values`` are written with the rest."""
    company = env["res.company"].search([], limit=1, order="id")
    company.partner_id.write(
        {
            "street": "1 rue des Forges",
            "zip": "44000",
            "city": "Nantes",
            "company_registry": "33254021516357",
            "vat": "FR23334175221",
            "email": "facturation@ateliers.example",
            "phone": "+33 2 40 00 00 00",
        }
    )
    company.write(
        {
            "chorus_environment": "custom",
            "chorus_oauth_url": f"{URL}/api/oauth/token",
            "chorus_api_url": URL,
            **{f"chorus_{key}": value for key, value in sandbox("credentials").items()},
            **values,
        }
    )
    env["res.partner.bank"].create(
        {
            "partner_id": company.partner_id.id,
            "acc_number": "FR7630006000011234567890189",
            "allow_out_payment": True,
        }
    )
    return company


def make_client(env, siret="12345678200051", **values):
    return env["res.partner"].create(
        {
            "name": "Commune de Saint-Exemple",
            "is_company": True,
            "street": "1 place de la Mairie",
            "zip": "44110",
            "city": "Saint-Exemple",
            "country_id": env.ref("base.fr").id,
            "company_registry": siret,
            "invoice_sending_method": "chorus_pro",
            **values,
        }
    )


def make_invoice(env, company, client, number):
    """Return a posted invoice of 100 € and VAT."""
    taxes = [Command.set(company.account_sale_tax_id.ids)]
    line = {"name": "Pose", "price_unit": 100.0, "tax_ids": taxes}
    move = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": client.id,
            "name": number,
            "invoice_date": "2026-11-02",
            "invoice_line_ids": [Command.create(line)],
        }
    )
    move.action_post()
    return move
