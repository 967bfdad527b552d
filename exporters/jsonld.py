# SPDX-License-Identifier: MIT
"""JSON-LD: for who works with JSON; the whole dataset in one file, and a document for each record.

A document looks like its record: the same keys, with parts and periods nested and IRIs below the base relative to
it. The context stands in every file, so that none needs another. What the other RDF syntaxes state beyond the fields
stands at the end under prefixed keys: all syntaxes give the same graph.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import orjson

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, blueprint
from vmbo_mbo_kb.describing import status_term
from vmbo_mbo_kb.exporters import Exporter, Written
from vmbo_mbo_kb.exporters.rdf import read_rdf, write_chunks
from vmbo_mbo_kb.generators.context import context
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, check_base
from vmbo_mbo_kb.period_terms import BOUNDS, PERIOD_CLASS
from vmbo_mbo_kb.periods import UNKNOWN, PartialDate, Precision, span
from vmbo_mbo_kb.records import Record, Records, part_path, period_path, record_path, reference_path

Document = dict[str, Any]
Convert = Callable[[Any, str], Any]
"""From a field's value and the path of its owner to what stands in the document."""

SAFE_INTEGER = 2**53
"""Whole numbers beyond it lose digits in what reads JSON's numbers as floating point."""


class Documents:
    """Turns records into documents, without their context."""

    def __init__(self) -> None:
        self._folders = {spec.name: spec.slug for spec in blueprint().entities}
        self._plans: dict[str, list[tuple[str, str, Convert]]] = {}

    def document(self, spec: ClassSpec, record: Record) -> Document:
        """The document of a record in normal form."""
        return self._document(spec, record, record_path(spec, record))

    def _document(self, spec: ClassSpec, record: Mapping[str, Any], path: str) -> Document:
        found: Document = {"@id": path, "@type": spec.types_of(record)}
        for key, name, convert in self._plan(spec):
            if name in record:
                value = convert(record[name], path)
                found[key] = found[key] + value if key in found else value
        return found

    def _plan(self, spec: ClassSpec) -> list[tuple[str, str, Convert]]:
        plan = self._plans.get(spec.name)
        if plan is None:
            plan = [(field.name, field.name, self._field(field)) for field in spec.fields]
            derived = [(term, field.name, self._expanded(field)) for field in spec.fields for term in field.also]
            for term, (name, reference) in spec.shortcuts.items():
                derived.append((term, name, self._shortcut(spec, name, reference)))
            for term, target in spec.constants.items():
                derived.append((term, spec.fields[0].name, _constant(target)))
            plan.extend(sorted(derived, key=lambda each: each[0]))
            self._plans[spec.name] = plan
        return plan

    def _field(self, field: FieldSpec) -> Convert:
        one = self._one(field)
        if field.many:
            return lambda value, path: [one(item, path) for item in value]
        return one

    def _one(self, field: FieldSpec) -> Convert:
        match field.kind:
            case Kind.DATE:
                return lambda value, path: date_value(value)
            case Kind.INTEGER:
                return lambda value, path: value if abs(value) <= SAFE_INTEGER else str(value)
            case Kind.REF:
                return lambda value, path: reference_path(field, value, self._folders)
            case Kind.PERIOD:
                return lambda value, path: _period(value, period_path(path, field))
            case Kind.PART:
                part = field.part
                assert part is not None
                return lambda value, path: self._document(part, value, part_path(path, field, value["key"]))
            case _:
                return lambda value, path: value

    def _expanded(self, field: FieldSpec) -> Convert:
        """The same values where the key says nothing of their type: a list of objects that say it themselves."""
        if field.kind is Kind.TEXT:
            return lambda value, path: [{"@language": tag, "@value": text} for tag, text in value.items()]
        one = self._expanded_one(field)
        if field.many:
            return lambda value, path: [one(item, path) for item in value]
        return lambda value, path: [one(value, path)]

    def _expanded_one(self, field: FieldSpec) -> Convert:
        plain = self._one(field)
        match field.kind:
            case Kind.DATE:
                return plain
            case Kind.IRI | Kind.REF:
                return lambda value, path: {"@id": plain(value, path)}
            case Kind.CODE:
                return lambda value, path: {"@id": f"kb:{value}"}
            case Kind.PART:
                return lambda value, path: {"@id": part_path(path, field, value["key"])}
            case Kind.PERIOD:
                return lambda value, path: {"@id": period_path(path, field)}
            case Kind.STRING if field.language:
                return lambda value, path: {"@language": field.language, "@value": value}
            case Kind.STRING:
                return plain
            case Kind.INTEGER | Kind.DECIMAL | Kind.BOOLEAN | Kind.DAY:
                datatype = "date" if field.kind is Kind.DAY else field.kind.value
                return lambda value, path: {"@type": f"xsd:{datatype}", "@value": plain(value, path)}
            case _:
                raise TypeError(f"{field.name}: a {field.kind} is not repeated under another property")

    def _shortcut(self, spec: ClassSpec, name: str, reference: str) -> Convert:
        part = spec.field(name).part
        assert part is not None
        one = self._expanded_one(part.field(reference))

        def convert(value: Any, path: str) -> list[Any]:
            references = sorted({item[reference] for item in value if reference in item})
            return [one(each, path) for each in references]

        return convert


def _constant(path: str) -> Convert:
    return lambda value, owner: [{"@id": path}]


def date_value(text: str) -> Document:
    """A date with its datatype, which goes with its precision."""
    precision = PartialDate(text).precision
    prefix = "kb" if precision is Precision.SCHOOL_YEAR else "xsd"
    return {"@type": f"{prefix}:{precision.value}", "@value": text}


def _period(value: Mapping[str, str | None], path: str) -> Document:
    found: Document = {"@id": path, "@type": [PERIOD_CLASS]}
    days = span(value["from"], value["through"])
    each = (days.from_earliest, days.from_latest), (days.through_earliest, days.through_latest)
    for name, (earliest, latest) in zip(BOUNDS, each, strict=True):
        bound = value[name]
        if bound is None or bound == UNKNOWN:
            found[f"{name}Status"] = status_term(bound).removeprefix("kb:")
        else:
            found[name] = date_value(bound)
        found[f"{name}Earliest"] = str(earliest)
        found[f"{name}Latest"] = str(latest)
    return found


def dumps(value: Any, indent: bool = False) -> str:
    """JSON text, a line or indented."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 if indent else None).decode().replace("\x7f", "\\u007f")


def standalone(context: Mapping[str, Any], document: Document) -> str:
    """The document of a record with its context, as text."""
    return dumps({"@context": context, **document}, indent=True) + "\n"


class JsonLd(Exporter):
    """The dataset as one graph, a record a line, and a document for each record."""

    name = "jsonld"
    title = "JSON-LD"
    media_type = "application/ld+json"
    lossless = True
    file_name = "vmbo-mbo-kb.jsonld"

    def write(self, records: Records, folder: Path, base: str = DEFAULT_BASE) -> Iterator[Written]:
        check_base(base)
        contexts: dict[str, dict[str, Any]] = {}
        slugs: list[str] = []
        count = 0

        def lines() -> Iterator[str]:
            nonlocal count
            documents = Documents()
            yield f'{{"@context":{dumps(context(base))},"@graph":['
            separator = "\n"
            for spec, record in chain([(blueprint().dataset, records.dataset)], records):
                document = documents.document(spec, record)
                yield f"{separator}{dumps(document)}"
                separator = ",\n"
                if spec.name not in contexts:
                    contexts[spec.name] = context(base, spec)
                    slugs.append(spec.slug)
                    (folder / "jsonld" / spec.slug).mkdir(parents=True)
                path = f"jsonld/{spec.slug}/{record['id']}.jsonld"
                text = standalone(contexts[spec.name], document)
                (folder / path).write_bytes(text.encode())
                count += 1
            yield "\n]}\n"

        with (folder / self.file_name).open("wb") as out:
            write_chunks(out, lines())
        return self._written(folder, sorted(slugs), count - 1)

    def _written(self, folder: Path, classes: list[str], records: int) -> Iterator[Written]:
        """The files that stand in the folder, listed class by class: to remember them all would take memory."""
        for name in classes:
            for file in sorted(entry.name for entry in (folder / "jsonld" / name).iterdir()):
                yield Written(f"jsonld/{name}/{file}", self.media_type, 1)
        yield Written(self.file_name, self.media_type, records)

    def read(self, folder: Path, base: str = DEFAULT_BASE) -> Iterator[tuple[ClassSpec, Record]]:
        return read_rdf(folder / self.file_name, self.media_type, base)
