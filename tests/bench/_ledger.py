# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Our books against the portal's, in both directions, to the cent."""

import sys
from dataclasses import dataclass, field
from typing import NamedTuple

from bench._odoo import sandbox


def cents(amount):
    return round(amount * 100)


@dataclass
class Books:
    """What a campaign knows of its invoices.

    amounts    {number: cents}
    taken      numbers that the portal had before, with another amount: of these we must
               be told, and nothing else may happen
    returns    {number: (way back, how often)} of what clients send back
    bytes_lost SHA-256 of the deposits that a restored backup knows nothing of
    foreseen   numbers of which a second copy may leave without a doubt: a backup was
               restored that did not know of the first one
    """

    amounts: dict
    taken: set = field(default_factory=set)
    returns: dict = field(default_factory=dict)
    bytes_lost: set = field(default_factory=set)
    foreseen: set = field(default_factory=set)

    def __ior__(self, other):
        self.amounts |= other.amounts
        self.taken |= other.taken
        self.returns |= other.returns
        return self

    def end_of(self, number):
        """Return the state in which an invoice ends."""
        way, _times = self.returns.get(number, ("", 0))
        return "refused" if way == "reject" else "delivered"

    def remember(self, env):
        """Note what was sent, before an older backup takes its place."""
        flows = env["chorus.flow"].search([("attempts", ">", 0)])
        self.bytes_lost.update(flows.mapped("sha256"))
        self.foreseen.update(flows.line_ids.mapped("number"))


class Verdict(NamedTuple):
    """What the campaigns count; each list is one of numbers of invoices.

    lost     not on the portal, or there with another amount, or under an identifier
             that our line does not have; a number taken by another invoice of which
             nobody was told, or none of them with both amounts
    double   there more than once, or there though nobody here sent it; a second copy
             that left without a doubt before
    stuck    still under way here once everything is healed: its flow has a step before
             it, or its invoice does not say what the portal says (delivered)
    cents    their total minus ours; 0 when the books agree
    refused  second copies that left, and that the portal refused by their number: not
             an error after a doubt, or when the deposit was given up or forgotten
    """

    lost: list
    double: list
    stuck: list
    cents: int
    refused: int

    def good(self):
        return not (self.lost or self.double or self.stuck or self.cents)


def judge(env, books):
    """Return the :class:`Verdict` on one campaign."""
    theirs = {}
    for row in _their_invoices():
        theirs.setdefault(row["numero"], []).append(row)
    lines = env["chorus.flow.line"].search([("superseded", "=", False)])
    ours = {line.number: line for line in lines if line.outcome == "accepted"}
    lost = [
        number
        for number, amount in books.amounts.items()
        if number not in books.taken
        and not _same(ours.get(number), theirs.get(number, []), amount)
    ]
    lost += _untold(lines, theirs, books)
    double = [
        number
        for number, rows in theirs.items()
        if len(rows) > 1 or number not in books.amounts
    ]
    second = [flow for flow in sandbox("flows")["flows"] if flow["etat"] == "IN_REJETE"]
    double += _foreign_files(env, books) + _blind_copies(env, second, books)
    return Verdict(
        lost,
        double,
        _stuck(env, books),
        sum(
            cents(row["montantTTC"])
            for number, rows in theirs.items()
            for row in rows
            if number not in books.taken
        )
        - sum(cents(line.amount) for line in ours.values()),
        len(second),
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


def _untold(lines, theirs, books):
    """Return the numbers taken by another invoice of which nobody here was told.

    A search that a fault spoiled leaves the portal's own words, which say it without
    the amounts: that may happen to some of them, not to all.
    """
    taken = lines.filtered(lambda line: line.number in books.taken)
    if taken and not any(_tells_both(line, theirs) for line in taken):
        return sorted(books.taken)
    told = taken.filtered(
        lambda line: line.outcome == "rejected" and line._chorus_number_is_taken()
    )
    return sorted(books.taken - set(told.mapped("number")))


def _tells_both(line, theirs):
    """Tell whether a line is refused, with both amounts in what people read."""
    amounts = [line.amount, *(row["montantTTC"] for row in theirs.get(line.number, []))]
    digits = "".join(letter for letter in line.explanation or "" if letter.isdigit())
    return line.outcome == "rejected" and all(
        str(cents(amount)) in digits for amount in amounts
    )


def _foreign_files(env, books):
    """Return the deposits of the portal whose very bytes no flow of ours has."""
    known = set(env["chorus.flow"].search([]).mapped("sha256")) | books.bytes_lost
    flows = sandbox("flows")["flows"]
    return [flow["nomFichier"] for flow in flows if flow["sha256"] not in known]


def _blind_copies(env, refused, books):
    """Return the numbers of which a second copy left though nobody had a doubt."""
    blind = set()
    for row in refused:
        flows = env["chorus.flow"].search([("sha256", "=", row["sha256"])])
        lines = flows.filtered(lambda flow: not flow.doubtful).line_ids
        for line in lines:
            before = line.move_id.chorus_flow_line_ids.filtered("superseded").flow_id
            if not before and line.number not in books.taken | books.foreseen:
                blind.add(line.number)
    return sorted(blind)


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
            f"{flow.state} {flow.next_check} {flow.error_message}; "
            f"{move.chorus_flow_line_ids.mapped('error')}; {move.chorus_issues}"
        )
        print(words, file=sys.stderr, flush=True)


def _stuck(env, books):
    waiting = open_flows(env).line_ids.mapped("number")
    moves = env["account.move"].search([("name", "in", list(books.amounts))])
    untold = moves.filtered(
        lambda move: move.name not in books.taken
        and (move.chorus_state != books.end_of(move.name) or not move.is_move_sent)
    )
    return sorted({*waiting, *untold.mapped("name")})
