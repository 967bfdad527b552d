# SPDX-License-Identifier: MIT
"""The thesaurus holds the concepts of the dataset, each in its scheme, and leads to every one of them from the top."""

from functools import cache
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, SKOS, Graph, URIRef

from tests.exporters.samples import DATASET, THEME
from tests.strategies import GeneratedRecords
from vmbo_mbo_kb import KnowledgeBase, exporters, load
from vmbo_mbo_kb.blueprint import Kind, blueprint
from vmbo_mbo_kb.exporters.thesaurus import Thesaurus
from vmbo_mbo_kb.namespaces import DEFAULT_BASE
from vmbo_mbo_kb.thesaurus import schemes


@cache
def knowledge_base() -> KnowledgeBase:
    return load()


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("thesaurus")
    (written,) = Thesaurus().write(knowledge_base().records, folder)
    found = Graph().parse(folder / written.path, format="turtle")
    assert written.records == len(set(found.subjects(RDF.type, SKOS.Concept)))
    return found


def test_schemes_are_those_of_the_classes_of_concepts() -> None:
    assert [scheme.spec.name for scheme in schemes()] == ["CollaborationForm", "Concept", "EducationLevel", "Theme"]
    assert [field.name for scheme in schemes() for field in scheme.groups] == ["group"]


def test_it_is_found_by_name_and_is_not_read_back(tmp_path: Path) -> None:
    exporter = exporters.get("thesaurus")
    assert isinstance(exporter, Thesaurus)
    assert not exporter.lossless
    with pytest.raises(NotImplementedError):
        exporter.read(tmp_path)


def test_every_concept_of_the_dataset_is_in_it(graph: Graph) -> None:
    classes = {scheme.spec.name: scheme.path for scheme in schemes()}
    expected = {
        (URIRef(knowledge_base().iri(record["id"])), URIRef(DEFAULT_BASE + classes[spec.name]))
        for spec, record in knowledge_base().records
        if spec.name in classes
    }
    assert len(expected) > 70
    assert set(graph.subject_objects(SKOS.inScheme)) == expected
    for concept, _ in expected:
        for predicate in (SKOS.prefLabel, SKOS.definition):
            languages = [getattr(value, "language", None) for value in graph.objects(concept, predicate)]
            assert sorted(map(str, languages)) == ["en", "nl"]


def test_every_concept_is_reached_from_the_top_of_its_scheme(graph: Graph) -> None:
    for concept, scheme in graph.subject_objects(SKOS.inScheme):
        above = set(graph.transitive_objects(concept, SKOS.broader))
        top = [each for each in above if (each, SKOS.topConceptOf, scheme) in graph]
        assert top, concept
        assert all((scheme, SKOS.hasTopConcept, each) in graph for each in top)
    assert set(graph.subject_objects(SKOS.narrower)) == {(b, a) for a, b in graph.subject_objects(SKOS.broader)}
    assert set(graph.subject_objects(SKOS.hasTopConcept)) == {
        (b, a) for a, b in graph.subject_objects(SKOS.topConceptOf)
    }


def test_themes_and_topics_are_collections(graph: Graph) -> None:
    groups = {
        group: {
            URIRef(knowledge_base().iri(record["id"]))
            for spec, record in knowledge_base().records
            if spec.slug == "themes" and record["group"] == group
        }
        for group in ("theme", "topic")
    }
    assert {group: len(members) for group, members in groups.items()} == {"theme": 3, "topic": 5}
    assert len(set(graph.subjects(RDF.type, SKOS.Collection))) == 2
    for group, members in groups.items():
        assert set(graph.objects(URIRef(f"{DEFAULT_BASE}def#{group}"), SKOS.member)) == members


def test_it_says_what_is_skos_and_where_it_may_be_used(graph: Graph) -> None:
    subjects = set(graph.subjects(SKOS.inScheme))
    said = {str(predicate) for subject in subjects for predicate in graph.predicates(subject)}
    plain = {str(RDF.type), str(DCTERMS.identifier), str(DCTERMS.description)}
    assert {each for each in said if not each.startswith(str(SKOS))} == plain
    for scheme in graph.subjects(RDF.type, SKOS.ConceptScheme):
        assert graph.value(scheme, DCTERMS.license) == URIRef("https://creativecommons.org/publicdomain/zero/1.0/")
    kinds = {field.kind for scheme in schemes() for field in scheme.spec.fields}
    assert not kinds & {Kind.PART, Kind.PERIOD}


def themes(folder: Path, base: str = DEFAULT_BASE) -> bytes:
    spec = blueprint().by_name("Theme")
    wide = {**THEME, "id": "breed", "group": "topic"}
    records = GeneratedRecords.of(DATASET, [(spec, {**THEME, "broader": ["breed"]}), (spec, wide)])
    (written,) = Thesaurus().write(records, folder, base)
    return (folder / written.path).read_bytes()


def test_the_text(tmp_path: Path) -> None:
    text = themes(tmp_path).decode()
    assert "\n<id/themes>\n    a skos:ConceptScheme ;\n" in text
    assert "    skos:hasTopConcept <id/themes/breed> ;\n" in text
    assert (
        "\n<def#topic>\n    a kb:ThemeGroup, skos:Collection ;\n    skos:member <id/themes/breed> ;\n"
        '    skos:prefLabel\n        "topic"@en,\n        "onderwerp"@nl .\n'
    ) in text
    assert "    skos:narrower <id/themes/instroom> ;\n" in text
    assert text.rstrip().endswith(".")


def test_two_bases_differ_in_the_base_alone(tmp_path: Path) -> None:
    one, two = themes(tmp_path), themes(tmp_path, "https://other.example.net/kb/")
    assert one.replace(DEFAULT_BASE.encode(), b"https://other.example.net/kb/") == two
    with pytest.raises(ValueError, match="must be an absolute"):
        themes(tmp_path, "ftp://x/")
