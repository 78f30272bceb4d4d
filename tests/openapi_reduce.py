# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The portal's OpenAPI 2.0 files without their prose: what a contract test needs.

Kept: paths, names, types, formats, required, enumerations, sizes. Descriptions,
examples, titles and addresses are not ours to publish, and nothing checks them.

    python tests/openapi_reduce.py FOLDER_OF_THE_FULL_FILES

writes the reduced files into ``tests/sandbox/openapi/``.
"""

import json
import pathlib
import re
import sys

FOLDER = pathlib.Path(__file__).resolve().parent / "sandbox" / "openapi"
NAMES = ("factures", "structures")
SCHEMA = {
    *("$ref", "type", "format", "enum", "required", "additionalProperties"),
    *("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems"),
    *("pattern", "multipleOf", "uniqueItems"),
}


def reduce(spec):
    """Return an OpenAPI 2.0 document with only what binds the two sides.

    :param spec: the whole document, as a dict
    """
    return {
        "swagger": spec["swagger"],
        "basePath": spec["basePath"],
        "paths": {
            path: {verb: _operation(found) for verb, found in sorted(verbs.items())}
            for path, verbs in sorted(spec["paths"].items())
        },
        "definitions": {
            name: _schema(found) for name, found in sorted(spec["definitions"].items())
        },
    }


def _operation(found):
    return {
        "operationId": found["operationId"],
        "consumes": found["consumes"],
        "produces": found["produces"],
        "parameters": [
            _schema(parameter)
            | {"in": parameter["in"], "name": parameter["name"]}
            | _with_schema(parameter)
            for parameter in found["parameters"]
        ],
        "responses": {
            status: _with_schema(answer)
            for status, answer in sorted(found["responses"].items())
        },
    }


def _with_schema(found):
    return {"schema": _schema(found["schema"])} if "schema" in found else {}


def _schema(found):
    kept = {key: value for key, value in found.items() if key in SCHEMA}
    if "items" in found:
        kept["items"] = _schema(found["items"])
    if "properties" in found:
        kept["properties"] = {
            name: _schema(member)
            for name, member in sorted(found["properties"].items())
        }
    return kept


def read(folder, name):
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def write(folder, name, spec):
    """Write with one line for each member, so that a change is seen in a diff."""
    lines = json.dumps(spec, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / f"{name}.json").write_text(_fold(lines) + "\n", encoding="utf-8")


def _fold(text):
    """Put each innermost object or list on one line."""
    return re.sub(
        r"[\[{][^\[\]{}]*[\]}]",
        lambda found: re.sub(r"\s*\n\s*", " ", found.group()),
        text,
    )


if __name__ == "__main__":
    full = pathlib.Path(sys.argv[1])
    for api in NAMES:
        write(FOLDER, api, reduce(read(full, api)))
