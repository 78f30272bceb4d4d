# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Dates that cannot be: a server's clock ran ahead once, and was put right."""

from datetime import timedelta

from odoo import fields

# The clocks of two servers may differ by this much.
SKEW = timedelta(minutes=5)
# No wait of ours is longer, whatever the portal asks for (chorus/portal/retry.py).
LONGEST_WAIT = timedelta(days=1)


def possible(moment, ahead=timedelta()):
    """Return ``moment``, or None when it lies further ahead than it ever may.

    :param moment: naive UTC, or nothing
    :param ahead: timedelta by which it may lie in the future; not at all by default
    """
    limit = fields.Datetime.now() + ahead + SKEW
    return moment if moment and moment <= limit else None
