# SPDX-License-Identifier: MIT
"""Writing beside what does nearly the same: canonical quads, JSON-LD documents, tables by polars."""

import json
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import orjson
import pyoxigraph

from benchmarks.figures import figure
from benchmarks.rounds import Sample, ratio, summary, timed
from benchmarks.synthetic import InMemory, Lines
from vmbo_mbo_kb import exporters
from vmbo_mbo_kb.exporters.jsonld import Documents, dumps
from vmbo_mbo_kb.exporters.nquads import NQuads
from vmbo_mbo_kb.exporters.ntriples import NTriples
from vmbo_mbo_kb.exporters.rdf import write_chunks

POLARS: Final = """
import json, pathlib, sys, time
import polars
paths = sorted(pathlib.Path(sys.argv[1]).glob("*.csv"))
rows = [polars.read_csv(path, infer_schema=False).to_dicts() for path in paths]
rows = [each for each in rows if each]
target = pathlib.Path(sys.argv[1], "polars.out")
taken = []
for _ in range(int(sys.argv[2])):
    start, wall = time.process_time(), time.perf_counter()
    for each in rows:
        polars.DataFrame(each, infer_schema_length=None).write_csv(target, line_terminator="\\r\\n")
    taken.append((time.process_time() - start, time.perf_counter() - wall))
print(json.dumps(taken))
"""
"""The same tables from rows at hand: what it reads is not counted."""

CANONICAL: Final = 1.3
DOCUMENTS: Final = 1.5
TABLES: Final = 1.0


def measure(rounds: int, lines: Lines, root: Path, peers: Path | None, say: Callable[[str], None]) -> dict[str, Any]:
    """Each in turn with its yardstick, so many rounds.

    :param peers: a Python with polars; without it, tables are not compared.
    """
    records = InMemory(lines)
    say(f"writing {len(records)} records beside what does nearly the same")
    quads, triples = NQuads(), NTriples()
    documents = Documents()
    samples: dict[str, list[Sample]] = {}

    def canonical(path: Path) -> None:
        with path.open("wb") as out:
            write_chunks(out, quads.canonical(records))

    with TemporaryDirectory(dir=root) as name:
        folder = Path(name)
        steps: dict[str, Callable[[], Any]] = {
            "canonical N-Quads": partial(canonical, folder / "canonical.nq"),
            "N-Triples": partial(triples.write, records, folder),
            "JSON-LD documents": lambda: [dumps(documents.document(spec, record)) for spec, record in records],
            "the records as JSON": lambda: [orjson.dumps(record) for _, record in records],
            "CSV": partial(_export, "csv", records, folder),
        }
        for work in steps.values():
            work()  # what is made once is made
        for number in range(rounds):
            say(f"  round {number + 1} of {rounds}")
            for step, work in steps.items():
                sample, _ = timed(work)
                samples.setdefault(step, []).append(sample)
        equal = (folder / "canonical.nq").read_text("utf-8") == _rdfc(folder / NTriples.file_name)
        if peers:
            program: list[str | Path] = [peers, "-c", POLARS, folder / "csv", str(rounds)]
            done = subprocess.run(program, check=False, capture_output=True, text=True)
            if not done.returncode:
                samples["CSV by polars"] = [Sample(*each) for each in json.loads(done.stdout)]
    what = f"of {len(records)} records"
    pairs = (
        ("canonical N-Quads", "N-Triples", CANONICAL),
        ("JSON-LD documents", "the records as JSON", DOCUMENTS),
        ("CSV", "CSV by polars", TABLES),
    )
    return {
        "records": len(records),
        "canonical": equal,
        "rows": {step: summary(each) for step, each in samples.items()},
        "figures": [
            figure(f"{one} {what}", other, wanted, ratio(samples[one], samples[other]))
            for one, other, wanted in pairs
            if other in samples
        ],
    }


def _export(name: str, records: InMemory, folder: Path) -> None:
    exporters.get(name).write(records, folder)


def _rdfc(path: Path) -> str:
    """The canonical form of a file of N-Triples by pyoxigraph (RDFC-1.0)."""
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(path=path))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset))


def section(found: dict[str, Any]) -> Iterator[str]:
    """The part of the page on it."""
    yield "## Writing beside what does nearly the same\n"
    yield f"| {found['records']} records | ms |"
    yield "|---|---:|"
    for step, each in found["rows"].items():
        yield f"| {step} | {1000 * each['cpu']:.0f} |"
    yield ""
    equal = "the same bytes as" if found["canonical"] else "**other bytes than**"
    yield f"The canonical quads are {equal} those that pyoxigraph's RDFC-1.0 gives. polars writes the tables of our CSV"
    yield "from rows at hand, without the metadata; ours makes rows of records first.\n"
