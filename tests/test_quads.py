# SPDX-License-Identifier: MIT
"""Records as triples, and back."""

from dataclasses import replace

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.exporters.samples import DATASET, SCHEME, SOURCE, THEME, everything, examples
from tests.strategies import collections, datasets, few, records, validate
from vmbo_mbo_kb.blueprint import ClassSpec, Kind, blueprint
from vmbo_mbo_kb.describing import Describer, derived_terms
from vmbo_mbo_kb.exporters.ntriples import NTriplesNotation
from vmbo_mbo_kb.model import Dataset
from vmbo_mbo_kb.namespaces import expand
from vmbo_mbo_kb.period_terms import PERIOD_TERMS, TermKind
from vmbo_mbo_kb.quads import read
from vmbo_mbo_kb.records import Record, normalise, record_path

BASE = "https://example.net/"
CLASSES = [*blueprint().entities, blueprint().dataset]


def describe(spec: ClassSpec, record: Record) -> list[str]:
    """The triples of a record as lines of N-Triples, in order."""
    return [
        f"<{BASE}{path}> {statement}"
        for path, statements in Describer(NTriplesNotation(BASE)).nodes(spec, normalise(spec, record))
        for statement in statements
    ]


def lines(name: str, record: Record) -> list[str]:
    """The same with CURIEs for the terms that the tests name, and paths for what is below the base."""
    spec = blueprint().dataset if name == "Dataset" else blueprint().by_name(name)
    found = []
    for line in describe(spec, record):
        for prefix in ("kb", "skos", "dct", "prov", "rdf", "xsd", "schema", "cpsv"):
            line = line.replace(f"<{expand(f'{prefix}:', BASE)}", f"<{prefix}:")
        found.append(line.replace(BASE, ""))
    return found


@pytest.mark.parametrize("spec", CLASSES, ids=lambda spec: spec.name)
def test_generated_records_are_valid_and_in_normal_form(spec: ClassSpec) -> None:
    @few
    @given(records(spec))
    def check(record: Record) -> None:
        validate(spec, record)
        assert normalise(spec, record) == record

    check()


@pytest.mark.parametrize("spec", CLASSES, ids=lambda spec: spec.name)
def test_no_triple_is_stated_twice_and_no_node_is_blank(spec: ClassSpec) -> None:
    @few
    @given(records(spec))
    def check(record: Record) -> None:
        found = describe(spec, record)
        assert len(found) == len(set(found))
        assert not any(line.startswith("_:") or " _:" in line.split('"')[0] for line in found)
        subjects = list(dict.fromkeys(line.partition("> ")[0] for line in found))
        assert subjects == sorted(subjects)

    check()


def test_fields_parts_and_what_is_derived_from_them() -> None:
    found = lines("SubsidyScheme", SCHEME)
    subject = "<id/subsidy-schemes/regeling>"
    amount = "id/subsidy-schemes/regeling#amounts.totaal"
    for expected in (
        f"{subject} <rdf:type> <kb:SubsidyScheme>",
        f"{subject} <rdf:type> <cpsv:PublicService>",  # because an authority is named
        f'{subject} <dct:identifier> "regeling"',
        f'{subject} <skos:prefLabel> "De \\"regeling\\""@nl',
        f'{subject} <dct:title> "De \\"regeling\\""@nl',  # the same once more
        f'{subject} <dct:description> "Eén regel\\nen nog één"@nl',
        f"{subject} <dct:subject> <id/themes/instroom>",
        f'{subject} <kb:checked> "2026-01-31"^^<xsd:date>',
        f"{subject} <kb:amount> <{amount}>",
        f"<{amount}> <rdf:type> <schema:MonetaryAmount>",
        f"<{amount}> <dct:type> <kb:budget>",
        f'<{amount}> <schema:value> "1250000.50"^^<xsd:decimal>',
        f"<{amount}.citations.page> <prov:entity> <id/sources/page>",
        f'<{amount}.citations.page> <kb:inferred> "true"^^<xsd:boolean>',
    ):
        assert expected in found
    # Two steps, one direct link past them.
    assert found.count(f"{subject} <prov:wasInfluencedBy> <id/subsidy-schemes/oud>") == 1
    assert f"{subject} <prov:wasInfluencedBy> <id/subsidy-schemes/oud>" in found


def test_names_of_fields_are_those_of_what_holds_the_citation() -> None:
    found = lines("SubsidyScheme", SCHEME)
    subject = "id/subsidy-schemes/regeling#"
    concerns = {line for line in found if "<kb:concerns>" in line}
    assert concerns == {
        f"<{subject}citations.page> <kb:concerns> <skos:prefLabel>",
        f"<{subject}citations.page> <kb:concerns> <kb:valid>",
        f"<{subject}amounts.totaal.citations.page> <kb:concerns> <schema:value>",
        f"<{subject}amounts.totaal.citations.page> <kb:concerns> <dct:type>",
        f"<{subject}alternatives.naam> <kb:concerns> <skos:prefLabel>",
        f"<{subject}alternatives.naam.citations.page> <kb:concerns> <kb:stated>",
    }


def test_periods_say_their_bounds_as_stated_and_in_days() -> None:
    found = lines("SubsidyScheme", SCHEME)
    valid = "<id/subsidy-schemes/regeling#valid>"
    assert [line.removeprefix(f"{valid} ") for line in found if line.startswith(valid)] == [
        "<rdf:type> <dct:PeriodOfTime>",
        '<kb:from> "2008/2009"^^<kb:schoolYear>',
        '<kb:fromEarliest> "2008-08-01"^^<xsd:date>',
        '<kb:fromLatest> "2009-07-31"^^<xsd:date>',
        '<kb:throughEarliest> "9999-12-31"^^<xsd:date>',
        '<kb:throughLatest> "9999-12-31"^^<xsd:date>',
        "<kb:throughStatus> <kb:open>",
    ]
    period = "<id/subsidy-schemes/regeling#amounts.totaal.period>"
    assert f"{period} <kb:fromStatus> <kb:unknown>" in found
    assert f'{period} <kb:through> "2013-07"^^<xsd:gYearMonth>' in found
    assert '<id/subsidy-schemes/regeling#follows.eerst> <dct:date> "2008"^^<xsd:gYear>' in found


def test_constants_and_other_types() -> None:
    assert "<id/themes/instroom> <skos:inScheme> <id/themes>" in lines("Theme", THEME)
    assert '<id/sources/page#passages.p1> <http://www.w3.org/ns/oa#end> "12"^^<xsd:integer>' in lines("Source", SOURCE)


def test_every_term_of_periods_is_described_once() -> None:
    found = "\n".join(lines("SubsidyScheme", SCHEME))
    terms = [each.term for each in PERIOD_TERMS]
    assert len(terms) == len(set(terms))
    for each in PERIOD_TERMS:
        assert each.label.nl
        assert each.definition.en
        if each.kind is not TermKind.CLASS:
            assert f"<{each.term}>" in found, each.term
    others = {f.term for spec in blueprint().classes() for f in spec.fields} | {
        code.term for codes in blueprint().code_lists for code in codes.values
    }
    assert not others & set(terms)


@pytest.mark.parametrize("version", ["a/b#c?", "..", "é <x>", "2026", "2026.1\n"])
def test_a_version_that_is_no_part_of_an_iri_is_refused(version: str) -> None:
    assert record_path(blueprint().dataset, DATASET) == "id/dataset/voorbeeld/2026.1"
    with pytest.raises(ValidationError):
        Dataset.model_validate({**DATASET, "version": version})


@few
@given(st.data())
def test_the_way_back_needs_no_order_and_no_derived_triples(data: st.DataObject) -> None:
    given_records = data.draw(collections(max_size=2))
    describer = Describer(NTriplesNotation(BASE))
    kept = []
    for spec, record in [(blueprint().dataset, given_records.dataset), *given_records]:
        derived = {f"<{expand(term, BASE)}>" for term in derived_terms(spec)}
        for path, statements in describer.nodes(spec, record):
            for statement in statements:
                predicate = statement.partition(" ")[0]
                if "#" not in path and predicate in derived:
                    continue
                if not predicate.endswith(("Earliest>", "Latest>")):
                    kept.append(f"<{BASE}{path}> {statement} .")
    text = "\n".join(data.draw(st.permutations(kept)))
    quads = pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_TRIPLES, lenient=True)
    assert [(spec.name, record) for spec, record in read(quads, BASE)] == everything(given_records)


SUBJECT = f"<{BASE}id/themes/instroom>"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("", "<https://elsewhere.example/x> <https://e.example/p> 'x' .", "https://elsewhere.example/x is not"),
        ("", "_:b <https://e.example/p> 'x' .", "b is not an IRI below"),
        ("", f"<{BASE}id/themes/x> a <{BASE}def#Thema> .", "id/themes/x is not of one of the classes"),
        ("", f"<{BASE}id/themes/x#notes.y> a <{BASE}def#Note> .", r"#notes.y is not part of any record"),
        ("", f"{SUBJECT} <https://e.example/p> 'x' .", "Theme has no property https://e.example/p"),
        ("", f"{SUBJECT} <{BASE}def#group> <{BASE}def#topic> .", "kb:group has a value"),
        ("def#high>", "def#higher>", "kb:confidence has a value"),
        ('identifier> "instroom"', 'identifier> "uitstroom"', "id/themes/instroom has another identifier"),
        ('identifier> "page"', 'identified> "page"', "has no property"),
        (f"{SUBJECT} <{BASE}def#group> <{BASE}def#theme> .", "", "id/themes/instroom has no kb:group"),
        ("id/sources/page>", "id/documents/page>", "id/documents/page is not an IRI below"),
        ("def#Dataset>", "def#Data>", "id/dataset/voorbeeld/2026.1 is not of one of the classes"),
    ],
)
def test_what_is_not_a_record_is_refused_by_name(old: str, new: str, message: str) -> None:
    theme = blueprint().by_name("Theme")
    text = "".join(f"{line} .\n" for line in (*describe(blueprint().dataset, DATASET), *describe(theme, THEME)))
    assert old in text
    text = text.replace(old, new) if old else text + new
    with pytest.raises(ValueError, match=message):
        list(read(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE), BASE))


def test_a_part_that_is_missing_is_refused() -> None:
    theme = blueprint().by_name("Theme")
    text = "".join(f"{line} .\n" for line in describe(theme, THEME) if "#citations.page> <" not in line)
    with pytest.raises(ValueError, match=r"#citations.page is pointed at, but nothing is said of it"):
        list(read(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE), BASE))


def test_one_description_of_the_dataset_is_asked_for() -> None:
    with pytest.raises(ValueError, match="0 descriptions of the dataset"):
        list(read([], BASE))


def test_a_property_cannot_be_both_stated_and_derived() -> None:
    theme = blueprint().by_name("Theme")
    broken = replace(theme, constants={"kb:group": "id/themes"})
    with pytest.raises(TypeError, match="kb:group is stated by a field and derived as well"):
        Describer(NTriplesNotation(BASE)).nodes(broken, normalise(theme, THEME))


def test_properties_derived_twice_are_stated_once() -> None:
    theme = blueprint().by_name("Theme")
    fields = tuple(
        field._replace(also=("dct:relation",)) if field.name in ("broader", "related") else field
        for field in theme.fields
    )
    both = {**normalise(theme, THEME), "broader": ["a", "b"], "related": ["b"]}
    nodes = dict(Describer(NTriplesNotation(BASE)).nodes(replace(theme, fields=fields), both))
    relation = f"<{expand('dct:relation')}> "
    assert [each for each in nodes["id/themes/instroom"] if each.startswith(relation)] == [
        f"{relation}<{BASE}id/themes/a>",
        f"{relation}<{BASE}id/themes/b>",
    ]


def test_the_examples_are_valid() -> None:
    for spec, record in examples():
        validate(spec, record)
    assert {field.kind for spec, _ in examples() for field in spec.fields} >= {Kind.PART, Kind.PERIOD}


@few
@given(datasets())
def test_descriptions_of_datasets_are_valid(dataset: Record) -> None:
    validate(blueprint().dataset, dataset)
