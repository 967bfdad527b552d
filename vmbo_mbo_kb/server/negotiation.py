# SPDX-License-Identifier: MIT
"""Which of the media types on offer a client prefers: the header ``Accept`` of RFC 9110, section 12.5.1."""

from collections.abc import Sequence

from vmbo_mbo_kb.words import Language


def preferred(accept: str | None, offers: Sequence[str]) -> str | None:
    """The offer that a client likes best; among equals the first on offer. None when it takes none of them.

    The most specific range that covers an offer decides. Parameters other than ``q`` are not compared: no media type
    that the server offers has one that would make a difference.

    >>> preferred("text/turtle;q=0.5, application/*", ["text/turtle", "application/ld+json"])
    'application/ld+json'
    >>> preferred("image/png", ["text/turtle"]) is None
    True
    """
    if accept is None or not accept.strip():
        return offers[0]
    ranges = [_range(part) for part in accept.split(",") if part.strip()]
    best, chosen = 0.0, None
    for offer in offers:
        quality = _quality(offer, ranges)
        if quality > best:
            best, chosen = quality, offer
    return chosen


def accepts_gzip(accept_encoding: str | None) -> bool:
    """Whether a client takes an answer that is compressed.

    >>> accepts_gzip("br, gzip;q=0.5"), accepts_gzip("gzip;q=0"), accepts_gzip(None)
    (True, False, False)
    """
    codings = dict(_range(part) for part in (accept_encoding or "").split(",") if part.strip())
    return codings.get("gzip", codings.get("*", 0.0)) > 0


def language(accept_language: str | None) -> Language:
    """Dutch or English, whichever a client prefers; English when it prefers neither.

    >>> language("nl-NL, nl;q=0.9, en;q=0.8"), language("fr"), language(None)
    ('nl', 'en', 'en')
    """
    best = {"nl": 0.0, "en": 0.0}
    for part in (accept_language or "").split(","):
        name, quality = _range(part)
        tag = name.partition("-")[0]
        if tag in best:
            best[tag] = max(best[tag], quality)
    return "nl" if best["nl"] > best["en"] else "en"


def _range(part: str) -> tuple[str, float]:
    name, *parameters = (piece.strip() for piece in part.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            try:
                quality = float(value)
            except ValueError:
                quality = 0.0
            return name.lower(), quality if 0 <= quality <= 1 else 0.0
    return name.lower(), 1.0


def _quality(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    wanted = (offer, f"{offer.partition('/')[0]}/*", "*/*")
    for pattern in wanted:
        for name, quality in ranges:
            if name == pattern:
                return quality
    return 0.0
