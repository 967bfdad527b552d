# SPDX-License-Identifier: MIT
"""Pass 2: records merged from runs on disk, handed to the exporters that write a dataset in memory.

An RDF syntax is written in stretches of records, one a task, that are then joined: several processes can share the
work, and the bytes are the same. Other formats are a task each.
"""

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vmbo_mbo_kb import exporters
from vmbo_mbo_kb.blueprint import ClassSpec, blueprint
from vmbo_mbo_kb.exporters.rdf import RdfFile, write_chunks
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, check_base
from vmbo_mbo_kb.placement import merge_into
from vmbo_mbo_kb.records import Record
from vmbo_mbo_kb.scale.flow import Progress, Spilled, Watch, pool

STRETCHES: Final = 4
"""Tasks of an RDF syntax for each process, so that none waits long for the others."""

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
    folder: Path
    base: str
    stretch: int
    """Its number, from 0."""
    last: bool


def export(
    records: Spilled,
    formats: Iterable[str],
    target: Path,
    base: str = DEFAULT_BASE,
    *,
    workers: int = 1,
    watch: Watch = lambda progress: None,
    total: int = 0,
) -> list[Exported]:
    """Write formats into a folder; files of former exports are replaced whole, others are left alone.

    :param total: how many records there are, for ``watch``.
    :raises UnknownFormat: a format has no exporter; nothing is written.
    :raises ValueError: no identifiers can be made from the base.
    :raises TargetError: the folder cannot be written; it is left as it was.
    :raises OSError: the disk is full; the target is left as it was.
    """
    chosen = [(name, exporters.get(name)) for name in formats]
    check_base(base)
    stretches = list(records.stretches(workers * STRETCHES if workers > 1 else 1))

    def write(folder: Path) -> list[Exported]:
        tasks = [
            _Task(name, stretch, folder, base, number, number == len(parts) - 1)
            for name, exporter in chosen
            for parts in (stretches if isinstance(exporter, RdfFile) else [records],)
            for number, stretch in enumerate(parts)
        ]
        found: dict[str, Exported] = {}
        if workers == 1:
            results = (_write(task, _counting(watch, task.name, total)) for task in tasks)
            return list(results)
        with pool(min(workers, len(tasks))) as each:
            for task, done in zip(tasks, each(_write, tasks), strict=True):
                before = found.get(task.name)
                found[task.name] = Exported(task.name, done.files, done.records + (before.records if before else 0))
                if task.stretch:
                    _append(task)
                watch(Progress(task.name, found[task.name].records, total, found[task.name].records))
        return list(found.values())

    return merge_into(target, write)


def _counting(watch: Watch, name: str, total: int) -> Callable[[int], None]:
    return lambda count: watch(Progress(name, count, total, count))


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


def _write(task: _Task, say: Callable[[int], None] = lambda count: None) -> Exported:
    """Write a format, or a stretch of it to a file of its own."""
    exporter = exporters.get(task.name)
    records = _Counted(task.records, say)
    if not isinstance(exporter, RdfFile):
        files = sum(1 for _ in exporter.write(records, task.folder, task.base))
        return Exported(task.name, files, records.count)
    with _part(task).open("wb") as out:
        if task.stretch == 0:
            write_chunks(out, [exporter.head(task.base)])
            write_chunks(out, exporter.blocks([(blueprint().dataset, records.dataset)], task.base))
        write_chunks(out, exporter.blocks(records, task.base))
        if task.last:
            write_chunks(out, [exporter.tail()])
    return Exported(task.name, 1, records.count)


def _part(task: _Task) -> Path:
    """The file of a stretch: of the first that of the whole."""
    exporter = exporters.get(task.name)
    assert isinstance(exporter, RdfFile)
    return task.folder / (f"{exporter.file_name}.{task.stretch}" if task.stretch else exporter.file_name)


def _append(task: _Task) -> None:
    part = _part(task)
    with part.open("rb") as stream, part.with_suffix("").open("ab") as out:
        shutil.copyfileobj(stream, out, COPIED)
    part.unlink()
