# SPDX-License-Identifier: MIT
"""What a dataset released before: ids and keys stay and mean what they meant, and what is withdrawn has a successor."""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vmbo_mbo_kb.blueprint import ClassSpec, Kind, blueprint
from vmbo_mbo_kb.checks import rules
from vmbo_mbo_kb.checks.across import Index
from vmbo_mbo_kb.checks.assertions import open_questions
from vmbo_mbo_kb.checks.walk import is_reference, walk
from vmbo_mbo_kb.findings import Finding, Position
from vmbo_mbo_kb.model.marks import ID_PATTERN
from vmbo_mbo_kb.reading import CHANGES, RawRecord
from vmbo_mbo_kb.words import Words

if TYPE_CHECKING:
    from vmbo_mbo_kb.changes import Log, State

Place = tuple[str, str]
"""Where a part is in its record: the field and the key."""


@dataclass
class _Parts:
    """The parts of a record that were ever released."""

    last: dict[Place, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    """Each with the version that had it last, and as it was then."""
    dropped: dict[Place, str] = field(default_factory=dict)
    """The versions that did not have them any more."""


def check_released(folder: Path, index: Index) -> Iterator[Finding]:
    """Every id in the log of releases is still there, of the same class, and withdrawn if it was; so are its parts.

    What is gone has its finding at the line of the log that released it last.
    """
    if not os.path.lexists(folder / CHANGES):
        return
    from vmbo_mbo_kb.changes import LogError, apply, follows, parse
    from vmbo_mbo_kb.releases import logs

    state: State | None = None
    former = b""
    places: dict[str, tuple[str, str, int]] = {}
    parts: defaultdict[str, _Parts] = defaultdict(_Parts)
    try:
        texts = logs(folder)
    except LogError as error:
        yield Finding(rules.LOG_DIFFERS, str(folder), details={"reason": error.words})
        return
    for file, text in texts:
        try:
            log = parse(file, text)
            follows(file, log, state, former)
        except LogError as error:
            yield Finding(rules.LOG_DIFFERS, file, details={"reason": error.reason})
            return
        _note_parts(parts, state, log)
        state, former = apply(state, log), text
        places.update({record["id"]: (log.version, file, line) for line, (_, record) in enumerate(log.items, start=2)})
    for identifier, (version, file, line) in places.items():
        assert state is not None
        was, record = state.records[identifier]
        found = index.get(identifier)
        if not found:
            details = {"id": identifier, "version": version, "folder": was}
            yield Finding(rules.RELEASED_GONE, file, Position(line), details=details)
        elif all(now.spec.slug != was for now in found):
            now = found[0].spec.slug
            yield found[0].finding(rules.RELEASED_REUSED, ("id",), id=identifier, version=version, was=was, now=now)
        elif record.get("withdrawn") and found[0].values and not found[0].values.get("withdrawn"):
            yield found[0].finding(
                rules.RELEASED_REUSED, ("id",), id=identifier, version=version, was=f"{was} (withdrawn)", now=was
            )
        elif found[0].values and not found[0].unread and not found[0].values.get("withdrawn"):
            yield from _check_parts(found[0], parts[identifier], index)


def _note_parts(parts: defaultdict[str, _Parts], before: "State | None", log: "Log") -> None:
    """Take up the parts that a release has, and those that it dropped."""
    specs = {spec.slug: spec for spec in blueprint().entities}
    for folder, record in log.items:
        found = parts[record["id"]]
        now = {place: part for place, _, part in _stating(specs[folder], record)}
        found.dropped.update(dict.fromkeys(found.last.keys() - now.keys() - found.dropped.keys(), log.version))
        found.last.update({place: (log.version, part) for place, part in now.items()})


def _stating(spec: ClassSpec, values: dict[str, Any]) -> Iterator[tuple[Place, int, dict[str, Any]]]:
    """The parts of a record that state something of the thing itself: place, position in the list, and values."""
    for each in spec.fields:
        parts = values.get(each.name)
        if each.kind is not Kind.PART or each.part is None or each.part.editorial or not isinstance(parts, list):
            continue
        default = each.part.field("key").same_as
        for position, part in enumerate(parts):
            key = (part.get("key") or part.get(default)) if isinstance(part, dict) else None
            if isinstance(key, str):
                yield (each.name, key), position, part


def _check_parts(record: RawRecord, released: _Parts, index: Index) -> Iterator[Finding]:
    """What was released of a record is there, or said to be gone, and its keys mean what they meant."""
    now = {place: (position, part) for place, position, part in _stating(record.spec, record.values)}
    told = _told(record)
    for place, (version, was) in released.last.items():
        name, key = place
        if place not in now:
            if place not in told and _keys_are_sound(record, name):
                yield record.finding(rules.PART_GONE, (name,), key=key, field=name, version=version)
            continue
        position, part = now[place]
        if place in released.dropped:
            since = released.dropped[place]
            what: Words | None = Words(f"wat in {since} is weggehaald", f"what was taken away in {since}")
        else:
            what = _other(record.spec.field(name).part, was, part, index)
        if what is not None:
            yield record.finding(rules.PART_REUSED, (name, position, "key"), key=key, was=what)


def _other(spec: ClassSpec | None, was: dict[str, Any], part: dict[str, Any], index: Index) -> Words | None:
    """The record that a part was about, if it is about another now that did not take its place.

    What is no record of the class asked for is a mistake of its own.
    """
    assert spec is not None
    for each in spec.fields:
        if each.kind is Kind.REF and each.required and part.get(each.name) != was.get(each.name):
            former, now = was.get(each.name, "–"), part.get(each.name)
            known = isinstance(now, str) and any(other.spec.name == each.target for other in index.get(now, ()))
            if known and not any(now in _listed(other, "replaced_by") for other in index.get(former, ())):
                return Words(f"{each.name}: {former}", f"{each.name}: {former}")
    return None


def _keys_are_sound(record: RawRecord, name: str) -> bool:
    """Whether every part in a field has a key of its own; where not, the shape check says so, which is enough."""
    value = record.values.get(name)
    keys = {key for (field_name, key), _, _ in _stating(record.spec, record.values) if field_name == name}
    return value is None or (
        isinstance(value, list) and len(keys) == len(value) and all(re.fullmatch(ID_PATTERN, key) for key in keys)
    )


def _told(record: RawRecord) -> set[Place]:
    """The parts of which the record says, as another value or an open question, that they do not count."""
    return {
        (name, part["key"])
        for holder in ("alternatives", "gaps")
        for part in _listed(record, holder)
        if isinstance(part, dict) and isinstance(part.get("key"), str) and isinstance(part.get("fields"), list)
        for name in part["fields"]
        if isinstance(name, str)
    }


def _listed(record: RawRecord, name: str) -> list[Any]:
    """What a field of a record lists; nothing where it is no list."""
    value = record.values.get(name)
    return value if isinstance(value, list) else []


def check_withdrawn(records: Iterable[RawRecord], index: Index) -> Iterator[Finding]:
    """What is withdrawn names its successor and only that, and nothing that counts refers to it."""
    for record in records:
        withdrawn = record.values.get("withdrawn") is True
        replaced = bool(record.values.get("replaced_by"))
        if withdrawn != replaced and not (withdrawn and "replaced_by" in open_questions(record)):
            yield record.finding(rules.WITHDRAWN_ALONE, ("withdrawn",) if withdrawn else ("replaced_by",))
        if withdrawn:
            continue
        for visit in walk(record.spec, record.values, is_reference):
            found = index.get(visit.value, []) if isinstance(visit.value, str) else []
            if found and all(other.values.get("withdrawn") is True for other in found):
                named = found[0].values.get("replaced_by")
                successors = ", ".join(map(str, named)) if isinstance(named, list) and named else "–"
                yield record.finding(rules.WITHDRAWN_REFERRED_TO, visit.path, id=visit.value, successors=successors)
