# SPDX-License-Identifier: MIT
"""A quick reader for YAML as the normal form has it, which knows nothing else.

Two spaces a level, a field or an item on each line, values without quotes or between double ones, short collections on
one line, text folded by ``>-``: that is what ``vmbo-mbo-kb format`` writes and nearly all that a dataset holds. What
comes before the value of a line is one of a few hundred texts, each taken apart once, so a line costs a look-up and a
glance at the value: a fifth of what PyYAML's events take. Whatever is not certain to mean the same to
:mod:`vmbo_mbo_kb.reading.strict_yaml` (a comment behind a value, a tab, a key that occurs twice, …) is left to that
reader, which also gives places and says what is wrong: nothing is judged here.
"""

import re
from typing import Any, Final

from vmbo_mbo_kb.reading.common import FORBIDDEN, plain

_DEPTH: Final = 12
"""Levels that are gone into; the model needs 7, and the strict reader allows more than twice as many."""

_LARGEST: Final = 128 * 1024
"""Characters that a text may have here, several times what a record has."""

_HEADER: Final = re.compile(r"(?:#[^\n]*\n)*")

_KEY: Final = r"[a-z][a-z0-9_]{0,60}"

_HEAD: Final = re.compile(rf"((?:  )*)(- )?({_KEY})")
"""What a line may have before its colon: indentation, dash, key."""

_HEADS: Final = 4096
"""How many of these are remembered; a dataset has some hundreds."""

_OTHER: Final = frozenset(",[]{}#&*!|>'\"%@`?:-")
"""Characters that start something else than text without quotes, or may."""

_DIGITS: Final = frozenset("0123456789")
_USUAL: Final = _DIGITS | frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
"""Characters that most text without quotes starts with."""

_SHORT: Final = 5
"""Letters of the longest word that is not text."""

_NAMES: Final = re.compile(r"\[[a-z][a-z0-9-]*(?:, [a-z][a-z0-9-]*)*\]")
"""The commonest collection: ids."""

_TOKEN: Final = re.compile(
    rf"(?:({_KEY}): )?(?:"
    r"((?:-(?=[0-9]))?\w(?:[\w./+&;()=~@%'-]|:(?=//|[0-9])| (?=[\w(]))*)(?=[,\]}])"
    r"|\"([^\"\\]*)\"(?=[,\]}])|([\[{]))"
)
"""In a collection on one line: a key, then text without quotes or between them, or the start of another collection."""

_ESCAPED: Final = re.compile(r'"((?:[^"\\]|\\["\\n])*)"')
_ESCAPE: Final = re.compile(r"\\(.)")


class _Unknown(Exception):
    """Something that is left to the strict reader."""


def parse(text: str) -> dict[str, Any] | None:
    """Read a record into plain values.

    :returns: what :func:`vmbo_mbo_kb.reading.strict_yaml.parse` gives for the text, without a problem; or ``None``,
        which says nothing of the text but that it is not for this reader.
    """
    if text[-1:] != "\n" or len(text) > _LARGEST:
        return None
    header = _HEADER.match(text) if text[0] == "#" else None
    if not (text.replace("\n", "").isprintable() or _is_clean(text)):
        return None
    try:
        return _record(text[header.end() if header else 0 : -1].split("\n"), " #" in text or " \n" in text)
    except (_Unknown, AttributeError, IndexError, TypeError):  # a field in a list, an item in a mapping, no value
        return None


def _is_clean(text: str) -> bool:
    """Whether nothing is hidden in a text; of what can be printed, that is known without a look at each letter."""
    return not FORBIDDEN.search(text) and "\t" not in text and "\r" not in text


Head = tuple[int, bool, str]
"""What a line begins with: level, whether there is a dash, key."""

_heads: Final[dict[str, Head]] = {}
"""The beginnings of lines up to a colon and a space, taken apart."""

_openings: Final[dict[str, Head]] = {}
"""The same of lines that end with a colon, up to that."""


def _head(text: str, known: dict[str, Head]) -> Head | None:
    found = _HEAD.fullmatch(text)
    if found is None:
        return None
    if len(known) >= _HEADS:
        known.clear()
    head = known[text] = len(found[1]) >> 1, bool(found[2]), found[3]
    return head


def _record(lines: list[str], odd: bool) -> dict[str, Any]:
    """The levels that are open stand in ``levels``, from the record itself to the innermost, by indentation.

    :param odd: whether there may be comments behind values, or spaces at the end of lines.
    """
    root: dict[str, Any] = {}
    levels: list[Any] = [root]
    waiting: str | None = None
    """Key of the innermost level whose value starts on the next line."""
    folded = 0
    """Number of the first line that is not of the text folded before."""
    for number, line in enumerate(lines):
        if number < folded:
            continue
        before, colon, typed = line.partition(": ")
        opens = False
        if colon:
            head = _heads.get(before) or _head(before, _heads)
        elif line[-1] == ":":
            opens = True
            before = line[:-1]
            head = _openings.get(before) or _head(before, _openings)
        else:
            head = None
        key: str | None
        if head is not None:
            level, dash, key = head
        else:  # an item without a key, or else it is nothing of ours
            typed = line.lstrip(" ")
            space = len(line) - len(typed)
            if opens or typed[:2] != "- " or space % 2:
                raise _Unknown
            level, dash, key, typed = space >> 1, True, None, typed[2:]
        if waiting is not None:
            if level != len(levels) or level > _DEPTH:
                raise _Unknown
            container: Any = [] if dash else {}
            levels[-1][waiting] = container
            levels.append(container)
            waiting = None
        else:
            container = levels[level]
            del levels[level + 1 :]
        if dash and key is not None:
            item: dict[str, Any] = {}
            container.append(item)
            levels.append(item)
            container = item
        value: Any
        if opens:
            waiting, value = key, None
        elif typed[0] in _USUAL:
            if ": " in typed or typed[-1] == ":" or odd:
                value = _value(typed)
            else:
                value = plain(typed) if len(typed) <= _SHORT or typed.isdecimal() else typed
        elif typed == ">-":
            indentation = "  " * len(levels)
            folded = number + 1
            while folded < len(lines) and (not lines[folded] or lines[folded].startswith(indentation)):
                folded += 1
            value = _unfolded("\n".join([typed, *lines[number + 1 : folded]]), indentation)
        else:
            value = _value(typed)
        if key is None:
            container.append(value)
        elif key in container:
            raise _Unknown
        else:
            container[key] = value
    if waiting is not None:
        raise _Unknown
    return root


def _value(typed: str) -> Any:
    """The value that stands on a line."""
    first = typed[0]
    if not (first in _OTHER or first.isspace()) or (first == "-" and typed[1:2] in _DIGITS):
        # Text without quotes has no ": " and no " #" in it, and no colon or space at its end.
        if ": " in typed or " #" in typed or typed[-1] in ": ":
            raise _Unknown
        return plain(typed)
    if first == '"':
        inner = typed[1:-1]
        if '"' in inner or "\\" in inner or len(typed) < 2 or typed[-1] != '"':
            return _unescaped(typed)
        return inner
    if first in "[{" and typed[-1] in "]}":
        return _collection(typed)
    raise _Unknown


def _unfolded(text: str, indentation: str) -> str:
    """The text on lines: a line's end is a space, an empty line a line's end."""
    start, following = f">-\n{indentation}", f"\n{indentation}"
    if not text.startswith(start) or text[-1] in " \n" or " \n" in text or f"{following} " in text:
        raise _Unknown
    return text[len(start) :].replace(following, " ").replace("\n ", "\n")


def _unescaped(text: str) -> str:
    found = _ESCAPED.fullmatch(text)
    if found is None:
        raise _Unknown
    return _ESCAPE.sub(lambda escape: "\n" if escape[1] == "n" else escape[1], found[1])


def _collection(text: str) -> Any:
    """A collection on one line."""
    if _NAMES.fullmatch(text):
        return [plain(name) for name in text[1:-1].split(", ")]
    if text in ("[]", "{}"):
        return [] if text == "[]" else {}
    value, at = _flow(text, 0, 0)
    if at != len(text):
        raise _Unknown
    return value


def _flow(text: str, at: int, depth: int) -> tuple[Any, int]:
    """The collection that starts at an offset, and the offset behind it."""
    if depth > _DEPTH:
        raise _Unknown
    container: Any = [] if text[at] == "[" else {}
    closing = "]" if text[at] == "[" else "}"
    at += 1
    while True:
        found = _TOKEN.match(text, at)
        if found is None:
            raise _Unknown
        key, bare, quoted, inner = found.groups()
        at = found.end()
        value: Any
        if bare is not None:
            value = plain(bare)
        elif inner is None:
            value = quoted
        else:
            value, at = _flow(text, at - 1, depth + 1)
        if (key is None) is (closing == "}") or (key is not None and key in container):
            raise _Unknown
        if key is None:
            container.append(value)
        else:
            container[key] = value
        if text.startswith(closing, at):
            return container, at + 1
        if not text.startswith(", ", at):
            raise _Unknown
        at += 2
