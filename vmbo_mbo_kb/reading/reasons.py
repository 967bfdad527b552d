# SPDX-License-Identifier: MIT
"""Why a file cannot be read, in Dutch and English: what the system and the parsers say in English only."""

from collections.abc import Mapping
from typing import Final

from vmbo_mbo_kb import words
from vmbo_mbo_kb.words import Words


class NotRegular(OSError):
    """What should be a file is a folder, pipe or device."""


_UNCLOSED: Final = Words(
    "hier eindigt het bestand, terwijl een aanhalingsteken of haak nog open staat",
    "the file ends here while a quote or bracket is still open",
)
_INDENT: Final = Words("de inspringing past niet bij de regels erboven", "the indentation does not fit the lines above")
_TAB: Final = Words("spring in met spaties, niet met een tab", "indent with spaces, not with a tab")
_FLOW: Final = Words(
    "tussen haken hoort hier een komma of de sluithaak", "between brackets, a comma or the closing bracket belongs here"
)

_PARSER: Final[Mapping[str, Words]] = {
    # libyaml, whose words PyYAML passes on
    "found character that cannot start any token": Words(
        "een tab, of een teken als @ of ` zonder aanhalingstekens, kan hier niet staan",
        "a tab, or a character such as @ or ` without quotes, cannot stand here",
    ),
    "found a tab character where an indentation space is expected": _TAB,
    "found a tab character that violates indentation": _TAB,
    "mapping values are not allowed in this context": Words(
        "een dubbele punt met een spatie erna kan hier niet staan; zet de tekst tussen aanhalingstekens",
        "a colon with a space after it cannot stand here; put quotes round the text",
    ),
    "could not find expected ':'": Words(
        "de regel ervoor mist een dubbele punt, of springt verkeerd in",
        "the line before lacks a colon, or is indented wrongly",
    ),
    "found unexpected end of stream": _UNCLOSED,
    "did not find expected key": _INDENT,
    "did not find expected '-' indicator": _INDENT,
    "did not find expected <document start>": Words(
        "na het record staat nog iets, of de inspringing klopt niet",
        "something stands after the record, or the indentation is wrong",
    ),
    "did not find expected ',' or '}'": _FLOW,
    "did not find expected ',' or ']'": _FLOW,
    "did not find expected node content": Words("hier hoort een waarde", "a value belongs here"),
    "block sequence entries are not allowed in this context": Words(
        "een streepje dat een lijst begint kan hier niet staan", "a hyphen that starts a list cannot stand here"
    ),
    "block mapping entries are not allowed in this context": _INDENT,
    "mapping keys are not allowed in this context": Words(
        "een veldnaam kan hier niet staan", "a field name cannot stand here"
    ),
    "found unknown escape character": Words(
        "tussen dubbele aanhalingstekens is een backslash een bijzonder teken; schrijf er twee",
        "between double quotes a backslash is special; write two",
    ),
    "found unexpected document indicator": _UNCLOSED,
    "did not find expected comment or line break": Words(
        "na | of > begint de tekst op een nieuwe regel", "after | or > the text starts on a new line"
    ),
    # Python's json
    "Expecting property name enclosed in double quotes": Words(
        "hier hoort een veldnaam tussen dubbele aanhalingstekens", "a field name in double quotes belongs here"
    ),
    "Expecting value": Words("hier hoort een waarde", "a value belongs here"),
    "Expecting ',' delimiter": Words(
        "hier hoort een komma of een sluithaak", "a comma or closing bracket belongs here"
    ),
    "Expecting ':' delimiter": Words("hier hoort een dubbele punt", "a colon belongs here"),
    "Extra data": Words("na het record staat nog iets", "something stands after the record"),
    "Unterminated string starting at": Words(
        "de tekst die hier begint, eindigt niet met een aanhalingsteken",
        "the text that starts here has no closing quote",
    ),
    "Invalid control character at": Words(
        "een tab of nieuwe regel in een tekst wordt geschreven als \\t of \\n",
        "a tab or new line in a text is written as \\t or \\n",
    ),
    "Invalid \\escape": Words(
        "een backslash is een bijzonder teken; schrijf er twee", "a backslash is special; write two"
    ),
    "Invalid \\uXXXX escape": Words(
        "na \\u horen vier hexadecimale cijfers", "four hexadecimal digits belong after \\u"
    ),
    "Illegal trailing comma before end of object": Words(
        "na de laatste waarde hoort geen komma", "no comma belongs after the last value"
    ),
    "Illegal trailing comma before end of array": Words(
        "na de laatste waarde hoort geen komma", "no comma belongs after the last value"
    ),
}


def of_system(error: Exception) -> Words:
    """Why the system does not give a file."""
    if isinstance(error, NotRegular):
        return Words("het is geen gewoon bestand", "it is not a regular file")
    return words.of_system(error if isinstance(error, OSError) else OSError(str(error)))


def of_parser(said: str) -> Words:
    """What a parser says, in words of a curator; what is not in the list stays as it is, quoted in Dutch."""
    return _PARSER.get(said.removesuffix(": ")) or Words(f"de lezer zegt '{said}'", said)


def open_bracket(line: int) -> Words:
    """A bracket is still open on a later line."""
    return Words(
        f"de haak die hier opengaat, is op regel {line} nog open; er mist een sluithaak of een komma",
        f"the bracket that opens here is still open on line {line}; a closing bracket or a comma is missing",
    )


def open_quote(line: int) -> Words:
    """A quote is not closed before the end of the file."""
    return Words(
        "het aanhalingsteken dat hier opent, wordt nergens gesloten", "the quote that opens here is closed nowhere"
    )


def late_quote(line: int) -> Words:
    """A text between quotes goes on to a later line, where something follows that does not belong there."""
    return Words(
        f"de tekst tussen aanhalingstekens die hier begint, eindigt pas op regel {line}; er mist een aanhalingsteken",
        f"the text in quotes that starts here ends on line {line} only; a quote is missing",
    )
