# SPDX-License-Identifier: MIT
"""On real Spark: the same bytes as on one machine, and the same verdict. Each run starts a Java machine."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.synthetic import Synthetic, write_lines
from tests.scale.test_work import dangle
from vmbo_mbo_kb import load
from vmbo_mbo_kb.publication import export as export_in_memory
from vmbo_mbo_kb.validation import SOURCE_TEXT

pytest.importorskip("pyspark", reason="pyspark is not installed: pip install 'vmbo-mbo-kb[spark]'")
pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")

ON_SPARK = """
import sys
from pathlib import Path
from vmbo_mbo_kb import DatasetError
from vmbo_mbo_kb.scale.spark import export

if __name__ == "__main__":
    try:
        print(export(Path(sys.argv[1]), ["nquads", "parquet"], Path(sys.argv[2]), master=sys.argv[3], size=20_000))
    except DatasetError as error:
        print(*[f"{found.code} {found.position.line} {found.path}" for found in error.findings], sep="\\n")
        sys.exit(1)
"""


@pytest.fixture(autouse=True)
def no_source_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SOURCE_TEXT, raising=False)


def on_spark(folder: Path, out: Path, master: str) -> subprocess.CompletedProcess[str]:
    """Small shards, so that there are several."""
    environment = os.environ | {"PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1"}
    command = [sys.executable, "-c", ON_SPARK, str(folder), str(out), master]
    return subprocess.run(command, capture_output=True, text=True, env=environment)


@pytest.mark.parametrize("master", ["local[2]", "local-cluster[2,1,1024]"])
def test_the_parts_are_the_whole(master: str, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    lines = write_lines(Synthetic(150), folder)
    lines.write_bytes(b"".join(reversed(lines.read_bytes().splitlines(keepends=True))))
    done = on_spark(folder, tmp_path / "out", master)
    assert done.returncode == 0, done.stderr
    data = load(folder)
    export_in_memory(data.records, ["nquads"], tmp_path / "one")
    parts = sorted((tmp_path / "out" / "nquads").iterdir())
    assert len(parts) > 1
    assert b"".join(path.read_bytes() for path in parts) == (tmp_path / "one" / "vmbo-mbo-kb.nq").read_bytes()
    parquet = pytest.importorskip("pyarrow.parquet")
    table = parquet.read_table(tmp_path / "out" / "parquet" / "figures")
    assert table.column("id").to_pylist() == [figure.id for figure in data.of_class("figures")]
    assert parquet.read_table(tmp_path / "out" / "parquet" / "dataset").num_rows == 1


def test_what_is_wrong_is_found(tmp_path: Path) -> None:
    from vmbo_mbo_kb import validate

    dangle(write_lines(Synthetic(150), tmp_path / "data"))
    done = on_spark(tmp_path / "data", tmp_path / "out", "local[2]")
    assert done.returncode == 1, done.stderr
    found = [f"{each.code} {each.position.line} {each.path}" for each in validate(tmp_path / "data")]
    assert any(each.startswith("KB301") for each in found)
    assert done.stdout.splitlines() == found
    assert not (tmp_path / "out").exists()
