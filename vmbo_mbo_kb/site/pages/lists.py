# SPDX-License-Identifier: MIT
"""A list of the records of each class, and one for each thing that it can be narrowed by.

What a list can be narrowed by comes from the blueprint: whether it holds today, the years in which it held, closed
lists of values, and the themes and education levels that a record names. Each choice is a page of its own, reached by
a plain link. With JavaScript the same links combine, on the first page of the list, which then fetches the others;
words narrow it further, and its address says what was chosen.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind
from vmbo_mbo_kb.periods import Answer, parse_stretch, span
from vmbo_mbo_kb.records import Record
from vmbo_mbo_kb.site.frame import LANGUAGES, File, Site, code_label, plural
from vmbo_mbo_kb.site.pages.time import DRAWN
from vmbo_mbo_kb.views import VALIDITY
from vmbo_mbo_kb.words import Language, Words

LENGTH: Final = 150
"""How many records stand on a page, so that none grows heavy."""

WAYS: Final = frozenset({"Theme", "EducationLevel"})
"""Classes that lists are narrowed by."""

STATES: Final = {
    Answer.YES: Words("geldt nu", "in force"),
    Answer.POSSIBLY: Words("geldt mogelijk", "possibly in force"),
    Answer.NO: Words("geldt nu niet", "not in force"),
}


YEARS: Final = 5
"""Length of a stretch of years to choose."""

BRIEF: Final = 60
"""How many records make a list that shows no descriptions, so that one sees more of it at once."""

FETCHED: Final = 20
"""How many pages a list may have whose choices combine."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value to narrow a list by."""

    facet: str
    value: str
    words: Words
    found: list[Record] = field(default_factory=list, compare=False)

    @property
    def path(self) -> str:
        """The page with this choice, in the folder of the class."""
        return f"by/{self.facet}/{self.value}"


@dataclass(frozen=True, slots=True)
class Facet:
    """Something to narrow a list by."""

    name: str
    words: Words
    choices: tuple[Choice, ...]


def make(site: Site) -> Iterator[File]:
    """The lists of every class, and the page with all classes."""
    for spec in site.specs.values():
        yield from _class(site, spec)
    counts = {spec.slug: len(site.by_class[spec.slug]) for spec in site.specs.values()}
    yield from site.pages(
        "everything.html",
        "everything.html",
        title=Words("Alles op een rij", "Everything"),
        counts=counts,
        specs=tuple(site.specs.values()),
    )


def _class(site: Site, spec: ClassSpec) -> Iterator[File]:
    records = site.by_class[spec.slug]
    facets = facets_of(site, spec, records)
    chosen: dict[str, list[str]] = {record["id"]: [] for record in records}
    for each in (each for facet in facets for each in facet.choices):
        for record in each.found:
            chosen[record["id"]].append(f"{each.facet}={each.value}")
    tree = _tree(site, spec, records)
    combines = len(records) <= FETCHED * LENGTH
    for language in LANGUAGES:
        everything = _sorted(site, records, language)
        for choice in (None, *(choice for facet in facets for choice in facet.choices)):
            found = everything if choice is None else _sorted(site, choice.found, language)
            stem = f"{spec.slug}/{'index' if choice is None else choice.path}"
            count = max(1, -(-len(found) // LENGTH))
            paths = [f"{stem}{f'-{number}' if number > 1 else ''}.html" for number in range(1, count + 1)]
            for number, path in enumerate(paths):
                yield site.page(
                    "list.html",
                    path,
                    language,
                    title=plural(spec, language) + (f": {choice.words[language]}" if choice else ""),
                    spec=spec,
                    facets=facets,
                    choice=choice,
                    total=len(found),
                    records=found[number * LENGTH : (number + 1) * LENGTH],
                    chosen=chosen,
                    paths=paths,
                    place=number,
                    combines=combines,
                    tree=tree if choice is None else None,
                    brief=len(found) > BRIEF,
                )


def _sorted(site: Site, records: list[Record], language: Language) -> list[Record]:
    def key(record: Record) -> tuple[float, str, str]:
        return record.get("position", 0), site.label(record["id"], language).casefold(), record["id"]

    return sorted(records, key=key)


def facets_of(site: Site, spec: ClassSpec, records: list[Record]) -> list[Facet]:
    """What a list of records can be narrowed by: facets with two choices or more."""
    facets = []
    if VALIDITY in spec.by_name:
        states: dict[Answer, list[Record]] = {answer: [] for answer in reversed(Answer)}
        for record in records:
            answer = site.state(record)
            if answer is not None:
                states[answer].append(record)
        choices = [Choice("state", answer.value, STATES[answer], found) for answer, found in states.items() if found]
        facets.append(Facet("state", Words("geldigheid", "validity"), tuple(choices)))
        facets.append(Facet("years", Words("gold in", "held in"), tuple(_stretches(site, records))))
    ways = [each for each in spec.fields if each.kind is Kind.CODE or (each.kind is Kind.REF and each.target in WAYS)]
    facets += [_facet(site, each, records) for each in ways]
    return [facet for facet in facets if len(facet.choices) > 1]


def _stretches(site: Site, records: list[Record]) -> Iterator[Choice]:
    """Stretches of years, each with what held or possibly held in it."""
    for first in range(site.axis.first, site.today.year + 1, YEARS):
        last = first + YEARS - 1
        days = parse_stretch(str(first), str(last))
        found = [
            record
            for record in records
            if VALIDITY in record
            and span(record[VALIDITY]["from"], record[VALIDITY]["through"]).meets(*days) is not Answer.NO
        ]
        if found:
            yield Choice("years", f"{first}-{last}", Words(*[f"{first}–{last}"] * 2), found)


def _facet(site: Site, each: FieldSpec, records: list[Record]) -> Facet:
    values: dict[str, list[Record]] = {}
    for record in records:
        for value in _given(record, each):
            values.setdefault(value, []).append(record)
    if each.codes is not None:
        order = [code.value for code in each.codes.values if code.value in values]
        words = {value: code_label(each, value) for value in order}
    else:
        words = {value: Words(site.label(value, "nl"), site.label(value, "en")) for value in values}
        order = sorted(values, key=lambda value: (words[value].nl.casefold(), value))
    choices = tuple(Choice(each.name, value, words[value], values[value]) for value in order)
    return Facet(each.name, each.label, choices)


def _given(record: Record, way: FieldSpec) -> list[str]:
    """The values of a field, one or many."""
    value = record.get(way.name)
    return [] if value is None else value if way.many else [value]


def _tree(site: Site, spec: ClassSpec, records: list[Record]) -> dict[str | None, list[str]] | None:
    """What stands under what, with what stands on top under None.

    Narrower records of the class, where they say so; else, under what lists are narrowed by, the forms, schemes and
    laws that belong to it.
    """
    known = {record["id"] for record in records}
    below: dict[str | None, list[str]] = {}
    up = next((each for each in spec.fields if each.term == "skos:broader" and each.target == spec.name), None)
    if up is not None and any(up.name in record for record in records):
        for record in records:
            for over in [each for each in record.get(up.name, ()) if each in known] or [None]:
                below.setdefault(over, []).append(record["id"])
        return below
    if spec.name not in WAYS:
        return None
    below[None] = [record["id"] for record in records]
    for other in (site.specs[name] for name in DRAWN):
        for way in (each for each in other.fields if each.kind is Kind.REF and each.target == spec.name):
            for record in site.by_class[other.slug]:
                for over in known.intersection(_given(record, way)):
                    below.setdefault(over, []).append(record["id"])
    return below if len(below) > 1 and sum(map(len, below.values())) <= 2 * LENGTH else None
