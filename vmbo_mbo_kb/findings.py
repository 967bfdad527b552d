# SPDX-License-Identifier: MIT
"""Findings: what is wrong, where exactly, and what would be right, in Dutch and English."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from vmbo_mbo_kb.display import visible
from vmbo_mbo_kb.words import Language, Words

if TYPE_CHECKING:
    from vmbo_mbo_kb.checks.examples import Example


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    """The dataset cannot be published like this."""
    WARNING = "warning"
    """The dataset can be published, and someone should look at it."""

    @property
    def label(self) -> Words:
        """What people call it."""
        return Words("fout", "error") if self is Severity.ERROR else Words("waarschuwing", "warning")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that a dataset is held to.

    Messages and hints are templates; whoever finds the fault gives the values for the names in braces, as
    :class:`~vmbo_mbo_kb.words.Words` where they differ by language.
    """

    code: str
    """``KB`` and three digits; the first says what it is about: see ``SUBJECTS`` in :mod:`vmbo_mbo_kb.checks.rules`."""
    explanation: Words
    """What the rule asks for, in one sentence, and why where that is not plain."""
    message: Words
    """Template: what is wrong."""
    hint: Words
    """Template: what would be right. Where names near to a misspelt one are known, they take its place."""
    severity: Severity = Severity.ERROR
    whole_file: bool = False
    """Whether it is about a file as a whole, so that no line of it is worth showing, or may be."""

    @property
    def broken(self) -> "Example":
        """A file that breaks the rule."""
        return self._examples[0]

    @property
    def mended(self) -> "Example":
        """The same file, as it should be."""
        return self._examples[1]

    @property
    def _examples(self) -> "tuple[Example, Example]":
        from vmbo_mbo_kb.checks.examples import examples

        return examples()[self.code]


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file, both counted from 1."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault at one place."""

    rule: Rule
    file: str
    """Path of the file, as it was reached."""
    position: Position = Position()
    path: str = ""
    """Where in the record: field names and list positions joined by dots; empty for the record or file itself."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """What the rule's templates are filled with; ``nearest`` lists names that may be meant."""

    @property
    def code(self) -> str:
        """Code of the rule."""
        return self.rule.code

    @property
    def severity(self) -> Severity:
        """Severity of the rule."""
        return self.rule.severity

    def message(self, language: Language = "en") -> str:
        """What is wrong."""
        return _fill(self.rule.message[language], self.details, language)

    def hint(self, language: Language = "en") -> str:
        """What would be right; may be empty."""
        nearest = self.details.get("nearest")
        if nearest:
            return f"{_DID_YOU_MEAN[language]} {_either(nearest, language)}?"
        return _fill(self.rule.hint[language], self.details, language)

    def said(self, language: Language = "en") -> str:
        """Message and hint in one line."""
        return f"{self.message(language)} {self.hint(language)}".rstrip()

    def as_dict(self, language: Language = "en") -> dict[str, Any]:
        """The finding as JSON can hold it."""
        return {
            "code": self.code,
            "severity": self.severity.value,
            "file": self.file,
            "line": self.position.line,
            "column": self.position.column,
            "path": self.path,
            "message": self.message(language),
            "hint": self.hint(language),
        }

    def __str__(self) -> str:
        place = f"{self.file}:{self.position.line}:{self.position.column}"
        return f"{place}: {self.severity} {self.code}: {self.said()}"


_DID_YOU_MEAN = Words("Bedoelt u", "Did you mean")
_OR = Words(" of ", " or ")


def _fill(template: str, details: Mapping[str, Any], language: Language) -> str:
    return template.format_map({name: _shown(value, language) for name, value in details.items()})


def _shown(value: Any, language: Language) -> str:
    """A value as a message shows it: on one line, with nothing that could move a terminal's cursor.

    What the dataset gave is cut short; words and lists of names are the model's own, and whole.
    """
    if isinstance(value, Words):
        return visible(value[language])
    if isinstance(value, list | tuple):
        return ", ".join(visible(str(item)) for item in value)
    text = value if isinstance(value, str) else repr(value)
    shown = visible(text[:81])
    return shown if len(shown) <= 80 else shown[:77] + "…"


def _either(nearest: Iterable[str], language: Language) -> str:
    return _OR[language].join(f"'{_shown(item, language)}'" for item in nearest)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings sorted by place and code, without repeats."""
    places: dict[tuple[Any, ...], list[Finding]] = {}
    for finding in findings:
        key = (finding.file, finding.position.line, finding.position.column, finding.code, finding.path)
        places.setdefault(key, []).append(finding)
    return [finding for key in sorted(places) for finding in _without_repeats(places[key])]


def _without_repeats(findings: list[Finding]) -> Iterable[Finding]:
    """Findings of one rule at one place, by what they say; that is put into words only where there are several."""
    if len(findings) == 1:
        return findings
    said: dict[str, Finding] = {}
    for finding in findings:
        said.setdefault(finding.message(), finding)
    return [said[message] for message in sorted(said)]


def selected(findings: Iterable[Finding], select: Collection[str], ignore: Collection[str]) -> list[Finding]:
    """The findings of some rules.

    :param select: codes or beginnings of codes (``KB3``) of the rules wanted; none means all.
    :param ignore: those of the rules not wanted, even where selected.
    """
    wanted, unwanted = tuple(select) or ("KB",), tuple(ignore)
    return [found for found in findings if found.code.startswith(wanted) and not found.code.startswith(unwanted)]


class DatasetError(ValueError):
    """A dataset cannot be used; carries every finding."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = list(findings)
        errors = [finding for finding in self.findings if finding.severity is Severity.ERROR]
        shown = "\n".join(f"  {finding}" for finding in errors[:20])
        more = f"\n  … and {len(errors) - 20} more" if len(errors) > 20 else ""
        super().__init__(f"{len(errors)} finding(s) of severity error:\n{shown}{more}")
