# SPDX-License-Identifier: MIT
"""Charts of the results as SVG, drawn from the results alone; the tables of the page are their text alternative.

Colours follow the reader's preference for light or dark, on a ground of their own; shapes or words say the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from math import log10
from typing import Any, Final

from benchmarks import figures
from benchmarks.report import LABELS

WIDTH: Final = 760
EDGE: Final = 12
NAMES: Final = 170
"""Where bars start, after their names."""
VALUES: Final = 90
"""What is left for the value at the end of a bar."""

STYLE: Final = (
    "text{font:12px system-ui,sans-serif;fill:#1f2328;stroke:#fff;stroke-width:3px;paint-order:stroke}"
    ".ground{fill:#fff}.line{stroke:#8c959f;stroke-width:1}"
    ".aim{stroke:#1f2328;stroke-width:2}.spread{stroke:#57606a;stroke-width:2}.met,.kind0{fill:#0969da}"
    ".missed{fill:#b3261e}.kind1{fill:#9a6700}.kind2{fill:#6e7781}"
    "@media(prefers-color-scheme:dark){text{fill:#e6edf3;stroke:#0d1117}.ground{fill:#0d1117}.line{stroke:#6e7681}.aim{stroke:#e6edf3}"
    ".spread{stroke:#9198a1}.met,.kind0{fill:#58a6ff}.missed{fill:#ff7b72}.kind1{fill:#d29922}.kind2{fill:#8b949e}}"
)

Bar = tuple[str, Sequence[tuple[str, float]]]
"""A name, and for each kind that there is of it the kind and its value."""


def charts(results: Mapping[str, Any]) -> dict[str, str]:
    """The charts by their names."""
    most = max(row["records"] for row in results["exports"])
    exports = [row for row in results["exports"] if row["records"] == most]
    judged = results["judging"][-1]
    return {
        "figures": aims("Figures to reach", figures.found(results)),
        "start-up": bars(
            "Start-up: processor time of a fresh process",
            [(name, [("", 1000 * each["cpu"])]) for name, each in results["startup"]["programs"].items()],
            "ms",
        ),
        "exports": bars(
            f"Export of {most} records: processor time",
            [
                (
                    LABELS.get(row["format"], row["format"]),
                    [
                        (kind, 1000 * row[key]["cpu"])
                        for key, kind in (("ours", "ours"), ("rdflib", "rdflib"), ("limit", "writing the bytes"))
                        if key in row
                    ],
                )
                for row in exports
            ],
            "ms",
        ),
        "memory": bars(
            "Peak memory of a writer",
            [(name, [(f"{size} records", peak / 1e6) for size, peak in sizes]) for name, sizes in _peaks(results)],
            "MB",
        ),
        "judging": bars(
            f"Judging {judged['records']} records: processor time",
            [(name, [("", row["cpu"])]) for name, row in judged["rows"].items()],
            "s",
        ),
        "queries": bars(
            f"Queries on {results['queries'][-1]['records']} records",
            [
                (row["query"], [(kind, 1000 * row[key]) for key, kind in (("ours", "ours"), ("rdflib", "rdflib"))])
                for row in results["queries"][-1]["queries"]
            ],
            "ms",
        ),
    }


def _peaks(results: Mapping[str, Any]) -> Iterator[tuple[str, list[tuple[int, float]]]]:
    for name in dict.fromkeys(row["format"] for row in results["streamed"]):
        yield (
            LABELS.get(name, name),
            [(row["size"], row["peak"]) for row in results["streamed"] if row["format"] == name],
        )


def aims(title: str, found: Iterable[Mapping[str, Any]]) -> str:
    """How far each figure is from what is to be reached: left of the line, on a scale of powers of two, it is met."""
    rows = [each for each in found if each["wanted"] is not None]
    step, top = 38, 44
    middle, octave = WIDTH * 0.6, WIDTH / 10

    def at(reached: float, wanted: float) -> float:
        times = reached / wanted if wanted > 0 else -wanted / max(reached, 1e-9)
        return min(max(middle + octave * log10(max(times, 1e-9)) / log10(2), EDGE), WIDTH - EDGE)

    height = top + step * len(rows) + EDGE
    pieces = [
        _line("aim", middle, top - 8, middle, height - EDGE),
        _text(middle, top - 14, "to reach", "middle"),
        _text(EDGE, top - 14, "← met, by twice as much each stripe"),
        _text(WIDTH - EDGE, top - 14, "missed →", "end"),
        *(
            _line("line", middle + octave * number, top - 4, middle + octave * number, top + 4)
            for number in range(-5, 4)
            if number
        ),
    ]
    for number, each in enumerate(rows):
        y = top + step * number + 28
        ends = sorted(at(each[bound], each["wanted"]) for bound in ("least", "most"))
        x = at(each["median"], each["wanted"])
        words = f"{each['what']} / {each['against']}: {_short(each['median'])}" if each["against"] else (
            f"{each['what']}: {_short(each['median'])}"
        )  # fmt: skip
        pieces += [
            _text(EDGE, y - 10, words),
            _line("spread", ends[0], y, ends[1], y),
            f'<circle class="met" cx="{_n(x)}" cy="{_n(y)}" r="5"/>'
            if each["met"]
            else f'<path class="missed" d="M{_n(x)} {_n(y - 7)}l7 7l-7 7l-7-7z"/>',
        ]
    return _svg(title, "A disc is a figure that is met, a diamond one that is missed.", height, pieces)


def bars(title: str, rows: Sequence[Bar], unit: str) -> str:
    """Values as bars on a logarithmic scale, one for each kind under its name."""
    kinds = list(dict.fromkeys(kind for _, values in rows for kind, _ in values if kind))
    every = [value for _, values in rows for _, value in values if value > 0] or [1.0]
    least, most = 10 ** (log10(min(every)) - 0.3), max(every)
    room = WIDTH - NAMES - VALUES - EDGE

    def width(value: float) -> float:
        return max(room * log10(max(value, least) / least) / max(log10(most / least), 1e-9), 1)

    pieces, y = [_text(EDGE, 20, title)], 34
    for number, kind in enumerate(kinds):
        x = EDGE + 160 * number
        pieces += [
            f'<rect class="kind{number % 3}" x="{x}" y="{y - 3}" width="12" height="12"/>',
            _text(x + 18, y + 8, kind),
        ]
    y += 24 if kinds else 0
    for name, values in rows:
        pieces.append(_text(NAMES - 8, y + 11, name, "end"))
        for kind, value in values:
            place = kinds.index(kind) if kind else 0
            pieces += [
                f'<rect class="kind{place % 3}" x="{NAMES}" y="{y}" width="{_n(width(value))}" height="13"/>',
                _text(NAMES + width(value) + 6, y + 11, f"{_short(value)} {unit}"),
            ]
            y += 15
        y += 7
    return _svg(title, "Bars are on a logarithmic scale.", y + EDGE, pieces)


def _svg(title: str, words: str, height: float, pieces: Iterable[str]) -> str:
    body = "\n".join(pieces)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {_n(height)}" width="{WIDTH}" '
        f'height="{_n(height)}" role="img" lang="en">\n<title>{escape(title)}</title>\n'
        f"<desc>{escape(words)} The page has the same figures as a table.</desc>\n<style>{STYLE}</style>\n"
        f'<rect class="ground" width="{WIDTH}" height="{_n(height)}"/>\n{body}\n</svg>\n'
    )


def _text(x: float, y: float, words: str, anchor: str = "start") -> str:
    at = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{_n(x)}" y="{_n(y)}"{at}>{escape(words.replace("`", ""))}</text>'


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"/>'


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _short(number: float) -> str:
    """A number as people write it: three digits that count."""
    return f"{number:,.0f}".replace(",", " ") if number >= 100 else f"{number:.3g}"
