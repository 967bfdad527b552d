# SPDX-License-Identifier: MIT
"""What was worked out when the wheel was built, so that its users wait for neither YAML nor pydantic.

A wheel carries the shipped dataset three times over: as JSON Lines for those who validate it, and compiled, as plain
records and as compressed triples (:mod:`vmbo_mbo_kb.compiling` makes both, and the blueprint beside them). All of it
is a cache of what reading gives, and a test holds it equal to that. A checkout has none of it and reads.

This module imports next to nothing: it stands between the start of Python and the first record.
"""

from __future__ import annotations

import marshal
import os

TYPE_CHECKING = False  # typing takes longer to import than the records to load
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

    from vmbo_mbo_kb.blueprint import ClassSpec
    from vmbo_mbo_kb.records import Record
    from vmbo_mbo_kb.references import Relations

FOLDER: Final = os.path.join(os.path.dirname(__file__), "compiled")  # noqa: PTH118, PTH120 - pathlib takes as long
RECORDS: Final = "records"
BLUEPRINT: Final = "blueprint"
TRIPLES: Final = "triples"
TERMS: Final = "terms"
"""The local names of the project's own terms."""


def compiled(name: str) -> bytes | None:
    """A compiled file of the package; None in a checkout."""
    try:
        with open(os.path.join(FOLDER, name), "rb") as stream:  # noqa: PTH118, PTH123
            return stream.read()
    except FileNotFoundError:
        return None


class CompiledRecords:
    """The records of the shipped dataset in writing order, each made when it is first asked for.

    The file: the length of the head in four bytes, the head (the dataset's description, and for each id the name of
    its class and where it begins), then for each record itself and what points at it.
    """

    is_open: Final = False

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._start = 4 + int.from_bytes(content[:4], "little")
        self.dataset: Record
        self._places: dict[str, tuple[str, int]]
        self.dataset, self._places = marshal.loads(memoryview(content)[4 : self._start])  # noqa: S302 - a file of ours
        self._made: dict[str, tuple[Record, Relations]] = {}

    def __len__(self) -> int:
        return len(self._places)

    def __contains__(self, identifier: object) -> bool:
        return identifier in self._places

    def __iter__(self) -> Iterator[tuple[ClassSpec, Record]]:
        from vmbo_mbo_kb.blueprint import blueprint

        specs = {spec.name: spec for spec in blueprint().entities}
        return ((specs[name], self._entry(each)[0]) for each, (name, _) in self._places.items())

    def ids(self) -> Iterable[str]:
        """The ids, in writing order."""
        return self._places.keys()

    def record(self, identifier: str) -> Record:
        """The record with this id.

        :raises KeyError: there is none.
        """
        return self._entry(identifier)[0]

    def spec(self, identifier: str) -> ClassSpec:
        """Its class.

        :raises KeyError: there is no such record.
        """
        from vmbo_mbo_kb.blueprint import blueprint

        return blueprint().by_name(self.class_name(identifier))

    def class_name(self, identifier: str) -> str:
        """The name of its class, which waits for no blueprint.

        :raises KeyError: there is no such record.
        """
        return self._places[identifier][0]

    def incoming(self, identifier: str) -> Relations:
        """What points at a record."""
        return self._entry(identifier)[1]

    def _entry(self, identifier: str) -> tuple[Record, Relations]:
        entry = self._made.get(identifier)
        if entry is None:
            start = self._start + self._places[identifier][1]
            made = marshal.loads(memoryview(self._content)[start:])  # noqa: S302 - a file of ours
            entry = self._made.setdefault(identifier, made)  # the same for all threads
        return entry
