# SPDX-License-Identifier: MIT
"""Identifiers that open, pages, files of a site, health and the log."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import RdfFormat, parse

import vmbo_mbo_kb as kb
from tests.conftest import DATA
from tests.server.conftest import Server, running
from vmbo_mbo_kb.namespaces import DEFAULT_BASE
from vmbo_mbo_kb.site.policy import HEADERS

FORM = "collaboration-forms/proef"
RDF = {
    "text/turtle": (".ttl", "turtle"),
    "application/ld+json": (".jsonld", "json-ld"),
    "application/n-triples": (".nt", "nt"),
    "application/rdf+xml": (".rdf", "xml"),
}


def test_an_identifier_sends_to_its_document(server: Server) -> None:
    for accept in ("text/html", "text/turtle", "*/*"):
        reply = server.ask(f"/id/{FORM}", accept=accept)
        assert (reply.status, reply.headers["location"]) == (303, f"/doc/{FORM}")


def test_every_record_opens(server: Server) -> None:
    data = kb.load(DATA / "valid")
    for entity in data:
        path = data.iri(entity.id).removeprefix(f"{DEFAULT_BASE}id/")
        assert server.ask(f"/id/{path}").status == 303
        assert server.ask(f"/doc/{path}", accept="text/turtle").status == 200
    version = data.dataset.version
    assert server.ask(f"/doc/dataset/{data.dataset.id}/{version}").status == 200


def test_a_document_says_the_same_in_every_syntax(server: Server) -> None:
    graphs = []
    for media_type, (suffix, name) in RDF.items():
        reply = server.ask(f"/doc/{FORM}", accept=media_type)
        assert (reply.status, reply.media_type) == (200, media_type)
        assert {"Accept", "Accept-Language"} <= set(reply.headers["vary"].split(", "))
        # The address of one format needs no negotiation.
        direct = server.ask(f"/doc/{FORM}{suffix}", accept="image/png")
        assert (direct.media_type, direct.body) == (media_type, reply.body)
        graphs.append(set(rdflib.Graph().parse(data=reply.body, format=name)))
    assert graphs[0]
    assert all(graph == graphs[0] for graph in graphs)
    # And what the whole dataset says of it.
    iri = f"{DEFAULT_BASE}id/{FORM}"
    whole = [each for each in kb.load(DATA / "valid").graph() if str(each[0]).partition("#")[0] == iri]
    assert graphs[0] == set(whole)


def test_links_between_formats(server: Server) -> None:
    link = server.ask(f"/doc/{FORM}", accept="text/turtle").headers["link"]
    assert f'<{DEFAULT_BASE}id/{FORM}>; rel="describes"' in link
    assert f'</doc/{FORM}.jsonld>; rel="alternate"; type="application/ld+json"' in link
    assert f"</doc/{FORM}.ttl>" not in link


class Page(HTMLParser):
    """What a page holds that matters here."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.language = ""
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        found = dict(attrs)
        self.language = found.get("lang") or self.language
        if tag == "a":
            self.links.append(found["href"] or "")

    def handle_data(self, data: str) -> None:
        self.words += data


def test_a_page(server: Server) -> None:
    dutch, english = (server.ask(f"/doc/{FORM}", accept="text/html", accept_language=tag) for tag in ("nl", "en"))
    page = Page(dutch.body.decode())
    assert (page.language, Page(english.body.decode()).language) == ("nl", "en")
    assert kb.load(DATA / "valid").label("proef", "nl") in page.words
    for link in page.links:
        if link.startswith("/"):
            assert server.ask(link).status == 200
    assert "default-src 'none'" in dutch.headers["content-security-policy"]
    assert "script" not in page.tags


def test_the_start_without_a_site(server: Server) -> None:
    data = kb.load(DATA / "valid")
    for tag in ("nl", "en"):
        reply = server.ask("/", accept_language=tag)
        assert (reply.status, reply.media_type, reply.headers["content-language"]) == (200, "text/html", tag)
        assert "default-src 'none'" in reply.headers["content-security-policy"]
        page = Page(reply.body.decode())
        assert page.language == tag
        assert {"/sparql", "/api/openapi.json", "/def", "/health", "/api/themes"} <= set(page.links)
        assert f"/doc/dataset/{data.dataset.id}/{data.dataset.version}" in page.links
        assert f"{DEFAULT_BASE}id/{{class}}/{{id}}" in page.words
        assert all(server.ask(link, accept_language=tag).status == 200 for link in page.links)
        assert server.ask("/", accept_language=tag, if_none_match=reply.headers["etag"]).status == 304


def test_a_page_escapes_what_comes_from_data(dataset: Path) -> None:
    theme = dataset / "themes" / "instromen.yaml"
    text = theme.read_text("utf-8")
    evil = '<script>alert("1")</script>'
    theme.write_text(text.replace("name: {nl: ", f"name: {{nl: '{evil}' , en: '{evil}'}}\n#", 1), "utf-8")
    with running("--dataset", dataset) as server:
        reply = server.ask("/doc/themes/instromen", accept="text/html")
        assert reply.status == 200
        page = Page(reply.body.decode())
        assert "script" not in page.tags
        assert evil in page.words
        problem = server.ask("/doc/themes/%3Cscript%3E", accept="text/html")
        assert problem.problem() == "not-found"


def test_conditional_requests(server: Server) -> None:
    first = server.ask(f"/doc/{FORM}", accept="text/turtle")
    again = server.ask(f"/doc/{FORM}", accept="text/turtle", if_none_match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert server.ask(f"/doc/{FORM}", accept="text/html", if_none_match=first.headers["etag"]).status == 200


def test_what_is_not_there(server: Server) -> None:
    for target in ("/id/themes/instroom", "/doc/themes/instromen.png", "/doc/../pyproject.toml", "/id/", "/x", "/doc/"):
        reply = server.ask(target)
        assert (reply.status, reply.problem()) == (404, "not-found")
    assert "instromen" in server.ask("/id/themes/instroom").json()["detail"]
    assert server.ask(f"/doc/{FORM}", accept="image/png").problem() == "not-acceptable"
    assert server.ask(f"/id/{FORM}", "POST", b"").problem() == "method-not-allowed"


def test_terms(server: Server) -> None:
    graphs = []
    for media_type, (_, name) in RDF.items():
        reply = server.ask("/def", accept=media_type)
        assert (reply.status, reply.media_type) == (200, media_type)
        graphs.append(rdflib.Graph().parse(data=reply.body, format=name))
    assert (rdflib.URIRef(f"{DEFAULT_BASE}def#CollaborationForm"), None, None) in graphs[0]
    assert all(len(graph) == len(graphs[0]) for graph in graphs)


def test_problems_are_explained(server: Server) -> None:
    from vmbo_mbo_kb.server.problems import Problem

    for problem in Problem:
        reply = server.ask(f"/problems/{problem.slug}")
        assert reply.status == 200
        assert reply.body.decode().startswith(str(problem.status))
    assert server.ask("/problems/none").problem() == "not-found"


def test_health(server: Server) -> None:
    reply = server.ask("/health")
    assert reply.status == 200
    found = reply.json()
    assert (found["status"], found["workers"]["alive"]) == ("ok", 2)
    assert found["program"] == kb.__version__
    assert reply.headers["cache-control"] == "no-store"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a folder of files and a base of its own."""
    site = tmp_path_factory.mktemp("a site")
    for language, word in (("nl", "Mooi"), ("en", "Nice")):
        (site / language / "themes").mkdir(parents=True)
        (site / language / "themes" / "instromen.html").write_text(f"<h1>{word}</h1>", "utf-8")
    (site / "index.html").write_text("<h1>Welkom</h1>", "utf-8")
    (site / "data.ttl").write_text("# Turtle\n", "utf-8")
    (site.parent / "secret.txt").write_text("secret", "utf-8")
    (site / "link.txt").symlink_to(site.parent / "secret.txt")
    with running("--dataset", DATA / "valid", "--site", site, "--base", "https://example.org/kb/") as found:
        yield found


def test_the_site(published: Server) -> None:
    assert published.ask("/").body == b"<h1>Welkom</h1>"
    assert published.ask("/data.ttl").body == b"# Turtle\n"
    first = published.ask("/index.html")
    assert published.ask("/index.html", if_none_match=first.headers["etag"]).status == 304
    assert published.ask("/nothing").problem() == "not-found"
    for target in ("/../secret.txt", "/%2e%2e/secret.txt", "/link.txt", "/..%2fsecret.txt"):
        assert published.ask(target).problem() == "not-found"


def test_the_site_has_the_headers_that_any_server_of_it_gives(published: Server) -> None:
    for target in ("/", "/data.ttl", "/doc/themes/instromen"):
        headers = published.ask(target, accept="text/html").headers
        assert {name: headers[name.lower()] for name in HEADERS} == HEADERS
    assert published.ask("/data.ttl").media_type == "text/turtle"


def test_a_page_of_the_site_goes_before_ours(published: Server) -> None:
    for tag, word in (("nl", b"Mooi"), ("en", b"Nice")):
        page = published.ask("/doc/themes/instromen", accept="text/html", accept_language=tag)
        assert (page.body, page.headers["content-language"]) == (b"<h1>%s</h1>" % word, tag)
    assert published.ask("/doc/themes/instromen", accept="text/turtle").media_type == "text/turtle"
    assert b"Mooi" not in published.ask(f"/doc/{FORM}", accept="text/html").body


def test_another_base(published: Server) -> None:
    reply = published.ask("/doc/themes/instromen", accept="application/n-triples")
    subjects = {quad.subject.value for quad in parse(reply.body, format=RdfFormat.N_TRIPLES)}  # type: ignore[union-attr]
    assert "https://example.org/kb/id/themes/instromen" in subjects
    assert published.query("ASK { <https://example.org/kb/id/themes/instromen> a kb:Theme }").json()["boolean"]


def test_the_log_says_what_was_asked_and_no_more(server: Server) -> None:
    server.query("ASK { FILTER('secret' = 'secret') }")
    server.ask("/health?secret")
    lines = [line for line in server.requests if line["path"] == "/sparql"]
    assert lines
    assert lines[-1].keys() == {"time", "event", "method", "path", "status", "bytes", "ms"}
    assert "secret" not in json.dumps(server.requests)
