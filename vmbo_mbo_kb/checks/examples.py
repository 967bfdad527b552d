# SPDX-License-Identifier: MIT
"""The examples of the rules: for each a broken file and the same file mended.

They are the files that the tests run: ``tests/data/invalid`` and, under the same names, ``tests/data/mended``; a wheel
holds both. A file's name starts with the code of its rule. Its first lines say how to try it on a copy of the
imaginary dataset in ``tests/data/valid``:

* ``# at PATH`` or ``# at PATH -> TARGET``: where in the dataset it goes; as a symbolic link to it, when so written;
* ``# expect CODE@LINE:COLUMN …``: the findings that it gives, all of them, by the lines of the example itself. A
  mended file expects none;
* ``# without PATH``: a file that the dataset lacks;
* ``# bytes NUMBER``: it is filled up with comments to that size;
* ``# text WORDS``: the text of the source that is at hand.

In YAML these lines are comments; JSON Lines has none, so there they are left out of what is written.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from vmbo_mbo_kb.findings import Position
from vmbo_mbo_kb.locations import examples_folder

_HEADER = re.compile(rb"# (at|expect|without|bytes|text) (.+)\n")


@dataclass(frozen=True, slots=True)
class Example:
    """A small file that breaks a rule, or keeps it."""

    name: str
    """Name of the file."""
    settings: Mapping[str, str]
    """What the first lines say."""
    header: bytes
    """Those lines."""
    body: bytes
    """The lines after them."""

    @property
    def at(self) -> str:
        """Where in a dataset it goes."""
        return self.settings["at"].partition(" -> ")[0]

    @property
    def link(self) -> str | None:
        """Where a symbolic link at that place leads, if it is one."""
        return self.settings["at"].partition(" -> ")[2] or None

    @property
    def expected(self) -> list[tuple[str, Position]]:
        """Code and place of each finding, by the lines of the example with its header."""
        found = (item.partition("@") for item in self.settings.get("expect", "").split())
        return [(code, Position(*map(int, place.split(":")))) for code, _, place in found]

    @property
    def header_lines(self) -> int:
        """Number of lines before the body."""
        return self.header.count(b"\n")

    @property
    def shown(self) -> str:
        """The body as text; what is not UTF-8 is shown as U+FFFD."""
        return self.body.decode("utf-8", "replace")

    @property
    def mark(self) -> Position | None:
        """Place of the first finding in the body; none when it is about the file as a whole."""
        place = self.expected[0][1] if self.expected else Position()
        return Position(place.line - self.header_lines, place.column) if place.line > self.header_lines else None


def parse(path: Path) -> Example:
    """Read an example's file."""
    content = path.read_bytes()
    settings: dict[str, str] = {}
    start = 0
    while line := _HEADER.match(content, start):
        settings[line[1].decode()] = line[2].decode()
        start = line.end()
    return Example(path.name, settings, content[:start], content[start:])


@cache
def examples() -> Mapping[str, tuple[Example, Example]]:
    """The broken and the mended example of each rule, by its code.

    Where a rule has several, the first by name.
    """
    folder = examples_folder()
    found: dict[str, tuple[Example, Example]] = {}
    for mended in sorted((folder / "mended").iterdir()):
        pair = parse(folder / "invalid" / mended.name), parse(mended)
        found.setdefault(mended.name.partition("-")[0], pair)
    return found
