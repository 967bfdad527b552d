# SPDX-License-Identifier: MIT
"""What can be downloaded: every file of data that is not about one record alone, with size and checksum."""

from collections.abc import Iterator
from hashlib import file_digest
from typing import Any, Final

from vmbo_mbo_kb import exporters
from vmbo_mbo_kb.site.frame import File, Site
from vmbo_mbo_kb.words import Words

FOLDERS: Final = {"csv": Words("Tabellen (CSV)", "Tables (CSV)"), "schema": Words("Schema’s", "Schemas")}
"""Folders of downloads by the names that they have on a page."""

LENGTH: Final = 60
"""How many files stand on a page of downloads."""


def make(site: Site) -> Iterator[File]:
    """The pages."""
    titles = {}
    for name in exporters.names():
        exporter = exporters.get(name)
        titles[exporter.media_type] = exporter.title
    rows = []
    for written in (*site.exports, *site.paths.values()):
        parts = written.path.split("/")
        if written.media_type == "text/html" or parts[0] in ("data", "jsonld", "assets", "vendored"):
            continue
        path = site.folder / written.path
        with path.open("rb") as stream:
            digest = file_digest(stream, "sha256").hexdigest()
        rows.append((written, path.stat().st_size, digest, titles.get(written.media_type, written.media_type)))
    rows.sort(key=lambda row: row[0].path)
    groups: dict[str, list[Any]] = {}
    for row in rows:
        folder = row[0].path.split("/")[0] if "/" in row[0].path else ""
        groups.setdefault(folder, []).append(row)
    for folder, found in groups.items():
        stem = f"downloads/{folder}" if folder else "downloads"
        starts = range(0, len(found), LENGTH)
        paths = [f"{stem}{f'-{number}' if number > 1 else ''}.html" for number in range(1, len(starts) + 1)]
        for place, start in enumerate(starts):
            yield from site.pages(
                "downloads.html",
                paths[place],
                title=_folder_name(folder) if folder else Words("Downloads", "Downloads"),
                rows=found[start : start + LENGTH],
                others=[] if folder else [(each, _folder_name(each), len(groups[each])) for each in groups if each],
                folder=folder,
                paths=paths,
                place=place,
            )


def _folder_name(folder: str) -> Words:
    return FOLDERS.get(folder, Words(folder, folder))
