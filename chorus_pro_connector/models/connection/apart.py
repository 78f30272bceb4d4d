# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Rows of one answer, of which one that cannot be kept takes no other one along."""

import logging

from psycopg2 import OperationalError

from ...chorus.errors import PortalError

_logger = logging.getLogger(__name__)


def each_apart(env, rows, act):
    """Call ``act(rows)``; if it fails, for each row alone, in a savepoint of its own.

    All at once first, since nearly always nothing fails. What fails alone is logged and
    left out; ``act`` is called again only after all that it wrote was undone.

    :param rows: sequence or recordset
    :raise PortalError: the portal failed, not the row
    :raise OperationalError: the row is in other hands: the transaction is to be retried
    """
    if not rows:
        return
    try:
        with env.cr.savepoint():
            act(rows)
        return
    except (PortalError, OperationalError):
        raise
    except Exception as error:
        if len(rows) == 1:
            _logger.error("One row of an answer was left out", exc_info=error)
            return
    for position in range(len(rows)):
        each_apart(env, rows[position : position + 1], act)
