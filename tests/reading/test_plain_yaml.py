# SPDX-License-Identifier: MIT
"""The quick reader says what the strict one says, or nothing."""

import json
import tracemalloc
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmbo_mbo_kb.locations import dataset_folder
from vmbo_mbo_kb.reading import plain_yaml, strict_yaml

TEXTS = [path.read_bytes().decode("utf-8") for path in sorted(dataset_folder().glob("**/*.yaml"))]
"""The dataset, which is in normal form."""


def same(text: str) -> bool:
    """Whether the quick reader reads a text; if so, it reads what the strict one does."""
    quick = plain_yaml.parse(text)
    if quick is None:
        return False
    value, problems = strict_yaml.parse(text)
    assert problems == []
    assert repr(quick) == repr(value)  # types and order count too
    return True


def test_reads_the_dataset() -> None:
    assert len(TEXTS) > 1000
    assert all(map(same, TEXTS))


@pytest.mark.parametrize(
    "line",
    [
        "a: 1",
        "a: -1",
        "a: 01",
        "a: null",
        "a: ~",
        "a: true",
        "a: no",
        "a: 2008-08",
        "a: 'b",
        'a: "null"',
        "a: b'c",
        "a: http://x.nl/#y",
        'a: "b \\" c \\\\n \\n"',
        "a: [b, null, 1]",
        "a: {b: c, d: [e, {f: g}]}",
        "a: []",
        "a: {}",
        "a:\n  - b\n  - c: d\n    e: f\n  - g:\n      - h",
        "a: >-\n  b\n  c",
        "a: >-\n  b\n\n  c",
        "a:\n  - >-\n    b",
        "a:\n  - b: >-\n      c\n    d: e",
        "a: [http://x.nl/a, b:1, -1, b c]",
        "null: a",
        "# c\na: b",
    ],
)
def test_reads_what_is_normal(line: str) -> None:
    assert same(f"{line}\n") is (line != "a: 'b")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: b",
        "\n",
        "# c\n",
        "a\n",
        "- a\n",
        "a: 1\na: 2\n",
        "a: {b: 1, b: 2}\n",
        "a: &x b\n",
        "a: *x\n",
        "a: !!str b\n",
        "a: b # c\n",
        "a: b: c\n",
        "a: b:\n",
        "a:\tb\n",
        "a: b\tc\n",
        "a: b\r\n",
        "\ufeffa: b\n",
        "a: b\u202ec\n",
        "a: b\n c\n",
        "a: b\n  c\n",
        "a: b\n  c: d\n",
        "a:\n",
        "a:\n    b: c\n",
        "a:\n- b\n",
        "a:\n  - b\n  c: d\n",
        "a:\n  b: c\n  - d\n",
        "--- \na: b\n",
        "a: b\n---\nc: d\n",
        "a: b\n...\n",
        "%YAML 1.2\n---\na: b\n",
        "? a\n: b\n",
        "a: |\n  b\n",
        "a: >\n  b\n",
        "a: >-\n    b\n",
        "a: >-\n  b\n   c\n",
        "a: >-\n  b \n  c\n",
        "a: >-\n\n  b\n",
        "a: >-\n  b\n\n",
        "a: >-\n",
        'a: "\\u0000"\n',
        'a: "\\x41"\n',
        'a: "b\n  c"\n',
        "a: [b\n  ]\n",
        "a: [b,]\n",
        "a: [b, c: d]\n",
        "a: {b}\n",
        "a: [{b: c}\n",
        "a: 'b'\n",
        'a: "b" c\n',
        "a: @b\n",
        "a: `b\n",
        "a: - b\n",
        "a: ? b\n",
        "a: :b\n",
        "A: b\n",
        "a: b \n",
        "a:  b\n",
        " a: b\n",
        "<<: a\n",
        f"{'a' * 2000}: b\n",
        "".join(f"{'  ' * level}a:\n" for level in range(40)),
        f"a: {'[' * 40}{']' * 40}\n",
        "a: \x00\n",
    ],
)
def test_leaves_all_else(text: str) -> None:
    assert plain_yaml.parse(text) is None


PIECES = st.sampled_from(
    [
        "\n",
        "\n",
        "\n",
        "  ",
        "  ",
        "    ",
        " ",
        "- ",
        "-",
        "a:",
        "b: ",
        "c",
        "a: b",
        ": ",
        ":",
        ", ",
        ",",
        "[",
        "]",
        "{",
        "}",
        "[a, b]",
        "{a: b, c: d}",
        '"',
        '"a"',
        "\\",
        "\\n",
        "'",
        ">-\n",
        ">-",
        "|",
        ">",
        "#",
        " #",
        "# c\n",
        "&a",
        "*a",
        "!",
        "?",
        "%",
        "@",
        "`",
        "~",
        "null",
        "true",
        "1",
        "-1",
        "01",
        "é",
        "\u00a0",
        "\u3000",
        "\u2028",
        "\t",
        "\r",
        "\x85",
        "---\n",
        "...\n",
        "http://a.b",
        "a:b",
        "a#b",
        "=",
        "<<",
        "<<: ",
        "y",
        "😀",
        "\ufeff",
        "\u200b",
        "()",
        "a b",
        "/",
        "_",
        "\x7f",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
@settings(max_examples=1000, deadline=None)
def test_pieces_of_yaml(text: str) -> None:
    same(text + "\n")


LINES = st.tuples(
    st.sampled_from(["", "", "  ", "    ", "      "]),
    st.sampled_from(["", "", "- "]),
    st.sampled_from(["a:", "b:", "c:", "d_1:", ""]),
    st.sampled_from(
        ["", "", "", " x", " >-", " [x, 1]", " {a: x, b: [y]}", ' "x: y"', " x y", " 1", " x: y", " x #y", " -"]
    ),
).map("".join)


@given(st.lists(LINES, min_size=1, max_size=12).map("\n".join))
@settings(max_examples=600, deadline=None)
def test_lines_of_yaml(text: str) -> None:
    same(text + "\n")


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A file of the dataset with a few changes in it."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(text)))
        length = draw(st.sampled_from([0, 0, 1, 1, 2, 10]))
        text = text[:start] + draw(st.one_of(st.just(""), PIECES, st.characters())) + text[start + length :]
    return text


@given(mutated())
@settings(max_examples=150, deadline=None)
def test_changed_files(text: str) -> None:
    same(text)


SCALARS = st.one_of(
    st.text(), PIECES, st.from_regex(r"[\w ,.:/#'()-]+", fullmatch=True), st.integers(), st.none(), st.booleans()
)


@given(SCALARS)
@settings(max_examples=300, deadline=None)
def test_scalars(value: Any) -> None:
    text = value if isinstance(value, str) else json.dumps(value)
    for frame in (
        "a: {}\n",
        "a:\n  - {}\n",
        "a: [{}]\n",
        "a: {{b: {}}}\n",
        "a: >-\n  {}\n",
        'a: "{}"\n',
        "a: [{}, c]\n",
    ):
        same(frame.format(text))


@pytest.mark.parametrize(
    ("start", "piece", "end"),
    [
        ("a: ", "x:y", ": \n"),
        ("a: ", "x#", " #\n"),
        ("a: x", " ", "\n"),
        ("", " ", "a: b\n"),
        ("", "a", ": b\n"),
        ('a: "', '\\"', 'x" y\n'),
        ("a: [", "a-", "?]\n"),
        ("a: [a", ", a", ",]\n"),
        ("a: [x", " x", "?]\n"),
        ("a: ", "{b: ", "\n"),
        ("a: >-\n", "  x\n", ""),
        ("a: >-\n  x", "\n", "  y\n"),
        ("", "a: >-\n", ""),
        ("", "\n", ""),
        ("", "- ", "\n"),
    ],
)
def test_hostile_texts_cost_little(start: str, piece: str, end: str) -> None:
    """No expression here goes over a text again and again, or remembers much of it."""
    for size in (plain_yaml._LARGEST - 100, 1024 * 1024):
        text = start + piece * (size // len(piece)) + end
        tracemalloc.start()
        try:
            begin = process_time()
            plain_yaml.parse(text)
            assert process_time() - begin < 5
            assert tracemalloc.get_traced_memory()[1] < 64 * 1024 * 1024
        finally:
            tracemalloc.stop()
