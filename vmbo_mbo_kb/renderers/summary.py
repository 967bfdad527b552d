# SPDX-License-Identifier: MIT
"""For people: how many findings of each rule there are, the most frequent first."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from vmbo_mbo_kb.display import width
from vmbo_mbo_kb.findings import Finding, Severity
from vmbo_mbo_kb.words import Language, Words

_COUNTED: Final = {
    Severity.ERROR: (Words("{} fout", "{} error"), Words("{} fouten", "{} errors")),
    Severity.WARNING: (Words("{} waarschuwing", "{} warning"), Words("{} waarschuwingen", "{} warnings")),
}
_FILES: Final = (Words("in {} bestand", "in {} file"), Words("in {} bestanden", "in {} files"))


def render(findings: Sequence[Finding], language: Language = "en", *, color: bool = False) -> str:
    """See :class:`vmbo_mbo_kb.renderers.Render`; never coloured."""
    if not findings:
        return ""
    return "".join(f"{line}\n" for line in [*table(findings, language), "", closing(findings, language)])


def table(findings: Sequence[Finding], language: Language) -> list[str]:
    """A line a rule: how often, which, and what it asks for."""
    counts = Counter(finding.rule.code for finding in findings)
    rules = {finding.rule.code: finding.rule for finding in findings}
    wide = width(str(max(counts.values())))
    return [
        f"{counts[code]:>{wide}}  {code}  {rules[code].explanation[language]}"
        for code in sorted(counts, key=lambda code: (-counts[code], code))
    ]


def closing(findings: Sequence[Finding], language: Language) -> str:
    """How many of each severity, in how many files."""
    counts = Counter(finding.severity for finding in findings)
    said = ", ".join(_count(_COUNTED[kind], counts[kind], language) for kind in Severity if counts[kind])
    return f"{said} {_count(_FILES, len({finding.file for finding in findings}), language)}"


def _count(words: tuple[Words, Words], number: int, language: Language) -> str:
    return words[number != 1][language].format(number)
