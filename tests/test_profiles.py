# SPDX-License-Identifier: MIT
"""The dataset's RDF conforms to published application profiles, judged by the publishers' own shapes.

A profile that hits nothing proves nothing, so each test says how many nodes it must hit, counted in the records.
"""

import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import shacl
from pyshacl import validate
from rdflib import DCTERMS, RDF, SH, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from tests.prepared_queries import prepared_queries
from vmbo_mbo_kb import KnowledgeBase, load
from vmbo_mbo_kb.exporters.thesaurus import Thesaurus
from vmbo_mbo_kb.knowledge_base import RecordStore
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, expand

PROFILES = os.environ.get("VMBO_MBO_KB_PROFILES", "")
needs_profiles = pytest.mark.skipif(
    not PROFILES, reason="VMBO_MBO_KB_PROFILES does not name the folder of published profiles: conformance not judged"
)

CPSV_AP = "cpsv-ap-3.2.0/cpsv-ap-SHACL.ttl"
NL_SBB = "nl-sbb/skos-ap-nl.ttl"
CPOV = "cpov-2.1.2/core-public-organisation-ap-SHACL.ttl"


@cache
def profile(name: str) -> Graph:
    """The shapes of a profile."""
    return Graph().parse(Path(PROFILES, name), format="turtle")


@cache
def knowledge_base() -> KnowledgeBase:
    return load()


@cache
def whole() -> Graph:
    """The dataset, with the European concepts that profiles want to find in the graph and that are not ours to say."""
    return knowledge_base().graph() + Graph().parse(Path(PROFILES, "authority.ttl"), format="turtle")


@dataclass(frozen=True)
class Complaint:
    """What a judge has against a node."""

    severity: str
    constraint: str
    path: str
    node: str

    @classmethod
    def of(cls, report: Graph, result: Node) -> "Complaint":
        def local(predicate: Node) -> str:
            value = report.value(result, predicate)
            return "" if value is None else str(value).rpartition("#")[2]

        return cls(
            local(SH.resultSeverity),
            local(SH.sourceConstraintComponent).removesuffix("ConstraintComponent"),
            str(report.value(result, SH.resultPath)),
            str(report.value(result, SH.focusNode)),
        )


def complaints(data: Graph, name: str) -> list[Complaint]:
    """What two engines have against a graph: all that pyshacl says, which must be all that the other says.

    Severities are counted here: pyshacl's own ``allow_warnings`` hides violations under a shape of severity warning.
    """
    with prepared_queries():
        _, report, _ = validate(data, shacl_graph=profile(name), inference="none")
    assert isinstance(report, Graph)
    found = [Complaint.of(report, result) for result in report.subjects(RDF.type, SH.ValidationResult)]
    second = shacl.Shapes.from_file(str(Path(PROFILES, name))).validate_text(
        data.serialize(format="nt", encoding="utf-8").decode(), format="ntriples"
    )
    # Not by severity: of a constraint in SPARQL one engine takes its own, the other that of its shape.
    others = Counter((each.component.removesuffix("ConstraintComponent"), each.focus_node) for each in second.results)
    assert others == Counter((each.constraint, f"<{each.node}>") for each in found)
    return found


def hits(data: Graph, name: str) -> dict[str, int]:
    """How many nodes of the graph each class that the profile aims at has, those without any left out."""
    counts = {
        str(target): len(set(data.subjects(RDF.type, target))) for target in profile(name).objects(None, SH.targetClass)
    }
    return {target: count for target, count in counts.items() if count}


def count(folder: str, holds: Callable[[dict[str, Any]], object] = lambda record: True) -> int:
    """How many records of a class are so."""
    return sum(1 for spec, record in knowledge_base().records if spec.slug == folder and holds(record))


PUBLIC = ("ministry", "government-agency", "independent-body", "inspectorate")


def is_public(organisation: dict[str, Any]) -> bool:
    return organisation["kind"] in PUBLIC and "territory" in organisation


def expected(counts: Iterable[tuple[str, int]]) -> dict[str, int]:
    return {expand(curie): number for curie, number in counts}


@needs_profiles
def test_schemes_conform_to_cpsv_ap() -> None:
    services = count("subsidy-schemes", lambda scheme: "competent_authorities" in scheme)
    datasets = count("external-datasets", lambda dataset: "publisher" in dataset)
    assert services > 20
    assert datasets > 20
    found = hits(whole(), CPSV_AP)
    assert (
        found.items()
        >= expected(
            [
                ("cpsv:PublicService", services),
                ("cv:PublicOrganisation", count("organisations", is_public)),
                ("foaf:Agent", count("organisations")),
                ("org:Organization", count("organisations")),
                ("eli:LegalResource", count("regulations")),
                ("foaf:Document", count("documents")),
                ("dcat:Dataset", datasets),
            ]
        ).items()
    )
    assert complaints(whole(), CPSV_AP) == []


@needs_profiles
def test_organisations_conform_to_cpov() -> None:
    public = count("organisations", is_public)
    changes = sum(
        len(record.get("follows", ())) for spec, record in knowledge_base().records if spec.slug == "organisations"
    )
    assert public >= 8
    assert changes >= 5
    assert (
        hits(whole(), CPOV).items()
        >= expected(
            [
                ("cv:PublicOrganisation", public),
                ("org:Organization", count("organisations")),
                ("org:ChangeEvent", changes),
                ("foaf:Document", count("documents")),
            ]
        ).items()
    )
    assert complaints(whole(), CPOV) == []


def thesaurus(folder: Path) -> Graph:
    """The thesaurus by itself: NL-SBB judges every concept in the graph, and those of profiles are not ours."""
    (written,) = knowledge_base().export("thesaurus", folder)
    return Graph().parse(folder / written.path, format="turtle")


def others(graph: Graph) -> Graph:
    """What other vocabularies say of the concepts that ours are matched with, as far as the profile asks.

    NL-SBB wants both ends of a match to be concepts with a definition in the graph at hand, and it is not for us to
    publish what EuroVoc or UNESCO define.
    """
    found = Graph()
    scheme = URIRef("https://example.org/scheme-of-others")
    found.add((scheme, RDF.type, SKOS.ConceptScheme))
    found.add((scheme, DCTERMS.title, Literal("Others", lang="en")))
    for predicate in (SKOS.exactMatch, SKOS.closeMatch, SKOS.relatedMatch):
        for concept in graph.objects(None, predicate):
            assert not str(concept).startswith(DEFAULT_BASE)
            found.add((concept, RDF.type, SKOS.Concept))
            found.add((concept, SKOS.topConceptOf, scheme))
            found.add((concept, SKOS.prefLabel, Literal(str(concept), lang="en")))
            found.add((concept, SKOS.definition, Literal("Defined elsewhere.", lang="en")))
    return found


@needs_profiles
def test_thesaurus_conforms_to_nl_sbb(tmp_path: Path) -> None:
    graph = thesaurus(tmp_path)
    concepts = sum(count(folder) for folder in ("collaboration-forms", "concepts", "education-levels", "themes"))
    assert concepts > 70
    assert hits(graph, NL_SBB) == expected(
        [("skos:Concept", concepts), ("skos:ConceptScheme", 4), ("skos:Collection", 2)]
    )
    matched = others(graph)
    assert len(set(matched.subjects())) > 20
    assert complaints(graph + matched, NL_SBB) == []


@needs_profiles
def test_nl_sbb_would_say_so(tmp_path: Path) -> None:
    records = [
        (spec, {name: value for name, value in record.items() if not name.endswith("_matches")})
        for spec, record in knowledge_base().records
        if spec.slug == "themes"
    ]
    Thesaurus().write(RecordStore(knowledge_base().records.dataset, records), tmp_path)
    graph = Graph().parse(tmp_path / Thesaurus.file_name, format="turtle")
    assert complaints(graph, NL_SBB) == []
    first, second, *_ = sorted(graph.subjects(SKOS.inScheme))
    graph.remove((first, SKOS.definition, None))
    graph.add((second, SKOS.broader, URIRef(f"{DEFAULT_BASE}def#topic")))
    found = {(each.severity, each.constraint, each.node) for each in complaints(graph, NL_SBB)}
    assert found >= {("Violation", "MinCount", str(first)), ("Warning", "Class", str(second))}


def test_a_class_is_not_claimed_without_what_its_profile_demands() -> None:
    """The first release names no authority of its schemes, and no source the publisher of some datasets."""
    for data, folder, field, curie in (
        (load(release="2026.1"), "subsidy-schemes", "competent_authorities", "cpsv:PublicService"),
        (knowledge_base(), "external-datasets", "publisher", "dcat:Dataset"),
    ):
        graph = data.graph()
        without = [record["id"] for spec, record in data.records if spec.slug == folder and field not in record]
        assert without
        for identifier in without:
            subject = URIRef(f"{DEFAULT_BASE}id/{folder}/{identifier}")
            assert (subject, RDF.type, None) in graph
            assert (subject, RDF.type, URIRef(expand(curie))) not in graph


OCW = URIRef(f"{DEFAULT_BASE}id/organisations/ministerie-ocw")
AUTHORITY = URIRef(expand("cv:hasCompetentAuthority"))


def without_territory(graph: Graph) -> None:
    graph.remove((OCW, URIRef(expand("dct:spatial")), None))


def foreign_authority(graph: Graph) -> None:
    scheme = next(graph.subjects(AUTHORITY, None))
    graph.add((scheme, AUTHORITY, URIRef(f"{DEFAULT_BASE}id/organisations/aoc-raad")))


def two_names(graph: Graph) -> None:
    graph.add((OCW, URIRef(expand("skos:prefLabel")), Literal("OCW", lang="nl")))


@needs_profiles
@pytest.mark.parametrize(
    ("name", "damages", "constraints"),
    [
        (CPSV_AP, [without_territory, foreign_authority], ["Class", "MinCount"]),
        (CPOV, [two_names], ["UniqueLang"]),
    ],
)
def test_the_profile_would_say_so(name: str, damages: list[Callable[[Graph], None]], constraints: list[str]) -> None:
    graph = Graph() + whole()
    for damage in damages:
        damage(graph)
    found = complaints(graph, name)
    assert {each.severity for each in found} == {"Violation"}
    assert sorted(each.constraint for each in found) == constraints
