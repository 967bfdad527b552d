# SPDX-License-Identifier: MIT
"""Reading a dataset's folder: files in, plain values with their places out, nothing lost and nothing guessed.

A dataset is a folder with ``dataset.yaml`` (the description), one folder a class with one YAML file an entity, and
optionally ``*.jsonl`` files that hold one entity a line, ``{"class": folder, "id": id, …}``.
"""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from vmbo_mbo_kb.blueprint import Blueprint, ClassSpec, blueprint
from vmbo_mbo_kb.checks import rules
from vmbo_mbo_kb.findings import Finding, Position, Rule
from vmbo_mbo_kb.model.marks import ID_LENGTH, ID_PATTERN
from vmbo_mbo_kb.nearest import Nearest
from vmbo_mbo_kb.reading import strict_yaml
from vmbo_mbo_kb.reading.strict_yaml import FORBIDDEN, MAX_DEPTH, Positions

MAX_BYTES: Final = 1024 * 1024
"""The most bytes of a YAML file, and of a line of JSON Lines."""

DESCRIPTION: Final = "dataset.yaml"
"""Name of the file that describes the dataset."""

ASIDE: Final = frozenset({"changes"})
"""Folders of a dataset that hold no records."""

ValuePath = tuple[str | int, ...]


@dataclass(slots=True)
class RawRecord:
    """A record as it was read: plain values, not judged yet."""

    spec: ClassSpec
    id: str
    values: dict[str, Any]
    file: str
    line: int = 1
    """Line that the record starts on."""
    text: str = field(default="", repr=False)
    """The record's own text, from which places are found when they are needed."""
    places: Positions | None = field(default=None, repr=False)

    def position(self, path: ValuePath = (), *, at_key: bool = False) -> Position:
        """Place of the value (or the key) at a path; of what holds it, when it is not there."""
        if self.places is None:
            self.places = Positions()
            strict_yaml.parse(self.text, self.places)
        places = self.places
        found = places.keys.get(path) if at_key else None
        while found is None:
            found = places.values.get(path) or (places.keys.get(path) if path else Position())
            path = path[:-1]
        return Position(found.line + self.line - 1, found.column)

    def finding(self, rule: Rule, path: ValuePath = (), *, at_key: bool = False, **details: Any) -> Finding:
        """A finding at a path of this record."""
        return Finding(rule, self.file, self.position(path, at_key=at_key), ".".join(map(str, path)), details)


@dataclass(slots=True)
class Reading:
    """All that was read from a folder, and what went wrong on the way."""

    folder: Path
    description: RawRecord | None = None
    records: list[RawRecord] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read(folder: Path) -> Reading:
    """Read a dataset's folder. Faults become findings; this raises nothing for what is in the folder."""
    reading = Reading(folder)
    plan = blueprint()
    if not folder.is_dir() or not (folder / DESCRIPTION).exists():
        reading.findings.append(
            Finding(
                rules.NO_DATASET,
                str(folder),
                details={"name": DESCRIPTION if folder.is_dir() else str(folder)},
            )
        )
        return reading
    for path in _entries(folder, reading):
        if path.name == DESCRIPTION:
            reading.description = _yaml(path, plan.dataset, None, reading)
        elif path.suffix == ".jsonl":
            reading.records.extend(_json_lines(path, plan, reading))
        elif path.is_dir():
            if path.name not in ASIDE:
                _class_folder(path, plan, reading)
        elif path.suffix in (".yaml", ".yml", ".json"):  # a record that lost its way; other files are none of ours
            reading.findings.append(Finding(rules.BAD_FILE_NAME, str(path), details={"name": path.name}))
    return reading


def _entries(folder: Path, reading: Reading) -> list[Path]:
    """What is in a folder, by name; hidden files are none of ours."""
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        reading.findings.append(_unreadable(folder, error))
        return []


def _unreadable(path: Path, error: OSError) -> Finding:
    return Finding(rules.UNREADABLE, str(path), details={"reason": error.strerror or type(error).__name__})


def _class_folder(folder: Path, plan: Blueprint, reading: Reading) -> None:
    try:
        spec = plan.by_folder(folder.name)
    except KeyError:
        reading.findings.append(unknown_class(folder.name, plan, str(folder)))
        return
    for path in _entries(folder, reading):
        if path.suffix != ".yaml" or not re.fullmatch(ID_PATTERN, path.stem) or len(path.stem) > ID_LENGTH:
            reading.findings.append(Finding(rules.BAD_FILE_NAME, str(path), details={"name": path.name}))
            continue
        record = _yaml(path, spec, path.stem, reading)
        if record is not None:
            reading.records.append(record)


def unknown_class(name: Any, plan: Blueprint, file: str, position: Position | None = None) -> Finding:
    """The finding that a name is none of a class, with the nearest that are."""
    known = [spec.slug for spec in plan.entities]
    details = {"name": name, "known": ", ".join(known), "nearest": Nearest(known)(str(name))}
    return Finding(rules.UNKNOWN_CLASS, file, position or Position(), details=details)


def _inside(path: Path, reading: Reading) -> bool:
    """Whether a path is, whatever links are on the way, within the dataset's folder; if not, there is a finding.

    :raises OSError: it is no regular file: a pipe or device would hold up the reader.
    """
    try:
        inside = path.resolve(strict=True).is_relative_to(reading.folder.resolve())
    except RuntimeError:
        raise OSError(0, "symbolic links go round in a circle") from None
    if not inside:
        reading.findings.append(Finding(rules.LINK_OUTSIDE, str(path)))
    elif not path.is_file():
        raise OSError(0, "not a regular file")
    return inside


def _text(path: Path, reading: Reading) -> str | None:
    """A file's text, or nothing and a finding."""
    try:
        if not _inside(path, reading):
            return None
        with path.open("rb") as stream:
            size = os.fstat(stream.fileno()).st_size
            if size > MAX_BYTES:
                reading.findings.append(Finding(rules.TOO_LARGE, str(path), details={"size": size, "limit": MAX_BYTES}))
                return None
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        reading.findings.append(_unreadable(path, error))
        return None
    return _decoded(data, str(path), reading)


def _decoded(data: bytes, file: str, reading: Reading, line: int = 1) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        position = Position(line + before.count(b"\n"), len(before[before.rfind(b"\n") + 1 :].decode("utf-8")) + 1)
        details = {"byte": f"0x{data[error.start]:02x}"}
        reading.findings.append(Finding(rules.NOT_UTF8, file, position, details=details))
        return None


def _yaml(path: Path, spec: ClassSpec, stem: str | None, reading: Reading) -> RawRecord | None:
    text = _text(path, reading)
    if text is None:
        return None
    value, problems = strict_yaml.parse(text)
    reading.findings.extend(
        Finding(problem.rule, str(path), problem.position, details=problem.details) for problem in problems
    )
    if value is None:
        if not problems:
            reading.findings.append(Finding(rules.EMPTY, str(path)))
        return None
    if not isinstance(value, dict):
        reading.findings.append(Finding(rules.NOT_A_MAPPING, str(path)))
        return None
    record = RawRecord(spec, stem or str(value.get("id", "")), value, str(path), text=text)
    if stem is not None:
        given = value.setdefault("id", stem)
        if given != stem:
            reading.findings.append(record.finding(rules.ID_IS_NOT_FILE_NAME, ("id",), id=given, name=path.name))
            value["id"] = stem
    return record


class _DuplicateKey(ValueError):
    """A JSON object has a key twice."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise _DuplicateKey(key)
            seen.add(key)
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _json_lines(path: Path, plan: Blueprint, reading: Reading) -> Iterator[RawRecord]:
    file = str(path)
    try:
        if not _inside(path, reading):
            return
        with path.open("rb") as stream:
            number = 0
            while data := stream.readline(MAX_BYTES + 1):
                number += 1
                if len(data) > MAX_BYTES:
                    details = {"size": f">{MAX_BYTES}", "limit": MAX_BYTES}
                    reading.findings.append(Finding(rules.TOO_LARGE, file, Position(number), details=details))
                    return
                record = _json_line(data, number, file, plan, reading)
                if record is not None:
                    yield record
    except OSError as error:
        reading.findings.append(_unreadable(path, error))


def _json_line(data: bytes, number: int, file: str, plan: Blueprint, reading: Reading) -> RawRecord | None:
    def report(rule: Rule, column: int = 1, **details: Any) -> None:
        reading.findings.append(Finding(rule, file, Position(number, column), details=details))

    text = _decoded(data, file, reading, number)
    if text is None:
        return None
    text = text.rstrip("\r\n")
    if not text.strip():
        report(rules.EMPTY)
        return None
    found = FORBIDDEN.search(text)
    if found:
        report(rules.CONTROL_CHARACTER, found.start() + 1, codepoint=f"{ord(found.group()):04X}")
        return None
    try:
        values = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant, parse_float=str)
    except _DuplicateKey as error:
        report(rules.DUPLICATE_KEY, key=str(error), first=number)
        return None
    except json.JSONDecodeError as error:
        report(rules.JSON_SYNTAX, error.pos + 1, reason=error.msg)
        return None
    except RecursionError:
        report(rules.TOO_DEEP, limit=MAX_DEPTH)
        return None
    except ValueError as error:
        report(rules.JSON_SYNTAX, reason=str(error))
        return None
    if not isinstance(values, dict):
        report(rules.NOT_A_MAPPING)
        return None
    return _line_record(values, text, number, file, plan, reading)


def _line_record(
    values: dict[str, Any], text: str, number: int, file: str, plan: Blueprint, reading: Reading
) -> RawRecord | None:
    escaped = FORBIDDEN.search(_all_text(values))
    if escaped:
        details = {"codepoint": f"{ord(escaped.group()):04X}"}
        reading.findings.append(Finding(rules.CONTROL_CHARACTER, file, Position(number), details=details))
        return None
    name = values.pop("class", None)
    try:
        spec = plan.by_folder(name) if isinstance(name, str) else None
    except KeyError:
        spec = None
    if spec is None:
        reading.findings.append(unknown_class(name, plan, file, Position(number)))
        return None
    return RawRecord(spec, str(values.get("id", "")), values, file, number, text)


def _all_text(value: Any) -> str:
    """All keys and strings in a value, to be searched for characters that JSON wrote as an escape."""
    found: list[str] = []
    queue = [value]
    while queue:
        item = queue.pop()
        if isinstance(item, str):
            found.append(item)
        elif isinstance(item, dict):
            queue.extend(item)
            queue.extend(item.values())
        elif isinstance(item, list):
            queue.extend(item)
    return "".join(found)
