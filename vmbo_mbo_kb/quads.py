# SPDX-License-Identifier: MIT
"""Records from RDF: the way back from what :mod:`~vmbo_mbo_kb.describing` states.

It reads what is stated and passes over what was derived from it: types beyond the own class, repeated properties,
direct links past a part, constants, and the earliest and latest days of periods.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, blueprint
from vmbo_mbo_kb.describing import derived_terms, status_term
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, RDF_TYPE, expand
from vmbo_mbo_kb.period_terms import BOUNDS
from vmbo_mbo_kb.periods import UNKNOWN
from vmbo_mbo_kb.records import Record, normalise, record_path, reference_path

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple


def read(quads: "Iterable[Quad | Triple]", base: str = DEFAULT_BASE) -> Iterator[tuple[ClassSpec, Record]]:
    """Read records back from RDF: the dataset's description, then the records by class and id, in normal form.

    Which graph a quad is in does not matter. The order of quads is free, so all of them are held in memory.

    :raises ValueError: a subject is not one of a record, part or period, or says what its class does not know.
    """
    reader = _Reader(base)
    for quad in quads:
        reader.add(quad)
    return reader.records()


class _Reader:
    """Triples by subject and predicate, taken out as records are put together."""

    def __init__(self, base: str) -> None:
        plan = blueprint()
        self._base = base
        self._specs = (plan.dataset, *plan.entities)
        self._folders = {spec.name: spec.slug for spec in plan.entities}
        self._subjects: dict[str, dict[str, set[Any]]] = {}
        self._expand = lru_cache(maxsize=None)(lambda curie: expand(curie, base))

    def add(self, quad: "Quad | Triple") -> None:
        subject = str(getattr(quad.subject, "value", quad.subject))
        if not subject.startswith(self._base):
            raise ValueError(f"{subject} is not an IRI below {self._base}")
        properties = self._subjects.setdefault(subject[len(self._base) :], {})
        properties.setdefault(quad.predicate.value, set()).add(quad.object)

    def records(self) -> Iterator[tuple[ClassSpec, Record]]:
        found: dict[str, list[Record]] = {spec.name: [] for spec in self._specs}
        classes = {self._expand(spec.term): spec for spec in self._specs}
        for path in [path for path in self._subjects if "#" not in path]:
            types = {getattr(term, "value", "") for term in self._subjects[path].get(RDF_TYPE, ())}
            own = [classes[iri] for iri in types if iri in classes]
            if len(own) != 1:
                raise ValueError(f"{self._base}{path} is not of one of the classes of records")
            record = normalise(own[0], self._record(own[0], own[0], path))
            if record_path(own[0], record) != path:
                raise ValueError(f"{self._base}{path} has another identifier: {record['id']}")
            found[own[0].name].append(record)
        if self._subjects:
            raise ValueError(f"{self._base}{min(self._subjects)} is not part of any record")
        if len(found[self._specs[0].name]) != 1:
            raise ValueError(f"{len(found[self._specs[0].name])} descriptions of the dataset, not one")
        return ((spec, record) for spec in self._specs for record in sorted(found[spec.name], key=itemgetter("id")))

    def _take(self, path: str) -> dict[str, set[Any]]:
        try:
            return self._subjects.pop(path)
        except KeyError:
            raise ValueError(f"{self._base}{path} is pointed at, but nothing is said of it") from None

    def _record(self, spec: ClassSpec, owner: ClassSpec, path: str) -> Record:
        properties = self._take(path)
        record: Record = {}
        for field in spec.fields:
            terms = properties.pop(self._expand(field.term), None)
            if terms is None:
                if field.required:
                    raise ValueError(f"{self._base}{path} has no {field.term}")
                continue
            try:
                record[field.name] = self._value(field, owner, spec, terms)
            except (AttributeError, KeyError, TypeError) as error:
                raise ValueError(f"{self._base}{path}: {field.term} has a value that it cannot have") from error
        known = {RDF_TYPE, *map(self._expand, derived_terms(spec))}
        unknown = properties.keys() - known
        if unknown:
            raise ValueError(f"{self._base}{path}: {spec.name} has no property {min(unknown)}")
        return record

    def _value(self, field: FieldSpec, owner: ClassSpec, spec: ClassSpec, terms: set[Any]) -> Any:
        if field.kind is Kind.TEXT:
            return {term.language: term.value for term in terms}
        values = [self._one(field, owner, spec, term) for term in terms]
        if field.many:
            return values
        return _only(values)

    def _one(self, field: FieldSpec, owner: ClassSpec, spec: ClassSpec, term: Any) -> Any:
        value: str = term.value
        match field.kind:
            case Kind.INTEGER:
                return int(value)
            case Kind.BOOLEAN:
                return {"true": True, "1": True, "false": False, "0": False}[value]
            case Kind.CODE:
                assert field.codes is not None
                return {self._expand(code.term): code.value for code in field.codes.values}[value]
            case Kind.PROPERTY:
                return {self._expand(each.term): name for name, each in owner.by_name.items()}[value]
            case Kind.REF:
                return self._below(value, reference_path(field, "", self._folders))
            case Kind.PART:
                assert field.part is not None
                return self._record(field.part, spec, self._below(value))
            case Kind.PERIOD:
                return self._bounds(self._below(value))
            case _:
                return value

    def _bounds(self, path: str) -> Record:
        properties = self._take(path)
        bounds: Record = {}
        for name in BOUNDS:
            stated = properties.get(self._expand(f"kb:{name}"), set())
            status = properties.get(self._expand(f"kb:{name}Status"), set())
            term = _only(list(stated | status))
            statuses = {self._expand(status_term(bound)): bound for bound in (None, UNKNOWN)}
            bounds[name] = term.value if stated else statuses[term.value]
        return bounds

    def _below(self, iri: str, folder: str = "") -> str:
        """What of an IRI comes after the base and a folder."""
        start = self._base + folder
        if not iri.startswith(start):
            raise ValueError(f"{iri} is not an IRI below {start}")
        return iri[len(start) :]


def _only(values: list[Any]) -> Any:
    if len(values) != 1:
        raise TypeError(f"{len(values)} values where one is asked for")
    return values[0]
