# SPDX-License-Identifier: MIT
"""Soundness: telling quickly which records have nothing wrong with them, so that the rules look at the others alone.

Of each class the blueprint makes one function, in straight lines, that goes once through a record's plain values. What
it takes for sound is sound: it has the shape of its class, names fields that are there, and points at records of the
right class that count. Whatever it has a doubt about, for whatever reason, is left to the rules themselves, which find
the same without it: nothing is judged here, and nothing is said.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, TypeVar

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, blueprint
from vmbo_mbo_kb.checks.across import LOST, REVIEW, WAYS_ON, is_acyclic, is_predecessor, names_part, names_passage
from vmbo_mbo_kb.model.marks import ID_PATTERN, TEXT_PATTERN
from vmbo_mbo_kb.periods import Day, PartialDate, makes_period
from vmbo_mbo_kb.reading import RawRecord
from vmbo_mbo_kb.words import LANGUAGES

DOUBTFUL: Final = 0
SOUND: Final = 1
LEADING: Final = 2
"""Sound by itself and in what it points at; but it leads on, so the rules on lineages and hierarchies look at it."""
ASKED: Final = 3
"""Sound by itself; but it names a part or does not count, so the rules on what points where look at it as well."""


REMEMBERED: Final = 16_384
"""How many judgments on values of a kind are kept: as many days as there are in the years that data are about."""


def _asks(spec_field: FieldSpec) -> bool:
    """Fields on which there are rules besides those on values, and on where they point."""
    named = names_part(spec_field) and not names_passage(spec_field)
    return named or spec_field.name in ("withdrawn", "replaced_by")


@dataclass(frozen=True, slots=True)
class Overview:
    """What is known of a dataset as a whole before its records are looked at, and what the look gathers."""

    ids: Mapping[str, AbstractSet[str]]
    """For each class, by its name, the ids of its records that count."""
    passages: Mapping[str, AbstractSet[str]]
    """For each source the keys of its passages."""
    cited: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """For each source the keys of those that something rests on."""

    @classmethod
    def of(cls, records: Iterable[RawRecord], unread: Iterable[RawRecord]) -> "Overview":
        """What the records tell."""
        ids: dict[str, set[str]] = {spec.name: set() for spec in blueprint().entities}
        passages: dict[str, set[str]] = {}
        numbered = {spec.name for spec in blueprint().entities if "passages" in spec.by_name}
        for record in records:
            name, values = record.spec.name, record.values
            if not values.get("withdrawn"):
                ids[name].add(record.id)
            listed = values.get("passages") if name in numbered else None
            if isinstance(listed, list):
                keys = (part.get("key") for part in listed if isinstance(part, dict))
                passages[record.id] = {key for key in keys if isinstance(key, str)}
        for record in unread:
            ids[record.spec.name].add(record.id)
        return cls(ids, passages)


def look(record: RawRecord, known: Overview) -> int:
    """Whether a record is sound: by itself, and in what it points at.

    :returns: :data:`SOUND`, :data:`LEADING`, :data:`ASKED` or, where there is the least doubt, :data:`DOUBTFUL`.
    """
    try:
        return int(_function(record.spec.name)(record.values, known.ids, known.passages, known.cited))
    except (AttributeError, KeyError, TypeError):
        return DOUBTFUL


def has_shape(record: RawRecord) -> bool:
    """Whether a record certainly has the shape of its class; what it points at is not looked at."""
    try:
        return bool(_function(record.spec.name)(record.values, None, None, None))
    except (AttributeError, KeyError, TypeError):
        return False


K = TypeVar("K")


class _Remembered(dict[K, bool]):
    """Judgments on values that occur again and again; when there are too many, it starts anew."""

    def __init__(self, judge: Callable[[K], bool]) -> None:
        super().__init__()
        self._judge = judge

    def __missing__(self, value: K) -> bool:
        if len(self) >= REMEMBERED:
            self.clear()
        found = self[value] = self._judge(value)
        return found


def _parses(parse: Callable[[Any], object]) -> Callable[[Any], bool]:
    """Whether a function takes a value."""

    def judge(value: Any) -> bool:
        try:
            parse(value)
        except ValueError:
            return False
        return True

    return judge


_dates: Final[Mapping[str, bool]] = _Remembered(_parses(PartialDate.parse))
_days: Final[Mapping[str, bool]] = _Remembered(_parses(Day.parse))
_periods: Final[Mapping[tuple[Any, Any], bool]] = _Remembered(lambda bounds: makes_period(*bounds))


def _is_text(value: Any) -> bool:
    return value.__class__ is str and value.strip() == value != ""


def _is_text_by_language(value: Any) -> bool:
    if value.__class__ is not dict or len(value) != len(LANGUAGES):
        return False
    for text in (value["nl"], value["en"]):
        if text.__class__ is not str or text.strip() != text or not text:
            return False
    return True


def _is_title(value: Any) -> bool:
    return value.__class__ is dict and bool(value) and value.keys() <= _TAGS and all(map(_is_text, value.values()))


_TAGS: Final = frozenset(LANGUAGES)


def _is_date(value: Any) -> bool:
    # Never a number itself: 2008.0 would be found where 2008 is remembered.
    return _dates[str(value)] if value.__class__ is int else value.__class__ is str and _dates[value]


def _is_day(value: Any) -> bool:
    return value.__class__ is str and _days[value]


def _is_period(value: Any) -> bool:
    if value.__class__ is not dict or len(value) != 2:
        return False
    start, end = value["from"], value["through"]
    if start.__class__ is int:
        start = str(start)
    if end.__class__ is int:
        end = str(end)
    return _periods[start, end]


def _is_boolean(value: Any) -> bool:
    return value is True or value is False


def _matches(pattern: str, most: int | None = None) -> Callable[[str], bool]:
    match = re.compile(pattern).fullmatch
    if most is None:
        return lambda value: match(value) is not None
    return lambda value: len(value) <= most and match(value) is not None


@cache
def _matches_again(pattern: str, most: int | None) -> Callable[[str], bool]:
    """The same for values that occur again and again, such as keys."""
    return _Remembered(_matches(pattern, most)).__getitem__


def _number(least: int | None, pattern: str | None) -> Callable[[Any], bool]:
    """Whole numbers and, where there is a pattern for them, decimals as text."""
    match = re.compile(pattern).fullmatch if pattern else None

    def judge(value: Any) -> bool:
        if value.__class__ is int:
            return least is None or value >= least
        return match is not None and value.__class__ is str and match(value) is not None

    return judge


_SIMPLE: Final[Mapping[Kind, Callable[[Any], bool]]] = {
    Kind.DATE: _is_date,
    Kind.DAY: _is_day,
    Kind.PERIOD: _is_period,
    Kind.BOOLEAN: _is_boolean,
}


def _judge(spec: ClassSpec, spec_field: FieldSpec) -> Callable[[Any], bool]:
    """What judges a single value of a field, other than names of fields and parts. It may raise what look catches."""
    match spec_field.kind:
        case Kind.TEXT:
            return _is_text_by_language if spec_field.languages else _is_title
        case Kind.INTEGER:
            return _number(spec_field.minimum, None)
        case Kind.DECIMAL:
            return _number(spec_field.minimum, spec_field.pattern)
        case Kind.CODE:
            assert spec_field.codes is not None
            return frozenset(code.value for code in spec_field.codes.values).__contains__
        case Kind.STRING | Kind.IRI | Kind.REF:
            pattern, most = spec_field.pattern, spec_field.max_length
            if pattern is None or (pattern == TEXT_PATTERN and most is not None):
                raise TypeError(f"{spec.name}.{spec_field.name} has no pattern to be judged by")
            if pattern == TEXT_PATTERN:
                return _is_text
            # The ids of records themselves are all different.
            again = pattern == ID_PATTERN and (spec.folder is None or spec_field.kind is Kind.REF)
            return _matches_again(pattern, most) if again else _matches(pattern, most)
        case kind:
            return _SIMPLE[kind]


_DISTINCT: Final = (Kind.REF, Kind.CODE, Kind.STRING, Kind.IRI, Kind.PROPERTY)
"""Kinds of which equal values are equal as they are written."""


def _distinct(values: Any) -> set[Any]:
    """The values of a list in which each occurs once; anything else is doubtful.

    :raises TypeError: it is something else.
    """
    if values.__class__ is list:
        found = set(values)
        if len(found) == len(values):
            return found
    raise TypeError


def _one_at_most(values: Any) -> list[Any]:
    """A list of one value or none: of two that are written differently, who knows whether they are equal.

    :raises TypeError: it is something else.
    """
    if values.__class__ is list and len(values) < 2:
        return list(values)
    raise TypeError


def _are_parts(judge: Callable[..., Any], values: Any, holder: Any, ids: Any, passages: Any, cited: Any) -> bool:
    """Whether a value is a list of sound parts whose keys differ."""
    if values.__class__ is not list:
        return False
    if len(values) == 1:
        return bool(judge(values[0], holder, ids, passages, cited))
    keys = {judge(value, holder, ids, passages, cited) for value in values}
    return len(keys) == len(values) and 0 not in keys


_HELPERS: Final = {"distinct": _distinct, "one_at_most": _one_at_most, "parts": _are_parts}


class _Writer:
    """Writes the function of a class: ``def Theme(r, ids, passages, cited)``; that of a part takes, before these, the
    fields of what holds it, and gives its key where it is sound."""

    def __init__(self, spec: ClassSpec) -> None:
        self._spec = spec
        self._part = spec.folder is None and spec is not blueprint().dataset
        self.names: dict[str, Any] = {"own": spec.by_name, **_HELPERS}

    def lines(self) -> Iterator[str]:
        spec = self._spec
        required = [each for each in spec.fields if each.required]
        yield f"def {spec.name}(r, {'outer, ' if self._part else ''}ids, passages, cited):"
        yield " if r.__class__ is not dict: return 0"
        yield " get = r.get"
        yield " found = 1"
        for each in required:
            yield f" v = r[{each.name!r}]"
            yield from (f" {line}" for line in self._value(each))
        if spec.one_of:
            given = " + ".join(f"(get({name!r}) is not None)" for name in spec.one_of)
            yield f" if {given} != 1: return 0"
        if spec.in_order:
            first, second = spec.in_order
            yield f" if r[{first!r}] >= r[{second!r}]: return 0"
        if {*REVIEW} <= {each.name for each in required}:
            first, second = REVIEW
            yield f" if ids is not None and r[{first!r}] > r[{second!r}]: return 0"
        if "fate" in spec.by_name:
            ways = " and ".join(f"get({name!r}) is None" for name in WAYS_ON)
            yield f" if ids is not None and r['fate'] in {LOST!r} and {ways}: return 0"
        if self._part:
            default = spec.by_name["key"].same_as
            yield f" found = r[{default or 'key'!r}]"
        yield f" n = len(r) - {len(required)}"
        for each in spec.fields:
            if each.required:
                continue
            yield f" v = get({each.name!r})"
            yield " if v is not None:"
            yield from (f"  {line}" for line in self._value(each))
            if self._part and each.name == "key":
                yield "  found = v"
            elif not self._part:
                yield from (f"  {line}" for line in self._verdict(each))
            yield "  n -= 1"
            yield "  if not n: return found"
        yield " return 0 if n else found"  # an unknown key, or a null

    def _value(self, each: FieldSpec) -> Iterator[str]:
        """Statements that return 0 where the value ``v`` is not certainly sound."""
        if each.at_least_one:
            yield "if not v: return 0"
        if each.kind is Kind.PART:
            yield from self._parts(each)
        elif each.many:
            yield f"s = {'distinct' if each.kind in _DISTINCT else 'one_at_most'}(v)"
            yield from self._several(each)
        elif each.kind is Kind.REF:
            yield f"if not ({self._call(each)}(v) if ids is None else v in ids[{each.target!r}]): return 0"
        elif each.kind is Kind.PROPERTY:
            yield f"if v not in {'outer' if self._part else 'own'}: return 0"
        else:
            yield f"if not {self._call(each)}(v): return 0"

    def _verdict(self, each: FieldSpec) -> Iterator[str]:
        """Statements that note which rules have to look at a record with a value in this field."""
        inner_fields = each.part.fields if each.part else ()
        asking = [inner.name for inner in inner_fields if _asks(inner)]
        if _asks(each) or any(_within(inner, _asks) for inner in inner_fields if not _asks(inner)):
            yield f"found = {ASKED}"
        elif asking:
            yield f"if any({' or '.join(f'{name!r} in p' for name in asking)} for p in v): found = {ASKED}"
        elif _within(each, is_acyclic) or _within(each, is_predecessor):
            yield f"if found == {SOUND}: found = {LEADING}"

    def _several(self, each: FieldSpec) -> Iterator[str]:
        if each.kind is Kind.PROPERTY:
            yield f"if not s <= {'outer' if self._part else 'own'}.keys(): return 0"
        elif each.kind is Kind.REF:
            call = self._call(each)
            yield f"if not (all(map({call}, v)) if ids is None else s <= ids[{each.target!r}]): return 0"
        else:
            yield f"if not all(map({self._call(each)}, v)): return 0"
        if names_passage(each):
            yield "if s and ids is not None:"
            yield " source = r['source']"
            yield " if not s <= passages[source]: return 0"
            yield " cited[source] |= s"

    def _parts(self, each: FieldSpec) -> Iterator[str]:
        assert each.part is not None
        call = f"part_{each.part.name}"
        self.names[call] = _function(each.part.name)
        if each.many:
            yield f"if not parts({call}, v, own, ids, passages, cited): return 0"
        else:
            yield f"if not {call}(v, own, ids, passages, cited): return 0"

    def _call(self, each: FieldSpec) -> str:
        """The name under which the function finds what judges a field's values."""
        self.names[f"is_{each.name}"] = _judge(self._spec, each)
        return f"is_{each.name}"


def _within(each: FieldSpec, wanted: Callable[[FieldSpec], bool]) -> bool:
    """Whether a field is wanted, or one in its parts, however deep."""
    return wanted(each) or (each.part is not None and any(_within(inner, wanted) for inner in each.part.fields))


@cache
def _function(name: str) -> Callable[..., Any]:
    """The function of a class, made when it is first needed."""
    plan = blueprint()
    writer = _Writer(next(spec for spec in plan.classes() if spec.name == name))
    source = "\n".join(writer.lines())
    exec(compile(source, f"<soundness of {name}>", "exec"), writer.names)  # noqa: S102 - written from the blueprint
    function: Callable[..., Any] = writer.names[name]
    return function
