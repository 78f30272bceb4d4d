# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run in the shell of an Odoo that has our wheels: an invoice goes to the portal and
its status comes back. Prints one line, ``main job: {…}``."""

import json

from shell_world import connect, make_client, sandbox

from odoo import Command
from odoo.tests import new_test_user

import odoo.addons.chorus_pro_connector as addon


def main(env):
    company = connect(env, chorus_start_date="2020-01-01")
    clerk = new_test_user(
        env, "clerk", groups="base.group_user,account.group_account_invoice"
    )
    client = make_client(env)
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
