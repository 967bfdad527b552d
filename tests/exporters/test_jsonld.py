# SPDX-License-Identifier: MIT
"""JSON-LD: the graph of the other syntaxes, in documents that look like their records."""

import json
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings

from tests.exporters.samples import Many, by_name, by_pyld, by_rdflib, everything, examples, export, oxigraph
from tests.strategies import GeneratedRecords, collections, few
from vmbo_mbo_kb.blueprint import ClassSpec, Kind, blueprint
from vmbo_mbo_kb.exporters import Written
from vmbo_mbo_kb.exporters.jsonld import JsonLd
from vmbo_mbo_kb.exporters.ntriples import NTriples
from vmbo_mbo_kb.generators.context import context

WHOLE = JsonLd.file_name


def ntriples(records: GeneratedRecords, folder: Path) -> set[tuple[str, ...]]:
    """The graph that JSON-LD must hold as well."""
    return oxigraph(export(NTriples(), records, folder)[NTriples.file_name], NTriples.media_type)


@pytest.mark.parametrize("spec", blueprint().entities, ids=lambda spec: spec.name)
def test_both_kinds_hold_the_graph_of_ntriples_and_read_back(spec: ClassSpec) -> None:
    @few
    @given(collections(spec, max_size=2))
    def check(records: GeneratedRecords) -> None:
        with TemporaryDirectory() as name:
            files = export(JsonLd(), records, Path(name))
            expected = ntriples(records, Path(name))
            assert oxigraph(files.pop(WHOLE), JsonLd.media_type) == expected
            documents = [oxigraph(data, JsonLd.media_type) for data in files.values()]
            assert set().union(*documents) == expected
            assert by_name(JsonLd().read(Path(name))) == everything(records)

    check()


@pytest.mark.parametrize("spec", blueprint().entities, ids=lambda spec: spec.name)
def test_rdflib_and_pyld_read_the_same_graph(spec: ClassSpec) -> None:
    @settings(few, max_examples=4)
    @given(collections(spec, max_size=1))
    def check(records: GeneratedRecords) -> None:
        with TemporaryDirectory() as name:
            files = export(JsonLd(), records, Path(name))
            expected = ntriples(records, Path(name))
            assert by_rdflib(files[WHOLE], JsonLd.media_type) == expected
            assert by_pyld(json.loads(files.pop(WHOLE))) == expected
            for data in files.values():
                graph = oxigraph(data, JsonLd.media_type)
                assert by_rdflib(data, JsonLd.media_type) == graph
                assert by_pyld(json.loads(data)) == graph

    check()


def test_a_document_looks_like_its_record(tmp_path: Path) -> None:
    document = json.loads(export(JsonLd(), examples(), tmp_path)["jsonld/subsidy-schemes/regeling.jsonld"])
    assert list(document)[:4] == ["@context", "@id", "@type", "id"]
    assert document["@id"] == "id/subsidy-schemes/regeling"
    assert document["@type"] == ["kb:SubsidyScheme", "prov:Entity", "cpsv:PublicService"]
    assert document["name"] == {"nl": 'De "regeling"', "en": "The scheme"}
    assert document["themes"] == ["id/themes/instroom", "id/themes/uitstroom"]
    assert document["valid"] == {
        "@id": "id/subsidy-schemes/regeling#valid",
        "@type": ["dct:PeriodOfTime"],
        "from": {"@type": "kb:schoolYear", "@value": "2008/2009"},
        "fromEarliest": "2008-08-01",
        "fromLatest": "2009-07-31",
        "throughStatus": "open",
        "throughEarliest": "9999-12-31",
        "throughLatest": "9999-12-31",
    }
    (amount,) = document["amounts"]
    assert (amount["kind"], amount["value"], amount["per"]) == ("budget", "1250000.50", "per-year")
    assert amount["citations"][0]["fields"] == ["kind", "value"]
    assert document["prov:wasInfluencedBy"] == [{"@id": "id/subsidy-schemes/oud"}]


def test_the_whole_is_a_record_a_line(tmp_path: Path) -> None:
    lines = export(JsonLd(), examples(), tmp_path)[WHOLE].decode().splitlines()
    assert json.loads(lines[0] + "]}")["@context"] == context()
    assert [json.loads(line.rstrip(","))["id"] for line in lines[1:-1]] == [
        "voorbeeld",
        "page",
        "regeling",
        "instroom",
    ]
    assert lines[-1] == "]}"


def test_what_was_written_is_reported(tmp_path: Path) -> None:
    assert list(JsonLd().write(examples(), tmp_path)) == [
        Written("jsonld/dataset/voorbeeld.jsonld", JsonLd.media_type, 1),
        Written("jsonld/sources/page.jsonld", JsonLd.media_type, 1),
        Written("jsonld/subsidy-schemes/regeling.jsonld", JsonLd.media_type, 1),
        Written("jsonld/themes/instroom.jsonld", JsonLd.media_type, 1),
        Written(WHOLE, JsonLd.media_type, 3),
    ]


def test_the_context_covers_every_field() -> None:
    found = context("https://example.net/")
    for spec in blueprint().classes():
        for field in spec.fields:
            definition = found[field.name]
            assert field.term == (definition if isinstance(definition, str) else definition["@id"])
            if field.kind is Kind.CODE:
                assert definition["@context"] == {"@vocab": "https://example.net/def#"}
    assert found["@base"] == "https://example.net/"


@pytest.mark.parametrize("spec", [*blueprint().entities, blueprint().dataset], ids=lambda spec: spec.name)
def test_the_context_of_a_class_is_the_needed_piece_of_the_whole(spec: ClassSpec) -> None:
    whole, own = context(), context(spec=spec)
    assert own.items() <= whole.items()
    assert {field.name for field in spec.fields} <= own.keys()


@pytest.mark.parametrize("number", [0, 2**53, 2**53 + 1, 2**63, 10**25])
def test_whole_numbers_keep_their_digits(number: int, tmp_path: Path) -> None:
    source: dict[str, Any] = next(dict(record) for spec, record in examples() if spec.name == "Source")
    source["passages"] = [{**source["passages"][0], "start": number, "end": number + 1}]
    records = GeneratedRecords.of(examples().dataset, [(blueprint().by_name("Source"), source)])
    data = export(JsonLd(), records, tmp_path)[WHOLE]
    expected = ntriples(records, tmp_path)
    assert oxigraph(data, JsonLd.media_type) == expected
    assert by_rdflib(data, JsonLd.media_type) == expected
    assert by_pyld(json.loads(data)) == expected
    assert by_name(JsonLd().read(tmp_path)) == everything(records)


def test_memory_does_not_grow_with_the_number_of_records(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        folder = tmp_path / str(count)
        folder.mkdir()
        tracemalloc.start()
        try:
            written = JsonLd().write(Many(count), folder)
            peak = tracemalloc.get_traced_memory()[1]
            assert sum(1 for _ in written) == count + 2
            return peak
        finally:
            tracemalloc.stop()

    peak(10)
    few_records, many_records = peak(400), peak(4000)
    assert many_records < few_records * 1.25
