# SPDX-License-Identifier: MIT
"""Lineage: what came out of what, step by step, each with its sources; as records, as text and as a drawing.

A lineage is the whole family of a form, scheme, regulation or organisation: all that is reached by going back to what
came before and on to what came after, as often as it takes. So the lineage of one side of a merger shows the other.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import heapify, heappop, heappush
from html import escape
from itertools import pairwise
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind
from vmbo_mbo_kb.model.base import Citation
from vmbo_mbo_kb.model.shared import SuccessionKind
from vmbo_mbo_kb.periods import FIRST_DAY, PartialDate, in_words, span
from vmbo_mbo_kb.records import Record
from vmbo_mbo_kb.views import VALIDITY
from vmbo_mbo_kb.words import LANGUAGES, Explained, Language

if TYPE_CHECKING:
    from vmbo_mbo_kb.knowledge_base import KnowledgeBase

PREDECESSOR: Final = "kb:predecessor"
"""Term of the reference in a step to what came before."""

LAW: Final = "cv:hasLegalResource"
"""Term of the regulations that something rests on or is published in."""


class Place(StrEnum):
    """Where a member of a lineage stands, seen from the one that was asked for."""

    SELF = "self"
    EARLIER = "earlier"
    LATER = "later"
    BESIDE = "beside"
    """Neither before nor after it: the other side of a merger, or the other branch of a split."""


@dataclass(frozen=True, slots=True)
class Member:
    """A record in a lineage."""

    id: str
    class_name: str
    """Folder of its class."""
    place: Place
    valid: Mapping[str, str | None] | None
    """Bounds ``from`` and ``through`` of its validity, as a record has them."""
    regulations: tuple[str, ...]
    """Ids of the regulations that it rested on or was published in, in order of id."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing coming out of another."""

    earlier: str
    """Id of what came before."""
    later: str
    """Id of what came after; the step is stored there."""
    kind: SuccessionKind
    date: PartialDate | None
    """When, where a source says so."""
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Lineage:
    """The family of a record: members, the earliest first, and the steps between them."""

    focus: str
    """Id of the record that was asked for."""
    members: tuple[Member, ...]
    """Each after all that it came out of; where that leaves a choice, by first possible day, then id."""
    steps: tuple[Step, ...]
    """In the order of their later member, then of the earlier one."""
    data: "KnowledgeBase"
    """Where the names come from."""

    def as_dict(self) -> dict[str, Any]:
        """The lineage as JSON can hold it."""
        return {
            "focus": self.focus,
            "members": [
                {
                    "id": member.id,
                    "class": member.class_name,
                    "label": {language: self.data.label(member.id, language) for language in LANGUAGES},
                    "place": member.place.value,
                    "valid": member.valid and dict(member.valid),
                    "regulations": list(member.regulations),
                }
                for member in self.members
            ],
            "steps": [
                {
                    "earlier": step.earlier,
                    "later": step.later,
                    "kind": step.kind.value,
                    "date": step.date and str(step.date),
                    "citations": [
                        citation.model_dump(mode="json", exclude_defaults=True) for citation in step.citations
                    ],
                }
                for step in self.steps
            ],
        }

    def text(self, language: Language = "nl") -> str:
        """A drawing in characters, the earliest on top; ends in a line feed."""
        return "".join(line + "\n" for line in _text(self, language))

    def svg(self, language: Language = "nl") -> str:
        """A drawing as SVG, the earliest on top, in the colour of the text around it; ends in a line feed."""
        return _Drawing(self, language).svg()

    def steps_to(self, identifier: str) -> list[Step]:
        """The steps by which a member came to be."""
        return [step for step in self.steps if step.later == identifier]


class NoLineage(Explained, LookupError):
    """Records of this class do not follow one another."""


def lineage(data: "KnowledgeBase", identifier: str) -> Lineage:
    """The lineage of a record; its class must be one that has lineages.

    :raises UnknownId: no record has this id.
    :raises NoLineage: records of its class do not follow one another.
    """
    spec = data.spec(identifier)
    field = _steps_field(spec)
    if field is None:
        raise NoLineage(
            nl=f"{identifier!r} is van de soort {spec.label.nl}: die heeft geen afstamming",
            en=f"{identifier!r} is a {spec.label.en}: those have no lineage",
        )
    steps: defaultdict[str, list[Step]] = defaultdict(list)
    later: defaultdict[str, list[str]] = defaultdict(list)
    for other, record in data.records:
        if other is spec and (record["id"] == identifier or not record.get("withdrawn")):
            for step in _steps(field, record):
                steps[step.later].append(step)
                later[step.earlier].append(step.later)
    earlier = {each: [step.earlier for step in found] for each, found in steps.items()}
    before = _reached(identifier, earlier) - {identifier}
    after = _reached(identifier, later) - {identifier}
    both = {each: [*earlier.get(each, ()), *later.get(each, ())] for each in {*earlier, *later}}
    order = _in_order(_reached(identifier, both), earlier, later, data)

    def place(each: str) -> Place:
        if each == identifier:
            return Place.SELF
        return Place.EARLIER if each in before else Place.LATER if each in after else Place.BESIDE

    members = tuple(
        Member(each, spec.slug, place(each), data.record(each).get(VALIDITY), _regulations(spec, data.record(each)))
        for each in order
    )
    found = tuple(
        sorted((step for each in order for step in steps[each]), key=lambda s: (order.index(s.later), s.earlier))
    )
    return Lineage(identifier, members, found, data)


def _steps_field(spec: ClassSpec) -> FieldSpec | None:
    """The field with the steps by which records of a class came to be."""
    for field in spec.fields:
        if field.part is not None and any(inner.term == PREDECESSOR for inner in field.part.fields):
            return field
    return None


def _steps(field: FieldSpec, record: Record) -> Iterator[Step]:
    assert field.part is not None
    reference = next(inner.name for inner in field.part.fields if inner.term == PREDECESSOR)
    for part in record.get(field.name, ()):
        yield Step(
            earlier=part[reference],
            later=record["id"],
            kind=next(kind for kind in SuccessionKind if kind.value == part["kind"]),
            date=PartialDate(part["date"]) if "date" in part else None,
            citations=tuple(map(Citation.model_validate, part["citations"])),
        )


def _regulations(spec: ClassSpec, record: Record) -> tuple[str, ...]:
    """The regulations of a record, whether it points at them or its parts do."""
    found: set[str] = set()
    for field in spec.fields:
        if field.term == LAW and field.kind is Kind.REF:
            found.update(record.get(field.name, ()))
    for term, (name, reference) in spec.shortcuts.items():
        if term == LAW:
            found.update(part[reference] for part in record.get(name, ()))
    return tuple(sorted(found))


def _reached(start: str, ways: Mapping[str, Sequence[str]]) -> set[str]:
    found: set[str] = set()
    todo = [start]
    while todo:
        each = todo.pop()
        if each not in found:
            found.add(each)
            todo.extend(ways.get(each, ()))
    return found


def _in_order(
    family: set[str], earlier: Mapping[str, Sequence[str]], later: Mapping[str, Sequence[str]], data: "KnowledgeBase"
) -> list[str]:
    """Each after all that it came out of."""

    def key(each: str) -> tuple[str, str]:
        valid = data.record(each).get(VALIDITY)
        return str(span(valid["from"], valid["through"]).from_earliest if valid else FIRST_DAY), each

    waiting = {each: len(earlier.get(each, ())) for each in family}
    ready = [key(each) for each, count in waiting.items() if not count]
    heapify(ready)
    order: list[str] = []
    while ready:
        _, each = heappop(ready)
        order.append(each)
        for following in later.get(each, ()):
            waiting[following] -= 1
            if not waiting[following]:
                heappush(ready, key(following))
    assert len(order) == len(family), "validation refuses lineages that lead back to themselves"
    return order


def _name(lineage: Lineage, identifier: str, language: Language) -> str:
    return " ".join(lineage.data.label(identifier, language).split())


def _when(member: Member, language: Language) -> str:
    return in_words(member.valid["from"], member.valid["through"], language) if member.valid else ""


def _how(step: Step, language: Language) -> str:
    return step.kind.label[language]


_LAW_WORD: Final = {"nl": "regels", "en": "rules"}
_SOURCE_WORD: Final = {"nl": "bron", "en": "source"}


# Text: one line of rails for each member, as in the graphs of version control.


def _text(lineage: Lineage, language: Language) -> Iterator[str]:
    rails: list[str | None] = []  # for each column the later member that its rail leads to
    later: defaultdict[str, list[str]] = defaultdict(list)
    for step in lineage.steps:
        later[step.earlier].append(step.later)
    for member in lineage.members:
        columns = [column for column, target in enumerate(rails) if target == member.id]
        if len(columns) > 1:
            yield _joint(rails, columns, "╯", "┴")
            for column in columns[1:]:
                rails[column] = None
            _trim(rails)
        column = columns[0] if columns else _free(rails)
        rails[column] = member.id
        mark = "●" if member.place is Place.SELF else "○"
        line = " ".join(mark if at == column else "│" if target else " " for at, target in enumerate(rails))
        when = _when(member, language)
        yield f"{line}  {_name(lineage, member.id, language)}{f' · {when}' if when else ''} [{member.id}]"
        following = sorted(later[member.id])
        rails[column] = following[0] if following else None
        prefix = _rails(rails)
        for detail in _details(lineage, member, language):
            yield f"{prefix}    {detail}".rstrip()
        if len(following) > 1:
            forks = [column]
            for target in following[1:]:
                forks.append(_free(rails))
                rails[forks[-1]] = target
            yield _joint(rails, sorted(forks), "╮", "┬", column)
        elif any(rails):
            yield _rails(rails).rstrip()
        _trim(rails)


def _trim(rails: list[str | None]) -> None:
    while rails and rails[-1] is None:
        rails.pop()


def _free(rails: list[str | None]) -> int:
    if None in rails:
        return rails.index(None)
    rails.append(None)
    return len(rails) - 1


def _rails(rails: Sequence[str | None]) -> str:
    return " ".join("│" if target else " " for target in rails)


def _joint(rails: Sequence[str | None], columns: Sequence[int], last: str, middle: str, stem: int = -1) -> str:
    """The line where rails come together in one column, or part from it."""
    stem = columns[0] if stem < 0 else stem
    line: list[str] = []
    low, high = min(columns), max(columns)
    left = {"╯": "╰", "╮": "╭"}[last]
    for column, target in enumerate(rails):
        inside = low < column < high
        if column == stem:
            line.append("├" if column == low else "┤" if column == high else "┼")
        elif column in columns:
            line.append(middle if inside else left if column == low else last)
        else:
            line.append(("┼" if target else "─") if inside else "│" if target else " ")
        line.append("─" if low <= column < high else " ")
    return "".join(line).rstrip()


def _details(lineage: Lineage, member: Member, language: Language) -> Iterator[str]:
    for step in lineage.steps_to(member.id):
        date = f", {step.date}" if step.date else ""
        yield f"← {_how(step, language)}: {_name(lineage, step.earlier, language)}{date}"
        for citation in step.citations:
            where = f", {citation.locator}" if citation.locator else ""
            sure = citation.confidence.label[language]
            yield f"    {_SOURCE_WORD[language]}: {_name(lineage, citation.source, language)}{where} ({sure})"
    for regulation in member.regulations:
        yield f"{_LAW_WORD[language]}: {_name(lineage, regulation, language)}"


# SVG: members in layers, each below all that it came out of.

BOX: Final = 276
"""Width of a member's box, in pixels."""
GAP: Final = 28
"""Space between boxes, and around the drawing."""
PAD: Final = 12
"""Space between a box and its text."""
RAIL: Final = 24
"""Width kept free where a step passes a layer."""
ROOM: Final = 44
"""Height for a step between two layers, its words aside."""
WORDS: Final = 30
"""Height of a step's words."""
NAME: Final = (14, 18, 25)
"""Size of type, height of a line and characters in a line of names: as many as fit in the widest common font."""
SMALL: Final = (12, 16, 34)
"""The same of everything else."""

_TITLE: Final = {"nl": "Afstamming van {}", "en": "Lineage of {}"}


@dataclass(slots=True)
class _Spot:
    """Something that takes a place in a layer: a member, or a step on its way through."""

    key: tuple[str, ...]
    name: list[str]
    small: list[str]
    marked: bool = False
    x: float = 0
    y: float = 0

    @property
    def width(self) -> int:
        return BOX if self.name else RAIL

    @property
    def height(self) -> int:
        return 2 * PAD + len(self.name) * NAME[1] + len(self.small) * SMALL[1]

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


class _Drawing:
    def __init__(self, lineage: Lineage, language: Language) -> None:
        self._lineage = lineage
        self._language = language
        self._spots: dict[tuple[str, ...], _Spot] = {}
        self._routes: list[tuple[Step, list[_Spot]]] = []
        self._layers = self._in_layers()
        self._put_in_order()
        self._width, self._height = self._place()

    def _in_layers(self) -> list[list[_Spot]]:
        depth: dict[str, int] = {}
        for member in self._lineage.members:
            depth[member.id] = max((depth[s.earlier] + 1 for s in self._lineage.steps_to(member.id)), default=0)
        layers: list[list[_Spot]] = [[] for _ in range(max(depth.values()) + 1)]

        def put(layer: int, spot: _Spot) -> _Spot:
            self._spots[spot.key] = spot
            layers[layer].append(spot)
            return spot

        for member in self._lineage.members:
            name = _lines(_name(self._lineage, member.id, self._language), NAME[2])
            small = _lines(_when(member, self._language), SMALL[2])
            for regulation in member.regulations:
                small += _lines("§ " + _name(self._lineage, regulation, self._language), SMALL[2])
            put(depth[member.id], _Spot((member.id,), name, small, member.place is Place.SELF))
        for step in self._lineage.steps:
            first, last = depth[step.earlier], depth[step.later]
            through = [
                put(layer, _Spot((step.earlier, step.later, step.kind, str(layer)), [], []))
                for layer in range(first + 1, last)
            ]
            self._routes.append((step, [self._spots[step.earlier,], *through, self._spots[step.later,]]))
        return layers

    def _put_in_order(self) -> None:
        """Order each layer by the middle of what its spots are joined to, down and up and down again."""
        above: defaultdict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
        below: defaultdict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
        for _, route in self._routes:
            for upper, lower in pairwise(route):
                above[lower.key].append(upper.key)
                below[upper.key].append(lower.key)
        for joined, layers in ((above, self._layers[1:]), (below, self._layers[-2::-1]), (above, self._layers[1:])):
            for layer in layers:
                rank = {spot.key: at for each in self._layers for at, spot in enumerate(each)}

                def key(spot: _Spot, at: dict[Any, int] = rank, ends: Any = joined) -> tuple[float, int]:
                    found = [at[end] for end in ends[spot.key]]
                    return (sum(found) / len(found) if found else at[spot.key]), at[spot.key]

                layer.sort(key=key)

    def _place(self) -> tuple[float, float]:
        widths = [sum(spot.width for spot in layer) + GAP * (len(layer) - 1) for layer in self._layers]
        widest = max(widths)
        y = float(GAP)
        for layer, width in zip(self._layers, widths, strict=True):
            if y > GAP:
                most = max(sum(route[-1] is spot for _, route in self._routes) for spot in layer)
                y += ROOM + WORDS * most
            x = GAP + (widest - width) / 2
            for spot in layer:
                spot.x, spot.y = x, y
                x += spot.width + GAP
            y += max(spot.height for spot in layer)
        return widest + 2 * GAP, y + GAP

    def svg(self) -> str:
        lineage, language = self._lineage, self._language
        name = f"lineage-{lineage.focus}"
        title = _TITLE[language].format(_name(lineage, lineage.focus, language))
        sentences = [
            f"{_name(lineage, step.later, language)} {_how(step, language)} {_name(lineage, step.earlier, language)}"
            + (f" ({step.date})." if step.date else ".")
            for step in lineage.steps
        ]
        width, height = _number(self._width), _number(self._height)
        lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" lang="{language}" '
            f'aria-labelledby="{name}-title {name}-description" viewBox="0 0 {width} {height}" '
            f'width="{width}" height="{height}" '
            f'font-family="system-ui, sans-serif" font-size="{SMALL[0]}" fill="currentColor">',
            f'<title id="{name}-title">{escape(title)}</title>',
            f'<desc id="{name}-description">{escape(" ".join(sentences))}</desc>',
            *self._step_lines(),
            *(line for layer in self._layers for spot in layer if spot.name for line in _box(spot)),
            "</svg>",
        ]
        return "\n".join(lines) + "\n"

    def _step_lines(self) -> Iterator[str]:
        for step, route in self._routes:
            leaving = [other for _, other in self._routes if other[0] is route[0]]
            coming = [other for _, other in self._routes if other[-1] is route[-1]]
            leaving.sort(key=lambda other: other[1].middle)
            coming.sort(key=lambda other: other[-2].middle)
            place = next(at for at, other in enumerate(coming) if other is route)
            start = _port(route[0], next(at for at, other in enumerate(leaving) if other is route), len(leaving))
            end = _port(route[-1], place, len(coming))
            words = WORDS * len(coming)
            points = [(start, route[0].y + route[0].height)]
            for spot in route[1:-1]:
                layer = next(each for each in self._layers if spot in each)
                points += [(spot.middle, spot.y), (spot.middle, spot.y + max(other.height for other in layer))]
            path = f"M{_number(points[0][0])} {_number(points[0][1])}"
            top = route[-1].y - words - 8
            for at, (x, y) in enumerate([*points[1:], (end, top)]):
                before = points[at]
                if x == before[0]:
                    path += f"V{_number(y)}"
                else:
                    half = _number((before[1] + y) / 2)
                    path += f"C{_number(before[0])} {half} {_number(x)} {half} {_number(x)} {_number(y)}"
            tip = route[-1].y
            path += f"V{_number(tip)}"
            yield f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="1.5"/>'
            yield (
                f'<path d="M{_number(end - 4)} {_number(tip - 8)}L{_number(end)} {_number(tip)}'
                f'L{_number(end + 4)} {_number(tip - 8)}Z"/>'
            )
            y = route[-1].y - words - 8 + WORDS * place + 14
            # The first of several has its words on its outer side, where no other arrow crosses them.
            aside, anchor = (-8, ' text-anchor="end"') if place == 0 and len(coming) > 1 else (8, "")
            for line in filter(None, (_how(step, self._language), step.date)):
                yield f'<text x="{_number(end + aside)}" y="{_number(y)}"{anchor}>{escape(line)}</text>'
                y += 14


def _port(spot: _Spot, place: int, count: int) -> float:
    """Where on a box the step at this place, out of so many, begins or ends."""
    return spot.x + spot.width * (place + 1) / (count + 1)


def _box(spot: _Spot) -> Iterator[str]:
    x, y = _number(spot.x), _number(spot.y)
    look = 'fill-opacity="0.12" stroke-width="2.5"' if spot.marked else 'fill-opacity="0.03" stroke-width="1"'
    yield (
        f'<rect x="{x}" y="{y}" width="{spot.width}" height="{_number(spot.height)}" rx="6" '
        f'stroke="currentColor" {look}/>'
    )
    at = spot.y + PAD - 4
    for line in spot.name:
        at += NAME[1]
        yield (
            f'<text x="{_number(spot.x + PAD)}" y="{_number(at)}" font-size="{NAME[0]}" font-weight="bold">'
            f"{escape(line)}</text>"
        )
    for line in spot.small:
        at += SMALL[1]
        yield f'<text x="{_number(spot.x + PAD)}" y="{_number(at)}">{escape(line)}</text>'


def _lines(text: str, width: int) -> list[str]:
    return wrap(text, width, break_on_hyphens=True)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
