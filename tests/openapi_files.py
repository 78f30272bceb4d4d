# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The portal's official OpenAPI 2.0 files, when they lie beside the repository."""

import functools
import json
import pathlib
import re
import sys

import jsonschema
import pytest

FOLDER = pathlib.Path(__file__).resolve().parents[2] / "shared" / "openapi"
NAMES = ("factures", "structures")


@functools.cache
def load(name):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def require():
    """Skip the module, and say so where nobody can overlook it."""
    missing = [n for n in NAMES if not (FOLDER / f"{n}.json").exists()]
    if missing:
        reason = (
            "THE CONTRACT IS NOT CHECKED: no official OpenAPI file "
            f"({', '.join(missing)}) in ../{FOLDER.parent.name}/{FOLDER.name}"
        )
        print(f"\n*** {reason} ***", file=sys.__stderr__)
        pytest.skip(reason, allow_module_level=True)


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
