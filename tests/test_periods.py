# SPDX-License-Identifier: MIT
"""Vague dates and periods, held against an oracle that tries every day a bound can stand for."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from vmbo_mbo_kb.periods import (
    FIRST_DAY,
    LAST_DAY,
    OPEN,
    UNKNOWN,
    Answer,
    Day,
    PartialDate,
    Precision,
    Span,
    parse_bound,
    span,
)

DAY = timedelta(days=1)

years = st.integers(1990, 1996)  # few years, so that bounds meet, touch and overlap
months = st.integers(1, 12)
single_days = st.dates(date(1990, 1, 1), date(1996, 12, 31)).map(str)
dates = st.one_of(
    years.map(str),
    st.builds("{}-{:02}".format, years, months),
    years.map(lambda year: f"{year}/{year + 1}"),
    single_days,
)
bounds = st.one_of(dates, st.none(), st.just(UNKNOWN))


def neighbours(day: date) -> list[date]:
    """The day itself and the days beside it, as far as the calendar goes."""
    return [
        date.fromordinal(number)
        for number in range(day.toordinal() - 1, day.toordinal() + 2)
        if FIRST_DAY.toordinal() <= number <= LAST_DAY.toordinal()
    ]


def stated_days(text: str) -> list[date]:
    """Every day that a date can stand for, worked out from its text alone."""
    if "/" in text:
        first, last = date(int(text[:4]), 8, 1), date(int(text[5:]), 7, 31)
        return [first + DAY * number for number in range((last - first).days + 1)]
    year = date(int(text[:4]), 1, 1)
    return [day for number in range(366) if (day := year + DAY * number).isoformat().startswith(text)]


def possible_days(bound: str | None, when_open: date, relevant: Iterable[date]) -> list[date]:
    if bound is OPEN:
        return [when_open]
    if bound == UNKNOWN:
        # Any day of the calendar: days between two relevant ones behave as those beside them.
        return sorted({FIRST_DAY, LAST_DAY, *relevant})
    return stated_days(bound)


def choices(start: str | None, end: str | None, days: Iterable[date]) -> list[tuple[date, date, date]]:
    """Each possible first day with the earliest and latest last day that go with it."""
    stated = [stated_days(bound) for bound in (start, end) if bound and bound != UNKNOWN]
    edges = [edge for each in stated for edge in (each[0], each[-1])]
    relevant = {near for day in (*edges, *days) for near in neighbours(day)}
    ends = possible_days(end, LAST_DAY, relevant)
    found = []
    for first in possible_days(start, FIRST_DAY, relevant):
        fitting = [last for last in ends if last >= first]
        if fitting:
            found.append((first, fitting[0], fitting[-1]))
    return found


def oracle(start: str | None, end: str | None, day: date) -> Answer:
    found = choices(start, end, [day])
    if all(first <= day <= earliest_end for first, earliest_end, _ in found):
        return Answer.YES
    if any(first <= day <= latest_end for first, _, latest_end in found):
        return Answer.POSSIBLY
    return Answer.NO


def boundary_days(each: Span) -> list[date]:
    """The days around which an answer can change."""
    edges = each.from_earliest, each.from_latest, each.through_earliest, each.through_latest
    return sorted({near for edge in edges for near in neighbours(edge)})


@settings(max_examples=150, deadline=None)
@given(bounds, bounds)
@example("2008", "2008")
@example("2008-02-29", "2008-02-29")
@example("2008/2009", "2009")
@example(None, None)
@example(UNKNOWN, UNKNOWN)
@example(None, UNKNOWN)
@example("2008", None)
@example(UNKNOWN, "2008-08")
def test_holds_as_trying_every_day_does(start: str | None, end: str | None) -> None:
    if not choices(start, end, []):
        with pytest.raises(ValueError, match="before it starts"):
            span(start, end)
        return
    found = span(start, end)
    for day in boundary_days(found):
        assert found.holds(day) is oracle(start, end, day), (start, end, day)


@settings(max_examples=150, deadline=None)
@given(bounds, bounds)
def test_span_is_the_extremes_of_what_is_possible(start: str | None, end: str | None) -> None:
    found = choices(start, end, [])
    if not found:
        return
    each = span(start, end)
    assert each.from_earliest == min(first for first, _, _ in found)
    assert each.from_latest == max(first for first, _, _ in found)
    assert each.through_earliest == min(last for _, last, _ in found)
    assert each.through_latest == max(last for _, _, last in found)


@given(dates)
def test_earliest_and_latest(text: str) -> None:
    days = stated_days(text)
    assert PartialDate(text).earliest == days[0]
    assert PartialDate(text).latest == days[-1]
    assert PartialDate(text) == text


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision"),
    [
        ("2008", date(2008, 1, 1), date(2008, 12, 31), Precision.YEAR),
        ("2008-02", date(2008, 2, 1), date(2008, 2, 29), Precision.MONTH),
        ("2100-02", date(2100, 2, 1), date(2100, 2, 28), Precision.MONTH),
        ("2008-02-29", date(2008, 2, 29), date(2008, 2, 29), Precision.DAY),
        ("2008/2009", date(2008, 8, 1), date(2009, 7, 31), Precision.SCHOOL_YEAR),
        ("1000", date(1000, 1, 1), date(1000, 12, 31), Precision.YEAR),
        ("9999-12-31", LAST_DAY, LAST_DAY, Precision.DAY),
    ],
)
def test_precision(text: str, earliest: date, latest: date, precision: Precision) -> None:
    found = PartialDate(text)
    assert (found.earliest, found.latest, found.precision) == (earliest, latest, precision)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "208",
        "0999",
        "20080",
        "2008-00",
        "2008-13",
        "2008-8",
        "2008-08-00",
        "2008-08-32",
        "2009-02-29",
        "2008/2008",
        "2008/2010",
        "2008/09",
        "2008-2009",
        "2008-08-01T00:00:00",
        "2008\n",
        " 2008",
        "٢٠٠٨",
        "unknown",
    ],
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a|does not exist"):
        PartialDate(text)


@pytest.mark.parametrize("text", ["2008", "2008-08", "2008/2009", "2008-02-30"])
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a|does not exist"):
        Day(text)


@pytest.mark.parametrize("value", [True, 2008.0, None, [], date(2008, 1, 1), 999, 10000, -2008])
def test_what_no_file_can_mean_by_a_date(value: object) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        PartialDate.parse(value)


def test_year_may_be_a_number() -> None:
    assert PartialDate.parse(2008) == "2008"
    assert parse_bound(2008) == "2008"
    with pytest.raises(ValueError, match="is not a day"):
        Day.parse(2008)


def test_bounds() -> None:
    assert parse_bound(None) is OPEN
    assert parse_bound("unknown") == UNKNOWN
    assert parse_bound("2008/2009") == "2008/2009"
    for wrong in ("open", "", False, 0):
        with pytest.raises(ValueError, match="is not a date"):
            parse_bound(wrong)


def test_open_and_unknown_differ() -> None:
    day = date(2009, 1, 1)
    assert span("2008", OPEN).holds(day) is Answer.YES
    assert span("2008", UNKNOWN).holds(day) is Answer.POSSIBLY
    assert span(OPEN, "2010").holds(FIRST_DAY) is Answer.YES
    assert span(UNKNOWN, "2010").holds(FIRST_DAY) is Answer.POSSIBLY
    assert span(OPEN, OPEN).holds(LAST_DAY) is Answer.YES


def test_bounds_are_inclusive() -> None:
    found = span("2008-08-01", "2013-07-31")
    assert [found.holds(day) for day in (date(2008, 7, 31), date(2008, 8, 1))] == [Answer.NO, Answer.YES]
    assert [found.holds(day) for day in (date(2013, 7, 31), date(2013, 8, 1))] == [Answer.YES, Answer.NO]
