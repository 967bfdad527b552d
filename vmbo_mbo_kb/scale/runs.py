# SPDX-License-Identifier: MIT
"""Sorted runs: files of lines in order of their bytes, merged without holding them in memory."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO, Final

BLOCK: Final = 1 << 16
"""Bytes read from a run at a time."""

FAN_IN: Final = 200
"""The most runs merged at once: systems let a program open a few hundred files."""

HELD: Final = 1 << 22
"""Bytes gathered before a run is written."""


def write_run(path: Path, lines: list[bytes]) -> None:
    """Sort lines, each with its line end, and write them.

    :raises OSError: the file cannot be written.
    """
    lines.sort()
    with path.open("wb") as out:
        out.writelines(lines)


class Spill:
    """Lines in any order, written out as sorted runs whenever there are enough of them."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder = folder
        self._name = name
        self._lines: list[bytes] = []
        self._size = 0
        self._runs: list[Path] = []

    def add(self, line: bytes) -> None:
        """Take a line, with its line end.

        :raises OSError: a run cannot be written.
        """
        self._lines.append(line)
        self._size += len(line)
        if self._size > HELD:
            self._write()

    def _write(self) -> None:
        path = self._folder / f"{self._name}-{len(self._runs):06}"
        write_run(path, self._lines)
        self._runs.append(path)
        self._lines = []
        self._size = 0

    def runs(self) -> list[Path]:
        """All that was taken, few enough runs to merge at once."""
        if self._lines:
            self._write()
        return few(self._runs, self._folder, self._name)


def few(runs: Sequence[Path], folder: Path, name: str) -> list[Path]:
    """The same lines in no more runs than can be merged at once; merged into new ones in a folder where need be."""
    level = 0
    while len(runs) > FAN_IN:
        level += 1
        groups = [runs[start : start + FAN_IN] for start in range(0, len(runs), FAN_IN)]
        runs = [
            _merge_into(folder / f"{name}-merged-{level}-{number:06}", group) for number, group in enumerate(groups)
        ]
    return list(runs)


def _merge_into(path: Path, runs: Sequence[Path]) -> Path:
    with path.open("wb") as out:
        out.writelines(merged(runs))
    return path


def merged(runs: Iterable[Path], start: bytes = b"", end: bytes | None = None) -> Iterator[bytes]:
    """The lines of all runs in order.

    Blocks of lines are sorted together rather than line by line: sorting finds the runs in a block by itself.

    :param start: only lines from this one on.
    :param end: only lines before this one.
    """
    with ExitStack() as stack:
        sources = [_Source(stack.enter_context(run.open("rb")), start, end) for run in runs]
        while sources := [source for source in sources if source.fill()]:
            last = min(source.lines[-1] for source in sources)
            if len(sources) == 1:
                yield from sources[0].take(last)
                continue
            block = [line for source in sources for line in source.take(last)]
            block.sort()
            yield from block


class _Source:
    """A run that is being merged."""

    def __init__(self, stream: BinaryIO, start: bytes, end: bytes | None) -> None:
        if start:
            seek(stream, start)
        self._stream = stream
        self._end = end
        self._at = 0
        self.lines: list[bytes] = []

    def fill(self) -> bool:
        """See to it that there are lines at hand; false at the end."""
        if self._at < len(self.lines):
            return True
        self._at = 0
        self.lines = self._stream.readlines(BLOCK)
        if self._end is not None and self.lines and self.lines[-1] >= self._end:
            del self.lines[bisect_left(self.lines, self._end) :]
        return bool(self.lines)

    def take(self, last: bytes) -> list[bytes]:
        """The lines at hand up to and including one."""
        start, self._at = self._at, bisect_right(self.lines, last, self._at)
        return self.lines[start : self._at]


def sample(run: Path, number: int) -> list[bytes]:
    """As many of a run's lines, from evenly spaced places; some may be the same."""
    found = []
    with run.open("rb") as stream:
        size = stream.seek(0, 2)
        for each in range(number):
            stream.seek(size * each // number)
            if each:
                stream.readline()
            line = stream.readline()
            if line:
                found.append(line)
    return found


def seek(stream: BinaryIO, key: bytes) -> None:
    """Bring a stream of sorted lines to the first that is not before a key."""
    least, most = 0, stream.seek(0, 2)
    while least < most:
        middle = (least + most) // 2
        stream.seek(max(middle - 1, 0))
        if middle:
            stream.readline()  # up to the next start of a line
        line = stream.readline()
        if line and line < key:
            least = stream.tell()
        else:
            most = middle
    stream.seek(least)
