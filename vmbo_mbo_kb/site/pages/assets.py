# SPDX-License-Identifier: MIT
"""What pages are dressed with: everything in ``assets/``, as it is."""

from collections.abc import Iterator
from importlib.resources import files

from vmbo_mbo_kb.generators.hosting import MEDIA_TYPES
from vmbo_mbo_kb.site.frame import File, Site


def make(site: Site) -> Iterator[File]:
    """The files."""
    for entry in sorted(files("vmbo_mbo_kb.site").joinpath("assets").iterdir(), key=lambda each: each.name):
        ending = entry.name.rpartition(".")[2]
        yield File(f"assets/{entry.name}", entry.read_bytes(), MEDIA_TYPES[ending])
