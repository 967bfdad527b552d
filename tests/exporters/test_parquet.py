# SPDX-License-Identifier: MIT
"""Parquet: the rows of the CSV tables, as DuckDB and Spark read them."""

import csv
import re
import shutil
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import vmbo_mbo_kb as kb
from vmbo_mbo_kb.rows import tables, unguard

DOCUMENTED = Path(__file__).resolve().parents[2] / "docs/sparql.md"


@pytest.fixture
def folder(dataset: Path, tmp_path: Path) -> Path:
    pytest.importorskip("pyarrow")
    out = tmp_path / "uit"
    kb.load(dataset).export("parquet", out)
    return out


def test_duckdb_reads_the_rows_of_the_csv_tables(dataset: Path, folder: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    kb.load(dataset).export("csv", folder)
    filled = 0
    for table in tables():
        path = folder / "parquet" / table.path.replace(".csv", ".parquet")
        read = duckdb.sql(f"SELECT * FROM read_parquet('{path}')")  # noqa: S608 - a path of our own
        with (folder / "csv" / table.path).open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        assert read.columns == head
        found = [[_cell(value) for value in row] for row in read.fetchall()]
        assert found == [
            [unguard(cell) if column.guarded else cell for column, cell in zip(table.columns, row, strict=True)]
            for row in rows
        ], table.path
        filled += bool(rows)
    assert filled > 20


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, Decimal):
        # The test's only number with digits after the point ends in a zero.
        return f"{value:.2f}" if value % 1 else f"{value.normalize():f}"
    return "" if value is None else str(value)


def test_duckdb_reads_the_types(folder: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    amounts = folder / "parquet/subsidy-schemes/amounts.parquet"
    assert duckdb.sql(f"SELECT max(value) FROM '{amounts}'").fetchall() == [(Decimal("1234.5"),)]  # noqa: S608
    checked = duckdb.sql(f"SELECT typeof(checked), min(checked) FROM '{folder}/parquet/themes.parquet' GROUP BY 1")  # noqa: S608
    assert checked.fetchall() == [("DATE", date(2026, 11, 1))]


def test_spark_reads_the_same(dataset: Path, folder: Path) -> None:
    pytest.importorskip("pyspark", reason="Spark is not installed: pip install pyspark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java: apt-get install default-jre-headless")
    import pyarrow.parquet
    from pyspark.sql import SparkSession

    spark = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .getOrCreate()
    )
    try:
        for name in ("subsidy-schemes/amounts", "collaboration-forms", "themes"):
            path = folder / "parquet" / f"{name}.parquet"
            found = [row.asDict() for row in spark.read.parquet(path.as_uri()).collect()]
            assert found == pyarrow.parquet.read_table(path).to_pylist()
            assert found
        # The call that the page for readers shows. Spark is in a process of its own, which keeps its first folder.
        (call,) = re.findall(r"^spark\.read.*$", DOCUMENTED.read_text("utf-8"), re.M)
        call = call.replace("out/parquet", (folder / "parquet").as_uri()).replace("budget", "grant")
        assert [tuple(row) for row in eval(call, {"spark": spark}).collect()] == [(Decimal("1234.5"),)]  # noqa: S307
    finally:
        spark.stop()


def test_the_same_bytes_and_metadata(dataset: Path, folder: Path, tmp_path: Path) -> None:
    import pyarrow.parquet

    kb.load(dataset).export("parquet", tmp_path / "again")
    for path in folder.rglob("*.parquet"):
        assert path.read_bytes() == (tmp_path / "again" / path.relative_to(folder)).read_bytes()
    field = pyarrow.parquet.read_schema(folder / "parquet/themes.parquet").field("name_nl")
    assert field.metadata[b"term"] == b"http://www.w3.org/2004/02/skos/core#prefLabel"
    assert not field.nullable


def test_a_build_does_without(dataset: Path, tmp_path: Path) -> None:
    kb.load(dataset).build(tmp_path / "public")
    assert not list((tmp_path / "public").rglob("*.parquet"))


def test_without_pyarrow(dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(ImportError, match=r"pip install 'vmbo-mbo-kb\[parquet\]'"):
        kb.load(dataset).export("parquet", tmp_path / "uit")
    assert not (tmp_path / "uit").exists()
