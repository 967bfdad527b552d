# SPDX-License-Identifier: MIT
"""No query makes the engine call anybody, however it is spelt, and what is wrong with one is said with its place."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmbo_mbo_kb import QueryError, RefusedQuery, sparql
from vmbo_mbo_kb.sparql import vetting

CALLS = [
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "select * { service<URL>{ ?s ?p ?o } }",
    "SELECT * { SeRvIcE\tSILENT\n<URL> { ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<URL>{ ?s ?p ?o } }",
    "SELECT * { SERVICE # a comment > \n <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE#x\r<URL>#y\n{ ?s ?p ?o } }",
    "PREFIX x: <URL> SELECT * { SERVICE x: { ?s ?p ?o } }",
    "PREFIX : <URL> SELECT * { SERVICE:{ ?s ?p ?o } }",
    "PREFIX : <URL> SELECT * { SERVICESILENT: # one name?\n { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE<URL>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o.SERVICE<URL>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { { SELECT * { OPTIONAL { SERVICE <URL> { ?s ?p ?o } } } } UNION { } }",
    "SELECT * { VALUES ?x { <URL> } SERVICE ?x { ?s ?p ?o } }",
    "ASK { SERVICE <URL> { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <URL> { ?s ?p ?o } }",
    "BASE <URL> SELECT * { SERVICE <> { ?s ?p ?o } }",
    # What looks like an address compares, and what looks like the rest of one is a comment.
    "SELECT * { VALUES (?x ?a ?b) { (<URL> 1 2) } FILTER(?a<?b)SERVICE?x#>\n{ ?s ?p ?o } }",
    'SELECT * { VALUES (?x ?a ?b) { (<URL> 1 2) } FILTER(?a<?b)#>"""\nSERVICE?x{ ?s ?p ?o } #"""\n}',
    """SELECT * { VALUES (?a ?b) { (1 2) } FILTER(?a<'x>'&&?a<'">"')SERVICE<URL>{ ?s ?p ?o } FILTER("">"") }""",
    'VERSION "1.2" SELECT * { SERVICE <URL> { ?s ?p ?o } }',
]
"""Queries that make the bare engine call the URL, or try to."""

ESCAPED = [
    "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { \\u0053\\u0045\\U00000052VICE <URL> { ?s ?p ?o } }",
    'SELECT * { ?s ?p "\\u0022 . SERVICE <URL> { ?s ?p ?o } #" }',
    "SELECT * { ?s ?p ?o #\\u000ASERVICE <URL> { ?s ?p ?o }\n}",
]
"""Queries that would call it in an engine that takes escapes first, as the grammar says (19.2)."""

HARMLESS = [
    'SELECT * { ?s ?p "SERVICE <http://example.org/> { }" }',
    "SELECT * { ?s ?p '''a ' SERVICE '''@en }",
    'SELECT * { ?s ?p """SERVICE""" } # SERVICE <http://example.org/> { }',
    "SELECT * { ?s <http://example.org/SERVICE#service> ?service }",
    "PREFIX service: <http://www.w3.org/ns/sparql-service-description#> SELECT * { ?s a service:Service }",
    "SELECT ?SERVICE $from { ?SERVICE cv:hasCost $from . _:service ?p ?o }",
    "SELECT * { ?s schema:SERVICE 'x'@service }",
    "SELECT * { VALUES (?a ?b) { (1 2) } FILTER(?a<?b && ?b>?a) }",
    "SELECT * { <mailto:service@example.org> ?p <urn:service:x#load> }",
    "SELECT * { ?s kb:from ?from }",
]


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[str, list[bytes]]]:
    """An address, and what it was asked."""
    asked: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def listen() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                asked.append(connection.recv(4096))

    thread = threading.Thread(target=listen)
    thread.start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/sparql", asked
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()


def drain(store: pyoxigraph.Store, query: str) -> None:
    found = store.query(query)
    if not isinstance(found, pyoxigraph.QueryBoolean):
        list(found)


@pytest.fixture(scope="module")
def store() -> pyoxigraph.Store:
    made = pyoxigraph.Store()
    made.add(pyoxigraph.Quad(pyoxigraph.NamedNode("urn:s"), pyoxigraph.NamedNode("urn:p"), pyoxigraph.Literal(1)))
    return made


@pytest.mark.parametrize("query", CALLS)
def test_no_call(query: str, store: pyoxigraph.Store, listener: tuple[str, list[bytes]]) -> None:
    url, asked = listener
    before = len(asked)
    with pytest.raises(RefusedQuery):
        sparql.answer(store, query.replace("URL", url))
    assert len(asked) == before
    # It is a call indeed: the bare engine knows it for one.
    try:
        drain(store, query.replace("URL", url))
    except SyntaxError as error:
        pytest.fail(f"the engine takes it for no query: {error}")
    except (OSError, RuntimeError):
        pass


def test_the_listener_would_have_seen_a_call(store: pyoxigraph.Store, listener: tuple[str, list[bytes]]) -> None:
    url, asked = listener
    before = len(asked)
    with pytest.raises(OSError, match="HTTP"):
        drain(store, CALLS[0].replace("URL", url))
    assert len(asked) > before


@pytest.mark.parametrize("query", ESCAPED)
def test_escaped(query: str, store: pyoxigraph.Store, listener: tuple[str, list[bytes]]) -> None:
    url, asked = listener
    before = len(asked)
    with pytest.raises(RefusedQuery):
        sparql.answer(store, query.replace("URL", url))
    assert len(asked) == before


@pytest.mark.parametrize("query", HARMLESS)
def test_words_that_are_no_keywords(query: str, store: pyoxigraph.Store) -> None:
    assert sparql.answer(store, query) is not None


PIECES = [
    *(
        "SERVICE",
        "service",
        "SILENT",
        "<URL>",
        "{?s ?p ?o}",
        "{",
        "}",
        "<",
        ">",
        "?a",
        "1",
        "true",
        ":",
        ":x",
        "#",
        "\n",
    ),
    *(" ", ".", ",", '"', "'", '"""', "'''", "(", ")", "FILTER(?a<?b)", "FILTER(", "&&", "a", "_:a"),
    *("@en", "\\u0053", "VALUES ?a {<URL>}", "?s ?p ", "/", "OPTIONAL", "GRAPH", "é", "-", "\\", "ERVICE"),
]


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_any_query(pieces: list[str]) -> None:
    # Nothing listens here: a call fails, and the engine says so in words of its own.
    query = f"PREFIX : <http://127.0.0.1:9/> SELECT * {{ {''.join(pieces).replace('URL', 'http://127.0.0.1:9/')} }}"
    store = pyoxigraph.Store()
    store.add(pyoxigraph.Quad(pyoxigraph.NamedNode("urn:s"), pyoxigraph.NamedNode("urn:p"), pyoxigraph.Literal(1)))
    try:
        vetting.vet(query)
    except QueryError:
        return
    with suppress(SyntaxError):
        drain(store, query)
    # Anything else would be an attempt to call.


@pytest.mark.parametrize(
    ("query", "graph"),
    [
        ("SELECT * FROM <http://example.org/g> { ?s ?p ?o }", "http://example.org/g"),
        ("SELECT * from named kb:g { GRAPH ?g { ?s ?p ?o } }", "https://w3id.org/vmbo-mbo/def#g"),
        ("ASK FROM <http://127.0.0.1/x> FROM <http://127.0.0.1/y> {}", "http://127.0.0.1/x"),
    ],
)
def test_from(query: str, graph: str, store: pyoxigraph.Store) -> None:
    with pytest.raises(RefusedQuery, match=graph):
        sparql.answer(store, query)


def test_from_a_graph_that_is_there() -> None:
    query = "SELECT * FROM <http://example.org/g> { ?s ?p ?o }"
    assert vetting.vet(query, graphs=frozenset({"http://example.org/g"})).form == "SELECT"


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <urn:a> <urn:b> 1 }", "DELETE WHERE { ?s ?p ?o }", "LOAD <http://127.0.0.1:9/>", "clear all",
        "PREFIX x: <urn:x> DROP GRAPH x:y", "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)  # fmt: skip
def test_updates(update: str, store: pyoxigraph.Store) -> None:
    with pytest.raises(RefusedQuery, match=r"\d:\d+: \w+ is refused"):
        sparql.answer(store, update)
    assert len(store) == 1


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT * { ?s kb:scheem ?o }", "1:15: there is no term 'kb:scheem'; did you mean 'kb:scheme'?"),
        ("SELECT *\n{ ?s kp:scheme ?o }", "2:6: unknown prefix 'kp:'; did you mean 'kb:scheme'?"),
        (
            "SELECT * { ?s <https://w3id.org/vmbo-mbo/def#shceme> ?o }",
            "1:15: there is no term 'kb:shceme'; did you mean 'kb:scheme'?",
        ),
        ("SELCT * { ?s ?p ?o }", "1:1: 'SELCT' is not a word of SPARQL; did you mean SELECT?"),
        ("SELECT * {\n ?s ?p ?o\n FITLER(?o > 1) }", "3:2: 'FITLER' is not a word of SPARQL; did you mean FILTER?"),
        ("SELECT *\n{ ?s ?p ? }", "2:11: not SPARQL from '}' on"),
        ("SELECT * {\n  'é' ?p ?o ] }", "2:13: not SPARQL from ']' on"),
        ("SELECT * { ?s ?p ?o }}", "1:22: not SPARQL from '}' on"),
        ("SELECT * { ?s ?p ?o", "1:20: not SPARQL where the text ends"),
        ("", "1:1: not SPARQL where the text ends"),
        ("ASK {\n \udcff }", "2:2: what stands here is not UTF-8"),
        (
            "SELECT ?x { ?s ?p ?o } GROUP BY ?s",
            "1:34: not a valid query: The SELECT contains a variable that is unbound",
        ),
    ],
)
def test_messages(query: str, message: str, store: pyoxigraph.Store) -> None:
    with pytest.raises(QueryError) as caught:
        sparql.answer(store, query)
    assert str(caught.value) == message
    assert caught.value.message("nl") != message


NESTED = [
    ("ASK ", "{", "", "}"),
    ("ASK {", " OPTIONAL {", "", "}"),
    ("ASK {", " FILTER EXISTS {", "", "}"),
    ("ASK { FILTER", "(", "1", ")"),
    ("ASK { FILTER(", "ABS(", "1", ")"),
    ("ASK { FILTER(", "1 <(1>0 && ", "1", ")"),
]


@pytest.mark.parametrize(("before", "opens", "middle", "closes"), NESTED)
def test_depth(before: str, opens: str, middle: str, closes: str, store: pyoxigraph.Store) -> None:
    """The engine would end the process at a depth that a query may have; it is not asked."""
    around = before.count("{") + before.count("(")

    def nested(times: int) -> str:
        return before + opens * times + middle + closes * times + ")" * before.count("(") + "}" * before.count("{")

    assert isinstance(sparql.answer(store, nested(100 - around)), bool)
    for times in (101 - around, 20_000):
        with pytest.raises(QueryError, match="nested too deep: at most 100 brackets") as caught:
            sparql.answer(store, nested(times))
        assert "te diep genest" in caught.value.message("nl")


def test_breadth_is_no_depth(store: pyoxigraph.Store) -> None:
    many = "{} UNION " * 500
    assert sparql.answer(store, f"ASK {{ {many} {{ VALUES ?x {{ '(((' <urn:a(b)> }} }} }} # {'(' * 200}") is True
    assert sparql.answer(store, f"ASK {{ VALUES ?x {{ '{'(' * 200}' <urn:a(b)> }} {'FILTER(1)' * 200} }}") is True


XSD = "http://www.w3.org/2001/XMLSchema#"
CHAINED = [
    ("ASK { FILTER(1 < 1", "+1", ") }"),
    ("ASK { FILTER(1<2", "+2", "&&(3>1)) }"),  # looks like an address
    ("ASK { FILTER(true", "||true", ") }"),
    ("ASK { FILTER(", "!", "true) }"),
    ("ASK { {}", "UNION{}", " }"),
    ("ASK {", "OPTIONAL{}", " }"),
    ("ASK {", "MINUS{}", " }"),
    ("ASK {", "FILTERBOUND(?x)", " }"),  # the engine ends no keyword at a word's end
    (f"PREFIX xsd: <{XSD}> PREFIX FILTERxsd: <urn:> ASK {{", "FILTERxsd:boolean(1)", " }"),
]


@pytest.mark.parametrize(("before", "link", "after"), CHAINED)
def test_chains(before: str, link: str, after: str, store: pyoxigraph.Store) -> None:
    """The engine would end the process at some thousands; it is not asked."""
    assert isinstance(sparql.answer(store, before + link * 450 + after), bool)
    for times in (1001, 20_000):
        with pytest.raises(QueryError, match="too long: at most 1000 operators and patterns") as caught:
            sparql.answer(store, before + link * times + after)
        assert "te lang" in caught.value.message("nl")


def test_a_thousand_values_are_no_chain(store: pyoxigraph.Store) -> None:
    many = " ".join(f"<https://example.org/a-b/{number}+1>" for number in range(2000))
    assert sparql.answer(store, f"ASK {{ VALUES ?x {{ {many} }} FILTER(1 IN ({'1, ' * 2000} 1)) }}") is True


def test_a_prefix_of_the_user_comes_first(store: pyoxigraph.Store) -> None:
    assert vetting.vet("PREFIX kb: <urn:> SELECT * { ?s kb:anything ?o . ?s skos:prefLabel ?x }").prefixes == {
        "skos": "http://www.w3.org/2004/02/skos/core#"
    }
    assert vetting.vet("SELECT * { ?s kb:scheme ?o }", "https://example.org/").prefixes == {
        "kb": "https://example.org/def#"
    }


def test_hints_on_terms_of_others() -> None:
    store = pyoxigraph.Store()
    store.load(b"@prefix skos: <http://www.w3.org/2004/02/skos/core#> . <urn:s> skos:prefLabel 'x' .",
               pyoxigraph.RdfFormat.TURTLE)  # fmt: skip
    found = sparql.answer(store, "SELECT * { ?s skos:prefLable ?o }")
    assert isinstance(found, sparql.Solutions)
    assert [hint.en for hint in found.hints] == ["the data does not use skos:prefLable; did you mean skos:prefLabel?"]


@pytest.mark.parametrize("text", ["a.", "<<", '"""', "<a#", "?x<a'b>", "aa"])
def test_large_queries_take_no_more_time_a_letter(text: str) -> None:
    """What is looked at again from each letter on takes sixteen times as long for four times as many."""
    from time import process_time

    def taken(times: int) -> float:
        found = []
        for number in range(3):  # none is remembered
            before = process_time()
            with suppress(QueryError):
                vetting.vet(f"SELECT * {{ {text * times} }} #{number}")
            found.append(process_time() - before)
        return min(found)

    assert taken(20_000) < 9 * taken(5_000) + 0.05
