# SPDX-License-Identifier: MIT
"""A small JSON API: list, get, search, each of all or of what held on a day, and at: all that held on a day.

A record looks as it does in a line of JSON Lines, so that what is got here can be put into a dataset. What each
address takes and gives is written in :mod:`vmbo_mbo_kb.server.openapi`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from vmbo_mbo_kb.blueprint import ClassSpec, blueprint
from vmbo_mbo_kb.knowledge_base import KnowledgeBase
from vmbo_mbo_kb.server.caching import etag_matches
from vmbo_mbo_kb.server.generation import Generation, current
from vmbo_mbo_kb.server.openapi import NUMBERS, SEARCH_TEXT, openapi
from vmbo_mbo_kb.server.problems import Problem, ProblemError
from vmbo_mbo_kb.unknown import UnknownClass, UnknownId
from vmbo_mbo_kb.words import LANGUAGES, Language, Words, explained

if TYPE_CHECKING:
    from vmbo_mbo_kb.records import Record

FILTERS: Final = {"class": "class_name", "level": "level", "theme": "theme", "lang": "language"}
"""Parameters that narrow a search, and what the search calls them."""


def start(request: Request) -> Response:
    """``/api``: its description."""
    return RedirectResponse("/api/openapi.json", status_code=303)


def describe(request: Request) -> Response:
    """``/api/openapi.json``."""
    generation = current(request)
    data = generation.data

    def content() -> dict[str, Any]:
        return openapi(data.records.dataset["version"], data.whole.begins)

    return _answer(request, generation, "application/vnd.oai.openapi+json;version=3.1", content)


def list_class(request: Request) -> Response:
    """``/api/{class}``: the records of a class, by id."""
    generation = current(request)
    folder = request.path_params["class"]
    _only(request, {"on", "limit", "offset"})
    limit, offset = _number(request, "limit"), _number(request, "offset")
    known = [spec.slug for spec in blueprint().entities]
    if folder not in known:
        raise _not_found(UnknownClass(folder, known))

    def content() -> dict[str, Any]:
        data = _data(request, generation)
        records = [record for spec, record in data.counting() if spec.slug == folder]
        items = [_item(data, generation, *_found(data, record["id"])) for record in records[offset : offset + limit]]
        return {"total": len(records), "offset": offset, "items": items}

    return _answer(request, generation, "application/json", content)


def get_record(request: Request) -> Response:
    """``/api/{class}/{id}``: a record."""
    generation = current(request)
    folder, identifier = request.path_params["class"], request.path_params["id"]
    _only(request, {"on"})

    def content() -> dict[str, Any]:
        data = _data(request, generation)
        try:
            spec, record = _found(data, identifier)
        except UnknownId as error:
            raise _not_found(error) from None
        if spec.slug != folder:
            raise ProblemError(
                Problem.NOT_FOUND,
                Words(
                    nl=f"{identifier} staat in {spec.slug}, niet in {folder}.",
                    en=f"{identifier} is in {spec.slug}, not in {folder}.",
                ),
            )
        return {"class": spec.slug, **record}

    return _answer(request, generation, "application/json", content)


def search(request: Request) -> Response:
    """``/api/search``: records for a text, the best match first."""
    generation = current(request)
    _only(request, {"q", "on", "limit", "offset", *FILTERS})
    texts = request.query_params.getlist("q")
    most = SEARCH_TEXT["maxLength"]
    if len(texts) != 1 or not re.search(SEARCH_TEXT["pattern"], texts[0]) or len(texts[0]) > most:
        raise ProblemError(
            Problem.MALFORMED_REQUEST,
            Words(
                nl=f"Geef in 'q' één tekst van hoogstens {most} tekens.",
                en=f"Give one text of at most {most} characters in 'q'.",
            ),
        )
    limit, offset = _number(request, "limit"), _number(request, "offset")

    def content() -> dict[str, Any]:
        data = _data(request, generation)
        chosen: dict[str, Any] = {argument: _one(request, name) for name, argument in FILTERS.items()}
        try:
            hits = data.search(texts[0], **chosen)
        except (UnknownClass, UnknownId) as error:
            raise ProblemError(Problem.MALFORMED_REQUEST, error.words) from None
        items = [
            {
                **_item(data, generation, hit.spec, hit.record),
                "field": hit.field,
                "text": hit.text,
                "snippet": hit.snippet,
            }
            for hit in hits[offset : offset + limit]
        ]
        return {"total": len(hits), "offset": offset, "items": items}

    return _answer(request, generation, "application/json", content)


def at(request: Request) -> Response:
    """``/api/at``: the records of all classes that held on a day, and how surely."""
    generation = current(request)
    _only(request, {"day", "certain", "class", "lang", "limit", "offset"})
    day, folder, language = (_one(request, name) for name in ("day", "class", "lang"))
    if day is None:
        raise ProblemError(
            Problem.MALFORMED_REQUEST,
            Words(
                nl="Geef in 'day' een dag, zoals 2010-01-01.",
                en="Give a day in 'day', such as 2010-01-01.",
            ),
        )
    certain = _certain(request)
    limit, offset = _number(request, "limit"), _number(request, "offset")
    languages = [each for each in LANGUAGES if language in (None, each)]

    def content() -> dict[str, Any]:
        data = _data(request, generation, "day", certain=certain)
        try:
            found = data.dated(folder)
        except UnknownClass as error:
            raise ProblemError(Problem.MALFORMED_REQUEST, error.words) from None
        items = [
            {
                "holds": entity.holds(day).value,
                **_item(data, generation, *_found(data, entity.id), languages),
            }
            for entity in found[offset : offset + limit]
        ]
        return {"total": len(found), "offset": offset, "items": items}

    return _answer(request, generation, "application/json", content)


def _certain(request: Request) -> bool:
    """Whether to leave out what only possibly held."""
    given = _one(request, "certain")
    if given not in (None, "true", "false"):
        raise ProblemError(
            Problem.MALFORMED_REQUEST,
            Words(nl="'certain' is 'true' of 'false'.", en="'certain' is 'true' or 'false'."),
        )
    return given == "true"


def _one(request: Request, name: str) -> str | None:
    """The value of a parameter that may be given once."""
    given = request.query_params.getlist(name)
    if len(given) > 1 or (name == "lang" and given and given[0] not in LANGUAGES):
        raise ProblemError(
            Problem.MALFORMED_REQUEST,
            Words(nl=f"'{name}' heeft één bekende waarde nodig.", en=f"'{name}' takes one known value."),
        )
    return given[0] if given else None


def _found(data: KnowledgeBase, identifier: str) -> "tuple[ClassSpec, Record]":
    return data.spec(identifier), data.record(identifier)


def _item(
    data: KnowledgeBase,
    generation: Generation,
    spec: ClassSpec,
    record: "Record",
    languages: Sequence[Language] = LANGUAGES,
) -> dict[str, Any]:
    """A record in short."""
    identifier = record["id"]
    return {
        "class": spec.slug,
        "id": identifier,
        "iri": data.iri(identifier, generation.base),
        "label": {language: data.label(identifier, language) for language in languages},
    }


def _data(request: Request, generation: Generation, name: str = "on", *, certain: bool = False) -> KnowledgeBase:
    """The dataset, or what held on the day that the parameter of this name asks for."""
    day = _one(request, name)
    if day is None:
        return generation.data
    try:
        return generation.at(day, certain=certain)
    except ValueError as error:
        why = explained(error)
        raise ProblemError(
            Problem.MALFORMED_REQUEST,
            Words(
                nl=f"'{name}' is geen dag die gevraagd kan worden ({why.nl}).",
                en=f"'{name}' is no day that can be asked ({why.en}).",
            ),
        ) from None


def _number(request: Request, name: str) -> int:
    """The value of a parameter that is a number, as its description has it."""
    least: int = NUMBERS[name]["minimum"]
    most: int = NUMBERS[name]["maximum"]
    given = request.query_params.getlist(name) or [str(NUMBERS[name]["default"])]
    digits = given[0]
    if len(given) == 1 and digits.isascii() and digits.isdigit() and len(digits) <= len(str(most)):
        number = int(digits)
        if least <= number <= most:
            return number
    raise ProblemError(
        Problem.MALFORMED_REQUEST,
        Words(
            nl=f"'{name}' is één heel getal, ten minste {least} en hoogstens {most}.",
            en=f"'{name}' is one whole number, at least {least} and at most {most}.",
        ),
    )


def _only(request: Request, known: set[str]) -> None:
    """Refuse parameters that would be ignored: a misspelt one would give another answer than was asked for."""
    for name in request.query_params:
        if name not in known:
            raise ProblemError(
                Problem.MALFORMED_REQUEST,
                Words(
                    nl=f"Parameter '{name}' is hier niet bekend; wel: {', '.join(sorted(known))}.",
                    en=f"There is no parameter '{name}' here; there is: {', '.join(sorted(known))}.",
                ),
            )


def _not_found(error: UnknownId | UnknownClass) -> ProblemError:
    return ProblemError(Problem.NOT_FOUND, error.words)


def _answer(
    request: Request, generation: Generation, media_type: str, content: Callable[[], Mapping[str, Any]]
) -> Response:
    """The content as JSON, unless the client has it."""
    address = f"{request.url.path}?{request.url.query}"
    tag = f'W/"{sha256(f"{generation.digest} {address}".encode()).hexdigest()[:32]}"'
    headers = {"Cache-Control": "public, no-cache", "ETag": tag}
    body = orjson.dumps(content())  # before 304: a wrong request has no state that could be unchanged
    if etag_matches(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=media_type, headers=headers)
