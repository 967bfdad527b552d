# SPDX-License-Identifier: MIT
"""Going through values that may be wrong: what the blueprint knows is visited, the rest is left to the shape check."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Visit:
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


def walk(spec: ClassSpec, values: dict[str, Any], path: Path = (), outer: ClassSpec | None = None) -> Iterator[Visit]:
    """Every single value of a record and its parts, lists taken apart; null and wrong shapes are left out."""
    index = spec.by_name
    for name, value in values.items():
        field = index.get(name)
        if field is None or value is None:
            continue
        if field.many:
            items = list(enumerate(value)) if isinstance(value, list) else []
            found = [((*path, name, position), item) for position, item in items]
        else:
            found = [((*path, name), value)]
        for place, item in found:
            yield Visit(place, field, item, spec, values, outer or spec)
            if field.kind is Kind.PART and isinstance(item, dict):
                assert field.part is not None
                yield from walk(field.part, item, place, spec)
