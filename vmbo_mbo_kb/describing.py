# SPDX-License-Identifier: MIT
"""Records as RDF: which triples state a record, whatever syntax they are written in.

:class:`Describer` turns a record into nodes: the record itself, its parts and its periods, each an IRI with its
properties. How a term looks is left to a :class:`Notation`, one for each family of syntaxes. Nothing is a blank node,
and no triple is stated twice.

All that can be worked out from the blueprint is worked out once a class, down to the text around each value: a class
becomes a Python function of our own making, with a line or two a property, and a record costs little more than the
making of its strings. With a :class:`Frame` these are whole paragraphs: a statement is never a string of its own.
:mod:`~vmbo_mbo_kb.quads` is the way back.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple, Protocol

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, blueprint
from vmbo_mbo_kb.period_terms import BOUNDS, PERIOD_CLASS
from vmbo_mbo_kb.periods import UNKNOWN, PartialDate, Precision, span
from vmbo_mbo_kb.records import Record, part_path, period_path, record_path, reference_path

Node = tuple[str, list[str]]
"""Path of the subject's IRI below the base, and the statements about it: predicate and objects in one text."""


class Form(NamedTuple):
    """How objects of one sort are written."""

    before: str
    convert: Callable[[Any], str] | None
    """Makes the middle of the value; without it, the middle is the value as text."""
    after: str

    def __call__(self, value: Any) -> str:
        """The object for a value."""
        return f"{self.before}{self.convert(value) if self.convert else value}{self.after}"


class Frame(NamedTuple):
    """What a syntax writes around the statements about a subject; ``{path}`` is the path of its IRI below the base."""

    start: str
    between: str
    end: str

    def block(self, path: str, statements: Iterable[str]) -> str:
        """The statements about the subject with this path, as text."""
        start, between, end = (text.replace(_PATH, path) for text in self)
        return f"{start}{between.join(statements)}{end}"

    def at(self, path: str) -> "Frame":
        """The insides of f-strings for a subject with the path that this expression gives within one."""
        return Frame(*(path.join(map(_fixed, text.split(_PATH))) for text in self))


_PATH = "{path}"


class Notation(Protocol):
    """How a syntax writes terms."""

    def predicate(self, curie: str) -> str:
        """A property, up to where an object follows."""

    def joined(self, predicate: str, objects: list[str]) -> str | None:
        """One statement of a predicate with two or more objects; ``None`` where the syntax has one for each."""

    def term(self, curie: str) -> str:
        """A term of a vocabulary, as object."""

    def iri(self) -> Form:
        """Addresses outside the dataset, as objects."""

    def node(self, start: str = "") -> Form:
        """IRIs of nodes, as objects: of those whose path below the base starts so, made of the rest of it."""

    def literal(self, datatype: str = "xsd:string", language: str | None = None) -> Form:
        """Literals of this datatype (a CURIE) or language, made of their text."""


Describe = Callable[[Record, str, list[Any]], None]
"""Adds the nodes of a record (or part) with this path."""


class Describer:
    """Turns records into nodes, in one notation.

    :param frame: of the syntax, for :meth:`blocks`; without it, :meth:`nodes` can be asked.
    """

    def __init__(self, notation: Notation, frame: Frame | None = None) -> None:
        self._notation = notation
        self._frame = frame
        self._joins = notation.joined("", ["", ""]) is not None
        self._folders = {spec.name: spec.slug for spec in blueprint().entities}
        # By the classes' identities, which stay theirs as long as they are kept here.
        self._described: dict[tuple[int, int], tuple[ClassSpec, ClassSpec, Describe]] = {}
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
        assert self._frame is None
        return self._found(spec, record)

    def blocks(self, spec: ClassSpec, record: Record) -> list[tuple[str, str]]:
        """The same, the statements about a node in one text."""
        assert self._frame is not None
        return self._found(spec, record)

    def _found(self, spec: ClassSpec, record: Record) -> list[Any]:
        found: list[Any] = []
        self._describe(spec, spec)(record, record_path(spec, record), found)
        found.sort(key=itemgetter(0))
        return found

    def _describe(self, spec: ClassSpec, owner: ClassSpec) -> Describe:
        """What describes records of a class; ``owner`` is the class whose fields the properties in it name."""
        matters = spec is owner or any(field.kind is Kind.PROPERTY for field in spec.fields)
        key = id(spec), id(owner) if matters else 0
        if key not in self._described:
            self._described[key] = spec, owner, self._compile(spec, owner)
        return self._described[key][-1]

    def _compile(self, spec: ClassSpec, owner: ClassSpec) -> Describe:
        both = {field.term for field in spec.fields} & derived_terms(spec)
        if both:
            raise TypeError(f"{spec.name}: {', '.join(sorted(both))} is stated by a field and derived as well")
        source = _Source(self._frame)
        self._types(spec, source)
        inside = "" if spec is owner else "#"  # what is described has a path within a record: '#' is in it already
        objects: dict[str, list[_Objects]] = {}
        for field in spec.fields:
            found = self._objects(field, owner, inside, source)
            for term in (field.term, *field.also):
                objects.setdefault(term, []).append(found)
        for term, (name, reference) in spec.shortcuts.items():
            objects.setdefault(term, []).append(self._shortcut(spec.field(name), reference, source))
        for term, target in spec.constants.items():
            constant = _Objects(spec.fields[0], [("", _fixed(self._notation.node()(target)))])  # of the id or key
            objects.setdefault(term, []).append(constant)
        for term in sorted(objects):  # by CURIE: the order of IRIs would change with the base
            self._state(self._notation.predicate(term), objects[term], source)
        source.end()
        for field in spec.fields:
            if field.part:
                self._descend(field, self._describe(field.part, spec), inside, source)
            elif field.kind is Kind.PERIOD:
                path = _fixed(period_path(inside, field).removeprefix(inside))
                source.line(f'if "{field.name}" in record:')
                source.line(f'    value = record["{field.name}"]')
                source.line(f'    found = {source.constant(self._period)}(value["from"], value["through"])')
                source.node(f"{{path}}{path}")
        return source.function()

    def _types(self, spec: ClassSpec, source: "_Source") -> None:
        """State a record's types."""

        def typed(record: Mapping[str, Any]) -> list[str]:
            types = [self._notation.term(curie) for curie in sorted(spec.types_of(record))]
            return statements(self._notation, self._notation.predicate("rdf:type"), types)

        if all(isinstance(entry, str) for entry in spec.types):
            source.begin([_fixed(statement) for statement in typed({})])
        else:
            source.begin(f"{source.constant(typed)}(record)")

    def _state(self, predicate: str, sorts: "list[_Objects]", source: "_Source") -> None:
        """Add to ``found`` what has this predicate."""
        if len(sorts) == 1 and (not self._joins or sorts[0].single):
            sorts[0].gather("found", source.between + _fixed(predicate), source)
            return
        source.line("objects = []")
        for each in sorts:
            each.gather("objects", "", source)
        if len(sorts) > 1:
            source.line("objects = sorted(set(objects))")
        one = f"f'{source.between}{_fixed(predicate)}{{value}}'"
        if self._joins:
            joined = source.constant(partial(self._notation.joined, predicate))
            source.line("if len(objects) == 1:")
            source.line("    value = objects[0]")
            source.line(f"    found.append({one})")
            source.line(f"elif objects: found.append(f'{source.between}{{{joined}(objects)}}')")
        else:
            source.line(f"found += [{one} for value in objects]")

    def _objects(self, field: FieldSpec, owner: ClassSpec, inside: str, source: "_Source") -> "_Objects":
        """The objects that a field gives."""
        value = f'record["{field.name}"]'
        if field.kind is Kind.TEXT:
            forms = [(tag, self._notation.literal(language=tag)) for tag in ("en", "nl")]
            choices = [(f'"{tag}" in {value}', source.template(form, f'{value}["{tag}"]')) for tag, form in forms]
            return _Objects(field, choices)
        if field.kind is Kind.PERIOD:
            path = _fixed(period_path(inside, field).removeprefix(inside))
            return _Objects(field, [("", source.template(self._notation.node(), "path", path))])
        if field.kind is Kind.PART:
            path, key = (
                _fixed(part_path(inside, field, "").removeprefix(inside)),
                'value["key"]' if field.many else f'{value}["key"]',
            )
            template = source.template(self._notation.node(), "path", f"{path}{{{key}}}")
            return _Objects(field, [("", template)], f"for value in {value}" if field.many else None)
        form = self._form(field, owner)
        if field.many:
            return _Objects(field, [("", source.template(form, "value"))], f"for value in {value}")
        return _Objects(field, [("", source.template(form, value))])

    def _form(self, field: FieldSpec, owner: ClassSpec) -> Form:
        """How plain values of a field are written."""
        notation = self._notation
        match field.kind:
            case Kind.STRING:
                return notation.literal(language=field.language)
            case Kind.INTEGER:
                integer = notation.literal("xsd:integer")
                return Form("", lambda value: integer(str(value)), "")
            case Kind.DECIMAL:
                return notation.literal("xsd:decimal")
            case Kind.BOOLEAN:
                boolean = notation.literal("xsd:boolean")
                return Form("", {True: boolean("true"), False: boolean("false")}.__getitem__, "")
            case Kind.DATE:
                return Form("", self._date, "")
            case Kind.DAY:
                return notation.literal("xsd:date")
            case Kind.IRI:
                return notation.iri()
            case Kind.CODE:
                assert field.codes is not None
                return Form("", {code.value: notation.term(code.term) for code in field.codes.values}.__getitem__, "")
            case Kind.PROPERTY:
                return Form("", {each.name: notation.term(each.term) for each in owner.fields}.__getitem__, "")
            case Kind.REF:
                return notation.node(reference_path(field, "", self._folders))
            case _:
                raise TypeError(f"{field.kind} is not a plain value")

    def _shortcut(self, field: FieldSpec, reference: str, source: "_Source") -> "_Objects":
        """What the parts that a field holds refer to."""
        assert field.part is not None
        form = self._form(field.part.field(reference), field.part)
        template = source.template(form, f'value["{reference}"]')
        loop = f'for value in record["{field.name}"] if "{reference}" in value'
        return _Objects(field, [("", template)], loop, repeated=True)

    def _descend(self, field: FieldSpec, describe: Describe, inside: str, source: "_Source") -> None:
        """Describe the parts that a field holds."""
        path = _fixed(part_path(inside, field, "").removeprefix(inside))
        source.line(f'if "{field.name}" in record:')
        values = f'record["{field.name}"]' if field.many else f'[record["{field.name}"]]'
        source.line(f"    for value in {values}:")
        source.line(f"        {source.constant(describe)}(value, f'{{path}}{path}{{value[\"key\"]}}', nodes)")

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
            found.append(earliest + day(first))
            found.append(latest + day(last))
            if not dated:
                found.append(status + self._statuses[bound])
        return found


def statements(notation: Notation, predicate: str, objects: list[str]) -> list[str]:
    """The statements that a predicate has these objects; the predicate as the notation writes it."""
    together = notation.joined(predicate, objects) if len(objects) > 1 else None
    return [predicate + value for value in objects] if together is None else [together]


class _Objects(NamedTuple):
    """Source for the objects that a field gives."""

    field: FieldSpec
    """A record without it gives none."""
    choices: list[tuple[str, str]]
    """Conditions (or nothing) with the inside of an f-string for an object."""
    loop: str | None = None
    """Where an object is made of each of several values: the clause that goes through them as ``value``."""
    repeated: bool = False
    """Whether the same object may come more than once."""

    @property
    def single(self) -> bool:
        """Whether there is never more than one object."""
        return len(self.choices) == 1 and self.loop is None

    def gather(self, into: str, before: str, source: "_Source") -> None:
        """Add the objects to a list, with ``before`` in front of each."""
        name = self.field.name
        always = name in ("id", "key")  # what else is required may be missing where schemas are to find that
        indent = "" if always else "    "
        if not always:
            source.line(f'if "{name}" in record:')
        for condition, template in self.choices:
            text = f"f'{before}{template}'"
            if self.repeated:
                source.line(f"{indent}{into} += sorted({{{text} {self.loop}}})")
            elif self.loop:  # most lists have one value
                source.line(f'{indent}if len(record["{name}"]) == 1:')
                source.line(f'{indent}    value = record["{name}"][0]')
                source.line(f"{indent}    {into}.append({text})")
                source.line(f"{indent}else: {into} += sorted([{text} {self.loop}])")
            elif always and not condition and into == "found":
                source.state(before + template)
            else:
                source.line(f"{indent}{f'if {condition}: ' if condition else ''}{into}.append({text})")


class _Source:
    """Source of a function that describes records of one class."""

    def __init__(self, frame: Frame | None) -> None:
        self._lines = ["def describe(record, path, nodes):"]
        self._constants: dict[str, Any] = {}
        self._frame = frame
        self._always: list[str] = []
        """Statements that are always made, and not in a line yet."""
        self.between = ""
        """What stands before a statement that is not the first, as the inside of an f-string."""
        if frame:
            self.between = frame.at(_PATH).between
            if _PATH in frame.between:
                self.line(f"between = f'{self.between}'")
                self.between = "{between}"

    def line(self, text: str) -> None:
        """Add a line to the body."""
        if self._always:
            texts = ["".join(self._always)] if self._frame else self._always
            self._always = []
            strings = "".join([f"f'{each}', " for each in texts])
            self.line(f"found += ({strings})")
        self._lines.append(f"    {text}")

    def begin(self, types: list[str] | str) -> None:
        """Begin with statements: the insides of f-strings, or an expression for a list of them."""
        if isinstance(types, str):
            self.line(f"found = {types}")
            if self._frame:
                self.line(f"found = [f'{self._frame.at(_PATH).start}', {self._joined('found', _PATH)}]")
            return
        self.line("found = []")
        for number, text in enumerate(types):
            before = self.between if number or not self._frame else self._frame.at(_PATH).start
            self.state(before + text)

    def state(self, text: str) -> None:
        """Add a statement that is always made, given as the inside of an f-string with what stands before it."""
        self._always.append(text)

    def end(self) -> None:
        """End what is said of the record itself."""
        if self._frame:
            self.state(self._frame.at(_PATH).end)
            self.line('nodes.append((path, "".join(found)))')
        else:
            self.line("nodes.append((path, found))")

    def node(self, path: str) -> None:
        """Add, within a condition, what was ``found`` of another node; its path is the inside of an f-string."""
        if self._frame:
            start, _, end = self._frame.at(path)
            self.line(f"    found = {self._joined('found', path)}")
            self.line(f"    nodes.append((f'{path}', f'{start}{{found}}{end}'))")
        else:
            self.line(f"    nodes.append((f'{path}', found))")

    def _joined(self, statements: str, path: str) -> str:
        assert self._frame is not None
        return f"f'{self._frame.at(path).between}'.join({statements})"

    def constant(self, value: Any) -> str:
        """A name for a value that the source needs."""
        name = f"constant_{len(self._constants)}"
        self._constants[name] = value
        return name

    def template(self, form: Form, expression: str, then: str = "") -> str:
        """The inside of an f-string for an object of this form; ``then`` comes after the expression's value."""
        if form.convert:
            expression = f"{self.constant(form.convert)}({expression})"
        return f"{_fixed(form.before)}{{{expression}}}{then}{_fixed(form.after)}"

    def function(self) -> Describe:
        """The function."""
        names = dict(self._constants)
        # All of it comes from the blueprint and a notation, nothing from data.
        exec("\n".join(self._lines), names)  # noqa: S102
        describe: Describe = names["describe"]
        return describe


def _fixed(text: str) -> str:
    """Text as it stands inside an f-string between apostrophes."""
    escaped = text.encode("unicode_escape").decode("ascii").replace("'", "\\'")
    return escaped.replace("{", "{{").replace("}", "}}")


def derived_terms(spec: ClassSpec) -> set[str]:
    """The properties of a class that only repeat what its fields say, as CURIEs."""
    return {*chain.from_iterable(field.also for field in spec.fields), *spec.shortcuts, *spec.constants}


def status_term(bound: str | None) -> str:
    """The term for a bound that is not a date, as a CURIE."""
    return "kb:open" if bound is None else "kb:unknown"
