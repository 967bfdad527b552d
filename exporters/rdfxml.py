# SPDX-License-Identifier: MIT
"""RDF/XML: for tools that read nothing else."""

import re

from vmbo_mbo_kb.describing import Form, Node, Notation
from vmbo_mbo_kb.exporters.rdf import RdfFile
from vmbo_mbo_kb.namespaces import expand, prefixes

_SPECIAL = re.compile('[&<>"\r\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]')
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\x7f": "&#127;"}
_ELEMENT_NAME = re.compile(r"[a-z]+:[A-Za-z_][A-Za-z0-9_.-]*")


def escape(text: str) -> str:
    """Escape text for content and attributes.

    :raises ValueError: XML has no way to write a character in it.
    """
    return _SPECIAL.sub(_entity, text) if _SPECIAL.search(text) else text


def _entity(match: re.Match[str]) -> str:
    try:
        return _ENTITIES[match[0]]
    except KeyError:
        raise ValueError(f"XML cannot hold the character U+{ord(match[0]):04X}") from None


class XmlNotation:
    """Terms as RDF/XML writes them.

    A predicate is the name of an element. An object is what follows that name up to the end tag; an IRI ends the
    element at once.
    """

    def __init__(self, base: str) -> None:
        self._base = base
        self._xml_base = escape(base)

    def predicate(self, curie: str) -> str:
        if not _ELEMENT_NAME.fullmatch(curie):
            raise ValueError(f"{curie} cannot be the name of an XML element")
        return curie

    def joined(self, predicate: str, objects: list[str]) -> str | None:
        return None

    def term(self, curie: str) -> str:
        return f' rdf:resource="{escape(expand(curie, self._base))}"/>'

    def iri(self) -> Form:
        return Form(' rdf:resource="', escape, '"/>')

    def node(self, start: str = "") -> Form:
        return Form(f' rdf:resource="{self._xml_base}{start}', None, '"/>')

    def literal(self, datatype: str = "xsd:string", language: str | None = None) -> Form:
        if language is not None:
            return Form(f' xml:lang="{language}">', escape, "")
        if datatype == "xsd:string":
            return Form(">", escape, "")
        return Form(f' rdf:datatype="{escape(expand(datatype, self._base))}">', None, "")


class RdfXml(RdfFile):
    """RDF in XML."""

    name = "rdfxml"
    title = "RDF/XML"
    media_type = "application/rdf+xml"
    file_name = "vmbo-mbo-kb.rdf"

    def notation(self, base: str) -> Notation:
        return XmlNotation(base)

    def head(self, base: str) -> str:
        names = [f'\n    xmlns:{prefix}="{escape(iri)}"' for prefix, iri in sorted(prefixes(base).items())]
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{"".join(names)}>\n'

    def block(self, base: str, node: Node) -> str:
        path, statements = node
        lines = "".join([f"    <{statement}{_end(statement)}\n" for statement in statements])
        return f'  <rdf:Description rdf:about="{escape(base)}{path}">\n{lines}  </rdf:Description>\n'

    def tail(self) -> str:
        return "</rdf:RDF>\n"


def _end(statement: str) -> str:
    """The end tag of an element that is not closed yet."""
    if statement.endswith("/>"):
        return ""
    name = _ELEMENT_NAME.match(statement)
    assert name is not None
    return f"</{name[0]}>"
