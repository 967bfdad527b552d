# SPDX-License-Identifier: MIT
"""Figures: a step and its yardstick in turn, the median of the ratios of the pairs, and what is to be reached."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

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
PYDANTIC: Final = 1.15
"""How many times as long as pydantic alone."""

GROWTH: Final = 1.1
"""The most that ten times as many records may take beside ten times as long."""

MISSES: Final = {
    "import, load, first typed record": (
        "pydantic alone takes more than the figure as soon as one class with one field is made\n"
        "and used: it then loads its generator of schemas and looks for plugins. Ours builds the class that is asked\n"
        "for, and what that is made of."
    ),
    "start to first SPARQL answer": (
        "bare pyoxigraph takes several times the figure to fill a store in memory with as many\n"
        "triples: the figure came from a dataset a quarter as large. A store on disk would open at once, and takes\n"
        "more than a wheel may hold."
    ),
    "JSON Lines": (
        "a third is reading (what RFC 8259 leaves open is looked for in each line, and its bytes are held\n"
        "against the value written again), a fifth pydantic (three times orjson's time: dates, periods and\n"
        "keys are judged by functions in Python), a third the checks between records, the rest the normal\n"
        "form. Pydantic reading bulk JSON would not see a key that is there twice, nor numbers that are to\n"
        "stay text."
    ),
    "JSON-LD documents": (
        "the documents are not the records: types, IRIs of parts, dates and direct links are made in Python\n"
        "for each, and take ten times as long as orjson takes to write them."
    ),
    "`at`": (
        "the engine gives bare rows; ours is a whole knowledge base, each record looked at with all its parts\n"
        "that may have a validity, and those left out that did not hold."
    ),
    "`search`": (
        "the engine looks for letters; ours ranks all records that hold the word, which in invented texts of\n"
        "few words is half of them."
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


def section(results: Mapping[str, Any]) -> Iterator[str]:
    """The part of the page with the figures to reach."""
    found = [*results["startup"]["figures"], *_exports(results), *_growth(results), *_queries(results)]
    found += [*results["written"]["figures"], *_loads(results)]
    found += results["judging"][-1]["figures"]
    found += [each for lookups in results["lookups"] for each in lookups["figures"]]
    found += results.get("scale", {}).get("figures", [])
    yield "## Figures to reach\n"
    yield "Ours and the yardstick took their turns; the median of the ratios of the pairs counts.\n"
    yield from table(found)
    missed = [each["what"] for each in found if each["met"] is False]
    for what, why in MISSES.items():
        if any(each.startswith(what) for each in missed):
            yield f"{what}: {why}\n"


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
    most = max((row["size"] for row in results["loads"] if row["from"] == "load-yaml"), default=0)
    for row in results["loads"]:
        if row["size"] == most:
            label, wanted = LOADS[row["from"]]
            what = f"{label} of {most} records, read, validated, cross-checked"
            yield figure(what, "orjson parsing the same", wanted, row["times_parsing"])
            if "times_pydantic" in row:
                yield figure(what, "pydantic alone, in bulk", PYDANTIC, row["times_pydantic"])


def _growth(results: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """How the time a record grows from the largest size but one to the largest."""
    for rows, name in ((results["streamed"], "format"), (results["loads"], "from")):
        sizes = sorted({row["size"] for row in rows})[-2:]
        times = {(row[name], row["size"]): row["cpu"] / row["size"] for row in rows}
        for step in dict.fromkeys(row[name] for row in rows):
            if len(sizes) == 2 and all((step, size) in times for size in sizes):
                grown = times[step, sizes[1]] / times[step, sizes[0]]
                once = {"median": grown, "least": grown, "most": grown}
                yield figure(f"{step}: time a record, {sizes[1]} records", f"{sizes[0]} records", GROWTH, once)


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
