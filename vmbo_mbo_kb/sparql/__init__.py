# SPDX-License-Identifier: MIT
"""SPARQL 1.1 in process, on pyoxigraph.

:func:`evaluate` vets a query and runs it on a store; what comes back is the engine's own. :func:`answer` turns that
into Python values. Both know the project's prefixes without their being declared.
"""

from __future__ import annotations

import pyoxigraph

from vmbo_mbo_kb.namespaces import DEFAULT_BASE, prefixes
from vmbo_mbo_kb.sparql.results import Solutions, Triples
from vmbo_mbo_kb.sparql.vetting import QueryError, RefusedQuery, Vetted, syntax_error, vet, vocabulary_hints

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Found = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples

Answer = Solutions | Triples | bool
"""Rows for SELECT, yes or no for ASK, triples for CONSTRUCT and DESCRIBE."""


def evaluate(
    store: pyoxigraph.Store,
    query: str,
    base: str = DEFAULT_BASE,
    *,
    graphs: frozenset[str] = frozenset(),
    **options: Any,
) -> Found:
    """Run a query on a store; the answer is the engine's own and comes as it is asked for.

    :param base: base of the IRIs in the store; the prefix ``kb`` follows it.
    :param graphs: the named graphs that FROM may name.
    :param options: for :meth:`pyoxigraph.Store.query`, such as ``default_graph``.
    :raises RefusedQuery: the query calls another server, changes data, or asks for a graph that is not here.
    :raises QueryError: it is not SPARQL, or names a prefix or one of the project's terms that does not exist.
    """
    vetted = vet(query, base, graphs)
    try:
        return store.query(query, prefixes=vetted.prefixes, **options)
    except SyntaxError as error:
        raise syntax_error(query, error) from None


def answer(store: pyoxigraph.Store, query: str, base: str = DEFAULT_BASE) -> Answer:
    """The answer to a query as Python values.

    :raises RefusedQuery, QueryError: as for :func:`evaluate`.
    """
    found = evaluate(store, query, base)
    if isinstance(found, pyoxigraph.QuerySolutions):

        def again() -> pyoxigraph.QuerySolutions:
            solutions = evaluate(store, query, base)
            assert isinstance(solutions, pyoxigraph.QuerySolutions)
            return solutions

        return Solutions(found, again, lambda: vocabulary_hints(store, query, base))
    if isinstance(found, pyoxigraph.QueryBoolean):
        return bool(found)
    return Triples(list(dict.fromkeys(found)), prefixes(base))


__all__ = [
    "Answer",
    "QueryError",
    "RefusedQuery",
    "Solutions",
    "Triples",
    "Vetted",
    "answer",
    "evaluate",
    "vet",
    "vocabulary_hints",
]
