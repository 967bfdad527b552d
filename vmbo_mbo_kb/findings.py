# SPDX-License-Identifier: MIT
"""Findings: what is wrong, where exactly, and what would be right, in Dutch and English."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

Language = Literal["nl", "en"]


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    """The dataset cannot be published like this."""
    WARNING = "warning"
    """The dataset can be published, and someone should look at it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that a dataset is held to.

    Messages and hints are templates; the names in braces are given by whoever finds the fault.
    """

    code: str
    """``KB`` and three digits; the first says what it is about: 1 reading, 2 shape, 3 references, 4 time, 5 sources."""
    nl: str
    en: str
    hint_nl: str
    hint_en: str
    severity: Severity = Severity.ERROR


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
        return _fill(self.rule.nl if language == "nl" else self.rule.en, self.details)

    def hint(self, language: Language = "en") -> str:
        """What would be right; may be empty."""
        nearest = self.details.get("nearest")
        template = self.rule.hint_nl if language == "nl" else self.rule.hint_en
        if nearest:
            question = {"nl": "Bedoelt u", "en": "Did you mean"}[language]
            return f"{question} {_either(nearest, language)}?"
        return _fill(template, self.details)

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
        hint = self.hint()
        return f"{place}: {self.severity} {self.code}: {self.message()}" + (f" {hint}" if hint else "")


def _fill(template: str, details: Mapping[str, Any]) -> str:
    return template.format_map({name: _shown(value) for name, value in details.items()})


def _shown(value: Any) -> str:
    """A value as a message shows it: short, on one line, with nothing that could move a terminal's cursor."""
    text = value if isinstance(value, str) else repr(value)
    text = "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text)
    return text if len(text) <= 80 else text[:77] + "…"


def _either(nearest: Iterable[str], language: Language) -> str:
    quoted = [f"'{_shown(item)}'" for item in nearest]
    return {"nl": " of ", "en": " or "}[language].join(quoted)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings sorted by place and code, without repeats."""
    seen: dict[tuple[Any, ...], Finding] = {}
    for finding in findings:
        key = (finding.file, finding.position.line, finding.position.column, finding.code, finding.path)
        seen.setdefault((*key, finding.message()), finding)
    return [seen[key] for key in sorted(seen)]


class DatasetError(ValueError):
    """A dataset cannot be used; carries every finding."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = list(findings)
        errors = [finding for finding in self.findings if finding.severity is Severity.ERROR]
        shown = "\n".join(f"  {finding}" for finding in errors[:20])
        more = f"\n  … and {len(errors) - 20} more" if len(errors) > 20 else ""
        super().__init__(f"{len(errors)} finding(s) of severity error:\n{shown}{more}")
