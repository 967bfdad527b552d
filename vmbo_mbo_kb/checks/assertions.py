# SPDX-License-Identifier: MIT
"""What a dataset asserts of itself in its description, held against its records; and what a lost link owes a reader."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from vmbo_mbo_kb.blueprint import FieldSpec, blueprint
from vmbo_mbo_kb.checks import rules
from vmbo_mbo_kb.checks.across import LOST, WAYS_ON, day_of, is_predecessor, span_of
from vmbo_mbo_kb.checks.walk import walk
from vmbo_mbo_kb.findings import Finding
from vmbo_mbo_kb.reading import RawRecord, unknown_class

BASIS_TERMS = ("kb:legalBasis", "cv:hasLegalResource")
"""The fields that ground a record in law, whatever the class calls them."""


def counts(records: Iterable[RawRecord], unread: Iterable[RawRecord] = ()) -> Counter[str]:
    """How many records of each class count, by its folder: those that were withdrawn do not."""
    counting = Counter(record.spec.slug for record in records if record.values.get("withdrawn") is not True)
    return counting + Counter(record.spec.slug for record in unread)


def predecessors(records: Iterable[RawRecord]) -> frozenset[str]:
    """The ids of what something came out of."""
    return frozenset(
        visit.value
        for record in records
        for visit in walk(record.spec, record.values, is_predecessor)
        if isinstance(visit.value, str)
    )


@dataclass(frozen=True, slots=True)
class Doubts:
    """What is not known of records because something is wrong with them."""

    lineage: bool
    """Whether it is not known who follows whom."""
    gaps: Set[str]
    """Files in which it is not known what is an open question."""

    @classmethod
    def of(cls, unread: Sequence[RawRecord], faults: Iterable[Finding]) -> "Doubts":
        """The doubts that come of records that could not be read, and of what is wrong with others."""
        lineage, gaps = bool(unread), set()
        for fault in faults:
            lineage = lineage or is_about(fault, _lineage_fields())
            if is_about(fault, {"gaps"}):
                gaps.add(fault.file)
        return cls(lineage, gaps)


def _assertions(description: RawRecord) -> Iterator[tuple[int, str, Mapping[str, Any]]]:
    """The assertions of which it is known what class they are about: position, the class's folder, all of it."""
    assertions = description.values.get("assertions")
    for position, assertion in enumerate(assertions if isinstance(assertions, list) else ()):
        if isinstance(assertion, dict) and isinstance(assertion.get("class_name"), str):
            yield position, assertion["class_name"], assertion


def check_counts(description: RawRecord, counts: Mapping[str, int]) -> Iterator[Finding]:
    """The dataset has as many records of a class as it promises, and promises nothing of classes that are none.

    :param counts: see :func:`counts`.
    """
    plan = blueprint()
    known = {spec.slug for spec in plan.entities}
    for position, name, assertion in _assertions(description):
        path = ("assertions", position)
        least = assertion.get("least")
        if name not in known:
            yield unknown_class(name, plan, description.file, description.position((*path, "class_name")))
        elif assertion.get("kind") == "at-least" and type(least) is int and counts.get(name, 0) < least:
            yield description.finding(rules.TOO_FEW, path, count=counts.get(name, 0), name=name, least=least)


def check_promises(
    description: RawRecord, records: Iterable[RawRecord], doubts: Doubts, followed: Container[str]
) -> Iterator[Finding]:
    """Records are grounded and succeeded where the dataset promises so.

    :param followed: see :func:`predecessors`.
    """
    as_of = day_of(description, "as_of")
    promised = {(name, assertion.get("kind")) for _, name, assertion in _assertions(description)}
    if as_of is None or not promised:
        return
    for record in records:
        name = record.spec.slug
        if record.values.get("withdrawn") is True or record.file in doubts.gaps:
            continue
        if (name, "grounded") in promised:
            yield from _not_grounded(record, as_of.latest)
        if (name, "succeeded") in promised and not doubts.lineage and record.id not in followed:
            yield from _not_succeeded(record, as_of.latest)


def is_about(finding: Finding, names: Set[str]) -> bool:
    """Whether a finding is about something in a field of one of these names."""
    return not names.isdisjoint(finding.path.split("."))


@cache
def _lineage_fields() -> frozenset[str]:
    """The fields that say what a record came out of."""
    return frozenset(
        field.name
        for spec in blueprint().entities
        for field in spec.fields
        if is_predecessor(field) or (field.part and any(map(is_predecessor, field.part.fields)))
    )


def _not_grounded(record: RawRecord, today: date) -> Iterator[Finding]:
    span = span_of(record)
    basis = next((field.name for field in record.spec.fields if field.term in BASIS_TERMS), None)
    if span is None or basis is None or not span.from_latest <= today <= span.through_earliest:
        return
    if not record.values.get(basis) and basis not in open_questions(record):
        yield record.finding(rules.NOT_GROUNDED, field=basis)


def _not_succeeded(record: RawRecord, today: date) -> Iterator[Finding]:
    span = span_of(record)
    if span is not None and span.through_latest < today and "follows" not in open_questions(record):
        yield record.finding(rules.NOT_SUCCEEDED)


def check_ways_on(records: Iterable[RawRecord], doubts: Doubts) -> Iterator[Finding]:
    """A link at whose address a reader no longer finds what was there leads on, or says that no way is known."""
    for record in records:
        values = record.values
        if "fate" not in record.spec.by_name or values.get("fate") not in LOST or values.get("withdrawn") is True:
            continue
        # A way on that is not right is a fault of its own.
        if record.file in doubts.gaps or any(values.get(name) is not None for name in WAYS_ON):
            continue
        if open_questions(record).isdisjoint(WAYS_ON):
            yield record.finding(rules.NO_WAY_ON, ("fate",), fate=values["fate"])


def _names_fields(field: FieldSpec) -> bool:
    return field.name == "fields"


def open_questions(record: RawRecord) -> set[str]:
    """The fields that the record's open questions are about."""
    return {
        visit.value
        for visit in walk(record.spec, record.values, _names_fields)
        if visit.path[0] == "gaps" and isinstance(visit.value, str)
    }
