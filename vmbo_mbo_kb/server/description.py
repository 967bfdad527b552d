# SPDX-License-Identifier: MIT
"""The SPARQL 1.1 Service Description (https://www.w3.org/TR/sparql11-service-description/)."""

from collections.abc import Iterator

import pyoxigraph as ox

from vmbo_mbo_kb.namespaces import PREFIXES, RDF_TYPE
from vmbo_mbo_kb.server.formats import FORMAT_IRIS
from vmbo_mbo_kb.server.generation import Generation
from vmbo_mbo_kb.server.problems import Problem, ProblemError

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_INTEGER = ox.NamedNode(f"{PREFIXES['xsd']}integer")


def describe(endpoint: str, generation: Generation, syntax: ox.RdfFormat) -> bytes:
    """What the service at this address speaks and holds.

    :raises ProblemError: the address, which the request gives, is no IRI.
    """
    try:
        triples = list(_triples(endpoint, generation))
    except ValueError:
        raise ProblemError(Problem.MALFORMED_REQUEST) from None
    prefixes = {"sd": _SD, "void": _VOID, "dct": PREFIXES["dct"]}
    return ox.serialize(triples, format=syntax, prefixes=prefixes) or b""


def _triples(endpoint: str, generation: Generation) -> Iterator[ox.Triple]:
    service, dataset = ox.NamedNode(endpoint), ox.NamedNode(f"{endpoint}#dataset")
    first, *_ = generation.triples
    yield _links(service, RDF_TYPE, f"{_SD}Service")
    yield _links(service, f"{_SD}endpoint", endpoint)
    yield _links(service, f"{_SD}supportedLanguage", f"{_SD}SPARQL11Query")
    for iri in FORMAT_IRIS:
        yield _links(service, f"{_SD}resultFormat", iri)
    yield _links(service, f"{_SD}defaultDataset", dataset.value)
    yield _links(dataset, RDF_TYPE, f"{_SD}Dataset")
    yield _links(dataset, f"{_SD}defaultGraph", f"{endpoint}#graph-0")
    for position, (graph, count) in enumerate(generation.triples.items()):
        named = ox.NamedNode(f"{endpoint}#named-graph-{position}")
        content = ox.NamedNode(f"{endpoint}#graph-{position}")
        yield _links(dataset, f"{_SD}namedGraph", named.value)
        yield _links(named, RDF_TYPE, f"{_SD}NamedGraph")
        yield _links(named, f"{_SD}name", graph)
        yield _links(named, f"{_SD}graph", content.value)
        yield _links(content, RDF_TYPE, f"{_SD}Graph")
        yield ox.Triple(content, ox.NamedNode(f"{_VOID}triples"), ox.Literal(str(count), datatype=_INTEGER))
    yield _links(dataset, f"{PREFIXES['dct']}source", first)


def _links(subject: ox.NamedNode, predicate: str, target: str) -> ox.Triple:
    return ox.Triple(subject, ox.NamedNode(predicate), ox.NamedNode(target))
