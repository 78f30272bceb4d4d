# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The sandbox's time: real time plus an offset, or a frozen instant."""

import time

DEFAULT = {
    "offset": 0.0,
    "paused_at": None,
    # seconds from deposit to the end of the flow, then to the recipient's desk
    "integration": 20.0,
    "routing": 5.0,
    "delivery": 15.0,
    # regulatory delay of a validator: 15 days (portal.md §3.3)
    "validation": 15 * 86400.0,
    # works: the MOE's days on a monthly statement, the MOA's on an A22 (portal.md §4.5)
    "moe": 7 * 86400.0,
    "tacit": 10 * 86400.0,
}
DELAYS = ("integration", "routing", "delivery", "validation", "moe", "tacit")
# Ten years at a time: dates stay ones that every calendar knows.
LONGEST = 10 * 366 * 86400


def now(settings):
    """Seconds since the epoch, in sandbox time."""
    if settings["paused_at"] is not None:
        return settings["paused_at"]
    return time.time() + settings["offset"]


def change(settings, order):
    """Settings after ``pause``, ``advance`` (seconds) or new delays (seconds).

    :raises ValueError: on a wrong type, a negative delay or a step backwards.
    """
    new = dict(settings)
    for name in DELAYS:
        if name in order:
            new[name] = _seconds(order, name)
    step = _seconds(order, "advance") if "advance" in order else 0.0
    if new["paused_at"] is None:
        new["offset"] += step
    else:
        new["paused_at"] += step
    if order.get("pause") is True and new["paused_at"] is None:
        new["paused_at"] = now(new)
    elif order.get("pause") is False and new["paused_at"] is not None:
        new["offset"] = new["paused_at"] - time.time()
        new["paused_at"] = None
    elif not isinstance(order.get("pause", False), bool):
        raise ValueError("pause : true ou false")
    return new


def _seconds(order, name):
    value = order[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{name} : un nombre de secondes")
    if not 0 <= value <= LONGEST:
        raise ValueError(f"{name} : de zéro à {LONGEST} secondes")
    return float(value)
