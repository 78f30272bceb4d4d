# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Terms of an invoice, made safe for ``facturx.generate_xml``.

The library skips keys that it does not know, refuses ``Decimal`` and rounds ``float``
(a quantity to six significant digits): each would lose something silently.
"""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from facturx.generate_xml import (
    EN16931_ADDRESS_FIELDS,
    EN16931_FIELDS,
    EN16931_PARTY_FIELDS,
)

from ..errors import FileError
from ..rules import NOT_XML

# Keyed by EN 16931 terms; values as the makers of files take them.
Terms = dict[str, Any]

_PARTY = {*EN16931_PARTY_FIELDS, *EN16931_ADDRESS_FIELDS}
# Read by the library although its tables leave them out.
_CONTACT = {*EN16931_PARTY_FIELDS["contacts"]["fields"], "department_name"}
_ALSO = {"BG-23": {"BT-7"}}


def prepare(terms: Terms) -> Terms:
    """Return a deep copy of ``terms`` with values of the types that the library takes.

    :raises FileError: ``unknown_term``, ``float``
    """
    return _fields("", terms, EN16931_FIELDS)


def _check_keys(where: str, values: Terms, known: Collection[str]) -> None:
    unknown = [str(key) for key in values if key not in known]
    if unknown:
        place = where or "the invoice"
        raise FileError(
            "unknown_term", f"Unknown in {place}: {', '.join(sorted(unknown))}."
        )


def _fields(where: str, values: Terms, fields: Terms) -> Terms:
    _check_keys(where, values, {*fields, *_ALSO.get(where, ())})
    return {
        key: _field(key, value, fields.get(key, {})) for key, value in values.items()
    }


def _field(key: str, value: Any, properties: Terms) -> Any:
    kind = properties.get("format")
    if not value and not isinstance(value, int | float | Decimal):
        return value
    if kind == "party_dict":
        return _party(key, value)
    if kind == "list" and "fields" in properties:
        return [_fields(key, entry, properties["fields"]) for entry in value]
    return _value(key, value)


def _party(where: str, party: Terms) -> Any:
    _check_keys(where, party, _PARTY)
    for contact in party.get("contacts") or ():
        _check_keys(f"{where} contacts", contact, _CONTACT)
    return _value(where, party)


def _value(key: str, value: Any) -> Any:
    if isinstance(value, str):
        return NOT_XML.sub("", value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int | Decimal):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    if isinstance(value, float):
        raise FileError("float", f"{key} is a float: give a Decimal.")
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, dict):
        return {inner: _value(inner, content) for inner, content in value.items()}
    if isinstance(value, list | tuple):
        return [_value(key, content) for content in value]
    if value is None or isinstance(value, date | bytes):
        return value
    raise FileError("invalid_term", f"{key} is a {type(value).__name__}.")
