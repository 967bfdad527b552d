# SPDX-License-Identifier: MIT
"""Text for pages: dates and periods as people write them, and data made fit to be shown."""

import re
from functools import lru_cache
from typing import Any, Final

from markupsafe import Markup, escape

from vmbo_mbo_kb.periods import OPEN, UNKNOWN, PartialDate, Precision
from vmbo_mbo_kb.words import Language, Words

MONTHS: Final[dict[Language, tuple[str, ...]]] = {
    "nl": (
        *("januari", "februari", "maart", "april", "mei", "juni"),
        *("juli", "augustus", "september", "oktober", "november", "december"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}

_UNSEEN: Final = re.compile(
    # Control characters (HTML forbids most), marks that turn the direction of text round, what is no character.
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufdd0-\ufdef\ufeff\ufffe\uffff\ud800-\udfff]"
)


def plain(value: Any) -> Any:
    """A value as a page may show it: in text, each character that cannot be seen or that steers the display is written
    as its escape, so that what a reader sees is what there is; markup and other values stay as they are.

    >>> plain("a\\u202eb")
    'a\\\\u202eb'
    """
    if type(value) is str and not value.isprintable():
        return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", value)
    return "" if value is None else value


def esc(value: object) -> Markup:
    """Data as markup: made plain, then escaped."""
    return escape(plain(str(value)))


@lru_cache(maxsize=4096)
def date_words(text: str, language: Language) -> str:
    """A date as people write it, as precise as it is.

    >>> date_words("2008-08-01", "nl"), date_words("2008-08", "en"), date_words("2008/2009", "en")
    ('1 augustus 2008', 'August 2008', 'school year 2008/2009')
    """
    match PartialDate(text).precision:
        case Precision.DAY:
            return f"{int(text[8:])} {MONTHS[language][int(text[5:7]) - 1]} {text[:4]}"
        case Precision.MONTH:
            return f"{MONTHS[language][int(text[5:7]) - 1]} {text[:4]}"
        case Precision.SCHOOL_YEAR:
            return f"{'schooljaar' if language == 'nl' else 'school year'} {text}"
    return text


def period_words(start: str | None, end: str | None, language: Language) -> str:
    """A period as people write it.

    >>> period_words("2008-08", "2013", "nl"), period_words("2020-08-01", None, "en")
    ('augustus 2008 t/m 2013', 'since 1 August 2020')
    >>> period_words("unknown", "unknown", "en")
    'start and end unknown'
    """
    say = _PERIOD[language]
    first = start if start is OPEN or start == UNKNOWN else date_words(start, language)
    last = end if end is OPEN or end == UNKNOWN else date_words(end, language)
    if first == last and first not in (OPEN, UNKNOWN):
        return str(first)
    match first, last:
        case None, None:
            return say["always"]
        case None, "unknown":
            return say["end-unknown"]
        case None, _:
            return f"{say['through']} {last}"
        case "unknown", None:
            return say["start-unknown"]
        case "unknown", "unknown":
            return say["unknown"]
        case "unknown", _:
            return f"{say['through']} {last}, {say['start-unknown-too']}"
        case _, None:
            return f"{say['since']} {first}"
        case _, "unknown":
            return f"{say['from']} {first}, {say['end-unknown']}"
    return f"{first} {say['through']} {last}"


_PERIOD: Final = {
    "nl": {
        "always": "zonder begin of einde",
        "through": "t/m",
        "since": "sinds",
        "from": "vanaf",
        "unknown": "begin en einde onbekend",
        "end-unknown": "einde onbekend",
        "start-unknown": "geldt nu, begin onbekend",
        "start-unknown-too": "begin onbekend",
    },
    "en": {
        "always": "without start or end",
        "through": "through",
        "since": "since",
        "from": "from",
        "unknown": "start and end unknown",
        "end-unknown": "end unknown",
        "start-unknown": "in force, start unknown",
        "start-unknown-too": "start unknown",
    },
}


def number_words(value: str, language: Language) -> str:
    """A decimal number as people write it.

    >>> number_words("368640080", "nl"), number_words("1234.50", "en")
    ('368.640.080', '1,234.50')
    """
    whole, _, rest = value.partition(".")
    sign, digits = ("\u2212", whole[1:]) if whole.startswith("-") else ("", whole)
    grouped = f"{int(digits):,}" + (f".{rest}" if rest else "")
    if language == "nl":
        grouped = grouped.translate({ord(","): ".", ord("."): ","})
    return sign + grouped


def size_words(size: int, language: Language) -> str:
    """A number of bytes as people write it.

    >>> size_words(512, "nl"), size_words(2_500_000, "nl")
    ('512 B', '2,5 MB')
    """
    value, unit = float(size), "B"
    for name in ("kB", "MB", "GB"):
        if value < 1000:
            break
        value, unit = value / 1000, name
    text = f"{value:.0f}" if unit == "B" or value >= 100 else f"{value:.1f}"
    return f"{text.replace('.', ',') if language == 'nl' else text} {unit}"


ANSWERS: Final = {
    "yes": Words("ja", "yes"),
    "possibly": Words("mogelijk", "possibly"),
    "no": Words("nee", "no"),
}

__all__ = ["ANSWERS", "date_words", "esc", "number_words", "period_words", "plain", "size_words"]
