# SPDX-License-Identifier: MIT
"""CSV: a table a class and one for each list, with CSVW metadata and a Data Package descriptor.

UTF-8 without byte order mark, lines that end in CR LF (RFC 4180), quotes only where a cell needs them. All
tables are always there, if need be with a header alone, so every release has the same files.

Text that a spreadsheet would run as a formula has an apostrophe in front, and so has text that starts with
one; reading takes one off (:func:`vmbo_mbo_kb.rows.guard`). The tables are described in
:mod:`vmbo_mbo_kb.rows`.

The descriptions state foreign keys. Those of a view leave out the ones between records, because what a record
refers to need not be in the view (:func:`vmbo_mbo_kb.records.is_open`).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from csv import QUOTE_MINIMAL, writer
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import BinaryIO, Final

import orjson

from vmbo_mbo_kb.blueprint import ClassSpec, blueprint
from vmbo_mbo_kb.exporters import Exporter, Written
from vmbo_mbo_kb.generators import csvw, data_package
from vmbo_mbo_kb.generators.csvw import LINE_END
from vmbo_mbo_kb.generators.data_package import Digest
from vmbo_mbo_kb.namespaces import DEFAULT_BASE
from vmbo_mbo_kb.records import Record, Records, is_open
from vmbo_mbo_kb.rows import TableSpec, by_class, main_tables
from vmbo_mbo_kb.rows import records as records_from
from vmbo_mbo_kb.rows import rows as rows_of

FOLDER: Final = "csv"
"""Folder of the tables and their metadata in an export."""

LINES: Final = 500
"""Lines of a table gathered before they are written out."""


class Csv(Exporter):
    """Tables as CSV files, described for machines."""

    name = "csv"
    title = "CSV with CSVW metadata and a Data Package"
    media_type = "text/csv"
    lossless = True

    def write(self, records: Records, folder: Path, base: str = DEFAULT_BASE) -> list[Written]:
        """Write all tables in one pass over the records, then the two descriptions of them.

        :raises ValueError: the records of a class do not come one after another.
        """
        root = folder / FOLDER
        root.mkdir(exist_ok=True)
        written: list[Written] = []
        digests: dict[str, Digest] = {}
        # The tables of one class at a time are open: all of them at once is near the limit of some systems.
        for spec, items in by_class(records):
            for path, (digest, rows) in _write_class(root, spec, items).items():
                digests[path] = digest
                written.append(Written(f"{FOLDER}/{path}", self.media_type, rows))
        loose = is_open(records)
        package = data_package.data_package(records.dataset, base, digests, is_open=loose)
        for name, media_type, content in (
            (csvw.NAME, csvw.MEDIA_TYPE, csvw.csvw_metadata(records.dataset, base, is_open=loose)),
            (data_package.NAME, data_package.MEDIA_TYPE, package),
        ):
            (root / name).write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
            written.append(Written(f"{FOLDER}/{name}", media_type, 0))
        return sorted(written, key=lambda file: file.path)

    def read(self, folder: Path, base: str = DEFAULT_BASE) -> Iterator[tuple[ClassSpec, Record]]:
        """Read the tables back, a class at a time; the metadata is not needed for it.

        :raises ValueError: a table is missing, is not CSV, or does not have the columns and keys that it
            should; the message says where.
        """
        plan = blueprint()
        for spec in (plan.dataset, *plan.entities):
            found = list(records_from(spec, lambda table: _read_table(folder / FOLDER, table)))
            if spec is plan.dataset and len(found) != 1:
                raise ValueError(f"{main_tables()[spec.name].path}: {len(found)} rows instead of one")
            yield from ((spec, record) for record in found)


class _Sink:
    """A file that counts and hashes what is written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = sha256()
        self._size = 0
        self.rows = -1  # the header is not one
        self._lines: list[str] = []
        target = SimpleNamespace(write=self._lines.append)
        self._writer = writer(target, lineterminator=LINE_END, quoting=QUOTE_MINIMAL)

    def row(self, cells: Sequence[str]) -> None:
        line = ",".join(cells)
        if '"' in line or "\n" in line or "\r" in line or line.count(",") >= len(cells):
            self._writer.writerow(cells)
        else:  # no cell needs quotes, and joining them takes half the time of looking at each character
            self._lines.append(f"{line}{LINE_END}")
        self.rows += 1
        if len(self._lines) == LINES:
            self._flush()

    def _flush(self) -> None:
        data = "".join(self._lines).encode("utf-8")
        self._lines.clear()
        self._hash.update(data)
        self._size += len(data)
        self._file.write(data)

    def digest(self) -> Digest:
        """Of all that was given; what is still gathered is written before."""
        self._flush()
        return Digest(self._size, self._hash.hexdigest())


def _write_class(root: Path, spec: ClassSpec, items: Iterable[Record]) -> dict[str, tuple[Digest, int]]:
    """Write the tables of a class; gives size, hash and number of rows by path."""
    sinks: dict[str, _Sink] = {}
    with ExitStack() as stack:
        for table in main_tables()[spec.name].family():
            path = root / table.path
            path.parent.mkdir(exist_ok=True)
            sink = sinks[table.path] = _Sink(stack.enter_context(path.open("wb")))
            sink.row([column.name for column in table.columns])
        for record in items:
            for table, row in rows_of(spec, record):
                sinks[table.path].row(row)
        return {path: (sink.digest(), sink.rows) for path, sink in sinks.items()}


# Python's own reader has a limit on the size of cells, one for the whole process, that is not ours to change.
_CELL: Final = re.compile(r'(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n|\Z)')


def _parse(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV text, each with the number of the line that it starts on.

    :raises ValueError: a quote or line end stands where none can.
    """
    position, line, start = 0, 1, 1
    row: list[str] = []
    while position < len(text) or row:
        match = _CELL.match(text, position)
        if match is None:
            raise ValueError(f"line {line} is not CSV")
        quoted, plain, end = match.groups()
        row.append(plain if quoted is None else quoted.replace('""', '"'))
        line += text.count("\n", position, match.end())
        position = match.end()
        if end != ",":
            yield start, row
            row, start = [], line


def _read_table(root: Path, table: TableSpec) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table without its header."""
    try:
        # Programs that save a table anew may put a byte order mark in front.
        text = (root / table.path).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise ValueError(f"{table.path} is missing") from None
    except UnicodeDecodeError as error:
        raise ValueError(f"{table.path} is not UTF-8: {error}") from None
    rows = _parse(text)
    try:
        _, header = next(rows, (1, list[str]()))
        expected = [column.name for column in table.columns]
        if header != expected:
            raise ValueError(f"the header is {','.join(header)!r} instead of {','.join(expected)!r}")
        yield from rows
    except ValueError as error:
        raise ValueError(f"{table.path}: {error}") from None
