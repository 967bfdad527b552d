# SPDX-License-Identifier: MIT
"""The comments of a YAML text, and what each is about.

PyYAML drops comments, but its tokens say where they can be: between two tokens there is nothing but white space and
comments. Each is attached to the path of a value, so that it goes along when the value is written elsewhere.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from vmbo_mbo_kb.findings import Position
from vmbo_mbo_kb.reading import strict_yaml
from vmbo_mbo_kb.reading.common import Path, Positions

Place = tuple[int, int]
"""Line and column, both counted from 0."""

_COMMENT: Final = re.compile(r"#[^\r\n]*")
_HEADER: Final = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?[\r\n])*")
_BLOCK_HEADER: Final = re.compile(r"[|>][-+0-9]*[ \t]+(#[^\r\n]*)")

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Comments:
    """Comments by what they are about; each from its ``#`` to the end of its line."""

    header: list[str] = field(default_factory=list)
    """Above the first value."""
    before: defaultdict[Path, list[str]] = field(default_factory=lambda: defaultdict(list))
    """On lines of their own, above a field or an item."""
    behind: defaultdict[Path, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Behind a value, or behind the key of a larger one."""
    end: defaultdict[Path, list[str]] = field(default_factory=lambda: defaultdict(list))
    """On lines of their own, after the last field or item of a record, part or list."""

    def inside(self) -> set[Path]:
        """Paths of all that has a comment somewhere in it, and cannot be written on one line."""
        found = {path for path, comments in self.end.items() if comments}
        for path in (*self.before, *self.behind, *self.end):
            found.update(path[:length] for length in range(len(path)))
        return found


def comments_of(text: str) -> Comments:
    """The comments of a text that can be read without fault."""
    header = _HEADER.match(text)
    assert header is not None
    if "#" not in text[header.end() :]:
        return Comments(header=[found.rstrip() for found in _COMMENT.findall(header.group())])
    positions = Positions()
    strict_yaml.parse(text, positions)
    return _Attaching(text, positions).comments


@dataclass(frozen=True, slots=True)
class _Entry:
    """A field or a list item, which comments can be about."""

    place: Place
    path: Path


class _Attaching:
    """Finds what each comment is about."""

    def __init__(self, text: str, positions: Positions) -> None:
        self.comments = Comments()
        self._text = text
        self._values = {path: _place(position) for path, position in positions.values.items()}
        self._dashes: dict[Place, Place] = {}
        found = self._scan()
        keys = {path: _place(position) for path, position in positions.keys.items()}
        items = {
            path: self._dashes.get(place, place)
            for path, place in self._values.items()
            if path and isinstance(path[-1], int)
        }
        self._places = {path: place for path, place in {**keys, **items}.items() if not self._on_one_line(place)}
        self._entries = sorted(
            (_Entry(place, path) for path, place in self._places.items()),
            key=lambda entry: (entry.place, len(entry.path)),
        )
        self._order = [entry.place for entry in self._entries]
        for place, comment, alone in found:
            self._attach(place, comment.rstrip(), alone=alone)

    def _scan(self) -> list[tuple[Place, str, bool]]:
        """The comments, with whether each stands on a line of its own; notes flow collections and dashes on the way."""
        found: list[tuple[Place, str, bool]] = []
        self._flows: list[tuple[Place, Place]] = []
        end, depth, start, dash = 0, 0, (0, 0), None
        for token in yaml.scan(self._text, Loader=_Loader):
            found += self._between(end, token.start_mark.index)
            place = (token.start_mark.line, token.start_mark.column)
            if dash is not None and not isinstance(token, yaml.BlockEntryToken | yaml.BlockEndToken):
                self._dashes[place] = dash
            dash = None
            if isinstance(token, yaml.BlockEntryToken):
                dash = place
            elif isinstance(token, yaml.FlowMappingStartToken | yaml.FlowSequenceStartToken):
                start = start if depth else place
                depth += 1
            elif isinstance(token, yaml.FlowMappingEndToken | yaml.FlowSequenceEndToken):
                depth -= 1
                if not depth:
                    self._flows.append((start, place))
            elif isinstance(token, yaml.ScalarToken) and token.style in ("|", ">"):
                header = _BLOCK_HEADER.match(self._text, token.start_mark.index)
                if header:
                    found.append(((place[0], place[1] + header.start(1)), header.group(1), False))
            end = max(end, token.end_mark.index)
        found += self._between(end, len(self._text))
        self._commented = [
            (start, end) for start, end in self._flows if any(start < place < end for place, _, _ in found)
        ]
        self._flows = [flow for flow in self._flows if flow not in self._commented]
        return found

    def _between(self, start: int, end: int) -> list[tuple[Place, str, bool]]:
        found = []
        for match in _COMMENT.finditer(self._text, start, end):
            position = strict_yaml.offset_position(self._text, match.start())
            line = self._text[match.start() - position.column + 1 : match.start()]
            found.append((_place(position), match.group(), not line.strip(" \t-")))
        return found

    def _on_one_line(self, place: Place) -> bool:
        """Whether a place is inside a flow collection without comments, which is one thing to whoever comments."""
        at = bisect_left(self._flows, (place, place)) - 1
        return at >= 0 and place <= self._flows[at][1]

    def _attach(self, place: Place, comment: str, *, alone: bool) -> None:
        at = bisect_left(self._order, place)
        last = self._entries[at - 1] if at else None
        following = self._entries[at] if at < len(self._entries) else None
        if last is None:
            self.comments.header.append(comment)
        elif not alone:
            self.comments.behind[last.path].append(comment)
        elif place < self._values.get(last.path, place):  # between a key or dash and its value
            inner = following is not None and following.path[: len(last.path)] == last.path
            self.comments.before[following.path if following and inner else last.path].append(comment)
        elif any(start < place < end < (following.place if following else end) for start, end in self._commented):
            self.comments.end[last.path[:-1]].append(comment)
        elif following and place[1] <= following.place[1]:
            self.comments.before[following.path].append(comment)
        else:
            path = last.path
            while path and (path not in self._places or self._places[path][1] > place[1]):
                path = path[:-1]
            self.comments.end[path[:-1]].append(comment)


def _place(position: Position) -> Place:
    return position.line - 1, position.column - 1
