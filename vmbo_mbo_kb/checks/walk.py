# SPDX-License-Identifier: MIT
"""Going through values that may be wrong: what the blueprint knows is visited, the rest is left to the shape check."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind

Path = tuple[str | int, ...]
Wanted = Callable[[FieldSpec], bool]


class Visit(NamedTuple):
    """One value of a field, with what holds it."""

    path: Path
    field: FieldSpec
    value: Any
    owner: ClassSpec
    """Class of the record or part that the field belongs to."""
    holder: dict[str, Any]
    """The values of that record or part."""
    outer: ClassSpec
    """Class of what holds the owner; the owner itself for records."""


class _Way(NamedTuple):
    """What to do at a field: visit its values, go on into its parts, or both."""

    field: FieldSpec
    visit: bool
    part: "ClassSpec | None"
    inner: "_Ways"


_Ways = dict[str, _Way]

_known: dict[tuple[int, Wanted], tuple[ClassSpec, _Ways]] = {}
"""Ways through each class; the class stands by them so that its identity stays its own."""


def every(field: FieldSpec) -> bool:
    """Every field is wanted."""
    return True


def walk(spec: ClassSpec, values: dict[str, Any], wanted: Wanted = every) -> Iterator[Visit]:
    """The single values of a record and its parts, lists taken apart; null and wrong shapes are left out.

    :param wanted: which fields to visit; what leads to none is not gone into. A function of a module, not one made
        for the call: the ways that it opens are remembered.
    """
    return _walk(_ways(spec, wanted), spec, values, (), spec)


def _ways(spec: ClassSpec, wanted: Wanted) -> _Ways:
    found = _known.get((id(spec), wanted))
    if found is None:
        ways: _Ways = {}
        for field in spec.fields:
            inner = _ways(field.part, wanted) if field.part is not None else {}
            if inner or wanted(field):
                ways[field.name] = _Way(field, wanted(field), field.part if inner else None, inner)
        found = _known[id(spec), wanted] = spec, ways
    return found[1]


def _walk(ways: _Ways, spec: ClassSpec, values: dict[str, Any], path: Path, outer: ClassSpec) -> Iterator[Visit]:
    for name, value in values.items():
        way = ways.get(name)
        if way is None or value is None:
            continue
        field, visit, part, inner = way
        place = (*path, name)
        if not field.many:
            if visit:
                yield Visit(place, field, value, spec, values, outer)
            if part is not None and isinstance(value, dict):
                yield from _walk(inner, part, value, place, spec)
        elif isinstance(value, list):
            for position, item in enumerate(value):
                if visit:
                    yield Visit((*place, position), field, item, spec, values, outer)
                if part is not None and isinstance(item, dict):
                    yield from _walk(inner, part, item, (*place, position), spec)


def is_reference(field: FieldSpec) -> bool:
    """Fields that refer to a record."""
    return field.kind is Kind.REF
