# SPDX-License-Identifier: MIT
"""The blueprint: what the model's classes say of themselves, as plain data.

Every schema, writer, reader and page is made from :class:`ClassSpec` and :class:`FieldSpec`; nothing else reads
pydantic's field metadata or keeps a second list of fields. The model's classes are read once
(:mod:`vmbo_mbo_kb.blueprint_reader`), in a checkout by each process, for a wheel when it is built
(:mod:`vmbo_mbo_kb.compiling`): who needs the blueprint alone then waits for neither pydantic nor the model.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from vmbo_mbo_kb.compiled import BLUEPRINT, compiled
from vmbo_mbo_kb.model.when import When
from vmbo_mbo_kb.words import Words

if TYPE_CHECKING:
    from vmbo_mbo_kb.model.base import Record


# None of these has slots: pickle would fill them one by one, in Python. Much waits for them, and the classes of tuples
# are made in a fifth of the time that those of dataclasses are.


class Kind(StrEnum):
    """What a field's values are; the closed list that every writer and generator handles."""

    TEXT = "text"
    """Text by language: ``{"nl": …, "en": …}``."""
    STRING = "string"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    """A date as precise as its source."""
    DAY = "day"
    """A date precise to the day."""
    PERIOD = "period"
    """Two bounds: ``{"from": …, "through": …}``, each a date, ``"unknown"`` or null for open."""
    IRI = "iri"
    """An address outside the dataset."""
    CODE = "code"
    """A value of a closed list."""
    REF = "ref"
    """The id of a record."""
    PROPERTY = "property"
    """The name of a field of the record or part that holds the value's owner."""
    PART = "part"
    """A nested object with a key."""


class CodeSpec(NamedTuple):
    """One value of a closed list: its IRI's local name is the value itself."""

    value: str
    label: Words

    @property
    def term(self) -> str:
        """The value's IRI, as a CURIE."""
        return f"kb:{self.value}"


class CodeListSpec(NamedTuple):
    """A closed list of values."""

    name: str
    definition: Words
    values: tuple[CodeSpec, ...]

    @property
    def term(self) -> str:
        """The IRI of the list's class, as a CURIE."""
        return f"kb:{self.name}"


class FieldSpec(NamedTuple):
    """A field of a class.

    ``target`` is the class that a reference points at, ``part`` the class of nested parts, ``codes`` the closed list;
    each is set for its own kind only. ``default`` is the value that stands when a record is silent (``None`` when
    there is none); ``same_as`` names the field whose value is the default.
    """

    name: str
    term: str
    kind: Kind
    label: Words
    definition: Words
    required: bool
    many: bool = False
    at_least_one: bool = False
    target: str | None = None
    part: "ClassSpec | None" = None
    codes: CodeListSpec | None = None
    languages: tuple[str, ...] = ()
    language: str | None = None
    pattern: str | None = None
    max_length: int | None = None
    minimum: int | None = None
    default: Any = None
    same_as: str | None = None
    within: str | None = None
    inverse: str | None = None
    acyclic: bool = False
    naming: bool = False
    also: tuple[str, ...] = ()

    @property
    def minted(self) -> bool:
        """Whether the term is the project's own."""
        return self.term.startswith("kb:")


@dataclass(frozen=True)
class ClassSpec:
    """A class of records or parts."""

    name: str
    term: str
    label: Words
    plural: Words
    definition: Words
    folder: str | None
    iri: str
    types: tuple[str | When, ...]
    within: tuple[str, ...]
    shortcuts: Mapping[str, tuple[str, str]]
    constants: Mapping[str, str]
    editorial: bool
    """Whether it is a class of parts that say something about statements, not about the thing itself."""
    one_of: tuple[str, ...]
    """Fields of which exactly one is given; none where there is no such choice."""
    in_order: tuple[str, str] | None
    """Two fields with numbers, the first less than the second."""
    fields: tuple[FieldSpec, ...]
    by_name: Mapping[str, FieldSpec] = dataclass_field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {field.name: field for field in self.fields})

    def field(self, name: str) -> FieldSpec:
        """The field of this name.

        :raises KeyError: the class has no such field.
        """
        return self.by_name[name]

    @property
    def slug(self) -> str:
        """Name of the class in IRIs, folders and tables; the class must be one of records.

        :raises TypeError: the class is one of parts.
        """
        if self.folder is None:
            raise TypeError(f"{self.name} is a part and has no folder")
        return self.folder

    def types_of(self, record: Mapping[str, Any]) -> list[str]:
        """The RDF types of a record as CURIEs: the own class first, then the published ones that apply."""
        found = [self.term]
        for entry in self.types:
            if isinstance(entry, str):
                found.append(entry)
            elif all(name in record for name in (entry.field, *entry.given)) and (
                not entry.values or record[entry.field] in entry.values
            ):
                found.append(entry.type)
        return found


class Blueprint(NamedTuple):
    """All classes: of entities in writing order, of parts, the closed lists, and the dataset's own description."""

    entities: tuple[ClassSpec, ...]
    parts: tuple[ClassSpec, ...]
    code_lists: tuple[CodeListSpec, ...]
    dataset: ClassSpec

    def by_folder(self, folder: str) -> ClassSpec:
        """The class of entities with this folder name.

        :raises KeyError: there is none.
        """
        for spec in self.entities:
            if spec.folder == folder:
                return spec
        raise KeyError(folder)

    def by_name(self, name: str) -> ClassSpec:
        """The class of entities with this name.

        :raises KeyError: there is none.
        """
        for spec in self.entities:
            if spec.name == name:
                return spec
        raise KeyError(name)

    def classes(self) -> Iterator[ClassSpec]:
        """Every class: entities, parts, and the dataset's description."""
        yield from self.entities
        yield from self.parts
        yield self.dataset


@cache
def blueprint() -> Blueprint:
    """The blueprint of the model.

    :raises TypeError: a class or field says something that cannot be written in every format; the message names it.
    """
    content = compiled(BLUEPRINT)
    if content is not None:
        import pickle

        from vmbo_mbo_kb.collector import paused

        with paused():
            plan = pickle.loads(content)  # noqa: S301 - a file of the package, trusted as its code is
        assert isinstance(plan, Blueprint)
        return plan
    from vmbo_mbo_kb.blueprint_reader import read

    return read()


def model_class(spec: ClassSpec) -> "type[Record]":
    """The pydantic class of a class of records."""
    from vmbo_mbo_kb import model

    return model.built(spec.name)
