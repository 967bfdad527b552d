# SPDX-License-Identifier: MIT
"""References: what records point at, and what points at them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from vmbo_mbo_kb.blueprint import ClassSpec
from vmbo_mbo_kb.checks.walk import is_reference
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
    """What a record points at; it is in normal form."""
    found: Relations = {}
    _follow(_ways(spec), record, found)
    return _in_order(found)


def incoming(records: Iterable[tuple[ClassSpec, Record]]) -> dict[str, Relations]:
    """What points at each record that something points at; all are in normal form."""
    found: dict[str, Relations] = {}
    for spec, record in records:
        pointed: Relations = {}
        _follow(_ways(spec), record, pointed)
        for relation, targets in pointed.items():
            whole = f"{spec.slug}.{relation}"
            for target in targets:
                found.setdefault(target, {}).setdefault(whole, []).append(record["id"])
    return {target: _in_order(relations) for target, relations in found.items()}


def _in_order(relations: Relations) -> Relations:
    return {relation: sorted(set(relations[relation])) for relation in sorted(relations)}


class _Way(NamedTuple):
    """A field that refers to records, or that holds parts with such fields."""

    name: str
    many: bool
    relation: str
    """The way to it from the record."""
    inner: "tuple[_Way, ...]"
    """The ways in its parts; none where it refers itself."""


def _ways(spec: ClassSpec) -> tuple[_Way, ...]:
    found = _known.get(id(spec))
    if found is None:
        found = _known[id(spec)] = spec, tuple(_found_ways(spec, ""))
    return found[1]


_known: dict[int, tuple[ClassSpec, tuple[_Way, ...]]] = {}
"""The ways of classes, by what tells these apart at no cost; with the class, so that no other takes its place."""


def _found_ways(spec: ClassSpec, before: str) -> Iterator[_Way]:
    for each in spec.fields:
        relation = before + each.name
        inner = () if each.part is None else tuple(_found_ways(each.part, f"{relation}."))
        if inner or is_reference(each):
            yield _Way(each.name, each.many, relation, inner)


def _follow(ways: tuple[_Way, ...], values: Record, found: Relations) -> None:
    """Gather the ids that a record or part of it refers to, by relation."""
    for name, many, relation, inner in ways:
        value = values.get(name)
        if value is None:
            continue
        several = value if many else (value,)
        if inner:
            for part in several:
                _follow(inner, part, found)
        elif relation in found:
            found[relation] += several
        else:
            found[relation] = list(several)
