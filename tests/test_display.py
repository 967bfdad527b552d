# SPDX-License-Identifier: MIT
"""Text of others on a terminal."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmbo_mbo_kb.display import excerpt, visible, width


@pytest.mark.parametrize(
    ("line", "column", "shown", "before"),
    [
        ("themes: [x]", 10, "themes: [x]", 9),
        ("a:\tb", 4, "a:→   b", 6),
        ("漢字: b", 5, "漢字: b", 6),
        ("e\u0301: b", 5, "e\u0301: b", 3),
        ("a\u202eb", 3, "a\\u202eb", 7),
        ("a\x1b[31mb", 2, "a\\x1b[31mb", 1),
        ("kort", 99, "kort", 4),
        ("", 1, "", 0),
        ("\U000e0001x", 2, "\\U000e0001x", 10),
    ],
)
def test_excerpt(line: str, column: int, shown: str, before: int) -> None:
    assert excerpt(line, column, 60) == (shown, before)


def test_long_lines_are_cut_round_the_mark() -> None:
    shown, before = excerpt("a" * 500 + "!" + "b" * 500, 501, 40)
    assert shown[before] == "!"
    assert shown.startswith("…a")
    assert shown.endswith("b…")
    assert width(shown) <= 40
    shown, before = excerpt("!" + "b" * 1_000_000, 1, 40)
    assert (shown[0], shown[-1], before) == ("!", "…", 0)
    shown, before = excerpt("a" * 1_000_000, 1_000_000, 40)
    assert (shown[0], shown[-1], len(shown) - before) == ("…", "a", 1)


@given(st.text(), st.integers(1, 200), st.integers(14, 60))
def test_nothing_steers_the_terminal_and_the_mark_is_on_its_character(line: str, column: int, limit: int) -> None:
    shown, before = excerpt(line, column, limit)
    assert shown.isprintable()
    assert width(shown) <= limit
    assert 0 <= before <= limit
    if column <= len(line):
        marked = "→   " if line[column - 1] == "\t" else visible(line[column - 1])
        left = next(end for end in range(len(shown) + 1) if width(shown[:end]) >= before)
        assert marked in shown[left : left + len(marked) + 200]
