# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A decoder as strict as those of typed languages: types, sizes and dates of members.

Models are dictionaries of members, lists of one model, or one of the types below. As in
Go, unknown members are ignored, null and missing ones are left out; all else must fit.
"""

import re
from datetime import datetime


class Undecodable(ValueError):
    pass


def _integer(bits):
    def decode(value):
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole or not -(2 ** (bits - 1)) <= value < 2 ** (bits - 1):
            raise ValueError(f"no integer of {bits} bits")
        return value

    return decode


def _typed(*types):
    def decode(value):
        if not isinstance(value, types) or isinstance(value, bool) != (bool in types):
            raise ValueError(f"no {types[0].__name__}")
        return value

    return decode


def _moment(form, pattern):
    """A date that is written exactly as ``form``: strptime alone takes ``2026-1-5``."""

    def decode(value):
        if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
            raise ValueError(f"not written as {form}")
        return datetime.strptime(value, form)

    return decode


def rfc3339(value):
    pattern = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
    if not isinstance(value, str) or not re.fullmatch(pattern, value, re.ASCII):
        raise ValueError("no RFC 3339 instant")
    return datetime.fromisoformat(value.replace("Z", "+00:00"))


int32, int64 = _integer(32), _integer(64)
text, number, boolean = _typed(str), _typed(float, int), _typed(bool)
day = _moment("%Y-%m-%d", r"\d{4}-\d\d-\d\d")
minute = _moment("%Y-%m-%d %H:%M", r"\d{4}-\d\d-\d\d \d\d:\d\d")


def decode(model, value, path="$", seen=None):
    """``value`` in Python types; ``seen`` collects the places that held something."""
    if value is None:
        return None
    if seen is not None:
        seen.add(re.sub(r"\[\d+\]", "[]", path))
    if isinstance(model, dict):
        _expect(value, dict, path)
        return {
            name: decode(kind, value.get(name), f"{path}.{name}", seen)
            for name, kind in model.items()
        }
    if isinstance(model, list):
        _expect(value, list, path)
        return [
            decode(model[0], item, f"{path}[{place}]", seen)
            for place, item in enumerate(value)
        ]
    try:
        return model(value)
    except ValueError as error:
        raise Undecodable(f"{path}: {error}: {value!r}") from error


def _expect(value, kind, path):
    if not isinstance(value, kind):
        raise Undecodable(f"{path}: no {kind.__name__}: {value!r}")


def places(model, path="$"):
    """Every place that a model declares, as ``decode`` writes them."""
    found = {path}
    if isinstance(model, dict):
        for name, kind in model.items():
            found |= places(kind, f"{path}.{name}")
    elif isinstance(model, list):
        found |= places(model[0], f"{path}[]")
    return found
