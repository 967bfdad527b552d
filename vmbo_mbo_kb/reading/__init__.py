# SPDX-License-Identifier: MIT
"""Reading a dataset's folder: files in, plain values with their places out, nothing lost and nothing guessed.

A dataset is a folder with ``dataset.yaml`` (the description), one folder a class with one YAML file an entity, and
optionally ``*.jsonl`` files that hold one entity a line, ``{"class": folder, "id": id, …}``.
"""

import errno
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any, BinaryIO, Final

from vmbo_mbo_kb.blueprint import Blueprint, ClassSpec, blueprint
from vmbo_mbo_kb.checks import rules
from vmbo_mbo_kb.collector import paused
from vmbo_mbo_kb.findings import Finding, Position, Rule
from vmbo_mbo_kb.model.marks import ID_LENGTH, ID_PATTERN
from vmbo_mbo_kb.nearest import Nearest
from vmbo_mbo_kb.reading import plain_yaml, reasons
from vmbo_mbo_kb.reading.common import Positions, Problem
from vmbo_mbo_kb.words import Words

MAX_BYTES: Final = 1024 * 1024
"""The most bytes of a YAML file, and of a line of JSON Lines."""

_BLOCK: Final = 1 << 16
"""Bytes of JSON Lines that are read at once: about a hundred records, which the processor's own memory holds."""

DESCRIPTION: Final = "dataset.yaml"
"""Name of the file that describes the dataset."""

CHANGES: Final = "changes"
"""Name of the folder of a dataset with the logs of its releases."""

ASIDE: Final = frozenset({CHANGES})
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
    locate: Callable[[Positions], object] = field(default=lambda positions: None, repr=False)
    """Fills in the places of keys and values; called when one is needed."""
    places: Positions | None = field(default=None, repr=False)
    unread: bool = False
    """Whether the record is there but could not be read: its values are its id alone."""
    renamed: Mapping[ValuePath, str] | None = field(default=None, repr=False)
    """Paths of fields whose key was misspelt and is mended in the values, with the key as it was typed; mostly none."""

    def position(self, path: ValuePath = (), *, at_key: bool = False) -> Position:
        """Place of the value (or the key) at a path; of what holds it, when it is not there."""
        if self.places is None:
            self.places = Positions()
            self.locate(self.places)
        places = self.places
        path = self._typed(path)
        found = places.keys.get(path) if at_key else None
        while found is None:
            found = places.values.get(path) or (places.keys.get(path) if path else Position(self.line))
            path = path[:-1]
        return found

    def _typed(self, path: ValuePath) -> ValuePath:
        """The path as it reads in the file."""
        if not self.renamed:
            return path
        return tuple(self.renamed.get(path[: depth + 1], step) for depth, step in enumerate(path))

    def finding(self, rule: Rule, path: ValuePath = (), *, at_key: bool = False, **details: Any) -> Finding:
        """A finding at a path of this record."""
        return Finding(rule, self.file, self.position(path, at_key=at_key), ".".join(map(str, path)), details)


@dataclass(frozen=True, slots=True)
class LinesFile:
    """A file of JSON Lines that is still to be read."""

    path: str
    shown: str
    """Its path as findings show it."""
    before: int
    """How many records that have been read come before its own."""
    unread_before: int
    """How many of :attr:`Reading.unread` do."""


@dataclass(slots=True)
class Reading:
    """All that was read from a folder, and what went wrong on the way."""

    folder: Path
    description: RawRecord | None = None
    records: list[RawRecord] = field(default_factory=list)
    unread: list[RawRecord] = field(default_factory=list)
    """Records that are there but whose content could not be read: their id can be referred to, their values are none.
    Each has a finding that says why."""
    findings: list[Finding] = field(default_factory=list)
    put_off: list[LinesFile] = field(default_factory=list)
    """Files of JSON Lines that were not read yet."""

    def report(self, rule: Rule, file: str, position: Position | None = None, **details: Any) -> None:
        """Add a finding on a file."""
        self.findings.append(Finding(rule, file, position or Position(), details=details))


def read(folder: Path, *, put_off: bool = False) -> Reading:
    """Read a dataset's folder. Faults become findings; this raises nothing for what is in the folder.

    :param put_off: leave files of JSON Lines for later and only name them.
    """
    with paused():
        return _Reader(folder, put_off).read()


def unknown_class(name: Any, plan: Blueprint, file: str, position: Position | None = None) -> Finding:
    """The finding that a name is none of a class, with the nearest that are."""
    known = [spec.slug for spec in plan.entities]
    details = {"name": name, "known": list(known), "nearest": Nearest(known)(str(name))}
    return Finding(rules.UNKNOWN_CLASS, file, position or Position(), details=details)


def shown_path(path: str | os.PathLike[str]) -> str:
    """A path that can be printed anywhere, whatever bytes a file's name is made of."""
    text = os.fspath(path)
    return text if text.isprintable() else "".join(char if char.isprintable() else _escaped(char) for char in text)


def _escaped(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:  # a byte that is not UTF-8, as Python has it in names of files
        code -= 0xDC00
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _decoded(data: bytes, file: str, reading: Reading, line: int = 1) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        start = before.rfind(b"\n") + 1
        position = Position(line + before.count(b"\n"), len(before[start:].decode("utf-8")) + 1)
        reading.report(rules.NOT_UTF8, file, position, byte=f"0x{data[error.start]:02x}")
        return None


def json_lines(
    stream: BinaryIO, file: str, reading: Reading, line: int = 1, size: int | None = None
) -> Iterator[tuple[int, int, RawRecord | None]]:
    """Read lines from where a stream stands; what is wrong with them, and records that cannot be read, go to
    ``reading``.

    :param file: path of the file, as findings show it.
    :param line: number of the first line.
    :param size: lines that start before as many bytes are read; without it, all.
    :returns: of each line its number, its bytes, and its record if it could be read.
    :raises OSError: the stream cannot be read.
    """
    from vmbo_mbo_kb.reading import strict_json  # here: who reads YAML alone does without

    rest = size
    while rest is None or rest > 0:
        block = stream.read(_BLOCK if rest is None else min(_BLOCK, rest))
        if not block:
            return
        ends = block.rfind(b"\n") + 1
        stream.seek(ends - len(block), os.SEEK_CUR)
        values = strict_json.parse_lines(block[:ends]) if ends else None
        if values is None:
            stream.seek(-ends, os.SEEK_CUR)
            found = _one_by_one(stream, file, reading, line, ends or 1)
        else:
            found = _at_once(values, file, reading, line)
        for number, length, record in found:
            yield number, length, record
            line = number + 1
            rest = None if rest is None else rest - length


def _at_once(
    values: list[tuple[Any, bytes]], file: str, reading: Reading, line: int
) -> Iterator[tuple[int, int, RawRecord | None]]:
    """The records of lines that have been read."""
    for number, (value, data) in enumerate(values, start=line):
        record = None
        if isinstance(value, dict):
            record = _line_record(value, data, file, number, reading)
        else:
            reading.report(rules.NOT_A_MAPPING, file, Position(number))
        yield number, len(data) + 1, record


def _one_by_one(
    stream: BinaryIO, file: str, reading: Reading, line: int, size: int
) -> Iterator[tuple[int, int, RawRecord | None]]:
    """The same as :func:`json_lines`, by the reader that says what is wrong."""
    rest = size
    while rest > 0 and (data := stream.readline(MAX_BYTES + 1)):
        length = len(data)
        record = None
        if length > MAX_BYTES:
            details = {"size": f">{MAX_BYTES}", "limit": MAX_BYTES}
            reading.report(rules.TOO_LARGE, file, Position(line), **details)
            _salvage(data.decode("utf-8", "replace"), file, line, reading)
            while data and not data.endswith(b"\n"):
                data = stream.readline(MAX_BYTES)
                length += len(data)
        else:
            record = _json_line(data, file, line, reading)
        yield line, length, record
        line += 1
        rest -= length


def _json_line(data: bytes, file: str, line: int, reading: Reading) -> RawRecord | None:
    text = _decoded(data, file, reading, line)
    if text is None:
        _salvage(data.decode("utf-8", "replace"), file, line, reading)
        return None
    from vmbo_mbo_kb.reading import strict_json

    text = text.removesuffix("\n").removesuffix("\r")
    if not text.strip(" \t"):
        reading.report(rules.JSON_SYNTAX, file, Position(line), reason=_NO_RECORD)
        return None
    value, problems = strict_json.parse(text, line=line)
    for problem in problems:
        reading.report(problem.rule, file, problem.position, **problem.details)
    if any(problem.rule is not rules.DUPLICATE_KEY for problem in problems):
        _salvage(text, file, line, reading)
        return None
    if not isinstance(value, dict):
        reading.report(rules.NOT_A_MAPPING, file, Position(line))
        return None
    return _line_record(value, data, file, line, reading)


def _located(data: bytes, line: int, places: Positions) -> None:
    """Fill in the places of a line that could be read."""
    from vmbo_mbo_kb.reading import strict_json

    strict_json.parse(data.decode().removesuffix("\n").removesuffix("\r"), places, line)


def _line_record(value: dict[str, Any], data: bytes, file: str, line: int, reading: Reading) -> RawRecord | None:
    """The record of a line, if it says its class."""
    name = value.pop("class", None)
    spec = _specs().get(name) if isinstance(name, str) else None
    if spec is None:
        places = Positions()
        _located(data, line, places)
        place = places.values.get(("class",)) or Position(line)
        found = Finding(rules.MISSING, file, place, details=_NO_CLASS)
        reading.findings.append(found if name is None else unknown_class(name, blueprint(), file, place))
        _salvage(data.decode(), file, line, reading)
        return None
    return RawRecord(spec, str(value.get("id", "")), value, file, line, partial(_located, data, line))


def _salvage(text: str, file: str, line: int, reading: Reading) -> None:
    """Keep the class and id of a record that cannot be read, if its text shows them."""
    name, identifier = _CLASS.search(text), _ID.search(text)
    spec = _specs().get(name[1]) if name else None
    if spec is not None and identifier:
        values = {"id": identifier[1]}
        reading.unread.append(RawRecord(spec, identifier[1], values, file, line, unread=True))


@cache
def _specs() -> Mapping[str, ClassSpec]:
    """The classes by the names of their folders."""
    return {spec.slug: spec for spec in blueprint().entities}


def _strictly(text: str, positions: Positions | None = None) -> tuple[Any, list[Problem]]:
    """What the strict reader of YAML says; it is loaded when a text needs it."""
    from vmbo_mbo_kb.reading import strict_yaml

    return strict_yaml.parse(text, positions)


class _Reader:
    """Goes through one folder."""

    def __init__(self, folder: Path, put_off: bool) -> None:
        self._folder = folder
        self._plan = blueprint()
        self._reading = Reading(folder)
        self._put_off = put_off

    def read(self) -> Reading:
        entries = self._entries(self._folder)
        if entries is None:
            return self._reading
        if all(entry.name != DESCRIPTION for entry in entries):
            self._reading.report(rules.NO_DATASET, shown_path(self._folder), name=DESCRIPTION, lack=_LACKS)
            return self._reading
        for entry in entries:
            suffix = os.path.splitext(entry.name)[1]  # noqa: PTH122 - pathlib is what takes long here
            if entry.name == DESCRIPTION:
                self._reading.description = self._yaml(entry, self._plan.dataset, None)
            elif entry.name in _specs():
                self._class_folder(entry, _specs()[entry.name])
            elif suffix == ".jsonl":
                self._reading.records.extend(self._json_lines(entry))
            elif _is_folder(entry):
                if entry.name not in ASIDE:
                    self._reading.findings.append(unknown_class(shown_path(entry.name), self._plan, shown_path(entry)))
            elif suffix in (".yaml", ".yml", ".json"):  # a record that lost its way; other files are none of ours
                self._reading.report(rules.BAD_FILE_NAME, shown_path(entry), name=shown_path(entry.name))
        return self._reading

    def _entries(self, folder: str | os.PathLike[str]) -> "list[os.DirEntry[str]] | None":
        """What is in a folder, by name; hidden files are none of ours. Nothing, and a finding, if it is no folder."""
        try:
            with os.scandir(folder) as entries:
                return sorted((entry for entry in entries if entry.name[0] != "."), key=lambda entry: entry.name)
        except (OSError, ValueError) as error:
            if folder is self._folder and isinstance(error, FileNotFoundError | NotADirectoryError):
                lack = _LACKS if isinstance(error, FileNotFoundError) else _NO_FOLDER
                self._reading.report(rules.NO_DATASET, shown_path(folder), name=shown_path(folder), lack=lack)
            else:
                self._unreadable(folder, error)
            return None

    def _unreadable(self, path: str | os.PathLike[str], error: Exception) -> None:
        self._reading.report(rules.UNREADABLE, shown_path(path), reason=reasons.of_system(error))

    def _inside(self, entry: "os.DirEntry[str]") -> bool:
        """Whether an entry is, whatever link it is, within the dataset's folder; if not, there is a finding.

        :raises OSError: the link leads nowhere, or round in a circle.
        """
        if not entry.is_symlink():
            return True  # what it is in has been looked at before
        try:
            inside = Path(entry.path).resolve(strict=True).is_relative_to(self._folder.resolve())
        except RuntimeError:  # until Python 3.13
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from None
        if not inside:
            self._reading.report(rules.LINK_OUTSIDE, shown_path(entry))
        return inside

    def _class_folder(self, folder: "os.DirEntry[str]", spec: ClassSpec) -> None:
        try:
            if not self._inside(folder):
                return
        except OSError as error:
            self._unreadable(folder, error)
            return
        for entry in self._entries(folder) or ():
            stem, suffix = os.path.splitext(entry.name)  # noqa: PTH122
            named = _is_id(stem) and len(stem) <= ID_LENGTH
            record = None
            if suffix == ".yaml" and named:
                record = self._yaml(entry, spec, stem)
            else:
                self._reading.report(rules.BAD_FILE_NAME, shown_path(entry), name=shown_path(entry.name))
            if record is not None:
                self._reading.records.append(record)
                continue
            identifier = stem if named else self._meant(folder, stem)
            if identifier:
                file = shown_path(entry)
                self._reading.unread.append(RawRecord(spec, identifier, {"id": identifier}, file, unread=True))

    def _meant(self, folder: "os.DirEntry[str]", stem: str) -> str | None:
        """The id that a misnamed file was meant to have, unless another file has it."""
        identifier = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:ID_LENGTH]
        return None if not identifier or Path(folder.path, f"{identifier}.yaml").exists() else identifier

    def _is_ours(self, entry: "os.DirEntry[str]") -> bool:
        """Whether an entry is a file within the dataset's folder; if not, there is a finding.

        :raises OSError: it is not a regular file: a pipe or device would hold up the reader.
        """
        if not self._inside(entry):
            return False
        if not entry.is_file():
            raise reasons.NotRegular
        return True

    def _text(self, entry: "os.DirEntry[str]") -> str | None:
        """A file's text, or nothing and a finding."""
        try:
            if not self._is_ours(entry):
                return None
            data, size = _content(entry.path)
        except OSError as error:
            self._unreadable(entry, error)
            return None
        if size > MAX_BYTES:
            self._reading.report(rules.TOO_LARGE, shown_path(entry), size=size, limit=MAX_BYTES)
            return None
        return _decoded(data, shown_path(entry), self._reading)

    def _yaml(self, entry: "os.DirEntry[str]", spec: ClassSpec, stem: str | None) -> RawRecord | None:
        text = self._text(entry)
        if text is None:
            return None
        file = shown_path(entry)
        value: Any = plain_yaml.parse(text)
        problems: list[Problem] = []
        if value is None:
            value, problems = _strictly(text)
        for problem in problems:
            self._reading.report(problem.rule, file, problem.position, **problem.details)
        if value is None:
            if not problems:
                self._reading.report(rules.EMPTY, file)
            return None
        if not isinstance(value, dict):
            self._reading.report(rules.NOT_A_MAPPING, file)
            return None
        identifier = stem or str(value.get("id", ""))
        record = RawRecord(spec, identifier, value, file, locate=partial(_strictly, text))
        if stem is not None:
            given = value.setdefault("id", stem)
            if given != stem:
                finding = record.finding(rules.ID_IS_NOT_FILE_NAME, ("id",), id=given, name=entry.name)
                self._reading.findings.append(finding)
                value["id"] = stem
        return record

    def _json_lines(self, entry: "os.DirEntry[str]") -> Iterator[RawRecord]:
        try:
            if not self._is_ours(entry):
                return
            with open(entry.path, "rb") as stream:  # noqa: PTH123 - as elsewhere here
                if self._put_off:
                    before = len(self._reading.records), len(self._reading.unread)
                    self._reading.put_off.append(LinesFile(entry.path, shown_path(entry), *before))
                else:
                    for _, _, record in json_lines(stream, shown_path(entry), self._reading):
                        if record is not None:
                            yield record
        except OSError as error:
            self._unreadable(entry, error)


_is_id = re.compile(ID_PATTERN).fullmatch

_FLAGS: Final = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_PIECE: Final = 1 << 14
"""Bytes that are asked for at once; nearly every file of a record has less."""


def _content(path: str) -> tuple[bytes, int]:
    """A file's bytes, as far as is read, and how many there are: there are thousands of files, and streams are dear.

    :raises OSError: it cannot be read.
    """
    number = os.open(path, _FLAGS)
    try:
        data = piece = os.read(number, _PIECE)
        while len(piece) == _PIECE and len(data) <= MAX_BYTES:
            piece = os.read(number, _PIECE)
            data += piece
        size = len(data) if len(data) <= MAX_BYTES else max(len(data), os.fstat(number).st_size)
    finally:
        os.close(number)
    return data, size


_LACKS: Final = Words("ontbreekt", "is missing")
_NO_FOLDER: Final = Words("is geen map", "is not a folder")
_NO_RECORD: Final = Words("zij is leeg", "it is empty")
_NO_CLASS: Final = {
    "field": "class",
    "label": Words("klasse", "class"),
    "lack": _LACKS,
    "definition": Words("De map waarin het record zou staan.", "The folder that the record would be in."),
}
_CLASS = re.compile(r'"class"\s*:\s*"([^"\\]{1,100})"')
_ID = re.compile(r'"id"\s*:\s*"([^"\\]{1,100})"')


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads round in a circle
        return False
