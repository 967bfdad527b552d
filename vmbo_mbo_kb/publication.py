# SPDX-License-Identifier: MIT
"""Writing exports to a folder: one format or all of them, with a manifest and checksums."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Sized
from hashlib import file_digest
from pathlib import Path
from typing import Any, Protocol

import orjson

from vmbo_mbo_kb import exporters
from vmbo_mbo_kb.exporters import Exporter, Written
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, check_base
from vmbo_mbo_kb.placement import CHECKSUMS, MANIFEST, merge_into, replace_whole
from vmbo_mbo_kb.records import Records
from vmbo_mbo_kb.sharing import abandoned, processes, together


def export(
    records: Records, formats: Iterable[str | Exporter], target: Path, base: str = DEFAULT_BASE
) -> list[Written]:
    """Write formats into a folder; files of former exports are replaced whole, others are left alone.

    :raises UnknownFormat: a format has no exporter; nothing is written.
    :raises ValueError: no identifiers can be made from the base.
    :raises TargetError: the folder cannot be written; it is left as it was.
    """
    chosen = [entry if isinstance(entry, Exporter) else exporters.get(entry) for entry in formats]
    check_base(base)
    return merge_into(target, lambda folder: _write(records, chosen, folder, base))


class Output:
    """A folder that a build is writing into."""

    def __init__(self, folder: Path, former: Path) -> None:
        self.folder = folder
        self.former = former
        """Where the output of the build before stands, if there was one."""
        self.exports: tuple[Written, ...] = ()
        """What the exporters have written."""
        self._read: dict[str, tuple[int, str]] = {}

    def checksum(self, path: str) -> tuple[int, str]:
        """How many bytes a file has and their SHA-256: read once, since nothing is written twice.

        :raises OSError: it is not there.
        """
        found = self._read.get(path)
        if found is None:
            with (self.folder / path).open("rb") as stream:
                digest = file_digest(stream, "sha256").hexdigest()
                found = self._read[path] = stream.tell(), digest
        return found

    def described(self, written: Iterable[Written]) -> list[dict[str, Any]]:
        """Files as a manifest tells of them."""
        files = []
        for entry in written:
            size, digest = self.checksum(entry.path)
            files.append(
                {
                    "path": entry.path,
                    "name": entry.path.rpartition("/")[2],
                    "media_type": entry.media_type,
                    "bytes": size,
                    "sha256": digest,
                    "records": entry.records,
                }
            )
        return files


class Held(Records, Sized, Protocol):
    """Records of which is known how many there are."""


More = Callable[[Output], list[Written]]
"""Writes further files into a folder that holds the exports, and says which."""


def build(records: Held, target: Path, base: str = DEFAULT_BASE, more: More = lambda output: []) -> list[Written]:
    """Write every format of a build, ``manifest.json`` and ``SHA256SUMS`` into a folder, which is replaced whole.

    On Linux several processes share the work where there are many records. What is written is the same.

    :param more: what else is to be in the folder.

    :raises ValueError: no identifiers can be made from the base.
    :raises TargetError: the folder cannot be written, or holds foreign files; it is left as it was.
    """
    chosen = [each for each in map(exporters.get, exporters.names()) if each.in_build]
    check_base(base)

    def write(folder: Path) -> list[Written]:
        output = Output(folder, target)
        count = processes(len(records))
        if count > 1:
            deque(records, maxlen=0)  # what is brought into normal form now, the processes have in common
        shares = together(lambda turn: _write(records, chosen[turn::count], folder, base), count)
        output.exports = tuple(sorted((entry for share in shares for entry in share), key=_path))
        written = sorted([*output.exports, *more(output)], key=_path)
        _manifest(output, written, records.dataset, base)
        return written

    return replace_whole(target, write)


def _write(records: Records, chosen: Iterable[Exporter], folder: Path, base: str) -> list[Written]:
    written: list[Written] = []
    for exporter in chosen:
        if abandoned():
            os._exit(1)
        written += exporter.write(records, folder, base)
    return sorted(written, key=_path)


def _path(entry: Written) -> str:
    return entry.path


def _manifest(output: Output, written: Iterable[Written], dataset: dict[str, Any], base: str) -> None:
    files = output.described(written)
    content = {"dataset": dataset, "base": base, "files": files}
    (output.folder / MANIFEST).write_bytes(
        orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    )
    paths = sorted([MANIFEST, *(each["path"] for each in files)])
    sums = "".join(f"{output.checksum(path)[1]}  {path}\n" for path in paths)
    (output.folder / CHECKSUMS).write_bytes(sums.encode("utf-8"))
