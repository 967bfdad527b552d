# SPDX-License-Identifier: MIT
"""Questions that need no SPARQL, beside the same questions put to pyoxigraph: by id, by day, by text, by relation."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from benchmarks.figures import figure
from benchmarks.queries import repeated
from benchmarks.rounds import Sample, ratio, summary
from benchmarks.synthetic import Lines
from vmbo_mbo_kb.knowledge_base import KnowledgeBase, RecordStore
from vmbo_mbo_kb.namespaces import prefixes

DAY: Final = "2010-01-01"
WORD: Final = "regio"

AT_MOST: Final = 0.12
"""The most that each may take of the time of the engine's answer."""
GET_AT_MOST: Final = 3.0
"""The most times that getting an entity may take of a dict's time."""


def measure(size: int, rounds: int, lines: Lines, say: Callable[[str], None]) -> dict[str, Any]:
    """Each question in turn, ours and the engine's, so many rounds; what is made on first use is made before."""
    say(f"questions without SPARQL on {size} records")
    data = KnowledgeBase(RecordStore(lines.dataset, lines))
    ids = list(data.records.ids())
    theme = next(record["id"] for spec, record in data.records if spec.name == "Theme")
    form = next(record["id"] for spec, record in data.records if spec.name == "CollaborationForm")
    store = data.store()
    declared = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in prefixes().items())

    def asked(query: str) -> Callable[[], Any]:
        text = declared + query
        return lambda: [tuple(row) for row in store.query(text)]  # type: ignore[union-attr]

    entities = {identifier: data[identifier] for identifier in ids}
    about = f"<{data.iri(form)}>"
    questions: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
        "get": (lambda: data.get(form), asked(f"SELECT ?p ?o {{ {about} ?p ?o }}")),
        "at": (
            lambda: data.at(DAY),
            asked(
                "SELECT ?s { ?s kb:valid ?v . ?v kb:fromEarliest ?first ; kb:throughLatest ?last . "
                f'FILTER (?first <= "{DAY}"^^xsd:date && ?last >= "{DAY}"^^xsd:date) }}'
            ),
        ),
        "search": (
            lambda: data.search(WORD),
            asked(f'SELECT DISTINCT ?s {{ ?s ?p ?text . FILTER (CONTAINS(LCASE(STR(?text)), "{WORD}")) }}'),
        ),
        "related": (
            lambda: data.related(form),
            asked(f"SELECT ?s ?p ?o {{ {{ {about} ?p ?o }} UNION {{ ?s ?p {about} }} }}"),
        ),
        "by theme": (
            lambda: data.pointed_at_by(theme),
            asked(f"SELECT ?s {{ ?s dct:subject <{data.iri(theme)}> }}"),
        ),
    }
    rows, figures = [], []
    for name, (ours, engine) in questions.items():
        ours()
        times: dict[str, list[Sample]] = {"ours": [], "engine": []}
        for _ in range(rounds):
            times["ours"].append(_sample(ours))
            times["engine"].append(_sample(engine))
        compared = ratio(times["ours"], times["engine"])
        rows.append({"question": name, **{each: summary(samples) for each, samples in times.items()}})
        figures.append(figure(f"`{name}` on {size} records", "the same asked of pyoxigraph", AT_MOST, compared))

    def all_of(get: Callable[[str], Any]) -> Callable[[], None]:
        def work() -> None:
            for identifier in ids:
                get(identifier)

        return work

    pairs = [(_sample(all_of(data.get)), _sample(all_of(entities.get))) for _ in range(rounds)]
    compared = ratio([one for one, _ in pairs], [other for _, other in pairs])
    figures.append(figure(f"`get` of each of {size} records", "a dict's `get`", GET_AT_MOST, compared))
    return {"records": size, "rows": rows, "figures": figures}


def _sample(work: Callable[[], Any]) -> Sample:
    taken = repeated(work)
    return Sample(taken, taken)


def section(results: list[dict[str, Any]]) -> Iterator[str]:
    """The part of the page on them."""
    yield "## Questions without SPARQL\n"
    yield "| records | question | ours, ms | pyoxigraph, ms |"
    yield "|---:|---|---:|---:|"
    for found in results:
        for row in found["rows"]:
            times = (f"{1000 * row[name]['cpu']:.4f}" for name in ("ours", "engine"))
            yield f"| {found['records']} | `{row['question']}` | {' | '.join(times)} |"
    yield ""
    yield "Ours gives what its method gives: an entity, a knowledge base of what held with the parts that did, hits by"
    yield "rank with a snippet, all relations both ways. The engine gives the bare rows of one query. What either makes"
    yield "on first use is made before: entities, the index of words, the store.\n"
