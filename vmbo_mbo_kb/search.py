# SPDX-License-Identifier: MIT
"""Search: records by the words in them, names before descriptions, without regard to case or accents."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from vmbo_mbo_kb.blueprint import ClassSpec, Kind
from vmbo_mbo_kb.records import Record

_NAMES = {"skos:prefLabel", "skos:altLabel", "skos:hiddenLabel", "dct:title", "dct:alternative"}
"""Properties whose values name a thing."""


_EXACT = 1_000_000
"""Score of a record that was asked for by its id."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that a search found, and by what."""

    spec: ClassSpec
    record: Record
    field: str
    """The field that matched best."""
    text: str
    """The text in it."""
    score: int
    """The higher, the better the match; comparable within one search only."""

    @property
    def id(self) -> str:
        """Id of the record."""
        identifier: str = self.record["id"]
        return identifier


def fold(text: str) -> str:
    """Text as it is compared: lower case, without accents.

    >>> fold("Subsidiëring")
    'subsidiering'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def search(records: Iterable[tuple[ClassSpec, Record]], text: str) -> list[Hit]:
    """Records that hold every word of a text, the best match first."""
    wanted = fold(text).split()
    if not wanted:
        return []
    hits = [hit for spec, record in records if (hit := _best(spec, record, wanted))]
    return sorted(hits, key=lambda hit: (-hit.score, hit.record["id"]))


def _best(spec: ClassSpec, record: Record, wanted: list[str]) -> Hit | None:
    texts = [(field, text, is_name, fold(text)) for field, text, is_name in _texts(spec, record, "")]
    if record["id"] == "-".join(wanted):
        return Hit(spec, record, "id", record["id"], _EXACT)
    if not all(any(word in folded for *_, folded in texts) for word in wanted):
        return None
    phrase = " ".join(wanted)

    def score(entry: tuple[str, str, bool, str]) -> int:
        _, _, is_name, folded = entry
        words = sum(word in folded for word in wanted)
        whole = (folded == phrase) * 4 + (phrase in folded) * 2 + folded.startswith(phrase)
        return (words * 10 + whole) * (10 if is_name else 1) if words else 0

    best = max(texts, key=score)
    return Hit(spec, record, best[0], best[1], score(best))


def _texts(spec: ClassSpec, record: dict[str, Any], path: str) -> Iterator[tuple[str, str, bool]]:
    """The searchable texts of a record: field, text, whether it names the thing."""
    for field in spec.fields:
        value = record.get(field.name)
        if value is None or field.name in ("id", "key", "citations"):
            continue
        for item in value if field.many else [value]:
            where = f"{path}{field.name}"
            is_name = not path and field.term in _NAMES
            match field.kind:
                case Kind.TEXT:
                    for language, text in item.items():
                        yield f"{where}.{language}", text, is_name
                case Kind.STRING | Kind.IRI:
                    yield where, item, is_name
                case Kind.PART:
                    assert field.part is not None
                    yield from _texts(field.part, item, f"{where}.")
