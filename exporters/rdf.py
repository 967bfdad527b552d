# SPDX-License-Identifier: MIT
"""What the RDF formats share: one file, written record by record, and read back with somebody else's parser."""

from abc import abstractmethod
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import BinaryIO, ClassVar

from vmbo_mbo_kb.blueprint import ClassSpec, blueprint
from vmbo_mbo_kb.describing import Describer, Node, Notation
from vmbo_mbo_kb.exporters import Exporter, Written
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, check_base
from vmbo_mbo_kb.quads import read as read_quads
from vmbo_mbo_kb.records import Record, Records

CHUNK = 1 << 18
"""Bytes gathered before they are written out."""


def write_chunks(out: BinaryIO, texts: Iterable[str | bytes]) -> None:
    """Write texts, or what is in UTF-8 already, in pieces of a good size."""
    pieces: list[bytes] = []
    size = 0
    for text in texts:
        # One by one: most texts are ASCII, which is encoded by copying; a long text with one é in it is not.
        data = text.encode() if isinstance(text, str) else text
        pieces.append(data)
        size += len(data)
        if size >= CHUNK:
            out.write(b"".join(pieces))
            pieces.clear()
            size = 0
    out.write(b"".join(pieces))


def read_rdf(path: Path, media_type: str, base: str) -> Iterator[tuple[ClassSpec, Record]]:
    """Read records from a file in any syntax that pyoxigraph knows.

    :raises ValueError: the file is not in that syntax, or does not hold records.
    """
    from pyoxigraph import RdfFormat, parse

    syntax = RdfFormat.from_media_type(media_type)
    if syntax is None:
        raise ValueError(f"no parser for {media_type}")
    try:
        # Lenient: the strict parser for JSON-LD leaves out addresses that it finds fault with, and says nothing.
        yield from read_quads(parse(path=path, format=syntax, lenient=True), base)
    except SyntaxError as error:
        raise ValueError(f"{path.name}: {error}") from error


class RdfFile(Exporter):
    """An RDF syntax: the whole dataset in one file, without blank nodes.

    The dataset's description comes first, then the records in the order given; within a record, subjects,
    predicates and objects are sorted.
    """

    file_name: ClassVar[str]
    lossless = True

    @abstractmethod
    def notation(self, base: str) -> Notation:
        """How the syntax writes terms."""

    @abstractmethod
    def block(self, base: str, node: Node) -> str:
        """A subject with its properties."""

    def describer(self, base: str) -> Describer:
        """What describes records for it."""
        return Describer(self.notation(base))

    def head(self, base: str) -> str:
        """What stands before the first subject."""
        return ""

    def tail(self) -> str:
        """What stands after the last subject."""
        return ""

    def texts(self, records: Iterable[tuple[ClassSpec, Record]], base: str = DEFAULT_BASE) -> Iterator[str]:
        """Records as a text that stands alone, in pieces."""
        yield self.head(base)
        yield from self.blocks(records, base)
        yield self.tail()

    def blocks(self, records: Iterable[tuple[ClassSpec, Record]], base: str = DEFAULT_BASE) -> Iterator[str]:
        """Records as pieces of such a text, without its head and tail."""
        describer = describer_of(type(self), base)
        for spec, record in records:
            for node in describer.nodes(spec, record):
                yield self.block(base, node)

    def write(self, records: Records, folder: Path, base: str = DEFAULT_BASE) -> list[Written]:
        count = 0

        def counted() -> Iterator[tuple[ClassSpec, Record]]:
            nonlocal count
            for entry in records:
                count += 1
                yield entry

        check_base(base)
        everything = chain([(blueprint().dataset, records.dataset)], counted())
        with (folder / self.file_name).open("wb") as out:
            write_chunks(out, self.texts(everything, base))
        return [Written(self.file_name, self.media_type, count)]

    def read(self, folder: Path, base: str = DEFAULT_BASE) -> Iterator[tuple[ClassSpec, Record]]:
        return read_rdf(folder / self.file_name, self.media_type, base)


@lru_cache(maxsize=8)
def describer_of(syntax: type[RdfFile], base: str) -> Describer:
    """What describes records for a syntax; kept, since making it takes more time than a small dataset."""
    return syntax().describer(base)
