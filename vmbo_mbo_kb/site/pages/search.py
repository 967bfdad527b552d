# SPDX-License-Identifier: MIT
"""The page on which one searches; the index that it asks is made by :mod:`vmbo_mbo_kb.site.pages.search_index`."""

from collections.abc import Iterator
from typing import Final

from vmbo_mbo_kb.site.data_blocks import data_block
from vmbo_mbo_kb.site.frame import File, Site
from vmbo_mbo_kb.site.policy import WASM
from vmbo_mbo_kb.words import LANGUAGES, Words

TITLE: Final = Words("Zoeken", "Search")

WORDS: Final = {
    "title": TITLE,
    "none": Words("Niets gevonden voor “{words}”.", "Nothing found for “{words}”."),
    "one": Words("1 pagina gevonden voor “{words}”.", "1 page found for “{words}”."),
    "many": Words("{count} pagina’s gevonden voor “{words}”.", "{count} pages found for “{words}”."),
    "missing": Words(
        "Bij deze uitgave is geen zoekindex gemaakt. Alles is te vinden via de lijsten hieronder.",
        "No search index was made with this edition. Everything can be found through the lists below.",
    ),
}
"""What the script says."""


def make(site: Site) -> Iterator[File]:
    """The page in both languages. Pagefind runs in WebAssembly too."""
    for language in LANGUAGES:
        words = data_block({name: each[language] for name, each in WORDS.items()})
        yield site.page("search.html", "search.html", language, scripts=WASM, title=TITLE[language], words=words)
