# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What is typed, pasted or imported is cleaned once: when it is stored.

Checks, file and portal then read the same value. What was stored before, or by SQL,
goes through the same function when it is read.
"""


def cleaned(vals, cleanings):
    """Return values to write, those that people type clean.

    :param vals: dict of :meth:`create` or :meth:`write`; stays as it is
    :param cleanings: field → function that takes and returns a text
    """
    typed = {name for name in cleanings.keys() & vals.keys() if vals[name]}
    if not typed:
        return vals
    return {**vals, **{name: cleanings[name](vals[name]) for name in typed}}
