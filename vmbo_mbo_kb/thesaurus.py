# SPDX-License-Identifier: MIT
"""The thesaurus: which classes are concepts in a scheme, what of their records is SKOS, and which fields group them.

All of it follows from the marks of the model: a class whose records are always in a scheme (``skos:inScheme``) is a
class of concepts; a field that is the inverse of ``skos:member`` sorts them into collections.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, blueprint
from vmbo_mbo_kb.words import Words

IN_SCHEME: Final = "skos:inScheme"
BROADER: Final = "skos:broader"
_MEMBER: Final = "skos:member"


@dataclass(frozen=True, slots=True)
class Scheme:
    """A concept scheme: one a class, because each class is a thesaurus of its own."""

    path: str
    """Path of its IRI below the base."""
    label: Words
    definition: Words
    spec: ClassSpec
    """The class of its concepts, with the fields that a thesaurus states."""
    groups: tuple[FieldSpec, ...]
    """The fields by which its concepts are members of collections; their values are the collections."""


def schemes() -> Iterator[Scheme]:
    """The schemes, in the order of their classes."""
    for spec in blueprint().entities:
        path = spec.constants.get(IN_SCHEME)
        if path:
            fields = tuple(field for field in spec.fields if field.term == "dct:identifier" or _is_skos(field))
            yield Scheme(
                path=path,
                label=Words(nl=f"Begrippenschema: {spec.label.nl}", en=f"Concept scheme: {spec.label.en}"),
                definition=spec.definition,
                spec=replace(spec, fields=fields, shortcuts={}),
                groups=tuple(field for field in spec.fields if field.inverse == _MEMBER),
            )


def _is_skos(field: FieldSpec) -> bool:
    return any(term.startswith("skos:") for term in (field.term, *field.also))
