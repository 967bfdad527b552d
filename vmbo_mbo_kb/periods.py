# SPDX-License-Identifier: MIT
"""Dates as precise as their source, and periods whose bounds may be vague, open or unknown.

A date is written as ``2008``, ``2008-08``, ``2008-08-01`` or as a school year ``2008/2009``, which in the Netherlands
runs from 1 August to 31 July. Such a date stands for one day that lies somewhere between :attr:`PartialDate.earliest`
and :attr:`PartialDate.latest`. Day counts are of the proleptic Gregorian calendar, years 1000 to 9999.

>>> PartialDate("2008-02").latest
datetime.date(2008, 2, 29)
>>> PartialDate("2008/2009").earliest
datetime.date(2008, 8, 1)
"""

import re
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple, Self

from vmbo_mbo_kb.words import Explained

YEAR: Final = r"[1-9][0-9]{3}"
MONTH: Final = r"(0[1-9]|1[0-2])"
_LEAP_YEAR: Final = r"([1-9][0-9](0[48]|[2468][048]|[13579][26])|([13579][26]|[2468][048])00)"
_DAY: Final = (
    f"({YEAR}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])"
    r"|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
    f"|{_LEAP_YEAR}-02-29)"
)
"""A day that exists: said by the pattern, because not every validator of a schema reads a calendar."""
_DATE: Final = f"({YEAR}(/{YEAR}|-{MONTH})?|{_DAY})"
DAY_PATTERN: Final = f"^{_DAY}$"
DATE_PATTERN: Final = f"^{_DATE}$"
BOUND_PATTERN: Final = f"^({_DATE}|unknown)$"
"""The shape of a date; that a school year is two years following each other is checked beside it."""

UNKNOWN: Final = "unknown"
"""The bound exists but no source gives it."""

OPEN: Final = None
"""There is no bound: nothing says that it ends (or that it ever began)."""

CACHED: Final = 4_096
"""How many dates, and how many periods, are remembered: some MB, also of datasets that do not fit in memory."""

FIRST_DAY: Final = date.min
LAST_DAY: Final = date.max
"""The days that stand for an open bound, in Python and in RDF alike."""


class Precision(StrEnum):
    """How precise a date is; the values are the local names of the XML Schema datatypes, school years aside."""

    YEAR = "gYear"
    MONTH = "gYearMonth"
    DAY = "date"
    SCHOOL_YEAR = "schoolYear"


@lru_cache(maxsize=CACHED)
def _interval(text: str) -> tuple[date, date, Precision]:
    if not re.fullmatch(DATE_PATTERN, text):  # compiled on first use: who shows a record needs it for none
        if re.fullmatch(f"{YEAR}(-[0-9]{{2}}){{1,2}}", text):
            raise ValueError(f"{text!r} is a {'day' if len(text) == 10 else 'month'} that does not exist")
        raise ValueError(f"{text!r} is not a date")
    year = int(text[:4])
    if len(text) == 4:
        return date(year, 1, 1), date(year, 12, 31), Precision.YEAR
    if text[4] == "/":
        if int(text[5:]) != year + 1:
            raise ValueError(f"{text!r} is not a school year: the second year follows the first")
        return date(year, 8, 1), date(year + 1, 7, 31), Precision.SCHOOL_YEAR
    month = int(text[5:7])
    if len(text) == 7:
        from calendar import monthrange  # dear to import, and not always needed

        return date(year, month, 1), date(year, month, monthrange(year, month)[1]), Precision.MONTH
    day = date(year, month, int(text[8:]))
    return day, day, Precision.DAY


class PartialDate(str):
    """A date as precise as its source states it.

    :raises ValueError: the text is not a date, or names a day or school year that does not exist.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        _interval(text)
        return super().__new__(cls, text)

    @property
    def earliest(self) -> date:
        """The first day that the date can stand for."""
        return _interval(self)[0]

    @property
    def latest(self) -> date:
        """The last day that the date can stand for."""
        return _interval(self)[1]

    @property
    def precision(self) -> Precision:
        """How precise the date is."""
        return _interval(self)[2]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        return _string_schema(cls.parse)

    @classmethod
    def parse(cls, value: object) -> Self:
        """Make a date from what a file holds: text, or a whole number for a plain year.

        :raises ValueError: it is neither, or no such date exists.
        """
        if type(value) is int:
            value = str(value)
        if not isinstance(value, str):
            raise ValueError(f"{value!r} is not a date")
        return cls(value)


class Day(PartialDate):
    """A date that is precise to the day.

    :raises ValueError: the text is not a day of the calendar.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        if len(text) != 10:
            raise ValueError(f"{text!r} is not a day, such as 2010-01-31")
        return super().__new__(cls, text)

    @classmethod
    def parse(cls, value: object) -> Self:
        """Make a day from text; a whole number is not precise enough.

        :raises ValueError: it is not a day of the calendar.
        """
        if not isinstance(value, str):
            raise ValueError(f"{value!r} is not a day")
        return cls(value)


Bound = PartialDate | Literal["unknown"] | None
"""One end of a period: a date, ``"unknown"``, or ``None`` for open."""


def parse_bound(value: object) -> Bound:
    """Make a bound from what a file holds.

    :raises ValueError: it is no date, not ``unknown`` and not null.
    """
    if value is OPEN:
        return OPEN
    if value == UNKNOWN:
        return UNKNOWN
    return PartialDate.parse(value)


class WrongDay(Explained, ValueError):
    """A day that nothing can be asked about."""


def parse_day(value: str | date) -> date:
    """The day that a question is about.

    :param value: a date, or text such as ``2010-01-01``.
    :raises ValueError: it is not a single day of the calendar.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return Day.parse(value).earliest
    except ValueError as error:
        right = str(_last_of_month(value) or "2010-01-31")
        en = str(error) if right in str(error) else f"{error}; a day is written as {right}"
        raise WrongDay(nl=f"{value!r} is geen bestaande dag, zoals {right}", en=en) from None


def _last_of_month(value: object) -> date | None:
    """The last day of the month that a day is said to be in; None where it names no month."""
    try:
        return PartialDate(value[:7]).latest if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def parse_stretch(first: str | date, last: str | date) -> tuple[date, date]:
    """First and last day of the stretch of time that a question is about.

    >>> parse_stretch("2008/2009", "2009-12")
    (datetime.date(2008, 8, 1), datetime.date(2009, 12, 31))

    :param first: a date of any precision; its earliest day counts.
    :param last: a date of any precision; its latest day counts.
    :raises ValueError: one is not a date, or the stretch ends before it starts.
    """
    start = PartialDate.parse(first).earliest if isinstance(first, str) else parse_day(first)
    end = PartialDate.parse(last).latest if isinstance(last, str) else parse_day(last)
    if end < start:
        raise ValueError(f"the stretch ends ({last}) before it starts ({first})")
    return start, end


def _string_schema(function: Any) -> Any:
    from pydantic_core import PydanticCustomError, core_schema

    def validate(value: object) -> Any:
        try:
            return function(value)
        except ValueError as error:
            raise PydanticCustomError("date", "{reason}", {"reason": str(error)}) from None

    return core_schema.no_info_plain_validator_function(validate)


class Answer(StrEnum):
    """Whether something holds on a day, when bounds may be vague."""

    NO = "no"
    POSSIBLY = "possibly"
    YES = "yes"

    @property
    def rank(self) -> int:
        """The higher, the surer: 0 for no, 1 for possibly, 2 for yes."""
        return _RANKS[self]


_RANKS: Final = {answer: rank for rank, answer in enumerate(Answer)}


class Span(NamedTuple):
    """The four days that a period's two bounds come down to.

    The start lies in ``from_earliest..from_latest``, the end in ``through_earliest..through_latest``; what one bound
    says of the other (a period ends no earlier than it starts) is already worked in.
    """

    from_earliest: date
    from_latest: date
    through_earliest: date
    through_latest: date

    def holds(self, day: date) -> Answer:
        """Whether the period covers the day for every, some or no choice of days within its bounds."""
        return self.meets(day, day)

    def meets(self, first: date, last: date) -> Answer:
        """Whether the period shares a day with a stretch of time, for every, some or no choice of its bounds."""
        if self.from_latest <= last and first <= self.through_earliest:
            return Answer.YES
        if self.from_earliest <= last and first <= self.through_latest:
            return Answer.POSSIBLY
        return Answer.NO


def in_words(start: str | None, end: str | None, language: Literal["nl", "en"]) -> str:
    """A period as people read it.

    >>> in_words("2008-08", "2013", "en"), in_words("2020-08-01", OPEN, "nl")
    ('2008-08 through 2013', 'vanaf 2020-08-01')
    """
    since, through, unknown, always = _WORDS[language]
    first, last = (unknown if bound == UNKNOWN else bound for bound in (start, end))
    if last is OPEN:
        return always if first is OPEN else f"{since} {first}"
    return f"{through} {last}" if first is OPEN else f"{first} {through} {last}"


_WORDS: Final = {
    "nl": ("vanaf", "t/m", "onbekend", "zonder begin of einde"),
    "en": ("since", "through", "unknown", "without start or end"),
}


@lru_cache(maxsize=CACHED)
def span(start: str | None, end: str | None) -> Span:
    """Work out the four days of a period from its bounds, both inclusive.

    >>> span("2008-08-01", "2013").through_earliest
    datetime.date(2013, 1, 1)
    >>> span("2008", "unknown").holds(date(2009, 1, 1)).value
    'possibly'

    :raises ValueError: a bound is not a date, or the period would end before it starts.
    """
    from_earliest, from_latest = _days(start, FIRST_DAY)
    through_earliest, through_latest = _days(end, LAST_DAY)
    if from_earliest > through_latest:
        raise ValueError(f"the period ends ({end}) before it starts ({start})")
    return Span(from_earliest, min(from_latest, through_latest), max(through_earliest, from_earliest), through_latest)


def makes_period(start: str | None, end: str | None) -> bool:
    """Whether two bounds, as a file holds them, make a period: each can be a bound, and they are in order."""
    try:
        return _days(start, FIRST_DAY)[0] <= _days(end, LAST_DAY)[1]
    except ValueError:
        return False


def _days(bound: str | None, when_open: date) -> tuple[date, date]:
    if bound is OPEN:
        return when_open, when_open
    if bound == UNKNOWN:
        return FIRST_DAY, LAST_DAY
    first, last, _ = _interval(bound)
    return first, last
