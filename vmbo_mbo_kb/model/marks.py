# SPDX-License-Identifier: MIT
"""Marks that the model's classes and fields carry: which term they are, and what people call them.

A mark says what Python's type annotation cannot: the term in RDF and the Dutch and English label. Definitions stand
in docstrings (English first, then a paragraph that starts with ``nl:``). Only
:mod:`vmbo_mbo_kb.blueprint_reader` reads marks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Generic, Self, TypeVar

from vmbo_mbo_kb.model.when import When
from vmbo_mbo_kb.words import Words

ID_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
"""Ids and keys: lower-case letters, digits, and single hyphens between them."""

ID_LENGTH = 120
"""The most characters of an id: it is a file's name as well, and file systems end at 255 bytes."""


TEXT_PATTERN = r"^\S([\s\S]*\S)?$"
"""Text neither starts nor ends with white space."""

IRI_PATTERN = r'^https?://[^\s<>"{}|\\^`]+$'
"""A web address as an IRI (RFC 3987): absolute, http or https, no white space or delimiters."""


@dataclass(frozen=True, slots=True)
class Rdf:
    """The mark of a field.

    :param term: the property, as a CURIE. A field name stands for the same term in every class.
    :param nl: label in Dutch.
    :param en: label in English.
    :param within: for a minted term (prefix ``kb``), the published property that it specialises.
    :param inverse: for a minted term, the published property that says the same the other way round.
    :param acyclic: following the reference never leads back: a lineage or a hierarchy.
    :param language: tag of a plain string that is in one language by nature, such as an official abbreviation.
    :param naming: the value is a name of the record: search looks there first and takes its names for synonyms.
    """

    term: str
    nl: str
    en: str
    within: str | None = None
    inverse: str | None = None
    acyclic: bool = False
    language: str | None = None
    naming: bool = False


@dataclass(frozen=True, slots=True)
class RdfClass:
    """The mark of a class.

    :param term: the project's own class, as a CURIE; every record of the class is typed with it.
    :param nl: label in Dutch, singular.
    :param en: label in English, singular.
    :param folder: name of the class in ``dataset/``, in IRIs, in tables and on the command line; parts have none.
    :param types: published classes that every record (or, with :class:`When`, some) is typed with too: written out,
        because judges of profiles do not infer.
    :param within: published classes that the own class specialises, for the ontology.
    :param also: further properties that state a field's value once more, because a profile asks for them.
    :param shortcuts: ``{property: (field of parts, reference in the part)}``: a direct link past the part.
    :param constants: ``{property: IRI or path below the base}``, the same for every record of the class.
    :param iri: path of a record's IRI below the base.
    :param plural: labels in Dutch and English for several of them; without it, the singular ones do.
    :param editorial: for a class of parts, that they say something about statements and not about the thing itself.
    :param one_of: fields of which exactly one is given.
    :param in_order: two required fields with numbers, the first less than the second.
    """

    term: str
    nl: str
    en: str
    folder: str | None = None
    types: tuple[str | When, ...] = ()
    within: tuple[str, ...] = ()
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shortcuts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    iri: str = "id/{folder}/{id}"
    plural: tuple[str, str] | None = None
    editorial: bool = False
    one_of: tuple[str, ...] = ()
    in_order: tuple[str, str] | None = None


class Code(StrEnum):
    """A closed list of values, each with its Dutch and English label: ``NAME = "value", "nl", "en"``."""

    nl: str
    en: str

    def __new__(cls, value: str, nl: str, en: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.nl = nl
        member.en = en
        return member

    @property
    def label(self) -> Words:
        """What people call it."""
        return Words(self.nl, self.en)


@dataclass(frozen=True, slots=True)
class Reference:
    """Says of a string that it is the id of a record of this class; ``Self`` is the class that has the field."""

    target: str


@dataclass(frozen=True, slots=True)
class PropertyName:
    """Says of a string that it names a field of the record or part that holds it."""


T = TypeVar("T")

if TYPE_CHECKING:

    class Ref(str, Generic[T]):
        """The id of a record of class ``T``."""

else:

    class Ref:
        """The id of a record of a class: ``Ref["Organisation"]``.

        The class is named, not imported: the model's classes point at each other in circles.
        """

        def __class_getitem__(cls, target: Any) -> Any:
            from pydantic import Strict, StringConstraints  # here: the blueprint needs marks, and not pydantic

            name = target if isinstance(target, str) else target.__name__
            return Annotated[
                str, Strict(), StringConstraints(pattern=ID_PATTERN, max_length=ID_LENGTH), Reference(name)
            ]
