# SPDX-License-Identifier: MIT
"""rdflib's queries parsed once, however often pyshacl asks them.

pyshacl hands each SPARQL constraint to rdflib as text, once for every node that it is about, and rdflib parses the text
anew each time: half of what judging takes. What is remembered here is what ``rdflib.plugins.sparql.prepareQuery``
gives, which is made to be asked again.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.evaluate import evalQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.processor import SPARQLProcessor
from rdflib.plugins.sparql.sparql import Query


@cache
def _prepared(text: str, base: str | None, prefixes: tuple[tuple[str, Any], ...]) -> Query:
    return translateQuery(parseQuery(text), base, dict(prefixes))


def _query(
    self: SPARQLProcessor,
    query: str | Query,
    bindings: Mapping[str, Any] | None = None,
    prefixes: Mapping[str, Any] | None = None,
    base: str | None = None,
    DEBUG: bool = False,
) -> Mapping[str, Any]:
    if isinstance(query, str):
        query = _prepared(query, base, tuple(sorted((prefixes or {}).items())))
    return evalQuery(self.graph, query, bindings, base)


@contextmanager
def prepared_queries() -> Iterator[None]:
    """Within this, rdflib remembers the queries that it has parsed."""
    with patch.object(SPARQLProcessor, "query", _query):
        yield
