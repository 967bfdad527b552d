# SPDX-License-Identifier: MIT
"""What can be downloaded: every file of data that is not about one record alone, with size and checksum."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from vmbo_mbo_kb import exporters
from vmbo_mbo_kb.exporters import Written
from vmbo_mbo_kb.site.frame import HTML, LANGUAGES, File, Site
from vmbo_mbo_kb.words import Words

DESCRIPTIONS: Final = "descriptions"
"""The page of files that tell of the dataset and of the site."""

FOLDERS: Final = {
    "csv": Words("Tabellen (CSV)", "Tables (CSV)"),
    DESCRIPTIONS: Words("Beschrijvingen, agenda en wijzigingen", "Descriptions, calendar and changes"),
    "hosting": Words("Regels voor webservers", "Rules for web servers"),
    "schema": Words("Schema’s", "Schemas"),
}
"""Folders of downloads by the names that they have on a page."""

NOT_LISTED: Final = frozenset({"assets", "data", "jsonld", "vendored"})
"""Folders with files of single records, which their pages offer, and with what pages are made with."""

USES: Final = {
    "application/ld+json": Words(
        "alles in één bestand, voor programma’s die JSON lezen", "all in one file, for JSON tools"
    ),
    "application/n-quads": Words("om in een triple store te laden", "for loading into a triple store"),
    "application/n-triples": Words("regel voor regel te verwerken", "for tools that work line by line"),
    "application/rdf+xml": Words("voor wie alleen XML leest", "for tools that read XML alone"),
    "application/trig": Words("als Turtle, voor wie datasets laadt", "as Turtle, for tools that load datasets"),
    "text/turtle": Words("RDF die ook mensen kunnen lezen", "RDF that people can read too"),
}
"""What a format of the whole dataset is good for, by media type."""

LENGTH: Final = 60
"""How many files stand on a page of downloads."""


def make(site: Site) -> Iterator[File]:
    """The pages; those about files that are not exports are made after them."""
    titles = {}
    for name in exporters.names():
        exporter = exporters.get(name)
        titles[exporter.media_type] = exporter.title
    groups = _groups(site)
    for path, (folder, found) in pages(site).items():
        paths = [each for each, (other, _) in pages(site).items() if other == folder]
        yield from site.pages(
            "downloads.html",
            path,
            title=_folder_name(folder) if folder else Words("Downloads", "Downloads"),
            rows=partial(_rows, site, found, titles),
            uses=USES,
            others=[] if folder else [(each, _folder_name(each), len(groups[each])) for each in groups if each],
            folder=folder,
            paths=paths,
            place=paths.index(path),
        )


def _rows(site: Site, found: list[Written], titles: dict[str, str]) -> list[tuple[Written, int, str, str]]:
    """Of each file its size, checksum and what it is; asked when they are there."""
    return [
        (written, *site.output.checksum(written.path), titles.get(written.media_type, written.media_type))
        for written in found
    ]


def pages(site: Site) -> dict[str, tuple[str, list[Written]]]:
    """The pages of downloads that there are to be: for each its folder of files, and those that it lists."""
    found: dict[str, tuple[str, list[Written]]] = {}
    for folder, files in _groups(site).items():
        stem = f"downloads/{folder}" if folder else "downloads"
        for number, start in enumerate(range(0, len(files), LENGTH), start=1):
            name = f"{stem}{f'-{number}' if number > 1 else ''}.html"
            found[name] = folder, files[start : start + LENGTH]
    return found


def _groups(site: Site) -> dict[str, list[Written]]:
    """Files by folder: those at the top are the exports, or tell of them."""
    groups: dict[str, list[Written]] = {"": [], DESCRIPTIONS: []}
    exported = {written.path for written in site.output.exports}
    for written in (*site.output.exports, *site.paths.values()):
        folder = written.path.split("/")[0] if "/" in written.path else ""
        if written.media_type == HTML or folder in NOT_LISTED:
            continue
        if written.path not in exported and folder in ("", ".well-known", *LANGUAGES):
            folder = DESCRIPTIONS
        groups.setdefault(folder, []).append(written)
    return {folder: sorted(files, key=lambda file: file.path) for folder, files in groups.items() if files}


def _folder_name(folder: str) -> Words:
    return FOLDERS.get(folder, Words(folder, folder))
