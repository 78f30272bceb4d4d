# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Our books against the portal's, in both directions, to the cent."""

import sys
from typing import NamedTuple

from bench._odoo import sandbox


class Verdict(NamedTuple):
    """What the campaigns count; each but ``files`` is a list of numbers of invoices.

    lost     not on the portal, or there with another amount, or under an identifier
             that our line does not have
    double   there more than once, or there though nobody here sent it
    stuck    still under way here once everything is healed: its flow has a step before
             it, or its invoice does not say what the portal says (delivered)
    cents    their total minus ours; 0 when the books agree
    refused  second copies that left after a doubt and that the portal refused by their
             number: not an error, but never without a doubt before
    """

    lost: list
    double: list
    stuck: list
    cents: int
    refused: int

    def good(self):
        return not (self.lost or self.double or self.stuck or self.cents)


def cents(amount):
    return round(amount * 100)


def judge(env, expected):
    """Return the :class:`Verdict` on ``expected`` {number: cents} of one campaign."""
    theirs = {}
    for row in _their_invoices():
        theirs.setdefault(row["numero"], []).append(row)
    lines = env["chorus.flow.line"].search([("superseded", "=", False)])
    ours = {line.number: line for line in lines if line.outcome == "accepted"}
    lost = [
        number
        for number, amount in expected.items()
        if not _same(ours.get(number), theirs.get(number, []), amount)
    ]
    double = [
        number
        for number, rows in theirs.items()
        if len(rows) > 1 or number not in expected
    ]
    double += _foreign_files(env)
    return Verdict(
        lost,
        double,
        _stuck(env, expected),
        sum(cents(row["montantTTC"]) for rows in theirs.values() for row in rows)
        - sum(cents(line.amount) for line in ours.values()),
        sum(flow["etat"] == "IN_REJETE" for flow in sandbox("flows")["flows"]),
    )


def _their_invoices():
    """Return what is an invoice to the portal: a PDF whose data never came is none."""
    # Importable only now: Odoo finds addons once it has read its configuration.
    from odoo.addons.chorus_pro_connector.chorus.codes import DRAFT_STATUSES

    rows = sandbox("invoices")["invoices"]
    return [row for row in rows if row["statut"] not in DRAFT_STATUSES]


def _same(line, rows, amount):
    return (
        line
        and cents(line.amount) == amount
        and any(
            cents(row["montantTTC"]) == amount and str(row["id"]) == line.identifier
            for row in rows
        )
    )


def _foreign_files(env):
    """Return the deposits of the portal whose very bytes no flow of ours has."""
    known = set(env["chorus.flow"].search([]).mapped("sha256"))
    flows = sandbox("flows")["flows"]
    return [flow["nomFichier"] for flow in flows if flow["sha256"] not in known]


def open_flows(env):
    """Return the flows that have a step before them, or wait for a person."""
    return env["chorus.flow"].search(
        [
            "|",
            ("state", "in", ("queued", "sending", "unknown", "deposited", "failed")),
            ("next_check", "!=", False),
        ]
    )


def tell_wrong(env, verdict):
    """Print where each invoice is that the verdict names, for whoever looks for why."""
    for name in {*verdict.lost, *verdict.double, *verdict.stuck}:
        move = env["account.move"].search([("name", "=", name)], limit=1)
        flow = move.chorus_flow_id
        words = (
            f"{name}: {move.chorus_state}, sent {move.is_move_sent}; flow {flow.id} "
            f"{flow.state} {flow.next_check} {flow.error_message}"
        )
        print(words, file=sys.stderr, flush=True)


def _stuck(env, expected):
    waiting = open_flows(env).line_ids.mapped("number")
    moves = env["account.move"].search([("name", "in", list(expected))])
    untold = moves.filtered(
        lambda move: move.chorus_state != "delivered" or not move.is_move_sent
    )
    return sorted({*waiting, *untold.mapped("name")})
