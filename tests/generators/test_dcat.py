# SPDX-License-Identifier: MIT
"""The description for catalogues conforms to DCAT-AP-NL 3.0.0 and DCAT-AP 3.0.1, judged by the publishers' shapes."""

import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pyshacl import validate
from rdflib import DCTERMS, RDF, SH, SKOS, Graph, Literal, URIRef

from tests.generators.test_described import data, entry
from vmbo_mbo_kb.generators.dcat import AUTHORITY, FILE_TYPES, dcat
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, expand

PROFILES = os.environ.get("VMBO_MBO_KB_PROFILES", "")
needs_profiles = pytest.mark.skipif(
    not PROFILES, reason="VMBO_MBO_KB_PROFILES does not name the folder of published profiles: conformance not judged"
)

SERIES = f"{DEFAULT_BASE}id/dataset/{data().dataset.id}"
FILES = (
    entry("csv/themes.csv", "text/csv"),
    entry("notes.md", "text/markdown"),
    *(entry(f"vmbo-mbo-kb.{number}", kind) for number, kind in enumerate(FILE_TYPES)),
)

NL = ["", "-aanbevolen", "-klassebereik", "-klassebereik-codelijsten"]
AP = ["shapes", "shapes_recommended", "range", "mdr-vocabularies.shape"]
SHAPES = [f"dcat-ap-nl-3.0.0/dcat-ap-nl-SHACL{each}.ttl" for each in NL] + [
    f"dcat-ap-3.0.1/shacl-{each}.ttl" for each in AP
]

WAIVED = {
    # The pattern wants https, but SPDX's own IRIs are http.
    ("http://spdx.org/rdf/terms#checksumAlgorithm_sha256", None),
    ("checksum", "http://spdx.org/rdf/terms#algorithm"),
}
"""A published rule that nobody can meet, with what follows from it."""

LISTS = "dcat-ap-3.0.1/shacl-mdr-vocabularies.shape.ttl"
"""The shapes that want a publisher to stand in the EU's list of corporate bodies."""

NO_BODY_OF_THE_EU = {
    ("publisher", str(SKOS.inScheme)),
    ("", str(DCTERMS.publisher)),
    ("lookup", str(DCTERMS.publisher)),
    ("catalogue", str(DCTERMS.publisher)),
}
"""A rule of those shapes that no Dutch publisher can meet, with what follows from it; elsewhere a complaint about
the same is one."""

NOT_SAID = {
    ("publisher", str(DCTERMS.type)),  # which kind of publisher is not known
    ("https://creativecommons.org/publicdomain/zero/1.0/", str(DCTERMS.type)),  # Creative Commons' to say
    (f"{AUTHORITY}country/NLD", expand("dcat:bbox")),  # the EU's to say
    (f"{AUTHORITY}country/NLD", expand("dcat:centroid")),
    ("period", expand("dcat:endDate")),  # the data go on
}
"""What DCAT-AP recommends and we do not know, or is not ours to say."""


@cache
def described(**options: Any) -> Graph:
    return Graph().parse(data=dcat(data().records.dataset, FILES, **options), format="turtle")  # type: ignore[arg-type]


def judged() -> Graph:
    """The description, with the European concepts that the shapes want to find in the graph and that are not ours."""
    graph = Graph() + described(first="2001-01-01", previous="2026.0", place="")  # a copy: the other is kept
    graph += Graph().parse(Path(PROFILES, "authority.ttl"))
    for code in set(FILE_TYPES.values()):
        concept = URIRef(f"{AUTHORITY}file-type/{code}")
        graph.add((concept, RDF.type, SKOS.Concept))
        graph.add((concept, RDF.type, DCTERMS.MediaTypeOrExtent))
        graph.add((concept, SKOS.inScheme, URIRef(f"{AUTHORITY}file-type")))
        graph.add((concept, SKOS.prefLabel, Literal(code, lang="en")))
    return graph


def complaints(data: Graph, name: str) -> set[tuple[str | None, str | None]]:
    """Node (by its fragment, where it is ours) and path of everything that the shapes have against the graph."""
    _, report, _ = validate(data, shacl_graph=Graph().parse(Path(PROFILES, name)), inference="none")
    assert isinstance(report, Graph)
    found = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        node, path = str(report.value(result, SH.focusNode)), report.value(result, SH.resultPath)
        if node.startswith(SERIES):
            fragment = node.partition("#")[2]
            node = "checksum" if fragment.endswith(".checksum") else fragment
        found.add((node, None if path is None else str(path)))
    return found


def waived(complaint: tuple[str | None, str | None], name: str) -> bool:
    return complaint in WAIVED | NOT_SAID or (name == LISTS and complaint in NO_BODY_OF_THE_EU)


@needs_profiles
@pytest.mark.parametrize("name", SHAPES)
def test_the_description_conforms(name: str) -> None:
    assert {each for each in complaints(judged(), name) if not waived(each, name)} == set()


@needs_profiles
def test_every_waiver_is_needed() -> None:
    found = {each for name in SHAPES for each in complaints(judged(), name)}
    assert (WAIVED | NOT_SAID) - found == set()
    assert NO_BODY_OF_THE_EU - complaints(judged(), LISTS) == set()


@needs_profiles
@pytest.mark.parametrize("term", ["dct:identifier", "dcat:contactPoint", "dct:publisher", "dct:license", "dcat:theme"])
def test_the_profile_would_say_so(term: str) -> None:
    graph = judged()
    graph.remove((None, URIRef(expand(term)), None))
    assert [each for each in complaints(graph, SHAPES[0]) if not waived(each, SHAPES[0])]


EUROPEAN = frozenset(
    "ATOM CSV JSON JSON_LD RDF RDFA RDF_N_QUADS RDF_N_TRIPLES RDF_TRIG RDF_TURTLE RDF_XML XLSX XML".split()  # noqa: SIM905
)
"""Codes for formats of data in the Publications Office's list of file types (filetypes-skos.rdf of
http://publications.europa.eu/resource/authority/file-type)."""


def test_formats_are_those_of_the_european_list() -> None:
    assert set(FILE_TYPES.values()) <= EUROPEAN
    stated = {str(each) for each in described(place="").objects(None, DCTERMS["format"])}
    assert stated == {f"{AUTHORITY}file-type/{code}" for code in FILE_TYPES.values()}


@pytest.mark.parametrize(
    ("name", "least"),
    [("dcat:Catalog", 1), ("dcat:Dataset", 1), ("dcat:DataService", 1), ("dcat:Distribution", len(FILE_TYPES))],
)
def test_there_is_something_to_judge(name: str, least: int) -> None:
    """A profile that hits nothing proves nothing."""
    assert len(set(described().subjects(RDF.type, URIRef(expand(name))))) == least


def test_files_of_single_tables_and_of_no_data_are_no_distributions() -> None:
    found = {str(each) for each in described(place="").objects(None, URIRef(expand("dcat:downloadURL")))}
    assert found == {f"{DEFAULT_BASE}vmbo-mbo-kb.{number}" for number in range(len(FILE_TYPES))}


def test_a_release_has_its_files_in_its_own_folder() -> None:
    found = {str(each) for each in described().objects(None, URIRef(expand("dcat:downloadURL")))}
    folder = f"{DEFAULT_BASE}releases/{data().dataset.version}/"
    assert found == {f"{folder}vmbo-mbo-kb.{number}" for number in range(len(FILE_TYPES))}
