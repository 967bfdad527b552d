# SPDX-License-Identifier: MIT
"""Reading misspelt keys as what they were meant to be, so that one slip is one finding.

A key that its class does not know stands for the nearest field that is not there, or for the one required field that
is missing. The record goes on to the other checks with the field in its place; places still lead to what was typed.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind
from vmbo_mbo_kb.checks import rules
from vmbo_mbo_kb.findings import Finding
from vmbo_mbo_kb.nearest import Nearest, among
from vmbo_mbo_kb.reading import RawRecord, ValuePath
from vmbo_mbo_kb.words import LANGUAGES

_MOST = 100
"""With more unknown keys than this in one place, none of them is a slip of the pen."""


def mend(record: RawRecord) -> tuple[RawRecord, list[Finding]]:
    """The record with its misspelt keys read as fields, and a finding on each of them."""
    renamed: dict[ValuePath, str] = {}
    values = _mended(record.spec, None, record.values, (), renamed)
    if not renamed:
        return record, []
    mended = replace(record, values=values, renamed=renamed)
    return mended, [_misspelt(mended, path, typed) for path, typed in renamed.items()]


def _misspelt(record: RawRecord, path: ValuePath, typed: str) -> Finding:
    spec, field = record.spec, None
    for step in path[:-1]:
        if isinstance(step, str):
            field = spec.by_name[step]
            spec = field.part or spec
    return unknown_field(record, path, typed, spec, field, nearest=[str(path[-1])])


def unknown_field(
    record: RawRecord,
    path: ValuePath,
    typed: str,
    spec: ClassSpec,
    field: FieldSpec | None,
    nearest: Sequence[str] | None = None,
) -> Finding:
    """The finding that a key is none of a record, part, text or period.

    :param spec: class of the record or part.
    :param field: the field that holds the text or period, or the part.
    :param nearest: what was meant, when that is known.
    """
    known, _ = known_keys(spec, field)
    owner = field.label if field and field.kind in (Kind.TEXT, Kind.PERIOD) else spec.label
    return record.finding(
        rules.UNKNOWN_FIELD,
        path,
        at_key=True,
        field=typed,
        owner=owner,
        known=list(known),
        nearest=among(known)(typed) if nearest is None else nearest,
    )


def known_keys(spec: ClassSpec, field: FieldSpec | None) -> tuple[Sequence[str], Sequence[str]]:
    """The keys that a record, part, text or period may have, and those that it must have."""
    if field is not None and field.kind is Kind.TEXT:
        return LANGUAGES, field.languages
    if field is not None and field.kind is Kind.PERIOD:
        return ("from", "through"), ("from", "through")
    return tuple(spec.by_name), tuple(each.name for each in spec.fields if each.required)


def _mended(
    spec: ClassSpec, field: FieldSpec | None, values: dict[str, Any], path: ValuePath, renamed: dict[ValuePath, str]
) -> dict[str, Any]:
    """The values with their keys mended, and those of the parts in them; the very same when nothing is misspelt."""
    meant: dict[str, str] = {}
    inner = field is not None and field.kind is not Kind.PART
    index = dict.fromkeys(known_keys(spec, field)[0]) if inner else spec.by_name
    if not values.keys() <= index.keys():
        meant = _meant(spec, field, values)
        renamed.update(((*path, name), typed) for typed, name in meant.items())
    changed: dict[str, Any] = {meant.get(key, key): value for key, value in values.items()} if meant else {}
    for key, value in values.items():
        name = meant.get(key, key)
        each = None if inner else spec.by_name.get(name)
        if each is None or each.kind not in (Kind.PART, Kind.TEXT, Kind.PERIOD):
            continue
        after = value
        if isinstance(value, dict) and not each.many:
            after = _mended(each.part or spec, each, value, (*path, name), renamed)
        elif isinstance(value, list) and each.many:
            items = [
                _mended(each.part or spec, each, item, (*path, name, at), renamed) if isinstance(item, dict) else item
                for at, item in enumerate(value)
            ]
            after = items if any(new is not old for new, old in zip(items, value, strict=True)) else value
        if after is not value:
            changed = changed or dict(values)
            changed[name] = after
    return changed or values


def _meant(spec: ClassSpec, field: FieldSpec | None, values: dict[str, Any]) -> dict[str, str]:
    """For each misspelt key the field that it stands for, where that can be told."""
    known, required = known_keys(spec, field)
    typed = [key for key in values if key not in known]
    if len(typed) > _MOST:
        return {}
    absent = [name for name in known if name not in values]
    nearest = Nearest(absent)
    found: dict[str, str] = {}
    for key in typed:
        near = [name for name in nearest(key) if name not in found.values()]
        missing = [name for name in required if name in absent]
        if near:
            found[key] = near[0]
        elif len(typed) == len(missing) == 1:
            found[key] = missing[0]
    return found
