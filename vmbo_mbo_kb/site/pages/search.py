# SPDX-License-Identifier: MIT
"""The page on which one searches."""

from collections.abc import Iterator

from vmbo_mbo_kb.site.frame import File, Site
from vmbo_mbo_kb.words import Words


def make(site: Site) -> Iterator[File]:
    """The page."""
    yield from site.pages("search.html", "search.html", title=Words("Zoeken", "Search"))
