# SPDX-License-Identifier: MIT
"""What can go wrong, as problem details for HTTP APIs (RFC 9457).

A kind of problem is said once, here: its status, its title and the page that ``type`` points at come from it. An
answer never holds a trace, a path of this machine, or text that came from another.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

import orjson

from vmbo_mbo_kb.words import Language, Words

MEDIA_TYPE: Final = "application/problem+json"


class Problem(Enum):
    """A kind of problem: status, what it is called in Dutch and English, and whether it goes by itself."""

    MALFORMED_REQUEST = (400, "Het verzoek klopt niet", "The request is malformed")
    MALFORMED_QUERY = (400, "De vraag is geen SPARQL 1.1", "The query is not SPARQL 1.1")
    UNKNOWN_GRAPH = (400, "Deze graaf is hier niet", "There is no such graph here")
    REFUSED_QUERY = (403, "Deze vraag wordt hier niet beantwoord", "This query is not answered here")
    UPDATE = (403, "Deze gegevens zijn alleen te lezen", "This data is read-only")
    TOO_LARGE_RESULT = (403, "Het antwoord is te groot", "The result is too large")
    NOT_FOUND = (404, "Niet gevonden", "Not found")
    METHOD_NOT_ALLOWED = (405, "Deze methode kan hier niet", "Method not allowed")
    NOT_ACCEPTABLE = (406, "Geen gevraagd formaat is beschikbaar", "None of the formats asked for is available")
    SLOW_REQUEST = (408, "Het verzoek kwam niet op tijd", "The request did not arrive in time")
    TOO_LARGE_REQUEST = (413, "Het verzoek is te groot", "The request is too large")
    UNSUPPORTED_MEDIA_TYPE = (415, "Dit soort inhoud wordt niet gelezen", "Unsupported media type")
    INTERNAL_ERROR = (500, "Er ging iets mis op de server", "Something went wrong on the server")
    FAILED_QUERY = (500, "De vraag kon niet worden beantwoord", "The query could not be answered")
    OVERLOADED = (503, "De server heeft het te druk", "The server is too busy", 2)
    TIME_LIMIT = (503, "De vraag kostte te veel tijd", "The query took too long", 30)
    MEMORY_LIMIT = (503, "De vraag kostte te veel geheugen", "The query took too much memory", 30)
    INTERRUPTED_QUERY = (503, "De vraag werd afgebroken", "The query was interrupted", 1)

    def __init__(self, status: int, nl: str, en: str, retry_after: int | None = None) -> None:
        self.status = status
        self.title = Words(nl=nl, en=en)
        self.retry_after = retry_after
        """Seconds after which it may be worth another try; none where the same request fails again."""

    @property
    def slug(self) -> str:
        """Name in addresses and logs."""
        return self.name.lower().replace("_", "-")


@dataclass
class ProblemError(Exception):
    """A request ends with a problem."""

    problem: Problem
    detail: Words | None = None
    """What is wrong in this case and what would be right."""
    headers: Mapping[str, str] = field(default_factory=dict)


def of_slug(slug: str) -> Problem:
    """The problem of this name.

    :raises KeyError: there is none.
    """
    return Problem[slug.upper().replace("-", "_")]


def document(error: ProblemError, language: Language) -> bytes:
    """The problem as JSON, in one of the two languages."""
    problem = error.problem
    content = {"type": f"/problems/{problem.slug}", "title": problem.title[language], "status": problem.status}
    if error.detail is not None:
        content["detail"] = error.detail[language]
    return orjson.dumps(content)
