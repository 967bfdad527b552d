# SPDX-License-Identifier: MIT
"""N-Triples: a statement a line, for bulk loading and for tools that work on lines."""

import re
from collections.abc import Callable
from json.encoder import encode_basestring

from vmbo_mbo_kb.exporters.rdf import RdfFile
from vmbo_mbo_kb.namespaces import expand
from vmbo_mbo_kb.quads import Node, Notation

_NOT_IN_IRI = re.compile(r"[\x00-\x20\x7f-\x9f<>\"{}|^`\\]")


def escape_iri(iri: str) -> str:
    """Escape what must not stand between angle brackets."""
    if iri.isprintable() and not _NOT_IN_IRI.search(iri):
        return iri
    return _NOT_IN_IRI.sub(lambda match: f"\\u{ord(match[0]):04X}", iri)


def quote(text: str) -> str:
    """A text between quotation marks, for N-Triples, Turtle and their kin: their escapes are those of JSON.

    >>> print(quote('a "b"'))
    "a \\"b\\""
    """
    quoted = encode_basestring(text)
    return quoted.replace("\x7f", "\\u007F") if "\x7f" in quoted else quoted


class NTriplesNotation:
    """Terms as N-Triples writes them: every IRI in full."""

    def __init__(self, base: str) -> None:
        self._base = base

    def predicate(self, curie: str) -> str:
        return f"{self.term(curie)} "

    def statements(self, predicate: str, objects: list[str]) -> list[str]:
        return [predicate + value for value in objects]

    def term(self, curie: str) -> str:
        return f"<{expand(curie, self._base)}>"

    def iri(self, iri: str) -> str:
        return f"<{escape_iri(iri)}>"

    def node(self, path: str) -> str:
        return f"<{self._base}{path}>"

    def literal(self, datatype: str = "xsd:string", language: str | None = None) -> Callable[[str], str]:
        if language is not None:
            return lambda text: f"{quote(text)}@{language}"
        if datatype == "xsd:string":
            return quote
        tail = f"^^{self.term(datatype)}"
        return lambda text: f'"{text}"{tail}'


class NTriples(RdfFile):
    """A statement a line."""

    name = "ntriples"
    title = "N-Triples"
    media_type = "application/n-triples"
    file_name = "vmbo-mbo-kb.nt"

    def notation(self, base: str) -> Notation:
        return NTriplesNotation(base)

    def block(self, base: str, node: Node) -> str:
        path, statements = node
        subject = f"<{base}{path}> "
        between = f" .\n{subject}"
        return f"{subject}{between.join(statements)} .\n"
