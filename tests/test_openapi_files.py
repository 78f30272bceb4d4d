# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The reduced OpenAPI files are what binds, whole, and nothing else."""

import openapi_files
import openapi_reduce
import pytest

PROSE = {"description", "summary", "example", "title", "externalDocs", "tags", "info"}


@pytest.mark.parametrize("name", openapi_reduce.NAMES)
def test_the_reduced_file_agrees_with_the_full_one(name):
    folder = openapi_files.full_folder()
    if folder is None:
        pytest.skip("CHORUS_OPENAPI does not say where the full files are")
    full = openapi_reduce.read(folder, name)
    assert openapi_files.load(name) == openapi_reduce.reduce(full)


@pytest.mark.parametrize("name", openapi_reduce.NAMES)
def test_there_is_nothing_more_to_take_away(name):
    spec = openapi_files.load(name)
    assert openapi_reduce.reduce(spec) == spec


@pytest.mark.parametrize("name", openapi_reduce.NAMES)
def test_every_model_named_is_there(name):
    spec = openapi_files.load(name)
    named = set(references(spec))
    assert named and named <= set(spec["definitions"])


def references(node):
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"].removeprefix("#/definitions/")
        node = list(node.values())
    if isinstance(node, list):
        for item in node:
            yield from references(item)


def test_prose_goes_and_members_of_that_name_stay():
    """``description`` is prose beside a type, and a member among members."""
    spec = {
        "swagger": "2.0",
        "basePath": "/x",
        "info": {"title": "words"},
        "paths": {
            "/a": {
                "post": {
                    "operationId": "a",
                    "summary": "words",
                    "consumes": ["application/json"],
                    "produces": ["application/json"],
                    "parameters": [
                        {"in": "body", "name": "body", "schema": {"$ref": "#/x"}},
                        {"in": "header", "name": "h", "type": "string"},
                    ],
                    "responses": {"200": {"description": "words"}},
                }
            }
        },
        "definitions": {
            "M": {
                "type": "object",
                "required": ["description"],
                "description": "words",
                "properties": {
                    "description": {
                        "type": "array",
                        "items": {"type": "string", "example": "words", "maxLength": 5},
                    }
                },
            }
        },
    }
    reduced = openapi_reduce.reduce(spec)
    assert "words" not in str(reduced) and not PROSE & set(reduced)
    member = {"type": "array", "items": {"type": "string", "maxLength": 5}}
    assert reduced["definitions"]["M"]["properties"] == {"description": member}
    assert reduced["definitions"]["M"]["required"] == ["description"]
    first, second = reduced["paths"]["/a"]["post"]["parameters"]
    assert first == {"in": "body", "name": "body", "schema": {"$ref": "#/x"}}
    assert second == {"in": "header", "name": "h", "type": "string"}
