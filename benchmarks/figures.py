# SPDX-License-Identifier: MIT
"""Figures: a step and its yardstick in turn, the median of the ratios of the pairs, and what is to be reached."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from benchmarks.page import image
from benchmarks.queries import TARGET_PLAIN, TARGET_RDFLIB, geometric_mean

EXPORTS: Final = {
    "ntriples": ("N-Triples", 5.0, 60.0),
    "nquads": ("N-Quads", 5.0, None),
    "turtle": ("Turtle", 15.0, 200.0),
    "csv": ("CSV", 10.0, None),
    "rdfxml": ("RDF/XML", None, 12.0),
}
"""Formats with the most times that they may take of writing the same bytes, and the least times of rdflib's speed."""

LOADS: Final = {"load-yaml": ("YAML folder", 45.0), "load-lines": ("JSON Lines", 2.8)}
"""How many times as long as parsing the same bytes a load may take."""
SECOND: Final = 10.0
"""The same for YAML, where a second parser is proven equal to PyYAML: ours of YAML in normal form is."""
PYDANTIC: Final = 1.15
"""How many times as long as pydantic alone."""

STEPS: Final = {
    "canonical": "canonical N-Quads",
    "load-yaml": "load from YAML",
    "load-lines": "load from JSON Lines",
    "store": "filling the store of triples",
}
"""Steps by other names than those of the formats."""

GROWTH: Final = 1.1
"""The most that ten times as many records may take beside ten times as long."""

_STATEMENTS: Final = (
    "writing is copying bytes into the system's memory, a twentieth of a microsecond a statement. Making one in\n"
    "Python takes more than ten times that, though each class has a function of its own that joins fixed texts with\n"
    "values: three quarters of the time, a third of it waiting for memory, in which ten thousand records lie\n"
    "scattered, a seventh escaping. A twelfth of the time is encoding, the rest gathering and writing."
)
_PARAGRAPHS: Final = (
    "as for N-Triples, and its bytes are a third of theirs for as many statements: nearly all of the time is making\n"
    "them in Python, with a look at what is on one line."
)

MISSES: Final = {
    "import, load, first typed record": (
        "pydantic alone takes more than the figure as soon as one class with one field is made\n"
        "and used: it then loads its types, and importlib.metadata to look for plugins. That is a quarter of the\n"
        "time, the import that it is measured against half, the definition of the class that is asked for and of\n"
        "what that is made of an eighth, building their validators a twelfth."
    ),
    "start to first SPARQL answer": (
        "bare pyoxigraph takes several times the figure to fill a store in memory with as many\n"
        "triples: the figure came from a dataset a quarter as large. More than half of the time is the engine filling\n"
        "the store, a tenth Python itself, a twentieth decompressing, the rest imports and the query. A store on disk\n"
        "would open at once; but its bytes differ from build to build, and it answers more slowly."
    ),
    "rdflib's first SPARQL answer": (
        "ours takes what the bare engine takes to fill its store and answer, which is as much less than rdflib."
    ),
    "`vmbo-mbo-kb --help`": (
        "beyond the bare program it imports the package and looks which commands there are, and imports each for\n"
        "its line of help."
    ),
    "`vmbo-mbo-kb show": (
        "of what it takes beyond the bare program, four tenths is loading the blueprint (the labels of fields in two\n"
        "languages, and which of them are references), a quarter importing the commands and what they share, the rest\n"
        "the record, and dates and periods in words."
    ),
    "N-Triples": _STATEMENTS,
    "N-Quads": _STATEMENTS,
    "rdflib's N-Triples": _STATEMENTS,
    "Turtle": _PARAGRAPHS,
    "rdflib's Turtle": _PARAGRAPHS,
    "CSV": (
        "polars has rows at hand and quotes in compiled code; ours starts from records. A quarter of the time is\n"
        "making their rows, a quarter the descriptions for CSVW and Data Package, which are as long for few\n"
        "records as for many, a third joining, quoting, encoding and hashing, a tenth opening two hundred files."
    ),
    "JSON Lines": (
        "two fifths is reading (what RFC 8259 leaves open is looked for in each line, and its bytes are held against\n"
        "the value written again), half is going once through the values of each record, in a function made for its\n"
        "class, the rest what lies between records. Pydantic reading bulk JSON takes as long, and would not see a key\n"
        "that is there twice, nor numbers that are to stay text."
    ),
    "JSON-LD documents": (
        "the documents have twice the bytes of the records, for which orjson alone takes 1.6 times as long: types,\n"
        "IRIs of parts, dates and direct links. Making these in Python is the other half of the time."
    ),
    "`at`": (
        "the engine gives bare rows; ours is a whole knowledge base of four times as many records. Half of the time\n"
        "is making those anew of which a part did not hold, the rest leaving out by their ids those that did not."
    ),
    "`related`": (
        "half of the time is following what the record refers to, the rest finding the entities by relation, both\n"
        "ways; the engine answers with bare rows of a record that is tied to few others."
    ),
    "`search`": (
        "the engine looks for letters; ours ranks all records that hold the word, which in invented texts of\n"
        "few words is half of them. The time is adding up scores, making hits, their order, and names held against\n"
        "what was asked."
    ),
    "load from": (
        "all records are held in memory at once, and what is looked up in tables larger than the processor's caches\n"
        "takes longer: in a profile, finding records by their ids 1.4 times as long, making objects of JSON 1.3\n"
        "times, the rules on single records as long as before. orjson, which only makes the objects, grows more: the\n"
        "more records, the fewer times its time ours is. The writers and validation from disk do not grow."
    ),
    "filling the store": (
        "the time is the engine's, which puts each statement into hash tables in memory. In a profile reading the\n"
        "statements takes as long each as among fewer, and finding and comparing terms in tables that no longer fit\n"
        "the processor's caches takes longer."
    ),
    "canonical N-Quads": (
        "what it costs beyond N-Triples is sorting what is said of each record and part. Runs have found 1.2 to 1.3;\n"
        "the pairs within a run lie further apart than that."
    ),
    "rdflib's eleven kinds": (
        "ours takes what the bare engine takes, as the figure above shows; so this is the engine's lead, which is\n"
        "least where many rows are sorted, grouped or searched for letters."
    ),
    "speed-up of two workers": (
        "the workers are started twice, to validate and to write, and one process joins and puts together what they\n"
        "hand on: of a hundred thousand records a second or two, which more records feel less."
    ),
}
"""Why figures are missed, by how what is missed begins."""


def figure(what: str, against: str, wanted: float | None, found: Mapping[str, float]) -> dict[str, Any]:
    """One figure.

    :param wanted: the most that the ratio may be or, where it is negative, minus the least; None where it is shown
        for comparison only.
    :param found: of :func:`benchmarks.rounds.ratio`.
    """
    reached = found["median"]
    met = None if wanted is None else reached <= wanted if wanted > 0 else reached >= -wanted
    return {"what": what, "against": against, "wanted": wanted, "met": met, **found}


def table(figures: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The figures as a table of the page."""
    yield "| what | against | to reach | reached (least–most) |  |"
    yield "|---|---|---:|---:|---:|"
    for each in figures:
        wanted = each["wanted"]
        shown = "" if wanted is None else f"at most {wanted:g}" if wanted > 0 else f"at least {-wanted:g}"
        met = {None: "", True: "met", False: "**missed**"}[each["met"]]
        spread = f"{_short(each['median'])} ({_short(each['least'])}–{_short(each['most'])})"
        yield f"| {each['what']} | {each['against']} | {shown} | {spread} | {met} |"
    yield ""


def _short(number: float) -> str:
    return f"{number:.0f}" if number >= 20 else f"{number:.1f}" if number >= 5 else f"{number:.2f}"


def once(number: float) -> dict[str, float]:
    """What was measured once, as a ratio is given."""
    return {"median": number, "least": number, "most": number}


def found(results: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All figures."""
    found = [*results["startup"]["figures"], *_exports(results), *_growth(results), *_queries(results)]
    found += [*results["written"]["figures"], *_loads(results)]
    found += results["judging"][-1]["figures"]
    found += [each for lookups in results["lookups"] for each in lookups["figures"]]
    found += results.get("scale", {}).get("figures", [])
    return [*found, *results["install"]["figures"]]


def section(results: Mapping[str, Any]) -> Iterator[str]:
    """The part of the page with the figures to reach."""
    every = found(results)
    yield "## Figures to reach\n"
    yield "Ours and the yardstick took their turns; the median of the ratios of the pairs counts.\n"
    yield image("figures", "For each figure of the table below, how far it is from what is to be reached")
    yield from table(every)
    missed = [each["what"] for each in every if each["met"] is False]
    reasons: defaultdict[str, list[str]] = defaultdict(list)
    for what, why in MISSES.items():
        if any(each.startswith(what) for each in missed):
            reasons[why].append(what)
    for why, whats in reasons.items():
        yield f"{', '.join(whats)}: {why}\n"


def _exports(results: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    most = max((row["records"] for row in results["exports"]), default=0)
    for row in results["exports"]:
        if row["records"] != most or row["format"] not in EXPORTS:
            continue
        label, limit, rdflib = EXPORTS[row["format"]]
        what = f"{label} of {most} records"
        if limit:
            yield figure(what, "writing the same bytes", limit, row["times_limit"])
        if rdflib:
            yield figure(f"rdflib's {label} of {most} records", "ours", -rdflib, row["times_rdflib"])


def _loads(results: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    most = max((row["records"] for row in results["exports"]), default=0)
    for row in results["loads"]:
        if row["size"] == most:
            label, wanted = LOADS[row["from"]]
            what = f"{label} of {most} records, read, validated, cross-checked"
            yield figure(what, "orjson parsing the same", wanted, row["times_parsing"])
            if row["from"] == "load-yaml":
                yield figure(f"{what}, by the second parser", "the same", SECOND, row["times_parsing"])
            if "times_pydantic" in row:
                yield figure(what, "pydantic alone, in bulk", PYDANTIC, row["times_pydantic"])


def _growth(results: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """How the time a record grows from the largest size but one to the largest."""
    times = {(row["format"], row["size"]): row["cpu"] for row in results["streamed"]}
    times |= {(row["from"], row["size"]): row["cpu"] for row in results["loads"]}
    times |= {("store", row["records"]): row["store"] for row in results["queries"]}
    for step in dict.fromkeys(step for step, _ in times if step != "stream"):
        sizes = sorted(size for each, size in times if each == step)[-2:]
        if len(sizes) == 2:
            small, large = (times[step, size] / size for size in sizes)
            what = f"{STEPS.get(step, step)}: time a record, {sizes[1]} records"
            yield figure(what, f"{sizes[0]} records", GROWTH, once(large / small))


def _queries(results: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for found in results["queries"]:
        what = f"eleven kinds of query on {found['records']} records, geometric mean"
        for name, above, below, wanted in (
            ("bare pyoxigraph", "ours", "bare", TARGET_PLAIN),
            ("ours", "rdflib", "ours", -TARGET_RDFLIB),
        ):
            ratios = [row[above] / row[below] for row in found["queries"]]
            spread = {"median": geometric_mean(ratios), "least": min(ratios), "most": max(ratios)}
            yield figure(f"rdflib's {what}" if above == "rdflib" else what, name, wanted, spread)
