# SPDX-License-Identifier: MIT
"""Drawings in SVG: validities as bars, timelines, and figures as charts.

Along, places are shares of the width, so a drawing fits any screen while its words keep their size. Colours come from
the style sheet by class; nothing in a drawing is a style of its own, so the pages' policy allows it. Every drawing
stands beside the same in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import Markup

from vmbo_mbo_kb.periods import FIRST_DAY, LAST_DAY, Span
from vmbo_mbo_kb.site.texts import esc

LEAST: Final = 0.6
"""Width of the shortest bar that can be seen, in percent."""


@dataclass(frozen=True, slots=True)
class Axis:
    """The stretch of years that the bars of a site are drawn on."""

    first: int
    last: int

    def at(self, day: date) -> float:
        """How far along a day is, in percent, kept within the axis."""
        year = date(day.year, 1, 1)
        length = (date(day.year, 12, 31) - year).days + 1
        place = (day.year - self.first + (day - year).days / length) / (self.last - self.first + 1)
        return min(max(place, 0.0), 1.0) * 100

    def ticks(self) -> list[tuple[int, float]]:
        """The years that are written at the axis, and where: each fifth, where it has room."""
        return [(year, self.at(date(year, 1, 1))) for year in range(self.first, self.last) if year % 5 == 0]


def validity_bar(axis: Axis, span: Span, today: date, words: str, *, scale: bool = True) -> Markup:
    """A validity as a bar: full where it holds for certain, hatched where it possibly does, an arrow where it goes on.

    :param scale: whether years stand under it; without them it is small, and stands beside the period in words.
    """
    if scale:
        pieces = [f'<svg class="bar scaled" role="img" aria-label="{esc(words)}">']
        pieces.append('<line class="axis" x1="0" x2="100%" y1="24" y2="24"/>')
        for year, x in axis.ticks():
            pieces.append(f'<line class="tick" x1="{_n(x)}%" x2="{_n(x)}%" y1="20" y2="28"/>')
            pieces.append(f'<text x="{_n(x)}%" dx="3" y="39">{year}</text>')
    else:
        pieces = ['<svg class="bar" aria-hidden="true"><line class="axis" x1="0" x2="100%" y1="9" y2="9"/>']
    pieces += bar_shapes(axis, span, 5 if scale else 3, 12)
    now = _n(axis.at(today))
    pieces.append(f'<line class="today" x1="{now}%" x2="{now}%" y1="0" y2="{24 if scale else 18}"/></svg>')
    return Markup("".join(pieces))  # noqa: S704 - numbers, and words escaped above


def bar_shapes(axis: Axis, span: Span, y: int, height: int) -> list[str]:
    """The shapes of a bar, at a height on its drawing."""
    start, sure = axis.at(span.from_earliest), axis.at(span.from_latest)
    done, end = axis.at(span.through_earliest), axis.at(span.through_latest)
    pieces = []
    if sure > done:  # on no day for certain
        stretches = [(start, end, "vague")]
    else:
        stretches = [(start, sure, "vague"), (sure, done, "sure"), (done, end, "vague")]
    for left, right, kind in stretches:
        if right - left >= 0.05:
            pieces.append(_box(kind, left, y, right - left, height))
    if end - start < LEAST:
        pieces = [_box("sure" if sure <= done else "vague", min(start, 100 - LEAST), y, LEAST, height)]
    if span.through_latest == LAST_DAY and end == 100:
        pieces.append(
            f'<svg x="100%"{_y(y)} class="on"><path d="M-7 2l4 {height // 2 - 2}l-4 {height // 2 - 2}"/></svg>'
        )
    if (span.from_latest.year < axis.first or span.from_earliest == FIRST_DAY) and start == 0:
        pieces.append(f'<svg{_y(y)} class="on"><path d="M7 2l-4 {height // 2 - 2}l4 {height // 2 - 2}"/></svg>')
    return pieces


def _box(kind: str, x: float, y: int, width: float, height: int) -> str:
    return f'<rect class="{kind}" x="{_n(x)}%"{_y(y)} width="{_n(width)}%" height="{height}"/>'


def _y(y: int) -> str:
    """The attribute of a height on a drawing, where it is not the top."""
    return f' y="{y}"' if y else ""


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """A line of a timeline."""

    label: str
    words: str
    """Its period in words."""
    address: str
    span: Span


def timeline(axis: Axis, rows: Sequence[TimelineRow], today: date) -> Markup:
    """Bars under each other on years that go through all of them.

    Each has its name and period over it, as text that wraps where the screen is narrow, and is a link as a whole.
    """
    # The years stay in sight while the bars pass below them.
    pieces = ['<div class="timeline"><svg class="scale" aria-hidden="true">']
    pieces += [f'<text x="{_n(x)}%" dx="3" y="17">{year}</text>' for year, x in axis.ticks()]
    pieces.append('</svg><svg class="years" aria-hidden="true">')
    pieces += [f'<line class="grid" x1="{_n(x)}%" x2="{_n(x)}%" y1="0" y2="100%"/>' for _, x in axis.ticks()]
    now = _n(axis.at(today))
    pieces.append(f'<line class="today" x1="{now}%" x2="{now}%" y1="0" y2="100%"/></svg><ol>')
    for row in rows:
        shapes = "".join(bar_shapes(axis, row.span, 0, 12))
        pieces.append(
            f'<li><a href="{esc(row.address)}"><span>{esc(row.label)}</span> <small>{esc(row.words)}</small>'
            f'<svg class="bar" aria-hidden="true">{shapes}</svg></a></li>'
        )
    pieces.append("</ol></div>")
    return Markup("".join(pieces))  # noqa: S704 - numbers, and words escaped above


@dataclass(frozen=True, slots=True)
class Observation:
    """A value in a chart, with what stands over and on it."""

    name: str
    value: float
    words: str
    """The value as people write it."""
    kind: str
    """Class of its look: what was seen, aimed at or announced."""


def chart(observations: Sequence[Observation], title: str) -> Markup:
    """Values as bars from zero, lying down under what they are of and how much, so that words of any length fit."""
    step = 40
    most = max((abs(each.value) for each in observations), default=0) or 1
    height = step * len(observations) + 4
    pieces = [f'<svg class="chart" role="img" aria-label="{esc(title)}" height="{height}">']
    for place, each in enumerate(observations):
        y = place * step
        width = max(LEAST, abs(each.value) / most * 100)
        pieces.append(
            f'<text y="{y + 14}"><tspan class="value">{esc(each.words)}</tspan> <tspan dx="6">{esc(each.name)}</tspan>'
            f'</text><rect class="{esc(each.kind)}" y="{y + 19}" width="{_n(width)}%" height="14"/>'
        )
    pieces.append("</svg>")
    return Markup("".join(pieces))  # noqa: S704 - numbers, and words escaped above


SHAPES: Final = (
    "M-6 0l6-6l6 6l-6 6z",
    "M-8 0a8 8 0 1 1 16 0a8 8 0 1 1-16 0z",
    "M-4 0a4 4 0 1 1 8 0a4 4 0 1 1-8 0z",
    "M-5-5h10v10h-10z",
)
"""What stands on a map for each role, round a middle: two of them may stand on one place."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A row of a map."""

    label: str
    words: str
    """What the row shows, in words."""
    address: str
    ties: tuple[tuple[int, int, bool], ...]
    """Place of a line, place of a role, and whether that is past."""


def line_map(lines: Sequence[str], groups: Sequence[tuple[str, Sequence[Stop]]], title: str) -> Markup:
    """A map like those of trains: who does something are lines that run down, what they do it for are stops on them.

    Each stop is a link that says in words what it shows.
    """
    gap, row = 24, 26
    top = 22 * len(lines) + 16
    left = gap * len(lines) + 14
    pieces: list[str] = []
    last = [0] * len(lines)
    y = top
    for heading, stops in groups:
        pieces.append(f'<text class="heading" x="{left}" y="{y + 24}">{esc(heading)}</text>')
        y += 34
        for stop in stops:
            places = [gap * line + 14 for line, _, _ in stop.ties]
            middle = y + row // 2
            pieces.append(
                f'<a href="{esc(stop.address)}" aria-label="{esc(stop.label)}: {esc(stop.words)}">'
                f'<rect class="hit" y="{y}" width="100%" height="{row}"/>'
                f'<path class="tie" d="M{min(places)} {middle}H{left - 6}"/>'
            )
            for (line, role, past), x in zip(stop.ties, places, strict=True):
                kind = f"role-{role % len(SHAPES)}{' past' if past else ''}"
                pieces.append(f'<path class="{kind}" d="M{x} {middle}m{SHAPES[role % len(SHAPES)][1:]}"/>')
                last[line] = middle
            pieces.append(f'<text x="{left}" y="{middle + 5}">{esc(stop.label)}</text></a>')
            y += row
    rails = []
    for line, label in enumerate(lines):
        x, start = gap * line + 14, 22 * line + 14
        rails.append(
            f'<path class="rail-{line % 2}" d="M{x} {start}V{last[line]}"/><circle cx="{x}" cy="{start}" r="4"/>'
        )
        rails.append(f'<text class="line" x="{x + 12}" y="{start + 5}">{esc(label)}</text>')
    opening = f'<svg class="map" role="group" aria-label="{esc(title)}" height="{y + 8}">'
    return Markup(f"{opening}{''.join(rails)}{''.join(pieces)}</svg>")  # noqa: S704 - numbers, and words escaped above


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
