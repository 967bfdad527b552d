# SPDX-License-Identifier: MIT
"""Text that others wrote, made safe to show on a terminal: on one line, with nothing that moves the cursor."""

from unicodedata import category, east_asian_width

_TAB = "→   "


def visible(text: str) -> str:
    """A text with every character that cannot be seen, or that steers the display, written as its escape.

    >>> visible("a\\u202eb\\n")
    'a\\\\u202eb\\\\x0a'
    """
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(char: str) -> str:
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def width(text: str) -> int:
    """The columns that a text takes on a terminal.

    >>> width("é"), width("漢字"), width("e\\u0301")
    (1, 4, 1)
    """
    if text.isascii():
        return len(text)
    return sum(0 if category(char) in ("Mn", "Me") else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def excerpt(line: str, column: int, limit: int) -> tuple[str, int]:
    """A line of a file as a terminal can show it, and how far from its start the marked column is.

    :param line: the line, without its end.
    :param column: the column to be marked, counted from 1; behind the last one, it is the line's end.
    :param limit: the most columns to show; a longer line is cut round the mark.
    :returns: the text, and the number of columns in front of the mark.
    """
    # Only what can be shown is looked at: a line may be a million characters long.
    column = min(column, len(line) + 1)
    start = max(0, column - 1 - limit)
    cells = [_TAB if char == "\t" else _visible(char) for char in line[start : column - 1 + limit]]
    mark = column - 1 - start
    widths = [width(cell) for cell in cells]
    first, last = mark, min(mark + 1, len(cells))
    room = limit - sum(widths[first:last]) - 2  # an ellipsis on either side
    while room > 0 and (first > 0 or last < len(cells)):
        before = first > 0 and (mark - first <= last - mark or last == len(cells))
        position = first - 1 if before else last
        room -= widths[position]
        if room < 0:
            break
        first, last = (first - 1, last) if before else (first, last + 1)
    head = "…" if start + first > 0 else ""
    tail = "…" if start + last < len(line) else ""
    return f"{head}{''.join(cells[first:last])}{tail}", len(head) + sum(widths[first:mark])
