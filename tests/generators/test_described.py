# SPDX-License-Identifier: MIT
"""Descriptions of the publication, judged by the libraries of those who read them."""

import hashlib
import json
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import yaml
from datacite import schema45
from rdflib import Graph, URIRef
from rocrate.rocrate import ROCrate

from vmbo_mbo_kb import KnowledgeBase, __version__, load
from vmbo_mbo_kb.exporters.ntriples import NTriples
from vmbo_mbo_kb.generators.citing import citation_file, datacite, datacite_xml, schema_org, sentence
from vmbo_mbo_kb.generators.described import Publication
from vmbo_mbo_kb.generators.provenance import prov, ro_crate
from vmbo_mbo_kb.generators.void import VOID, Counts, count, void
from vmbo_mbo_kb.generators.web_texts import llms, robots, sitemaps
from vmbo_mbo_kb.namespaces import DEFAULT_BASE

EXAMPLES = Path(__file__).parent.parent / "data" / "valid"


@cache
def data() -> KnowledgeBase:
    return load(EXAMPLES)


def entry(path: str, media_type: str, content: bytes = b"") -> dict[str, object]:
    digest = hashlib.sha256(content).hexdigest()
    return {"path": path, "media_type": media_type, "bytes": len(content), "sha256": digest, "records": 3}


FILES = (
    entry("csv/themes.csv", "text/csv"),
    entry("csv/datapackage.json", "application/json"),
    entry("jsonld/themes/x.jsonld", "application/ld+json"),
    entry("vmbo-mbo-kb.nt", "application/n-triples", b"a"),
    entry("vmbo-mbo-kb.ttl", "text/turtle", b"b"),
)


def publication(base: str = DEFAULT_BASE) -> Publication:
    return Publication(data().records.dataset, FILES, base, "2001-01-01")


@cache
def triples() -> tuple[bytes, ...]:
    text = "".join(NTriples().texts(data().records, DEFAULT_BASE))
    return tuple(line.encode() for line in text.splitlines())


def test_void_counts_what_a_store_counts() -> None:
    counts = count(triples())
    store = ox.Store()
    store.load(b"\n".join(triples()), format=ox.RdfFormat.N_TRIPLES)

    def ask(query: str) -> dict[str, int]:
        found = store.query(query)
        assert isinstance(found, ox.QuerySolutions)
        return {row[0].value: int(row[1].value) for row in found}

    assert counts.triples == len(store) > 100
    assert counts.classes == ask("SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c")
    assert counts.properties == ask("SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p")
    assert {"s": counts.subjects} == ask("SELECT ('s' AS ?k) (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }")


def test_void_says_what_was_counted() -> None:
    counts = count(triples())
    graph = Graph().parse(data=void(publication(), counts, ["https://w3id.org/vmbo-mbo/id/themes/x"]), format="turtle")
    described = URIRef(publication().iri)
    stated = {name: graph.value(described, URIRef(VOID + name)) for name in ("triples", "classes", "uriSpace")}
    assert {name: str(value) for name, value in stated.items()} == {
        "triples": str(counts.triples),
        "classes": str(len(counts.classes)),
        "uriSpace": "https://w3id.org/vmbo-mbo/id/",
    }
    parts = list(graph.objects(described, URIRef(VOID + "classPartition")))
    found = {
        str(graph.value(part, URIRef(VOID + "class"))): int(str(graph.value(part, URIRef(VOID + "entities"))))
        for part in parts
    }
    assert found == counts.classes
    assert {str(each) for each in graph.objects(described, URIRef(VOID + "dataDump"))} == {
        DEFAULT_BASE + "vmbo-mbo-kb.nt",
        DEFAULT_BASE + "vmbo-mbo-kb.ttl",
    }


def test_provenance_leads_from_each_file_to_software_and_sources() -> None:
    source = "https://w3id.org/vmbo-mbo/id/sources/x"
    graph = Graph().parse(data=prov(publication(), [source]), format="turtle")
    found = graph.query(
        """SELECT ?file ?version WHERE {
             ?file prov:wasGeneratedBy ?build ; prov:wasDerivedFrom/prov:hadPrimarySource ?source .
             ?build prov:wasAssociatedWith/schema:softwareVersion ?version }""",
        initNs={"prov": "http://www.w3.org/ns/prov#", "schema": "https://schema.org/"},
        initBindings={"source": URIRef(source)},
    )
    assert {(str(file), str(version)) for file, version in found} == {  # type: ignore[misc]
        (f"{DEFAULT_BASE}{each['path']}", __version__) for each in FILES
    }


def test_ro_crate_is_read_by_its_own_library(tmp_path: Path) -> None:
    for each in FILES:
        (tmp_path / str(each["path"])).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / str(each["path"])).write_bytes(b"")
    (tmp_path / "ro-crate-metadata.json").write_text(json.dumps(ro_crate(publication())), "utf-8")
    crate = ROCrate(tmp_path)
    assert str(crate.version) == "1.2"
    assert crate.name == data().dataset.name.en
    assert crate.license.id == data().dataset.licence
    assert {each.id for each in crate.data_entities} == {"csv/", "jsonld/", "vmbo-mbo-kb.nt", "vmbo-mbo-kb.ttl"}
    turtle = crate.get("vmbo-mbo-kb.ttl")
    assert turtle is not None
    assert (turtle["encodingFormat"], turtle["contentSize"]) == ("text/turtle", "1")
    assert crate.get("#build")["instrument"].id == "#software"


def test_datacite_is_valid_and_its_xml_says_the_same() -> None:
    metadata = datacite(publication())
    assert list(schema45.validator.iter_errors(metadata)) == []

    def content(text: str) -> set[tuple[str, str | None, tuple[tuple[str, str], ...]]]:
        root = ElementTree.fromstring(text)
        return {
            # DataCite's own library leaves out the namespace prefix of xml:lang where it is asked for text.
            (
                each.tag,
                (each.text or "").strip(),
                tuple(sorted((name.rpartition("}")[2], v) for name, v in each.items())),
            )
            for each in root.iter()
        }

    assert content(datacite_xml(publication())) == content(schema45.tostring(metadata))


def test_citation_file_is_read_as_yaml() -> None:
    found = yaml.safe_load(citation_file(publication()))
    assert (found["cff-version"], found["type"], found["version"]) == ("1.2.0", "dataset", publication().version)
    assert found["license"] == "CC0-1.0"
    assert found["authors"] == [{"name": data().dataset.publisher_name}]


def test_the_repository_cites_the_version_that_it_is() -> None:
    own = yaml.safe_load((Path(__file__).parents[2] / "CITATION.cff").read_text("utf-8"))
    assert own["version"] == __version__


def test_schema_org_names_every_whole_file() -> None:
    found = schema_org(publication())
    assert [each["contentUrl"] for each in found["distribution"]] == [
        f"{DEFAULT_BASE}csv/datapackage.json",
        f"{DEFAULT_BASE}vmbo-mbo-kb.nt",
        f"{DEFAULT_BASE}vmbo-mbo-kb.ttl",
    ]
    assert found["temporalCoverage"] == "2001-01-01/.."
    assert {name for name in ("name", "description", "license", "creator", "version") if name not in found} == set()


def test_sitemap_has_each_page_in_both_languages() -> None:
    pages = ["index.html", "themes/a&b.html"]
    ((name, text),) = sitemaps(publication(), pages)
    assert name == "sitemap.xml"
    spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    root = ElementTree.fromstring(text)
    assert [each.text for each in root.iterfind("s:url/s:loc", spaces)] == [
        f"{DEFAULT_BASE}{language}/{page}" for page in pages for language in ("nl", "en")
    ]
    assert [each.get("hreflang") for each in root.iterfind("s:url/x:link", spaces)] == ["nl", "en"] * 4


def test_sitemap_of_many_pages_is_an_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vmbo_mbo_kb.generators.web_texts.SITEMAP_MOST", 3)
    found = dict(sitemaps(publication(), ["a.html", "b.html"]))
    assert list(found) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap.xml"]
    assert found["sitemap.xml"].count("<loc>") == 2
    assert [found[name].count("<url>") for name in list(found)[:2]] == [3, 1]


def test_texts_for_robots() -> None:
    assert robots(publication("https://kennis.example/")).endswith("Sitemap: https://kennis.example/sitemap.xml\n")
    text = llms(publication(), {"Data": [("Turtle", "vmbo-mbo-kb.ttl", "everything")]}, "en")
    assert text.startswith(f"# {data().dataset.name.en}\n\n> ")
    assert f"- [Turtle]({DEFAULT_BASE}vmbo-mbo-kb.ttl): everything\n" in text


@pytest.mark.parametrize("base", [DEFAULT_BASE, "https://kennis.example/basis/"])
def test_another_base_changes_the_base_alone(base: str) -> None:
    def texts(base: str) -> str:
        chosen = publication(base)
        parts = [
            void(chosen, Counts()),
            prov(chosen),
            datacite_xml(chosen),
            citation_file(chosen),
            json.dumps([schema_org(chosen), ro_crate(chosen), datacite(chosen)]),
            sentence(chosen).nl,
        ]
        return "\n".join(parts)

    assert texts(base) == texts(DEFAULT_BASE).replace(DEFAULT_BASE, base)
