# SPDX-License-Identifier: MIT
"""The service description: the W3C's three cases, and that it tells the truth."""

import rdflib
from rdflib.namespace import RDF

from tests.server.conftest import Server

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = rdflib.Namespace("http://rdfs.org/ns/void#")


def description(server: Server) -> rdflib.Graph:
    reply = server.ask("/sparql", accept="text/turtle")
    assert reply.status == 200
    return rdflib.Graph().parse(data=reply.body, format="turtle")


def test_w3c_returns_rdf(server: Server) -> None:
    formats = {
        "text/turtle": "turtle",
        "application/n-triples": "nt",
        "application/ld+json": "json-ld",
        "application/rdf+xml": "xml",
    }
    sizes = set()
    for media_type, name in formats.items():
        reply = server.ask("/sparql", accept=media_type)
        assert (reply.status, reply.media_type) == (200, media_type)
        sizes.add(len(rdflib.Graph().parse(data=reply.body, format=name)))
    assert len(sizes) == 1
    assert server.ask("/sparql").media_type == "text/turtle"


def test_w3c_has_endpoint_triple(server: Server) -> None:
    endpoint = rdflib.URIRef(f"http://127.0.0.1:{server.port}/sparql")
    assert list(description(server).subject_objects(SD.endpoint)) == [(endpoint, endpoint)]


def test_w3c_conforms_to_schema(server: Server) -> None:
    """Every property of the vocabulary has a subject and an object of the class that it asks for."""
    graph = description(server)
    asked = {
        SD.endpoint: (SD.Service, None),
        SD.supportedLanguage: (SD.Service, None),
        SD.resultFormat: (SD.Service, None),
        SD.defaultDataset: (SD.Service, SD.Dataset),
        SD.defaultGraph: (SD.Dataset, SD.Graph),
        SD.namedGraph: (SD.Dataset, SD.NamedGraph),
        SD.name: (SD.NamedGraph, None),
        SD.graph: (SD.NamedGraph, SD.Graph),
    }
    used = {predicate for predicate in graph.predicates() if predicate in SD}
    assert used == asked.keys()
    for predicate, (domain, kind) in asked.items():
        for subject, target in graph.subject_objects(predicate):
            assert (subject, RDF.type, domain) in graph
            assert kind is None or (target, RDF.type, kind) in graph
    assert (None, SD.supportedLanguage, SD.SPARQL11Query) in graph
    assert (None, SD.supportedLanguage, SD.SPARQL11Update) not in graph


def test_graphs_are_those_that_are_there(server: Server) -> None:
    graph = description(server)
    counts = {}
    for named in graph.subjects(RDF.type, SD.NamedGraph):
        name, content = graph.value(named, SD.name), graph.value(named, SD.graph)
        counts[str(name)] = int(str(graph.value(content, VOID.triples)))
    assert len(counts) == 2
    for name, count in counts.items():
        reply = server.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", **{"default-graph-uri": name})
        assert int(reply.json()["results"]["bindings"][0]["n"]["value"]) == count
    default = server.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").json()["results"]["bindings"][0]["n"]["value"]
    first = graph.value(next(graph.objects(None, SD.defaultDataset)), SD.defaultGraph)
    assert int(default) == int(str(graph.value(first, VOID.triples)))


def test_it_says_the_address_that_was_asked(server: Server) -> None:
    reply = server.ask("/sparql", accept="application/n-triples", host="example.org")
    assert b"<http://example.org/sparql>" in reply.body
    reply = server.ask("/sparql", host="a<b>c")
    assert reply.status in {200, 400}
    assert b"a<b>c" not in reply.body
