# SPDX-License-Identifier: MIT
"""The site: beside MkDocs with Material building as many pages of the same text, and of many records.

Both are whole processes and make their search index. Ours also does what MkDocs is not asked to: it reads and checks
the dataset, writes every export, the files of each record, drawings, descriptions for catalogues and checksums.
"""

import os
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from shutil import rmtree
from time import perf_counter
from typing import Any, Final

from benchmarks import mkdocs_peer
from benchmarks.rounds import Sample, ratio, summary
from vmbo_mbo_kb.locations import dataset_folder

WANTED: Final = 5.0
"""How many times as fast as MkDocs the site is to be built."""

EVERY: Final = 0.2
"""Seconds from one look at memory to the next."""

PEER: Final[Mapping[str, str]] = {"NO_MKDOCS_2_WARNING": "1"}
"""Keeps Material from an announcement that has nothing to do with building."""


def measure(
    mkdocs: Path | None,
    dataset: Path | None,
    sizes: Mapping[int, Path],
    rounds: int,
    root: Path,
    say: Callable[[str], None],
) -> dict[str, Any]:
    """Build sites; what it took.

    :param mkdocs: the program ``mkdocs`` in an environment of its own with Material; without it, ours is built alone.
    :param dataset: the dataset whose site both build; the real one by default.
    :param sizes: folders of datasets with many records, by their number.
    """
    say("the site, beside MkDocs")
    folder = dataset or dataset_folder()
    # Each build has a folder of its own, and none is deleted while there is something to measure: after many files were
    # removed, some file systems take long to make new ones (ext4 steps over each that went in the last minutes).
    root, project = root / "sites", root / "mkdocs"
    samples: defaultdict[str, list[Sample]] = defaultdict(list)
    pages = 0
    for number in range(rounds):
        say(f"  round {number + 1} of {rounds}")
        site, theirs = root / f"ours {number}", root / f"theirs {number}"
        samples["ours"].append(_built(folder, site)[0])
        if mkdocs and not number:
            settings, pages = mkdocs_peer.write(site, project)
        if mkdocs:
            program = [mkdocs, "build", "-q", "-f", settings, "-d", theirs]
            samples["mkdocs"].append(_run(program, None, dict(PEER))[0])
    found: dict[str, Any] = {
        "pages": pages or sum(1 for each in mkdocs_peer.LANGUAGES for _ in (site / each).rglob("*.html")),
        "files": sum(1 for path in site.rglob("*") if path.is_file()),
        "ours": summary(samples["ours"]),
    }
    say("  again, with nothing changed")
    found["again"] = summary([_built(folder, site)[0]])
    if mkdocs:
        found["mkdocs"] = summary(samples["mkdocs"])
        found["mkdocs_pages"] = sum(1 for _ in theirs.rglob("*.html"))
        found["times_wall"] = summary_ratio(samples["mkdocs"], samples["ours"])
        found["times_cpu"] = ratio(samples["mkdocs"], samples["ours"])
    found["sizes"] = []
    for size, place in sizes.items():
        for cores in sorted({1, min(2, os.cpu_count() or 1)}):
            say(f"  the site of {size} records, {cores} of the cores")
            site = root / f"{size} records, {cores} cores"
            sample, memory, search = _built(place, site, cores)
            made = sum(1 for _ in site.rglob("*.html"))
            row = {"size": size, "cores": cores, "pages": made, "memory": memory, "search_memory": search}
            found["sizes"].append({**row, **summary([sample])})
    rmtree(root)
    return found


def summary_ratio(theirs: list[Sample], ours: list[Sample]) -> dict[str, float]:
    """As :func:`~benchmarks.rounds.ratio`, of the time on the clock."""
    return ratio([Sample(each.wall, each.wall) for each in theirs], [Sample(each.wall, each.wall) for each in ours])


def _built(dataset: Path, target: Path, cores: int | None = None) -> tuple[Sample, int, int]:
    """The site of a dataset by the command; what it took, and the most memory of Python and of Pagefind."""
    return _run([sys.executable, "-m", "vmbo_mbo_kb", "site", "--dataset", dataset, "--out", target], cores, {})


def _run(program: list[str | Path], cores: int | None, more: dict[str, str]) -> tuple[Sample, int, int]:
    """Run a program; what it took with all that it started, and the most bytes of memory that it and its own kind had
    together, and that others had that it started.

    Memory that processes share is counted once (PSS, :manpage:`proc_pid_smaps(5)`); 0 where the system does not tell.

    :raises RuntimeError: it failed.
    """

    def pin() -> None:
        if cores is not None:
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])

    begin = perf_counter()
    with subprocess.Popen(
        program,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, **more},
        preexec_fn=pin if cores else None,
    ) as process:
        assert process.stdout is not None
        watch = _Memory(process.pid)
        watch.start()
        said = process.stdout.read()
        watch.ended.set()
        watch.join()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{program[0]} ended with {process.returncode}: {said[-2000:]}")
    return Sample(usage.ru_utime + usage.ru_stime, perf_counter() - begin), watch.own, watch.others


class _Memory(threading.Thread):
    """Looks at the memory of a process and of those that it started, again and again."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid = pid
        self.ended = threading.Event()
        self.own = self.others = 0

    def run(self) -> None:
        while not self.ended.wait(EVERY):
            own = others = 0
            try:
                name = _name(self.pid)
                for pid in _family(self.pid):
                    if _name(pid) == name:
                        own += _memory(pid)
                    else:
                        others += _memory(pid)
            except OSError:  # one has just ended, or this is not Linux
                continue
            self.own, self.others = max(self.own, own), max(self.others, others)


def _family(pid: int) -> Iterator[int]:
    yield pid
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split():
        yield from _family(int(child))


def _name(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text("utf-8")


def _memory(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def section(found: Mapping[str, Any]) -> Iterator[str]:
    """The results as a part of the page."""
    yield "## The site, beside MkDocs with Material\n"
    yield "| what | pages | time on the clock, s | processor time, s |"
    yield "|---|---:|---:|---:|"
    pages = _count(found["pages"])
    yield f"| `vmbo-mbo-kb site`, {_count(found['files'])} files | {pages} | {_times(found['ours'])} |"
    yield f"| the same again, nothing changed | {pages} | {_times(found['again'])} |"
    if "mkdocs" in found:
        yield f"| `mkdocs build` | {_count(found['mkdocs_pages'])} | {_times(found['mkdocs'])} |"
        wall, cpu = found["times_wall"], found["times_cpu"]
        yield f"\nTimes MkDocs' speed by the clock: {_ratio(wall)}"
        yield f"({'met' if wall['of_medians'] >= WANTED else '**missed**'}; at least {WANTED:g}); by processor time:"
        yield f"{_ratio(cpu)}."
    else:
        yield "\nMkDocs was not measured."
    yield "\nMkDocs builds the text of our own pages: the main part of each, in both languages, as Markdown with its"
    yield "links, lists and tables, without the drawings. Its menu names the home pages alone: Material writes the"
    yield "whole menu into each page, and with thousands of pages in it time and size grow with the square. Both make a"
    yield "search index; that of MkDocs is the text of all pages in one file of JSON, ours is made by Pagefind, which"
    yield "divides it so that a reader loads a few kB. Ours reads and checks the dataset in that time, writes all"
    yield "exports, files of each record, descriptions and checksums, and uses all cores; MkDocs uses one.\n"
    if "mkdocs" in found and found["times_wall"]["of_medians"] < WANTED:
        yield "Why it is not five times: of our processor time two fifths is rendering pages, a fifth Pagefind, which"
        yield "writes a file for each page, an eighth exports, a tenth making and hashing ten thousand files; the rest"
        yield "is start-up, reading, checks and descriptions. All of it on two cores without a gap would take"
        yield f"{found['ours']['cpu'] / 2:.1f} s.\n"
    yield "| records | cores | pages | s | processor time, s | memory, MB | Pagefind's, MB |"
    yield "|---:|---:|---:|---:|---:|---:|---:|"
    for row in found["sizes"]:
        memory = [f"{row[name] / 1e6:.0f}" if row["memory"] else "" for name in ("memory", "search_memory")]
        cells = _count(row["size"]), str(row["cores"]), _count(row["pages"]), _times(row), *memory
        yield f"| {' | '.join(cells)} |"
    yield "\nMemory is the most that all processes of Python had together, what they share counted once; it holds the"
    yield "records and what is known of them, and no pages.\n"


def _times(row: Mapping[str, Any]) -> str:
    return f"{row['wall']:.1f} | {row['cpu']:.1f}"


def _ratio(found: Mapping[str, float]) -> str:
    return f"{found['of_medians']:.1f} ({found['least']:.1f}–{found['most']:.1f})"


def _count(number: int) -> str:
    return f"{number:,}".replace(",", " ")


__all__ = ["WANTED", "measure", "section"]
