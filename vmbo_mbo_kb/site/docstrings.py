# SPDX-License-Identifier: MIT
"""Docstrings of this package as pages show them: paragraphs, examples, and what parameters mean.

They keep to a small part of reStructuredText, and this reads that part.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final

from markupsafe import Markup, escape

FIELD: Final = re.compile(r":(param|raises|returns)\s?([\w., ]*):\s*(.*)", re.DOTALL)
CODE: Final = re.compile(r"``(.+?)``|:\w+:`~?([^`]+)`")

WORDS: Final = {"param": "", "raises": "raises ", "returns": "returns"}
"""What stands before the name that a field is about."""


def rendered(text: str, address: Callable[[str], str | None] = lambda name: None) -> Markup:
    """A docstring as markup.

    >>> rendered("Read ``x``.\\n\\n:param x: a name.")
    Markup('<p>Read <code>x</code>.</p>\\n<dl class="facts"><div><dt><code>x</code></dt><dd>a name.</dd></div></dl>')

    :param address: where a name that the text refers to is told of, if anywhere.
    """
    return Markup("\n").join(_blocks(text, address))


def _blocks(text: str, address: Callable[[str], str | None]) -> Iterator[Markup]:
    for block in re.split(r"\n\s*\n", text.strip("\n")):
        lines = block.splitlines()
        if not lines:
            continue
        if block.lstrip().startswith(">>>") or all(line.startswith("    ") for line in lines):
            yield Markup('<pre tabindex="0">{}</pre>').format(block)
        elif FIELD.match(block):
            yield _fields(block, address)
        elif all(line.startswith(("* ", "- ", "  ")) for line in lines):
            items = re.split(r"^[*-] ", block, flags=re.MULTILINE)[1:]
            yield Markup("<ul>{}</ul>").format(
                Markup("").join(Markup("<li>{}</li>").format(_inline(item, address)) for item in items)
            )
        else:
            yield Markup("<p>{}</p>").format(_inline(block, address))


def _fields(block: str, address: Callable[[str], str | None]) -> Markup:
    rows = []
    for part in re.split(r"\n(?=:)", block):
        found = FIELD.match(part)
        if found is None:
            continue
        kind, name, meaning = found.groups()
        head = Markup("{}<code>{}</code>").format(WORDS[kind], name) if name else escape(WORDS[kind])
        rows.append(Markup("<div><dt>{}</dt><dd>{}</dd></div>").format(head, _inline(meaning, address)))
    return Markup('<dl class="facts">{}</dl>').format(Markup("").join(rows))


def _inline(text: str, address: Callable[[str], str | None]) -> Markup:
    """Text in a line: names and code as such, names that are told of as links."""
    pieces: list[Markup | str] = []
    end = 0
    text = " ".join(text.split())
    for found in CODE.finditer(text):
        pieces.append(text[end : found.start()])
        end = found.end()
        name = found[1] or found[2]
        place = address(name) if found[2] else None
        shown = Markup("<code>{}</code>").format(name.removeprefix("vmbo_mbo_kb.") if found[2] else name)
        pieces.append(shown if place is None else Markup('<a href="{}">{}</a>').format(place, shown))
    return Markup("").join([*pieces, text[end:]])


__all__ = ["rendered"]
