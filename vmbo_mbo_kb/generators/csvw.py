# SPDX-License-Identifier: MIT
"""CSVW metadata: what the tables, their columns and their keys are, for readers of CSV on the Web.

The metadata stands beside the tables. The header has the columns' names; titles in Dutch and English are for
people.
"""

from typing import Any, Final

from vmbo_mbo_kb.blueprint import Kind, blueprint
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, expand
from vmbo_mbo_kb.records import Record
from vmbo_mbo_kb.rows import ColumnSpec, TableSpec, notes, tables
from vmbo_mbo_kb.words import Words

NAME: Final = "csvw-metadata.json"
MEDIA_TYPE: Final = "application/csvm+json"

LINE_END: Final = "\r\n"
"""What RFC 4180, CSVW and Data Package all expect; a lone line feed or carriage return is then text."""

DIALECT: Final[dict[str, Any]] = {
    "encoding": "utf-8",
    "header": True,
    "headerRowCount": 1,
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "lineTerminators": [LINE_END],
    "trim": False,
}


def csvw_metadata(dataset: Record | None = None, base: str = DEFAULT_BASE, *, is_open: bool = False) -> dict[str, Any]:
    """The metadata of all tables.

    :param dataset: the dataset's description in normal form, for its title, description, version and licence.
    :param base: base of all IRIs.
    :param is_open: whether references may lead to records that are not in the tables; no foreign key is stated of them.
    """
    about: dict[str, Any] = {}
    if dataset:
        about = {
            "dc:title": _in_languages(Words(**dataset["name"])),
            "dc:description": _in_languages(Words(**dataset["description"])),
            "dc:license": {"@id": dataset["licence"]},
            "dc:publisher": {"@value": dataset["publisher_name"], "@type": "xsd:string"},
            "dcat:version": {"@value": dataset["version"], "@type": "xsd:string"},
        }
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "@type": "TableGroup",
        **about,
        "rdfs:comment": [each for note in notes(is_open=is_open) for each in _in_languages(note)],
        "dialect": DIALECT,
        "tables": [_table(table, base, is_open) for table in tables()],
    }


def _table(table: TableSpec, base: str, is_open: bool) -> dict[str, Any]:
    schema: dict[str, Any] = {
        **({"aboutUrl": _subject(table, base)} if _has_iri(table) else {}),
        "columns": [_column(column, base) for column in table.columns] + _virtual_columns(table, base),
        "primaryKey": list(table.primary_key),
    }
    if keys := table.keys_held(is_open=is_open):
        schema["foreignKeys"] = [
            {
                "columnReference": list(key.columns),
                "reference": {"resource": key.target, "columnReference": list(key.target_columns)},
            }
            for key in keys
        ]
    return {
        "url": table.path,
        "dc:title": _in_languages(table.label),
        "dc:description": _in_languages(table.definition),
        "tableSchema": schema,
    }


def _column(column: ColumnSpec, base: str) -> dict[str, Any]:
    field = column.field
    entry: dict[str, Any] = {
        "name": column.name,
        # Validators compare the header with the titles, so the name is one, in no language.
        "titles": {"und": column.name, "nl": column.label.nl, "en": column.label.en},
        "dc:description": _in_languages(column.definition),
        "datatype": _datatype(column),
    }
    if column.required:
        entry["required"] = True
    if column.separator:
        entry["separator"] = column.separator
    if field.kind is Kind.TEXT:
        entry["lang"] = column.facet
    elif field.language:
        entry["lang"] = field.language
    entry["propertyUrl"] = expand(field.term, base)
    if field.kind is Kind.PERIOD or column.inherited:
        # In RDF a bound belongs to the period's own IRI, and the parent's id to the parent.
        entry["suppressOutput"] = True
    elif not column.separator:
        # A value IRI is made from the whole cell, so it does not fit lists.
        entry.update(_value_url(column, base))
    return entry


def _value_url(column: ColumnSpec, base: str) -> dict[str, str]:
    match column.field.kind:
        case Kind.REF:
            target = blueprint().by_name(column.field.target or "")
            return {"valueUrl": f"{base}id/{target.slug}/{{{column.name}}}"}
        case Kind.CODE:
            return {"valueUrl": f"{expand('kb:', base)}{{{column.name}}}"}
        case Kind.IRI:
            return {"valueUrl": f"{{+{column.name}}}"}
        case _:
            return {}


def _virtual_columns(table: TableSpec, base: str) -> list[dict[str, Any]]:
    """What RDF made from the table says beside its cells: the class, and that the parent has the part."""
    if table.item is None:
        return []
    columns: list[dict[str, Any]] = [
        {
            "name": "class_iri",
            "virtual": True,
            "propertyUrl": expand("rdf:type", base),
            "valueUrl": expand(table.item.term, base),
        }
    ]
    if table.fields and _has_iri(table):
        columns.append(
            {
                "name": "parent_iri",
                "virtual": True,
                "aboutUrl": _parent(table, base),
                "propertyUrl": expand(table.fields[-1].term, base),
                "valueUrl": _subject(table, base),
            }
        )
    return columns


def _has_iri(table: TableSpec) -> bool:
    """Whether a row's cells are enough to make its IRI: the version in a dataset's IRI is no cell of its parts."""
    return not table.fields or "{version}" not in table.entity.iri


def _subject(table: TableSpec, base: str) -> str:
    """Template of the IRI that a row is about: of the record or part, or of the parent of a value."""
    if not table.fields:
        return base + table.entity.iri
    if table.item is None:
        return _parent(table, base)
    return f"{_parent(table, base)}{_joint(len(table.fields))}{table.fields[-1].name}.{{key}}"


def _parent(table: TableSpec, base: str) -> str:
    record, *parts = table.columns[: table.parents]
    iri = base + table.entity.iri.replace("{id}", f"{{{record.name}}}")
    for depth, (field, column) in enumerate(zip(table.fields, parts, strict=False), start=1):
        iri += f"{_joint(depth)}{field.name}.{{{column.name}}}"
    return iri


def _joint(depth: int) -> str:
    return "#" if depth == 1 else "."


def _datatype(column: ColumnSpec) -> dict[str, Any]:
    match column.field.kind:
        case Kind.INTEGER | Kind.DECIMAL as kind:
            bounds = {} if column.field.minimum is None else {"minimum": column.field.minimum}
            return {"base": kind.value, **bounds}
        case Kind.BOOLEAN:
            return {"base": "boolean", "format": "true|false"}
        case Kind.DAY:
            return {"base": "date", "format": "yyyy-MM-dd"}
        case kind:
            found: dict[str, Any] = {"base": "anyURI" if kind is Kind.IRI else "string"}
            if column.pattern:
                found["format"] = column.pattern
            if column.field.max_length is not None and not column.guarded:
                found["maxLength"] = column.field.max_length
            return found


def _in_languages(words: Words) -> list[dict[str, str]]:
    return [{"@value": words.nl, "@language": "nl"}, {"@value": words.en, "@language": "en"}]
