# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is worked out once, while many invoices are looked at or one of them is made.

Within a block the answer to a question is kept, outside of one it is found each time:
nothing that it depends on may change in between. Odoo empties what is kept with each
commit and each rollback.
"""

from contextlib import contextmanager

# What is asked about: the terms of invoices, what is wrong with them, and what stays as
# it is while nothing but their deposits changes.
TERMS, ISSUES, DEPOSITS = "terms", "issues", "deposits"


@contextmanager
def worked_out_once(env, subject):
    """Within this block, keep what :func:`once` finds about ``subject``.

    A block within another one of the same subject is part of it.

    :param subject: what the questions are about, :data:`TERMS`, :data:`ISSUES` or
        :data:`DEPOSITS`
    """
    if _key(subject) in env.cr.cache:
        yield
        return
    env.cr.cache[_key(subject)] = {}
    try:
        yield
    finally:
        env.cr.cache.pop(_key(subject), None)


def once(record, subject, question, find):
    """Return ``find()``, kept for ``record`` as long as a block of ``subject`` lasts.

    :param record: one record; for every user and in every language the same is found,
        hence no records, which know who asked
    :param question: what is asked of it, a str or a tuple that begins with one
    :param find: function without parameters
    """
    known = record.env.cr.cache.get(_key(subject))
    if known is None:
        return find()
    key = (question, record._name, record.id)
    if key not in known:
        known[key] = find()
    return known[key]


def _key(subject):
    return f"chorus_once_{subject}"
