# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run in the shell of an Odoo that has our wheels: an invoice goes to the portal and
its status comes back. Prints one line, ``main job: {…}``."""

import json
import os
import urllib.request

from odoo import Command
from odoo.tests import new_test_user

import odoo.addons.chorus_pro_connector as addon

URL = os.environ["CHORUS_SANDBOX_URL"]


def sandbox(path, body=None):
    request = urllib.request.Request(
        f"{URL}/_sandbox/{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return json.load(answer)


def connect(company):
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
            "chorus_start_date": "2020-01-01",
            "chorus_environment": "custom",
            "chorus_oauth_url": f"{URL}/api/oauth/token",
            "chorus_api_url": URL,
            **{f"chorus_{key}": value for key, value in sandbox("credentials").items()},
        }
    )
    env["res.partner.bank"].create(  # noqa: F821  the shell defines env
        {
            "partner_id": company.partner_id.id,
            "acc_number": "FR7630006000011234567890189",
            "allow_out_payment": True,
        }
    )


def main(env):
    company = env["res.company"].search([], limit=1, order="id")
    connect(company)
    clerk = new_test_user(
        env, "clerk", groups="base.group_user,account.group_account_invoice"
    )
    client = env["res.partner"].create(
        {
            "name": "Commune de Saint-Exemple",
            "is_company": True,
            "street": "1 place de la Mairie",
            "zip": "44110",
            "city": "Saint-Exemple",
            "country_id": env.ref("base.fr").id,
            "company_registry": "12345678200051",
            "invoice_sending_method": "chorus_pro",
        }
    )
    line = {"name": "Pose", "price_unit": 100.0, "quantity": 3}
    taxes = [Command.set(company.account_sale_tax_id.ids)]
    invoices = env["account.move"].with_user(clerk)
    move = invoices.create(
        {
            "move_type": "out_invoice",
            "partner_id": client.id,
            "invoice_date": "2026-11-02",
            "invoice_line_ids": [Command.create({**line, "tax_ids": taxes})],
        }
    )
    move.action_post()
    states = [move.chorus_state]
    move.action_chorus_send()
    states.append(move.chorus_state)
    sandbox("clock", {"advance": 600})
    move.chorus_flow_id.update_flow_status()
    states.append(move.chorus_state)
    env.cr.commit()
    invoice = next(row for row in sandbox("invoices")["invoices"])
    found = {
        "states": states,
        "issues": move.chorus_issues,
        "number": move.name,
        "portal": invoice["numero"],
        "addon": addon.__path__[0],
    }
    print("main job:", json.dumps(found))


main(env)  # noqa: F821  the shell defines env
