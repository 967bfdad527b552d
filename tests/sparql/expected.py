# SPDX-License-Identifier: MIT
"""What the example queries are expected to answer over the real dataset: a file each in ``expected/``.

``python -m tests.sparql.expected`` writes them anew after the dataset has changed; look at the difference before you
commit it. Rows are TSV as SPARQL 1.1 has it, triples are sorted N-Triples, yes and no are ``true`` and ``false``.
"""

from pathlib import Path

import pyoxigraph

from vmbo_mbo_kb import sparql
from vmbo_mbo_kb.sparql.library import Example, examples

FOLDER = Path(__file__).parent / "expected"

KEPT = {name: each for name, each in examples().items() if name != "what-held"}
"""The queries that have a file: the other's answer changes with every record, and tests/test_views.py knows it."""


def answer(store: pyoxigraph.Store, example: Example) -> str:
    """The answer as text."""
    found = sparql.evaluate(store, example.text)
    if isinstance(found, pyoxigraph.QueryTriples):
        return "".join(sorted(f"{triple} .\n" for triple in set(found)))
    made = found.serialize(format=pyoxigraph.QueryResultsFormat.TSV)
    assert made is not None
    return made.decode()


def path(example: Example) -> Path:
    """Where the expected answer of a query is."""
    return FOLDER / f"{example.name}.txt"


if __name__ == "__main__":
    import vmbo_mbo_kb

    whole = vmbo_mbo_kb.load().store()
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    for each in KEPT.values():
        path(each).write_text(answer(whole, each), encoding="utf-8", newline="\n")
