# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Run in the shell of version 19.0.1.0.0 of our addon: invoices in the states that it
knew, sent to the sandbox by the code of then."""

from shell_world import connect, make_client, make_invoice, sandbox

from odoo import fields

STATES = ("delivered", "paid", "action", "refused", "rejected", "deposited", "ready")


def decide(move, status, reason=None):
    rows = sandbox("invoices")["invoices"]
    invoice = next(row for row in rows if row["numero"] == move.name)
    sandbox(f"invoices/{invoice['id']}/status", {"statut": status, "motif": reason})


def send(move):
    move.action_chorus_send()
    move.env.cr.commit()
    return move.chorus_flow_id


def main(env):
    sandbox("clock", {"pause": True})
    company = connect(env)
    client = make_client(env)
    moves = {name: make_invoice(env, company, client, f"FAC/{name}") for name in STATES}
    # A client that wants a commitment, which Odoo does not know: the portal says no.
    strict = make_client(env, "12345678200036", chorus_checked=fields.Datetime.now())
    moves["rejected"].button_draft()
    moves["rejected"].partner_id = strict
    moves["rejected"].action_post()
    sent = ("delivered", "paid", "action", "refused", "rejected")
    for name in sent:
        send(moves[name])
    sandbox("clock", {"advance": 600})
    for name in sent:
        moves[name].chorus_flow_id.update_flow_status()
    decide(moves["paid"], "MISE_EN_PAIEMENT")
    decide(moves["action"], "SUSPENDUE", "Il manque le bon de livraison")
    decide(moves["refused"], "REJETEE", "Montant faux")
    for name in ("paid", "action", "refused"):
        moves[name].chorus_flow_id.update_flow_status()
    send(moves["deposited"])
    env.cr.commit()
    print("old:", {name: move.chorus_state for name, move in moves.items()})


main(env)  # noqa: F821  the shell defines env
