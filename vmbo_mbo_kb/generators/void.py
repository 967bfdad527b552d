# SPDX-License-Identifier: MIT
"""VoID (https://www.w3.org/TR/void/): what the RDF of the dataset is made of, for whoever wants to query or link it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from vmbo_mbo_kb.generators.described import Publication
from vmbo_mbo_kb.generators.turtle import Properties, document, in_languages, iri, text
from vmbo_mbo_kb.namespaces import RDF_TYPE, prefixes
from vmbo_mbo_kb.words import Words

VOID: Final = "http://rdfs.org/ns/void#"

FORMATS: Final = {
    "application/n-triples": "http://www.w3.org/ns/formats/N-Triples",
    "application/n-quads": "http://www.w3.org/ns/formats/N-Quads",
    "text/turtle": "http://www.w3.org/ns/formats/Turtle",
    "application/trig": "http://www.w3.org/ns/formats/TriG",
    "application/rdf+xml": "http://www.w3.org/ns/formats/RDF_XML",
    "application/ld+json": "http://www.w3.org/ns/formats/JSON-LD",
}
"""How W3C names the syntaxes."""

NOTE: Final = "What the RDF of the dataset is made of: VoID, with a count for each class and property."


@dataclass
class Counts:
    """How much RDF there is."""

    triples: int = 0
    subjects: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    """How many things are of each class."""
    properties: Counter[str] = field(default_factory=Counter)
    """In how many triples each property is used."""


def count(lines: Iterable[bytes]) -> Counts:
    """Count what stands in N-Triples, in which all triples about a thing follow one another."""
    counts, former, kind = Counts(), b"", f"<{RDF_TYPE}>".encode()
    for line in lines:
        subject, predicate, rest = line.split(b" ", 2)
        counts.triples += 1
        if subject != former:
            counts.subjects += 1
            former = subject
        counts.properties[predicate[1:-1].decode()] += 1
        if predicate == kind:
            counts.classes[rest[1 : rest.index(b">")].decode()] += 1
    return counts


def void(publication: Publication, counts: Counts, examples: Iterable[str] = ()) -> str:
    """The description as Turtle, the same on every run.

    :param examples: IRIs of some records.
    """
    described, dataset = publication.iri, publication.dataset
    namespaces = prefixes(publication.base)
    used = [name for name in namespaces.values() if any(each.startswith(name) for each in counts.properties)]
    dumps = [entry for entry in publication.whole if entry["path"].startswith("vmbo-mbo-kb.")]
    dumps = [entry for entry in dumps if entry["media_type"] in FORMATS]
    parts = [
        ("class", described + "#class.", counts.classes),
        ("property", described + "#property.", counts.properties),
    ]
    local = {
        each: each.removeprefix(space).join((f"{name}.", ""))
        for name, space in namespaces.items()
        for each in (*counts.classes, *counts.properties)
        if each.startswith(space)
    }
    subjects: list[tuple[str, Properties]] = [
        (iri(f"{publication.base}.well-known/void"), [
            ("rdf:type", [iri(f"{VOID}DatasetDescription")]),
            ("dct:title", in_languages(Words(nl="VoID-beschrijving", en="VoID description"))),
            ("foaf:primaryTopic", [iri(described)]),
        ]),
        (iri(described), [
            ("rdf:type", [iri(f"{VOID}Dataset")]),
            ("dct:title", in_languages(Words(**dataset["name"]))),
            ("dct:description", in_languages(Words(**dataset["description"]))),
            ("dct:license", [iri(dataset["licence"])]),
            ("dct:modified", [f"{text(publication.day)}^^xsd:date"]),
            ("foaf:homepage", [iri(publication.base)]),
            (iri(f"{VOID}uriSpace"), [text(f"{publication.base}id/")]),
            (iri(f"{VOID}triples"), [str(counts.triples)]),
            (iri(f"{VOID}distinctSubjects"), [str(counts.subjects)]),
            (iri(f"{VOID}classes"), [str(len(counts.classes))]),
            (iri(f"{VOID}properties"), [str(len(counts.properties))]),
            (iri(f"{VOID}vocabulary"), sorted(map(iri, used))),
            (iri(f"{VOID}exampleResource"), sorted(map(iri, examples))),
            (iri(f"{VOID}dataDump"), [iri(publication.address(entry["path"])) for entry in dumps]),
            (iri(f"{VOID}feature"), sorted({iri(FORMATS[entry["media_type"]]) for entry in dumps})),
            *((iri(f"{VOID}{name}Partition"), [iri(f"{start}{local[each]}") for each in sorted(found)])
              for name, start, found in parts),
        ]),
    ]  # fmt: skip
    for name, start, found in parts:
        size = "entities" if name == "class" else "triples"
        for each in sorted(found):
            properties = [(iri(f"{VOID}{name}"), [iri(each)]), (iri(f"{VOID}{size}"), [str(found[each])])]
            subjects.append((iri(f"{start}{local[each]}"), properties))
    subjects = [(subject, [each for each in properties if each[1]]) for subject, properties in subjects]
    return document(NOTE, subjects, publication.base)


__all__ = ["Counts", "count", "void"]
