# SPDX-License-Identifier: MIT
"""The SPARQL 1.1 Protocol.

The cases named ``w3c_…`` restate those of the W3C's suite (https://www.w3.org/2009/sparql/docs/tests/data-sparql11/
protocol/) for this service: its graphs instead of the suite's, and updates, which it does not take, refused.
"""

import csv
import gzip
import http.client
import io
import socket
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
import rdflib

import vmbo_mbo_kb as kb
from tests.conftest import DATA
from tests.server.conftest import FORM, QUERY, Reply, Server

ASK = "ASK {}"
DEF = "https://w3id.org/vmbo-mbo/def"
ANY = "SELECT * { ?s ?p ?o } LIMIT 1"
TABLES = [
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
]
GRAPHS = ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"]


def form(**pairs: Any) -> bytes:
    return urlencode(pairs, doseq=True).encode()


def truth(server: Server, query: str, **parameters: Any) -> bool:
    reply = server.query(query, **parameters)
    assert reply.status == 200, reply
    return bool(reply.json()["boolean"])


# What the suite asks of queries.


def test_w3c_query_get(server: Server) -> None:
    reply = server.query(ASK)
    assert (reply.status, reply.media_type) == (200, "application/sparql-results+json")
    assert reply.json()["boolean"] is True


def test_w3c_query_post_form(server: Server) -> None:
    reply = server.ask("/sparql", "POST", form(query=ASK), content_type=FORM)
    assert (reply.status, reply.json()["boolean"]) == (200, True)


def test_w3c_query_post_direct(server: Server) -> None:
    reply = server.ask("/sparql", "POST", ASK.encode(), content_type=QUERY)
    assert (reply.status, reply.json()["boolean"]) == (200, True)


def test_w3c_query_post_with_charset(server: Server) -> None:
    for kind, body in ((FORM, form(query='ASK { FILTER("é" = "\u00e9") }')), (QUERY, b"ASK { FILTER(1=1) }")):
        reply = server.ask("/sparql", "POST", body, content_type=f'{kind}; charset="UTF-8"')
        assert (reply.status, reply.json()["boolean"]) == (200, True)


# The default graph holds the dataset, the graph DEF the ontology: each has something that the other has not.
IN_DATA = "{ ?s a <https://w3id.org/vmbo-mbo/def#Dataset> }"
IN_DEF = "{ ?s a <http://www.w3.org/2002/07/owl#Ontology> }"


def test_w3c_query_dataset_default_graph(server: Server, data_graph: str) -> None:
    assert truth(server, f"ASK {IN_DATA}")
    assert not truth(server, f"ASK {IN_DEF}")
    assert truth(server, f"ASK {IN_DEF}", **{"default-graph-uri": DEF})
    assert not truth(server, f"ASK {IN_DATA}", **{"default-graph-uri": DEF})


@pytest.mark.parametrize("method", ["get", "post"])
def test_w3c_query_dataset_default_graphs(server: Server, data_graph: str, method: str) -> None:
    query = f"ASK {{ {IN_DATA} {IN_DEF.replace('?s', '?t')} }}"
    graphs = {"default-graph-uri": [data_graph, DEF]}
    if method == "get":
        assert truth(server, query, **graphs)
    else:
        body = form(query=query, **graphs)
        assert server.ask("/sparql", "POST", body, content_type=FORM).json()["boolean"]


@pytest.mark.parametrize("method", ["get", "post"])
def test_w3c_query_dataset_named_graphs(server: Server, data_graph: str, method: str) -> None:
    query = f"ASK {{ GRAPH ?g {IN_DATA} GRAPH ?h {IN_DEF.replace('?s', '?t')} }}"
    graphs = {"named-graph-uri": [data_graph, DEF]}
    if method == "get":
        assert truth(server, query, **graphs)
    else:
        target = "/sparql?" + urlencode(graphs, doseq=True)
        assert server.ask(target, "POST", query.encode(), content_type=QUERY).json()["boolean"]
    # With named graphs alone, the default graph is empty, and graphs not named are not there.
    assert not truth(server, "ASK { ?s ?p ?o }", **graphs)
    assert not truth(server, f"ASK {{ GRAPH ?g {IN_DEF} }}", **{"named-graph-uri": data_graph})


def test_w3c_query_dataset_full(server: Server, data_graph: str) -> None:
    query = f"ASK {{ {IN_DATA} GRAPH ?g {IN_DEF.replace('?s', '?t')} FILTER NOT EXISTS {{ GRAPH ?h {IN_DATA} }} }}"
    assert truth(server, query, **{"default-graph-uri": data_graph, "named-graph-uri": DEF})


def test_w3c_query_multiple_dataset(server: Server, data_graph: str) -> None:
    """The dataset of the protocol stands before that of the query."""
    query = f"ASK FROM <{DEF}> {IN_DEF}"
    assert truth(server, query)
    assert not truth(server, query, **{"default-graph-uri": data_graph})
    assert truth(server, f"ASK FROM NAMED <{DEF}> {{ GRAPH ?g {IN_DEF} }}")
    assert not truth(server, f"ASK FROM NAMED <{DEF}> {IN_DATA}")


@pytest.mark.parametrize("query", ["SELECT (1 AS ?value) {}", ASK])
@pytest.mark.parametrize("media_type", TABLES)
def test_w3c_query_content_type_select_and_ask(server: Server, query: str, media_type: str) -> None:
    reply = server.query(query, accept=media_type)
    assert (reply.status, reply.media_type) == (200, media_type)


@pytest.mark.parametrize(
    "query", ["DESCRIBE <https://w3id.org/vmbo-mbo/id/themes/instromen>", "CONSTRUCT WHERE { ?s a ?o }"]
)
@pytest.mark.parametrize("media_type", GRAPHS)
def test_w3c_query_content_type_describe_and_construct(server: Server, query: str, media_type: str) -> None:
    reply = server.query(query, accept=media_type)
    assert (reply.status, reply.media_type) == (200, media_type)
    formats = {"text/turtle": "turtle", "application/n-triples": "nt", "application/ld+json": "json-ld"}
    assert len(rdflib.Graph().parse(data=reply.body, format=formats.get(media_type, "xml"))) > 0


def test_tables_say_the_same_in_every_format(server: Server) -> None:
    query = "SELECT DISTINCT ?s ?name { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?name } ORDER BY ?s ?name"
    bodies = {media_type: server.query(query, accept=media_type).body for media_type in TABLES}
    expected = [(row["s"]["value"], row["name"]["value"]) for row in server.query(query).json()["results"]["bindings"]]
    assert len(expected) > 10
    for media_type in TABLES[:2]:  # read by rdflib, which is not what wrote them
        kind = "json" if "json" in media_type else "xml"
        result = rdflib.query.Result.parse(io.BytesIO(bodies[media_type]), format=kind)
        assert [(str(row.s), str(row.name)) for row in result] == expected  # type: ignore[union-attr]
    rows = list(csv.reader(io.StringIO(bodies["text/csv"].decode(), newline="")))
    assert rows[0] == ["s", "name"]
    assert [tuple(row) for row in rows[1:]] == expected
    assert bodies["text/tab-separated-values"].count(b"\n") == len(expected) + 1


# What the suite asks of requests that are wrong.


def test_w3c_bad_query_method(server: Server) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        for reply in (
            server.ask(f"/sparql?query={quote(ASK)}", method),
            server.ask("/sparql", method, form(query=ASK), content_type=FORM),
        ):
            assert (reply.status, reply.problem()) == (405, "method-not-allowed")
            assert reply.headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_w3c_bad_multiple_queries(server: Server) -> None:
    requests = [
        (f"/sparql?query={quote(ASK)}&query={quote(ANY)}", "GET", None, ""),
        ("/sparql", "POST", form(query=[ASK, ASK]), FORM),
        (f"/sparql?query={quote(ASK)}", "POST", ASK.encode(), QUERY),
        (f"/sparql?query={quote(ASK)}", "POST", form(query=ASK), FORM),
    ]
    for target, method, body, kind in requests:
        reply = server.ask(target, method, body, **({"content_type": kind} if kind else {}))
        assert (reply.status, reply.problem()) == (400, "malformed-request")
        assert "2" in reply.json()["detail"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (ASK.encode(), "text/plain"),  # w3c_bad_query_wrong_media_type
        (form(query=ASK), ""),  # w3c_bad_query_missing_form_type
        (ASK.encode(), ""),  # w3c_bad_query_missing_direct_type
        (ASK.encode("utf-16"), f"{QUERY}; charset=UTF-16"),  # w3c_bad_query_non_utf8
        (form(query=ASK), "multipart/form-data"),
    ],
)
def test_w3c_bad_media_type(server: Server, body: bytes, kind: str) -> None:
    reply = server.ask("/sparql", "POST", body, **({"content_type": kind} if kind else {}))
    assert (reply.status, reply.problem()) == (415, "unsupported-media-type")
    assert reply.headers["accept-post"] == f"{QUERY}, {FORM}"


def test_w3c_bad_query_non_utf8(server: Server) -> None:
    for target, method, body, kind in (
        ("/sparql", "POST", b"ASK { FILTER(\xff) }", QUERY),
        ("/sparql", "POST", b"query=ASK%20%7B%7D%FF", FORM),
        ("/sparql?query=ASK%20%7B%7D%FF", "GET", None, ""),
    ):
        reply = server.ask(target, method, body, **({"content_type": kind} if kind else {}))
        assert (reply.status, reply.problem()) == (400, "malformed-request")


@pytest.mark.parametrize("query", ["ASK {", "SELEKT * {}", "", "ASK {} ASK {}", "\x00", "ASK { ?s ex:p ?o }"])
def test_w3c_bad_query_syntax(server: Server, query: str) -> None:
    reply = server.query(query)
    assert (reply.status, reply.problem()) == (400, "malformed-query")


def test_a_mistake_is_explained_in_both_languages(server: Server) -> None:
    target = "/sparql?query=" + quote("SELECT * {\n ?s skso:prefLabel ?o }")
    english = server.ask(target)
    dutch = server.ask(target, accept_language="nl-NL, en;q=0.5")
    assert (english.headers["content-language"], dutch.headers["content-language"]) == ("en", "nl")
    assert english.json()["detail"] == "2:5: unknown prefix 'skso:'; did you mean 'skos:prefLabel'?"
    assert "bedoelt u 'skos:prefLabel'?" in dutch.json()["detail"]
    assert dutch.json()["title"] == "De vraag is geen SPARQL 1.1"


UPDATE = "INSERT DATA { <http://example.org/s> <http://example.org/p> <http://example.org/o> }"


SPARQL_UPDATE = "application/sparql-update"
IN_GRAPHS = "INSERT { GRAPH <http://example.org/g> { ?s a ?o } } WHERE { ?s a ?o . GRAPH ?g { ?s a ?o } }"
RELATIVE = "BASE <http://example.org/> INSERT DATA { GRAPH <g> { <s> <p> <o> } }"
TWO = ["http://example.org/1", "http://example.org/2"]
USING = {"using-graph-uri": TWO}
USING_NAMED = {"using-named-graph-uri": TWO}
CONFLICT = "WITH <http://example.org/1> DELETE { ?s a ?o } USING <http://example.org/2> WHERE { ?s a ?o }"


@pytest.mark.parametrize(
    ("target", "method", "body", "kind", "status"),
    [
        (f"/sparql?update={quote(UPDATE)}", "GET", None, "", 403),  # w3c_bad_update_get
        ("/sparql", "POST", form(update=UPDATE), FORM, 403),  # w3c_update_post_form
        ("/sparql", "POST", form(update=[UPDATE, UPDATE]), FORM, 403),  # w3c_bad_multiple_updates
        ("/sparql", "POST", UPDATE.encode(), SPARQL_UPDATE, 403),  # w3c_update_post_direct
        ("/sparql", "POST", RELATIVE.encode(), SPARQL_UPDATE, 403),  # w3c_update_base_uri
        # w3c_update_dataset_default_graph and …_graphs, …_named_graphs, …_full
        ("/sparql", "POST", form(update=IN_GRAPHS, **{"using-graph-uri": TWO[0]}), FORM, 403),
        ("/sparql", "POST", form(update=IN_GRAPHS, **USING), FORM, 403),
        ("/sparql", "POST", form(update=IN_GRAPHS, **USING_NAMED), FORM, 403),
        ("/sparql", "POST", form(update=IN_GRAPHS, **USING, **USING_NAMED), FORM, 403),
        (f"/sparql?{urlencode(USING, doseq=True)}", "POST", IN_GRAPHS.encode(), SPARQL_UPDATE, 403),
        ("/sparql", "POST", form(update=CONFLICT, **USING), FORM, 403),  # w3c_bad_update_dataset_conflict
        ("/sparql", "POST", UPDATE.encode(), "text/plain", 415),  # w3c_bad_update_wrong_media_type
        ("/sparql", "POST", form(update=UPDATE), "", 415),  # w3c_bad_update_missing_form_type
        ("/sparql", "POST", UPDATE.encode(), "", 415),
        (
            "/sparql",
            "POST",
            UPDATE.encode("utf-16"),
            f"{SPARQL_UPDATE}; charset=UTF-16",
            403,
        ),  # w3c_bad_update_non_utf8
        ("/sparql", "POST", b"update=CLEAR%20ALL%20%23%FF", FORM, 400),
        ("/sparql", "POST", form(update="INSERT DATA {"), FORM, 403),  # w3c_bad_update_syntax
        ("/sparql", "POST", form(query=UPDATE), FORM, 403),
        (f"/sparql?query={quote('LOAD <http://127.0.0.1:9/>')}", "GET", None, "", 403),
        (f"/sparql?query={quote('CLEAR ALL')}", "GET", None, "", 403),
    ],
)
def test_w3c_updates_are_refused(
    server: Server, target: str, method: str, body: bytes | None, kind: str, status: int
) -> None:
    count = "SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }"
    before = server.query(count)
    assert before.status == 200
    reply = server.ask(target, method, body, **({"content_type": kind} if kind else {}))
    assert reply.status == status
    problems = {400: {"malformed-request"}, 403: {"update", "refused-query"}, 415: {"unsupported-media-type"}}
    assert reply.problem() in problems[status]
    assert server.query(count).body == before.body


# What the suite does not ask.


@pytest.mark.parametrize("encoded", ["%", "%2", "%zz", "ASK%20%7B%7D%"])
def test_invalid_percent_encoding(server: Server, encoded: str) -> None:
    assert server.ask(f"/sparql?query={encoded}").problem() == "malformed-request"
    reply = server.ask("/sparql", "POST", f"query={encoded}".encode(), content_type=FORM)
    assert (reply.status, reply.problem()) == (400, "malformed-request")


def test_too_large(server: Server) -> None:
    long = b"ASK {} #" + b"x" * (64 * 1024)
    for body, kind in ((long, QUERY), (form(query=long), FORM), (b"query=" + b"x" * 400_000, FORM)):
        reply = server.ask("/sparql", "POST", body, content_type=kind)
        assert (reply.status, reply.problem()) == (413, "too-large-request")
    # One that only says that it is too large is not read.
    reply = server.ask("/sparql", "POST", b"", content_type=QUERY, content_length="999999999999")
    assert (reply.status, reply.problem()) == (413, "too-large-request")
    assert server.query(f"ASK {{}} #{'x' * 60_000}").status == 200


def test_a_body_in_pieces(server: Server) -> None:
    def post(pieces: list[bytes]) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        connection.request("POST", "/sparql", iter(pieces), {"Content-Type": QUERY}, encode_chunked=True)
        status = connection.getresponse().status
        connection.close()
        return status

    assert post([b"ASK", b" {", b"}"]) == 200
    assert post([b"x" * 40_000, b"x" * 40_000]) == 413


def test_a_head_that_is_too_long_or_no_http(server: Server) -> None:
    for request in (b"GET /sparql?query=" + b"x" * 300_000, b"hello\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", server.port), 30) as connection:
            connection.sendall(request + b" HTTP/1.1\r\nHost: x\r\n\r\n")
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            found = {name.lower(): value for name, value in answer.getheaders()}
            reply = Reply(answer.status, found, answer.read())
            assert (reply.status, reply.problem()) in ((400, "malformed-request"), (413, "too-large-request"))


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (ANY, "image/png"),
        (ANY, "text/turtle"),
        (ANY, "*/*;q=0"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv"),
        ("", "image/png"),
    ],
)
def test_unknown_result_format(server: Server, query: str, accept: str) -> None:
    reply = server.query(query, accept=accept) if query else server.ask("/sparql", accept=accept)
    assert (reply.status, reply.problem()) == (406, "not-acceptable")
    assert "text/" in reply.json()["detail"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", TABLES[0]),
        ("text/*", "text/csv"),
        ("text/csv;q=0.2, application/sparql-results+xml;q=0.3", "application/sparql-results+xml"),
        ("text/html, application/json;q=0.9, */*;q=0.1", "application/json"),
        ("application/sparql-results+json;q=0, */*", "application/sparql-results+xml"),
        ("TEXT/CSV ; Q=1", "text/csv"),
    ],
)
def test_content_negotiation(server: Server, accept: str, media_type: str) -> None:
    reply = server.query(ANY, accept=accept)
    assert (reply.status, reply.media_type) == (200, media_type)
    assert "Accept" in reply.headers["vary"]


def test_rdf_xml_that_cannot_be(server: Server) -> None:
    reply = server.query("CONSTRUCT { ?s <http://example.org/1> ?o } { ?s a ?o }", accept="application/rdf+xml")
    assert (reply.status, reply.problem()) == (406, "not-acceptable")


def test_unknown_graph(server: Server) -> None:
    for name in ("default-graph-uri", "named-graph-uri"):
        reply = server.query(ASK, **{name: "http://127.0.0.1:9/graph"})
        assert (reply.status, reply.problem()) == (400, "unknown-graph")
    assert server.query("ASK FROM <http://127.0.0.1:9/graph> {}").problem() == "refused-query"


def test_no_query(server: Server) -> None:
    for target, method, kind in (("/sparql?default-graph-uri=x", "GET", ""), ("/sparql", "POST", FORM)):
        reply = server.ask(target, method, b"" if kind else None, **({"content_type": kind} if kind else {}))
        assert (reply.status, reply.problem()) == (400, "malformed-request")
    many = "&".join(f"a{number}=1" for number in range(300))
    assert server.ask(f"/sparql?query={quote(ASK)}&{many}").problem() == "malformed-request"


def test_head(server: Server) -> None:
    target = "/sparql?query=" + quote(ANY)
    full, head = server.ask(target), server.ask(target, "HEAD")
    assert (head.status, head.body) == (200, b"")
    for name in ("content-type", "content-length", "etag", "vary"):
        assert head.headers[name] == full.headers[name]
    assert server.ask("/sparql", "HEAD").status == 200


def test_options_and_cors(server: Server) -> None:
    reply = server.ask("/sparql", "OPTIONS", origin="https://example.org", access_control_request_method="POST")
    assert (reply.status, reply.body) == (204, b"")
    assert reply.headers["allow"] == reply.headers["access-control-allow-methods"] == "GET, HEAD, POST, OPTIONS"
    assert reply.headers["access-control-allow-origin"] == "*"
    assert "Content-Type" in reply.headers["access-control-allow-headers"]
    for answer in (server.query(ASK), server.query("ASK {")):
        assert answer.headers["access-control-allow-origin"] == "*"
    assert server.ask("/health", "OPTIONS").headers["allow"] == "GET, HEAD, OPTIONS"


def test_etag(server: Server) -> None:
    target = "/sparql?query=" + quote(ANY)
    first = server.ask(target)
    tag = first.headers["etag"]
    assert first.headers["cache-control"] == "public, no-cache"
    again = server.ask(target, if_none_match=f'"other", {tag}')
    assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
    assert again.headers["vary"] == first.headers["vary"]
    assert server.ask(target, if_none_match='"other"').status == 200
    # Another format, graph or query is another answer.
    assert server.ask(target, if_none_match=tag, accept="text/csv").status == 200
    assert server.query(f"{ANY} ").headers["etag"] != tag
    assert server.query(ANY, **{"default-graph-uri": DEF}).headers["etag"] != tag


@pytest.mark.parametrize("call", ["NOW()", "rand()", "StrUUID()", "UUID()", "BNODE()"])
def test_what_changes_is_not_kept(server: Server, call: str) -> None:
    reply = server.query(f"SELECT ({call} AS ?x) {{}}")
    assert reply.status == 200
    assert reply.headers["cache-control"] == "no-store"
    assert "etag" not in reply.headers


def test_gzip(server: Server) -> None:
    target = "/sparql?query=" + quote("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 100")
    plain, packed = server.ask(target), server.ask(target, accept_encoding="br, gzip")
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body)
    assert "Accept-Encoding" in plain.headers["vary"]
    assert "content-encoding" not in server.ask(target, accept_encoding="gzip;q=0").headers
    assert "content-encoding" not in server.ask("/sparql?query=" + quote(ASK), accept_encoding="gzip").headers


def test_prefixes_are_known(server: Server) -> None:
    assert truth(server, "ASK { ?form a kb:CollaborationForm ; skos:prefLabel ?name }")


def test_the_same_as_in_process(server: Server) -> None:
    """HTTP adds nothing and takes nothing away."""
    reply = server.query("CONSTRUCT WHERE { ?s ?p ?o }", accept="application/n-triples")
    store = ox.Store()
    store.load(kb.load(DATA / "valid").graph().serialize(format="nt").encode(), format=ox.RdfFormat.N_TRIPLES)
    assert set(ox.parse(reply.body, format=ox.RdfFormat.N_TRIPLES)) == set(store)
