# SPDX-License-Identifier: MIT
"""Work folders: what is done is taken up, what is half done is not; exports are those of a dataset in memory."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from benchmarks.synthetic import LINES, Synthetic, write_lines
from vmbo_mbo_kb import TargetError, load
from vmbo_mbo_kb.publication import export as export_in_memory
from vmbo_mbo_kb.scale.exporting import export
from vmbo_mbo_kb.scale.flow import Progress, Run
from vmbo_mbo_kb.validation import SOURCE_TEXT

FORMATS = ("csv", "jsonld", "nquads", "ntriples", "rdfxml", "thesaurus", "trig", "turtle")
RECORDS = 150
SHARD = 8000


@pytest.fixture(autouse=True)
def no_source_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SOURCE_TEXT, raising=False)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset in no order."""
    folder = tmp_path_factory.mktemp("scale") / "data"
    lines = write_lines(Synthetic(RECORDS), folder)
    shuffled = lines.read_bytes().splitlines(keepends=True)
    Random(1).shuffle(shuffled)
    lines.write_bytes(b"".join(shuffled))
    return folder


@pytest.fixture(scope="module")
def exported(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is written of it from memory."""
    target = tmp_path_factory.mktemp("exported")
    export_in_memory(load(data).records, FORMATS, target)
    return target


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def dangle(lines: Path) -> None:
    """Let the last record that cites a source cite one that is not there."""
    before, cited, after = lines.read_bytes().rpartition(b'"source":"')
    lines.write_bytes(before + cited + b"no-" + after)


@pytest.mark.parametrize("workers", [1, 2])
def test_exports_are_those_of_a_dataset_in_memory(workers: int, data: Path, exported: Path, tmp_path: Path) -> None:
    run = Run(data, tmp_path / "work", keep=True, size=SHARD, workers=workers)
    assert run.shards > 10
    assert list(run.findings()) == []
    done = export(run.records, FORMATS, tmp_path / "out", workers=workers)
    assert {each.name: each.records for each in done if each.name != "csv"} == dict.fromkeys(
        (name for name in FORMATS if name != "csv"), RECORDS
    )
    assert files(tmp_path / "out") == files(exported)


def test_what_is_done_is_taken_up(data: Path, tmp_path: Path) -> None:
    first = Run(data, tmp_path / "work", keep=True, size=SHARD)
    again = Run(data, tmp_path / "work", keep=True, size=SHARD)
    assert (first.taken_up, again.taken_up) == (0, first.shards)
    assert list(again.records) == list(first.records)


def test_lines_that_changed_are_read_again(tmp_path: Path) -> None:
    lines = write_lines(Synthetic(RECORDS), tmp_path / "data")
    first = Run(tmp_path / "data", tmp_path / "work", size=SHARD)
    assert list(first.findings()) == []
    dangle(lines)
    again = Run(tmp_path / "data", tmp_path / "work", size=SHARD)
    assert 0 < again.taken_up < again.shards
    assert "KB301" in {found.code for found in again.findings()}


def test_another_description_is_another_run(tmp_path: Path) -> None:
    write_lines(Synthetic(30), tmp_path / "data")
    Run(tmp_path / "data", tmp_path / "work")
    description = tmp_path / "data" / "dataset.yaml"
    description.write_text(description.read_text("utf-8").replace("2026-11-01", "2040-11-01"), encoding="utf-8")
    again = Run(tmp_path / "data", tmp_path / "work")
    assert again.taken_up == 0
    assert {found.code for found in again.findings()} == {"KB604"}


def test_input_that_changes_meanwhile_is_refused(tmp_path: Path) -> None:
    lines = write_lines(Synthetic(30), tmp_path / "data")

    def change(progress: Progress) -> None:
        os.utime(lines, ns=(1, 1))

    with pytest.raises(OSError, match="changed while they were read"):
        Run(tmp_path / "data", tmp_path / "work", watch=change)


SLOWLY = """
import sys
from pathlib import Path
from vmbo_mbo_kb.scale.flow import Run

def watch(progress):
    print(progress.step, progress.records, flush=True)
    if progress.records > 60:
        sys.stdin.readline()

if __name__ == "__main__":
    Run(Path(sys.argv[1]), Path(sys.argv[2]), keep=True, size=int(sys.argv[3]), watch=watch)
"""


def test_a_run_that_was_killed_is_taken_up_where_it_was(data: Path, exported: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    slowly = [sys.executable, "-c", SLOWLY, str(data), str(work), str(SHARD)]
    with subprocess.Popen(slowly, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert any(int(line.split()[1]) > 60 for line in process.stdout)
        if sys.platform != "win32":  # while it is at work, no other may be
            with pytest.raises(TargetError, match="another run is at work in"):
                Run(data, work, keep=True, size=SHARD)
            options = ("--dataset", str(data), "--work", str(work), "--out", str(tmp_path / "out"))
            said = command("export", "nquads", *options)
            assert said.returncode == 2
            assert said.stderr.count("\n") == 1
            assert "another run is at work" in said.stderr
            assert not (tmp_path / "out").exists()
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    shards = sorted((work / "shards").iterdir())
    # As if it had been struck while it put down another part, too.
    half = work / "shards" / f"{len(shards):06x}.new"
    half.mkdir()
    (half / "facts").write_bytes(b"half a li")
    run = Run(data, work, keep=True, size=SHARD)
    assert run.taken_up == len(shards)
    assert list(run.findings()) == []
    export(run.records, ["nquads"], tmp_path / "out")
    assert (tmp_path / "out" / "vmbo-mbo-kb.nq").read_bytes() == (exported / "vmbo-mbo-kb.nq").read_bytes()


EXPORTING = """
import sys
from pathlib import Path
from vmbo_mbo_kb.scale import exporting
from vmbo_mbo_kb.scale.flow import Run

exporting.STRETCH = int(sys.argv[4])

def watch(progress):
    print(progress.step, progress.records, flush=True)
    if progress.step == "turtle" and progress.records > 60:
        sys.stdin.readline()

if __name__ == "__main__":
    run = Run(Path(sys.argv[1]), Path(sys.argv[2]), keep=True, size=int(sys.argv[3]))
    exporting.export(
        run.records, ["csv", "nquads", "turtle"], Path(sys.argv[5]), workers=int(sys.argv[6]), watch=watch,
        halfway=run.halfway,
    )
"""
STRETCH = 10_000


@pytest.fixture
def broken_off(data: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Run:
    """A run that was killed while it wrote Turtle, the quads and the tables being done."""
    work, out = tmp_path / "work", tmp_path / "out"
    exporting = [sys.executable, "-c", EXPORTING, str(data), str(work), str(SHARD), str(STRETCH), str(out)]
    with subprocess.Popen(
        [*exporting, str(request.param)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert any(line.startswith("turtle") and int(line.split()[1]) > 60 for line in process.stdout)
        process.send_signal(signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    assert not out.exists()
    return Run(data, work, keep=True, size=SHARD)


@pytest.mark.parametrize(("broken_off", "workers"), [(1, 1), (1, 2), (2, 1)], indirect=["broken_off"])
def test_an_export_that_was_killed_is_taken_up_where_it_was(
    broken_off: Run, workers: int, exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vmbo_mbo_kb.scale.exporting.STRETCH", STRETCH)
    said: list[Progress] = []
    records, target = broken_off.records, tmp_path / "out"
    with (broken_off.halfway / "vmbo-mbo-kb.ttl").open("ab") as half:
        half.write(b"half a li")
    done = export(
        records, ["csv", "nquads", "turtle"], target, workers=workers, watch=said.append, halfway=broken_off.halfway
    )
    assert {progress.step for progress in said} == {"turtle"}
    assert min(progress.records for progress in said) > 60
    assert {each.name: each.records for each in done if each.name != "csv"} == dict.fromkeys(
        ("nquads", "turtle"), RECORDS
    )
    wanted = {name: content for name, content in files(exported).items() if name.endswith((".nq", ".ttl"))}
    wanted |= {name: content for name, content in files(exported).items() if name.startswith("csv")}
    del wanted["thesaurus.ttl"]
    assert files(target) == wanted
    assert not broken_off.halfway.exists()


@pytest.mark.parametrize("broken_off", [1], indirect=True)
@pytest.mark.parametrize("change", ["base", "cut", "gone", "said"])
def test_what_is_half_written_of_something_else_is_not_taken_up(
    change: str, broken_off: Run, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vmbo_mbo_kb.scale.exporting.STRETCH", STRETCH)
    half, base = broken_off.halfway, "https://example.org/"
    quads = half / "vmbo-mbo-kb.nq"
    match change:
        case "cut":
            quads.write_bytes(quads.read_bytes()[:-5])
        case "gone":
            quads.unlink()
        case "said":
            (half / "half.json").write_text('{"mark": 1', encoding="utf-8")
    options = {"base": base} if change == "base" else {}
    export(broken_off.records, ["nquads", "turtle"], tmp_path / "out", halfway=half, **options)
    export_in_memory(load(data).records, ["nquads", "turtle"], tmp_path / "wanted", **options)
    assert files(tmp_path / "out") == files(tmp_path / "wanted")


@pytest.mark.parametrize("spoil", ["cut", "gone", "said"])
def test_a_part_that_is_not_as_it_was_left_is_done_anew(spoil: str, data: Path, tmp_path: Path) -> None:
    first = Run(data, tmp_path / "work", keep=True, size=SHARD)
    part = tmp_path / "work" / "shards" / "000003"
    if spoil == "cut":
        (part / "records").write_bytes((part / "records").read_bytes()[:-5])
    elif spoil == "gone":
        (part / "facts").unlink()
    else:
        (part / "done.json").write_text('{"digest": 1', encoding="utf-8")
    again = Run(data, tmp_path / "work", keep=True, size=SHARD)
    assert again.taken_up == first.shards - 1
    assert list(again.records) == list(first.records)


FULL = """
import resource, signal, sys
from vmbo_mbo_kb.cli import main
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)), resource.RLIM_INFINITY))
if __name__ == "__main__":
    main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on the size of files")
@pytest.mark.parametrize("limit", [20_000, 300_000])
def test_where_no_more_can_be_written_it_says_so_and_the_target_stays(limit: int, data: Path, tmp_path: Path) -> None:
    """A limit on files, in the place of a disk that is full: in the first pass, and in the second."""
    target = tmp_path / "out"
    target.mkdir()
    (target / "vmbo-mbo-kb.nq").write_bytes(b"former")
    command = ["export", "nquads", "--dataset", str(data), "--work", str(tmp_path / "work"), "--out", str(target)]
    done = subprocess.run([sys.executable, "-c", FULL, str(limit), *command], capture_output=True, text=True)
    assert done.returncode == 2
    assert "File too large" in done.stderr
    assert "Traceback" not in done.stderr
    assert files(target) == {"vmbo-mbo-kb.nq": b"former"}
    again = Run(data, tmp_path / "work", keep=True)
    assert len(list(again.records)) == RECORDS


def test_another_folder_is_not_taken_for_a_work_folder(data: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(TargetError, match=r"letter\.txt"):
        Run(data, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


@pytest.mark.parametrize("kind", ["file", "below a file"])
def test_a_work_folder_that_cannot_be_is_told(kind: str, data: Path, tmp_path: Path) -> None:
    (tmp_path / "place").write_text("", encoding="utf-8")
    work = tmp_path / "place" if kind == "file" else tmp_path / "place" / "work"
    with pytest.raises(TargetError, match="cannot work in"):
        Run(data, work)


def command(*words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != SOURCE_TEXT}
    return subprocess.run(
        [sys.executable, "-m", "vmbo_mbo_kb", *words], capture_output=True, text=True, env=environment
    )


def test_the_commands_take_a_work_folder(data: Path, exported: Path, tmp_path: Path) -> None:
    said = command("validate", str(data), "--work", str(tmp_path / "work"))
    assert (said.returncode, said.stdout, said.stderr) == (0, "No findings: the dataset is valid.\n", "")
    options = ("--dataset", str(data), "--work", str(tmp_path / "work"), "--out", str(tmp_path / "out"))
    said = command("export", "turtle", "nquads", *options, "--workers", "2")
    assert said.returncode == 0
    assert said.stdout.startswith(f"turtle: {RECORDS} records, 1 file in ")
    assert files(tmp_path / "out") == {name: data for name, data in files(exported).items() if name in (
        "vmbo-mbo-kb.nq", "vmbo-mbo-kb.ttl")}  # fmt: skip


def test_the_commands_tell_findings_as_ever(tmp_path: Path) -> None:
    lines = write_lines(Synthetic(60), tmp_path / "data")
    dangle(lines)
    plain = command("validate", str(tmp_path / "data"), "--format", "json")
    assert (plain.returncode, bool(json.loads(plain.stdout))) == (1, True)
    disk = command("validate", str(tmp_path / "data"), "--format", "json", "--work", str(tmp_path / "work"))
    assert (disk.returncode, disk.stdout) == (plain.returncode, plain.stdout)
    refused = command("export", "nquads", "--dataset", str(tmp_path / "data"), "--work", str(tmp_path / "work"))
    assert refused.returncode == 1
    assert "KB301" in refused.stderr


def test_the_dataset_of_the_package_has_no_work_folder(tmp_path: Path) -> None:
    said = command("validate", "--work", str(tmp_path))
    assert said.returncode == 2
    assert "need a dataset's folder" in said.stderr


def test_on_spark_there_are_no_workers_of_ours(tmp_path: Path) -> None:
    said = command("export", "nquads", "--engine", "spark", "--workers", "2")
    assert said.returncode == 2
    assert "--master says" in said.stderr


def test_a_large_dataset_is_gone_through_on_disk_unasked(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from vmbo_mbo_kb import scale

    assert not scale.is_large(data)
    monkeypatch.setattr(scale, "LARGE", (data / LINES).stat().st_size - 1)
    assert scale.is_large(data)
