# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a rule is: row, sentence, dependencies and predicate together.

One table, :data:`RULES`, feeds the tooltip, the banner, the guard before sending and
the report of a batch. Two kinds of rules stand in it:

* :func:`rule` decorates a predicate, a method of ``account.move`` that looks at fields;
* :func:`reported` declares what only a maker can find, of the mapping to EN 16931 or of
  the print: it names the code and the values of the sentence, and has no other words.

Addons add theirs in the same way; the order of declaration is the order on the screen.
"""

from functools import cache
from typing import NamedTuple

DANGER, WARNING = "danger", "warning"
# What the predicate of most rules about a client looks at.
CLIENT = "commercial_partner_id."
COMPANY = "company_id.partner_id."
SUBJECTS = {"commercial_partner_id": CLIENT, "company_id": COMPANY}


class Rule(NamedTuple):
    """One row of the table.

    :param code: key of the row
    :param level: ``danger`` keeps the invoice from being sent, ``warning`` does not
    :param field: the Odoo field to correct, on the invoice or behind ``action``
    :param action: key of ``_chorus_issue_action``; the button that leads there
    :param words: the lazy sentence: what is wrong, and what to do
    :param number: number of the portal's rule, for maintainers; shown to nobody
    :param depends: fields of account.move on which the predicate depends
    :param live: looked at when it matters and never stored: what it depends on may
        lie outside the database, or concern every invoice of a company at once
    :param asks: somebody must have read it before the invoice leaves: the form asks,
        a batch leaves the invoice out
    :param early: looked at, too, on a credit note that is not for Chorus Pro only as
        long as its invoice is not there: wrong in the books, whether it leaves or not
    :param is_reported: found by a maker; there is no predicate
    """

    code: str
    level: str
    field: str
    action: str
    words: object
    number: str = ""
    depends: tuple = ()
    live: bool = False
    asks: bool = False
    early: bool = False
    is_reported: bool = False

    @property
    def predicate(self):
        """Name of the method; other addons may override it."""
        return f"_chorus_check_{self.code}"

    @property
    def subject(self):
        """Field of the invoice whose record alone decides; None when more does.

        All invoices of one client, or of one company, then break the rule alike.
        """
        for field, path in SUBJECTS.items():
            if self.depends and all(name.startswith(path) for name in self.depends):
                return field
        return None


RULES = {}


@cache
def predicates(live, dangers, early=False):
    """Return [(code, name of its method, subject)] of the rules that are looked at.

    :param live: those that are never stored, or the others
    :param dangers: only those that keep an invoice from being sent
    :param early: only those that are looked at before the invoice may be sent
    """
    return [
        (row.code, row.predicate, row.subject)
        for row in RULES.values()
        if not row.is_reported
        and row.live == live
        and (row.level == DANGER or not dangers)
        and (row.early or not early)
    ]


def rules_of(model):
    """Return the rows that the database of ``model``, an ``account.move``, has.

    The table is that of the process, which may serve databases with other addons, and
    outlives an addon that is uninstalled: its predicates are no methods here.
    """
    return [
        row
        for row in RULES.values()
        if row.is_reported or hasattr(type(model), row.predicate)
    ]


def rule(code, level, field, action, words, number="", depends=(), **kinds):
    """Declare a rule; the decorated method is its predicate.

    The method takes one invoice and returns the values of the sentence (a dict, maybe
    empty) when the rule is broken, else None. See :class:`Rule` for the parameters;
    ``live``, ``asks`` and ``early`` are false unless they are given.
    """

    def declare(method):
        row = Rule(code, level, field, action, words, number, tuple(depends), **kinds)
        # By its name the table finds it.
        if method.__name__ != row.predicate:
            raise ValueError(f"the predicate of {code} is called {method.__name__}")
        _add(row)
        return method

    return declare


def reported(code, field, action, words, number):
    """Declare what a maker reports under ``code``; it always stops the invoice."""
    _add(Rule(code, DANGER, field, action, words, number, is_reported=True))


def problem(code, **values):
    """Return what a maker reports: plain values, fit to be stored and translated later.

    :param code: of a rule declared by :func:`reported`
    :param values: texts and numbers of its sentence
    """
    if code not in RULES:
        raise ValueError(f"there is no rule {code}")
    return {"code": code, "params": values}


def day(date):
    """Return a date as a rule stores it: each reader sees it in their own language."""
    return {"day": date.isoformat()}


def _add(row):
    if row.code in RULES:
        raise ValueError(f"two rules are called {row.code}")
    RULES[row.code] = row
    predicates.cache_clear()
