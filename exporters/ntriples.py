# SPDX-License-Identifier: MIT
"""N-Triples: a statement a line, for bulk loading and for tools that work on lines."""

import re
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from json.encoder import encode_basestring

from vmbo_mbo_kb.blueprint import ClassSpec
from vmbo_mbo_kb.describing import Describer, Form, Frame, Node, Notation
from vmbo_mbo_kb.exporters.rdf import RdfFile, describer_of
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, expand
from vmbo_mbo_kb.records import Record

_NOT_IN_IRI = re.compile(r"[\x00-\x20\x7f-\x9f<>\"{}|^`\\]")


def escape_iri(iri: str) -> str:
    """Escape what must not stand between angle brackets."""
    if iri.isprintable() and not _NOT_IN_IRI.search(iri):
        return iri
    return _NOT_IN_IRI.sub(lambda match: f"\\u{ord(match[0]):04X}", iri)


def escape_delete(text: str) -> str:
    """Escape the one control character that JSON leaves as it is; its other escapes are those of N-Triples."""
    return text.replace("\x7f", "\\u007F") if "\x7f" in text else text


class NTriplesNotation:
    """Terms as N-Triples writes them: every IRI in full."""

    def __init__(self, base: str) -> None:
        self._base = base

    def predicate(self, curie: str) -> str:
        return f"{self.term(curie)} "

    def joined(self, predicate: str, objects: list[str]) -> str | None:
        return None

    def term(self, curie: str) -> str:
        return f"<{expand(curie, self._base)}>"

    def iri(self) -> Form:
        return Form("<", escape_iri, ">")

    def node(self, start: str = "") -> Form:
        return Form(f"<{self._base}{start}", None, ">")

    def literal(self, datatype: str = "xsd:string", language: str | None = None) -> Form:
        if language is not None:
            return Form("", encode_basestring, f"@{language}")
        if datatype == "xsd:string":
            return Form("", encode_basestring, "")
        return Form('"', None, f'"^^{self.term(datatype)}')


class FramedFile(RdfFile):
    """N-Triples, and what has its escapes: a text around statements, and one between them."""

    @abstractmethod
    def frame(self, base: str) -> Frame:
        """The texts around and between the statements about a subject."""

    def describer(self, base: str) -> Describer:
        return Describer(self.notation(base), self.frame(base))

    def blocks(self, records: Iterable[tuple[ClassSpec, Record]], base: str = DEFAULT_BASE) -> Iterator[str]:
        describer = describer_of(type(self), base)
        for spec, record in records:
            for _, text in describer.blocks(spec, record):
                yield escape_delete(text)

    def block(self, base: str, node: Node) -> str:
        return escape_delete(self.frame(base).block(*node))


class NTriples(FramedFile):
    """A statement a line."""

    name = "ntriples"
    title = "N-Triples"
    media_type = "application/n-triples"
    file_name = "vmbo-mbo-kb.nt"

    def notation(self, base: str) -> Notation:
        return NTriplesNotation(base)

    def frame(self, base: str) -> Frame:
        subject = f"<{base}{{path}}> "
        return Frame(subject, f" .\n{subject}", " .\n")
