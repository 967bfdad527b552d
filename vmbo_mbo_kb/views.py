# SPDX-License-Identifier: MIT
"""Views: the records and parts that held at a time, out of all that a dataset knows.

What has a validity (``valid``) is in a view when that validity answers *yes* or *possibly* (or, for the sure ones
only, *yes*). What has none holds as long as what it is part of, and a record without one always. A part that is left
out takes with it all that is below it, and the last part of a list that may not be empty takes with it what it is
part of: a question without an answer is no question. References stay as they are written.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from operator import is_not
from typing import Any, NamedTuple

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec
from vmbo_mbo_kb.checks.walk import walk
from vmbo_mbo_kb.periods import FIRST_DAY, LAST_DAY, OPEN, UNKNOWN, Answer, PartialDate, Span, span
from vmbo_mbo_kb.records import Record

VALIDITY = "valid"
"""The field that says when a record or part holds; other periods say what it is about."""

Asks = Callable[[Span], Answer]
"""A question to a validity: whether it covers a day, or shares one with a stretch of time."""


def held(records: Iterable[tuple[ClassSpec, Record]], asks: Asks, least: Answer) -> Iterator[tuple[ClassSpec, Record]]:
    """The records of which the answer is at least ``least``, each with those parts of which it is; never changed."""
    answers: dict[tuple[str | None, str | None], bool] = {}

    def holds(valid: Record) -> bool:
        bounds = valid["from"], valid["through"]
        answer = answers.get(bounds)
        if answer is None:
            answer = answers[bounds] = asks(span(*bounds)).rank >= least.rank
        return answer

    for entry in records:
        spec, record = entry
        left = _left(_dated_parts(spec), record, holds)
        if left is record:
            yield entry
        elif left is not None:
            yield spec, left


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


def beginning(records: Iterable[tuple[ClassSpec, Record]]) -> date:
    """The first day that any validity can cover, those with an unknown start left aside.

    The first day of the calendar where a start is open, or where no validity states a start.
    """
    starts = {visit.value["from"] for spec, record in records for visit in walk(spec, record, _is_validity)} - {UNKNOWN}
    if OPEN in starts:
        return FIRST_DAY
    return min((PartialDate(start).earliest for start in starts), default=FIRST_DAY)


def _is_validity(field: FieldSpec) -> bool:
    return field.name == VALIDITY
