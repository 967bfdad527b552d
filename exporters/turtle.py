# SPDX-License-Identifier: MIT
"""Turtle: RDF for people to read, with prefixes and a paragraph a subject."""

import re

from vmbo_mbo_kb.describing import Form, Frame, Notation
from vmbo_mbo_kb.exporters.ntriples import FramedFile, NTriplesNotation
from vmbo_mbo_kb.namespaces import prefixes

_LOCAL_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
"""The plain part of what Turtle allows after a prefix (PN_LOCAL); all else is written as a full IRI."""

_BARE = {
    "xsd:integer": re.compile(r"-?[0-9]+"),
    "xsd:decimal": re.compile(r"-?[0-9]+\.[0-9]+"),
    "xsd:boolean": re.compile(r"true|false"),
}
"""Numbers and booleans that Turtle takes without quotation marks and datatype."""


class TurtleNotation(NTriplesNotation):
    """Terms as Turtle writes them: with prefixes, and relative to the base."""

    def predicate(self, curie: str) -> str:
        return "a " if curie == "rdf:type" else f"{self.term(curie)} "

    def joined(self, predicate: str, objects: list[str]) -> str | None:
        starts = {value[:1] for value in objects}
        if '"' in starts or "<" in starts:
            lines = ",\n        ".join(objects)
            return f"{predicate.rstrip()}\n        {lines}"
        return predicate + ", ".join(objects)

    def term(self, curie: str) -> str:
        return curie if _LOCAL_NAME.fullmatch(curie.partition(":")[2]) else super().term(curie)

    def node(self, start: str = "") -> Form:
        return Form(f"<{start}", None, ">")

    def literal(self, datatype: str = "xsd:string", language: str | None = None) -> Form:
        typed = super().literal(datatype, language)
        bare = _BARE.get(datatype)
        if bare is None:
            return typed
        return Form("", lambda text: text if bare.fullmatch(text) else typed(text), "")


class Turtle(FramedFile):
    """RDF for people to read."""

    name = "turtle"
    title = "Turtle"
    media_type = "text/turtle"
    file_name = "vmbo-mbo-kb.ttl"

    def notation(self, base: str) -> Notation:
        return TurtleNotation(base)

    def head(self, base: str) -> str:
        lines = [f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in sorted(prefixes(base).items())]
        return f"@base <{base}> .\n{''.join(lines)}"

    def frame(self, base: str) -> Frame:
        return Frame("\n<{path}>\n    ", " ;\n    ", " .\n")
