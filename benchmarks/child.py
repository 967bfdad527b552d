# SPDX-License-Identifier: MIT
"""One step in a process of its own, so that its memory is its own: ``python -m benchmarks.child STEP PATH …``.

STEP is the name of a format (records are streamed from the JSON Lines file at PATH), ``stream`` (they are streamed
and nothing is written), ``canonical`` (they are written as canonical N-Quads), ``load`` (PATH is a dataset's folder;
the same records as JSON Lines and the number of rounds follow), or ``jsonschema`` (the records in that folder of JSON
Lines are judged by the generated schemas). What it took is printed as JSON.
"""

import json
import resource
import subprocess
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson

from benchmarks.rounds import timed
from benchmarks.synthetic import LINES, Lines, Synthetic
from vmbo_mbo_kb.exporters.nquads import NQuads
from vmbo_mbo_kb.exporters.rdf import write_chunks
from vmbo_mbo_kb.namespaces import DEFAULT_BASE

STREAM = "stream"
CANONICAL = "canonical"
LOAD = "load"
JSONSCHEMA = "jsonschema"


def peak_memory() -> int:
    """The most bytes that this process had resident so far."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        # Not Linux. There the figure would not do: a new process inherits the peak of the one that started it.
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024


def run(step: str, path: Path, *more: str | Path) -> dict[str, Any]:
    """Run a step in a new process; what it took."""
    program = [sys.executable, "-m", "benchmarks.child", step, path, *more]
    done = subprocess.run(program, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _load(folder: Path, lines: Path, rounds: int) -> dict[str, Any]:
    """A load and its yardsticks in turn; classes and adapters are made before."""
    from vmbo_mbo_kb import load
    from vmbo_mbo_kb.reading import read

    data = load(folder)
    found: dict[str, Any] = {"records": len(data), "peak": peak_memory()}
    del data

    def parse() -> int:
        with lines.open("rb") as stream:
            return len([orjson.loads(line) for line in stream])

    steps = {"load": lambda: load(folder), "reading": lambda: read(folder), "parsing": parse, "pydantic": _alone(lines)}
    samples: dict[str, list[dict[str, float]]] = {name: [] for name in steps}
    for _ in range(rounds):
        for name, work in steps.items():
            sample, result = timed(work)
            del result
            samples[name].append(asdict(sample))
    return found | samples


def _alone(lines: Path) -> Callable[[], list[object]]:
    """Pydantic alone: the lines of each class in one piece, the collector paused."""
    from pydantic import TypeAdapter

    from vmbo_mbo_kb.blueprint import blueprint, model_class
    from vmbo_mbo_kb.collector import paused

    texts: dict[str, list[bytes]] = {}
    with lines.open("rb") as stream:
        for line in stream:
            record = orjson.loads(line)
            texts.setdefault(record.pop("class"), []).append(orjson.dumps(record))
    work = [
        (TypeAdapter(list[model_class(blueprint().by_folder(name))]), b"[" + b",".join(each) + b"]")  # type: ignore[misc]
        for name, each in texts.items()
    ]

    def validate() -> list[object]:
        with paused():
            return [adapter.validate_json(text) for adapter, text in work]

    return validate


def _jsonschema(folder: Path) -> dict[str, Any]:
    """Judging records at hand: neither reading nor making the validators counts."""
    from jsonschema import Draft202012Validator

    from vmbo_mbo_kb.generators.json_schema import json_schemas

    judges = {
        name.removesuffix(".schema.json"): Draft202012Validator(schema)
        for name, schema in json_schemas(DEFAULT_BASE).items()
    }
    with (folder / LINES).open("rb") as stream:
        records = [orjson.loads(line) for line in stream]
    at_hand = [(judges[record.pop("class")], record) for record in records]
    sample, valid = timed(lambda: all(judge.is_valid(record) for judge, record in at_hand))
    assert valid
    return asdict(sample)


def _write(step: str, path: Path) -> dict[str, Any]:
    from vmbo_mbo_kb import exporters

    records = Lines(path, Synthetic(1).dataset)
    with TemporaryDirectory(dir=path.parent) as name:
        folder = Path(name)
        if step == STREAM:
            before = peak_memory()
            sample, _ = timed(lambda: deque(records, maxlen=0))
        elif step == CANONICAL:
            before = peak_memory()
            sample, _ = timed(lambda: _canonical(records, folder / "canonical.nq"))
        else:
            exporter = exporters.get(step)
            before = peak_memory()
            sample, _ = timed(lambda: deque(exporter.write(records, folder), maxlen=0))
        return {**asdict(sample), "before": before, "peak": peak_memory()}


def _canonical(records: Lines, path: Path) -> None:
    with path.open("wb") as out:
        write_chunks(out, NQuads().canonical(records))


if __name__ == "__main__":
    _step, _path = sys.argv[1], Path(sys.argv[2])
    if _step == LOAD:
        _found = _load(_path, Path(sys.argv[3]), int(sys.argv[4]))
    else:
        _found = _jsonschema(_path) if _step == JSONSCHEMA else _write(_step, _path)
    print(json.dumps(_found))
