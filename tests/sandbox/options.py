# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Switches of one space that a reset leaves as they are."""

from . import store

DEFAULT = {
    # rules of our own reject too, instead of being told as observations
    "strict": False,
    # identifiers past 32 bits in every answer
    "long_identifiers": False,
}


def read(db):
    return DEFAULT | (store.get_meta(db, "options") or {})


def change(db, order):
    """Options after ``order``, ``{name: true or false}``.

    :raises ValueError: for an unknown name or another type.
    """
    if not isinstance(order, dict):
        raise ValueError("un objet JSON est attendu")
    for name, value in order.items():
        if name not in DEFAULT:
            raise ValueError("options : " + ", ".join(DEFAULT))
        if not isinstance(value, bool):
            raise ValueError(f"{name} : true ou false")
    changed = read(db) | order
    with store.writing(db):
        store.set_meta(db, "options", changed)
    return changed
