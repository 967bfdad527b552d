# SPDX-License-Identifier: MIT
"""What the readers of YAML and JSON agree on: what is text, what is refused, and how faults and places are told."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from vmbo_mbo_kb.findings import Position, Rule

MAX_DEPTH: Final = 32
"""Levels of nesting that a record may have; the model needs 7."""

Path = tuple[str | int, ...]

INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\Z")
"""What is read as a whole number; it fits 64 bits. Anything longer stays text."""

_CONSTANTS: Final[dict[str, Any]] = {"": None, "~": None, "null": None, "true": True, "false": False}

# C0 and C1 without tab and line ends, line separators and what turns text round, the byte-order mark, lone
# surrogates; a carriage return that ends no line, because editors disagree on which line it stands.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff"
    "\ud800-\udfff]|\r(?!\n)"
)


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault found while reading."""

    rule: Rule
    position: Position
    details: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Positions:
    """Where values and keys stand, by their path in the document."""

    values: dict[Path, Position] = field(default_factory=dict)
    keys: dict[Path, Position] = field(default_factory=dict)


def plain(text: str) -> Any:
    """The value that text without quotes stands for."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    return int(text) if text[0] in "-0123456789" and INTEGER.match(text) else text
