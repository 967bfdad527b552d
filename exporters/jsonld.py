# SPDX-License-Identifier: MIT
"""JSON-LD: for who works with JSON; the whole dataset in one file, and a document for each record.

A document looks like its record: the same keys, with parts and periods nested and IRIs below the base relative to
it. The context stands in every file, so that none needs another. What the other RDF syntaxes state beyond the fields
stands at the end under prefixed keys: all syntaxes give the same graph.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain
from operator import itemgetter
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
from vmbo_mbo_kb.periods import CACHED, UNKNOWN, PartialDate, Precision, span
from vmbo_mbo_kb.records import Record, Records, part_path, period_path, record_path, reference_path

Document = dict[str, Any]
Make = Callable[[Mapping[str, Any], str], Document]
"""From a record or part and its path to its document."""

SAFE_INTEGER = 2**53
"""Whole numbers beyond it lose digits in what reads JSON's numbers as floating point."""


class Documents:
    """Turns records into documents, without their context.

    As in :mod:`vmbo_mbo_kb.describing`, a class becomes a function of our own making. Documents share what they can
    with each other and with their records, so they are not to be changed.
    """

    def __init__(self) -> None:
        self._folders = {spec.name: spec.slug for spec in blueprint().entities}
        self._made: dict[int, tuple[ClassSpec, Make]] = {}  # by the classes' identities, which stay theirs

    def document(self, spec: ClassSpec, record: Record) -> Document:
        """The document of a record in normal form."""
        return self._make(spec)(record, record_path(spec, record))

    def _make(self, spec: ClassSpec) -> Make:
        found = self._made.get(id(spec))
        if found is None:
            found = self._made[id(spec)] = spec, self._compile(spec)
        return found[1]

    def _compile(self, spec: ClassSpec) -> Make:
        names: dict[str, Any] = {"period": _period, "dates": date_value}
        inside = "#" if spec.folder is None else ""  # a part has a path within a record: '#' is in it already
        types: Any = spec.types_of
        if all(isinstance(entry, str) for entry in spec.types):
            names["types"] = spec.types_of({})
            lines = ['found = {"@id": path, "@type": types}']
        else:
            names["types"] = types
            lines = ['found = {"@id": path, "@type": types(record)}']

        def state(key: str, field: FieldSpec, expression: str) -> None:
            lines.append(f'if "{field.name}" in record:')
            if not field.many and expression != "value":
                lines.append(f'    value = record["{field.name}"]')
            elif not field.many:
                expression = f'record["{field.name}"]'
            lines.append(f'    found["{key}"] = {expression}')

        for field in spec.fields:
            state(field.name, field, self._several(field, self._one(field, inside, names)))
        derived = [(term, field, self._expanded(field, inside, names)) for field in spec.fields for term in field.also]
        for term, (name, reference) in spec.shortcuts.items():
            derived.append((term, spec.field(name), self._shortcut(spec.field(name), reference, inside, names)))
        for term, target in spec.constants.items():
            derived.append((term, spec.fields[0], f'[{{"@id": {target!r}}}]'))  # of the id or key
        stated: set[str] = set()
        for term, field, expression in sorted(derived, key=itemgetter(0)):
            state(term, field, f'found.get("{term}", []) + {expression}' if term in stated else expression)
            stated.add(term)
        body = "\n    ".join([*lines, "return found"])
        # All of it comes from the blueprint, nothing from data.
        exec(f"def make(record, path):\n    {body}", names)  # noqa: S102
        make: Make = names["make"]
        return make

    def _several(self, field: FieldSpec, one: str) -> str:
        """An expression for what a field holds, from that for one ``value``."""
        if not field.many:
            return one
        values = f'record["{field.name}"]'
        return values if one == "value" else f"[{one} for value in {values}]"

    def _one(self, field: FieldSpec, inside: str, names: dict[str, Any]) -> str:
        """An expression for a ``value`` of a field."""
        match field.kind:
            case Kind.DATE:
                return "dates(value)"
            case Kind.INTEGER:
                return f"value if abs(value) <= {SAFE_INTEGER} else str(value)"
            case Kind.REF:
                return _text(f"{reference_path(field, '', self._folders)}{{value}}")
            case Kind.PERIOD:
                return f'period(value["from"], value["through"], {_text(_below(period_path(inside, field), inside))})'
            case Kind.PART:
                assert field.part is not None
                names[f"make_{field.name}"] = self._make(field.part)
                return f"make_{field.name}(value, {self._part(field, inside)})"
            case _:
                return "value"

    def _part(self, field: FieldSpec, inside: str) -> str:
        return _text(_below(part_path(inside, field, '{value["key"]}'), inside))

    def _expanded(self, field: FieldSpec, inside: str, names: dict[str, Any]) -> str:
        """The same values where the key says nothing of their type: a list of objects that say it themselves."""
        if field.kind is Kind.TEXT:
            return f'[{{"@language": tag, "@value": text}} for tag, text in record["{field.name}"].items()]'
        one = self._expanded_one(field, inside, names)
        return self._several(field, one) if field.many else f"[{self._several(field, one)}]"

    def _expanded_one(self, field: FieldSpec, inside: str, names: dict[str, Any]) -> str:
        plain = self._one(field, inside, names) if field.kind is not Kind.PART else self._part(field, inside)
        match field.kind:
            case Kind.DATE:
                return plain
            case Kind.IRI | Kind.REF | Kind.PART:
                return f'{{"@id": {plain}}}'
            case Kind.CODE:
                return '{"@id": f"kb:{value}"}'
            case Kind.PERIOD:
                return f'{{"@id": {_text(_below(period_path(inside, field), inside))}}}'
            case Kind.STRING if field.language:
                return f'{{"@language": "{field.language}", "@value": value}}'
            case Kind.STRING:
                return plain
            case Kind.INTEGER | Kind.DECIMAL | Kind.BOOLEAN | Kind.DAY:
                datatype = "date" if field.kind is Kind.DAY else field.kind.value
                return f'{{"@type": "xsd:{datatype}", "@value": {plain}}}'
            case _:
                raise TypeError(f"{field.name}: a {field.kind} is not repeated under another property")

    def _shortcut(self, field: FieldSpec, reference: str, inside: str, names: dict[str, Any]) -> str:
        assert field.part is not None
        one = self._expanded_one(field.part.field(reference), inside, names)
        values = f'{{item["{reference}"] for item in record["{field.name}"] if "{reference}" in item}}'
        return f"[{one} for value in sorted({values})]"


def _below(path: str, inside: str) -> str:
    """A path as the inside of an f-string: below that of what holds it."""
    return f"{{path}}{path.removeprefix(inside)}"


def _text(template: str) -> str:
    return f"f'{template}'"


@lru_cache(maxsize=CACHED)
def date_value(text: str) -> Document:
    """A date with its datatype, which goes with its precision."""
    precision = PartialDate(text).precision
    prefix = "kb" if precision is Precision.SCHOOL_YEAR else "xsd"
    return {"@type": f"{prefix}:{precision.value}", "@value": text}


def _period(start: str | None, end: str | None, path: str) -> Document:
    return {"@id": path, "@type": [PERIOD_CLASS], **_bounds(start, end)}


@lru_cache(maxsize=CACHED)
def _bounds(start: str | None, end: str | None) -> Document:
    found: Document = {}
    days = span(start, end)
    each = (start, days.from_earliest, days.from_latest), (end, days.through_earliest, days.through_latest)
    for name, (bound, earliest, latest) in zip(BOUNDS, each, strict=True):
        if bound is None or bound == UNKNOWN:
            found[f"{name}Status"] = status_term(bound).removeprefix("kb:")
        else:
            found[name] = date_value(bound)
        found[f"{name}Earliest"] = str(earliest)
        found[f"{name}Latest"] = str(latest)
    return found


@cache
def documents() -> Documents:
    """What turns records into documents; kept, since making it takes more time than a document."""
    return Documents()


def dumps(value: Any, options: int = 0) -> bytes:
    """JSON in UTF-8, with options of orjson's."""
    found = orjson.dumps(value, option=options)
    return found.replace(b"\x7f", b"\\u007f") if b"\x7f" in found else found


def standalone(context: Mapping[str, Any], document: Document) -> bytes:
    """The document of a record with its context, as a file holds it."""
    return dumps({"@context": context, **document}, orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


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

        def lines() -> Iterator[bytes]:
            nonlocal count
            make = documents().document
            yield b'{"@context":%b,"@graph":[' % dumps(context(base))
            separator = b"\n"
            for spec, record in chain([(blueprint().dataset, records.dataset)], records):
                document = make(spec, record)
                yield separator + dumps(document)
                separator = b",\n"
                if spec.name not in contexts:
                    contexts[spec.name] = context(base, spec)
                    slugs.append(spec.slug)
                    (folder / "jsonld" / spec.slug).mkdir(parents=True)
                path = f"jsonld/{spec.slug}/{record['id']}.jsonld"
                (folder / path).write_bytes(standalone(contexts[spec.name], document))
                count += 1
            yield b"\n]}\n"

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
