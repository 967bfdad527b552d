# SPDX-License-Identifier: MIT
"""The makers of the site's files, in the order in which they run; see :mod:`vmbo_mbo_kb.site` for how to add one."""

from collections.abc import Callable, Iterator
from typing import Final

from vmbo_mbo_kb.site.frame import File, Site
from vmbo_mbo_kb.site.pages import (
    administration,
    assets,
    downloads,
    guides,
    home,
    lists,
    metadata,
    records,
    reference,
    search,
    sparql,
    time,
    ways,
)

Maker = Callable[[Site], Iterator[File]]

MAKERS: Final[tuple[Maker, ...]] = (
    assets.make,
    records.make,
    lists.make,
    home.make,
    search.make,
    time.make,
    ways.make,
    administration.make,
    reference.make,
    sparql.make,
)
"""Those that share the work; what a file holds does not rest on other files of the site."""

LAST: Final[tuple[Maker, ...]] = (
    reference.schemas,
    sparql.engine,
    metadata.make,
    guides.make,
    downloads.make,
)
"""Those that make no pages, or look at which files there are."""
