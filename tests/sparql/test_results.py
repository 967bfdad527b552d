# SPDX-License-Identifier: MIT
"""Answers as Python values."""

import pickle
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from threading import Thread

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

import vmbo_mbo_kb as kb
from vmbo_mbo_kb import sparql
from vmbo_mbo_kb.periods import PartialDate
from vmbo_mbo_kb.sparql import results


@pytest.fixture
def data(dataset: Path) -> kb.KnowledgeBase:
    return kb.load(dataset)


def solutions(answer: sparql.Answer) -> kb.Solutions:
    assert isinstance(answer, kb.Solutions)
    return answer


def test_rows(data: kb.KnowledgeBase) -> None:
    found = solutions(
        data.sparql(
            "SELECT ?form ?name ?from WHERE { ?form a kb:CollaborationForm ; skos:prefLabel ?name ; kb:valid ?period ."
            " ?period kb:fromEarliest ?from } ORDER BY lang(?name)"
        )
    )
    assert found.variables == ("form", "name", "from")
    assert len(found) == 2
    english, dutch = found
    assert english == (data.iri("proef"), "Trial", date(2008, 8, 1))
    assert (english.form, english["name"], english[2]) == tuple(english)
    assert isinstance(english.form, kb.Iri)
    assert (dutch.name, dutch.name.language) == ("Proef", "nl")
    assert english.as_dict() == {"form": data.iri("proef"), "name": "Trial", "from": date(2008, 8, 1)}
    assert found.plain()[0] == (data.iri("proef"), "Trial", "2008-08-01")
    with pytest.raises(KeyError, match="no variable 'nmae'"):
        english["nmae"]
    assert found[:1] == [english]


TERMS = [
    ("1", 1), ('"01"^^xsd:int', 1), ('"12.50"^^xsd:decimal', Decimal("12.5")), ("true", True), ("1e3", 1000.0),
    ('"2008-08-01"^^xsd:date', date(2008, 8, 1)), ('"2008"^^xsd:gYear', PartialDate("2008")),
    ('"2008-08"^^xsd:gYearMonth', PartialDate("2008-08")), ('"2008/2009"^^kb:schoolYear', PartialDate("2008/2009")),
    ('"2008-08-01T10:00:00Z"^^xsd:dateTime', datetime(2008, 8, 1, 10, tzinfo=UTC)),
    ('"a\\t\\"b\\"\\n\\\\é\\r"', 'a\t"b"\n\\é\r'), ('""', ""), ("<urn:x>", kb.Iri("urn:x")),
    ('"x"@nl-NL', kb.LangString("x", "nl-nl")), ('"@en"@en', kb.LangString("@en", "en")),
    ('"2008-13-45"^^xsd:date', kb.TypedLiteral("2008-13-45", "http://www.w3.org/2001/XMLSchema#date")),
    ('"veel"^^xsd:integer', kb.TypedLiteral("veel", "http://www.w3.org/2001/XMLSchema#integer")),
    ('"P1D"^^xsd:duration', kb.TypedLiteral("P1D", "http://www.w3.org/2001/XMLSchema#duration")),
    ("UNDEF", None),
]  # fmt: skip


@pytest.mark.parametrize(("term", "value"), TERMS)
def test_values(term: str, value: object) -> None:
    ((found,),) = solutions(sparql.answer(pyoxigraph.Store(), f"SELECT ?x {{ VALUES ?x {{ {term} }} }}"))
    assert found == value
    assert type(found) is type(value)
    assert vars(found) == vars(value) if hasattr(value, "__dict__") else True
    assert pickle.loads(pickle.dumps(found)) == value  # noqa: S301


def test_values_of_every_kind_beside_each_other() -> None:
    every = " ".join(f"({left} {right})" for left, _ in TERMS for right, _ in TERMS)
    wanted = {(repr(left), repr(right)) for _, left in TERMS for _, right in TERMS}
    asked = f"SELECT ?x ?y {{ VALUES (?x ?y) {{ {every} }} }}"
    for _ in range(2):  # what is remembered is what was found
        found = solutions(sparql.answer(pyoxigraph.Store(), asked))
        assert {(repr(x), repr(y)) for x, y in found} == wanted
        assert len(found) == len(TERMS) ** 2


def test_a_triple_as_a_term() -> None:
    asked = """SELECT ?t ?o { VALUES ?x { <urn:o> "text" "tekst"@nl }
        BIND(TRIPLE(<urn:s>, <urn:p>, ?x) AS ?t) BIND("<<( a )>>" AS ?o) }"""
    found = solutions(sparql.answer(pyoxigraph.Store(), asked))
    assert [type(row.t) for row in found] == [str] * 3
    assert {row.t for row in found} == {f"<<( <urn:s> <urn:p> {o} )>>" for o in ("<urn:o>", '"text"', '"tekst"@nl')}
    assert {row.o for row in found} == {"<<( a )>>"}


def test_no_more_is_remembered_than_said(monkeypatch: pytest.MonkeyPatch) -> None:
    values = results._Values()
    monkeypatch.setattr(results._Values, "MOST", 100)
    for number in range(50):
        cells = [f"<urn:{number}:{each}>" for each in range(5)]
        assert list(*values([cells])) == [f"urn:{number}:{each}" for each in range(5)]
        assert sum(map(len, values._known)) <= values.MOST
    assert len(values._known) > 1
    assert list(map(list, values([['"' + 200 * "x" + '"'], ["<urn:x>"]]))) == [[200 * "x"], ["urn:x"]]
    assert not values._known, "more than is remembered, in one answer"


@given(st.lists(st.one_of(st.text(alphabet=st.characters(exclude_categories=["Cs"])), st.none()), min_size=1))
def test_any_text_comes_through(texts: list[str | None]) -> None:
    store = pyoxigraph.Store()
    for position, text in enumerate(texts):
        if text is not None:
            store.add(pyoxigraph.Quad(
                pyoxigraph.NamedNode(f"urn:{position}"), pyoxigraph.NamedNode("urn:p"), pyoxigraph.Literal(text)
            ))  # fmt: skip
    every = " ".join(f"<urn:{position}>" for position in range(len(texts)))
    query = f"SELECT ?s ?text {{ VALUES ?s {{ {every} }} OPTIONAL {{ ?s <urn:p> ?text }} }}"
    found = solutions(sparql.answer(store, query))
    assert sorted((int(row.s[4:]), row.text) for row in found) == list(enumerate(texts))
    assert {(s, text) for s, text in found.plain()} == {(f"urn:{n}", text) for n, text in enumerate(texts)}


def test_no_variables_and_no_rows(data: kb.KnowledgeBase) -> None:
    assert [tuple(row) for row in solutions(data.sparql("SELECT * {}"))] == [()]
    assert (
        list(solutions(data.sparql("SELECT ?x { ?x a kb:Nothing FILTER(false) }".replace("kb:Nothing", "kb:Theme"))))
        == []
    )


def test_a_variable_named_as_an_attribute_of_tuples() -> None:
    ((row),) = solutions(sparql.answer(pyoxigraph.Store(), "SELECT (3 AS ?count) (4 AS ?class) {}"))
    assert (row["count"], getattr(row, "class")) == (3, 4)
    assert row.count(3) == 1
    assert pickle.loads(pickle.dumps(row)) == row  # noqa: S301


def test_ask_construct_describe(data: kb.KnowledgeBase) -> None:
    assert data.sparql("ASK { ?s a kb:Theme }") is True
    assert data.sparql("ASK { ?s a kb:Figure }") is False
    found = data.sparql("CONSTRUCT { ?s skos:prefLabel ?n } WHERE { ?s a kb:Theme ; skos:prefLabel ?n }")
    assert isinstance(found, kb.Triples)
    assert all(isinstance(triple, pyoxigraph.Triple) for triple in found)
    graph = found.graph()
    assert len(graph) == len(found) == 2
    assert "skos:prefLabel" in graph.serialize(format="turtle")
    described = data.sparql(f"DESCRIBE <{data.iri('proef')}>")
    assert isinstance(described, kb.Triples)
    assert len(described) > 5


def test_the_graph_is_that_of_rdflib(data: kb.KnowledgeBase) -> None:
    found = data.sparql("CONSTRUCT WHERE { ?s ?p ?o }")
    assert isinstance(found, kb.Triples)

    def values(graph: rdflib.Graph) -> set[tuple[object, ...]]:
        # The engine writes numbers without needless zeros.
        return {(s, p, o.toPython() if getattr(o, "datatype", None) == rdflib.XSD.decimal else o) for s, p, o in graph}

    assert values(found.graph()) == values(data.graph())


def test_one_store(data: kb.KnowledgeBase) -> None:
    stores: list[pyoxigraph.Store] = []
    threads = [Thread(target=lambda: stores.append(data.store())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(store) for store in stores}) == 1
    other = data.store("https://example.org/")
    assert other is not stores[0]
    assert data.sparql("ASK { <https://example.org/id/themes/instromen> a kb:Theme }", "https://example.org/") is True


def test_pandas_and_arrow(data: kb.KnowledgeBase) -> None:
    pytest.importorskip("pandas")
    arrow = pytest.importorskip("pyarrow")
    found = solutions(
        data.sparql("SELECT ?a ?d ?n ?m { VALUES (?a ?d ?n ?m) { ('x'@nl 2.50 1 1) (<urn:y> 10.0 UNDEF 'z') } }")
    )
    frame = found.to_pandas()
    assert list(frame.columns) == ["a", "d", "n", "m"]
    assert frame["d"].tolist() == [Decimal("2.5"), Decimal(10)]
    table = found.to_arrow()
    assert table.column("a").to_pylist() == ["x", "urn:y"]
    assert table.column("d").to_pylist() == [Decimal("2.5"), Decimal(10)]
    assert table.column("n").to_pylist() == [1, None]
    assert table.schema.field("n").type == arrow.int64()
    assert table.column("m").to_pylist() == ["1", "z"]


@pytest.mark.parametrize("module", ["pandas", "pyarrow"])
def test_without_pandas_or_arrow(data: kb.KnowledgeBase, module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    found = solutions(data.sparql("SELECT * {}"))
    with pytest.raises(ImportError, match=f"needs {module}: pip install"):
        _ = found.to_pandas() if module == "pandas" else found.to_arrow()
