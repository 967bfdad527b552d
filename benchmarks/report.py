# SPDX-License-Identifier: MIT
"""The results as a page of docs/: tables, targets met and missed, and how to get the figures anew."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from benchmarks import endpoint, figures, install, judging, lookups, queries, scale, sites, startup, written
from benchmarks.child import CANONICAL, STREAM
from benchmarks.measure import AT_HAND, FLAT, JSON_LINES, SLOW, YAML_FOLDER, targets
from benchmarks.page import CHARTS, image

RESULTS: Final = "results.json"
"""The results beside the charts."""

LABELS: Final = {
    "ntriples": "N-Triples",
    "nquads": "N-Quads",
    "turtle": "Turtle",
    "trig": "TriG",
    "rdfxml": "RDF/XML",
    "jsonld": "JSON-LD",
    "csv": "CSV",
    "parquet": "Parquet",
    "thesaurus": "Thesaurus",
    CANONICAL: "canonical N-Quads",
    STREAM: "(reading only)",
    YAML_FOLDER: "YAML folder",
    JSON_LINES: "JSON Lines",
}

REASONS: Final[Mapping[str, str]] = {
    "memory": (
        "Memory: the writers hold one record at a time. Parquet's library keeps what it knows of the columns it has\n"
        "written until a file is closed, and the thesaurus holds its concepts, whose narrower ones come later."
    ),
    "validate": (
        "Validation: of a few hundred records, nearly all of the time is starting Python, the command line and the\n"
        "package, without pydantic: a fiftieth of linkml-validate's time is what a bare click program takes. Of many,\n"
        "half is opening files and taking them apart (without PyYAML where they are in normal form), the rest judging\n"
        "each record and what lies between them."
    ),
    "site": (
        "The site: about half of the processor time is rendering pages, a quarter Pagefind, which divides its index\n"
        "into thousands of files where MkDocs writes the text into one; the rest is reading, exports and checksums,\n"
        "of which MkDocs has none. Rendering uses all cores, reading and exports one."
    ),
}
"""Why targets are missed; shown only when they are."""


def report(results: dict[str, Any]) -> str:
    """The page."""
    return "\n".join(_page(results)) + "\n"


def _page(results: dict[str, Any]) -> Iterator[str]:
    yield "# Performance\n"
    yield "Written by `python -m benchmarks --write-docs` (`make bench ARGS=--write-docs`); do not edit.\n"
    yield from _machine(results["machine"])
    yield from _met(targets(results))
    yield from figures.section(results)
    yield from startup.section(results["startup"])
    yield from install.section(results["install"])
    yield from _exports(results)
    yield from written.section(results["written"])
    yield from _streamed(results["streamed"])
    yield from _loads(results["loads"])
    yield from _validations(results["validations"])
    yield from judging.section(results["judging"])
    yield from sites.section(results["sites"])
    yield from queries.section(results["queries"])
    yield from lookups.section(results["lookups"])
    if "scale" in results:
        yield from scale.section(results["scale"])
    yield from endpoint.section(results["endpoint"])
    yield from _method(results)


def _machine(machine: dict[str, Any]) -> Iterator[str]:
    packages = ", ".join(f"{name} {number}" for name, number in machine["packages"].items())
    memory = f", {machine['memory'] / 2**30:.0f} GiB of memory" if "memory" in machine else ""
    yield f"Measured on {machine['cores']} cores ({machine['processor']}){memory}, {machine['system']},"
    yield f"{machine['python']}; {packages}."
    yield "Times change from machine to machine; read the ratios.\n"


def _met(found: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield "## Targets\n"
    yield from _table(("what", "target", "reached", ""), [_target(target) for target in found])
    missed = {_kind(each["what"]) for each in found if not each["met"]}
    for kind in sorted(missed & REASONS.keys()):
        yield f"{REASONS[kind]}\n"


def _kind(what: str) -> str:
    if what in ("validate", "dataset", "site"):
        return what
    return "memory"


def _target(target: Mapping[str, Any]) -> tuple[str, ...]:
    name, wanted, reached = target["what"], target["wanted"], target["reached"]
    step = name.removeprefix("memory-")
    label = LABELS.get(step, step)
    records = _count(target["records"])
    match _kind(name):
        case "memory":
            what = f"{label}, peak memory at {records} records over that at the size below"
            shown = f"at most {wanted:g}", f"{reached:.2f}"
        case "validate":
            what = f"Validating {records} records from YAML, times linkml-validate's speed"
            shown = f"at least {wanted:g}", f"{reached:.0f}"
        case "site":
            what = f"The site ({records} pages), times the speed of MkDocs with Material by the clock"
            shown = f"at least {wanted:g}", f"{reached:.1f}"
        case _:
            what = f"Validating the dataset itself ({records} records), whole process"
            shown = f"under {wanted:g} s", f"{reached:.2f} s"
    return what, *shown, "met" if target["met"] else "**missed**"


def _exports(results: dict[str, Any]) -> Iterator[str]:
    for size in sorted({row["records"] for row in results["exports"]}):
        rows = [row for row in results["exports"] if row["records"] == size]
        rounds = len(rows[0]["ours"]["rounds"])
        yield f"## Export of {_count(size)} records ({_count(rows[0]['triples'])} triples), {rounds} rounds\n"
        yield from _table(
            ("format", "ours, ms", "rdflib, ms", "rdflib / ours", "writing the bytes, ms", "ours / writing", "MB"),
            [
                (
                    LABELS.get(row["format"], row["format"]),
                    _ms(row["ours"]),
                    _ms(row["rdflib"]) if "rdflib" in row else "",
                    _ratio(row["times_rdflib"]) if "rdflib" in row else "",
                    _ms(row["limit"], 1),
                    _ratio(row["times_limit"]),
                    f"{row['bytes'] / 1e6:.1f}" + (f" in {_count(row['files'])} files" if row["files"] > 1 else ""),
                )
                for row in rows
            ],
        )
    yield image("exports", "Processor time of each format, ours, rdflib's and that of merely writing the bytes")
    yield "rdflib builds a graph of the same triples, handed to it ready-made, and serialises it; of JSON-LD it"
    yield "writes one file, ours also a document for each record. It has no N-Quads, TriG or CSV for plain graphs"
    yield f"and is not asked beyond {_count(AT_HAND)} records, where it takes minutes. Where bytes are few or"
    yield "files many, merely writing them is the file system's time, which varies widely.\n"
    differ = results["graphs_differ"]
    yield f"Files that rdflib reads as another graph than its own: {', '.join(differ) if differ else 'none'}.\n"


def _streamed(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    found = {(row["format"], row["size"]): row for row in rows}
    sizes = sorted({row["size"] for row in rows})
    names = list(dict.fromkeys(row["format"] for row in rows))
    yield "## Streaming: time and memory of a writer in a process of its own\n"
    yield "Records come one by one from JSON Lines. Memory is the peak of the whole process, imports included;"
    yield f"it counts as flat when it grows by less than {FLAT - 1:.0%}.\n"
    yield image("memory", "Peak memory of each writer at both sizes, from the table below")
    head = ["format", *(f"{_count(size)}, s" for size in sizes), *(f"{_count(size)}, MB" for size in sizes)]
    lines = []
    for name in names:
        each = [found[name, size] for size in sizes]
        cells = [LABELS.get(name, name), *(f"{row['cpu']:.2f}" for row in each)]
        cells += [f"{row['peak'] / 1e6:.0f}" for row in each]
        if len(sizes) > 1:
            factor = sizes[-1] / sizes[-2]
            cells.append(f"{each[-1]['cpu'] / each[-2]['cpu'] / factor:.2f}")
            cells.append(f"{each[-1]['peak'] / each[-2]['peak']:.2f}")
        lines.append(tuple(cells))
    if len(sizes) > 1:
        head += ["growth of time a record", "growth of memory"]
    yield from _table(head, lines)


def _loads(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield "## Load and validate: `vmbo_mbo_kb.load(folder)`\n"
    yield from _table(
        ("from", "records", "rounds", "s", "ms a record", "times parsing with orjson", "of it reading", "peak, MB"),
        [
            (
                LABELS[row["from"]],
                _count(row["size"]),
                str(len(row["rounds"])),
                f"{row['cpu']:.2f}",
                f"{1000 * row['cpu'] / row['size']:.2f}",
                _ratio(row["times_parsing"]),
                _ratio(row["reading_times_parsing"]),
                f"{row['peak'] / 1e6:.0f}",
            )
            for row in rows
        ],
    )
    yield "Every rule is applied: shape, references, ids, time, sources. The yardstick is orjson parsing the same"
    yield "records as JSON Lines, and nothing more.\n"


def _validations(found: Mapping[str, Any]) -> Iterator[str]:
    yield "## Validate from YAML, beside linkml-validate and jsonschema\n"
    yield from _table(
        (
            "records",
            "`vmbo-mbo-kb validate`, s",
            "`linkml-validate`, s",
            "linkml-validate / ours",
            "jsonschema, s",
            "jsonschema / ours",
        ),
        [
            (
                _count(row["size"]),
                f"{row['ours']['cpu']:.2f}",
                f"{row['linkml']['cpu']:.2f}" if "linkml" in row else "not measured",
                _ratio(row["times_linkml"]) if "linkml" in row else "",
                f"{row['jsonschema']['cpu']:.2f}",
                _ratio(row["times_jsonschema"]),
            )
            for row in found["rows"]
        ],
    )
    yield "The first two are whole processes, the start of Python included. Ours reads a file a record and applies"
    yield "every rule; linkml-validate reads the same records from one file and holds them to a schema made from"
    yield "the same blueprint, without references and what lies between records. jsonschema judges records that are"
    yield "parsed already, by the generated schemas, and reads nothing.\n"


def _method(results: dict[str, Any]) -> Iterator[str]:
    sizes = ",".join(map(str, results["sizes"]))
    yield "## How it is measured\n"
    yield "Records are synthetic: every class, fields, parts and references as the blueprint has them, valid, seeded"
    yield f"({results['seed']}). Times are processor time (user and system), so that other work on the machine counts"
    yield "little; the median of the rounds is shown. In each round ours and its yardstick take their turns in one"
    yield "process, records at hand and what is made once made before; ratios are those of the medians, or where it"
    yield "says so the median of those of the pairs, with the least and the most of any round in brackets. rdflib is"
    yield "asked less often where it takes minutes. Streaming runs in fresh processes,"
    yield f"{len(results['streamed'][0]['rounds'])} rounds, two at once where there are two cores; what takes more than"
    yield f"{SLOW:.0f} s is done once.\n"
    yield "To renew the figures:\n"
    yield f"    python -m benchmarks --sizes {sizes} --write-docs\n"
    yield "linkml-validate is measured where it is named, in an environment of its own, because it brings some ninety"
    yield "packages: `python -m venv linkml && linkml/bin/pip install linkml`, then"
    yield "`python -m benchmarks --linkml linkml/bin/linkml-validate`. So are pycountry, Bioregistry and polars, with"
    yield "`--peers PYTHON`, a Python that has them, and MkDocs with `--mkdocs mkdocs/bin/mkdocs`, from an"
    yield "environment with mkdocs-material.\n"
    yield "`python -m benchmarks --short` takes seconds, and `--out FILE` keeps the figures of every round as JSON."
    yield f"Those of this page are [{CHARTS}/{RESULTS}]({CHARTS}/{RESULTS}); page and charts are drawn anew"
    yield f"from them by `python -m benchmarks --results docs/{CHARTS}/{RESULTS} --write-docs`."


def _ms(row: Mapping[str, Any], digits: int = 0) -> str:
    return f"{1000 * row['cpu']:,.{digits if row['cpu'] < 0.1 else 0}f}".replace(",", " ")


def _ratio(ratio: Mapping[str, float]) -> str:
    digits = 0 if ratio["of_medians"] >= 20 else 1
    return f"{ratio['of_medians']:.{digits}f} ({ratio['least']:.{digits}f}–{ratio['most']:.{digits}f})"


def _count(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _table(head: Iterable[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    names = list(head)
    yield f"| {' | '.join(names)} |"
    yield f"|---|{'---:|' * (len(names) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
    yield ""
