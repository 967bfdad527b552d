# SPDX-License-Identifier: MIT
"""The ontology defines every term of the project's own, in two languages."""

import re

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, Literal, URIRef

from vmbo_mbo_kb._version import __version__
from vmbo_mbo_kb.blueprint import Kind, blueprint
from vmbo_mbo_kb.generators.ontology import LICENCE, ontology
from vmbo_mbo_kb.model.when import When
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, expand
from vmbo_mbo_kb.period_terms import PERIOD_TERMS

KB = f"{DEFAULT_BASE}def#"


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph().parse(data=ontology(), format="turtle")


def languages(graph: Graph, term: str, predicate: URIRef) -> list[str | None]:
    values = graph.objects(URIRef(expand(term)), predicate)
    return sorted(value.language or "" for value in values if isinstance(value, Literal) and str(value).strip())


def used_terms() -> set[str]:
    terms = {each.term for each in PERIOD_TERMS}
    for spec in blueprint().classes():
        terms |= {spec.term} | {field.term for field in spec.fields}
        terms |= {entry.type if isinstance(entry, When) else entry for entry in spec.types}
    terms |= {codes.term for codes in blueprint().code_lists}
    return {term for term in terms if term.startswith("kb:")}


@pytest.mark.parametrize("term", sorted(used_terms()))
def test_term_has_labels_and_definitions(graph: Graph, term: str) -> None:
    assert languages(graph, term, RDFS.label) == ["en", "nl"]
    assert languages(graph, term, SKOS.definition) == ["en", "nl"]
    assert (URIRef(expand(term)), RDFS.isDefinedBy, URIRef(f"{DEFAULT_BASE}def")) in graph


def test_nothing_else_is_defined(graph: Graph) -> None:
    used = {expand(term) for term in used_terms()}
    used |= {expand(code.term) for codes in blueprint().code_lists for code in codes.values}
    defined = {str(subject) for subject in graph.subjects() if str(subject).startswith(KB)}
    assert defined == used


def test_header(graph: Graph) -> None:
    (head,) = graph.subjects(RDF.type, OWL.Ontology)
    assert str(head) == f"{DEFAULT_BASE}def"
    assert (head, DCTERMS.license, URIRef(LICENCE)) in graph
    assert str(graph.value(head, OWL.versionInfo)) == __version__
    assert sorted(title.language for title in graph.objects(head, DCTERMS.title)) == ["en", "nl"]  # type: ignore[attr-defined]


def test_each_value_is_of_its_lists(graph: Graph) -> None:
    for codes in blueprint().code_lists:
        values = {URIRef(expand(code.term)) for code in codes.values}
        assert set(graph.subjects(RDF.type, URIRef(expand(codes.term)))) == values
        for code in codes.values:
            assert languages(graph, code.term, RDFS.label) == ["en", "nl"]
            assert (URIRef(expand(code.term)), RDF.type, OWL.NamedIndividual) in graph


def test_classes_and_properties_specialise_what_they_say(graph: Graph) -> None:
    for spec in blueprint().classes():
        for within in spec.within:
            assert (URIRef(expand(spec.term)), RDFS.subClassOf, URIRef(expand(within))) in graph
        for field in spec.fields:
            if field.minted and field.within:
                assert (URIRef(expand(field.term)), RDFS.subPropertyOf, URIRef(expand(field.within))) in graph


def test_property_types_follow_the_kind(graph: Graph) -> None:
    literal = {Kind.TEXT, Kind.STRING, Kind.INTEGER, Kind.DECIMAL, Kind.BOOLEAN, Kind.DATE, Kind.DAY}
    for spec in blueprint().classes():
        for field in spec.fields:
            if field.minted:
                expected = OWL.DatatypeProperty if field.kind in literal else OWL.ObjectProperty
                assert (URIRef(expand(field.term)), RDF.type, expected) in graph, field.term


def test_domain_only_where_one_class_uses_the_property(graph: Graph) -> None:
    uses: dict[str, list[str]] = {}
    for spec in blueprint().classes():
        for field in spec.fields:
            if field.minted:
                uses.setdefault(field.term, []).append(expand(spec.term))
    for term, classes in uses.items():
        domains = [str(domain) for domain in graph.objects(URIRef(expand(term)), RDFS.domain)]
        assert domains == (classes if len(classes) == 1 else []), term


def test_concept_schemes_of_the_records_exist(graph: Graph) -> None:
    schemes = {path for spec in blueprint().entities if (path := spec.constants.get("skos:inScheme"))}
    assert schemes
    for path in schemes:
        scheme = URIRef(DEFAULT_BASE + path)
        assert (scheme, RDF.type, SKOS.ConceptScheme) in graph
        assert {label.language for label in graph.objects(scheme, SKOS.prefLabel)} == {"nl", "en"}  # type: ignore[attr-defined]


def test_no_blank_nodes_and_no_subject_twice(graph: Graph) -> None:
    assert all(isinstance(subject, URIRef) for subject in graph.subjects())
    subjects = re.findall(r"^(\S+)$", ontology(), flags=re.MULTILINE)
    assert len(subjects) == len(set(subjects)) == len(set(graph.subjects()))
