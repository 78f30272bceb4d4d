# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from typing import NamedTuple


class Check(NamedTuple):
    """One row of the table of checks.

    :param level: ``danger`` keeps the invoice from being sent, ``warning`` does not
    :param field: the Odoo field to correct, on the invoice or behind ``action``
    :param action: key of ``_chorus_issue_action``; the button that leads there
    :param words: the sentence: what is wrong, and what to do; None when whoever makes
        the file says it, since only they know which line or amount it is
    :param live: looked at when it matters and never stored: what it depends on may
        lie outside the database, or concern every invoice of a company at once
    :param rule: number of the portal's rule, for maintainers; shown to nobody
    """

    level: str
    field: str
    action: str
    words: object
    live: bool = False
    rule: str = ""
