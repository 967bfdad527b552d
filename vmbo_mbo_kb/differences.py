# SPDX-License-Identifier: MIT
"""Differences: what one state of a dataset has that another has not, field by field, with who says so."""

import os
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind, blueprint
from vmbo_mbo_kb.changes import State
from vmbo_mbo_kb.records import Record
from vmbo_mbo_kb.words import Words, of_system

OPEN = "open"
"""What stands for an open bound; no value at all is ``None``."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One value that differs.

    Of a field that holds several plain values, ``old`` and ``new`` are those that only the one or the other has. A part
    that came or went is a value as a whole.
    """

    path: str
    """Field names and keys of parts, joined by dots; for a text also its language, for a period its bound."""
    old: Any
    new: Any
    sources: tuple[str, ...] = ()
    """Ids of the sources that the newer state cites for it."""


@dataclass(frozen=True, slots=True)
class RecordChange:
    """A record that is not as it was."""

    folder: str
    id: str
    record: Record = field(repr=False)
    """As it is in the newer state (in the older, when it is gone)."""
    fields: tuple[FieldChange, ...] = ()
    former: str | None = None
    """For a record that was renamed: the id that it had."""

    @property
    def successors(self) -> tuple[str, ...]:
        """For a record that was withdrawn: the ids to use instead."""
        return tuple(self.record.get("replaced_by", ()))


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed between two states; every list is in writing order."""

    before: Record | None
    """Description of the older dataset; none before the first release."""
    after: Record
    """Description of the newer one."""
    dataset: tuple[FieldChange, ...]
    """What changed in the description itself."""
    added: tuple[RecordChange, ...]
    changed: tuple[RecordChange, ...]
    withdrawn: tuple[RecordChange, ...]
    renamed: tuple[RecordChange, ...]
    gone: tuple[RecordChange, ...]
    """Dropped without a trace: never between two releases."""

    def as_dict(self) -> dict[str, Any]:
        """The difference as JSON can hold it."""

        def plain(change: RecordChange) -> dict[str, Any]:
            found: dict[str, Any] = {"class": change.folder, "id": change.id}
            if change.former:
                found["former"] = change.former
            if change.successors:
                found["replaced_by"] = list(change.successors)
            if change.fields:
                found["fields"] = [_plain_field(each) for each in change.fields]
            return found

        return {
            "before": self.before and self.before["version"],
            "after": self.after["version"],
            "dataset": [_plain_field(each) for each in self.dataset],
            **{
                name: [plain(change) for change in getattr(self, name)]
                for name in ("added", "changed", "withdrawn", "renamed", "gone")
            },
        }


def _plain_field(change: FieldChange) -> dict[str, Any]:
    return {"path": change.path, "old": change.old, "new": change.new, "sources": list(change.sources)}


def compare(before: State | None, after: State) -> Difference:
    """What changed from one state to another."""
    specs = {spec.slug: spec for spec in blueprint().entities}
    old = before.records if before else {}
    found: dict[str, list[RecordChange]] = {name: [] for name in ("added", "changed", "withdrawn", "renamed", "gone")}
    new_names: dict[str, str] = {}
    for identifier, (_, record) in after.records.items():
        successors = record.get("replaced_by", ())
        was = old.get(identifier)
        newly = record.get("withdrawn") and was is not None and not was[1].get("withdrawn")
        if newly and len(successors) == 1 and successors[0] in after.records and successors[0] not in old:
            new_names.setdefault(successors[0], identifier)
    for identifier, (folder, record) in after.records.items():
        former = new_names.get(identifier)
        was = old.get(former or identifier)
        if identifier in new_names.values():
            continue
        if was is None or was[0] != folder:
            found["added"].append(RecordChange(folder, identifier, record))
            continue
        if was[1] == record:
            continue
        fields = tuple(_fields(specs[folder], was[1], record, (), ()))
        if former:
            kind = "renamed"
        elif record.get("withdrawn") and not was[1].get("withdrawn"):
            kind = "withdrawn"
        else:
            kind = "changed"
        found[kind].append(RecordChange(folder, identifier, record, fields, former))
    for identifier, (folder, record) in old.items():
        now = after.records.get(identifier)
        if now is None or now[0] != folder:
            found["gone"].append(RecordChange(folder, identifier, record))
    order = list(specs)
    lists = {
        name: tuple(sorted(each, key=lambda change: (order.index(change.folder), change.id)))
        for name, each in found.items()
    }
    described = tuple(_fields(blueprint().dataset, before.dataset, after.dataset, (), ())) if before else ()
    return Difference(before.dataset if before else None, after.dataset, described, **lists)


def _fields(
    spec: ClassSpec, old: Record, new: Record, path: tuple[str, ...], inherited: tuple[str, ...]
) -> Iterator[FieldChange]:
    for each in spec.fields:
        before, after = old.get(each.name), new.get(each.name)
        if before == after:
            continue
        place = (*path, each.name)
        sources = _sources(new, each.name) or inherited
        match each.kind:
            case Kind.PART:
                yield from _parts(each, before, after, place, sources)
            case Kind.TEXT | Kind.PERIOD:
                yield from _members(each.kind, before or {}, after or {}, place, sources)
            case _ if each.many:
                gone = [item for item in before or () if item not in (after or ())]
                come = [item for item in after or () if item not in (before or ())]
                yield FieldChange(".".join(place), gone or None, come or None, sources)
            case _:
                yield FieldChange(".".join(place), before, after, sources)


def _members(
    kind: Kind, before: Record, after: Record, path: tuple[str, ...], sources: tuple[str, ...]
) -> Iterator[FieldChange]:
    """The languages of a text or the bounds of a period, each by itself."""

    def shown(value: Record, name: str) -> Any:
        return OPEN if kind is Kind.PERIOD and name in value and value[name] is None else value.get(name)

    for name in dict.fromkeys((*before, *after)):
        was, now = shown(before, name), shown(after, name)
        if was != now:
            yield FieldChange(".".join((*path, name)), was, now, sources)


def _parts(
    spec: FieldSpec, before: Any, after: Any, path: tuple[str, ...], sources: tuple[str, ...]
) -> Iterator[FieldChange]:
    assert spec.part is not None
    old, new = _by_key(before), _by_key(after)
    for key in sorted(old.keys() | new.keys()):
        was, now = old.get(key), new.get(key)
        place = (*path, key)
        if was is not None and now is not None:
            yield from _fields(spec.part, was, now, place, _sources(now, "") or sources)
        else:
            yield FieldChange(".".join(place), was, now, (_sources(now, "") or sources) if now else ())


def _by_key(value: Any) -> dict[str, Record]:
    parts = value if isinstance(value, list) else [] if value is None else [value]
    return {part["key"]: part for part in parts}


def _sources(holder: Record, name: str) -> tuple[str, ...]:
    """The sources that a record or part cites for a field: those that name it, or else those that name none."""
    citations = holder.get("citations", ())
    named = {citation["source"] for citation in citations if name in citation.get("fields", ())}
    return tuple(sorted(named or {citation["source"] for citation in citations if not citation.get("fields")}))


def diff(
    before: str | os.PathLike[str], after: str | os.PathLike[str], dataset: str | os.PathLike[str] | None = None
) -> Difference:
    """What changed between two releases, folders or wheels.

    Each is the version of a release (``2026.1``), a dataset's folder, a release folder, or a wheel of this package.

    :param dataset: the dataset's folder whose releases versions name; without it, the one that comes with the package.
    :raises UnknownRelease: there is no release of such a version.
    :raises ReleaseError: what is named is nothing of these, or the later one comes first.
    :raises LogError: a release is not what it was.
    :raises DatasetError: a folder's dataset has findings of severity error.
    """
    from vmbo_mbo_kb.releases import ReleaseError, order

    first, second = _opened(before, dataset), _opened(after, dataset)
    versions = first.dataset["version"], second.dataset["version"]
    if first.dataset["id"] == second.dataset["id"] and order(versions[0]) > order(versions[1]):
        raise ReleaseError(
            nl=f"{versions[0]} komt na {versions[1]}: noem de vroegste eerst, diff {after} {before}",
            en=f"{versions[0]} comes after {versions[1]}: name the earlier one first, diff {after} {before}",
        )
    return compare(first, second)


def _opened(what: str | os.PathLike[str], dataset: str | os.PathLike[str] | None) -> State:
    from vmbo_mbo_kb.knowledge_base import load
    from vmbo_mbo_kb.releases import VERSION, ReleaseError

    text = os.fspath(what)
    if VERSION.fullmatch(text):
        return State.of(load(dataset, release=text).records)
    path = Path(text)
    if path.is_dir():
        return State.of(load(path).records)
    if path.suffix == ".whl" and path.is_file():
        return _of_wheel(path)
    raise ReleaseError(
        nl=f"{text!r} is geen versie van een uitgave (zoals 2026.1), geen map en geen wheel",
        en=f"{text!r} is no version of a release (such as 2026.1), no folder and no wheel",
    )


def _of_wheel(path: Path) -> State:
    """The dataset inside a wheel of this package, read by today's model."""
    from vmbo_mbo_kb.knowledge_base import load
    from vmbo_mbo_kb.releases import ReleaseError

    wanted = re.compile(r"vmbo_mbo_kb/dataset/(?!.*(^|/)\.\.?(/|$))[^\\:]+")
    try:
        with zipfile.ZipFile(path) as wheel, tempfile.TemporaryDirectory() as folder:
            names = [name for name in wheel.namelist() if wanted.fullmatch(name)]
            if not names:
                raise ReleaseError(
                    nl=f"{path} is een wheel van iets anders: er is geen dataset in",
                    en=f"{path} is a wheel of something else: there is no dataset in it",
                )
            wheel.extractall(folder, names)
            return State.of(load(Path(folder, "vmbo_mbo_kb", "dataset")).records)
    except (zipfile.BadZipFile, OSError) as error:
        why = of_system(error) if isinstance(error, OSError) else Words("geen zip-bestand", "not a zip file")
        raise ReleaseError(
            f"{path} kan niet als wheel worden gelezen: {why.nl}", f"{path} cannot be read as a wheel: {why.en}"
        ) from error
