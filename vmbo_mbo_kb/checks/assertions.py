# SPDX-License-Identifier: MIT
"""What a dataset asserts of itself in its description, held against its records."""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from datetime import date
from functools import cache
from typing import Any

from vmbo_mbo_kb.blueprint import FieldSpec, blueprint
from vmbo_mbo_kb.checks import rules
from vmbo_mbo_kb.checks.across import day_of, is_predecessor, span_of
from vmbo_mbo_kb.checks.walk import walk
from vmbo_mbo_kb.findings import Finding
from vmbo_mbo_kb.reading import RawRecord, unknown_class

BASIS_TERMS = ("kb:legalBasis", "cv:hasLegalResource")
"""The fields that ground a record in law, whatever the class calls them."""


def check_assertions(
    description: RawRecord,
    records: list[RawRecord],
    unread: Sequence[RawRecord] = (),
    faults: Sequence[Finding] = (),
) -> Iterator[Finding]:
    """Hold the records to every assertion of the description; a malformed one is left to the shape check.

    :param unread: records whose content is not known: they count, and may follow any other.
    :param faults: what is wrong with the records; who follows whom, or what is an open question, is not known there.
    """
    lineage_known = not unread and not any(is_about(fault, _lineage_fields()) for fault in faults)
    doubtful = {fault.file for fault in faults if is_about(fault, {"gaps"})}
    assertions = description.values.get("assertions")
    plan = blueprint()
    known = {spec.slug for spec in plan.entities}
    as_of = day_of(description, "as_of")
    for position, assertion in enumerate(assertions if isinstance(assertions, list) else ()):
        if not isinstance(assertion, dict) or not isinstance(assertion.get("class_name"), str):
            continue
        path = ("assertions", position)
        name = assertion["class_name"]
        if name not in known:
            yield unknown_class(name, plan, description.file, description.position((*path, "class_name")))
            continue
        counting = (record for record in records if record.values.get("withdrawn") is not True)
        found = [record for record in counting if record.spec.slug == name]
        concerned = [record for record in found if record.file not in doubtful]
        kind, least = assertion.get("kind"), assertion.get("least")
        count = len(found) + sum(record.spec.slug == name for record in unread)
        if kind == "at-least" and type(least) is int and count < least:
            yield description.finding(rules.TOO_FEW, path, count=count, name=name, least=least)
        elif kind == "grounded" and as_of:
            yield from _not_grounded(concerned, as_of.latest)
        elif kind == "succeeded" and as_of and lineage_known:
            yield from _not_succeeded(concerned, records, as_of.latest)


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


def _not_grounded(concerned: list[RawRecord], today: date) -> Iterator[Finding]:
    for record in concerned:
        span = span_of(record)
        basis = next((field.name for field in record.spec.fields if field.term in BASIS_TERMS), None)
        if span is None or basis is None or not span.from_latest <= today <= span.through_earliest:
            continue
        if not record.values.get(basis) and basis not in open_questions(record):
            yield record.finding(rules.NOT_GROUNDED, field=basis)


def _not_succeeded(concerned: list[RawRecord], records: list[RawRecord], today: date) -> Iterator[Finding]:
    followed: Counter[Any] = Counter(
        visit.value
        for record in records
        for visit in walk(record.spec, record.values, is_predecessor)
        if isinstance(visit.value, str)
    )
    for record in concerned:
        span = span_of(record)
        if span is None or span.through_latest >= today:
            continue
        if not followed[record.id] and "follows" not in open_questions(record):
            yield record.finding(rules.NOT_SUCCEEDED)


def _names_fields(field: FieldSpec) -> bool:
    return field.name == "fields"


def open_questions(record: RawRecord) -> set[str]:
    """The fields that the record's open questions are about."""
    return {
        visit.value
        for visit in walk(record.spec, record.values, _names_fields)
        if visit.path[0] == "gaps" and isinstance(visit.value, str)
    }
