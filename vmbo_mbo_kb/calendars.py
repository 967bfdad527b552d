# SPDX-License-Identifier: MIT
"""Calendars (iCalendar, RFC 5545): when to review what, when applications are taken, and when something lapses.

Every event is a matter of whole days. A bound that is less precise than a day gives a tentative event over all the
days that it can be; one that is open or unknown gives none. The same dataset gives the same bytes: times of making are
those of the dataset (``as_of``), and an event keeps its UID for as long as its record or part has its IRI.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from vmbo_mbo_kb._version import __version__
from vmbo_mbo_kb.blueprint import ClassSpec, Kind
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, check_base
from vmbo_mbo_kb.periods import OPEN, UNKNOWN, PartialDate, Precision
from vmbo_mbo_kb.records import Record, part_path, record_path
from vmbo_mbo_kb.words import Language, Words

if TYPE_CHECKING:
    from vmbo_mbo_kb.knowledge_base import KnowledgeBase

LINE: Final = 75
"""The most octets of a line, its end not counted."""


class Occasion(StrEnum):
    """What an event of a calendar is about."""

    REVIEW = "review"
    """A record is to be held against its sources again."""
    APPLICATION = "application"
    """Applications are taken."""
    LAPSE = "lapse"
    """Something holds for the last day."""


_SUMMARIES: Final = {
    Occasion.REVIEW: Words("Nakijken: {label}", "Review: {label}"),
    Occasion.APPLICATION: Words("Aanvragen: {label}", "Apply: {label}"),
    Occasion.LAPSE: Words("Laatste dag: {label}", "Last day: {label}"),
}
_OPENS: Final = Words("Aanvragen vanaf: {label}", "Apply from: {label}")
_CLOSES: Final = Words("Aanvragen tot en met: {label}", "Apply until: {label}")
_VAGUE: Final = Words("Alleen bekend is: {dates}.", "All that is known is: {dates}.")
_TITLES: Final = Words("{name}: agenda", "{name}: calendar")


@dataclass(frozen=True, slots=True)
class _Event:
    occasion: Occasion
    path: str
    """Path of the IRI that it is about, below the base."""
    label: str
    summary: str
    first: date
    last: date
    vague: str = ""
    """The dates as they are stated, when they are not days."""
    comment: str = ""


def calendar(
    data: "KnowledgeBase",
    occasions: Iterable[Occasion | str] = tuple(Occasion),
    language: Language = "nl",
    base: str = DEFAULT_BASE,
) -> str:
    """The calendar of a dataset, sorted by day; lines end in CR LF.

    :param occasions: what to put into it.
    :raises ValueError: an occasion is none, or no identifiers can be made from the base.
    """
    check_base(base)
    wanted = {Occasion(occasion) for occasion in occasions}
    events = [event for event in _events(data, language) if event.occasion in wanted]
    events.sort(key=lambda event: (event.first, event.last, event.occasion, event.path, event.summary))
    dataset = data.records.dataset
    stamp = f"{dataset['as_of'].replace('-', '')}T000000Z"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//vmbo-mbo-kb//{__version__}//{language.upper()}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(_TITLES[language].format(name=dataset['name'][language]))}",
    ]
    for event in events:
        lines += _lines(event, stamp, language, base)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _lines(event: _Event, stamp: str, language: Language, base: str) -> Iterator[str]:
    iri = base + event.path
    described = [_VAGUE[language].format(dates=event.vague)] if event.vague else []
    described += [text for text in (event.comment, iri) if text]
    yield "BEGIN:VEVENT"
    yield f"UID:{event.occasion}:{iri}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{event.first:%Y%m%d}"
    if event.last < date.max:  # DTEND is the day after
        yield f"DTEND;VALUE=DATE:{event.last + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY;LANGUAGE={language}:{_text(event.summary)}"
    yield f"DESCRIPTION;LANGUAGE={language}:{_text(chr(10).join(described))}"
    yield f"URL:{iri.partition('#')[0]}"
    yield f"CATEGORIES:{event.occasion.upper()}"
    yield f"STATUS:{'TENTATIVE' if event.vague else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(value: str) -> str:
    """A TEXT value: RFC 5545, 3.3.11."""
    value = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return value.replace("\r\n", "\n").replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of at most 75 octets, none of which splits a character: RFC 5545, 3.1."""
    piece, size = "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > LINE:
            yield piece
            piece, size = " ", 1
        piece += char
        size += octets
    yield piece


def _events(data: "KnowledgeBase", language: Language) -> Iterator[_Event]:
    for spec, record in data.records:
        if record.get("withdrawn"):
            continue
        label = data.label(record["id"], language)
        path = record_path(spec, record)

        def event(occasion: Occasion, first: date, last: date, path: str = path, label: str = label) -> _Event:
            return _Event(occasion, path, label, _SUMMARIES[occasion][language].format(label=label), first, last)

        due = date.fromisoformat(record["review_by"])
        yield event(Occasion.REVIEW, due, due)
        last = (record.get("valid") or {}).get("through", OPEN)
        if last not in (OPEN, UNKNOWN):
            yield _vague(event(Occasion.LAPSE, PartialDate(last).earliest, PartialDate(last).latest), last)
        yield from _windows(spec, record, path, label, language)


def _windows(spec: ClassSpec, record: Record, path: str, label: str, language: Language) -> Iterator[_Event]:
    """An event for each window that has both bounds; for one that lacks a bound, one at the other."""
    for field in spec.fields:
        if field.kind is not Kind.PART or field.part is None or field.part.name != "ApplicationWindow":
            continue
        for window in record.get(field.name, ()):
            place = part_path(path, field, window["key"])
            comment = (window.get("comment") or {}).get(language, "")
            bounds = [window["period"][name] for name in ("from", "through")]
            dated = [None if bound in (OPEN, UNKNOWN) else PartialDate(bound) for bound in bounds]
            start, end = dated
            if start and end:
                words, first, last = _SUMMARIES[Occasion.APPLICATION], start.earliest, end.latest
            elif start:
                words, first, last = _OPENS, start.earliest, start.latest
            elif end:
                words, first, last = _CLOSES, end.earliest, end.latest
            else:
                continue
            summary = words[language].format(label=label)
            event = _Event(Occasion.APPLICATION, place, label, summary, first, last, comment=comment)
            yield _vague(event, *(bound for bound in dated if bound))


def _vague(event: _Event, *dates: Any) -> _Event:
    """The event, marked as vague where a date is not a day."""
    stated = [PartialDate(each) for each in dates]
    if all(each.precision is Precision.DAY for each in stated):
        return event
    return replace(event, vague=" – ".join(stated))
