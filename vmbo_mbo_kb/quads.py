# SPDX-License-Identifier: MIT
"""Records as RDF, and back: which triples state a record, whatever syntax they are written in.

:class:`Describer` turns a record into nodes: the record itself, its parts and its periods, each an IRI with its
properties. How a term looks is left to a :class:`Notation`, one for each family of syntaxes. All that can be worked
out from the blueprint is worked out once a class; a record then costs little more than the making of its strings.
Nothing is a blank node, and no triple is stated twice.

:func:`read` is the way back. It reads what is stated and passes over what was derived from it: types beyond the own
class, repeated properties, direct links past a part, constants, and the earliest and latest days of periods.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Protocol

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, blueprint
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, RDF_TYPE, expand
from vmbo_mbo_kb.period_terms import BOUNDS, PERIOD_CLASS
from vmbo_mbo_kb.periods import UNKNOWN, PartialDate, Precision, span
from vmbo_mbo_kb.records import Record, normalise, part_path, period_path, record_path, reference_path

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

Node = tuple[str, list[str]]
"""Path of the subject's IRI below the base, and the statements about it: predicate and objects in one text."""


class Notation(Protocol):
    """How a syntax writes terms."""

    def predicate(self, curie: str) -> str:
        """A property, up to where an object follows."""

    def statements(self, predicate: str, objects: list[str]) -> list[str]:
        """A predicate with two or more objects: one statement, or one for each."""

    def term(self, curie: str) -> str:
        """A term of a vocabulary, as object."""

    def iri(self, iri: str) -> str:
        """An address outside the dataset, as object."""

    def node(self, path: str) -> str:
        """The IRI of a node at this path below the base, as object."""

    def literal(self, datatype: str = "xsd:string", language: str | None = None) -> Callable[[str], str]:
        """What makes literals of this datatype (a CURIE) or language out of their text."""


Object = Callable[[Any], str]
"""From a field's value to an object."""

Objects = Callable[[Mapping[str, Any], str], list[str]]
"""From a record and its path to objects: for what is not just one object for one value."""

Step = tuple[str, str, Object | None, Objects | None]
"""A property (for a plan under way its CURIE, then its predicate), the field it depends on, and what makes objects."""

Visit = Callable[[Any, str, list[Node]], None]
"""Adds the nodes below a field's value."""


class _Plan:
    """What to do for records of one class; for parts: of one class within one owner."""

    __slots__ = ("_nested", "_notation", "_spec", "_steps", "_types")

    def __init__(self, notation: Notation, spec: ClassSpec, steps: list[Step]) -> None:
        self._notation = notation
        self._spec = spec
        static = all(isinstance(entry, str) for entry in spec.types)
        self._types = self._type_statements({}) if static else None
        # Order is that of CURIEs: that of IRIs would change with the base.
        steps = sorted(_merge(spec, steps), key=itemgetter(0))
        self._steps = [(notation.predicate(term), name, one, several) for term, name, one, several in steps]
        self._nested: list[tuple[str, Visit]] = []

    def _type_statements(self, record: Mapping[str, Any]) -> list[str]:
        types = [self._notation.term(curie) for curie in sorted(self._spec.types_of(record))]
        return _statements(self._notation, self._notation.predicate("rdf:type"), types)

    def nest(self, name: str, visit: Visit) -> None:
        """Add what follows a field's value into the nodes below."""
        self._nested.append((name, visit))

    def describe(self, record: Mapping[str, Any], path: str, nodes: list[Node]) -> None:
        """Add the nodes of a record."""
        found = self._type_statements(record) if self._types is None else self._types.copy()
        for predicate, name, one, several in self._steps:
            if name in record:
                if one is not None:
                    found.append(predicate + one(record[name]))
                elif several is not None:
                    found.extend(_statements(self._notation, predicate, several(record, path)))
        nodes.append((path, found))
        for name, visit in self._nested:
            if name in record:
                visit(record[name], path, nodes)


def _statements(notation: Notation, predicate: str, objects: list[str]) -> list[str]:
    if len(objects) > 1:
        return notation.statements(predicate, objects)
    return [predicate + value for value in objects]


def _merge(spec: ClassSpec, steps: list[Step]) -> Iterator[Step]:
    """Make one step of all that have the same property: two fields may repeat their values under it."""
    for term in dict.fromkeys(step[0] for step in steps):
        same = [step for step in steps if step[0] == term]
        yield same[0] if len(same) == 1 else (term, spec.fields[0].name, None, _union(same))


def _union(steps: list[Step]) -> Objects:
    def objects(record: Mapping[str, Any], path: str) -> list[str]:
        found: set[str] = set()
        for _, name, one, several in steps:
            if name in record:
                found.update([one(record[name])] if one else several(record, path) if several else ())
        return sorted(found)

    return objects


class Describer:
    """Turns records into nodes, in one notation."""

    def __init__(self, notation: Notation) -> None:
        plan = blueprint()
        self._notation = notation
        self._folders = {spec.name: spec.slug for spec in plan.entities}
        self._plans: dict[tuple[str, str], _Plan] = {}
        self._date = lru_cache(maxsize=1024)(self._make_date)
        self._period = lru_cache(maxsize=1024)(self._make_period)
        self._statuses = {bound: notation.term(status_term(bound)) for bound in (None, UNKNOWN)}
        self._period_type = notation.predicate("rdf:type") + notation.term(PERIOD_CLASS)
        self._period_predicates = [
            [notation.predicate(f"kb:{name}{what}") for what in ("", "Earliest", "Latest", "Status")] for name in BOUNDS
        ]
        self._dates = {
            Precision.YEAR: notation.literal("xsd:gYear"),
            Precision.MONTH: notation.literal("xsd:gYearMonth"),
            Precision.DAY: notation.literal("xsd:date"),
            Precision.SCHOOL_YEAR: notation.literal("kb:schoolYear"),
        }

    def nodes(self, spec: ClassSpec, record: Record) -> list[Node]:
        """The nodes of a record in normal form, sorted by path.

        Predicates and types are in the order of their CURIEs, ``rdf:type`` first; texts in that of their language,
        other objects in that of their notation.
        """
        found: list[Node] = []
        self._plan(spec, spec).describe(record, record_path(spec, record), found)
        found.sort(key=itemgetter(0))
        return found

    def _plan(self, spec: ClassSpec, owner: ClassSpec) -> _Plan:
        """The plan of a class; ``owner`` is whose fields the properties in it name."""
        plan = self._plans.get((spec.name, owner.name))
        if plan is None:
            plan = self._plans[spec.name, owner.name] = self._make_plan(spec, owner)
        return plan

    def _make_plan(self, spec: ClassSpec, owner: ClassSpec) -> _Plan:
        both = {field.term for field in spec.fields} & derived_terms(spec)
        if both:
            raise TypeError(f"{spec.name}: {', '.join(sorted(both))} is stated by a field and derived as well")
        steps: list[Step] = []
        for field in spec.fields:
            how = self._how(field, owner)
            steps.extend((term, field.name, *how) for term in (field.term, *field.also))
        for term, (name, reference) in spec.shortcuts.items():
            steps.append((term, name, None, self._shortcut(spec, name, reference)))
        always = spec.fields[0].name  # the id or key
        for term, target in spec.constants.items():
            steps.append((term, always, self._constant(target), None))
        plan = _Plan(self._notation, spec, steps)
        for field in spec.fields:
            if field.part:
                plan.nest(field.name, self._visit_parts(field, self._plan(field.part, spec)))
            elif field.kind is Kind.PERIOD:
                plan.nest(field.name, self._visit_period(field))
        return plan

    def _how(self, field: FieldSpec, owner: ClassSpec) -> tuple[Object | None, Objects | None]:
        """What turns a field into objects: one for a value, or several for a record."""
        node, name = self._notation.node, field.name
        if field.kind is Kind.TEXT:
            tags = [(tag, self._notation.literal(language=tag)) for tag in ("en", "nl")]
            return None, lambda record, path: [make(record[name][tag]) for tag, make in tags if tag in record[name]]
        if field.kind is Kind.PERIOD:
            return None, lambda record, path: [node(period_path(path, field))]
        if field.kind is Kind.PART:
            return None, lambda record, path: sorted(
                [node(part_path(path, field, part["key"])) for part in _parts(field, record[name])]
            )
        one = self._object(field, owner)
        if field.many:
            return None, lambda record, path: sorted(map(one, record[name]))
        return one, None

    def _object(self, field: FieldSpec, owner: ClassSpec) -> Object:
        """What turns a plain value into an object."""
        notation = self._notation
        match field.kind:
            case Kind.STRING:
                return notation.literal(language=field.language)
            case Kind.INTEGER:
                integer = notation.literal("xsd:integer")
                return lambda value: integer(str(value))
            case Kind.DECIMAL:
                return notation.literal("xsd:decimal")
            case Kind.BOOLEAN:
                boolean = notation.literal("xsd:boolean")
                return {True: boolean("true"), False: boolean("false")}.__getitem__
            case Kind.DATE:
                return self._date
            case Kind.DAY:
                return notation.literal("xsd:date")
            case Kind.IRI:
                return notation.iri
            case Kind.CODE:
                assert field.codes is not None
                return {code.value: notation.term(code.term) for code in field.codes.values}.__getitem__
            case Kind.PROPERTY:
                return {each.name: notation.term(each.term) for each in owner.fields}.__getitem__
            case Kind.REF:
                return lambda value: notation.node(reference_path(field, value, self._folders))
            case _:
                raise TypeError(f"{field.kind} is not a plain value")

    def _shortcut(self, spec: ClassSpec, name: str, reference: str) -> Objects:
        part = spec.field(name).part
        assert part is not None
        one = self._object(part.field(reference), part)
        return lambda record, path: sorted({one(item[reference]) for item in record[name] if reference in item})

    def _constant(self, path: str) -> Object:
        constant = self._notation.node(path)
        return lambda value: constant

    def _visit_parts(self, field: FieldSpec, plan: _Plan) -> Visit:
        def visit(value: Any, path: str, nodes: list[Node]) -> None:
            for part in _parts(field, value):
                plan.describe(part, part_path(path, field, part["key"]), nodes)

        return visit

    def _visit_period(self, field: FieldSpec) -> Visit:
        def visit(value: Any, path: str, nodes: list[Node]) -> None:
            nodes.append((period_path(path, field), self._period(value["from"], value["through"])))

        return visit

    def _make_date(self, text: str) -> str:
        return self._dates[PartialDate(text).precision](text)

    def _make_period(self, start: str | None, end: str | None) -> list[str]:
        """The statements about a period; the same list for all that have these bounds."""
        day = self._dates[Precision.DAY]
        days = span(start, end)
        each = (start, days.from_earliest, days.from_latest), (end, days.through_earliest, days.through_latest)
        found = [self._period_type]
        for (bound, first, last), predicates in zip(each, self._period_predicates, strict=True):
            stated, earliest, latest, status = predicates
            dated = bound is not None and bound != UNKNOWN
            if dated:
                found.append(stated + self._date(bound))
            found.append(earliest + day(str(first)))
            found.append(latest + day(str(last)))
            if not dated:
                found.append(status + self._statuses[bound])
        return found


def _parts(field: FieldSpec, value: Any) -> Iterable[Mapping[str, Any]]:
    """The parts that a field holds, one or several."""
    return value if field.many else (value,)


def derived_terms(spec: ClassSpec) -> set[str]:
    """The properties of a class that only repeat what its fields say, as CURIEs."""
    return {*chain.from_iterable(field.also for field in spec.fields), *spec.shortcuts, *spec.constants}


def status_term(bound: str | None) -> str:
    """The term for a bound that is not a date, as a CURIE."""
    return "kb:open" if bound is None else "kb:unknown"


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
