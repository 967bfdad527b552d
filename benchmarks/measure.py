# SPDX-License-Identifier: MIT
"""What is measured: exports beside rdflib and the limit, exports streamed in processes of their own, and loading."""

import os
import platform
from collections import defaultdict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

import vmbo_mbo_kb
from benchmarks import child, endpoint, install, judging, lookups, peers, queries, sites, startup, written
from benchmarks.rounds import Sample, ratio, summary, timed
from benchmarks.synthetic import LINES, SEED, InMemory, Lines, Synthetic, write_lines, write_yaml
from benchmarks.validations import A_SECOND, WANTED, validations
from vmbo_mbo_kb import exporters
from vmbo_mbo_kb.exporters.rdf import CHUNK

ORDER: Final = ("ntriples", "nquads", "turtle", "trig", "rdfxml", "jsonld", "csv")
"""Formats in the order of the tables; others come after them."""

AT_HAND: Final = 10_000
"""The most records for which rdflib and other peers are asked: beyond, they take minutes."""

YAML: Final = 100_000
"""The most records that are written as YAML, a file each."""

SLOW: Final = 20.0
"""What takes more seconds than this in a process of its own is done once."""

YAML_FOLDER: Final = "load-yaml"
JSON_LINES: Final = "load-lines"

Apart = defaultdict[tuple[str, int], list[dict[str, Any]]]
"""What steps in processes of their own took, by step and number of records."""

FLAT: Final = 1.1
"""Memory counts as flat when its peak grows by no more than this from one size to ten times that."""


@dataclass(frozen=True)
class Settings:
    """What to measure."""

    sizes: tuple[int, ...]
    memory_sizes: tuple[int, ...]
    rounds: int | None = None
    """How many rounds; without it, more for smaller sizes."""
    rounds_apart: int = 3
    """How many rounds of what runs in processes of its own."""
    peers: Path | None = None
    """Python of an environment with pycountry and Bioregistry; without it, they are not measured."""
    linkml: Path | None = None
    """The program ``linkml-validate`` in an environment of its own; without it, it is not measured."""
    mkdocs: Path | None = None
    """The program ``mkdocs`` in an environment of its own, with Material; without it, it is not measured."""
    site: Path | None = None
    """The dataset whose site is built beside MkDocs; the real one by default."""
    load: endpoint.Load = endpoint.LONG
    """How much the endpoint is asked."""

    @property
    def in_turn(self) -> int:
        """How many rounds ours and a yardstick that takes about as long get."""
        return self.rounds or 9

    def rounds_for(self, size: int) -> int:
        """How many rounds those get that take minutes."""
        return self.rounds or (9 if size <= 1000 else 3)


def measure(
    settings: Settings, say: Callable[[str], None], keep: Callable[[dict[str, Any]], None] = lambda results: None
) -> dict[str, Any]:
    """Measure everything; the results as plain data. What is there so far is handed to ``keep`` on the way.

    :raises DatasetError: the model has changed, and the synthetic records are no longer valid.
    """
    with TemporaryDirectory(prefix="benchmarks-") as name:
        root = Path(name)
        results: dict[str, Any] = {"machine": machine(), "seed": SEED, "sizes": list(settings.sizes)}
        before = _sources()
        for size in sorted({*settings.sizes, *settings.memory_sizes}):
            say(f"making {size} records")
            records = Synthetic(size)
            write_lines(records, root / f"lines-{size}")
            if size in settings.sizes and size <= YAML:
                write_yaml(records, root / f"yaml-{size}")
        vmbo_mbo_kb.load(root / f"lines-{min(settings.sizes)}")  # better now than after minutes
        interpreter = startup.installed(root / "start-up")
        results["startup"] = startup.measure(settings.in_turn, root, interpreter, settings.peers, say)
        keep(results)
        results["install"] = install.measure(root, settings.peers, settings.linkml, say)
        keep(results)
        results["exports"] = []
        for size in settings.sizes:
            if size <= AT_HAND:
                say(f"exports of {size} records, beside rdflib")
                results["exports"].extend(_exports(size, settings.in_turn, settings.rounds_for(size), root, say))
                keep(results)
        most = max((size for size in settings.sizes if size <= AT_HAND), default=min(settings.sizes))
        results["written"] = written.measure(settings.in_turn, _lines(root, most), root, settings.peers, say)
        keep(results)
        results["graphs_differ"] = _differences(min(settings.sizes), root)
        say("exports streamed in processes of their own")
        results["streamed"] = _streamed(settings, root, say)
        keep(results)
        say("load and validate")
        results["loads"] = _loads(settings, root, say)
        keep(results)
        say("validate, beside linkml-validate and jsonschema")
        sizes = [size for size in settings.sizes if size <= AT_HAND]
        results["validations"] = validations(
            sizes, settings.rounds_apart, root, interpreter, settings.linkml, SLOW, say
        )
        keep(results)
        results["judging"] = [judging.measure(size, settings.in_turn, root / f"lines-{size}", say) for size in sizes]
        keep(results)
        many = {size: root / f"lines-{size}" for size in settings.sizes if size <= AT_HAND}
        results["sites"] = sites.measure(settings.mkdocs, settings.site, many, settings.rounds_apart, root, say)
        keep(results)
        results["queries"] = [
            queries.measure(size, settings.in_turn, _lines(root, size), say) for size in settings.sizes
        ]
        keep(results)
        results["lookups"] = [
            lookups.measure(size, settings.in_turn, _lines(root, size), say)
            for size in settings.sizes
            if size <= AT_HAND
        ]
        keep(results)
        say("the endpoint, beside the server of Oxigraph")
        results["endpoint"] = endpoint.measure(settings.load, say)
    results["sources_changed"] = _sources() != before
    keep(results)
    if results["sources_changed"]:
        say("the package changed while it was measured: measure again")
    return results


def _sources() -> str:
    """Digest of the package's own code; processes that start later would run what it is by then."""
    folders = {Path(module.__file__ or "").parent for module in (vmbo_mbo_kb, exporters)}
    files = sorted(path for folder in folders for path in folder.rglob("*.py"))
    return sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def machine() -> dict[str, Any]:
    """What was measured on; nothing that names the machine."""
    found: dict[str, Any] = {
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
    }
    try:
        found["memory"] = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                found["processor"] = " ".join(line.partition(":")[2].split())
                break
    except (OSError, ValueError):
        pass
    found["packages"] = {name: version(name) for name in ("vmbo-mbo-kb", "rdflib", "orjson", "pydantic", "PyYAML")}
    return found


def formats() -> list[str]:
    """The formats that there are."""
    known = exporters.names()
    return [*(name for name in ORDER if name in known), *(name for name in known if name not in ORDER)]


def _lines(root: Path, size: int) -> Lines:
    return Lines(root / f"lines-{size}" / LINES, Synthetic(1).dataset)


def _exports(size: int, rounds: int, few: int, root: Path, say: Callable[[str], None]) -> list[dict[str, Any]]:
    """Each format beside merely writing its bytes, in turn, and in the first few rounds beside rdflib.

    Files are written afresh into a folder of their own, in pieces of one size. What is written first of all waits for
    the system to find memory for it, several times as long as what comes later: so each is done once before it counts.
    """
    records = InMemory(_lines(root, size))
    statements = _triples(records, root)
    names = formats()
    ours: defaultdict[str, list[Sample]] = defaultdict(list)
    limit: defaultdict[str, list[Sample]] = defaultdict(list)
    theirs: defaultdict[str, list[Sample]] = defaultdict(list)
    contents: dict[str, list[tuple[str, bytes]]] = {}
    for name in names:  # and what is made once is made
        with TemporaryDirectory(dir=root) as folder:
            exporters.get(name).write(records, Path(folder))
            contents[name] = _contents(Path(folder))
        with TemporaryDirectory(dir=root) as folder:
            _write_bytes(contents[name], Path(folder))
    for number in range(rounds):
        say(f"  round {number + 1} of {rounds}")
        for name in names:
            exporter = exporters.get(name)
            with TemporaryDirectory(dir=root) as folder:
                target = Path(folder)
                sample, _ = timed(partial(exporter.write, records, target))
                ours[name].append(sample)
            with TemporaryDirectory(dir=root) as folder:
                target = Path(folder)
                sample, _ = timed(partial(_write_bytes, contents[name], target))
                limit[name].append(sample)
        for name, sample in (_rdflib(statements, names, root / "theirs") if number < few else {}).items():
            theirs[name].append(sample)
    rows: list[dict[str, Any]] = []
    for name in names:
        row: dict[str, Any] = {
            "format": name,
            "records": len(records),
            "triples": len(statements),
            "files": len(contents[name]),
            "bytes": sum(len(data) for _, data in contents[name]),
            "ours": summary(ours[name]),
            "limit": summary(limit[name]),
            "times_limit": ratio(ours[name], limit[name]),
        }
        if theirs[name]:
            row["rdflib"] = summary(theirs[name])
            row["times_rdflib"] = ratio(theirs[name], ours[name][: len(theirs[name])])
        rows.append(row)
    return rows


def _triples(records: InMemory, root: Path) -> list[peers.Triple]:
    with TemporaryDirectory(dir=root) as folder:
        (written,) = exporters.get("ntriples").write(records, Path(folder))
        return peers.triples(Path(folder, written.path))


def _rdflib(statements: list[peers.Triple], names: Iterable[str], target: Path) -> dict[str, Sample]:
    """What rdflib takes for each format that it has.

    One graph serves all formats and is counted for each, because each needs it.
    """
    building, graph = timed(partial(peers.build, statements))
    found: dict[str, Sample] = {}
    for name in names:
        if name in peers.FORMATS:
            sample, _ = timed(partial(peers.serialise, graph, name, target))
            found[name] = building + sample
            target.unlink()
    return found


def _contents(folder: Path) -> list[tuple[str, bytes]]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(path.relative_to(folder).as_posix(), path.read_bytes()) for path in files]


def _write_bytes(contents: Iterable[tuple[str, bytes]], folder: Path) -> None:
    """Write the same files with the same bytes: less than that no exporter can do."""
    made: set[str] = set()
    for path, data in contents:
        parent = path.rpartition("/")[0]
        if parent not in made:
            (folder / parent).mkdir(parents=True, exist_ok=True)
            made.add(parent)
        with (folder / path).open("wb") as out:
            for start in range(0, len(data), CHUNK):
                out.write(memoryview(data)[start : start + CHUNK])


def _differences(size: int, root: Path) -> list[str]:
    """Which of our files do not hold rdflib's graph; judged by rdflib's own parsers."""
    records = InMemory(_lines(root, size))
    with TemporaryDirectory(dir=root) as folder:
        names = [name for name in formats() if name in peers.FORMATS]
        files = [list(exporters.get(name).write(records, Path(folder)))[-1].path for name in names]
        return peers.disagreements(_triples(records, root), [Path(folder, path) for path in files])


def _apart(steps: Iterable[tuple[str, int, Path]], settings: Settings, say: Callable[[str], None]) -> Apart:
    """Run steps in processes of their own, in turn; what is slow is done once."""
    found: Apart = defaultdict(list)
    with ThreadPoolExecutor(_together()) as pool:
        for number in range(settings.rounds_apart):
            say(f"  round {number + 1} of {settings.rounds_apart}")
            now = [(step, size, path) for step, size, path in steps if not number or _quick(found[step, size])]
            results = pool.map(child.run, [step for step, _, _ in now], [path for _, _, path in now])
            for (step, size, _), result in zip(now, results, strict=True):
                found[step, size].append(result)
    return found


def _quick(results: Iterable[dict[str, Any]]) -> bool:
    return all(each["cpu"] < SLOW for each in results)


def _samples(results: Iterable[dict[str, Any]]) -> list[Sample]:
    return [Sample(each["cpu"], each["wall"]) for each in results]


def _streamed(settings: Settings, root: Path, say: Callable[[str], None]) -> list[dict[str, Any]]:
    steps = [
        (step, size, root / f"lines-{size}" / LINES)
        for size in settings.memory_sizes
        for step in (child.STREAM, *formats(), child.CANONICAL)
    ]
    return [
        {
            "format": step,
            "size": size,
            "peak": int(median(each["peak"] for each in results)),
            "added": int(median(each["peak"] - each["before"] for each in results)),
            **summary(_samples(results)),
        }
        for (step, size), results in _apart(steps, settings, say).items()
    ]


def _loads(settings: Settings, root: Path, say: Callable[[str], None]) -> list[dict[str, Any]]:
    places = [(YAML_FOLDER, size, root / f"yaml-{size}") for size in settings.sizes if size <= YAML]
    places += [(JSON_LINES, size, root / f"lines-{size}") for size in settings.sizes]
    rows: list[dict[str, Any]] = []
    for source, size, folder in places:
        rounds = settings.rounds or (9 if size <= AT_HAND else 3)
        say(f"  {size} records, {source}, {rounds} rounds")
        # YAML is held against the same yardstick: the same records as JSON Lines.
        found = child.run(child.LOAD, folder, root / f"lines-{size}" / LINES, str(rounds))
        steps = ("load", "reading", "parsing", "pydantic")
        samples = {step: [Sample(**each) for each in found[step]] for step in steps}
        row = {
            "from": source,
            "size": size,
            "peak": found["peak"],
            "times_parsing": ratio(samples["load"], samples["parsing"]),
            "reading_times_parsing": ratio(samples["reading"], samples["parsing"]),
            **summary(samples["load"]),
        }
        if source == JSON_LINES:
            row["times_pydantic"] = ratio(samples["load"], samples["pydantic"])
        rows.append(row)
    return rows


def _together() -> int:
    """How many processes to measure at once: processor time bears two where there are two cores."""
    return min(2, os.cpu_count() or 1)


def targets(results: dict[str, Any]) -> list[dict[str, Any]]:
    """The targets, and what was reached."""
    found: list[dict[str, Any]] = []
    for row in results["validations"]["rows"]:
        if "times_linkml" in row:
            reached = row["times_linkml"]["of_medians"]
            found.append(
                {
                    "what": "validate",
                    "records": row["size"],
                    "wanted": WANTED,
                    "reached": reached,
                    "met": reached >= WANTED,
                }
            )
    dataset = results["validations"]["dataset"]
    found.append(
        {
            "what": "dataset",
            "records": dataset["records"],
            "wanted": A_SECOND,
            "reached": dataset["cpu"],
            "met": dataset["cpu"] < A_SECOND,
        }
    )
    if "times_wall" in results["sites"]:
        reached = results["sites"]["times_wall"]["of_medians"]
        found.append(
            {
                "what": "site",
                "records": results["sites"]["pages"],
                "wanted": sites.WANTED,
                "reached": reached,
                "met": reached >= sites.WANTED,
            }
        )
    streamed = {(row["format"], row["size"]): row for row in results["streamed"]}
    sizes = sorted({size for _, size in streamed})
    if len(sizes) > 1:
        for name in formats():
            reached = streamed[name, sizes[-1]]["peak"] / streamed[name, sizes[-2]]["peak"]
            found.append(
                {
                    "what": f"memory-{name}",
                    "records": sizes[-1],
                    "wanted": FLAT,
                    "reached": reached,
                    "met": reached <= FLAT,
                }
            )
    return found


__all__ = ["AT_HAND", "FLAT", "Settings", "formats", "measure", "targets"]
