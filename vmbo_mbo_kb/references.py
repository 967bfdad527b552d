# SPDX-License-Identifier: MIT
"""References: what records point at, and what points at them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vmbo_mbo_kb.blueprint import ClassSpec
from vmbo_mbo_kb.checks.walk import is_reference, walk
from vmbo_mbo_kb.records import Record

if TYPE_CHECKING:
    from vmbo_mbo_kb.model import Entity

Relations = dict[str, list[str]]
"""Ids by relation, in order and each once.

A relation is the way through the fields, such as ``legal_bases.regulation``; for what points at a record, the folder
of the pointing class stands in front.
"""


@dataclass(frozen=True, slots=True)
class Related:
    """What a record points at, and what points at it, by relation.

    A relation is the way through the fields, such as ``legal_bases.regulation``; for what points at the record, the
    folder of the pointing class stands in front.
    """

    points_at: dict[str, tuple["Entity", ...]] = field(default_factory=dict)
    pointed_at_by: dict[str, tuple["Entity", ...]] = field(default_factory=dict)


def outgoing(spec: ClassSpec, record: Record) -> Relations:
    """What a record points at."""
    found: Relations = {}
    for relation, target in _references(spec, record):
        found.setdefault(relation, []).append(target)
    return _in_order(found)


def incoming(records: Iterable[tuple[ClassSpec, Record]]) -> dict[str, Relations]:
    """What points at each record that something points at."""
    found: dict[str, Relations] = {}
    for spec, record in records:
        for relation, target in _references(spec, record):
            found.setdefault(target, {}).setdefault(f"{spec.slug}.{relation}", []).append(record["id"])
    return {target: _in_order(relations) for target, relations in found.items()}


def _in_order(relations: Relations) -> Relations:
    return {relation: sorted(set(relations[relation])) for relation in sorted(relations)}


def _references(spec: ClassSpec, record: Record) -> Iterator[tuple[str, str]]:
    """The references of a record: the way through its fields, and the id pointed at."""
    for visit in walk(spec, record, is_reference):
        yield ".".join(step for step in visit.path if isinstance(step, str)), visit.value
