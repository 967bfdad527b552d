# SPDX-License-Identifier: MIT
"""Views: the records and parts that held at a time, out of all that a dataset knows.

What has a validity (``valid``) is in a view when that validity answers *yes* or *possibly* (or, for the sure ones
only, *yes*). What has none holds as long as what it is part of, and a record without one always. A part that is left
out takes with it all that is below it, and the last part of a list that may not be empty takes with it what it is
part of: a question without an answer is no question. References stay as they are written.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind
from vmbo_mbo_kb.checks.walk import walk
from vmbo_mbo_kb.periods import FIRST_DAY, OPEN, UNKNOWN, Answer, PartialDate, Span, span
from vmbo_mbo_kb.records import Record

VALIDITY = "valid"
"""The field that says when a record or part holds; other periods say what it is about."""

Asks = Callable[[Span], Answer]
"""A question to a validity: whether it covers a day, or shares one with a stretch of time."""


def held(records: Iterable[tuple[ClassSpec, Record]], asks: Asks, least: Answer) -> Iterator[tuple[ClassSpec, Record]]:
    """The records of which the answer is at least ``least``, each with those parts of which it is; never changed."""
    for spec, record in records:
        left = _left(spec, record, asks, least)
        if left is not None:
            yield spec, left


def _left(spec: ClassSpec, record: Record, asks: Asks, least: Answer) -> Record | None:
    valid = record.get(VALIDITY)
    if valid is not None and asks(span(valid["from"], valid["through"])).rank < least.rank:
        return None
    changed: dict[str, Any] = {}
    for field in spec.fields:
        if field.kind is not Kind.PART or field.name not in record:
            continue
        assert field.part is not None
        parts = record[field.name] if field.many else [record[field.name]]
        left = [found for part in parts if (found := _left(field.part, part, asks, least)) is not None]
        if not left and (field.at_least_one or field.required):
            return None
        if len(left) < len(parts) or any(new is not old for new, old in zip(left, parts, strict=True)):
            changed[field.name] = left if field.many or not left else left[0]
    if not changed:
        return record
    return {name: value for name, value in {**record, **changed}.items() if value != []}


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
