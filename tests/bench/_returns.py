# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What clients send back in a campaign, and a clerk who answers each of them once.

The clients live in the parent and play through the sandbox's control addresses, whose
books (every status, every act of a person) judge at the end: they owe nothing to our
client of the portal.
"""

import base64
import logging
import sys
from typing import NamedTuple

from bench._campaign import VALIDATORS, the_clerk
from bench._odoo import sandbox

from odoo import Command
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

PDF = b"%PDF-1.4 bon de livraison"
ANSWER = "Réponse à "
# By turns: a refusal after which nothing is invoiced again, and one of another kind.
REFUSALS = ("Transfert pour paiement en régie", "Montant de la facture erroné")


class Way(NamedTuple):
    """One of the four ways back.

    status     what the client gives the invoice; from one of ``begins``
    trace      what the portal shows once for each answer
    natural    how often it shows it of an invoice that nobody sent back
    operation  the call that answers
    member     where that call names the invoice
    """

    status: str
    begins: tuple
    trace: str
    natural: int
    operation: str
    member: tuple


DELIVERED = ("MISE_A_DISPOSITION", "COMPLETEE")
# What the right validator decides, and the invoice goes on to the client.
VALIDATED = "VALIDEE_1"
WAYS = {
    "complete": Way(
        "SUSPENDUE",
        DELIVERED,
        "COMPLETEE",
        0,
        "factures/completer",
        ("identifiantFactureCPP",),
    ),
    "recycle": Way(
        "A_RECYCLER",
        DELIVERED,
        "EN_COURS_ACHEMINEMENT",
        1,
        "factures/recycler",
        ("identifiantFactureCPP",),
    ),
    "reject": Way(
        "REJETEE",
        DELIVERED,
        "TRAITEMENT_REJET",
        0,
        "factures/traiterRejet",
        ("listeDemandePaiement", 0, "idDemandePaiement"),
    ),
    "validator": Way(
        "ERREUR_FOURNISSEUR_SUR_VALIDEUR",
        ("A_VALIDER_1",),
        "A_VALIDER_1",
        1,
        "factures/corriger/valideur/facture",
        ("idFacture",),
    ),
}


def planned(moves, subcontracted):
    """Return {number: (way, how often)} for the invoices of a campaign.

    :param subcontracted: those that a validator gets first (A9)
    """
    others = ("complete", "recycle", "reject", "complete")
    plan = {move.name: ("validator", 1) for move in subcontracted}
    for rank, move in enumerate(moves - subcontracted):
        way = others[rank % len(others)]
        # Whoever completes or recycles once may have to do so again.
        plan[move.name] = (way, 1 if way == "reject" else 1 + rank // 4 % 2)
    return plan


def told():
    """Return {number: row} of the portal's own books, with all that happened."""
    return {row["numero"]: row for row in sandbox("invoices?historique=1")["invoices"]}


def happened(row, status):
    """Return how often an invoice had a status."""
    return [event["statut"] for event in row["evenements"]].count(status)


def returned(row, way):
    """Return how often the client sent this invoice back."""
    return happened(row, WAYS[way].status)


def answered(row, way):
    """Return how often the portal shows an answer of the supplier."""
    seen = [event["statut"] for event in row["evenements"]] + row["actions"]
    return seen.count(WAYS[way].trace) - WAYS[way].natural


class Clients:
    """All clients of a campaign: each sends its invoices back as often as planned."""

    def __init__(self, plan, dice):
        self._plan, self._dice = plan, dice

    def __ior__(self, plan):
        self._plan |= plan
        return self

    def play(self):
        """Send back some of what is due.

        :return: (returns that are answered, returns that are planned)
        """
        rows, done, wanted = told(), 0, 0
        for number, (way, times) in self._plan.items():
            validated = way == "validator"
            wanted += times + validated
            if not (row := rows.get(number)):
                continue
            count = returned(row, way)
            done += min(count, answered(row, way))
            done += validated and happened(row, VALIDATED) > 0
            if row["statut"] in WAYS[way].begins and self._dice.random() < 0.5:
                self._decide(row, way, count < times, count)
        return done, wanted

    def _decide(self, row, way, again, count):
        if again:
            reason = f"Question {count + 1} sur {row['numero']} : que livrez-vous ?"
            if way == "reject":
                reason = REFUSALS[row["id"] % len(REFUSALS)]
            self._give(row, WAYS[way].status, reason)
        elif way == "validator":
            self._give(row, VALIDATED, None)

    def _give(self, row, status, reason):
        order = {"statut": status, "motif": reason, "force": True}
        sandbox(f"invoices/{row['id']}/status", order)


# === Who answers === #


def answer_returns(env):
    """A clerk answers what clients sent back, and sends again what did not leave."""
    clerk = the_clerk(env)
    for act in env["chorus.act"].search([("state", "=", "failed")]):
        _press(env, act.with_user(clerk).action_retry)
    waiting = env["account.move"].search(
        [
            ("chorus_state", "in", ("action", "refused")),
            ("move_type", "=", "out_invoice"),
        ]
    )
    for move in waiting.with_user(clerk):
        if move._chorus_open_act():
            continue
        # After a restored backup the portal may know of an answer that we forgot.
        if move.chorus_way or not move._chorus_is_handled():
            _press(env, lambda move=move: _answer(move))


def _press(env, button):
    """Press a button as a person: what it says no to is left for later."""
    try:
        button()
        env.cr.commit()
    except UserError as error:
        _logger.info("Not answered: %s", error)
        env.cr.rollback()


def cited(line, question):
    """Return an answer that cites what it answers: a poisoned or spoiled history leaves
    one of both."""
    return f"{ANSWER}{line or '-'} {words_of(question)}"


def words_of(question):
    """Return what a client wrote, without the poison of a fault behind it."""
    return (question or "").partition("?")[0].strip()


def _answer(move):
    action = move.action_chorus_answer()
    window = move.env[action["res_model"]].browse(action["res_id"])
    answer = cited(window.basis, window.reason)
    if action["res_model"] == "chorus.complete.wizard":
        file = {"name": "bon.pdf", "file": base64.b64encode(PDF)}
        window.write({"comment": answer, "line_ids": [Command.create(file)]})
        window.action_complete()
    elif action["res_model"] == "chorus.recycle.wizard":
        window.comment = answer
        window.action_recycle()
    elif action["res_model"] == "chorus.validator.wizard":
        window.siret = VALIDATORS[1]
        window.action_correct()
    elif move._chorus_is_nothing_more() or move._chorus_refusal_documents()[0]:
        window.action_handle()
    else:
        window.action_replace()


def open_acts(env):
    """Return the acts that have a step before them, or wait for a person."""
    return env["chorus.act"].search(
        [
            "|",
            ("state", "in", ("queued", "sending", "unknown", "failed")),
            "|",
            ("next_check", "!=", False),
            "&",
            ("state", "=", "done"),
            ("told", "=", False),
        ]
    )


def behind(env, plan):
    """Return the numbers whose status Odoo does not have as the portal does."""
    rows = told()
    moves = env["account.move"].search([("name", "in", list(plan))])
    return {
        move.name
        for move in moves
        if move.name in rows and move.chorus_status != rows[move.name]["statut"]
    }


# === The portal's books === #


class Verdict(NamedTuple):
    """What became of the acts of a campaign; lists of numbers of invoices.

    acts    answers that the portal shows
    lost    sent back and not answered, answered with words meant for another question,
            or done here and not there; a refusal without its credit note
    double  answered twice for one return; asked a second time without a doubt before;
            cancelled by two credit notes
    stuck   an act under way here, or another status than the portal's
    """

    acts: int
    lost: list
    double: list
    stuck: list

    def good(self):
        return not (self.lost or self.double or self.stuck)

    def figures(self):
        """Return what the last line of a campaign says of them; nothing without any."""
        if self is NO_ACTS:
            return {}
        return {
            "acts": self.acts,
            "acts_lost": len(self.lost),
            "acts_double": len(self.double),
            "acts_stuck": len(self.stuck),
        }


NO_ACTS = Verdict(0, [], [], [])


def judge_acts(env, plan):
    """Return the :class:`Verdict`; a restored backup explains no second copy, for each
    act looks before it leaves."""
    rows = told()
    lost, double, count = set(), set(), 0
    copies = _copies(rows, plan)
    for number, (way, times) in plan.items():
        row = rows.get(number)
        if not row:
            lost.add(number)
            continue
        done = answered(row, way)
        count += done
        if returned(row, way) < times or done < returned(row, way):
            lost.add(number)
        if done > returned(row, way):
            double.add(number)
        if not _answers_its_question(row, way):
            lost.add(number)
        acts = env["chorus.act"].search([("number", "=", number)])
        if copies[number] > done and not any(acts.mapped("doubtful")):
            double.add(number)
    short, many = _credit_notes(env, plan, rows)
    stuck = {*open_acts(env).mapped("number"), *behind(env, plan)}
    return Verdict(count, sorted(lost | short), sorted(double | many), sorted(stuck))


def tell_wrong(env, verdict, plan):
    """Print what happened to each invoice that the verdict names."""
    rows = told() if not verdict.good() else {}
    for number in sorted({*verdict.lost, *verdict.double, *verdict.stuck}):
        row = rows.get(number, {})
        move = env["account.move"].search([("name", "=", number)], limit=1)
        acts = [
            (
                act.id,
                act.kind,
                act.state,
                act.attempts,
                act.doubtful,
                act.told,
                act.basis,
            )
            for act in move.chorus_act_ids
        ]
        words = (
            f"{number}: {plan[number]}; {row.get('evenements')} {row.get('actions')}; "
            f"here {move.chorus_status} {move.chorus_state}; {acts}; "
            f"{move.chorus_act_ids.mapped('error_message')}"
        )
        print(words, file=sys.stderr, flush=True)


def _answers_its_question(row, way):
    """Tell whether each answer cites the question that it answers."""
    if way not in ("complete", "recycle"):
        return True
    question = None
    for event in row["evenements"]:
        if event["statut"] == WAYS[way].status:
            question = event
        elif question and event["statut"] == WAYS[way].trace:
            line = f"{ANSWER}{question['id']} "
            if not event["motif"].startswith(line) and (
                words_of(question["motif"]) not in event["motif"]
            ):
                return False
            question = None
    return True


def _copies(rows, plan):
    """Return {number: calls that came to the portal itself} of the acts."""
    names = {row["id"]: number for number, row in rows.items()}
    found = dict.fromkeys(plan, 0)
    for way in WAYS.values():
        asked = sandbox(f"requests?operation={way.operation}&limit=1000000")
        for row in asked["requests"]:
            # Where a fault or the gateway answers, the portal itself never saw it.
            if row.get("own_status") != 200:
                continue
            value = row["request"]
            for key in way.member:
                value = value[key]
            if names.get(value) in found:
                found[names[value]] += 1
    return found


def _credit_notes(env, plan, rows):
    """Return (refused without the credit note it needs, refused with several)."""
    short, many = set(), set()
    for number, (way, _times) in plan.items():
        if way != "reject" or number not in rows:
            continue
        last = [e for e in rows[number]["evenements"] if e["statut"] == "REJETEE"][-1:]
        wanted = bool(last) and last[0]["motif"] == REFUSALS[1]
        move = env["account.move"].search([("name", "=", number)], limit=1)
        notes = len(move.reversal_move_ids)
        if notes < wanted:
            short.add(number)
        if notes > 1:
            many.add(number)
    return short, many
