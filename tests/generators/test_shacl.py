# SPDX-License-Identifier: MIT
"""The shapes accept the RDF of valid records and refuse triples that no record could give."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyshacl import validate
from rdflib import RDF, SH, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

from tests.strategies import GeneratedRecords, datasets, records
from vmbo_mbo_kb import load
from vmbo_mbo_kb.blueprint import ClassSpec, Kind, blueprint
from vmbo_mbo_kb.checks import rules
from vmbo_mbo_kb.exporters.ntriples import NTriples
from vmbo_mbo_kb.generators.shacl import shapes
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, expand
from vmbo_mbo_kb.period_terms import PERIOD_CLASS
from vmbo_mbo_kb.records import Records

VALID = Path(__file__).parents[1] / "data" / "valid"
KB = f"{DEFAULT_BASE}def#"


def term(curie: str) -> URIRef:
    return URIRef(expand(curie))


def thing(path: str) -> URIRef:
    return URIRef(f"{DEFAULT_BASE}id/{path}")


@cache
def shape_graph() -> Graph:
    return Graph().parse(data=shapes(), format="turtle")


def as_graph(data: Records, folder: Path) -> Graph:
    NTriples().write(data, folder)
    return Graph().parse(folder / NTriples.file_name, format="nt")


def complaints(graph: Graph) -> list[tuple[str, str]]:
    """What the validator finds: the local name of the shape, and of the constraint."""
    conforms, report, _ = validate(graph, shacl_graph=shape_graph(), inference="none")
    assert isinstance(report, Graph)
    found = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        shape = str(report.value(result, SH.sourceShape)).removeprefix(KB)
        constraint = str(report.value(result, SH.sourceConstraintComponent)).removeprefix(str(SH))
        warns = shape.partition("-")[2] == rules.NO_WAY_ON.code
        assert (result, SH.resultSeverity, SH.Warning if warns else SH.Violation) in report
        found.append((shape, constraint.removesuffix("ConstraintComponent")))
    assert conforms is not bool(found)
    return sorted(found)


@pytest.fixture(scope="module")
def valid_graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    folder = tmp_path_factory.mktemp("export") / "valid"
    load(VALID).export("ntriples", folder)
    return Graph().parse(folder / NTriples.file_name, format="nt")


@pytest.fixture
def graph(valid_graph: Graph) -> Graph:
    """A copy to break."""
    return Graph() + valid_graph


def test_valid_dataset_conforms(valid_graph: Graph) -> None:
    assert complaints(valid_graph) == []


def test_something_was_judged(valid_graph: Graph) -> None:
    """Shapes without focus nodes accept anything."""
    judged = {str(target): len(set(valid_graph.subjects(RDF.type, target))) for target in targets()}
    assert sum(judged.values()) > 40
    for name in ("CollaborationForm", "SubsidyScheme", "Source", "Citation", "Amount", "Dataset"):
        assert judged[f"{KB}{name}"] > 0
    assert judged[expand(PERIOD_CLASS)] > 5


def targets() -> list[Node]:
    return [target for shape, target in shape_graph().subject_objects(SH.targetClass)]


def test_every_class_and_field_has_a_shape() -> None:
    graph = shape_graph()
    for spec in blueprint().classes():
        shape = URIRef(f"{KB}{spec.name}-shape")
        assert (shape, SH.targetClass, term(spec.term)) in graph
        assert (shape, SH.closed, Literal(True)) in graph
        for field in spec.fields:
            each = URIRef(f"{KB}{spec.name}-{field.name}")
            assert (shape, SH.property, each) in graph
            assert (each, SH.path, term(field.term)) in graph
            for predicate in (SH.name, SH.description, SH.message):
                values = list(graph.objects(each, predicate))
                assert sorted(str(value.language) for value in values if isinstance(value, Literal)) == ["en", "nl"]


UNFOLLOWED = ("Class", "SPARQL", "LessThanOrEquals")
"""Generated records are valid each by itself: they point at ids that no record has, and follow no rule across."""


@pytest.mark.parametrize("spec", [*blueprint().entities], ids=lambda spec: spec.slug)
def test_generated_records_conform(spec: ClassSpec, tmp_path: Path) -> None:
    @settings(
        max_examples=3,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(datasets(), st.lists(records(spec), min_size=2, max_size=3))
    def check(dataset: dict[str, object], items: list[dict[str, object]]) -> None:
        data = GeneratedRecords.of(dataset, ((spec, item) for item in items))
        found = complaints(as_graph(data, tmp_path))
        assert [each for each in found if each[1] not in UNFOLLOWED] == []
        references = {name for name, constraint in found if constraint == "Class"}
        assert references <= reference_shapes()

    check()


def reference_shapes() -> set[str]:
    return {
        f"{spec.name}-{field.name}" for spec in blueprint().classes() for field in spec.fields if field.kind is Kind.REF
    }


FORM = thing("collaboration-forms/proef")
SCHEME = thing("subsidy-schemes/proefgeld")
THEME = thing("themes/instromen")
AMOUNT = thing("subsidy-schemes/proefgeld#amounts.per-leerling")
MINISTRY = thing("organisations/ministerie")
SOURCE = thing("sources/bron-rapport")
REGULATION = thing("regulations/regeling-proef")
CITATION = thing("organisations/ministerie#citations.bron-rapport")
PERIOD = thing("subsidy-schemes/proefgeld#valid")

SUPPORTS = next(part for part in blueprint().parts if part.name == "Citation").field("fields").term

Break = Callable[[Graph], object]


def add(subject: URIRef, curie: str, value: Node) -> Break:
    return lambda graph: graph.add((subject, term(curie), value))


def put(subject: URIRef, curie: str, value: Node) -> Break:
    """In the place of what stands there; the test fails when nothing does."""

    def change(graph: Graph) -> None:
        remove(subject, curie)(graph)
        graph.add((subject, term(curie), value))

    return change


def remove(subject: URIRef, curie: str, value: Node | None = None) -> Break:
    def change(graph: Graph) -> None:
        assert (subject, term(curie), value) in graph
        graph.remove((subject, term(curie), value))

    return change


def literal(value: str, datatype: str) -> Literal:
    return Literal(value, datatype=term(datatype), normalize=False)


BROKEN: dict[str, tuple[Break, str, str]] = {
    "required field gone": (remove(THEME, "kb:group"), "Theme-group", "MinCount"),
    "no citation": (remove(THEME, "prov:qualifiedDerivation"), "Theme-citations", "MinCount"),
    "property of no field": (add(THEME, "rdfs:seeAlso", SCHEME), "Theme-shape", "Closed"),
    "property of another class": (add(THEME, "kb:fate", term("kb:works")), "Theme-shape", "Closed"),
    "misspelt property": (add(THEME, "kb:grouping", term("kb:topic")), "Theme-shape", "Closed"),
    "two values for one": (add(THEME, "kb:group", term("kb:theme")), "Theme-group", "MaxCount"),
    "value of another list": (put(THEME, "kb:group", term("kb:high")), "Theme-group", "In"),
    "text for a value of a list": (put(THEME, "kb:group", Literal("topic")), "Theme-group", "NodeKind"),
    "one language": (remove(THEME, "skos:prefLabel", Literal("entering", lang="en")), "Theme-name", "MinCount"),
    "third language": (add(THEME, "skos:prefLabel", Literal("entrer", lang="fr")), "Theme-name", "LanguageIn"),
    "one language twice": (
        lambda graph: (
            put(THEME, "skos:prefLabel", Literal("entering", lang="en"))(graph),
            add(THEME, "skos:prefLabel", Literal("entry", lang="en"))(graph),
        ),
        "Theme-name",
        "UniqueLang",
    ),
    "no language": (add(THEME, "skos:prefLabel", Literal("instromen")), "Theme-name", "Datatype"),
    "optional text in one language": (
        add(SCHEME, "kb:purpose", Literal("doel", lang="nl")),
        "SubsidyScheme-purpose-languages",
        "Or",
    ),
    "abbreviation in English": (
        put(MINISTRY, "skos:altLabel", Literal("MIN", lang="en")),
        "Organisation-abbreviation",
        "LanguageIn",
    ),
    "white space at the end": (
        put(MINISTRY, "skos:altLabel", Literal("MIN ", lang="nl")),
        "Organisation-abbreviation",
        "Pattern",
    ),
    "id in capitals": (put(THEME, "dct:identifier", Literal("Instromen")), "Theme-id", "Pattern"),
    "id too long": (put(THEME, "dct:identifier", Literal("a" * 121)), "Theme-id", "MaxLength"),
    "day as text": (put(THEME, "kb:checked", Literal("2026-11-01")), "Theme-checked", "Datatype"),
    "day as a year": (put(THEME, "kb:checked", literal("2026", "xsd:gYear")), "Theme-checked", "Datatype"),
    "date of no datatype for dates": (
        put(REGULATION, "eli:date_document", literal("2008-05-23T00:00:00", "xsd:dateTime")),
        "Regulation-signed",
        "Or",
    ),
    "year before 1000": (
        put(REGULATION, "eli:date_document", literal("0999", "xsd:gYear")),
        "Regulation-signed",
        "Pattern",
    ),
    "decimal as text": (put(AMOUNT, "schema:value", Literal("1234.50")), "Amount-value", "Datatype"),
    "negative position": (
        put(thing("sources/bron-rapport#passages.p1"), "oa:start", literal("-1", "xsd:integer")),
        "Passage-start",
        "MinInclusive",
    ),
    "number as text": (
        put(thing("sources/bron-rapport#passages.p1"), "oa:start", Literal("0")),
        "Passage-start",
        "Datatype",
    ),
    "boolean as text": (add(CITATION, "kb:inferred", Literal("true")), "Citation-inferred", "Datatype"),
    "address as text": (
        put(thing("documents/rapport"), "schema:url", Literal("https://example.org/")),
        "Document-address",
        "NodeKind",
    ),
    "address that is none": (
        put(thing("documents/rapport"), "schema:url", URIRef("urn:x")),
        "Document-address",
        "Pattern",
    ),
    "reference to another class": (put(SCHEME, "dct:subject", MINISTRY), "SubsidyScheme-themes", "Class"),
    "reference to nothing": (put(SCHEME, "dct:subject", thing("themes/none")), "SubsidyScheme-themes", "Class"),
    "reference as text": (put(SCHEME, "dct:subject", Literal("instromen")), "SubsidyScheme-themes", "NodeKind"),
    "part of another class": (add(SCHEME, "kb:amount", CITATION), "SubsidyScheme-amounts", "Class"),
    "part without a source": (remove(AMOUNT, "prov:qualifiedDerivation"), "Amount-citations", "MinCount"),
    "support for a property of another class": (
        add(CITATION, SUPPORTS, term("kb:group")),
        "Organisation-citations.fields",
        "In",
    ),
    "period without a start": (remove(PERIOD, "kb:from"), "Period-from-stated", "Xone"),
    "period with a start and a reason for none": (
        add(PERIOD, "kb:fromStatus", term("kb:open")),
        "Period-from-stated",
        "Xone",
    ),
    "period with another reason": (put(PERIOD, "kb:from", term("kb:high")), "Period-from", "Or"),
    "period with a property of no bound": (add(PERIOD, "kb:open", Literal(True)), "Period-shape", "Closed"),
    "period without its earliest start": (remove(PERIOD, "kb:fromEarliest"), "Period-fromEarliest", "MinCount"),
    "period whose earliest start is after its latest": (
        put(PERIOD, "kb:fromEarliest", literal("2020-01-01", "xsd:date")),
        "Period-fromEarliest",
        "LessThanOrEquals",
    ),
    "period that is none": (remove(PERIOD, "rdf:type"), "SubsidyScheme-valid", "Class"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_triples_are_refused(graph: Graph, name: str) -> None:
    change, shape, constraint = BROKEN[name]
    change(graph)
    assert (shape, constraint) in complaints(graph)


def test_derived_triples_are_let_be(graph: Graph) -> None:
    """Superclasses, repeated properties, direct links and constants are there, and closed shapes allow them."""
    assert (THEME, RDF.type, SKOS.Concept) in graph
    assert (THEME, SKOS.definition, None) in graph
    assert (THEME, SKOS.inScheme, thing("themes")) in graph
    assert (None, term("prov:wasInfluencedBy"), None) in graph
    assert complaints(graph) == []


def test_report_speaks_both_languages(graph: Graph) -> None:
    remove(THEME, "kb:group")(graph)
    _, report, _ = validate(graph, shacl_graph=shape_graph(), inference="none")
    assert isinstance(report, Graph)
    messages = {
        (str(text), text.language) for text in report.objects(None, SH.resultMessage) if isinstance(text, Literal)
    }
    assert ("group: value of the list ThemeGroup; exactly one", "en") in messages
    assert ("groep: waarde van de lijst ThemeGroup; precies één", "nl") in messages
