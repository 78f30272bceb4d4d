# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The portal's official OpenAPI 2.0 files, when they lie beside the repository."""

import functools
import json
import pathlib
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


@functools.cache
def validator(api, model, closed):
    """A JSON Schema validator of one model; ``closed`` refuses undeclared members."""
    definitions = json.loads(json.dumps(load(api)["definitions"]))
    for definition in definitions.values():
        if closed and "properties" in definition:
            definition["additionalProperties"] = False
    schema = {"$ref": f"#/definitions/{model}", "definitions": definitions}
    return jsonschema.Draft4Validator(schema)


def problems(api, model, value, closed=False):
    """What does not conform, as sentences; an empty list is good."""
    return [
        f"{'.'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in validator(api, model, closed).iter_errors(value)
    ]
