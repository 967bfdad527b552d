# SPDX-License-Identifier: MIT
"""N-Quads: N-Triples for tools that load datasets. The data is in the default graph, so the bytes are the same."""

from collections.abc import Iterator
from functools import lru_cache

from vmbo_mbo_kb.blueprint import ClassSpec, blueprint
from vmbo_mbo_kb.describing import Describer, Node
from vmbo_mbo_kb.exporters.ntriples import NTriples, NTriplesNotation, escape_delete
from vmbo_mbo_kb.namespaces import DEFAULT_BASE
from vmbo_mbo_kb.records import Record, Records, record_path


class NQuads(NTriples):
    """A statement a line, in the default graph."""

    name = "nquads"
    title = "N-Quads"
    media_type = "application/n-quads"
    file_name = "vmbo-mbo-kb.nq"

    def canonical(self, records: Records, base: str = DEFAULT_BASE) -> Iterator[str]:
        """The canonical form (RDFC-1.0, https://www.w3.org/TR/rdf-canon/), in pieces: what a digest is taken of.

        Without blank nodes that is all statements, each once, in the order of their code points. Records come in the
        order of their IRIs, but for one thing: ``#``, ``-`` and digits come before ``>``. So what is said of a record
        itself waits until those have gone by whose id begins with its own.

        :raises ValueError: the records do not come in the order of their IRIs.
        """
        describer = _describer(base)
        waiting: list[tuple[str, str]] = []
        before = ""
        for spec, record in _by_iri(records):
            path = record_path(spec, record)
            if path <= before:
                raise ValueError(f"{path} comes after {before}")
            before = path
            while waiting and not (path.startswith(waiting[-1][0]) and path[len(waiting[-1][0])] < ">"):
                yield waiting.pop()[1]
            *parts, own = sorted(describer.nodes(spec, record), key=_place)
            for part in parts:
                yield _lines(base, part)
            waiting.append((path, _lines(base, own)))
        yield from (lines for _, lines in reversed(waiting))


@lru_cache(maxsize=8)
def _describer(base: str) -> Describer:
    """What describes records in statements that can be sorted, where writing goes by paragraphs."""
    return Describer(NTriplesNotation(base))


def _lines(base: str, node: Node) -> str:
    """What is said of a subject, in the order of its code points."""
    path, statements = node
    subject = f"<{base}{path}> "
    between = f" .\n{subject}"
    return escape_delete(f"{subject}{between.join(sorted(statements))} .\n")


def _place(node: Node) -> str:
    """Where a subject comes: its IRI ends in a character that comes after those that other IRIs go on with."""
    return f"{node[0]}>"


def _by_iri(records: Records) -> Iterator[tuple[ClassSpec, Record]]:
    """The records with the dataset's description in its place among them."""
    description = blueprint().dataset, records.dataset
    path = record_path(*description)
    told = False
    for entry in records:
        if not told and record_path(*entry) > path:
            told = True
            yield description
        yield entry
    if not told:
        yield description
