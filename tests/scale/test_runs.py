# SPDX-License-Identifier: MIT
"""Sorted runs are merged as sorting all lines would have it, in as little memory as one likes."""

from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmbo_mbo_kb.scale import runs
from vmbo_mbo_kb.scale.flow import Spilled
from vmbo_mbo_kb.scale.runs import Spill, few, merged, seek, write_run

LINES = st.lists(st.text("abc-\u00e9", max_size=6).map(lambda text: f"{text}\n".encode()), max_size=30)
SEVERAL = st.lists(LINES, max_size=6)


def written(folder: Path, several: list[list[bytes]]) -> list[Path]:
    found = [folder / f"run-{number}" for number in range(len(several))]
    for path, lines in zip(found, several, strict=True):
        write_run(path, list(lines))
    return found


@settings(max_examples=60, deadline=None)
@given(several=SEVERAL, block=st.sampled_from([1, 5, 1 << 16]))
def test_merging_sorts(several: list[list[bytes]], block: int) -> None:
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "BLOCK", block)
        assert list(merged(written(Path(name), several))) == sorted(chain(*several))


@settings(max_examples=60, deadline=None)
@given(several=SEVERAL, bounds=st.lists(st.text("abc-", max_size=3), min_size=2, max_size=2).map(sorted))
def test_a_stretch_is_what_lies_between_its_bounds(several: list[list[bytes]], bounds: list[str]) -> None:
    start, end = (bound.encode() for bound in bounds)
    with TemporaryDirectory() as name:
        found = list(merged(written(Path(name), several), start, end))
    assert found == [line for line in sorted(chain(*several)) if start <= line < end]


@settings(max_examples=60, deadline=None)
@given(lines=LINES, key=st.text("abc-", max_size=4))
def test_seeking_finds_the_first_line_that_is_not_before_a_key(lines: list[bytes], key: str) -> None:
    with TemporaryDirectory() as name:
        (path,) = written(Path(name), [lines])
        with path.open("rb") as stream:
            seek(stream, key.encode())
            assert stream.readlines() == [line for line in sorted(lines) if line >= key.encode()]


@settings(max_examples=30, deadline=None)
@given(several=SEVERAL, number=st.integers(1, 9))
def test_stretches_together_are_the_whole(several: list[list[bytes]], number: int) -> None:
    with TemporaryDirectory() as name:
        whole = Spilled({}, written(Path(name), several))
        stretches = list(whole.stretches(number))
        assert len(stretches) <= number
        found = [line for each in stretches for line in merged(each.runs, each.start, each.end)]
        assert found == sorted(chain(*several))


def test_more_runs_than_can_be_open_are_merged_in_levels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "FAN_IN", 3)
    several = [[f"{number * 7 % 20:02}\n".encode()] for number in range(20)]
    found = few(written(tmp_path, several), tmp_path, "x")
    assert len(found) <= 3
    assert list(merged(found)) == sorted(chain(*several))


def test_what_is_spilled_comes_back_sorted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "HELD", 40)
    spill = Spill(tmp_path, "x")
    lines = [f"{number * 37 % 101:03}\n".encode() for number in range(101)]
    for line in lines:
        spill.add(line)
    found = spill.runs()
    assert len(found) > 1
    assert list(merged(found)) == sorted(lines)
