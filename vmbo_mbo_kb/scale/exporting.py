# SPDX-License-Identifier: MIT
"""Pass 2: records merged from runs on disk, handed to the exporters that write a dataset in memory.

An RDF syntax is written in stretches of records, one a task: several processes can share the work, and the bytes are
the same. Other formats are a task each. What is done of each format is noted, so that a run that was broken off goes on
after the last stretch that was written whole.
"""

import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from vmbo_mbo_kb import exporters
from vmbo_mbo_kb._version import __version__
from vmbo_mbo_kb.blueprint import ClassSpec, blueprint
from vmbo_mbo_kb.exporters.rdf import RdfFile, write_chunks
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, check_base
from vmbo_mbo_kb.placement import merge_into
from vmbo_mbo_kb.records import Record
from vmbo_mbo_kb.scale.flow import Progress, Spilled, Watch, pool

STRETCHES: Final = 4
"""Tasks of an RDF syntax for each process, at least, so that none waits long for the others."""

STRETCH: Final = 1 << 25
"""Bytes of runs that are written before it is noted how far it is."""

NOTES: Final = "half.json"

EVERY: Final = 10_000
"""Records between two words on how far it is."""

COPIED: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Exported:
    """A format that was written."""

    name: str
    files: int
    records: int


@dataclass(frozen=True, slots=True)
class _Task:
    """A format, or a stretch of one, to be written."""

    name: str
    records: Spilled
    base: str
    stretch: int
    """Its number, from 0."""
    last: bool
    path: Path
    """The file to write, or for what is not an RDF syntax the folder to write into."""


@dataclass(frozen=True, slots=True)
class _Part:
    """How far a format is."""

    stretches: int = 0
    size: int = 0
    """Bytes of its file."""
    files: int = 0
    records: int = 0


class _Halfway:
    """A folder for what is half written, and how far each format in it is.

    :param mark: what is written; what lies there of anything else is removed.
    """

    def __init__(self, folder: Path, mark: str) -> None:
        self.folder = folder
        self._mark = mark
        self._parts: dict[str, _Part] = {}
        try:
            notes = json.loads((folder / NOTES).read_bytes())
            parts = {name: _Part(**part) for name, part in notes["parts"].items()}
            if notes["mark"] == mark and all(self._is_there(name, part) for name, part in parts.items()):
                self._parts = parts
        except (OSError, ValueError, LookupError, TypeError):
            pass
        if not self._parts:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)

    def place(self, name: str) -> Path:
        """The file of an RDF syntax, or a folder for the files of what is none."""
        exporter = exporters.get(name)
        return self.folder / (exporter.file_name if isinstance(exporter, RdfFile) else name)

    def _is_there(self, name: str, part: _Part) -> bool:
        place = self.place(name)
        return place.is_dir() or place.stat().st_size >= part.size > 0

    def of(self, name: str) -> _Part:
        """How far a format is."""
        return self._parts.get(name, _Part())

    def note(self, name: str, part: _Part) -> None:
        """Say that a format is this far."""
        self._parts[name] = part
        new = self.folder / f"{NOTES}.new"
        parts = {name: asdict(part) for name, part in self._parts.items()}
        new.write_text(json.dumps({"mark": self._mark, "parts": parts}), encoding="utf-8")
        new.replace(self.folder / NOTES)

    def move(self, target: Path) -> None:
        """Move all that was written into another folder; nothing is halfway any more."""
        (self.folder / NOTES).unlink(missing_ok=True)
        for place in map(self.place, self._parts):
            for path in [place] if place.is_file() else sorted(place.iterdir()):
                shutil.move(path, target / path.name)
        shutil.rmtree(self.folder)


def export(
    records: Spilled,
    formats: Iterable[str],
    target: Path,
    base: str = DEFAULT_BASE,
    *,
    workers: int = 1,
    watch: Watch = lambda progress: None,
    total: int = 0,
    halfway: Path | None = None,
) -> list[Exported]:
    """Write formats into a folder; files of former exports are replaced whole, others are left alone.

    :param total: how many records there are, for ``watch``.
    :param halfway: folder for what is half written, where the same export that was broken off is taken up; without it,
        that lies beside the target and is gone afterwards.
    :raises UnknownFormat: a format has no exporter; nothing is written.
    :raises ValueError: no identifiers can be made from the base.
    :raises TargetError: the folder cannot be written; it is left as it was.
    :raises OSError: the disk is full; the target is left as it was.
    """
    chosen = {name: exporters.get(name) for name in formats}
    check_base(base)
    stretches = list(records.stretches(max(records.size // STRETCH, workers * STRETCHES if workers > 1 else 1)))

    def write(folder: Path) -> list[Exported]:
        mark = json.dumps([__version__, records.mark, base, len(stretches)])
        half = _Halfway(halfway or folder.with_name("halfway"), mark)
        tasks = [
            _Task(name, stretch, base, number, number == len(parts) - 1, half.place(name))
            for name, exporter in chosen.items()
            for parts in (stretches if isinstance(exporter, RdfFile) else [records],)
            for number, stretch in enumerate(parts)
            if number >= half.of(name).stretches
        ]
        with pool(min(workers, len(tasks) or 1)) as each:
            results: Iterable[_Part] = each(_write_apart, tasks)
            if workers == 1:
                results = (_write_on(task, half.of(task.name), _counting(watch, task, half, total)) for task in tasks)
            for task, part in zip(tasks, results, strict=True):
                before = half.of(task.name)
                apart = workers > 1 and isinstance(chosen[task.name], RdfFile)
                size = _append(task, before) if apart else part.size
                done = _Part(task.stretch + 1, size, part.files, before.records + part.records)
                half.note(task.name, done)
                watch(Progress(task.name, done.records, total, done.records))
        found = [Exported(name, half.of(name).files, half.of(name).records) for name in chosen]
        half.move(folder)
        return found

    return merge_into(target, write)


def _counting(watch: Watch, task: _Task, half: _Halfway, total: int) -> Callable[[int], None]:
    before = half.of(task.name).records
    return lambda count: watch(Progress(task.name, before + count, total, before + count))


class _Counted:
    """Records that say how many have gone by."""

    def __init__(self, records: Spilled, say: Callable[[int], None]) -> None:
        self.dataset = records.dataset
        self.count = 0
        self._records = records
        self._say = say

    def __iter__(self) -> Iterator[tuple[ClassSpec, Record]]:
        self.count = 0
        for entry in self._records:
            self.count += 1
            if self.count % EVERY == 0:
                self._say(self.count)
            yield entry


def _write_on(task: _Task, before: _Part, say: Callable[[int], None]) -> _Part:
    """Write a task after what is there of its format."""
    exporter = exporters.get(task.name)
    records = _Counted(task.records, say)
    if not isinstance(exporter, RdfFile):
        shutil.rmtree(task.path, ignore_errors=True)
        task.path.mkdir()
        files = sum(1 for _ in exporter.write(records, task.path, task.base))
        return _Part(files=files, records=records.count)
    with task.path.open("ab") as out:
        out.truncate(before.size)
        if task.stretch == 0:
            write_chunks(out, [exporter.head(task.base)])
            write_chunks(out, exporter.blocks([(blueprint().dataset, records.dataset)], task.base))
        write_chunks(out, exporter.blocks(records, task.base))
        if task.last:
            write_chunks(out, [exporter.tail()])
        return _Part(size=out.tell(), files=1, records=records.count)


def _write_apart(task: _Task) -> _Part:
    """Write a task to a file of its own, where it is a stretch."""
    if isinstance(exporters.get(task.name), RdfFile):
        task = replace(task, path=_apart(task))
    return _write_on(task, _Part(), lambda count: None)


def _apart(task: _Task) -> Path:
    return task.path.with_name(f"{task.path.name}.{task.stretch}")


def _append(task: _Task, before: _Part) -> int:
    """Append a stretch to what is there of its format; gives the size of that."""
    part = _apart(task)
    with part.open("rb") as stream, task.path.open("ab") as out:
        out.truncate(before.size)
        shutil.copyfileobj(stream, out, COPIED)
        size = out.tell()
    part.unlink()
    return size
