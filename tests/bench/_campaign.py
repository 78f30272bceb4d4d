# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What the campaigns need of Odoo: hurried waits, a clerk, invoices under way."""

import logging
import os
import sys
from datetime import timedelta

from bench._crashes import listen
from bench._ledger import Books, cents
from bench._odoo import configure, invoices, sandbox

from odoo import Command
from odoo.exceptions import UserError

# Of several runs in a row, each one has its own.
SEED = 20261121 + int(os.environ.get("CHORUS_RUN", 0))
PROBABILITY = 0.05
PATIENCE = 1.0  # seconds for a whole call, its token included
HANG = 0.7  # seconds that the portal is silent; longer than our patience
DRIP = 1.5  # seconds in which an answer drips
DEPOSIT, COMPLETE = "factures/deposer/flux", "factures/completer"
FAULTS = (
    {"kind": "timeout_before", "seconds": HANG},
    {"kind": "timeout_after", "seconds": HANG},
    {"kind": "reset_before"},
    {"kind": "reset"},
    {"kind": "html"},
    {"kind": "truncated_json"},
    {"kind": "http_401"},
    {"kind": "http_403"},
    {"kind": "http_413"},
    {"kind": "http_429", "retry_after": 1},
    {"kind": "http_500", "when": "before"},
    {"kind": "http_500", "when": "after"},
    {"kind": "http_502"},
    {"kind": "http_502", "when": "after"},
    {"kind": "http_503"},
    {"kind": "drip", "seconds": DRIP},
    {"kind": "poisoned"},
    {"kind": "wrong_types"},
    {"kind": "null_members"},
)
# So that every point of the protocol is passed several times, however few the deposits.
CERTAIN = (
    {"kind": "timeout_after", "seconds": HANG, "operation": DEPOSIT, "count": 6},
    {"kind": "http_429", "retry_after": 1, "operation": DEPOSIT, "count": 6},
    {"kind": "http_401", "operation": "factures/*", "count": 8},
    {"kind": "drip", "seconds": DRIP, "operation": "factures/*", "count": 3},
    {"kind": "poisoned", "operation": "factures/*", "count": 6},
    {"kind": "wrong_types", "operation": "factures/*", "count": 3},
    {"kind": "timeout_after", "seconds": HANG, "operation": COMPLETE, "count": 4},
    {"kind": "reset_before", "operation": COMPLETE, "count": 4},
    {"kind": "http_429", "retry_after": 1, "operation": COMPLETE, "count": 4},
    {"kind": "reset", "operation": "factures/recycler", "count": 3},
)
CERTAIN_PROBABILITY = 0.4  # not all of them on the same exchange
# The waits of the protocol, from minutes and hours to seconds.
WAITS = {
    "CONNECT_TIMEOUT": PATIENCE,
    "READ_TIMEOUT": PATIENCE,
    "DEPOSIT_TIMEOUT": PATIENCE,
    "BACK_OFF": (0.02, 0.03, 0.05, 0.1),  # minutes
    "FIRST_WAIT": 0.05,
    "PATIENCE": PATIENCE,
    "FIRST_CHECK": timedelta(seconds=1),
    "SENDING_DEADLINE": timedelta(seconds=10),
    "ABSENCE_DELAY": timedelta(seconds=12),
    "ACT_ABSENCE": timedelta(seconds=12),
    # Minutes that the circuit breaker stays open: less in proportion, for where half of
    # the exchanges fail it would be open most of the time.
    "PAUSES": (0.01, 0.02),
    "PROBE": timedelta(seconds=8),
    "CLAIM": timedelta(seconds=PATIENCE),
    "SEARCH_OVERLAP": timedelta(seconds=20),
}
ADDON = "odoo.addons.chorus_pro_connector"
LOT_SIZE = 4
PLAIN_PDF = 5  # of so many single invoices, one is a plain PDF with its data
SUBCONTRACTED = 4  # of so many other single invoices, one has a validator first
TAKEN = 3  # numbers that the portal knows already, with another amount
VALIDATORS = ("55512345600017", "55512345600025")  # of which the second is right
CLERK, MANAGER = "clerk-of-the-campaign", "manager-of-the-campaign"


def configure_campaign(env):
    """Connect the company to the sandbox; hire an invoicing clerk and a manager."""
    sandbox("clock", {"integration": 0, "routing": 0, "delivery": 0})
    company = configure(env)
    _hire(env, company, CLERK, "account.group_account_invoice")
    _hire(env, company, MANAGER, "account.group_account_manager")
    return company


def _hire(env, company, login, group):
    groups = env.ref("base.group_user") + env.ref(group)
    env["res.users"].create(
        {
            "name": login,
            "login": login,
            "password": login,
            "company_id": company.id,
            "company_ids": [Command.set(company.ids)],
            "group_ids": [Command.set(groups.ids)],
        }
    )


def the_clerk(env):
    return env["res.users"].search([("login", "=", CLERK)])


def queue_everything(env, company, deposits, taken=0, plan=None):
    """Queue ``deposits`` flows, one in ten of them a lot.

    :param taken: of so many of them, an invoice has a number that the portal knows
        already with another amount: one in a lot, the others alone
    :param plan: tells which invoices their clients send back, see
        :func:`bench._returns.planned`; without it none
    :return: :class:`Books`
    """
    lots = deposits // 10
    moves = invoices(env, company, deposits - lots + lots * LOT_SIZE, 1).sorted("name")
    known = moves[:taken]
    _give_to_another(known)
    together = (known[:1] + moves[taken:])[: lots * LOT_SIZE]
    alone = moves - together
    _make_plain(alone[::PLAIN_PDF])
    first = moves.browse()
    if plan:
        first = (alone - known - alone[::PLAIN_PDF])[::SUBCONTRACTED]
        first.write({"chorus_framework": "A9", "chorus_validator_siret": VALIDATORS[0]})
    clerk = the_clerk(env)
    flows = env["chorus.flow"].with_user(clerk)
    for rank in range(lots):
        lot = together[rank * LOT_SIZE : (rank + 1) * LOT_SIZE]
        flows |= flows._chorus_create(lot.with_user(clerk))
    for move in alone:
        flows |= flows._chorus_create(move.with_user(clerk))
    flows._chorus_wake_workers()
    env.flush_all()
    books = {move.name: cents(move.amount_total) for move in moves}
    returns = plan(moves - known, first) if plan else {}
    return Books(books, set(known.mapped("name")), returns)


def _give_to_another(moves):
    """Let the portal know the numbers of these invoices, the first ones of the year,
    with another amount than theirs."""
    if moves:
        prefix = moves[0].name[: -len("00001")]
        given = sandbox("invoices", {"nombre": len(moves), "prefixe": prefix})
        numbers = [row["numero"] for row in given["invoices"]]
        assert numbers == moves.mapped("name"), (numbers, moves.mapped("name"))


def _make_plain(moves):
    """Have these invoices travel as a PDF, their data and a document apart."""
    moves.chorus_format = "pdf"
    for move in moves:
        move.chorus_attachment_ids = [
            Command.create({"name": "annexe.txt", "raw": b"Bon de livraison"})
        ]


def declare_faults(seed):
    for number, fault in enumerate(FAULTS):
        order = {"operation": "*", "probability": PROBABILITY, "seed": seed + number}
        sandbox("faults", {**fault, **order})
    for number, fault in enumerate(CERTAIN, len(FAULTS)):
        order = {"probability": CERTAIN_PROBABILITY, "seed": seed + number}
        sandbox("faults", {**fault, **order})


def hurry(env):
    """Shorten every wait and print nothing, here and in the workers forked later."""
    # Importable only now: Odoo finds addons once it has read its configuration.
    from odoo.addons.chorus_pro_connector.tests.common import patch_source_pdf

    for name, value in WAITS.items():
        _shorten(name, value)
    patch_source_pdf(env).start()
    # Hundreds of faults, each with its traceback: on purpose, so not news.
    for name in ("odoo", "urllib3"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    listen()


def _shorten(name, value):
    """Give a constant of ours another value, in every module that has it."""
    modules = [
        module
        for path, module in list(sys.modules.items())
        if path.startswith(ADDON) and not path.startswith(f"{ADDON}.tests")
    ]
    holders = [module for module in modules if hasattr(module, name)]
    assert holders, f"nothing waits for {name} any more"
    for module in holders:
        setattr(module, name, value)


def take_what_is_due(env):
    """What the scheduled actions do."""
    flows = env["chorus.flow"]
    flows._cron_follow()


def press_send_again(env):
    """A person retries what was refused: bad credentials mended, quota bought."""
    clerk = the_clerk(env)
    for flow in env["chorus.flow"].search([("state", "=", "failed")]):
        try:
            flow.with_user(clerk).action_chorus_retry()
        except UserError as error:
            logging.getLogger(__name__).info("Flow %s: %s", flow.id, error)
        env.cr.commit()
