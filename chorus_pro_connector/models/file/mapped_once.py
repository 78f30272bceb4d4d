# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from contextlib import contextmanager

# Where the terms are kept: Odoo empties this dict with each commit and each rollback.
KEY = "chorus_terms"


@contextmanager
def mapped_once(env):
    """Within this block, map the terms of each invoice once.

    For a check and the file after it, in one transaction and without a change of ours
    in between; the next transaction sees what others did, and maps again.
    """
    env.cr.cache[KEY] = {}
    try:
        yield
    finally:
        env.cr.cache.pop(KEY, None)


def known_terms(env):
    """Return dict id → (terms, problems) of the block; outside of one, a new dict."""
    return env.cr.cache.get(KEY, {})
