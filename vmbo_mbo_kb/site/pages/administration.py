# SPDX-License-Identifier: MIT
"""Who administers what: a map of organisations and of the forms, schemes and laws that name them, with its tables.

Which fields name an organisation, and in what role, comes from the blueprint.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec
from vmbo_mbo_kb.periods import Answer, span
from vmbo_mbo_kb.records import Record
from vmbo_mbo_kb.site.drawing import SHAPES, Stop, line_map
from vmbo_mbo_kb.site.frame import LANGUAGES, File, Site, by_start, plural
from vmbo_mbo_kb.site.texts import period_words
from vmbo_mbo_kb.views import VALIDITY
from vmbo_mbo_kb.words import Language, Words

SHOWN: Final = ("SubsidyScheme", "CollaborationForm", "Regulation")
"""Classes on the page, in this order."""

ORGANISATION: Final = "Organisation"
"""Class of those who administer."""

LINES: Final = 12
"""How many organisations are drawn: those that most is said of. The tables have all."""

LONGEST: Final = 60
"""How many records of a class the page shows; beyond it, the class's own lists serve."""


@dataclass(frozen=True, slots=True)
class Tie:
    """That an organisation has a role in something."""

    role: FieldSpec
    organisation: str
    valid: dict[str, Any] | None
    """When, where that is said of the role itself."""


def make(site: Site) -> Iterator[File]:
    """The page in both languages."""
    groups = [(site.specs[name], *_named(site, site.specs[name])) for name in SHOWN]
    groups = [(spec, roles, found) for spec, roles, found in groups if found]
    for language in LANGUAGES:
        yield site.page(
            "who.html",
            "who.html",
            language,
            title=Words("Wie voert wat uit?", "Who administers what?")[language],
            map=_map(site, groups, language),
            roles=_roles(groups),
            shapes=SHAPES,
            groups=groups,
        )


Group = tuple[ClassSpec, list[FieldSpec], list[tuple[Record, list[Tie]]]]


def _named(site: Site, spec: ClassSpec) -> tuple[list[FieldSpec], list[tuple[Record, list[Tie]]]]:
    """The roles that a class knows and some record has, and the records that name an organisation, by start."""
    found = []
    for record in site.by_class[spec.slug]:
        ties = list(_ties(spec, record))
        if ties:
            found.append((record, ties))
    found.sort(key=lambda each: (*by_start(each[0][VALIDITY]), each[0]["id"]))
    used = {tie.role.name for _, ties in found for tie in ties}
    return [field for field in spec.fields if field.name in used], found[:LONGEST]


def _ties(spec: ClassSpec, record: Record) -> Iterator[Tie]:
    for field in spec.fields:
        if field.name not in record:
            continue
        if field.target == ORGANISATION:
            for each in record[field.name] if field.many else [record[field.name]]:
                yield Tie(field, each, None)
        inner = next((each for each in field.part.fields if each.target == ORGANISATION), None) if field.part else None
        if inner is not None:
            for part in record[field.name]:
                if inner.name in part:
                    yield Tie(field, part[inner.name], part.get(VALIDITY))


def _roles(groups: list[Group]) -> list[FieldSpec]:
    """All roles, each once."""
    return list({field.name: field for _, roles, _ in groups for field in roles}.values())


def _map(site: Site, groups: list[Group], language: Language) -> Any:
    counts = Counter(tie.organisation for _, _, found in groups for _, ties in found for tie in ties)
    lines = sorted(counts, key=lambda each: (-counts[each], site.label(each, language).casefold(), each))[:LINES]
    places = [role.name for role in _roles(groups)]
    drawn = []
    for spec, _, found in groups:
        stops = []
        for record, ties in found:
            marks = tuple(
                (lines.index(tie.organisation), places.index(tie.role.name), _is_past(site, record, tie))
                for tie in ties
                if tie.organisation in lines
            )
            if marks:
                words = "; ".join(_words(site, tie, language) for tie in ties)
                stops.append(
                    Stop(
                        site.label(record["id"], language), words, site.record_page(record["id"]), tuple(sorted(marks))
                    )
                )
        drawn.append((plural(spec, language), stops))
    title = Words("Kaart van wie wat uitvoert", "Map of who administers what")[language]
    return line_map([site.label(each, language) for each in lines], drawn, title)


def _words(site: Site, tie: Tie, language: Language) -> str:
    words = f"{tie.role.label[language]} {site.label(tie.organisation, language)}"
    if tie.valid is not None:
        words += f" ({period_words(tie.valid['from'], tie.valid['through'], language)})"
    return words


def _is_past(site: Site, record: Record, tie: Tie) -> bool:
    valid = record[VALIDITY] if tie.valid is None else tie.valid
    return span(valid["from"], valid["through"]).holds(site.today) is Answer.NO
