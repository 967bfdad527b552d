# SPDX-License-Identifier: MIT
"""The example queries: explained, answered as expected, and answered the same by rdflib."""

from decimal import Decimal

import pytest
import rdflib

import vmbo_mbo_kb as kb
from tests.sparql import expected
from vmbo_mbo_kb import sparql
from vmbo_mbo_kb.sparql.library import Example, UnknownExample, example, examples

EVERY = [pytest.param(each, id=each.name) for each in examples().values()]


@pytest.fixture(scope="module")
def data() -> kb.KnowledgeBase:
    return kb.load()


@pytest.fixture(scope="module")
def graph(data: kb.KnowledgeBase) -> rdflib.Graph:
    return data.graph()


def test_there_are_enough() -> None:
    assert len(examples()) >= 25


@pytest.mark.parametrize("query", EVERY)
def test_explained(query: Example) -> None:
    for words in (query.title, query.explanation):
        assert words.nl
        assert words.en
        assert words.nl != words.en
    assert query.explanation.en.endswith(".")
    # What the explanation says to change is there to be changed.
    for word in ("VALUES", "BIND"):
        assert (f"the line with {word}" in query.explanation.en) <= (f"  {word} " in query.text)
    assert not sparql.vet(query.text).prefixes, "a query declares its prefixes, so that it runs anywhere"


@pytest.mark.parametrize("query", [pytest.param(each, id=name) for name, each in expected.KEPT.items()])
def test_answer(query: Example, data: kb.KnowledgeBase) -> None:
    found = expected.answer(data.store(), query)
    wanted = expected.path(query).read_text("utf-8")
    assert found == wanted, "if the dataset has changed rightly, run: python -m tests.sparql.expected"
    assert len(found.splitlines()) > 1 or found == "true", "an example that finds nothing explains nothing"


@pytest.mark.parametrize("query", EVERY)
def test_rdflib_answers_the_same(query: Example, data: kb.KnowledgeBase, graph: rdflib.Graph) -> None:
    ours = data.sparql(query.text)
    theirs = graph.query(query.text)
    if isinstance(ours, bool):
        assert theirs.askAnswer == ours
    elif isinstance(ours, kb.Triples):
        assert theirs.graph is not None
        assert set(theirs.graph) == set(ours.graph())
    else:
        rows = [tuple(_plain(term) for term in row) for row in theirs]  # type: ignore[union-attr]
        plain = [tuple(_number(cell) for cell in row) for row in ours.plain()]
        assert [str(variable) for variable in theirs.vars or ()] == list(ours.variables)
        assert rows == plain


def _plain(term: rdflib.term.Node | None) -> object:
    return None if term is None else _number(str(term))


def _number(text: str | None) -> object:
    """A number by its value: an engine may write it without needless zeros."""
    return Decimal(text).normalize() if text and text.replace(".", "", 1).isdecimal() else text


def test_expected_answers_have_a_query() -> None:
    assert {path.stem for path in expected.FOLDER.iterdir()} == set(expected.KEPT)


def test_what_held_is_what_the_library_says(data: kb.KnowledgeBase) -> None:
    wanted = {
        (entity.id, "yes" if certain else "possibly")
        for certain in (False, True)
        for view in [data.at("2010-01-01", certain=certain)]
        for entity in (*view.collaboration_forms, *view.subsidy_schemes)
    }
    sure = {identifier for identifier, holds in wanted if holds == "yes"}
    wanted = {(identifier, holds) for identifier, holds in wanted if holds == "yes" or identifier not in sure}
    found = data.sparql(example("held-on-a-day").text)
    assert isinstance(found, kb.Solutions)
    assert {(row.id, row.holds) for row in found} == wanted


def test_unknown() -> None:
    with pytest.raises(UnknownExample, match="did you mean 'gaps'"):
        example("gapz")
