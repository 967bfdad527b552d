# SPDX-License-Identifier: MIT
"""Every term of others that the project writes exists in its vocabulary: no profile notices a misspelt one.

The vocabularies are their publishers' and not part of the project. ``VMBO_MBO_KB_PROFILES`` names the folder with
copies: ``vocab/`` (N-Quads and Turtle), ``cpsv-ap-3.2.0/cpsv-ap.ttl`` and the shapes of CPOV and CPSV-AP, which are
the only list of the ``cv:`` terms that there is.
"""

import os
import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from vmbo_mbo_kb.blueprint import blueprint
from vmbo_mbo_kb.generators import ontology, shacl
from vmbo_mbo_kb.model.when import When
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, PREFIXES, expand
from vmbo_mbo_kb.period_terms import PERIOD_CLASS, PERIOD_TERMS

PROFILES = os.environ.get("VMBO_MBO_KB_PROFILES")

needs_profiles = pytest.mark.skipif(
    not PROFILES, reason="VMBO_MBO_KB_PROFILES does not name a folder with the published vocabularies"
)

SHAPES_AS_LIST = ("cpov-2.1.2/core-public-organisation-ap-SHACL.ttl", "cpsv-ap-3.2.0/cpsv-ap-SHACL.ttl")
"""Files that use terms of ``cv:`` and ``cpsv:`` and so vouch for them; the others must define what they vouch for."""

CV = PREFIXES["cv"], PREFIXES["cpsv"]

XSD_TYPES = {
    PREFIXES["xsd"] + name for name in ("boolean", "date", "decimal", "gYear", "gYearMonth", "integer", "string")
}
"""XML Schema defines its datatypes in prose and XSD, not in RDF (https://www.w3.org/TR/xmlschema-2/)."""

RDF_TERMS = {PREFIXES["rdf"] + name for name in ("type", "value", "langString", "Property", "first", "rest", "nil")}
"""The namespace document of RDF is not among the vocabularies (https://www.w3.org/1999/02/22-rdf-syntax-ns)."""

SHACL_TERMS = PREFIXES["sh"]
"""SHACL is judged by the validator that reads the shapes."""


@cache
def known_terms() -> frozenset[str]:
    """All IRIs that a vocabulary defines."""
    assert PROFILES
    root = Path(PROFILES)
    found = set(XSD_TYPES | RDF_TERMS)
    for path in sorted([*(root / "vocab").iterdir(), root / "cpsv-ap-3.2.0/cpsv-ap.ttl"]):
        for quad in parse(path=path, format=RdfFormat.from_extension(path.suffix[1:]), lenient=True):
            if isinstance(quad.subject, NamedNode):
                found.add(quad.subject.value)
    for name in SHAPES_AS_LIST:
        for quad in parse(path=root / name, format=RdfFormat.TURTLE, lenient=True):
            terms = (quad.subject, quad.object)
            found.update(t.value for t in terms if isinstance(t, NamedNode) and t.value.startswith(CV))
    return frozenset(found)


def unknown(iris: set[str]) -> list[str]:
    """Complaints about the IRIs that no vocabulary defines, each with the nearest that one does."""
    known = known_terms()
    complaints = []
    for iri in sorted(iris - known):
        namespace = re.match(r".*[#/]", iri)
        near = [term for term in known if namespace and term.startswith(namespace[0])]
        complaints.append(f"{iri}: no such term; nearest: {', '.join(get_close_matches(iri, near, n=3)) or 'none'}")
    return complaints


def model_curies() -> Iterator[str]:
    """Every term that the model and the writers of RDF name."""
    for spec in blueprint().classes():
        yield from (spec.term, *spec.within, *spec.shortcuts, *spec.constants)
        yield from (entry.type if isinstance(entry, When) else entry for entry in spec.types)
        for field in spec.fields:
            yield from (field.term, *field.also, *([field.within] if field.within else []))
    yield PERIOD_CLASS
    for each in PERIOD_TERMS:
        yield from (each.term, *([each.range] if each.range else []))


def describing_curies() -> set[str]:
    """The terms in the text of the module that writes records as RDF."""
    from vmbo_mbo_kb import describing

    assert describing.__file__
    text = Path(describing.__file__).read_text()
    return set(re.findall(rf"\"((?:{'|'.join(PREFIXES)}):[A-Za-z]\w*)\"", text))


def others(curies: set[str]) -> set[str]:
    return {expand(curie) for curie in curies if not curie.startswith("kb:")}


def iris_of(turtle: str) -> set[str]:
    """Predicates, types and classes of others in a document."""
    found = set()
    for triple in parse(turtle, format=RdfFormat.TURTLE):
        found.add(triple.predicate.value)
        if isinstance(triple.object, NamedNode) and triple.object.value.startswith(tuple(PREFIXES.values())):
            found.add(triple.object.value)
    return {iri for iri in found if not iri.startswith((DEFAULT_BASE, SHACL_TERMS))}


@needs_profiles
def test_terms_of_the_model_exist() -> None:
    terms = others(set(model_curies()))
    assert len(terms) > 80, "so few terms that the test must be looking in the wrong place"
    assert not unknown(terms)


@needs_profiles
def test_terms_of_the_rdf_writer_exist() -> None:
    terms = others(describing_curies())
    assert terms >= {expand("rdf:type"), expand("xsd:date")}
    assert not unknown(terms)


@needs_profiles
@pytest.mark.parametrize("make", [ontology.ontology, shacl.shapes])
def test_terms_of_the_generated_vocabularies_exist(make: object) -> None:
    assert callable(make)
    terms = iris_of(make())
    assert len(terms) > 20
    assert not unknown(terms)


@needs_profiles
@pytest.mark.parametrize("curie", ["skos:preflabel", "cv:hasCompetentAuthorities", "schema:sugestedAnswer", "xsd:day"])
def test_misspelt_term_is_found(curie: str) -> None:
    complaints = unknown({expand(curie)})
    assert len(complaints) == 1
    assert complaints[0].startswith(expand(curie))


def test_own_terms_are_defined() -> None:
    defined = {
        triple.subject.value
        for triple in parse(ontology.ontology(), format=RdfFormat.TURTLE)
        if isinstance(triple.subject, NamedNode)
    }
    used = {expand(curie) for curie in model_curies() if curie.startswith("kb:")}
    used |= {expand(code.term) for codes in blueprint().code_lists for code in codes.values}
    assert used <= defined, sorted(used - defined)
