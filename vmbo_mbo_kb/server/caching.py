# SPDX-License-Identifier: MIT
"""Conditional requests: RFC 9110, section 13."""

from starlette.requests import Request


def etag_matches(request: Request, tag: str) -> bool:
    """Whether the client already has what this entity tag names."""
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or _opaque(tag) in [_opaque(each.strip()) for each in known.split(",")]


def _opaque(tag: str) -> str:
    """A tag as the weak comparison sees it."""
    return tag.removeprefix("W/")
