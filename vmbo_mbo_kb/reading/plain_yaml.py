# SPDX-License-Identifier: MIT
"""A quick reader for YAML as the normal form has it, which knows nothing else.

Two spaces a level, a field or an item on each line, values without quotes or between double ones, short collections on
one line, text folded by ``>-``: that is what ``vmbo-mbo-kb format`` writes and nearly all that a dataset holds. One
expression takes the lines apart here, in less than half the time that PyYAML's events take. Whatever is not certain to
mean the same to :mod:`vmbo_mbo_kb.reading.strict_yaml` (a comment behind a value, a tab, a key that occurs twice, …) is
left to that reader, which also gives places and says what is wrong: nothing is judged here.
"""

import re
from typing import Any, Final

from vmbo_mbo_kb.reading.common import FORBIDDEN, plain

_DEPTH: Final = 12
"""Levels that are gone into; the model needs 7, and the strict reader allows more than twice as many."""

_LARGEST: Final = 128 * 1024
"""Characters that a text may have here, several times what a record has: an expression may need much memory."""

_HEADER: Final = re.compile(r"(?:#[^\n]*\n)*")

_KEY: Final = r"[a-z][a-z0-9_]{0,60}"

_TEXT: Final = (
    r"(?:[^\s,\[\]{}#&*!|>'\"%@`?:\-]|-(?=[0-9]))"  # what starts nothing else
    r"[^:#\n]*(?:(?::(?=[^ \n])|(?<! )#)[^:#\n]*)*(?<! )"  # no ": " and no " #" in it, no colon or space at its end
)
_LINES: Final = re.compile(
    rf"((?:  )*)(- )?(?:({_KEY}):(?: (?!\n)|(?=\n)))?"
    rf"(?:({_TEXT})"
    r"|(\"[^\"\\\n]*\")"
    r"|(>-(?:\n(?:\1  (?(2)(?(3)  ))[^\n]+)?)*)"
    r"|([\[{][^\n]*[\]}])"
    r"|(\"[^\n]*\"))?\n"
    r"|[^\n]*\n"
)
"""Indentation, dash, key; then text without quotes or between them, folded text with the lines it is on, a collection,
or text with escapes. All are empty for a line that is otherwise."""

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
    header = _HEADER.match(text)
    start = header.end() if header else 0
    if start == len(text) or text[-1] != "\n" or len(text) > _LARGEST:
        return None
    if not (text.replace("\n", "").isprintable() or _is_clean(text)):
        return None
    try:
        return _record(_LINES.findall(text, start))
    except _Unknown:
        return None


def _is_clean(text: str) -> bool:
    """Whether nothing is hidden in a text; of what can be printed, that is known without a look at each letter."""
    return not FORBIDDEN.search(text) and "\t" not in text and "\r" not in text


def _record(lines: list[tuple[str, ...]]) -> dict[str, Any]:
    """The levels that are open stand in ``levels``, from the record itself to the innermost, by indentation."""
    root: dict[str, Any] = {}
    levels: list[Any] = [root]
    waiting: str | None = None
    """Key of the innermost level whose value starts on the next line."""
    for indentation, dash, key, text, quoted, folded, collection, escaped in lines:
        level = len(indentation) >> 1
        if waiting is not None:
            if level != len(levels) or level > _DEPTH:
                raise _Unknown
            container: Any = [] if dash else {}
            levels[-1][waiting] = container
            levels.append(container)
            waiting = None
        elif level < len(levels):
            del levels[level + 1 :]
            container = levels[level]
        else:
            raise _Unknown
        if dash:
            if type(container) is not list:
                raise _Unknown
            if key:
                item: dict[str, Any] = {}
                container.append(item)
                levels.append(item)
                container = item
        elif type(container) is not dict:
            raise _Unknown
        value: Any = None
        if text:
            value = plain(text)
        elif quoted:
            value = quoted[1:-1]
        elif folded:
            value = _unfolded(folded, "  " * len(levels))
        elif collection:
            value = _collection(collection)
        elif escaped:
            value = _unescaped(escaped)
        else:
            waiting = key
        if key:
            if key in container:
                raise _Unknown
            container[key] = value
        elif dash and waiting is None:
            container.append(value)
        else:
            raise _Unknown
    if waiting is not None:
        raise _Unknown
    return root


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
