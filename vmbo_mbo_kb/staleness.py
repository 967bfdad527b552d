# SPDX-License-Identifier: MIT
"""Staleness: which records are due to be held against their sources again, and against which."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from vmbo_mbo_kb.checks.walk import is_reference, walk
from vmbo_mbo_kb.periods import parse_day

if TYPE_CHECKING:
    from vmbo_mbo_kb.knowledge_base import KnowledgeBase


@dataclass(frozen=True, slots=True)
class SourceToCheck:
    """A source that an overdue record rests on."""

    id: str
    seen: str | None
    """When it was last seen, as precisely as is known."""
    address: str | None
    """Where it is, if it has an address."""


@dataclass(frozen=True, slots=True)
class Stale:
    """A record whose review is overdue."""

    folder: str
    """Name of its class."""
    id: str
    review_by: date
    checked: date
    days: int
    """How many days overdue."""
    sources: tuple[SourceToCheck, ...]
    """What to hold it against, in order of id."""


def stale(data: "KnowledgeBase", on: str | date | None = None) -> list[Stale]:
    """The records that are past their ``review_by``, the longest overdue first. On the day itself none is overdue.

    :param on: the day that counts as today; without it, the clock's.
    :raises ValueError: it is not a day.
    """
    today = date.today() if on is None else parse_day(on)
    found = []
    for spec, record in data.records:
        review_by = date.fromisoformat(record["review_by"])
        if review_by < today and not record.get("withdrawn"):
            checked = date.fromisoformat(record["checked"])
            sources = tuple(_sources(data, record["id"]))
            found.append(Stale(spec.slug, record["id"], review_by, checked, (today - review_by).days, sources))
    return sorted(found, key=lambda each: (each.review_by, each.folder, each.id))


def _sources(data: "KnowledgeBase", identifier: str) -> Iterator[SourceToCheck]:
    """The sources that a record or any of its parts cites; a source itself is to be seen again."""
    cited = {
        visit.value
        for visit in walk(data.spec(identifier), data.record(identifier), is_reference)
        if visit.field.target == "Source"
    }
    if data.spec(identifier).name == "Source":
        cited.add(identifier)
    for source in sorted(cited):
        record = data.whole.record(source)
        target = record.get("document")
        address = data.whole.record(target).get("address") if target else None
        yield SourceToCheck(source, record.get("seen"), address)
