# SPDX-License-Identifier: MIT
"""The thesaurus by itself: concept schemes, concepts and collections in SKOS, as NL-SBB wants them.

What Skosmos, SkoHub and other readers of vocabularies load. Both directions of a hierarchy are written out, because
most of them follow only one. Of a concept it says what is SKOS; its IRI leads to the rest.

A scheme lists its topmost concepts and a collection its members, so the ids of all concepts are held in memory; a
thesaurus is of a size that people oversee.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from vmbo_mbo_kb.blueprint import CodeSpec, FieldSpec
from vmbo_mbo_kb.describing import Describer, Node, statements
from vmbo_mbo_kb.exporters import Exporter, Written
from vmbo_mbo_kb.exporters.rdf import write_chunks
from vmbo_mbo_kb.exporters.turtle import Turtle, TurtleNotation
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, check_base
from vmbo_mbo_kb.records import Record, Records, record_path, reference_path
from vmbo_mbo_kb.thesaurus import BROADER, Scheme, schemes
from vmbo_mbo_kb.words import Words


class Thesaurus(Exporter):
    """Themes, concepts, education levels and collaboration forms as a SKOS thesaurus."""

    name = "thesaurus"
    title = "Thesaurus (SKOS, NL-SBB)"
    media_type = "text/turtle"
    file_name = "thesaurus.ttl"

    def write(self, records: Records, folder: Path, base: str = DEFAULT_BASE) -> list[Written]:
        check_base(base)
        turtle = Turtle()
        concepts = [
            (scheme, [record for spec, record in records if spec.name == scheme.spec.name]) for scheme in schemes()
        ]
        nodes = (
            node
            for scheme, items in concepts
            for node in _Writer(scheme, items, TurtleNotation(base)).nodes(records.dataset["licence"])
        )
        with (folder / self.file_name).open("wb") as out:
            write_chunks(out, [turtle.head(base)])
            write_chunks(out, (turtle.block(base, node) for node in nodes))
        return [Written(self.file_name, self.media_type, sum(len(items) for _, items in concepts))]


class _Writer:
    """Writes one scheme: itself, its collections, its concepts."""

    def __init__(self, scheme: Scheme, items: list[Record], notation: TurtleNotation) -> None:
        self._scheme = scheme
        self._items = items
        self._notation = notation
        self._describer = Describer(notation)
        self._narrower: defaultdict[str, list[str]] = defaultdict(list)
        folders = {scheme.spec.name: scheme.spec.slug}
        self._broader = next((field for field in scheme.spec.fields if field.term == BROADER), None)
        for record in items:
            for wider in self._wider(record):
                assert self._broader is not None
                self._narrower[reference_path(self._broader, wider, folders)].append(record_path(scheme.spec, record))

    def nodes(self, licence: str) -> Iterator[Node]:
        """Everything in the scheme."""
        yield self._scheme_node(licence)
        for field in self._scheme.groups:
            for code in field.codes.values if field.codes else ():
                yield self._collection(field, code)
        for record in self._items:
            yield self._concept(record)

    def _wider(self, record: Record) -> list[str]:
        found: list[str] = record.get(self._broader.name, []) if self._broader else []
        return found

    def _scheme_node(self, licence: str) -> Node:
        path = self._scheme.path
        label = self._words(self._scheme.label)
        top = [record_path(self._scheme.spec, record) for record in self._items if not self._wider(record)]
        return path, [
            *self._say("rdf:type", [self._notation.term("skos:ConceptScheme")]),
            *self._say("dct:description", self._words(self._scheme.definition)),
            *self._say("dct:license", [self._notation.iri()(licence)]),
            *self._say("dct:title", label),
            *self._say("skos:hasTopConcept", self._links(top)),
            *self._say("skos:prefLabel", label),
        ]

    def _collection(self, field: FieldSpec, code: CodeSpec) -> Node:
        members = [record_path(self._scheme.spec, item) for item in self._items if item.get(field.name) == code.value]
        assert field.codes is not None
        return f"def#{code.value}", [
            *self._say("rdf:type", [self._notation.term(field.codes.term), self._notation.term("skos:Collection")]),
            *self._say("skos:member", self._links(members)),
            *self._say("skos:prefLabel", self._words(code.label)),
        ]

    def _concept(self, record: Record) -> Node:
        ((path, statements),) = self._describer.nodes(self._scheme.spec, record)
        found = [*statements, *self._say("skos:narrower", self._links(self._narrower.get(path, [])))]
        if not self._wider(record):
            found += self._say("skos:topConceptOf", self._links([self._scheme.path]))
        return path, sorted(found)  # each starts with its property; "a" is before all prefixes

    def _say(self, predicate: str, objects: list[str]) -> list[str]:
        return statements(self._notation, self._notation.predicate(predicate), objects)

    def _links(self, paths: Iterable[str]) -> list[str]:
        node = self._notation.node()
        return sorted([node(path) for path in paths])

    def _words(self, words: Words) -> list[str]:
        return [self._notation.literal(language="en")(words.en), self._notation.literal(language="nl")(words.nl)]
