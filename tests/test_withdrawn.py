# SPDX-License-Identifier: MIT
"""A record that was withdrawn: exports keep it as a tombstone that names its successor, all else leaves it out."""

import csv
import json
from pathlib import Path

import pyarrow.parquet
import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, RdfFormat, Store
from rdflib import Dataset

import vmbo_mbo_kb as kb
from tests.server.conftest import running
from vmbo_mbo_kb.cli import cli
from vmbo_mbo_kb.differences import diff
from vmbo_mbo_kb.knowledge_base import KnowledgeBase

GONE, SUCCESSOR = "vroegere-dienst", "oude-dienst"
BASE = kb.DEFAULT_BASE
IRI = f"{BASE}id/organisations/{GONE}"
DEPRECATED = "http://www.w3.org/2002/07/owl#deprecated"
REPLACED_BY = "http://purl.org/dc/terms/isReplacedBy"


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(cli, [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small dataset after two releases, with one organisation of the first withdrawn in the second."""
    source = Path(__file__).parent / "data" / "valid"
    dataset = tmp_path_factory.mktemp("withdrawn") / "dataset"
    for path in source.rglob("*.yaml"):
        (dataset / path.relative_to(source)).parent.mkdir(parents=True, exist_ok=True)
        (dataset / path.relative_to(source)).write_bytes(path.read_bytes())
    organisations = dataset / "organisations"
    text = (organisations / f"{SUCCESSOR}.yaml").read_text("utf-8").replace("oude dienst", "vroegere dienst")
    (organisations / f"{GONE}.yaml").write_text(text, "utf-8")
    run("release", "2026.1", "--dataset", dataset, "--out", dataset.parent / "first")
    (organisations / f"{GONE}.yaml").write_text(f"{text}withdrawn: true\nreplaced_by: [{SUCCESSOR}]\n", "utf-8")
    about = dataset / "dataset.yaml"
    about.write_text(about.read_text("utf-8").replace("2026.1", "2026.2"), "utf-8")
    assert run("validate", dataset) == "No findings: the dataset is valid.\n"
    run("release", "2026.2", "--dataset", dataset, "--out", dataset.parent / "second")
    run("site", "--dataset", dataset, "--out", dataset.parent / "site")
    return dataset


@pytest.fixture(scope="module")
def data(folder: Path) -> KnowledgeBase:
    return kb.load(folder)


RDF = {
    "nt": RdfFormat.N_TRIPLES,
    "nq": RdfFormat.N_QUADS,
    "ttl": RdfFormat.TURTLE,
    "trig": RdfFormat.TRIG,
    "rdf": RdfFormat.RDF_XML,
}


@pytest.mark.parametrize("suffix", [*RDF, "jsonld"])
def test_rdf_says_so_by_published_terms(folder: Path, suffix: str) -> None:
    path = folder.parent / "second" / f"vmbo-mbo-kb.{suffix}"
    store = Store()
    if suffix == "jsonld":
        graph = Dataset(default_union=True)
        graph.parse(path, format="json-ld")
        store.load(graph.serialize(format="nquads").encode(), RdfFormat.N_QUADS)
    else:
        store.load(path.read_bytes(), RDF[suffix])

    def objects(term: str) -> list[object]:
        return [quad.object for quad in store.quads_for_pattern(NamedNode(IRI), NamedNode(term), None)]

    true = Literal("true", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))
    assert objects(DEPRECATED) == [true]
    assert objects(REPLACED_BY) == [NamedNode(f"{BASE}id/organisations/{SUCCESSOR}")]
    assert len(list(store.quads_for_pattern(None, NamedNode(DEPRECATED), true))) == 1  # and of nothing else


def test_json_of_the_record_alone(folder: Path) -> None:
    path = folder.parent / "second" / "jsonld" / "organisations" / f"{GONE}.jsonld"
    record = json.loads(path.read_text("utf-8"))
    assert record["withdrawn"] is True
    assert SUCCESSOR in json.dumps(record["replaced_by"])


def test_tables(folder: Path, data: KnowledgeBase, tmp_path: Path) -> None:
    tables = folder.parent / "second" / "csv"
    with (tables / "organisations.csv").open(encoding="utf-8", newline="") as stream:
        said = {row["id"]: row["withdrawn"] for row in csv.DictReader(stream)}
    assert said == {"dienst": "false", "ministerie": "false", SUCCESSOR: "false", GONE: "true"}
    with (tables / "organisations" / "replaced_by.csv").open(encoding="utf-8", newline="") as stream:
        assert list(csv.DictReader(stream)) == [{"organisation_id": GONE, "replaced_by": SUCCESSOR}]
    data.export("parquet", tmp_path)
    rows = pyarrow.parquet.read_table(tmp_path / "parquet" / "organisations.parquet").to_pylist()
    assert {row["id"]: row["withdrawn"] for row in rows}[GONE] is True


def test_by_its_id_only(data: KnowledgeBase) -> None:
    entity = data[GONE]
    assert (entity.withdrawn, entity.replaced_by) == (True, (SUCCESSOR,))
    assert GONE in data
    assert GONE not in {each.id for each in data.organisations}  # type: ignore[attr-defined]
    assert GONE not in {each.id for each in data.dated()}
    assert GONE not in {hit.id for hit in data.search("vroegere dienst")}
    for view in (data.at("2008-10-01"), data.at("2008-10-01", certain=True), data.during("2008/2009", "2010")):
        assert GONE not in view
    assert SUCCESSOR in data.at("2008-10-01")
    assert GONE not in {each.id for each in data.lineage("dienst").members}
    assert data.lineage(GONE).members[0].id == GONE
    assert GONE not in kb.calendar(data, ["review", "lapse"], "nl")


def test_in_the_release_before_it_counts(folder: Path) -> None:
    then = kb.load(folder, release="2026.1")
    assert not then[GONE].withdrawn
    assert GONE in then.at("2008-10-01")
    assert kb.load(folder.parent / "second")[GONE].withdrawn


def test_diff_lists_it(folder: Path) -> None:
    difference = diff(folder.parent / "first", folder.parent / "second")
    assert [(change.id, change.successors) for change in difference.withdrawn] == [(GONE, (SUCCESSOR,))]
    assert not difference.gone
    arguments = ("diff", folder.parent / "first", folder.parent / "second")
    assert f"organisations/{GONE}  The former agency (use {SUCCESSOR})" in run(*arguments)
    assert f"organisations/{GONE} (gebruik {SUCCESSOR})" in run(*arguments, "--lang", "nl", "--format", "atom")
    assert json.loads(run(*arguments, "--format", "json"))["withdrawn"][0]["replaced_by"] == [SUCCESSOR]


@pytest.mark.parametrize(("language", "words"), [("nl", "is ingetrokken"), ("en", "has been withdrawn")])
def test_its_page_is_a_tombstone(folder: Path, language: str, words: str) -> None:
    site = folder.parent / "site"
    text = (site / language / "organisations" / f"{GONE}.html").read_text("utf-8")
    assert words in text
    assert f"{SUCCESSOR}.html" in text.partition(words)[2].partition("</p>")[0]
    assert 'data-pagefind-ignore="all"' in text  # what counts is searched, and nothing else
    assert words not in (site / language / "organisations" / f"{SUCCESSOR}.html").read_text("utf-8")
    others = [path for path in (site / language).rglob("*.html") if path.stem != GONE]
    linking = {
        path.relative_to(site / language).as_posix() for path in others if f"{GONE}.html" in path.read_text("utf-8")
    }
    assert linking == {f"organisations/{SUCCESSOR}.html", "sources/bron-rapport.html"}  # what it points at


def test_over_http_it_has_an_address_and_no_place_in_lists(folder: Path) -> None:
    with running("--dataset", folder) as server:
        assert GONE not in {each["id"] for each in server.ask("/api/organisations").json()["items"]}
        assert GONE not in {each["id"] for each in server.ask("/api/at?day=2008-10-01").json()["items"]}
        found = server.ask(f"/api/organisations/{GONE}").json()
        assert SUCCESSOR in json.dumps(found["replaced_by"])
        assert DEPRECATED in server.ask(f"/doc/organisations/{GONE}", accept="application/n-triples").body.decode()
