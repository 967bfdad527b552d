# SPDX-License-Identifier: MIT
"""The strict reader of JSON Lines: what RFC 8259 leaves open is refused, at its place."""

import io
import json
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmbo_mbo_kb.findings import Position
from vmbo_mbo_kb.reading import Reading, json_lines, strict_json
from vmbo_mbo_kb.reading.common import FORBIDDEN, Positions
from vmbo_mbo_kb.reading.strict_json import parse


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("2008", 2008),
        ("-5", -5),
        ("0.10", "0.10"),
        ("1e999999999", "1e999999999"),
        ("9" * 5000, "9" * 5000),
        ("null", None),
        ("true", True),
        ('"\\ud83d\\ude00"', "\N{GRINNING FACE}"),
        ('"a\\\\\\"b"', 'a\\"b'),
    ],
)
def test_values_stay_what_was_typed(typed: str, value: Any) -> None:
    parsed, problems = parse(f'{{"key": {typed}}}')
    assert problems == []
    assert parsed == {"key": value}
    assert type(parsed["key"]) is type(value)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ('{"a": 1, "a": 2, "b": {"c": 1, "c": 2}}', ["KB103@10", "KB103@32"]),
        ('{"a": "\\u202e", "b": "\\ud800", "c": "\\b"}', ["KB107@7", "KB107@22", "KB107@37"]),
        ('{"a": "\\ude00\\ud83d"}', ["KB107@7"]),
        ('{"a": [1, NaN]}', ["KB112@11"]),
        ('{"a": -Infinity', ["KB112@7"]),
        ('{"a": 1,}', ["KB112@9"]),
        ('{"a": 01}', ["KB112@8"]),
        ('{"a": "\t"}', ["KB112@8"]),
        ("{'a': 1}", ["KB112@2"]),
        ('{"a": 1} {"b": 2}', ["KB112@10"]),
        ("]", ["KB112@1"]),
        ('{"a": "\u202e"}', ["KB107@8"]),
        ("[" * 33 + "]" * 33, ["KB109@33"]),
        ("[" * 100_000, ["KB109@33"]),
        ('{"a":' * 100_000, ["KB109@161"]),
    ],
)
def test_refused(text: str, places: list[str]) -> None:
    _, problems = parse(text, line=7)
    assert [f"{problem.rule.code}@{problem.position.column}" for problem in problems] == places
    assert all(problem.position.line == 7 for problem in problems)


def test_the_first_of_two_equal_keys_stands() -> None:
    assert parse('{"a": 1, "a": 2}')[0] == {"a": 1}


def test_as_deep_as_is_allowed() -> None:
    assert parse("[" * 32 + "]" * 32)[1] == []


def test_places() -> None:
    places = Positions()
    parse('{"a": [1, {"b\\u0020c": "}, ["}], "d": {}}', places, 3)
    assert places.keys == {
        ("a",): Position(3, 2),
        ("a", 1, "b c"): Position(3, 12),
        ("d",): Position(3, 34),
    }
    assert places.values == {
        (): Position(3, 1),
        ("a",): Position(3, 7),
        ("a", 0): Position(3, 8),
        ("a", 1): Position(3, 11),
        ("a", 1, "b c"): Position(3, 24),
        ("d",): Position(3, 39),
    }


plain = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).filter(lambda text: not FORBIDDEN.search(text))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(plain, inner, max_size=4),
    max_leaves=12,
)


@given(values, st.booleans())
@settings(deadline=None)
def test_what_json_writes_reads_back_and_every_place_is_known(value: Any, ascii_only: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only)
    places = Positions()
    assert parse(text, places) == (value, [])

    def look(item: Any, path: tuple[str | int, ...]) -> None:
        rest = text[places.values[path].column - 1 :]
        assert json.JSONDecoder().raw_decode(rest)[0] == item
        children = item.items() if isinstance(item, dict) else enumerate(item) if isinstance(item, list) else ()
        for step, child in children:
            if isinstance(item, dict):
                assert json.JSONDecoder().raw_decode(text[places.keys[*path, step].column - 1 :])[0] == step
            look(child, (*path, step))

    look(value, ())


@given(st.text(st.sampled_from('{}[]:,"\\ \tutrfalsn0123456789.eE+-NaInfinity\ud800é'), max_size=60) | st.text())
@settings(max_examples=300, deadline=None)
def test_any_text_gives_a_value_or_a_problem(text: str) -> None:
    value, problems = parse(text, Positions())
    for problem in problems:
        assert 1 <= problem.position.column <= len(text) + 1
    if not problems:
        theirs = json.loads(text, parse_float=str, parse_int=lambda digits: value if len(digits) > 18 else int(digits))
        assert theirs == value or len(text) > 18


TEXTS = st.text(st.characters(codec="utf-8"), max_size=8) | st.sampled_from(
    ["", ":-1.5", ",12e3", '"', "\\", "\b", "\r\n"]
)
VALUES = st.dictionaries(
    TEXTS,
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXTS | st.floats(allow_nan=False, width=32),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


@settings(max_examples=300, deadline=None)
@given(VALUES, st.sampled_from(["compact", "spaced", "escaped", "orjson"]))
def test_the_quick_way_gives_what_the_slow_one_does(value: Any, style: str) -> None:
    match style:
        case "orjson":
            text = orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()
        case "compact":
            text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        case "spaced":
            text = json.dumps(value, ensure_ascii=False)
        case _:
            text = json.dumps(value)
    quick = parse(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strict_json, "_quick", lambda lines, data: None)
        assert parse(text) == quick


@pytest.mark.parametrize("text", [
    '{"a":1,"a":1}', '{"a":0.5}', '{"a":1e5}', '{"a":123456789012345678901}', '{"a":-0}', '{"a":"\\b"}',
    '{"a":"\\u0041"}', '{"a": 1}', '{"a":NaN}', "[" * 40 + "]" * 40, '{"a":"\\/"}', '{"a":999999999999999999}',
])  # fmt: skip
def test_the_quick_way_leaves_the_rest(text: str) -> None:
    assert strict_json.parse_lines(f"{text}\n".encode()) is None
    assert strict_json.parse_lines(f'{{"id":"a"}}\n{text}\n{{"id":"b"}}\n'.encode()) is None


def test_the_quick_way_is_taken() -> None:
    value = {"a": [1, None, True, {"b": 'x"\\\n'}], "é": 12345678901234567}
    line = orjson.dumps(value)
    assert strict_json.parse_lines(line + b"\n" + line + b"\n") == [(value, line), (value, line)]


LINES = (
    '{"class":"themes","id":"a","name":{"nl":"é","en":"e"}}',
    '{"class":"themes","id":"b","name":{"nl":"' + "x" * 300 + '"}}',
    *(
        '{"class":"themes","id":"c"},{"class":"themes","id":"d"}',
        '{"class":"themes","id":"e"',
        ',"x":1}',
        "[",
        "{}",
        "]",
    ),
    *("", " ", "5", "null", "[]", '{"class":"nothing","id":"f"}', '{"id":"g"}', '{"class":5,"id":"h"}', "{", "}", '"'),
    *('{"class":"themes","id":"i","id":"j"}', '{"class":"themes","id":"k","x":0.5}', '{"class":"themes","id":"l"}\r'),
    *(
        '{"class":"themes","id":"m","x":"\u202e"}',
        '{"class":"themes","id":"n","x":"\x7f"}',
        '{"class":"themes", "id":"o"}',
    ),
    *('{"class":"themes","id":"p","x":"\ta"}', "[" * 40 + "]" * 40, '{"class":"themes","id":"q","x":"a\u00a0b"}'),
)
"""Lines sound and not; some would be sound together with their neighbours."""


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.sampled_from(LINES), max_size=12),
    st.sampled_from([b"", b"\n", b"\xff\n", b"\xc3"]),
    st.sampled_from([1, 40, 100, 1 << 16]),
    st.none() | st.integers(1, 900),
)
def test_blocks_of_lines_are_read_as_the_lines_are(lines: list[str], end: bytes, block: int, size: int | None) -> None:
    data = "\n".join(lines).encode() + end

    def read(block: int, parse_lines: Any) -> tuple[list[Any], list[Any], list[Any]]:
        reading = Reading(Path())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("vmbo_mbo_kb.reading._BLOCK", block)
            patch.setattr(strict_json, "parse_lines", parse_lines)
            found = list(json_lines(io.BytesIO(data), "f", reading, 7, size))
        told = [
            (number, length, record and (record.id, record.line, record.values, record.position(("name",))))
            for number, length, record in found
        ]
        return told, reading.findings, [(each.id, each.line) for each in reading.unread]

    one_by_one = read(1 << 16, lambda data: None)
    assert read(block, strict_json.parse_lines) == one_by_one
    assert sum(length for _, length, _ in one_by_one[0]) == len(data) or size is not None
