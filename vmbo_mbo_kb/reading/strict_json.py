# SPDX-License-Identifier: MIT
"""A strict reader for one line of JSON Lines: JSON as in RFC 8259, without what that leaves open.

Duplicate keys, lone surrogates, control characters (also behind an escape) and ``NaN`` are refused, each with its
place. Numbers with a fraction or exponent, and whole numbers that are too long, stay the text that was typed, as in
the reader of YAML.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from orjson import JSONDecodeError, JSONEncodeError, dumps, loads

from vmbo_mbo_kb.checks import rules
from vmbo_mbo_kb.findings import Position
from vmbo_mbo_kb.reading import reasons
from vmbo_mbo_kb.reading.common import FORBIDDEN, INTEGER, MAX_DEPTH, Path, Positions, Problem
from vmbo_mbo_kb.words import Words

_TOKEN = re.compile(r'[ \t\r\n]*("[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:,]|[^\s,\]}]+)', re.DOTALL)


_ESCAPES = re.compile(rb"\\[bfru]")
"""Escapes that may hide a control character."""
_NUMBERS = tuple(re.compile(rb"%b-?(?:[0-9]{18}|[0-9]+[.eE])" % before) for before in (rb":", rb",", rb"\["))
"""Numbers that stay text, or text that looks like these; one expression for each sign before them, which is quicker."""
_SIGNS = bytes.maketrans(b"-123456789,[", b"0000000000::")
"""With this, whatever looks like a number looks like ``:0``: most lines have none."""
_PLAIN = b"\n" + bytes(range(0x20, 0x7F))
"""What hides nothing; without it, hardly anything is left of a text."""
_NO_OPENING = bytes(set(range(0x100)) - set(b"\n{["))
"""What neither ends a line nor opens a level of nesting."""


class _Refused(ValueError):
    """The text holds a name that looks like a number and is none."""


def parse(text: str, positions: Positions | None = None, line: int = 1) -> tuple[Any, list[Problem]]:
    """Read one line into plain values; of two equal keys the first stands.

    :param positions: filled with the place of every value and key, when given.
    :param line: number of the line in its file.
    :returns: the value (``None`` when it could not be read) and what is wrong with the line.
    """
    found = FORBIDDEN.search(text)
    if found:
        return None, [_hidden(found.group(), Position(line, found.start() + 1))]
    if positions is None:
        data = text.encode()
        quick = _quick([data], data)
        if quick and quick[0][0] is not None:
            return quick[0][0], []
    twice = False

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        value = dict(pairs)
        if len(value) < len(pairs):
            twice = True
            value = dict(reversed(pairs))
        return value

    try:
        value = json.loads(
            text, object_pairs_hook=mapping, parse_constant=_no_constant, parse_float=str, parse_int=_integer
        )
    except json.JSONDecodeError as error:
        return None, [
            Problem(rules.JSON_SYNTAX, Position(line, error.pos + 1), {"reason": reasons.of_parser(error.msg)})
        ]
    except (_Refused, RecursionError):
        return None, list(_scan(text, None, line))
    if positions is None and not twice and "\\" not in text and not _deep(value):
        return value, []
    problems = list(_scan(text, positions, line))
    return None if any(problem.rule is rules.TOO_DEEP for problem in problems) else value, problems


def parse_lines(data: bytes) -> list[tuple[Any, bytes]] | None:
    """Read lines that are written as orjson writes them, which most are.

    :param data: whole lines, each with its end.
    :returns: the value of each line, with the line; or ``None``, which says nothing but that one of them has to be
        read by :func:`parse`.
    """
    if not _is_clean(data.translate(None, _PLAIN)):
        return None
    return _quick(data.split(b"\n")[:-1], data)


def _is_clean(data: bytes) -> bool:
    """Whether nothing is hidden in a text; of what can be printed, that is known without a look at each letter."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return text.isprintable() or not FORBIDDEN.search(text)


def _quick(lines: list[bytes], data: bytes) -> list[tuple[Any, bytes]] | None:
    """The values of lines that are written as orjson writes them; None where there is any other.

    A value that is written out again as the text it came from has no key twice and nothing else that was lost.

    :param data: the lines together.
    """
    if b":0" in data.translate(_SIGNS) and any(each.search(data) for each in _NUMBERS):
        return None
    if b"\\" in data and _ESCAPES.search(data):
        return None
    found = []
    try:
        for line, opened in zip(lines, data.translate(None, _NO_OPENING).split(b"\n"), strict=False):
            value = loads(line)
            if dumps(value) != line or (len(opened) > MAX_DEPTH and _deep(value)):
                return None
            found.append((value, line))
    except (JSONDecodeError, JSONEncodeError):
        return None
    return found


def _no_constant(name: str) -> Any:
    raise _Refused(name)


def _integer(text: str) -> int | str:
    return int(text) if INTEGER.match(text) else text


def _deep(value: Any) -> bool:
    """Whether a value is nested more deeply than is allowed."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
        ]
        if not level:
            return False
    return any(isinstance(item, dict | list) for item in level)


def _hidden(char: str, place: Position) -> Problem:
    return Problem(rules.CONTROL_CHARACTER, place, {"codepoint": f"{ord(char):04X}"})


@dataclass(slots=True)
class _Frame:
    """An object or array that is being gone through."""

    path: Path
    seen: set[str] | None
    """Keys so far; none for an array."""
    step: str | int | None = None
    """Key or index of the value that comes next."""


def _scan(text: str, positions: Positions | None, line: int) -> Iterator[Problem]:
    """Go through JSON token by token, without recursion, up to a constant or to where it is too deep.

    Up to there it is well-formed: Python's own parser has been that far.
    """
    frames: list[_Frame] = []
    for match in _TOKEN.finditer(text):
        piece = match[1]
        place = Position(line, match.start(1) + 1)
        frame = frames[-1] if frames else None
        if piece in ("}", "]"):
            frames.pop()
            continue
        if piece == ",":
            if frame is not None:
                frame.step = None if frame.seen is not None else int(frame.step or 0) + 1
            continue
        if piece == ":":
            continue
        content = None
        if piece[0] == '"':
            content = json.loads(piece)
            found = FORBIDDEN.search(content) if "\\" in piece else None
            if found:
                yield _hidden(found.group(), place)
        if frame is not None and frame.seen is not None and frame.step is None and content is not None:
            if content in frame.seen:
                yield Problem(rules.DUPLICATE_KEY, place, {"key": content, "first": line})
            frame.seen.add(content)
            frame.step = content
            if positions is not None:
                positions.keys.setdefault((*frame.path, content), place)
            continue
        path: Path = () if frame is None or frame.step is None else (*frame.path, frame.step)
        if positions is not None:
            positions.values.setdefault(path, place)
        if piece in ("{", "["):
            if len(frames) >= MAX_DEPTH:
                yield Problem(rules.TOO_DEEP, place, {"limit": MAX_DEPTH})
                return
            frames.append(_Frame(path, set()) if piece == "{" else _Frame(path, None, 0))
        elif piece in ("NaN", "Infinity", "-Infinity"):
            yield Problem(rules.JSON_SYNTAX, place, {"reason": Words(f"{piece} is geen JSON", f"{piece} is not JSON")})
            return
