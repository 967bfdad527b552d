# SPDX-License-Identifier: MIT
"""Views: the records and parts that held at a time, out of all that a dataset knows.

What has a validity (``valid``) is in a view when that validity answers *yes* or *possibly* (or, for the sure ones
only, *yes*). What has none holds as long as what it is part of, and a record without one always. A part that is left
out takes with it all that is below it, and the last part of a list that may not be empty takes with it what it is
part of: a question without an answer is no question. References stay as they are written.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from operator import attrgetter, is_not, itemgetter
from typing import Any, NamedTuple

from vmbo_mbo_kb.blueprint import ClassSpec
from vmbo_mbo_kb.periods import FIRST_DAY, LAST_DAY, OPEN, UNKNOWN, Answer, PartialDate, Span, span
from vmbo_mbo_kb.records import Record

VALIDITY = "valid"
"""The field that says when a record or part holds; other periods say what it is about."""


class Validities:
    """When records and their parts hold: found once, and asked any number of times."""

    def __init__(self, records: Iterable[tuple[ClassSpec, Record]]) -> None:
        self._counting: dict[str, tuple[ClassSpec, Record]] = {}
        """The records that count, by id."""
        own: list[tuple[Span, str]] = []
        inside: list[tuple[Span, str]] = []
        starts: set[str | None] = set()
        for spec, record in records:
            parts = {_bounds(valid) for valid in _validities_inside(_dated_parts(spec), record)}
            whole = {_bounds(record[VALIDITY])} if VALIDITY in record else set()
            starts.update(start for start, _ in parts | whole)
            if record.get("withdrawn"):
                continue
            identifier = record["id"]
            self._counting[identifier] = spec, record
            own += [(span(*bounds), identifier) for bounds in whole]
            inside += [(span(*bounds), identifier) for bounds in parts]
        self._own = {least: _Timeline(own, least) for least in _OUTER}
        """The records by their own bounds, for how sure an answer is to be."""
        self._inside = {least: _Timeline(inside, least) for least in _OUTER}
        """The same by the bounds of their parts."""
        self.begins = _first_day(starts)
        """The first day that any of them can cover, those with an unknown start left aside."""

    def held(self, first: date, last: date, least: Answer) -> dict[str, tuple[ClassSpec, Record]]:
        """The records that shared a day with a stretch of time, each with those parts that did; never changed.

        Only what did not is looked at: a record with such a part is gone through anew. Those that were withdrawn do not
        count.

        :param least: how sure that is to be, possibly or yes.
        """
        found = self._counting.copy()
        for identifier in self._own[least].outside(first, last):
            found.pop(identifier, None)
        enough = [answer for answer in Answer if answer.rank >= least.rank]
        for identifier in found.keys() & self._inside[least].outside(first, last):
            spec, record = found[identifier]
            left = _left(_dated_parts(spec), record, lambda valid: span(*_bounds(valid)).meets(first, last) in enough)
            if left is None:
                del found[identifier]
            else:
                found[identifier] = spec, left  # in the place that it had
        return found


_OUTER = {
    Answer.POSSIBLY: (attrgetter("from_earliest"), attrgetter("through_latest")),
    Answer.YES: (attrgetter("from_latest"), attrgetter("through_earliest")),
}
"""The first and last day of a period for how sure an answer is to be: as in :meth:`Span.meets`."""


class _Timeline:
    """Ids of records in the order in which their periods begin, and in that in which these end."""

    def __init__(self, dated: Collection[tuple[Span, str]], least: Answer) -> None:
        self._begins, self._ends = (
            sorted([(day(each), identifier) for each, identifier in dated]) for day in _OUTER[least]
        )

    def outside(self, first: date, last: date) -> list[str]:
        """Those that began after a stretch of time or ended before it."""
        later = self._begins[bisect_right(self._begins, last, key=_day) :]
        earlier = self._ends[: bisect_left(self._ends, first, key=_day)]
        return [identifier for _, identifier in later + earlier]


_day = itemgetter(0)


def _bounds(valid: Record) -> tuple[str | None, str | None]:
    return valid["from"], valid["through"]


def _validities_inside(dated: "tuple[_DatedParts, ...]", record: Record) -> Iterator[Record]:
    """The validities of parts."""
    for name, many, _, inner in dated:
        value = record.get(name)
        for part in () if value is None else value if many else (value,):
            if VALIDITY in part:
                yield part[VALIDITY]
            yield from _validities_inside(inner, part)


class _DatedParts(NamedTuple):
    """A field whose parts, or parts of theirs, may have a validity."""

    name: str
    many: bool
    needed: bool
    """Whether what holds the parts is nothing without one."""
    inner: "tuple[_DatedParts, ...]"


_known: dict[int, tuple[ClassSpec, tuple[_DatedParts, ...]]] = {}
"""Those of each class; the class stands by them so that its identity stays its own."""


def _dated_parts(spec: ClassSpec) -> tuple[_DatedParts, ...]:
    found = _known.get(id(spec))
    if found is None:
        found = _known[id(spec)] = spec, tuple(_find_dated_parts(spec))
    return found[1]


def _find_dated_parts(spec: ClassSpec) -> Iterator[_DatedParts]:
    return (
        _DatedParts(field.name, field.many, field.at_least_one or field.required, _dated_parts(field.part))
        for field in spec.fields
        if field.part is not None and (VALIDITY in field.part.by_name or _dated_parts(field.part))
    )


def _left(dated: tuple[_DatedParts, ...], record: Record, holds: Callable[[Record], bool]) -> Record | None:
    valid = record.get(VALIDITY)
    if valid is not None and not holds(valid):
        return None
    changed: dict[str, Any] = {}
    for name, many, needed, inner in dated:
        value = record.get(name)
        if value is None:
            continue
        parts = value if many else [value]
        left = [found for part in parts if (found := _left(inner, part, holds)) is not None]
        if not left and needed:
            return None
        if len(left) < len(parts) or any(map(is_not, left, parts)):
            changed[name] = left if many or not left else left[0]
    if not changed:
        return record
    return {name: value for name, value in {**record, **changed}.items() if value != []}


def name_then(record: Record, day: date) -> dict[str, str] | None:
    """The former name that a record had on a day, surely or possibly; of one that has no known end nothing is said."""
    for name in record.get("former_names", ()):
        if VALIDITY in name:
            valid = span(name[VALIDITY]["from"], name[VALIDITY]["through"])
            if valid.through_latest < LAST_DAY and valid.holds(day) is not Answer.NO:
                text: dict[str, str] = name["text"]
                return text
    return None


def _first_day(starts: set[str | None]) -> date:
    """The first day of the calendar where a start is open, or where no validity states a start."""
    dated = starts - {UNKNOWN}
    if OPEN in dated:
        return FIRST_DAY
    return min((PartialDate(start).earliest for start in dated if start), default=FIRST_DAY)
