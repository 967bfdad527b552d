# SPDX-License-Identifier: MIT
"""The SPARQL page: the whole dataset and an engine in the reader's browser, with the library of example queries."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from vmbo_mbo_kb.blueprint import blueprint
from vmbo_mbo_kb.generators.hosting import MEDIA_TYPES
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, prefixes
from vmbo_mbo_kb.site import vendored
from vmbo_mbo_kb.site.data_blocks import data_block
from vmbo_mbo_kb.site.frame import File, Site
from vmbo_mbo_kb.site.policy import WASM
from vmbo_mbo_kb.sparql.library import examples
from vmbo_mbo_kb.words import LANGUAGES, Language, Words

PATH: Final = "sparql.html"

TRIPLES: Final = "vmbo-mbo-kb.nt"

DATA: Final = f"{TRIPLES}.gz"
"""What the page loads: the form that is read quickest, made small; together half the time of Turtle."""

FIRST: Final = "held-on-a-day"
"""The example that stands in the editor at first."""

TITLE: Final = Words("Vragen in SPARQL", "Questions in SPARQL")

WORDS: Final = {
    "loading": Words("De dataset wordt geladen…", "Loading the dataset…"),
    "ready": Words("Klaar: {size} triples geladen.", "Ready: {size} triples loaded."),
    "running": Words("De vraag wordt beantwoord…", "Answering the query…"),
    "stopped": Words("Gestopt.", "Stopped."),
    "unavailable": Words(
        "De zoekmachine voor SPARQL kan in deze browser niet starten.",
        "The SPARQL engine cannot start in this browser.",
    ),
    "asked": Words("Antwoord in {time} ms.", "Answered in {time} ms."),
    "one": Words("1 rij in {time} ms.", "1 row in {time} ms."),
    "many": Words("{count} rijen in {time} ms.", "{count} rows in {time} ms."),
    "more": Words("Toon ook de andere {count}", "Show the other {count} too"),
    "caption": Words("Antwoord", "Answer"),
    "yes": Words("Ja", "Yes"),
    "no": Words("Nee", "No"),
    "download": Words("Download als {title}", "Download as {title}"),
    "shared": Words("Het adres is gekopieerd.", "The address is copied."),
    "address": Words("Het adres van deze vraag: {address}", "The address of this query: {address}"),
}
"""What the script says."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An example as the page shows it: its query without the head, which the page tells in words."""

    name: str
    title: Words
    explanation: Words
    query: Words
    """In each language it asks for names in that language."""


def make(site: Site) -> Iterator[File]:
    """The page in both languages."""
    shown = [
        Shown(each.name, each.title, each.explanation, Words(*(_query(each.text, site.base, tag) for tag in LANGUAGES)))
        for each in examples().values()
    ]
    for language in LANGUAGES:
        settings = {
            "base": site.base,
            "data": f"../{DATA}",
            "first": FIRST,
            "folders": [spec.slug for spec in blueprint().entities],
            "page": "{folder}/{id}.html",
            "prefixes": prefixes(site.base),
            "words": {name: words[language] for name, words in WORDS.items()},
        }
        yield site.page(
            "sparql.html",
            PATH,
            language,
            scripts=WASM,
            title=TITLE[language],
            examples=shown,
            settings=data_block(settings),
        )


def engine(site: Site) -> Iterator[File]:
    """What answers the questions, and the data."""
    yield File(DATA, lambda: gzip.compress((site.folder / TRIPLES).read_bytes(), mtime=0), "application/gzip")
    for file in vendored.files():
        ending = file.path[file.path.rindex("/") :].rpartition(".")[2]
        yield File(f"vendored/{file.path}", file.content, MEDIA_TYPES.get(ending, "text/plain"))
    yield File(f"vendored/{vendored.LIST}", (vendored.FOLDER / vendored.LIST).read_bytes(), "application/json")


def _query(text: str, base: str, language: Language) -> str:
    text = re.sub(r'(lang\(\?\w+\) = )"en"', rf'\1"{language}"', text)
    lines = text.replace(DEFAULT_BASE, base).splitlines()
    while lines and (lines[0].startswith("#") or not lines[0]):
        del lines[0]
    return "\n".join(lines) + "\n"
