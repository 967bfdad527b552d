# SPDX-License-Identifier: MIT
"""Writing a record as YAML in normal form."""

import json
import re
from collections.abc import Iterable
from typing import Any, Final

import yaml

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, Kind
from vmbo_mbo_kb.formatting.comments import Comments, comments_of
from vmbo_mbo_kb.model.marks import ID_PATTERN
from vmbo_mbo_kb.reading import strict_yaml
from vmbo_mbo_kb.reading.common import Path, plain
from vmbo_mbo_kb.words import LANGUAGES, Explained

WIDTH: Final = 120
"""Characters that a line may have; a word that is longer than that is not broken."""

_STEP: Final = "  "
"""What a level is indented by."""

_BARE: Final = frozenset({Kind.DATE, Kind.DAY, Kind.PERIOD, Kind.DECIMAL})
"""Kinds whose text needs no quotes where other readers of YAML see a date or a number: that is what it is."""

_NAMES: Final = frozenset({Kind.REF, Kind.CODE, Kind.PROPERTY})
"""Kinds whose lists stand on one line where they fit."""

_INNER: Final[dict[Kind, tuple[str, ...]]] = {Kind.TEXT: LANGUAGES, Kind.PERIOD: ("from", "through")}
"""Order of the keys inside values that are no parts."""


class NotFormatted(Explained, ValueError):
    """A text that cannot be read without fault, or a path that is no part of a dataset."""


def format_text(spec: ClassSpec, text: str) -> str:
    """The normal form of a YAML file.

    :param spec: class of the record in it.
    :raises NotFormatted: the text cannot be read without fault, or holds no record.
    """
    values, problems = strict_yaml.parse(text)
    if problems or not isinstance(values, dict):
        raise NotFormatted(
            nl="de tekst kan niet zonder fout worden gelezen, of bevat geen record",
            en="the text cannot be read without fault, or holds no record",
        )
    comments = comments_of(text)
    after = _Writer(comments).write(spec, values)
    if after != text:
        again, problems = strict_yaml.parse(after)
        # Tested never to happen; but what rewrites a curator's work looks before it leaps.
        if problems or _as_set(again) != _as_set(values):
            raise NotFormatted(
                nl="de normaalvorm zou niet hetzelfde zeggen; dit is een fout in het programma",
                en="the normal form would not say the same; this is a fault of the formatter",
            )
    return after


def _as_set(value: Any) -> str:
    """A value as text, equal for values that differ in the order of their keys and items only."""
    if isinstance(value, dict):
        return "{" + ",".join(sorted(f"{json.dumps(key)}:{_as_set(item)}" for key, item in value.items())) + "}"
    if isinstance(value, list):
        return "[" + ",".join(sorted(map(_as_set, value))) + "]"
    return json.dumps(value)


class _Writer:
    """Puts lines together. ``path`` is where a value stood in the text that was read: comments are found by it."""

    def __init__(self, comments: Comments) -> None:
        self._comments = comments
        self._commented = comments.inside()
        self._lines = list(comments.header)

    def write(self, spec: ClassSpec, values: dict[str, Any]) -> str:
        if not values:
            self._lines.append("{}")
        self._fields(values, (), None, spec, "", "")
        return "".join(f"{line}\n" for line in self._lines)

    def _fields(
        self,
        values: dict[str, Any],
        path: Path,
        field: FieldSpec | None,
        spec: ClassSpec | None,
        indent: str,
        lead: str,
    ) -> None:
        """Fields on lines of their own; ``lead`` is what the first line starts with: its indentation, or a dash."""
        for name in _ordered(values, field, spec):
            key = _scalar(name, bare=False)
            # YAML wants a mark before a long key; none of ours is that long, but a wrong one may be.
            start = f"{lead}{key}:" if len(key) <= WIDTH else f"{lead}? {key}\n{indent}:"
            self._value(values[name], (*path, name), spec.by_name.get(name) if spec else field, start, indent)
            lead = indent
        self._notes(self._comments.end[path], indent)

    def _items(self, items: list[Any], path: Path, field: FieldSpec | None, indent: str, lead: str) -> None:
        """Items on lines of their own, each after a dash."""
        for position in _sorted(items, field):
            self._value(items[position], (*path, position), field, f"{lead}-", indent)
            lead = indent
        self._notes(self._comments.end[path], indent)

    def _value(self, value: Any, path: Path, field: FieldSpec | None, start: str, indent: str) -> None:
        """A value with its comments; ``start`` is what its line starts with: a key and a colon, or a dash."""
        deeper = indent + _STEP
        before, behind = self._comments.before[path], self._comments.behind[path]
        line: str | None = None
        folded: list[str] = []
        if not _is_collection(value):
            line = _inline(value, field)
            if isinstance(value, str) and (len(start) + 1 + len(line) > WIDTH or "\n" in value):
                folded = _folded(value, WIDTH - len(deeper))
        elif path not in self._commented and _is_short(value, field):
            line = _inline(value, field)
            line = line if len(start) + 1 + len(line) <= WIDTH else None
        after_dash = line is None and start.endswith("-")
        if len(behind) > 1 or after_dash:
            before, behind = [*before, *behind], []
        self._notes(before, start[: len(start) - len(start.lstrip())])
        note = f"  {behind[0]}" if behind else ""
        if folded:
            self._lines.append(f"{start} >-{note}")
            self._lines.extend(f"{deeper}{line}" if line else "" for line in folded)
        elif line is not None:
            self._lines.append(f"{start} {line}{note}")
        else:
            if not after_dash:
                self._lines.append(f"{start}{note}")
            lead = f"{start} " if after_dash else deeper
            if isinstance(value, dict):
                self._fields(value, path, field, field.part if field else None, deeper, lead)
            else:
                self._items(value, path, field, deeper, lead)

    def _notes(self, comments: Iterable[str], indent: str) -> None:
        self._lines.extend(indent + comment for comment in comments)


def _ordered(values: dict[str, Any], field: FieldSpec | None, spec: ClassSpec | None) -> list[str]:
    """The keys in the order of the class; those it does not know come last, as they were."""
    known: Iterable[str] = spec.by_name if spec else _INNER.get(field.kind, ()) if field else ()
    return [*(name for name in known if name in values), *(name for name in values if name not in known)]


def _sorted(items: list[Any], field: FieldSpec | None) -> list[int]:
    """The positions of items in the order of their keys or texts; as they were where some have none."""
    default = field.part.field("key").same_as if field and field.part else None
    keys = [(item.get("key") or item.get(default)) if isinstance(item, dict) else item for item in items]
    if field is None or not all(isinstance(key, str) for key in keys):
        return list(range(len(items)))
    return sorted(range(len(items)), key=lambda position: str(keys[position]))


def _is_short(value: Any, field: FieldSpec | None) -> bool:
    """Whether a collection may stand on one line: periods, lists of names, and parts of nothing more than these."""
    if field is None:
        return False
    if isinstance(value, list):
        return (field.kind in _NAMES or field.pattern == ID_PATTERN) and not any(map(_is_collection, value))
    if field.kind is Kind.PERIOD:
        return not any(map(_is_collection, value.values()))
    return field.part is not None and all(
        not _is_collection(item) or _is_short(item, field.part.by_name.get(name)) for name, item in value.items()
    )


def _is_collection(value: Any) -> bool:
    return bool(value) and isinstance(value, dict | list)


def _inline(value: Any, field: FieldSpec | None, *, flow: bool = False) -> str:
    """A value on one line."""
    if isinstance(value, list):
        return f"[{', '.join(_inline(value[at], field, flow=True) for at in _sorted(value, field))}]"
    if isinstance(value, dict):
        spec = field.part if field else None
        pairs = [
            f"{_scalar(name, flow=True)}: {_inline(value[name], spec.by_name.get(name) if spec else field, flow=True)}"
            for name in _ordered(value, field, spec)
        ]
        return f"{{{', '.join(pairs)}}}"
    return _scalar(value, bare=field is not None and field.kind in _BARE, flow=flow)


def _scalar(value: Any, *, bare: bool = False, flow: bool = False) -> str:
    """A value without quotes where it is read back as the same, and otherwise between double ones."""
    if isinstance(value, str):
        if _NEEDS_QUOTES.search(value) or (flow and _NEEDS_QUOTES_IN_FLOW.search(value)):
            return json.dumps(value, ensure_ascii=False)
        if plain(value) != value or not (bare or _is_text_to_others(value)):
            return f'"{value}"'
        return value
    return json.dumps(value)


_NEEDS_QUOTES: Final = re.compile(r"""\A(?:[\s,\[\]{}#&*!|>'"%@`?:]|-(?!\d)|\Z)|[\r\n\t\\"]|:(?:\s|\Z)|\s#|\s\Z""")
_NEEDS_QUOTES_IN_FLOW: Final = re.compile(r"[,\[\]{}?]|:(?!//|\d)")

_NUMBER: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+")
"""Numbers of YAML 1.2's core schema; PyYAML knows those of YAML 1.1, which differ."""


def _is_text_to_others(value: str) -> bool:
    """Whether readers of YAML 1.1 and 1.2 see text in it as well, and no number, date or truth value."""
    resolvers = yaml.SafeLoader.yaml_implicit_resolvers.get(value[0], [])
    return not _NUMBER.fullmatch(value) and not any(pattern.match(value) for _, pattern in resolvers)


_BREAK: Final = re.compile(r"(?<=\S) (?=\S)")


def _folded(text: str, width: int) -> list[str]:
    """Lines that ``>-`` reads as the text: a line's end is a space, an empty line a line's end; none if none do."""
    if text != text.strip() or "\r" in text or not ("\n" in text or _BREAK.search(text)):
        return []
    lines: list[str] = []
    for number, paragraph in enumerate(text.split("\n")):
        if paragraph != paragraph.strip():
            return []
        if number:
            lines.append("")
        line = ""
        for word in _BREAK.split(paragraph):
            if line and len(line) + 1 + len(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        if line:
            lines.append(line)
    return lines
