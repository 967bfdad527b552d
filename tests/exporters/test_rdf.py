# SPDX-License-Identifier: MIT
"""The five RDF syntaxes: one graph, judged by other people's parsers, and the same bytes at all times."""

import os
import random
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import pyoxigraph
import pytest
from hypothesis import given, settings

from tests.exporters.samples import (
    DATASET,
    FORMATS,
    RDF_FILES,
    SCHEME,
    THEME,
    Many,
    by_name,
    by_rdflib,
    everything,
    examples,
    export,
    oxigraph,
)
from tests.strategies import GeneratedRecords, collections, few
from vmbo_mbo_kb import exporters
from vmbo_mbo_kb.blueprint import ClassSpec, blueprint
from vmbo_mbo_kb.exporters import Exporter, Written
from vmbo_mbo_kb.exporters.nquads import NQuads
from vmbo_mbo_kb.exporters.ntriples import NTriples
from vmbo_mbo_kb.exporters.rdf import RdfFile
from vmbo_mbo_kb.exporters.rdfxml import RdfXml
from vmbo_mbo_kb.exporters.trig import TriG
from vmbo_mbo_kb.exporters.turtle import Turtle
from vmbo_mbo_kb.knowledge_base import RecordStore
from vmbo_mbo_kb.namespaces import DEFAULT_BASE
from vmbo_mbo_kb.records import Record, Records

OTHER_BASE = "https://other.example.net/kb/"


def by_class(spec: ClassSpec) -> str:
    """Name of a test's case."""
    return spec.name


@pytest.mark.parametrize("spec", blueprint().entities, ids=by_class)
def test_every_syntax_holds_one_graph_and_reads_back(spec: ClassSpec) -> None:
    @few
    @given(collections(spec, max_size=2))
    def check(records: GeneratedRecords) -> None:
        with TemporaryDirectory() as name:
            folder = Path(name)
            graphs = []
            for exporter in RDF_FILES:
                data = export(exporter, records, folder)[exporter.file_name]
                graphs.append(oxigraph(data, exporter.media_type))
                assert by_name(exporter.read(folder)) == everything(records)
                assert not [byte for byte in data if (byte < 32 and byte not in b"\n\t") or byte == 127]
            assert all(graph == graphs[0] for graph in graphs)

    check()


@pytest.mark.parametrize("spec", blueprint().entities, ids=by_class)
def test_rdflib_reads_the_same_graph(spec: ClassSpec) -> None:
    @settings(few, max_examples=5)
    @given(collections(spec, max_size=1))
    def check(records: GeneratedRecords) -> None:
        with TemporaryDirectory() as name:
            for exporter in RDF_FILES:
                data = export(exporter, records, Path(name))[exporter.file_name]
                assert by_rdflib(data, exporter.media_type) == oxigraph(data, exporter.media_type)

    check()


@pytest.mark.parametrize("exporter", FORMATS, ids=lambda exporter: exporter.name)
def test_the_formats_are_found_by_name(exporter: Exporter) -> None:
    assert type(exporters.get(exporter.name)) is type(exporter)
    assert exporter.lossless


@pytest.mark.parametrize("exporter", RDF_FILES, ids=lambda exporter: exporter.name)
def test_what_was_written_is_reported(exporter: RdfFile, tmp_path: Path) -> None:
    assert exporter.write(examples(), tmp_path) == [Written(exporter.file_name, exporter.media_type, 3)]
    assert [path.name for path in tmp_path.iterdir()] == [exporter.file_name]


def test_datasets_are_written_as_graphs_are(tmp_path: Path) -> None:
    files = {name: data for each in RDF_FILES for name, data in export(each, examples(), tmp_path).items()}
    assert files["vmbo-mbo-kb.nq"] == files["vmbo-mbo-kb.nt"]
    assert files["vmbo-mbo-kb.trig"] == files["vmbo-mbo-kb.ttl"]
    assert files["vmbo-mbo-kb.nt"].startswith(f"<{DEFAULT_BASE}id/dataset/voorbeeld/2026.1> ".encode())


def test_turtle_reads_well(tmp_path: Path) -> None:
    text = export(Turtle(), examples(), tmp_path)[Turtle.file_name].decode()
    assert text.startswith(f"@base <{DEFAULT_BASE}> .\n@prefix cpsv: <http://purl.org/vocab/cpsv#> .\n")
    assert (
        """
<id/themes/instroom>
    a kb:Theme, skos:Concept ;
    dct:description
        "The start."@en,
        "Het begin."@nl ;
    dct:identifier "instroom" ;
    kb:checked "2026-01-31"^^xsd:date ;
    kb:group kb:theme ;
    kb:reviewBy "2027-01-31"^^xsd:date ;
    prov:qualifiedDerivation <id/themes/instroom#citations.page> ;
    skos:definition
        "The start."@en,
        "Het begin."@nl ;
    skos:exactMatch <https://example.org/é?a=1&b='2'> ;
    skos:inScheme <id/themes> ;
    skos:prefLabel
        "Intake"@en,
        "Instroom"@nl .
"""
        in text
    )
    for piece in ("\n    schema:value 1250000.50 ", "\n    kb:inferred true ", "\n    oa:end 12 "):
        assert piece in text
    assert not [line for line in text.splitlines() if line != line.rstrip()]


def test_rdfxml_is_xml_with_its_namespaces_declared_once(tmp_path: Path) -> None:
    data = export(RdfXml(), examples(), tmp_path)[RdfXml.file_name]
    root = ElementTree.fromstring(data)
    assert {child.tag for child in root} == {"{http://www.w3.org/1999/02/22-rdf-syntax-ns#}Description"}
    assert data.count(b"xmlns:kb=") == 1
    assert b"b='2'" in data
    assert b"&amp;b=" in data


CONTROLS = "".join(map(chr, [*range(1, 32), 127, 0x85, 0x9F, 0xFFFE]))


@pytest.mark.parametrize("exporter", [NTriples(), Turtle(), TriG()], ids=lambda exporter: exporter.name)
def test_control_characters_are_escaped(exporter: RdfFile, tmp_path: Path) -> None:
    theme = {
        **THEME,
        "name": {"nl": f"a{CONTROLS}b", "en": "x"},
        "exact_matches": ["http://example.org/\x01\x7f", "http://[/"],
    }
    records = GeneratedRecords.of(examples().dataset, [(blueprint().by_name("Theme"), theme)])
    data = export(exporter, records, tmp_path)[exporter.file_name]
    assert not [byte for byte in data if (byte < 32 and byte != 10) or byte == 127]
    assert b"<http://example.org/\\u0001\\u007F>" in data
    assert by_name(exporter.read(tmp_path)) == everything(records)


def test_xml_writes_a_carriage_return_and_refuses_what_it_cannot_write(tmp_path: Path) -> None:
    def named(name: str) -> GeneratedRecords:
        theme = {**THEME, "name": {"nl": name, "en": "x"}}
        return GeneratedRecords.of(examples().dataset, [(blueprint().by_name("Theme"), theme)])

    export(RdfXml(), named("a\r\nb\tc"), tmp_path)
    assert by_name(RdfXml().read(tmp_path)) == everything(named("a\r\nb\tc"))
    for character in ("\x00", "\x1b", "\ufffe", "\uffff"):
        with pytest.raises(ValueError, match=f"cannot hold the character U\\+{ord(character):04X}"):
            export(RdfXml(), named(f"a{character}b"), tmp_path)


@pytest.mark.parametrize("exporter", FORMATS, ids=lambda exporter: exporter.name)
def test_half_a_character_is_never_written(exporter: Exporter, tmp_path: Path) -> None:
    theme = {**THEME, "name": {"nl": "\ud83d", "en": "x"}}
    records = GeneratedRecords.of(examples().dataset, [(blueprint().by_name("Theme"), theme)])
    with pytest.raises((ValueError, TypeError)):
        export(exporter, records, tmp_path)


@pytest.mark.parametrize("exporter", FORMATS, ids=lambda exporter: exporter.name)
def test_two_bases_differ_in_the_base_alone(exporter: Exporter, tmp_path: Path) -> None:
    one = export(exporter, examples(), tmp_path / "one")
    two = export(exporter, examples(), tmp_path / "two", OTHER_BASE)
    assert list(one) == list(two)
    for path, data in one.items():
        assert OTHER_BASE.encode() in two[path]
        assert data.replace(DEFAULT_BASE.encode(), OTHER_BASE.encode()) == two[path], path
    assert by_name(exporter.read(tmp_path / "two", OTHER_BASE)) == everything(examples())
    with pytest.raises(ValueError, match="below"):
        list(exporter.read(tmp_path / "two"))


@pytest.mark.parametrize("base", ["https://example.org", "ftp://x/", "https://x/#", "https://x y/"])
@pytest.mark.parametrize("exporter", FORMATS, ids=lambda exporter: exporter.name)
def test_a_base_that_makes_no_iris_is_refused(exporter: Exporter, base: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="must be an absolute"):
        exporter.write(examples(), tmp_path, base)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("exporter", FORMATS, ids=lambda exporter: exporter.name)
def test_a_file_that_is_no_such_export_is_a_value_error(exporter: Exporter, tmp_path: Path) -> None:
    (file,) = [path for path in export(exporter, examples(), tmp_path) if "/" not in path]
    (tmp_path / file).write_text("<<<{", encoding="utf-8")
    with pytest.raises(ValueError, match=file):
        list(exporter.read(tmp_path))


def shuffled(seed: int) -> GeneratedRecords:
    """The examples, once given in an order of chance."""
    chance = random.Random(seed)
    items = list(examples())
    chance.shuffle(items)
    for _, record in items:
        for value in record.values():
            if isinstance(value, list):
                chance.shuffle(value)
    scheme = dict(reversed(SCHEME.items()))
    items = [(spec, scheme if record["id"] == scheme["id"] else record) for spec, record in items]
    return GeneratedRecords.of(examples().dataset, items)


def write_all(folder: Path, seed: int) -> None:
    """Write every format; run in a process of its own by the test below."""
    for exporter in FORMATS:
        exporter.write(shuffled(seed), folder)


@pytest.mark.parametrize(
    ("hash_seed", "zone", "locale"),
    [("1", "Asia/Tokyo", "C"), ("2", "America/Los_Angeles", "nl_NL.UTF-8"), ("3", "UTC", "C.UTF-8")],
)
def test_bytes_do_not_change_with_surroundings(hash_seed: str, zone: str, locale: str, tmp_path: Path) -> None:
    call = "from tests.exporters.test_rdf import *; write_all(Path(sys.argv[1]), int(sys.argv[2]))"
    subprocess.run(
        [sys.executable, "-c", call, str(tmp_path), hash_seed],
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": zone, "LC_ALL": locale, "PYTHONUTF8": "0"},
        cwd=Path(__file__).parents[2],
        check=True,
    )
    for exporter in FORMATS:
        for path, data in export(exporter, examples(), tmp_path / "here").items():
            assert (tmp_path / path).read_bytes() == data, path


@pytest.mark.parametrize("exporter", RDF_FILES, ids=lambda exporter: exporter.name)
def test_memory_does_not_grow_with_the_records(exporter: RdfFile, tmp_path: Path) -> None:
    def peak(count: int) -> int:
        exporter.write(Many(count), tmp_path)
        tracemalloc.start()
        try:
            exporter.write(Many(count), tmp_path)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few_records, many_records = peak(400), peak(4000)
    assert (tmp_path / exporter.file_name).stat().st_size > 2 * many_records
    assert many_records < few_records * 1.25


def canonical(records: Records, folder: Path) -> str:
    """The canonical form by somebody else (RDFC-1.0)."""
    NTriples().write(records, folder)
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(path=folder / NTriples.file_name))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset))


@few
@given(collections(*blueprint().entities))
def test_canonical_quads_are_those_of_rdfc(records: GeneratedRecords) -> None:
    with TemporaryDirectory() as folder:
        assert "".join(NQuads().canonical(records)) == canonical(records, Path(folder))


def test_canonical_quads_of_ids_that_begin_alike(tmp_path: Path) -> None:
    spec = blueprint().by_name("Theme")
    note = {"key": "a", "text": {"nl": "Eén", "en": "One"}}
    ids = sorted(["a", "a-b", "a-b-c", "a-b0", "a0", "a0-b", "ab", "ab-a", "b", "a-b-c-d", "a9z"])
    records = RecordStore(DATASET, [(spec, {**THEME, "id": each, "notes": [note]}) for each in ids])
    assert "".join(NQuads().canonical(records)) == canonical(records, tmp_path)


def test_canonical_quads_of_records_in_disorder() -> None:
    records = list(examples())

    class Disorder:
        dataset = DATASET

        def __iter__(self) -> Iterator[tuple[ClassSpec, Record]]:
            return reversed(records)

    with pytest.raises(ValueError, match="comes after"):
        list(NQuads().canonical(Disorder()))
