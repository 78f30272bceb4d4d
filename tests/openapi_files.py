# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The portal's official OpenAPI 2.0 files, in the reduced form that is kept here.

``CHORUS_OPENAPI`` names the folder of the full ones where somebody has them; they are
not ours to publish. See :mod:`openapi_reduce`.
"""

import functools
import json
import os
import re

import jsonschema
from conftest import ROOT
from openapi_reduce import FOLDER, NAMES, read


@functools.cache
def load(name):
    return read(FOLDER, name)


def full_folder():
    """Return the folder of the full files, or None when nobody has named it."""
    named = os.environ.get("CHORUS_OPENAPI")
    return ROOT / named if named else None


def operations():
    """``{"factures/deposer/flux": (api, request model, answer model)}``."""
    found = {}
    for api in NAMES:
        for path, methods in load(api)["paths"].items():
            post = methods["post"]
            body = next(p for p in post["parameters"] if p["in"] == "body")
            answer = post["responses"]["200"]["schema"]
            found[f"{api}/{path.removeprefix('/v1/')}"] = (
                api,
                _name(body["schema"]),
                _name(answer),
            )
    return found


def _name(schema):
    return schema["$ref"].rpartition("/")[2]


FORMATS = jsonschema.FormatChecker(formats=())
# What the portal writes for "date-time", member by member: see test_sandbox_contract.
MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}"
    r"( \d{2}:\d{2}|T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?"
)


@FORMATS.checks("date-time")
def _moment(value):
    return not isinstance(value, str) or bool(MOMENT.fullmatch(value))


def _fits(value, bits):
    whole = isinstance(value, int) and not isinstance(value, bool)
    return not whole or -(2 ** (bits - 1)) <= value < 2 ** (bits - 1)


@FORMATS.checks("int32")
def _int32(value):
    return _fits(value, 32)


@FORMATS.checks("int64")
def _int64(value):
    return _fits(value, 64)


@functools.cache
def validator(api, model, closed):
    """A JSON Schema validator of one model; ``closed`` refuses undeclared members."""
    definitions = json.loads(json.dumps(load(api)["definitions"]))
    for definition in definitions.values():
        if closed and "properties" in definition:
            definition["additionalProperties"] = False
    schema = {"$ref": f"#/definitions/{model}", "definitions": definitions}
    return jsonschema.Draft4Validator(schema, format_checker=FORMATS)


def problems(api, model, value, closed=False):
    """What does not conform, as sentences; an empty list is good."""
    return [
        f"{'.'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in validator(api, model, closed).iter_errors(value)
    ]
