# SPDX-License-Identifier: MIT
"""What pages are dressed with: everything in ``assets/``, as it is."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Final

from vmbo_mbo_kb.site.frame import File, Site

MEDIA_TYPES: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".wasm": "application/wasm",
    ".json": "application/json",
    ".txt": "text/plain",
}


def make(site: Site) -> Iterator[File]:
    """The files."""
    for entry in sorted(files("vmbo_mbo_kb.site").joinpath("assets").iterdir(), key=lambda each: each.name):
        suffix = entry.name[entry.name.rindex(".") :]
        yield File(f"assets/{entry.name}", entry.read_bytes(), MEDIA_TYPES[suffix])
