# SPDX-License-Identifier: MIT
"""Eleven kinds of query through ``data.sparql``, through bare pyoxigraph and through rdflib, on the same records."""

import signal
from collections.abc import Callable, Iterator
from math import exp, log
from statistics import median
from time import process_time
from typing import Any, Final

import pyoxigraph
import rdflib

from benchmarks.page import image
from benchmarks.rounds import timed
from benchmarks.synthetic import Lines
from vmbo_mbo_kb.knowledge_base import KnowledgeBase, RecordStore
from vmbo_mbo_kb.namespaces import prefixes
from vmbo_mbo_kb.sparql import Solutions, results

QUERIES: Final = {
    "by id": 'SELECT ?p ?o WHERE { ?s dct:identifier "@ID" ; ?p ?o }',
    "names of a class": "SELECT ?f ?n WHERE { ?f a kb:CollaborationForm ; skos:prefLabel ?n } LIMIT 100",
    "in force on a day": (
        "SELECT ?s WHERE { ?s a kb:SubsidyScheme ; kb:valid ?v . ?v kb:fromEarliest ?a ; kb:throughLatest ?b . "
        'FILTER (?a <= "2010-01-01"^^xsd:date && ?b >= "2010-01-01"^^xsd:date) }'
    ),
    "join and OPTIONAL": (
        "SELECT ?f ?n ?o WHERE { ?f a kb:CollaborationForm ; dct:subject ?t ; skos:prefLabel ?n . "
        "OPTIONAL { ?f kb:scheme ?s . ?s skos:prefLabel ?o } } LIMIT 100"
    ),
    "property path": 'SELECT ?e WHERE { ?f dct:identifier "@ID" ; prov:wasInfluencedBy* ?e }',
    "GROUP BY": "SELECT ?t (COUNT(?d) AS ?n) WHERE { ?d a kb:Document ; dct:type ?t } GROUP BY ?t",
    "CONTAINS": 'SELECT ?s WHERE { ?s a kb:Document ; dct:title ?n . FILTER (CONTAINS(LCASE(?n), "regio")) }',
    "CONSTRUCT": (
        "CONSTRUCT { ?f skos:prefLabel ?n } WHERE { "
        "SELECT ?f ?n WHERE { ?f a kb:CollaborationForm ; skos:prefLabel ?n } LIMIT 100 }"
    ),
    "ORDER BY": "SELECT ?s ?n WHERE { ?s a kb:Organisation ; skos:prefLabel ?n } ORDER BY ?n LIMIT 20",
    "COUNT": "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    "ASK": 'ASK { ?s dct:identifier "@ID" ; a kb:Theme }',
}
"""By what they try; ``@ID`` is the id of some form."""

TYPED: Final = (
    "SELECT ?s ?date ?name ?note WHERE { ?s kb:checked ?date ; dct:title ?name ; dct:identifier ?note } LIMIT 100"
)
"""A hundred rows with a date, a text with its language and a plain text."""

TARGET_PLAIN: Final = 1.1
TARGET_TYPED: Final = 1.3
TARGET_RDFLIB: Final = 35.0

RDFLIB_SECONDS: Final = 30
"""Processor time that rdflib may take for one query; beyond, the limit counts as its time."""

AT_LEAST: Final = 0.05
"""Seconds that one measurement lasts: what is shorter is done again and again."""


class _TooLongError(Exception):
    pass


def measure(size: int, rounds: int, lines: Lines, say: Callable[[str], None]) -> dict[str, Any]:
    """Every query on so many records, by each; processor time in seconds."""
    say(f"queries on {size} records")
    data = KnowledgeBase(RecordStore(lines.dataset, lines))
    loading, store = timed(data.store)
    building, graph = timed(data.graph)
    form = next(record["id"] for spec, record in data.records if spec.name == "CollaborationForm")
    declared = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in prefixes().items())
    rows = []
    for name, text in QUERIES.items():
        query = text.replace("@ID", form)
        rows.append({"query": name, **_each(data, store, query, declared + query, rounds)})
        rows[-1]["rdflib"] = _limited(lambda query=query: _drained(graph.query(declared + query)))  # type: ignore[misc]
    typed = {
        **_by_turns(rounds, {
            "ours": lambda: list(_solutions(data, TYPED)),
            "bare": lambda: _bare(store, declared + TYPED),
            "first": lambda: _forgotten() or list(_solutions(data, TYPED)),
        }),
        "rows": len(_solutions(data, TYPED)),
    }  # fmt: skip
    return {
        "records": size, "triples": len(store), "store": loading.cpu, "graph": building.cpu, "queries": rows,
        "typed": typed,
    }  # fmt: skip


def _each(data: KnowledgeBase, store: pyoxigraph.Store, query: str, declared: str, rounds: int) -> dict[str, Any]:
    def ours() -> Any:
        found = data.sparql(query)
        return found.plain() if isinstance(found, Solutions) else found

    assert len(_sized(ours())) == len(_sized(_bare(store, declared)))
    return _by_turns(rounds, {"ours": ours, "bare": lambda: _bare(store, declared)})


def _by_turns(rounds: int, works: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """The median time of each, by turns, so that what else the machine does meets all."""
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(repeated(work))
    return {name: median(found) for name, found in times.items()}


def _sized(found: Any) -> Any:
    return [found] if isinstance(found, bool) else found


def _bare(store: pyoxigraph.Store, query: str) -> Any:
    """What one would write without us: rows of plain values, triples, or yes and no."""
    found = store.query(query)
    if isinstance(found, pyoxigraph.QuerySolutions):
        return [tuple([None if term is None else term.value for term in row]) for row in found]
    return bool(found) if isinstance(found, pyoxigraph.QueryBoolean) else list(found)


def _solutions(data: KnowledgeBase, query: str) -> Solutions:
    found = data.sparql(query)
    assert isinstance(found, Solutions)
    return found


def _drained(found: rdflib.query.Result) -> None:
    if found.type == "ASK":
        bool(found.askAnswer)
    else:
        list(found)


def _forgotten() -> None:
    """Let no value of a term be remembered."""
    results._values.__init__()  # type: ignore[misc]


def repeated(work: Callable[[], Any]) -> float:
    """Processor time of a piece of work, the mean of as many times as can be told by the clock."""
    times = 0
    start = process_time()
    while True:
        work()
        times += 1
        taken = process_time() - start
        if taken >= AT_LEAST:
            return taken / times


def _limited(work: Callable[[], None]) -> float:
    """The time of a piece of work that may take too long."""

    def stop(*_: object) -> None:
        raise _TooLongError

    former = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, RDFLIB_SECONDS)
    start = process_time()
    try:
        work()
    except _TooLongError:
        return float(RDFLIB_SECONDS)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, former)
    return process_time() - start


def geometric_mean(ratios: list[float]) -> float:
    """The mean of ratios."""
    return exp(sum(map(log, ratios)) / len(ratios))


def section(results: list[dict[str, Any]]) -> Iterator[str]:
    """The part of the page on queries."""
    yield "## Queries: `data.sparql(query)`\n"
    yield image("queries", "Time of each query, ours and rdflib's, from the last table below")
    every: list[float] = []
    for found in results:
        rows = found["queries"]
        yield f"### {found['records']:,} records ({found['triples']:,} triples)\n".replace(",", " ")
        yield f"Filling the store took {found['store']:.2f} s, filling rdflib's graph {found['graph']:.2f} s.\n"
        yield "| query | ours, ms | pyoxigraph, ms | ours / pyoxigraph | rdflib, ms | rdflib / ours |"
        yield "|---|---:|---:|---:|---:|---:|"
        for row in rows:
            over = ">" if row["rdflib"] >= RDFLIB_SECONDS else ""
            yield (
                f"| {row['query']} | {_ms(row['ours'])} | {_ms(row['bare'])} | {row['ours'] / row['bare']:.2f} "
                f"| {over}{_ms(row['rdflib'])} | {over}{row['rdflib'] / row['ours']:.0f} |"
            )
        plain = geometric_mean([row["ours"] / row["bare"] for row in rows])
        ratios = [row["rdflib"] / row["ours"] for row in rows]
        every += ratios
        typed, first = (found["typed"][name] / found["typed"]["bare"] for name in ("ours", "first"))
        yield ""
        most = max(row["ours"] / row["bare"] for row in rows)
        yield f"- Rows as plain values, times bare pyoxigraph, geometric mean: {plain:.2f}"
        yield f"  ({_met(plain <= TARGET_PLAIN)}; at most {TARGET_PLAIN}); the largest is {most:.2f}."
        yield f"- {found['typed']['rows']} rows with typed values, times bare pyoxigraph with plain ones: {typed:.2f}"
        yield f"  ({_met(typed <= TARGET_TYPED)}; at most {TARGET_TYPED}); {first:.2f} where none of their terms"
        yield "  was met before: the values of terms are remembered."
        yield f"- Times rdflib's speed, geometric mean: {geometric_mean(ratios):.0f}.\n"
    yield "A query's text is vetted once and remembered, so a query that is asked again pays nothing for it; the first"
    yield f"time it takes a fraction of a millisecond. rdflib is asked once, for at most {RDFLIB_SECONDS} s a query;"
    yield f"over all sizes ours is {geometric_mean(every):.0f} times as fast in the geometric mean"
    yield f"({_met(geometric_mean(every) >= TARGET_RDFLIB)}; at least {TARGET_RDFLIB:.0f}).\n"


def _met(met: bool) -> str:
    return "met" if met else "**missed**"


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.3f}" if seconds < 0.01 else f"{1000 * seconds:.0f}"


if __name__ == "__main__":
    import sys
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from benchmarks.synthetic import LINES, Synthetic, write_lines

    made = []
    for number in [int(each) for each in sys.argv[1:]] or [300, 10_000, 100_000]:
        with TemporaryDirectory() as name:
            write_lines(Synthetic(number), Path(name, "lines"))
            lines = Lines(Path(name, "lines", LINES), Synthetic(1).dataset)
            made.append(measure(number, 5, lines, lambda text: print(text, file=sys.stderr, flush=True)))
    print("\n".join(section(made)))
