# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run in Odoo's shell on a database with our addons, at three moments that
``CHORUS_MOMENT`` names: ``before`` a backup, an hour ``later``, and ``restored``."""

import json
import os

from shell_world import connect, make_client, make_invoice, sandbox

from odoo.tests import new_test_user

NUMBERS = ("FAC/before", "FAC/found", "FAC/sent", "FAC/never")


def send(move):
    """As an invoicing clerk; whatever the window asks is confirmed."""
    clerk = move.env["res.users"].search([("login", "=", "clerk")])
    move = move.with_user(clerk)
    action = move.action_chorus_send()
    if action.get("res_model") == "chorus.confirm.wizard":
        move.env[action["res_model"]].browse(action["res_id"]).action_send()
    move.env.cr.commit()


def follow(moves):
    sandbox("clock", {"advance": 600})
    for move in moves:
        if move.chorus_flow_id:
            move.chorus_flow_id.update_flow_status()
            move.env.cr.commit()


def before(env):
    company = connect(env, chorus_start_date="2020-01-01")
    groups = "base.group_user,account.group_account_invoice"
    new_test_user(env, "clerk", groups=groups)
    client = make_client(env)
    moves = [make_invoice(env, company, client, number) for number in NUMBERS]
    env.cr.commit()
    send(moves[0])
    follow(moves[:1])


def later(env):
    sandbox("clock", {"advance": 3600})
    moves = env["account.move"].search([("name", "in", NUMBERS[1:3])], order="name")
    for move in moves:
        send(move)
    follow(moves)


def restored(env):
    moves = env["account.move"].search([("name", "in", NUMBERS)])
    named = {move.name: move for move in moves}
    print("forgotten:", json.dumps({m.name: m.chorus_state for m in moves}))
    # One is sent again before anybody looks; the portal has it already.
    send(named["FAC/sent"])
    follow(named["FAC/sent"])
    # The rest is read, and adopted by number.
    wizard = env["chorus.first.day"].create({})
    wizard.action_look()
    print("read:", json.dumps({one.number: one.verdict for one in wizard.line_ids}))
    wizard.action_adopt()
    env.cr.commit()
    print("after:", json.dumps({m.name: m.chorus_state for m in moves}))
    told = {move.name: " ".join(move.message_ids.mapped("body")) for move in moves}
    print("told:", json.dumps(told))


MOMENTS = {"before": before, "later": later, "restored": restored}
MOMENTS[os.environ["CHORUS_MOMENT"]](env)  # noqa: F821  the shell defines env
env.cr.commit()  # noqa: F821
print("done:", os.environ["CHORUS_MOMENT"])
