# SPDX-License-Identifier: MIT
"""Turtle for people to read: the text of the generated vocabularies, the same on every run.

Terms are CURIEs wherever Turtle allows it; what comes first stays first, so the callers decide the order.
"""

import re
from collections.abc import Iterable
from json.encoder import encode_basestring
from typing import Final

from vmbo_mbo_kb.namespaces import expand, prefixes
from vmbo_mbo_kb.words import Words

Properties = list[tuple[str, list[str]]]
"""Predicates with their objects, each as Turtle writes it."""

_LOCAL_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*")
_USED_PREFIX: Final = re.compile(r"([a-z]+):")


def term(curie: str, base: str) -> str:
    """A term: its CURIE, or its IRI in full where Turtle could not read the CURIE."""
    prefix, _, local = curie.partition(":")
    if prefix in prefixes(base) and _LOCAL_NAME.fullmatch(local):
        return curie
    return iri(expand(curie, base))


def iri(address: str) -> str:
    """An IRI in full."""
    return f"<{address}>"


def text(value: str, language: str | None = None) -> str:
    """A literal; the escapes of Turtle are those of JSON."""
    return encode_basestring(value) + (f"@{language}" if language else "")


def in_languages(words: Words) -> list[str]:
    """The same words as two literals, English and Dutch."""
    return [text(words.en, "en"), text(words.nl, "nl")]


def collection(items: Iterable[str]) -> str:
    """An RDF list."""
    return f"( {' '.join(items)} )"


def nested(properties: Properties) -> str:
    """A node without a name, on one line."""
    return "[ " + " ; ".join(f"{predicate} {', '.join(objects)}" for predicate, objects in properties) + " ]"


def document(note: str, subjects: Iterable[tuple[str, Properties]], base: str) -> str:
    """A whole document: a note for whoever opens it, the prefixes in use, and a paragraph for each subject."""
    body = "\n".join(_block(subject, properties) for subject, properties in subjects)
    used = set(_USED_PREFIX.findall(_without_literals(body)))
    head = [f"@prefix {name}: {iri(address)} ." for name, address in sorted(prefixes(base).items()) if name in used]
    return "\n".join([*(f"# {line}" for line in note.splitlines()), "", *head, "", body])


def _block(subject: str, properties: Properties) -> str:
    lines = [
        f"    {'a' if predicate == 'rdf:type' else predicate} {', '.join(objects)}" for predicate, objects in properties
    ]
    return f"{subject}\n" + " ;\n".join(lines) + " .\n"


def _without_literals(turtle: str) -> str:
    """Literals and IRIs hold colons that belong to no prefix."""
    return re.sub(r'"(?:[^"\\]|\\.)*"|<[^>]*>', "", turtle)
