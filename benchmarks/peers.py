# SPDX-License-Identifier: MIT
"""The same exports by rdflib, of the same triples."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pyoxigraph
import rdflib

from vmbo_mbo_kb.namespaces import prefixes

FORMATS: Final = {"ntriples": "nt", "turtle": "turtle", "rdfxml": "xml", "jsonld": "json-ld"}
"""Our formats that rdflib writes too, with its name for each."""

Triple = tuple[str, rdflib.URIRef, str, str | None, rdflib.URIRef | None]
"""Subject, predicate, object; for a literal its language, or else its datatype; neither for an IRI."""


def triples(file: Path) -> list[Triple]:
    """The triples of a file of N-Triples as strings, read by a third party: at hand, as the records are for us."""
    terms: dict[str, rdflib.URIRef] = {}

    def term(iri: str) -> rdflib.URIRef:
        return terms.setdefault(iri, rdflib.URIRef(iri))

    found: list[Triple] = []
    for triple in pyoxigraph.parse(path=file, format=pyoxigraph.RdfFormat.N_TRIPLES):
        value = triple.object
        language = datatype = None
        if isinstance(value, pyoxigraph.Literal):
            language = value.language
            datatype = None if language else term(value.datatype.value)
        assert isinstance(triple.subject, pyoxigraph.NamedNode)
        assert isinstance(value, pyoxigraph.Literal | pyoxigraph.NamedNode)
        found.append((triple.subject.value, term(triple.predicate.value), value.value, language, datatype))
    return found


def build(statements: Iterable[Triple]) -> rdflib.Graph:
    """Put triples into a graph."""
    graph = rdflib.Graph()
    for prefix, iri in prefixes().items():
        graph.bind(prefix, iri)
    for subject, predicate, value, language, datatype in statements:
        node: rdflib.URIRef | rdflib.Literal
        if language is None and datatype is None:
            node = rdflib.URIRef(value)
        elif datatype == rdflib.XSD.string:
            node = rdflib.Literal(value)
        else:
            node = rdflib.Literal(value, lang=language, datatype=datatype)
        graph.add((rdflib.URIRef(subject), predicate, node))
    return graph


def serialise(graph: rdflib.Graph, name: str, target: Path) -> None:
    """Write a graph in one of our formats."""
    graph.serialize(target, format=FORMATS[name], encoding="utf-8")


def disagreements(statements: Iterable[Triple], files: Iterable[Path]) -> list[str]:
    """Names of the files of ours that do not hold the graph that rdflib built."""
    wanted = set(build(statements))
    return [path.name for path in files if set(rdflib.Graph().parse(path)) != wanted]
