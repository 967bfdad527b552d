# SPDX-License-Identifier: MIT
"""The strict reader: what is typed is kept, every place is known, nothing makes it crash."""

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from vmbo_mbo_kb.findings import Position
from vmbo_mbo_kb.reading.common import FORBIDDEN, Positions
from vmbo_mbo_kb.reading.strict_yaml import parse


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("2008-08", "2008-08"),
        ("2008-08-01", "2008-08-01"),
        ("2008/2009", "2008/2009"),
        ("0.10", "0.10"),
        ("1e3", "1e3"),
        ("012", "012"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("12:30:45", "12:30:45"),
        ("True", "True"),
        ("true", True),
        ("false", False),
        ("2008", 2008),
        ("-5", -5),
        ("null", None),
        ("~", None),
        ("", None),
        ("'2008'", "2008"),
        ('"true"', "true"),
        ("9" * 40, "9" * 40),
        (">-\n  een\n  twee", "een twee"),
    ],
)
def test_scalars_stay_what_was_typed(typed: str, value: Any) -> None:
    parsed, problems = parse(f"key: {typed}\n")
    assert problems == []
    assert parsed == {"key": value}
    assert type(parsed["key"]) is type(value)


def test_places() -> None:
    places = Positions()
    parse("# comment\nname:\n  nl: één\n  en: one\nlist: [a, {key: b}]\n", places)
    assert places.keys["name",] == Position(2, 1)
    assert places.values["name", "nl"] == Position(3, 7)
    assert places.values["list", 1, "key"] == Position(5, 17)


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ('a: b\nc: "d\ne: f\n', 2, 4, "closed nowhere"),
        ('a: b\nc: "d\ne: "f"\ng: h\n', 2, 4, "ends on line 3 only"),
        ("a: b\nc: [d\ne: f\n", 2, 4, "still open on line 3"),
        ("a:\n  - {b: c\n  - {b: d}\n", 2, 5, "still open on line 3"),
        ("a: b\nc: [\n\n", 2, 4, "a value belongs here"),
        ("a: b\nc: [d]]\n", 2, 7, "indentation"),
    ],
)
def test_what_is_not_closed_is_shown_where_it_opens(text: str, line: int, column: int, said: str) -> None:
    _, (problem,) = parse(text)
    assert problem.position == Position(line, column)
    assert said in problem.details["reason"].en


def test_several_problems_are_all_told() -> None:
    _, problems = parse("a: &x 1\na: 2\nb: !!str 3\n")
    assert [(problem.rule.code, problem.position.line) for problem in problems] == [
        ("KB104", 1),
        ("KB103", 2),
        ("KB105", 3),
    ]


def test_alias_bomb_costs_nothing() -> None:
    bomb = "a: &a [x]\n" + "".join(f"b{n}: &b{n} [{','.join(['*a'] * 9)}]\n" for n in range(50))
    _, problems = parse(bomb)
    assert {problem.rule.code for problem in problems} == {"KB104"}


@given(st.text())
@settings(max_examples=500, deadline=None)
def test_any_text_gives_a_value_or_a_problem(text: str) -> None:
    places = Positions()
    value, problems = parse(text, places)
    for problem in problems:
        assert 1 <= problem.position.line <= text.count("\n") + text.count("\r") + 2
        assert problem.position.column >= 1
    if not problems:
        assert parse(text)[0] == value


plain = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20).filter(
    lambda text: not FORBIDDEN.search(text)
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(plain, inner, max_size=4),
    max_leaves=12,
)


@given(values)
@settings(deadline=None)
def test_what_pyyaml_writes_reads_back(value: Any) -> None:
    text = yaml.safe_dump({"value": value}, allow_unicode=True, sort_keys=False)
    if "&id" in text:  # PyYAML writes anchors for lists that are one object
        return
    parsed, problems = parse(text)
    assert problems == []
    assert parsed == {"value": value}
