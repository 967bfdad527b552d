# SPDX-License-Identifier: MIT
"""The Data Package descriptor (version 2) of the tables, for Frictionless and its relatives.

Titles and descriptions are in English, because the standard has one language; those in Dutch are in the CSVW
metadata.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from vmbo_mbo_kb.blueprint import Kind, blueprint
from vmbo_mbo_kb.generators.csvw import LINE_END
from vmbo_mbo_kb.namespaces import DEFAULT_BASE
from vmbo_mbo_kb.records import Record, record_path
from vmbo_mbo_kb.rows import ColumnSpec, TableSpec, notes, tables

NAME: Final = "datapackage.json"
MEDIA_TYPE: Final = "application/vnd.datapackage+json"
PROFILE: Final = "https://datapackage.org/profiles/2.0/datapackage.json"

_LICENCES: Final = {
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0-1.0",
    "https://creativecommons.org/licenses/by/4.0/": "CC-BY-4.0",
}
"""Identifiers (Open Definition) of the licences that open data of Dutch public bodies carries."""


@dataclass(frozen=True, slots=True)
class Digest:
    """Size and SHA-256 of a file."""

    size: int
    sha256: str


def data_package(
    dataset: Record | None = None,
    base: str = DEFAULT_BASE,
    digests: Mapping[str, Digest] | None = None,
    *,
    is_open: bool = False,
) -> dict[str, Any]:
    """The descriptor of all tables.

    :param dataset: the dataset's description in normal form, for its title, description, version and licence.
    :param base: base of all IRIs.
    :param digests: size and hash of each table by its path, where the tables are written already.
    :param is_open: whether references may lead to records that are not in the tables; no foreign key is stated of them.
    """
    package: dict[str, Any] = {"$schema": PROFILE, "name": "vmbo-mbo-kb"}
    description = "\n\n".join(note.en for note in notes(is_open=is_open))
    if dataset:
        licence = {"path": dataset["licence"]}
        if dataset["licence"] in _LICENCES:
            licence = {"name": _LICENCES[dataset["licence"]], **licence}
        package |= {
            "name": dataset["id"],
            "id": base + record_path(blueprint().dataset, dataset),
            "title": dataset["name"]["en"],
            "version": dataset["version"],
            "licenses": [licence],
            "contributors": [{"title": dataset["publisher_name"], "roles": ["publisher"]}],
        }
        description = f"{dataset['description']['en']}\n\n{description}"
    package["description"] = description
    package["resources"] = [_resource(table, (digests or {}).get(table.path), is_open) for table in tables()]
    return package


def _resource(table: TableSpec, digest: Digest | None, is_open: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": table.name,
        "type": "table",
        "path": table.path,
        "title": table.label.en,
        "description": table.definition.en,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
    }
    if digest:
        found |= {"bytes": digest.size, "hash": f"sha256:{digest.sha256}"}
    schema: dict[str, Any] = {
        "fields": [_field(table, column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.primary_key),
    }
    if keys := table.keys_held(is_open=is_open):
        schema["foreignKeys"] = [
            {
                "fields": list(key.columns),
                "reference": {"resource": _name_of(key.target), "fields": list(key.target_columns)},
            }
            for key in keys
        ]
    found["dialect"] = {
        "delimiter": ",",
        "lineTerminator": LINE_END,
        "quoteChar": '"',
        "doubleQuote": True,
        "skipInitialSpace": False,
        "header": True,
    }
    found["schema"] = schema
    return found


def _name_of(path: str) -> str:
    return next(table.name for table in tables() if table.path == path)


def _field(table: TableSpec, column: ColumnSpec) -> dict[str, Any]:
    kind, details = _type(column)
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if table.primary_key == (column.name,):
        constraints["unique"] = True
    constraints |= details
    found: dict[str, Any] = {
        "name": column.name,
        "type": kind,
        "title": column.label.en,
        "description": column.definition.en,
    }
    if constraints:
        found["constraints"] = constraints
    return found


def _type(column: ColumnSpec) -> tuple[str, dict[str, Any]]:
    """Type of a field and what constrains its values."""
    field = column.field
    match field.kind:
        case Kind.INTEGER:
            return "integer", {} if field.minimum is None else {"minimum": field.minimum}
        case Kind.DECIMAL:
            return "number", {} if field.minimum is None else {"minimum": field.minimum}
        case Kind.BOOLEAN:
            return "boolean", {}
        case Kind.DAY:
            return "date", {}
        case Kind.CODE if not column.separator and field.codes:
            return "string", {"enum": [code.value for code in field.codes.values]}
        case _:
            details: dict[str, Any] = {}
            if column.pattern:
                details["pattern"] = _xsd_pattern(column.pattern)
                if column.separator:
                    # The type "list" cannot say what its items look like; text with a pattern can.
                    details["pattern"] = f"{details['pattern']}({column.separator}{details['pattern']})*"
            if field.max_length is not None and not column.guarded and not column.separator:
                details["maxLength"] = field.max_length
            return "string", details


def _xsd_pattern(pattern: str) -> str:
    """The expression as XML Schema, which Data Package asks for, writes it: anchored without saying so."""
    return pattern.removeprefix("^").removesuffix("$").replace('\\"', '"')
