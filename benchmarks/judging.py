# SPDX-License-Identifier: MIT
"""Judging the same records: our rules, engines for SHACL and JSON Schema, frictionless; and pyld on our JSON-LD.

Each is a process of its own, in turn. ``python -m benchmarks.judging NAME FOLDER`` is one of them: FOLDER is made by
:func:`prepare`. What it took is printed as JSON.
"""

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from shutil import copytree
from time import perf_counter
from typing import Any, Final

from benchmarks.figures import figure
from benchmarks.page import image
from benchmarks.rounds import Sample, ratio, summary
from benchmarks.synthetic import LINES, Lines, Synthetic

OURS: Final = "vmbo_mbo_kb.validate"
RECORDS: Final = "records"
"""The dataset's own folder."""
SHAPES: Final = "shapes.ttl"
SCHEMAS: Final = "schemas.json"
TRIPLES: Final = "vmbo-mbo-kb.nt"

READY: Final = Path(__file__).parent.parent / "tests" / "data" / "valid"

AT_MOST: Final = 0.35
"""The part of the time of the fastest SHACL engine that our rules may take."""

FEW: Final = 1000
"""The most records that are handed to what takes minutes for more."""

ONCE: Final = 5.0
"""What takes more seconds is done once."""

LONG: Final = 300.0
"""Seconds after which an engine is stopped."""

Laps = Iterator[Callable[[], Any]]
"""What is done, piece by piece: what is loaded, made ready, judged. The last says whether the records are good."""


def _ours(folder: Path) -> Laps:
    from vmbo_mbo_kb import validate

    validate(READY)  # its classes are built, as the shapes of the others are
    yield lambda: None
    yield lambda: not validate(folder / RECORDS)


def _shacl_rust(folder: Path) -> Laps:
    import shacl_rust

    yield lambda: None
    yield lambda: shacl_rust.conforms_file(folder / TRIPLES, folder / SHAPES, experimental_index=True)


def _shacl(folder: Path) -> Laps:
    import shacl

    shapes = shacl.Shapes.from_file(str(folder / SHAPES))
    yield lambda: None
    yield lambda: shapes.validate_file(str(folder / TRIPLES)).conforms


def _pyshacl_turbo(folder: Path) -> Laps:
    import pyoxigraph
    import pyshacl_turbo

    shapes = pyshacl_turbo.compile_shapes(str(folder / SHAPES), shacl_graph_format="turtle")
    store = pyoxigraph.Store()
    yield lambda: store.bulk_load(path=folder / TRIPLES)
    yield lambda: shapes.validate(store)[0]


def _pyshifty(folder: Path) -> Laps:
    import shifty

    yield lambda: None
    yield lambda: shifty.validate_algebra(folder / TRIPLES, folder / SHAPES).conforms


def _pyshacl(folder: Path) -> Laps:
    import pyshacl
    import rdflib

    shapes, data = rdflib.Graph().parse(folder / SHAPES), rdflib.Graph()
    yield lambda: data.parse(folder / TRIPLES, format="nt")
    yield lambda: pyshacl.validate(data, shacl_graph=shapes, inference="none")[0]


def _jsonschema_rs(folder: Path) -> Laps:
    import jsonschema_rs

    yield from _json_schema(folder, lambda schema: jsonschema_rs.Draft202012Validator(schema, validate_formats=True))


def _jsonschema(folder: Path) -> Laps:
    from jsonschema import Draft202012Validator as Validator

    yield from _json_schema(folder, lambda schema: Validator(schema, format_checker=Validator.FORMAT_CHECKER))


def _json_schema(folder: Path, validator: Callable[[Any], Any]) -> Laps:
    schemas = json.loads((folder / SCHEMAS).read_bytes())
    judges = {name.removesuffix(".schema.json"): validator(schema) for name, schema in schemas.items()}
    records: list[tuple[Any, Any]] = []

    def read() -> None:
        for line in (folder / RECORDS / LINES).read_bytes().splitlines():
            record = json.loads(line)
            records.append((judges[record.pop("class")], record))

    yield read
    yield lambda: all(judge.is_valid(record) for judge, record in records)


def _frictionless(folder: Path) -> Laps:
    import frictionless

    yield lambda: None
    yield lambda: frictionless.validate(str(folder / "csv" / "datapackage.json"), type="package").valid


def _pyld(folder: Path) -> Laps:
    import pyld

    (path,) = folder.glob("*.jsonld")
    document = json.loads(path.read_bytes())
    context = {"@context": document["@context"]}
    yield lambda: None
    yield lambda: bool(pyld.jsonld.compact(pyld.jsonld.expand(document), context)["@graph"])


STEPS: Final[dict[str, tuple[str, Callable[[Path], Laps]]]] = {
    OURS: ("vmbo_mbo_kb", _ours),
    "shacl-rust": ("shacl_rust", _shacl_rust),
    "pyshacl-turbo": ("pyshacl_turbo", _pyshacl_turbo),
    "shacl": ("shacl", _shacl),
    "pyshifty": ("shifty", _pyshifty),
    "pyshacl": ("pyshacl", _pyshacl),
    "jsonschema-rs": ("jsonschema_rs", _jsonschema_rs),
    "jsonschema": ("jsonschema", _jsonschema),
    "frictionless": ("frictionless", _frictionless),
    "pyld": ("pyld", _pyld),
}
"""What judges, by the name of its package: the module, and what it does."""

AGREEING: Final = ("shacl-rust", "pyshacl-turbo", "shacl", "pyshacl")
"""The SHACL engines that give the same verdicts (docs/agreement.md)."""

SLOW: Final = frozenset({"pyshacl", "frictionless"})
"""What is only handed few records."""


def prepare(dataset: Path, folder: Path) -> None:
    """Lay out for the judges a dataset of JSON Lines, its triples, tables and JSON-LD, the shapes and the schemas."""
    from vmbo_mbo_kb import exporters
    from vmbo_mbo_kb.generators.json_schema import json_schemas
    from vmbo_mbo_kb.generators.shacl import shapes

    copytree(dataset, folder / RECORDS)
    records = Lines(folder / RECORDS / LINES, Synthetic(1).dataset)
    for name in ("ntriples", "csv", "jsonld"):
        for _ in exporters.get(name).write(records, folder):
            pass
    (folder / SHAPES).write_text(shapes(), encoding="utf-8")
    (folder / SCHEMAS).write_text(json.dumps(json_schemas()), encoding="utf-8")


def measure(size: int, rounds: int, dataset: Path, say: Callable[[str], None]) -> dict[str, Any]:
    """Ours and each that is installed, in turn.

    :param dataset: its folder, with JSON Lines."""
    say(f"judging {size} records")
    folder = dataset.with_name(f"judging-{size}")
    prepare(dataset, folder)
    samples: defaultdict[str, list[Sample]] = defaultdict(list)
    loads: defaultdict[str, list[Sample]] = defaultdict(list)
    stopped: list[str] = []
    names = [name for name, (module, _) in STEPS.items() if find_spec(module) and (size <= FEW or name not in SLOW)]
    for number in range(rounds):
        say(f"  round {number + 1} of {rounds}")
        for name in names:
            if name in stopped or any(sample.cpu > ONCE for sample in samples[name]):
                continue
            try:
                found = _run(name, folder)
            except subprocess.TimeoutExpired:
                stopped.append(name)
                continue
            loads[name].append(Sample(**found["load"]))
            samples[name].append(Sample(**found["load"]) + Sample(**found["work"]))
    rows = {
        name: {"load": summary(loads[name])["cpu"], **summary(samples[name]),
               "times_ours": ratio(samples[name], samples[OURS][: len(samples[name])])}
        for name in names if samples[name]
    }  # fmt: skip
    fastest = min((name for name in AGREEING if name in rows), key=lambda name: rows[name]["cpu"], default=None)
    figures = []
    if fastest:
        ours = samples[OURS][: len(samples[fastest])]
        figures.append(
            figure(
                f"`validate` on {size} records, every rule, reading included",
                f"{fastest}, the fastest SHACL engine",
                AT_MOST,
                ratio(ours, samples[fastest]),
            )
        )
    return {"records": size, "rows": rows, "stopped": stopped, "figures": figures}


def _run(name: str, folder: Path) -> dict[str, Any]:
    program = [sys.executable, "-m", "benchmarks.judging", name, str(folder)]
    done = subprocess.run(program, check=True, stdout=subprocess.PIPE, text=True, timeout=LONG)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _lap(work: Callable[[], Any]) -> tuple[Sample, Any]:
    """What a piece of work took, the processes that it started included, and what it gave."""
    wall, cpu = perf_counter(), _cpu()
    result = work()
    return Sample(_cpu() - cpu, perf_counter() - wall), result


def _cpu() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def section(results: list[dict[str, Any]]) -> Iterator[str]:
    """The part of the page on it."""
    yield "## Judging: our rules beside SHACL, JSON Schema and Data Package\n"
    yield image("judging", "Processor time of each that judges the most records, from the last table below")
    for found in results:
        yield f"| {found['records']} records | s | of it loading | times ours |"
        yield "|---|---:|---:|---:|"
        for name, row in found["rows"].items():
            times = row["times_ours"]["median"]
            loading = f"{row['load']:.2f}" if row["load"] >= 0.005 else ""
            yield f"| {name} | {row['cpu']:.2f} | {loading} | {times:.{0 if times >= 20 else 2}f} |"
        for name in found["stopped"]:
            yield f"| {name} | more than {LONG:.0f} by the clock | | |"
        yield ""
    yield "Ours reads JSON Lines and applies every rule, those too that no schema can express. The engines for SHACL"
    yield "read the N-Triples of the same records (where loading is not told apart, it is in the time) and judge by"
    yield "`schema/shapes.ttl`, which says what of these rules SHACL can express. Shapes, schemas and classes are made"
    yield "ready before. Engines for JSON Schema judge parsed records one at a time; frictionless judges the tables by"
    yield "`datapackage.json`; pyld judges nothing, it expands and compacts the JSON-LD. All found the records good."
    yield f"pyshacl and frictionless take minutes for more than {FEW} records and are not asked. Which engines give the"
    yield "same verdicts is shown in [Agreement](agreement.md).\n"


def main() -> None:
    """One of them, in this process."""
    load, judge = STEPS[sys.argv[1]][1](Path(sys.argv[2]))
    loading, _ = _lap(load)
    working, good = _lap(judge)
    assert good is True, f"{sys.argv[1]} refuses the records"
    print(json.dumps({"load": asdict(loading), "work": asdict(working)}))


if __name__ == "__main__":
    main()
