# SPDX-License-Identifier: MIT
"""For people: each finding with its line, a mark under the column, and what to do; how many in all at the end."""

from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import click

from vmbo_mbo_kb.display import excerpt, visible
from vmbo_mbo_kb.findings import Finding, Position, Severity
from vmbo_mbo_kb.renderers import summary
from vmbo_mbo_kb.words import Language

MANY: Final = 20
"""With more findings than this, a summary by rule follows them."""

LINE_WIDTH: Final = 100
"""The most columns of a file's line that are shown."""

_COLOURS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
_LONGEST_LINE: Final = 1024 * 1024
"""The most bytes of a line that are read."""


def render(findings: Sequence[Finding], language: Language = "en", *, color: bool = False) -> str:
    """See :class:`vmbo_mbo_kb.renderers.Render`."""
    excerpts = _excerpts(findings)
    parts = [line for finding in findings for line in _finding(finding, excerpts, language)]
    if findings:
        parts += ["", click.style(summary.closing(findings, language), bold=True)]
    if len(findings) > MANY:
        parts += ["", *summary.table(findings, language)]
    text = "".join(f"{part}\n" for part in parts)
    return text if color else click.unstyle(text)


def _finding(finding: Finding, excerpts: "_Excerpts", language: Language) -> Iterator[str]:
    position = finding.position
    place = click.style(f"{visible(finding.file)}:{position.line}:{position.column}", bold=True)
    kind = click.style(f"{finding.severity.label[language]} {finding.code}", fg=_COLOURS[finding.severity])
    yield f"{place}: {kind}: {finding.message(language)}"
    found = excerpts.get((finding.file, position))
    if found is not None:
        shown, before = found
        gutter = f"{position.line:>3} |"
        yield f"{click.style(gutter, dim=True)} {shown}".rstrip()
        mark = click.style("^", fg=_COLOURS[finding.severity])
        yield f"{click.style('|'.rjust(len(gutter)), dim=True)} {' ' * before}{mark}"
    hint = finding.hint(language)
    if hint:
        yield f"    {hint}"


_Excerpts = Mapping[tuple[str, Position], tuple[str, int]]
"""For a place in a file: what its line shows, and the columns in front of the mark."""


def _excerpts(findings: Sequence[Finding]) -> _Excerpts:
    """The lines that findings are about; each file is gone through once."""
    wanted: defaultdict[str, defaultdict[int, set[Position]]] = defaultdict(lambda: defaultdict(set))
    for finding in findings:
        if not finding.rule.whole_file:
            wanted[finding.file][finding.position.line].add(finding.position)
    return {
        (file, position): excerpt(line, position.column, LINE_WIDTH)
        for file, places in wanted.items()
        for number, line in _lines(Path(file), max(places))
        for position in places.get(number, ())
    }


def _lines(path: Path, last: int) -> Iterator[tuple[int, str]]:
    """The numbered lines of a file, as far as it can be read: it may have changed since it was judged."""
    try:
        if not path.is_file():
            return
        with path.open("rb") as stream:
            encoding = "utf-16" if stream.read(2) in (BOM_UTF16_LE, BOM_UTF16_BE) else "utf-8"
        with path.open(encoding=encoding, errors="replace", newline="\n") as text:
            for number in range(1, last + 1):
                line = text.readline(_LONGEST_LINE)
                if not line or len(line) == _LONGEST_LINE:
                    return
                yield number, line.rstrip("\r\n")
    except OSError:
        return
