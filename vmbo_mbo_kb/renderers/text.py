# SPDX-License-Identifier: MIT
"""For people: each finding with its line, a mark under the column, and what to do; how many in all at the end."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import click

from vmbo_mbo_kb.display import excerpt, visible
from vmbo_mbo_kb.findings import Finding, Severity
from vmbo_mbo_kb.renderers import summary
from vmbo_mbo_kb.words import Language

MANY: Final = 20
"""With more findings than this, a summary by rule follows them."""

LINE_WIDTH: Final = 100
"""The most columns of a file's line that are shown."""

_COLOURS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
_LONGEST_LINE: Final = 1024 * 1024
"""The most characters of a line that are read."""


def render(findings: Sequence[Finding], language: Language = "en", *, color: bool = False) -> str:
    """See :class:`vmbo_mbo_kb.renderers.Render`."""
    lines = _source_lines(findings)
    parts = [line for finding in findings for line in _finding(finding, lines, language)]
    if findings:
        parts += ["", click.style(summary.closing(findings, language), bold=True)]
    if len(findings) > MANY:
        parts += ["", *summary.table(findings, language)]
    text = "".join(f"{part}\n" for part in parts)
    return text if color else click.unstyle(text)


def _finding(finding: Finding, lines: Mapping[tuple[str, int], str], language: Language) -> Iterator[str]:
    position = finding.position
    place = click.style(f"{visible(finding.file)}:{position.line}:{position.column}", bold=True)
    kind = click.style(f"{finding.severity.label[language]} {finding.code}", fg=_COLOURS[finding.severity])
    yield f"{place}: {kind}: {finding.message(language)}"
    line = lines.get((finding.file, position.line))
    if line is not None:
        yield from marked(line, position.line, position.column, _COLOURS[finding.severity])
    hint = finding.hint(language)
    if hint:
        yield f"    {hint}"


def marked(line: str, number: int, column: int, colour: str) -> Iterator[str]:
    """A line of a file behind its number, and a mark below the column."""
    shown, before = excerpt(line, column, LINE_WIDTH)
    gutter = " " * max(3 - len(str(number)), 0)
    yield f"{click.style(f'{gutter}{number} |', dim=True)} {shown}".rstrip()
    yield f"{click.style(' ' * len(f'{gutter}{number}') + ' |', dim=True)} {' ' * before}{click.style('^', fg=colour)}"


def _source_lines(findings: Sequence[Finding]) -> dict[tuple[str, int], str]:
    """The lines that findings are about, by file and number; each file is gone through once."""
    wanted: defaultdict[str, set[int]] = defaultdict(set)
    for finding in findings:
        if not finding.rule.whole_file:
            wanted[finding.file].add(finding.position.line)
    return {(file, number): line for file, numbers in wanted.items() for number, line in _lines(Path(file), numbers)}


def _lines(path: Path, numbers: set[int]) -> Iterator[tuple[int, str]]:
    """The numbered lines of a file, as far as it can be read: it may have changed since it was judged."""
    try:
        if not path.is_file():
            return
        with path.open("rb") as stream:
            for number in range(1, max(numbers) + 1):
                line = stream.readline(_LONGEST_LINE)
                if not line:
                    return
                if number in numbers:
                    yield number, line.decode("utf-8", "replace").rstrip("\r\n")
    except OSError:
        return
