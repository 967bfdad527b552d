# SPDX-License-Identifier: MIT
"""Writing exports to a folder: one format or all of them, with a manifest and checksums."""

from collections.abc import Callable, Iterable
from hashlib import file_digest
from pathlib import Path
from typing import Any

import orjson

from vmbo_mbo_kb import exporters
from vmbo_mbo_kb.exporters import Exporter, Written
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, check_base
from vmbo_mbo_kb.placement import CHECKSUMS, MANIFEST, merge_into, replace_whole
from vmbo_mbo_kb.records import Records


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


More = Callable[[Path, list[Written], Path], list[Written]]
"""Writes further files into a folder that holds those named, and says which; told where the former output stands."""


def build(
    records: Records, target: Path, base: str = DEFAULT_BASE, more: More = lambda folder, written, former: []
) -> list[Written]:
    """Write every format of a build, ``manifest.json`` and ``SHA256SUMS`` into a folder, which is replaced whole.

    :param more: what else is to be in the folder.

    :raises ValueError: no identifiers can be made from the base.
    :raises TargetError: the folder cannot be written, or holds foreign files; it is left as it was.
    """
    chosen = [each for each in map(exporters.get, exporters.names()) if each.in_build]
    check_base(base)

    def write(folder: Path) -> list[Written]:
        written = _write(records, chosen, folder, base)
        written = sorted([*written, *more(folder, written, target)], key=lambda entry: entry.path)
        _manifest(folder, written, records.dataset, base)
        return written

    return replace_whole(target, write)


def _write(records: Records, chosen: Iterable[Exporter], folder: Path, base: str) -> list[Written]:
    written = [entry for exporter in chosen for entry in exporter.write(records, folder, base)]
    return sorted(written, key=lambda entry: entry.path)


def described(folder: Path, written: Iterable[Written]) -> list[dict[str, Any]]:
    """The files of an export as a manifest tells of them."""
    files = []
    for entry in written:
        path = folder / entry.path
        with path.open("rb") as stream:
            digest = file_digest(stream, "sha256").hexdigest()
        files.append(
            {
                "path": entry.path,
                "name": path.name,
                "media_type": entry.media_type,
                "bytes": path.stat().st_size,
                "sha256": digest,
                "records": entry.records,
            }
        )
    return files


def _manifest(folder: Path, written: Iterable[Written], dataset: dict[str, Any], base: str) -> None:
    files = described(folder, written)
    content = {"dataset": dataset, "base": base, "files": files}
    (folder / MANIFEST).write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
    with (folder / MANIFEST).open("rb") as stream:
        manifest_digest = file_digest(stream, "sha256").hexdigest()
    sums = sorted([(str(entry["path"]), str(entry["sha256"])) for entry in files] + [(MANIFEST, manifest_digest)])
    (folder / CHECKSUMS).write_bytes("".join(f"{digest}  {path}\n" for path, digest in sums).encode("utf-8"))
