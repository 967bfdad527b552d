# SPDX-License-Identifier: MIT
"""Parquet: the tables of the CSV export with the types of their columns, for DuckDB, Spark and their like.

A list of codes or keys is a list, a number is a number and a day a date. Bounds and dates that may be vague stay text,
as their source states them. Nothing is guarded against spreadsheets, which do not read Parquet. Each column carries
its label and term as metadata. It needs pyarrow, so it is written when asked for by name and is not part of a build.
"""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from vmbo_mbo_kb.blueprint import ClassSpec, Kind
from vmbo_mbo_kb.exporters import Exporter, Written
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, check_base, expand
from vmbo_mbo_kb.optional import optional
from vmbo_mbo_kb.records import Record, Records
from vmbo_mbo_kb.rows import ColumnSpec, TableSpec, by_class, main_tables, unguard
from vmbo_mbo_kb.rows import rows as rows_of

FOLDER: Final = "parquet"
ROWS: Final = 20_000
"""Rows in a group: what is held in memory of one table."""

DIGITS: Final = (38, 9)
"""Digits of a decimal number, all of them and those after the point."""


class Parquet(Exporter):
    """A Parquet file for each table."""

    name = "parquet"
    title = "Parquet"
    media_type = "application/vnd.apache.parquet"
    in_build = False

    def write(self, records: Records, folder: Path, base: str = DEFAULT_BASE) -> list[Written]:
        """Write all tables in one pass over the records.

        :raises ImportError: pyarrow is not installed.
        :raises ValueError: the records of a class do not come one after another, or a number has too many digits.
        """
        check_base(base)
        optional("pyarrow.parquet", "'vmbo-mbo-kb[parquet]'")
        root = folder / FOLDER
        root.mkdir(exist_ok=True)
        written = [file for spec, items in by_class(records) for file in self._write_class(root, spec, items, base)]
        return sorted(written, key=lambda file: file.path)

    def _write_class(self, root: Path, spec: ClassSpec, items: Iterable[Record], base: str) -> list[Written]:
        tables = {table.path: _Table(root, table, base) for table in main_tables()[spec.name].family()}
        with ExitStack() as stack:
            for table in tables.values():
                stack.callback(table.close)
            for record in items:
                for of, cells in rows_of(spec, record):
                    tables[of.path].add(cells)
        return [Written(f"{FOLDER}/{table.path}", self.media_type, table.count) for table in tables.values()]


class _Table:
    """A file that rows are gathered for."""

    def __init__(self, root: Path, table: TableSpec, base: str) -> None:
        self._arrow = optional("pyarrow", "'vmbo-mbo-kb[parquet]'")
        parquet = optional("pyarrow.parquet", "'vmbo-mbo-kb[parquet]'")
        self.path = f"{table.path.removesuffix('.csv')}.parquet"
        self.count = 0
        self._columns = table.columns
        self._rows: list[list[Any]] = []
        self._schema = self._arrow.schema([self._field(column, base) for column in table.columns])
        path = root / self.path
        path.parent.mkdir(exist_ok=True)
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")

    def _field(self, column: ColumnSpec, base: str) -> Any:
        arrow = self._arrow
        if column.separator:
            kind = arrow.list_(arrow.string())
        elif column.facet is not None:
            kind = arrow.string()
        else:
            types = {
                Kind.INTEGER: arrow.int64(),
                Kind.DECIMAL: arrow.decimal128(*DIGITS),
                Kind.BOOLEAN: arrow.bool_(),
                Kind.DAY: arrow.date32(),
            }
            kind = types.get(column.field.kind, arrow.string())
        metadata = {
            "label_nl": column.label.nl, "label_en": column.label.en, "term": expand(column.field.term, base)
        }  # fmt: skip
        return arrow.field(column.name, kind, nullable=not column.required, metadata=metadata)

    def add(self, cells: Sequence[str]) -> None:
        self._rows.append([_value(column, cell) for column, cell in zip(self._columns, cells, strict=True)])
        self.count += 1
        if len(self._rows) == ROWS:
            self._flush()

    def _flush(self) -> None:
        arrow = self._arrow
        try:
            arrays = [
                arrow.array(values, field.type)
                for values, field in zip(zip(*self._rows, strict=True), self._schema, strict=True)
            ]
        except arrow.ArrowInvalid as error:
            raise ValueError(f"{self.path}: {error}") from error
        self._writer.write_batch(arrow.record_batch(arrays, schema=self._schema))
        self._rows.clear()

    def close(self) -> None:
        try:
            if self._rows:
                self._flush()
        finally:
            self._writer.close()


def _value(column: ColumnSpec, cell: str) -> Any:
    if column.separator:
        return cell.split(column.separator) if cell else []
    if not cell:
        return None
    if column.facet is None:
        match column.field.kind:
            case Kind.INTEGER:
                return int(cell)
            case Kind.DECIMAL:
                return Decimal(cell)
            case Kind.BOOLEAN:
                return cell == "true"
            case Kind.DAY:
                return date.fromisoformat(cell)
    return unguard(cell) if column.guarded else cell
