# SPDX-License-Identifier: MIT
"""Datasets that do not fit in memory: what a record costs at each size, peak memory, disk, and two processes.

``python -m benchmarks.scale 10000,1000000`` measures and prints the section; ``python -m benchmarks --scale …`` makes
it part of the page. Each run is a process of its own: validate, then write N-Quads.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final

from benchmarks.child import peak_memory
from benchmarks.synthetic import Synthetic, write_lines

SMALL: Final = 10_000
"""What a record costs at this size is what it is held against."""

GROWTH: Final = 1.10
PEAK: Final = 128.0
"""MB"""
SHARED: Final = 0.85
"""The part of the speed-up of two independent processes that two workers are to reach."""

PAIRS: Final = 100_000
"""Records, at most, of what two processes do."""


def measure(sizes: Sequence[int], rounds: int, say: Callable[[str], None]) -> dict[str, Any]:
    """Measure all sizes, the smallest in turn with each other, and two processes."""
    with TemporaryDirectory(prefix="benchmarks-") as name:
        root = Path(name)
        sizes = sorted({SMALL, *sizes})
        for size in sizes:
            say(f"making {size} records")
            write_lines(Synthetic(size), root / str(size))
        rows: list[dict[str, Any]] = []
        for size in sizes:
            for number in range(1 if size > PAIRS else rounds):
                # The yardstick next to it in time, because other work on the machine slows down processors too.
                say(f"validate and N-Quads on disk: {size} records, round {number + 1}")
                rows.append({**run(root, SMALL), "beside": size})
                if size != SMALL:
                    rows.append(run(root, size))
        pairs = []
        size = max(size for size in sizes if size <= PAIRS)
        for number in range(rounds):
            say(f"two processes: {size} records, round {number + 1}")
            pairs.append(
                {
                    "alone": _wall([(root, size, 1)]),
                    "independent": _wall([(root, size, 1), (root, size, 1)]),
                    "workers": _wall([(root, size, 2)]),
                }
            )
        return {"rows": rows, "pairs": pairs, "pair_size": size, "figures": _figures(rows, pairs, size)}


def run(root: Path, size: int) -> dict[str, Any]:
    """One run in a process of its own; what it took."""
    found: dict[str, Any] = json.loads(subprocess.check_output(_command(root, size, 1), text=True))
    return found


def _command(root: Path, size: int, workers: int) -> list[str]:
    return [sys.executable, "-m", "benchmarks.scale", "--child", str(root), str(size), str(workers)]


def _wall(runs: Sequence[tuple[Path, int, int]]) -> float:
    """How long runs that start together take."""
    start = perf_counter()
    started = [subprocess.Popen(_command(*each), stdout=subprocess.DEVNULL) for each in runs]
    for process in started:
        assert process.wait() == 0
    return perf_counter() - start


def child(root: Path, size: int, workers: int) -> dict[str, Any]:
    """Validate a dataset on disk and write it as N-Quads."""
    from vmbo_mbo_kb.scale.exporting import export
    from vmbo_mbo_kb.scale.flow import Run

    with TemporaryDirectory(dir=root) as name:
        place = Path(name)
        start = _cpu()
        done = Run(root / str(size), place / "work", keep=True, workers=workers)
        assert not list(done.findings())
        validated = _cpu()
        export(done.records, ["nquads"], place / "out", workers=workers)
        written = _cpu()
        (file,) = (place / "out").iterdir()
        return {
            "size": size,
            "validate": validated - start,
            "write": written - validated,
            "peak": max(peak_memory(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024),
            "input": sum(path.stat().st_size for path in (root / str(size)).glob("*.jsonl")),
            "disk": done.disk,
            "output": file.stat().st_size,
        }


def _cpu() -> float:
    """Seconds of processor time, those of processes that have ended included."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def section(results: dict[str, Any]) -> Iterator[str]:
    """The section of the page."""
    from benchmarks.figures import table

    rows = results["rows"]
    yield "## Beyond memory: validate and write N-Quads from disk\n"
    yield f"Whole processes, one core; µs are processor time a record. What it costs at {_count(SMALL)} records was"
    yield "measured next to each, in turn. Disk is the work folder at the end.\n"
    yield "| records | validate, µs | write, µs | both / both at 10 000 | peak MB | input MB | disk MB | N-Quads MB |"
    yield "|---:|---:|---:|---:|---:|---:|---:|---:|"
    for size in sorted({row["size"] for row in rows}):
        mine = [row for row in rows if row["size"] == size and row.get("beside", size) == size]
        row = min(mine, key=_cost)
        beside = min(_cost(row) for row in rows if row.get("beside") == size)
        cells = [_count(size), *(f"{row[step] / size * 1e6:.0f}" for step in ("validate", "write"))]
        cells += [
            f"{_cost(row) / beside:.2f}",
            *(f"{row[what] / 1e6:.0f}" for what in ("peak", "input", "disk", "output")),
        ]
        yield f"| {' | '.join(cells)} |"
    yield ""
    yield from table(results["figures"])


def _figures(rows: Sequence[dict[str, Any]], pairs: Sequence[dict[str, float]], size: int) -> list[dict[str, Any]]:
    """What is to be reached, beside what was."""
    from benchmarks.figures import figure  # what it brings along would count as memory of a run

    largest = max(row["size"] for row in rows)
    small = [_cost(row) for row in rows if row.get("beside") == largest]
    costs = [_cost(row) for row in rows if row["size"] == largest and row.get("beside", largest) == largest]
    peak = max(row["peak"] for row in rows) / 1e6
    shares = [pair["independent"] / 2 / pair["workers"] for pair in pairs]
    return [
        figure(
            f"validate and N-Quads from disk: time a record, {_count(largest)} records",
            f"{_count(SMALL)} records",
            GROWTH,
            _spread([cost / other for cost, other in zip(costs, small, strict=True)]),
        ),
        figure(f"the same: peak memory in MB, {_count(largest)} records", "", PEAK, _spread([peak])),
        figure(
            f"speed-up of two workers on {_count(size)} records",
            "that of two independent processes",
            -SHARED,
            _spread(shares),
        ),
    ]


def _spread(ratios: Sequence[float]) -> dict[str, float]:
    return {"median": median(ratios), "least": min(ratios), "most": max(ratios)}


def _count(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _cost(row: dict[str, Any]) -> float:
    return float((row["validate"] + row["write"]) / row["size"])


def main() -> None:
    """Run from the command line."""
    if sys.argv[1] == "--child":
        print(json.dumps(child(Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))))
        return
    sizes = [int(size) for size in sys.argv[1].split(",")]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    results = measure(sizes, rounds, lambda text: print(text, file=sys.stderr, flush=True))
    print(json.dumps(results), file=sys.stderr)
    print("\n".join(section(results)))


if __name__ == "__main__":
    main()
