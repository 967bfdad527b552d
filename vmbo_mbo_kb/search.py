# SPDX-License-Identifier: MIT
"""Search: records by the words in them, the best match first, without a server and without a model.

* Case, accents and apostrophes do not count, nor do the endings of plurals and adjectives.
* A word is also found inside a Dutch compound (*techniek* in *techniekregio's*), in two pieces (*start kwalificatie*)
  or, where no text has it, by its own pieces.
* The names of a record are synonyms of one another, whatever the language: who asks for *vsv* finds texts about
  *voortijdig schoolverlaten*, and the other way round.
* Ranking is BM25F (Robertson and Zaragoza, *The Probabilistic Relevance Framework: BM25 and Beyond*, 2009): rare words
  count for more, names for more than descriptions, descriptions for more than parts, and long texts for less. Names
  that are just what was asked for come first.

Records hold every word asked for, common ones (*de*, *of*, *what*) aside; where none does, those that hold the most.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain, pairwise
from math import log
from operator import attrgetter
from typing import Final

from vmbo_mbo_kb.blueprint import ClassSpec, Kind
from vmbo_mbo_kb.nearest import Nearest
from vmbo_mbo_kb.records import Record
from vmbo_mbo_kb.words import Language

NAME, OWN, PART = 6.0, 2.0, 1.0
"""Weights of a name, of another text of a record, and of a text of one of its parts."""
SATURATION = 1.2
"""How soon more of the same word stops to count (BM25's k1)."""
LENGTH = 0.6
"""How much the length of a text counts (BM25's b)."""
STEM, EDGE, INSIDE, SYNONYM = 0.9, 0.5, 0.3, 0.7
"""What a match is worth beside the word itself: another ending, an end of a compound, inside one, another name."""
WHOLE, PARTLY = 4.0, 1.5
"""What the score is multiplied by where a name is just what was asked for, or holds it in one piece."""
SHORTEST: Final = 4
"""The fewest letters of a word that is looked for inside others."""
EXACT: Final = 1000.0
"""Score of a record that was asked for by its id."""

_COMMON = """
aan al als and are at bij by can dat de der deze die dit do does door een en er for from had heb hebben heeft het hoe
how i in is it kan kun mag me met mijn moet must my na naar niet not of om on ons ook op or our over te that the their
this to tot uit van vanaf voor waar waarom wanneer was wat welk welke werd what when where which who wie with worden
wordt zich zijn
"""
COMMON: Final = frozenset(_COMMON.split())
"""Words that say nothing of what is looked for."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
Word = tuple[str, int, int]
"""A word as it is compared, and where it stands in the text."""


@dataclass(eq=False, repr=False)
class Hit:
    """A record that a search found, and by what: that is worked out when it is asked for."""

    score: float
    """The higher, the better the match; comparable within one search only."""
    _number: int
    _index: "Index"
    _matches: "Sequence[_Matches]"

    def __repr__(self) -> str:
        return f"Hit({self.id!r}, score={self.score})"

    @property
    def spec(self) -> ClassSpec:
        """Class of the record."""
        return self._index.entry(self._number).spec

    @property
    def record(self) -> Record:
        """The record."""
        return self._index.entry(self._number).record

    @property
    def found(self) -> frozenset[str]:
        """The words of the record that were found; none where it was asked for by its id."""
        return frozenset([matches[self._number][1] for matches in self._matches if self._number in matches])

    @cached_property
    def _matched(self) -> tuple[str, str]:
        return self._index.best(self._number, self.found) if self._matches else ("id", self.id)

    @property
    def field(self) -> str:
        """The field that matched best, such as ``name.nl`` or ``conditions.text.en``."""
        return self._matched[0]

    @property
    def text(self) -> str:
        """The text in it."""
        return self._matched[1]

    @cached_property
    def snippet(self) -> str:
        """The piece of that text around the first word found; ``…`` stands for what is left out."""
        return _snippet(self.text, self.found) if self._matches else self.text

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


def words(text: str) -> list[Word]:
    """The words of a text as they are compared, and where they stand.

    >>> [word for word, _, _ in words("Regio’s in het vmbo-(g)t")]
    ['regios', 'in', 'het', 'vmbo', 'g', 't']
    """
    return [(_plain(found[0]), found.start(), found.end()) for found in _WORD.finditer(text) if _plain(found[0])]


@lru_cache(maxsize=50_000)
def _plain(word: str) -> str:
    return "".join(char for char in fold(word) if char.isalnum())


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """What Dutch and English forms of a word share, roughly; for comparing only.

    >>> stem("leerroutes") == stem("leerroute"), stem("scholen") == stem("school"), stem("brieven") == stem("brief")
    (True, True, True)
    """
    for ending in ("en", "es", "e", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST - 1:
            word = word[: -len(ending)]
            break
    word = re.sub(r"([^aeiou0-9])\1$", r"\1", word)
    word = re.sub(r"([aeou])\1(?=[^aeiou]$)", r"\1", word)
    return word[:-1] + {"v": "f", "z": "s"}.get(word[-1:], word[-1:])


@dataclass(slots=True)
class _Unit:
    """A text of a record."""

    field: str
    text: str
    weight: float
    words: list[str]


@dataclass(slots=True)
class _Entry:
    """A record as the index has it."""

    spec: ClassSpec
    record: Record
    units: list[_Unit]
    names: list[tuple[str, ...]]
    """Its names, in stems."""
    counts: dict[str, dict[int, int]]
    """How often each word is in which unit."""


def _id(entry: tuple[ClassSpec, Record]) -> str:
    identifier: str = entry[1]["id"]
    return identifier


_Matches = dict[int, tuple[float, str]]
"""For one word that was asked for, by number of a record the score of its word that matches best, and that word."""


class Index:
    """An index of records, in both languages or in one, to be searched as often as one likes."""

    def __init__(self, records: Iterable[tuple[ClassSpec, Record]], language: Language | None = None) -> None:
        self._entries: list[_Entry] = []
        """In the order of their ids, which is that of hits of equal score."""
        self._numbers: dict[str, int] = {}
        self._holders: defaultdict[str, list[int]] = defaultdict(list)
        self._known_postings: dict[str, list[tuple[int, float]]] = {}
        lengths: defaultdict[float, list[int]] = defaultdict(list)
        for number, (spec, record) in enumerate(sorted(records, key=_id)):
            units = [unit for unit in _units(spec, record) if language is None or unit.field[-3:] != _other(language)]
            counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
            for at, unit in enumerate(units):
                lengths[unit.weight].append(len(unit.words))
                for word, count in Counter(unit.words).items():
                    counts[word][at] = count
            for word in counts:
                self._holders[word].append(number)
            names = [tuple(map(stem, unit.words)) for unit in units if unit.weight == NAME]
            self._numbers[record["id"]] = number
            self._entries.append(_Entry(spec, record, units, list(dict.fromkeys(names)), dict(counts)))
        self._average = {weight: sum(each) / len(each) for weight, each in lengths.items()}

    @cached_property
    def _stems(self) -> dict[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for word in sorted(self._holders):
            found[stem(word)].append(word)
        return dict(found)

    @cached_property
    def _having_in_name(self) -> dict[str, set[int]]:
        """The records that have a stem in one of their names."""
        found: defaultdict[str, set[int]] = defaultdict(set)
        for number, entry in enumerate(self._entries):
            for each in chain.from_iterable(entry.names):
                found[each].add(number)
        return dict(found)

    @cached_property
    def _synonyms(self) -> dict[tuple[str, ...], set[tuple[str, ...]]]:
        """Other names of what has a name, all in stems."""
        found: defaultdict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
        for entry in self._entries:
            for name in entry.names:
                found[name].update(other for other in entry.names if other != name)
        return {name: others for name, others in found.items() if name and others}

    @cached_property
    def _nearest(self) -> Nearest:
        return Nearest([word for word in sorted(self._holders) if len(word) >= SHORTEST and not word.isdigit()])

    def search(self, text: str, wanted: Collection[str] | None = None) -> list[Hit]:
        """Records for a text, the best match first; those of equal score by id.

        :param wanted: ids of the records to choose from; without it, all.
        """
        asked, options = self._taken_apart(self._asked(text))
        given = fold(text).strip()
        found: list[_Matches] = [{} for _ in asked]
        for matches, each in zip(found, options, strict=True):
            for word, worth in each.items():
                for number, weight in self._postings(word):
                    _keep_best(matches, number, worth * weight, word)
        self._add_synonyms(asked, found)
        exact = {self._numbers[name] for name in (given, "-".join(given.split())) if name in self._numbers}
        held = Counter(chain.from_iterable(found))
        if wanted is not None:
            among = {self._numbers[identifier] for identifier in wanted if identifier in self._numbers}
            exact &= among
            held = Counter({number: count for number, count in held.items() if number in among})
        most = max(held.values(), default=0)
        stems = tuple(map(stem, asked))
        hits = []
        apt = self._having_in_name.get(next(iter(stems), ""), set())
        for number in sorted(exact.union([number for number, count in held.items() if count == most])):
            score = 0.0
            for matches in found:
                if number in matches:
                    score += matches[number][0]
            if number in apt:
                score *= _aptness(stems, self._entries[number].names)
            if number in exact:
                hits.append(Hit(EXACT + score, number, self, ()))
            else:
                hits.append(Hit(round(score, 4), number, self, found))
        return sorted(hits, key=attrgetter("score"), reverse=True)

    def suggest(self, text: str) -> str | None:
        """The text with each word that no record has in place of the nearest that one has; None without any."""
        asked = self._asked(text)
        instead = {}
        for word, options in zip(asked, self._options(asked), strict=True):
            if not (options or self._spans(asked, word) or self._pieces(word)) and (near := self._nearest(word, 1)):
                instead[word] = near[0]
        if not instead:
            return None
        return " ".join(instead.get(word, text[start:end]) for word, start, end in words(text))

    def _asked(self, text: str) -> list[str]:
        each = list(dict.fromkeys(word for word, _, _ in words(text)))
        return [word for word in each if word not in COMMON] or each

    def _options(self, asked: Sequence[str]) -> list[dict[str, float]]:
        """For each word asked for, the words of the records that stand for it, and what they are worth."""
        found = [self._like(word) for word in asked]
        for (first, before), (second, after) in pairwise(zip(asked, found, strict=True)):
            for link in ("", "s"):
                for joined in self._stems.get(stem(first + link + second), ()):
                    before[joined] = after[joined] = STEM
        return found

    def _like(self, word: str) -> dict[str, float]:
        """The words of the records that one word stands for: itself, its other forms, and compounds with it."""
        root = stem(word)
        found = dict.fromkeys(self._stems.get(root, ()), STEM)
        if len(root) >= SHORTEST:
            for other, forms in self._stems.items():
                piece = next((each for each in (root, word) if each in other), None)
                if piece and other != root:
                    at_edge = other.startswith(piece) or other.endswith(piece)
                    found.update(dict.fromkeys(forms, EDGE if at_edge else INSIDE))
        if word in self._holders:
            found[word] = 1.0
        return found

    def _taken_apart(self, asked: list[str]) -> tuple[list[str], list[dict[str, float]]]:
        """The words asked for, each that no record has in its two pieces if records have those; and their options."""
        options = self._options(asked)
        known = zip(asked, options, strict=True)
        apart = [each for word, found in known for each in ((not found and self._pieces(word)) or [word])]
        return apart, options if apart == asked else self._options(apart)

    def _pieces(self, word: str) -> list[str]:
        """Two words that make up a compound, the first as long as can be; none where there are none."""
        for at in range(len(word) - SHORTEST, SHORTEST - 1, -1):
            last = word[at:]
            for first in (word[:at], word[:at].removesuffix("s")):
                roots = stem(first), stem(last)
                if all(len(root) >= SHORTEST and root in self._stems for root in roots):
                    return [first, last]
        return []

    def _spans(self, asked: Sequence[str], word: str) -> bool:
        return any(word in asked[start:end] for start, end, _ in self._named(asked))

    def _named(self, asked: Sequence[str]) -> Iterator[tuple[int, int, set[tuple[str, ...]]]]:
        """The runs of words that are a name, and the other names of what they name."""
        stems = tuple(map(stem, asked))
        for start in range(len(stems)):
            for end in range(start + 1, len(stems) + 1):
                others = self._synonyms.get(stems[start:end])
                if others:
                    yield start, end, others

    def _add_synonyms(self, asked: Sequence[str], found: Sequence[_Matches]) -> None:
        direct = [set(matches) for matches in found]
        for start, end, others in self._named(asked):
            for other in sorted(others):
                options = [self._stems.get(each, []) for each in other if each not in COMMON]
                if not options or not all(options):
                    continue
                holders = [{number for word in each for number in self._holders[word]} for each in options]
                for number in set.intersection(*holders):
                    best = [
                        max(
                            (self._rarity(w) * self._weight(number, w), w)
                            for w in each
                            if w in self._entries[number].counts
                        )
                        for each in options
                    ]
                    score = SYNONYM * sum(each for each, _ in best) / max(len(best), end - start)
                    for position in range(start, end):  # what was asked for itself shows better why it was found
                        if number not in direct[position]:
                            _keep_best(found[position], number, score, best[0][1])

    def _rarity(self, word: str) -> float:
        count = len(self._holders[word])
        return log(1 + (len(self._entries) - count + 0.5) / (count + 0.5))

    def _postings(self, word: str) -> list[tuple[int, float]]:
        """The records that hold a word, each with what it weighs there."""
        found = self._known_postings.get(word)
        if found is None:
            rarity = self._rarity(word)
            found = [(number, rarity * self._weight(number, word)) for number in self._holders.get(word, ())]
            self._known_postings[word] = found
        return found

    def _weight(self, number: int, word: str) -> float:
        weight = sum(self._in_unit(self._entries[number], at, word) for at in self._entries[number].counts[word])
        return weight * (SATURATION + 1) / (weight + SATURATION)

    def _in_unit(self, entry: _Entry, at: int, word: str) -> float:
        unit = entry.units[at]
        length = 1 - LENGTH + LENGTH * len(unit.words) / (self._average[unit.weight] or 1)
        return unit.weight * entry.counts.get(word, {}).get(at, 0) / length

    def entry(self, number: int) -> _Entry:
        """The record with this number."""
        return self._entries[number]

    def best(self, number: int, found: Collection[str]) -> tuple[str, str]:
        """The field that words match best, and the text in it."""
        entry = self._entries[number]

        def worth(at: int) -> tuple[int, float, int]:
            held = sorted(word for word in found if at in entry.counts.get(word, {}))
            return len(held), sum(self._rarity(word) * self._in_unit(entry, at, word) for word in held), -at

        unit = entry.units[max(range(len(entry.units)), key=worth)]
        return unit.field, unit.text


def _keep_best(matches: _Matches, number: int, score: float, word: str) -> None:
    known = matches.get(number)
    if known is None or score > known[0]:
        matches[number] = score, word


def _aptness(stems: tuple[str, ...], names: Iterable[tuple[str, ...]]) -> float:
    best = 1.0
    for name in names:
        plain = tuple(each for each in name if each not in COMMON) or name
        if stems == plain:
            return WHOLE
        if any(plain[at : at + len(stems)] == stems for at in range(len(plain) - len(stems) + 1)):
            best = PARTLY
    return best


def _snippet(text: str, found: Collection[str], before: int = 60, length: int = 160) -> str:
    start = next((start for word, start, _ in words(text) if word in found), 0)
    first = max(0, start - before)
    if first:
        first = text.find(" ", first, start) + 1 or first
    last = len(text) if first + length >= len(text) else max(text.rfind(" ", start, first + length), start + 1)
    if last < len(text) and last - start < 20:
        last = first + length
    return ("… " if first else "") + " ".join(text[first:last].split()) + (" …" if last < len(text) else "")


def _other(language: Language) -> str:
    return ".en" if language == "nl" else ".nl"


def _units(spec: ClassSpec, record: Mapping[str, object], path: str = "") -> Iterator[_Unit]:
    """The texts of a record; citations name sources and say nothing of the record itself."""
    for field in spec.fields:
        value = record.get(field.name)
        if value is None or field.name in ("id", "key", "citations"):
            continue
        weight = NAME if field.naming else PART if path else OWN
        items: Sequence[object] = value if field.many and isinstance(value, list) else [value]
        for item in items:
            where = f"{path}{field.name}"
            if isinstance(item, str) and field.kind in (Kind.STRING, Kind.IRI):
                yield _Unit(where, item, weight, [word for word, _, _ in words(item)])
            elif field.codes is not None:
                label = next(code.label for code in field.codes.values if code.value == item)
                for language, text in (("nl", label.nl), ("en", label.en)):
                    yield _Unit(f"{where}.{language}", text, PART, [word for word, _, _ in words(text)])
            elif isinstance(item, dict) and field.kind is Kind.TEXT:
                for language, text in item.items():
                    yield _Unit(f"{where}.{language}", text, weight, [word for word, _, _ in words(text)])
            elif isinstance(item, dict) and field.part is not None:
                yield from _units(field.part, item, f"{where}.")
