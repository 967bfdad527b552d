# SPDX-License-Identifier: MIT
"""A strict reader for one YAML document, on top of PyYAML's events.

What YAML guesses, this does not: only ``null``, ``~``, ``true``, ``false`` and whole numbers become something else than
text, as in YAML 1.2's core schema; ``no``, ``2008-08`` and ``0.10`` stay what was typed. Duplicate keys, anchors,
aliases, tags and further documents are refused, each with its place, and none hides the next.
"""

from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from yaml.tokens import ScalarToken

from vmbo_mbo_kb.checks import rules
from vmbo_mbo_kb.findings import Position, Rule
from vmbo_mbo_kb.reading import reasons
from vmbo_mbo_kb.reading.common import FORBIDDEN, MAX_DEPTH, Path, Positions, Problem, plain
from vmbo_mbo_kb.words import Words

_Parser: Any = getattr(yaml.cyaml, "CParser") if yaml.__with_libyaml__ else yaml.SafeLoader  # noqa: B009
"""What makes events of a text; neither resolves nor constructs anything here."""


def offset_position(text: str, offset: int) -> Position:
    """Line and column of a place in a text, counted from 1."""
    before = text.count("\n", 0, offset)
    return Position(before + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1)


def parse(text: str, positions: Positions | None = None) -> tuple[Any, list[Problem]]:
    """Read a document into plain values.

    :param positions: filled with the place of every value and key, when given.
    :returns: the value (``None`` when it could not be read) and what is wrong with the document.
    """
    found = FORBIDDEN.search(text)
    if found:
        details = {"codepoint": f"{ord(found.group()):04X}"}
        return None, [Problem(rules.CONTROL_CHARACTER, offset_position(text, found.start()), details)]
    builder = _Builder(positions)
    try:
        parser = _Parser(text)
        while builder.take(event := parser.get_event()):
            pass
        if type(event) is not StreamEndEvent:
            return None, builder.problems
    except yaml.MarkedYAMLError as error:
        position, reason = _fault(text, error)
        builder.problems.append(Problem(rules.SYNTAX, position, {"reason": reason}))
        return None, builder.problems
    except yaml.YAMLError as error:
        reason = reasons.of_parser(str(error).splitlines()[0])
        builder.problems.append(Problem(rules.SYNTAX, Position(), {"reason": reason}))
        return None, builder.problems
    return builder.root, builder.problems


_OPEN = {
    "while parsing a flow sequence": reasons.open_bracket,
    "while parsing a flow mapping": reasons.open_bracket,
    "while scanning a quoted scalar": reasons.open_quote,
}
"""What the parser is at when it misses the end of something that was opened."""


def _fault(text: str, error: yaml.MarkedYAMLError) -> tuple[Position, Words]:
    """Where the mistake is, and what it is.

    A parser notices lines later that a bracket or quote was not closed, if not at the end: the place to look is where
    it was opened.
    """
    mark = error.problem_mark or error.context_mark
    reason = reasons.of_parser(error.problem or error.context or "unreadable")
    if mark is None:
        return Position(), reason
    said = _OPEN.get(error.context or "")
    if said and error.context_mark and error.context_mark.line < mark.line:
        return _position(error.context_mark), said(mark.line + 1)
    quoted = _quoted_until(text, mark)
    if quoted is not None:
        return _position(quoted), reasons.late_quote(mark.line + 1)
    written = text.rstrip()
    if mark.line > written.count("\n"):  # at the end, below what anybody wrote
        return offset_position(text, max(0, len(written) - 1)), reason
    return _position(mark), reason


def _quoted_until(text: str, mark: Any) -> Any:
    """Where a text between quotes starts that goes on over several lines until right before a place."""
    try:
        for token in yaml.scan(text, Loader=_Parser):
            if token.start_mark.line > mark.line:
                return None
            quoted = isinstance(token, ScalarToken) and token.style in ("'", '"')
            if quoted and token.start_mark.line < token.end_mark.line == mark.line:
                return token.start_mark
    except yaml.YAMLError:
        pass
    return None


def _position(mark: Any) -> Position:
    return Position(mark.line + 1, mark.column + 1)


class _Frame:
    """A mapping or list that is being filled."""

    __slots__ = ("container", "key", "lines", "path")

    def __init__(self, container: dict[str, Any] | list[Any], path: Path) -> None:
        self.container = container
        self.path = path
        """Where the container is; kept up only where places are asked for."""
        self.key: str | None = None
        self.lines: dict[str, int] = {}


class _Builder:
    """Puts events together to values, without recursion.

    This is most of what validating takes: the events are told apart by their very class, the commonest first.
    """

    def __init__(self, positions: Positions | None) -> None:
        self.root: Any = None
        self.problems: list[Problem] = []
        self._documents = 0
        self._positions = positions
        self._frames: list[_Frame] = []

    def take(self, event: Any) -> bool:
        """Take the next event; false when reading on makes no sense."""
        kind = type(event)
        if kind is ScalarEvent:
            if event.anchor is not None or event.tag is not None:
                self._refuse_marks(event)
            hidden = FORBIDDEN.search(event.value) if event.style == '"' else None
            if hidden:  # written as an escape, or the text as a whole would have been refused
                self._report(rules.CONTROL_CHARACTER, event, codepoint=f"{ord(hidden.group()):04X}")
            frame = self._frames[-1] if self._frames else None
            if frame and frame.key is None and type(frame.container) is dict:
                self._start_key(frame, event)
            else:
                self._place(event, _scalar(event))
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            self._frames.pop()
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if event.anchor is not None or event.tag is not None:
                self._refuse_marks(event)
            return self._open(event)
        elif kind is AliasEvent:
            self._report(rules.ANCHOR, event)
            return False
        elif kind is DocumentStartEvent:
            self._documents += 1
            if self._documents > 1:
                self._report(rules.SEVERAL_DOCUMENTS, event)
                return False
        return kind is not StreamEndEvent

    def _report(self, rule: Rule, event: Any, **details: Any) -> None:
        self.problems.append(Problem(rule, _position(event.start_mark), details))

    def _refuse_marks(self, event: Any) -> None:
        if event.anchor is not None:
            self._report(rules.ANCHOR, event)
        if event.tag is not None:
            self._report(rules.TAG, event, tag=event.tag)

    def _start_key(self, frame: _Frame, event: Any) -> None:
        key: str = event.value
        if key in frame.lines:
            self._report(rules.DUPLICATE_KEY, event, key=key, first=frame.lines[key])
        else:
            frame.lines[key] = event.start_mark.line + 1
        frame.key = key
        if self._positions is not None:
            self._positions.keys.setdefault((*frame.path, key), _position(event.start_mark))

    def _place(self, event: Any, value: Any) -> Path:
        """Put a value where it belongs and say where that is; the first of two equal keys stands."""
        step: str | int | None = None
        frame = self._frames[-1] if self._frames else None
        if frame is None:
            self.root = value
        elif isinstance(frame.container, list):
            step = len(frame.container)
            frame.container.append(value)
        else:
            step = frame.key
            assert step is not None
            frame.container.setdefault(step, value)
            frame.key = None
        if self._positions is None:
            return ()
        path = () if frame is None or step is None else (*frame.path, step)
        self._positions.values.setdefault(path, _position(event.start_mark))
        return path

    def _open(self, event: Any) -> bool:
        if len(self._frames) >= MAX_DEPTH:
            self._report(rules.TOO_DEEP, event, limit=MAX_DEPTH)
            return False
        frame = self._frames[-1] if self._frames else None
        if frame and frame.key is None and type(frame.container) is dict:
            self._report(rules.KEY_NOT_TEXT, event)
            return False
        container: dict[str, Any] | list[Any] = {} if type(event) is MappingStartEvent else []
        self._frames.append(_Frame(container, self._place(event, container)))
        return True


def _scalar(event: Any) -> Any:
    return plain(event.value) if event.implicit[0] and not event.style else event.value
