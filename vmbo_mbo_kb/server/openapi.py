# SPDX-License-Identifier: MIT
"""The description of the JSON API (OpenAPI 3.1), made from the blueprint."""

from datetime import date
from functools import cache
from typing import Any, Final

from vmbo_mbo_kb._version import __version__
from vmbo_mbo_kb.blueprint import blueprint
from vmbo_mbo_kb.generators.json_schema import DIALECT, WHOLE, json_schemas
from vmbo_mbo_kb.periods import DAY_PATTERN, Answer
from vmbo_mbo_kb.server.problems import MEDIA_TYPE
from vmbo_mbo_kb.words import LANGUAGES

Json = dict[str, Any]

NUMBERS: Final[dict[str, Json]] = {
    "limit": {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100},
    "offset": {"type": "integer", "minimum": 0, "maximum": 999_999_999, "default": 0},
}
"""What a page may be asked by: how many records at most, after how many others. Requests are held to it as well."""

SEARCH_TEXT: Final[Json] = {"type": "string", "minLength": 1, "maxLength": 200, "pattern": r"\S"}
"""A text that can be searched for. Requests are held to it as well."""

_DAY: Final = {"type": "string", "format": "date", "pattern": DAY_PATTERN}
_CERTAIN: Final = {
    "name": "certain",
    "in": "query",
    "description": "Leave out what only possibly held. | Zonder wat alleen misschien gold.",
    "schema": {"type": "boolean", "default": False},
}
_PAGE: Final = [{"name": name, "in": "query", "schema": schema} for name, schema in NUMBERS.items()]


@cache
def openapi(version: str, begins: date) -> Json:
    """The description, for a dataset of this version.

    :param begins: the first day that the data can be asked about.
    """
    on = {
        "name": "on",
        "in": "query",
        "description": f"Only what held, or possibly held, on this day, {begins} or later. | "
        f"Alleen wat op deze dag gold, of misschien gold; {begins} of later.",
        "schema": _DAY,
    }
    day = {
        "name": "day",
        "in": "query",
        "required": True,
        "description": f"What held on this day, {begins} or later. | Wat op deze dag gold; {begins} of later.",
        "schema": _DAY,
    }
    classes = [spec.slug for spec in blueprint().entities]
    folder = {"name": "class", "in": "path", "required": True, "schema": {"type": "string", "enum": classes}}
    identifier = {
        "name": "id",
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"},
    }
    text = {"name": "q", "in": "query", "required": True, "schema": SEARCH_TEXT}
    filters = [
        {"name": "class", "in": "query", "schema": folder["schema"]},
        {"name": "level", "in": "query", "schema": identifier["schema"]},
        {"name": "theme", "in": "query", "schema": identifier["schema"]},
        {"name": "lang", "in": "query", "schema": {"type": "string", "enum": ["nl", "en"]}},
    ]
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": DIALECT,
        "info": {
            "title": "vmbo-mbo-kb",
            "summary": "Knowledge base of vmbo-mbo collaboration | Kennisbank van samenwerking tussen vmbo en mbo",
            "description": f"Dataset version {version}, read-only. Errors are problem details (RFC 9457).",
            "version": __version__,
            "license": {"name": "CC0-1.0", "identifier": "CC0-1.0"},
        },
        "servers": [{"url": "/"}],
        "paths": {
            "/api/search": _path(
                "search", "Records for a text, the best match first", [text, *filters, on, *_PAGE], _ref("Hits")
            ),
            "/api/at": _path(
                "at",
                "All records that held on a day and how surely, of the classes whose records hold for a time",
                [day, _CERTAIN, filters[0], filters[-1], *_PAGE],
                _ref("HeldRecords"),
            ),
            "/api/{class}": _path("list", "The records of a class", [folder, on, *_PAGE], _ref("List")),
            "/api/{class}/{id}": _path("get", "A record", [folder, identifier, on], _ref("Record")),
        },
        "components": {"schemas": _schemas(classes)},
    }


def _path(name: str, summary: str, parameters: list[Any], schema: Json) -> Json:
    problem = {"description": "A problem", "content": {MEDIA_TYPE: {"schema": _ref("Problem")}}}
    return {
        "get": {
            "operationId": name,
            "summary": summary,
            "parameters": parameters,
            "responses": {
                "200": {"description": summary, "content": {"application/json": {"schema": schema}}},
                "304": {"description": "Nothing has changed since the answer with the ETag in If-None-Match"},
                "400": problem,
                "404": problem,
                "default": problem,
            },
        }
    }


def _schemas(classes: list[str]) -> Json:
    item: Json = {
        "type": "object",
        "properties": {
            "class": {"enum": classes},
            "id": {"type": "string"},
            "iri": {"type": "string", "format": "iri"},
            "label": {
                "type": "object",
                "properties": {language: {"type": "string"} for language in LANGUAGES},
                "required": [*LANGUAGES],
            },
        },
        "required": ["class", "id", "iri", "label"],
    }
    held: Json = {  # not an Item: its label may be asked for in one language
        "type": "object",
        "properties": {
            "holds": {"enum": [Answer.YES.value, Answer.POSSIBLY.value]},
            **item["properties"],
            "label": {**item["properties"]["label"], "required": [], "minProperties": 1},
        },
        "required": ["holds", *item["required"]],
    }
    hit = {
        "allOf": [_ref("Item")],
        "type": "object",
        "properties": {name: {"type": "string"} for name in ("field", "text", "snippet")},
        "required": ["field", "text", "snippet"],
    }
    problem = {
        "type": "object",
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
        },
        "required": ["type", "title", "status"],
    }
    whole = json_schemas()[WHOLE]
    parts = whole["$defs"]
    record = {name: value for name, value in whole.items() if not name.startswith("$")}
    record["properties"] = {**record["properties"], "id": {"type": "string"}}  # required, so judges ask for it
    own = {
        "Item": item,
        "Hit": hit,
        "HeldRecord": held,
        "List": _list("Item"),
        "Hits": _list("Hit"),
        "HeldRecords": _list("HeldRecord"),
        "Problem": problem,
    }
    # Classes are named as in the model; a schema of the API gives way to one of the data.
    both = parts.keys() & (own.keys() | {"Record"})
    if both:
        raise TypeError(f"{', '.join(sorted(both))}: a name of the model and of the API")
    moved: Json = _moved({**parts, "Record": record})
    return {**own, **moved}


def _list(name: str) -> Json:
    return {
        "type": "object",
        "properties": {
            "total": {"type": "integer"},
            "offset": {"type": "integer"},
            "items": {"type": "array", "items": _ref(name)},
        },
        "required": ["total", "offset", "items"],
    }


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _moved(value: Any) -> Any:
    """A schema whose references point at where it stands now."""
    if isinstance(value, dict):
        return {
            name: each.replace("#/$defs/", "#/components/schemas/") if name == "$ref" else _moved(each)
            for name, each in value.items()
        }
    return [_moved(each) for each in value] if isinstance(value, list) else value
