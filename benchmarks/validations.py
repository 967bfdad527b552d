# SPDX-License-Identifier: MIT
"""Validating from YAML: ours beside linkml-validate as whole processes, and beside jsonschema on records at hand."""

import os
import subprocess
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from benchmarks import child, linkml_peer
from benchmarks.rounds import Sample, ratio, summary
from benchmarks.synthetic import Synthetic
from vmbo_mbo_kb.locations import dataset_folder

WANTED: Final = 50.0
"""How many times as fast as linkml-validate validation is to be."""
A_SECOND: Final = 1.0
"""In how many seconds the real dataset is to be validated, the start of Python included."""


def whole(program: list[str | Path]) -> Sample:
    """Run a program; what the process took from start to end, all that it started included.

    :raises RuntimeError: it found fault with the records, or failed.
    """
    begin = perf_counter()
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{program[0]} ended with {process.returncode}: {said[-2000:]}")
    return Sample(usage.ru_utime + usage.ru_stime, perf_counter() - begin)


def ours(interpreter: Path, folder: Path) -> Sample:
    """The command, on a dataset's folder, of the package as a wheel holds it."""
    return whole([interpreter, "-P", "-m", "vmbo_mbo_kb", "validate", folder])


def validations(
    sizes: list[int],
    rounds: int,
    root: Path,
    interpreter: Path,
    linkml: Path | None,
    slow: float,
    say: Callable[[str], None],
) -> dict[str, Any]:
    """Measure in turn, round by round.

    :param interpreter: see :func:`benchmarks.startup.installed`.
    :param linkml: the program ``linkml-validate``, in an environment of its own; without it, it is left out.
    :param slow: what takes more seconds is done once.
    """
    rows: list[dict[str, Any]] = []
    for size in sizes:
        folder = root / f"yaml-{size}"
        schema, records = linkml_peer.write(Synthetic(size), root / f"linkml-{size}")
        samples: defaultdict[str, list[Sample]] = defaultdict(list)
        for number in range(rounds):
            say(f"  {size} records, round {number + 1} of {rounds}")
            samples["ours"].append(ours(interpreter, folder))
            apart = child.run(child.JSONSCHEMA, root / f"lines-{size}")
            samples["jsonschema"].append(Sample(apart["cpu"], apart["wall"]))
            if linkml and all(sample.cpu < slow for sample in samples["linkml"]):
                program: list[str | Path] = [linkml, "-s", schema, "-C", linkml_peer.CONTAINER, records]
                samples["linkml"].append(whole(program))
        row: dict[str, Any] = {"size": size, **{name: summary(each) for name, each in samples.items() if each}}
        for name in ("jsonschema", "linkml"):
            if samples[name]:
                row[f"times_{name}"] = ratio(samples[name], samples["ours"][: len(samples[name])])
        rows.append(row)
    say("  the dataset itself")
    files = sum(1 for _ in dataset_folder().glob("*/*.yaml"))
    real = [ours(interpreter, dataset_folder()) for _ in range(max(rounds, 3))]
    return {"rows": rows, "dataset": {"records": files, **summary(real)}}
