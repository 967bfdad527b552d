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

    :param scale: whether years stand under it.
    """
    pieces = [f'<svg class="bar{" scaled" if scale else ""}" role="img" aria-label="{esc(words)}">']
    if scale:
        pieces.append('<line class="axis" x1="0" x2="100%" y1="24" y2="24"/>')
        for year, x in axis.ticks():
            pieces.append(f'<line class="tick" x1="{_n(x)}%" x2="{_n(x)}%" y1="20" y2="28"/>')
            pieces.append(f'<text x="{_n(x)}%" dx="3" y="39">{year}</text>')
    else:
        pieces.append('<line class="axis" x1="0" x2="100%" y1="9" y2="9"/>')
    pieces += bar_shapes(axis, span, 5 if scale else 3, 12)
    now = _n(axis.at(today))
    pieces.append(f'<line class="today" x1="{now}%" x2="{now}%" y1="0" y2="{24 if scale else 18}"/></svg>')
    return Markup("".join(pieces))  # noqa: S704 - numbers, and words escaped above


def bar_shapes(axis: Axis, span: Span, y: int, height: int) -> list[str]:
    """The shapes of a bar, at a height on its drawing."""
    start, sure = axis.at(span.from_earliest), axis.at(span.from_latest)
    done, end = axis.at(span.through_earliest), axis.at(span.through_latest)
    pieces = []
    for left, right, kind in ((start, min(sure, end), "vague"), (sure, done, "sure"), (max(done, sure), end, "vague")):
        if right - left >= 0.05:
            pieces.append(_box(kind, left, y, right - left, height))
    if end - start < LEAST:
        pieces = [_box("sure" if sure <= done else "vague", min(start, 100 - LEAST), y, LEAST, height)]
    if span.through_latest == LAST_DAY and end == 100:
        pieces.append(
            f'<svg x="100%" y="{y}" class="on"><path d="M-7 2l4 {height // 2 - 2}l-4 {height // 2 - 2}"/></svg>'
        )
    if (span.from_latest.year < axis.first or span.from_earliest == FIRST_DAY) and start == 0:
        pieces.append(f'<svg x="0" y="{y}" class="on"><path d="M7 2l-4 {height // 2 - 2}l4 {height // 2 - 2}"/></svg>')
    return pieces


def _box(kind: str, x: float, y: int, width: float, height: int) -> str:
    return f'<rect class="{kind}" x="{_n(x)}%" y="{y}" width="{_n(width)}%" height="{height}"/>'


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """A line of a timeline."""

    label: str
    words: str
    """Its period in words."""
    address: str
    span: Span


def timeline(axis: Axis, rows: Sequence[TimelineRow], today: date, title: str) -> Markup:
    """Bars under each other, each with its name over it; each is a link that says in words what it shows."""
    step, top = 40, 24
    height = top + step * len(rows) + 4
    pieces = [f'<svg class="timeline" role="group" aria-label="{esc(title)}" height="{height}">']
    for year, x in axis.ticks():
        pieces.append(f'<line class="grid" x1="{_n(x)}%" x2="{_n(x)}%" y1="{top - 4}" y2="{height}"/>')
        pieces.append(f'<text class="year" x="{_n(x)}%" dx="3" y="14">{year}</text>')
    now = _n(axis.at(today))
    pieces.append(f'<line class="today" x1="{now}%" x2="{now}%" y1="{top - 4}" y2="{height}"/>')
    for place, row in enumerate(rows):
        y = top + place * step
        pieces.append(
            f'<a href="{esc(row.address)}"><rect class="hit" y="{y}" width="100%" height="{step}"/>'
            f'<text x="4" y="{y + 16}">{esc(row.label)} <tspan>{esc(row.words)}</tspan></text>'
        )
        pieces += bar_shapes(axis, row.span, y + 22, 12)
        pieces.append("</a>")
    pieces.append("</svg>")
    return Markup("".join(pieces))  # noqa: S704 - numbers, and words escaped above


@dataclass(frozen=True, slots=True)
class Observation:
    """A value in a chart, with what stands over and on it."""

    name: str
    value: float
    words: str
    kind: str
    """Class of its look: what was seen, aimed at or announced."""


def chart(observations: Sequence[Observation], title: str) -> Markup:
    """Values as bars from zero, lying down, so that names of any length fit."""
    step = 40
    most = max((abs(each.value) for each in observations), default=0) or 1
    height = step * len(observations) + 4
    pieces = [f'<svg class="chart" role="img" aria-label="{esc(title)}" height="{height}">']
    for place, each in enumerate(observations):
        y = place * step
        width = max(LEAST, abs(each.value) / most * 78)
        pieces.append(
            f'<text x="0" y="{y + 14}">{esc(each.name)}</text>'
            f'<rect class="{esc(each.kind)}" x="0" y="{y + 19}" width="{_n(width)}%" height="16"/>'
            f'<text class="value" x="{_n(width)}%" dx="8" y="{y + 32}">{esc(each.words)}</text>'
        )
    pieces.append("</svg>")
    return Markup("".join(pieces))  # noqa: S704 - numbers, and words escaped above


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
