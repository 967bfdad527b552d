# SPDX-License-Identifier: MIT
"""Records written out by hand, and what other people's parsers make of an export of records."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import rdflib
from pyld import jsonld as pyld

from tests.strategies import GeneratedRecords
from vmbo_mbo_kb.blueprint import ClassSpec, blueprint
from vmbo_mbo_kb.exporters import Exporter
from vmbo_mbo_kb.exporters.jsonld import JsonLd
from vmbo_mbo_kb.exporters.nquads import NQuads
from vmbo_mbo_kb.exporters.ntriples import NTriples
from vmbo_mbo_kb.exporters.rdf import RdfFile
from vmbo_mbo_kb.exporters.rdfxml import RdfXml
from vmbo_mbo_kb.exporters.trig import TriG
from vmbo_mbo_kb.exporters.turtle import Turtle
from vmbo_mbo_kb.namespaces import DEFAULT_BASE
from vmbo_mbo_kb.records import Record

RDF_FILES: tuple[RdfFile, ...] = (NTriples(), NQuads(), Turtle(), TriG(), RdfXml())
FORMATS: tuple[Exporter, ...] = (*RDF_FILES, JsonLd())

Triples = set[tuple[str, ...]]
"""Triples as their judge understood them: subject, predicate, and the object's kind and pieces."""

CHECKED = {"checked": "2026-01-31", "review_by": "2027-01-31"}
CITATION = {"key": "page", "source": "page", "confidence": "high"}

DATASET: Record = {
    "id": "voorbeeld",
    "name": {"nl": "Voorbeeld", "en": "Example"},
    "description": {"nl": "Een voorbeeld.", "en": "An example."},
    "version": "2026.1",
    "as_of": "2026-01-31",
    "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
    "publisher_name": "vmbo-mbo-kb",
}

SCHEME: Record = {
    "id": "regeling",
    **CHECKED,
    "valid": {"from": "2008/2009", "through": None},
    "name": {"nl": 'De "regeling"', "en": "The scheme"},
    "description": {"nl": "Eén regel\nen nog één", "en": "One line\tand\\more"},
    "themes": ["uitstroom", "instroom"],
    "competent_authorities": ["ocw"],
    "amounts": [
        {
            "key": "totaal",
            "kind": "budget",
            "value": "1250000.50",
            "currency": "EUR",
            "per": "per-year",
            "period": {"from": "unknown", "through": "2013-07"},
            "citations": [{**CITATION, "fields": ["value", "kind"], "inferred": True}],
        }
    ],
    "follows": [
        {"key": key, "to": "oud", "kind": "replaces", "date": date, "citations": [CITATION]}
        for key, date in (("eerst", "2008"), ("later", "2009-08-01"))
    ],
    "alternatives": [
        {
            "key": "naam",
            "fields": ["name"],
            "stated": "Anders",
            "reason": {"nl": "Oud.", "en": "Old."},
            "citations": [{**CITATION, "fields": ["stated"]}],
        }
    ],
    "citations": [{**CITATION, "fields": ["name", "valid"], "rests_on": ["p1"], "locator": "art. 1"}],
}

THEME: Record = {
    "id": "instroom",
    **CHECKED,
    "name": {"nl": "Instroom", "en": "Intake"},
    "description": {"nl": "Het begin.", "en": "The start."},
    "exact_matches": ["https://example.org/é?a=1&b='2'"],
    "group": "theme",
    "citations": [CITATION],
}

SOURCE: Record = {
    "id": "page",
    **CHECKED,
    "document": "page-document",
    "kind": "official",
    "seen": "2010-02",
    "passages": [{"key": "p1", "start": 0, "end": 12, "sha256": "0" * 64}],
}


def examples() -> GeneratedRecords:
    """The records above."""
    of = blueprint().by_name
    return GeneratedRecords.of(DATASET, [(of("SubsidyScheme"), SCHEME), (of("Theme"), THEME), (of("Source"), SOURCE)])


class Many:
    """Any number of small records, none of them held in memory."""

    dataset = DATASET

    def __init__(self, count: int) -> None:
        self._count = count

    def __iter__(self) -> Iterator[tuple[ClassSpec, Record]]:
        spec = blueprint().by_name("Theme")
        for number in range(self._count):
            yield spec, {**THEME, "id": f"thema-{number:06}"}


def everything(records: GeneratedRecords) -> list[tuple[str, Record]]:
    """What an export of these records reads back as; classes by name, because they do not compare."""
    return by_name([(blueprint().dataset, records.dataset), *records])


def by_name(read: Iterable[tuple[ClassSpec, Record]]) -> list[tuple[str, Record]]:
    """Records with the name of their class."""
    return [(spec.name, record) for spec, record in read]


def oxigraph(data: bytes, media_type: str) -> Triples:
    """The graph as pyoxigraph reads it; any named graph fails."""
    found: Triples = set()
    for quad in pyoxigraph.parse(
        data, format=pyoxigraph.RdfFormat.from_media_type(media_type), without_named_graphs=True, lenient=True
    ):
        term: Any = quad.object
        literal = isinstance(term, pyoxigraph.Literal)
        pieces = (term.value, term.language or "", term.datatype.value) if literal else (term.value,)
        assert not isinstance(quad.subject, pyoxigraph.BlankNode)
        assert not isinstance(term, pyoxigraph.BlankNode)
        found.add((quad.subject.value, quad.predicate.value, *pieces))
    return found


def by_rdflib(data: bytes, media_type: str) -> Triples:
    """The graph as rdflib reads it."""
    graph = rdflib.Dataset(default_union=True)
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    try:
        graph.parse(data=data, format=media_type)
    finally:
        rdflib.NORMALIZE_LITERALS = before
    found: Triples = set()
    for subject, predicate, term in graph.triples((None, None, None)):
        assert isinstance(subject, rdflib.URIRef)
        pieces: tuple[str, ...] = (str(term),)
        if isinstance(term, rdflib.Literal):
            datatype = rdflib.RDF.langString if term.language else term.datatype or rdflib.XSD.string
            pieces = (str(term), term.language or "", str(datatype))
        found.add((str(subject), str(predicate), *pieces))
    return found


def by_pyld(document: Any) -> Triples:
    """The graph as pyld reads a JSON-LD document."""
    quads: str = pyld.to_rdf(document, {"format": "application/n-quads"})
    return oxigraph(quads.encode(), "application/n-quads")


def export(exporter: Exporter, records: Any, folder: Path, base: str = DEFAULT_BASE) -> dict[str, bytes]:
    """Write an export and give the bytes of its files by their path, in the order reported."""
    folder.mkdir(parents=True, exist_ok=True)
    return {written.path: (folder / written.path).read_bytes() for written in exporter.write(records, folder, base)}
