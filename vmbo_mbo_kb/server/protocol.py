# SPDX-License-Identifier: MIT
"""The SPARQL 1.1 Protocol: what a request asks, and how it is answered (https://www.w3.org/TR/sparql11-protocol/)."""

import asyncio
import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from vmbo_mbo_kb.server.caching import etag_matches
from vmbo_mbo_kb.server.description import describe
from vmbo_mbo_kb.server.formats import GRAPHS
from vmbo_mbo_kb.server.generation import Generation, current
from vmbo_mbo_kb.server.negotiation import accepts_gzip, preferred
from vmbo_mbo_kb.server.pool import Answer
from vmbo_mbo_kb.server.problems import Problem, ProblemError
from vmbo_mbo_kb.server.settings import QUERY_BYTES
from vmbo_mbo_kb.words import Words

METHODS: Final = ["GET", "HEAD", "POST"]

_FORM: Final = "application/x-www-form-urlencoded"
_QUERY: Final = "application/sparql-query"
_UPDATE: Final = "application/sparql-update"

_BODY_BYTES: Final = {_FORM: 3 * QUERY_BYTES + 4096, _QUERY: QUERY_BYTES}
"""The longest body that is read; in a form each byte may take three."""

_PAIRS: Final = 200
"""Parameters in a request."""

_CHANGING: Final = re.compile(r"\b(?:NOW|RAND|UUID|STRUUID|BNODE)\b", re.IGNORECASE)
"""Functions whose results differ from call to call: where one may be called, an answer is not kept."""


@dataclass(slots=True)
class Asked:
    """What a request asks."""

    query: str | None = None
    """None when it asks for the description of the service."""
    default: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)


async def sparql(request: Request) -> Response:
    """The endpoint."""
    generation = current(request)
    asked = await read_request(request)
    if asked.query is None:
        return _description(request, generation)
    accept = request.headers.get("accept")
    headers = {"Vary": "Accept, Accept-Encoding"}
    if request.method != "POST":
        if _CHANGING.search(asked.query):
            headers["Cache-Control"] = "no-store"
        else:
            tag = _tag(generation, asked, accept)
            headers |= {"Cache-Control": "public, no-cache", "ETag": tag}
            if etag_matches(request, tag):
                return Response(status_code=304, headers=headers)
    question = {
        "query": asked.query,
        "default": asked.default,
        "named": asked.named,
        "accept": accept,
        "gzip": accepts_gzip(request.headers.get("accept-encoding")),
    }
    answer = await _unless_gone(request, generation, question)
    if answer.encoding:
        headers["Content-Encoding"] = answer.encoding
    return Response(answer.body, media_type=answer.media_type, headers=headers)


async def _unless_gone(request: Request, generation: Generation, question: dict[str, Any]) -> Answer:
    """The answer; if the client hangs up before it is there, the query ends."""
    asking = asyncio.ensure_future(generation.pool.run(question))
    listening = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait([asking, listening], return_when=asyncio.FIRST_COMPLETED)
        if asking.done():
            return asking.result()
        raise ProblemError(Problem.INTERRUPTED_QUERY)  # nobody is there to read it
    finally:
        listening.cancel()
        if not asking.done():
            asking.cancel()
            with contextlib.suppress(asyncio.CancelledError, ProblemError):
                await asking


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _tag(generation: Generation, asked: Asked, accept: str | None) -> str:
    """A name for the answer, known before it is: the same question of the same data has the same answer."""
    parts = [generation.digest, asked.query, asked.default, asked.named, accept]
    return f'W/"{sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def _description(request: Request, generation: Generation) -> Response:
    media_type = preferred(request.headers.get("accept"), list(GRAPHS))
    if media_type is None:
        known = ", ".join(GRAPHS)
        raise ProblemError(
            Problem.NOT_ACCEPTABLE,
            Words(nl=f"De beschrijving van de dienst is er als {known}.", en=f"The description comes as {known}."),
        )
    endpoint = str(request.url.replace(query="", fragment=""))
    return Response(
        describe(endpoint, generation, GRAPHS[media_type]),
        media_type=media_type,
        headers={"Vary": "Accept", "Cache-Control": "public, no-cache"},
    )


async def read_request(request: Request) -> Asked:
    """What a request asks, by GET or by either form of POST.

    :raises ProblemError: it is not as the protocol has it.
    """
    pairs = _pairs(request.scope["query_string"])
    query: list[str] = []
    if request.method == "POST":
        media_type, charset = _content_type(request)
        if media_type == _UPDATE:
            raise _update()
        if media_type not in _BODY_BYTES or charset != "utf-8" or "content-encoding" in request.headers:
            raise ProblemError(
                Problem.UNSUPPORTED_MEDIA_TYPE,
                Words(
                    nl=f"Stuur een vraag als {_QUERY} of als {_FORM}, in UTF-8 en niet gecomprimeerd.",
                    en=f"Send a query as {_QUERY} or as {_FORM}, in UTF-8 and not compressed.",
                ),
                {"Accept-Post": f"{_QUERY}, {_FORM}"},
            )
        body = await _body(request, _BODY_BYTES[media_type])
        if media_type == _FORM:
            pairs += _pairs(body)
        else:
            query.append(_text(body))
    names = [name for name, _ in pairs]
    if "update" in names:
        raise _update()
    query += _values(pairs, "query")
    if len(query) > 1:
        raise _malformed(f"Stuur één vraag, niet {len(query)}.", f"Send one query in a request, not {len(query)}.")
    if not query:
        if pairs or request.method == "POST":
            raise _malformed("De parameter 'query' ontbreekt.", "The parameter 'query' is missing.")
        return Asked()
    if len(query[0].encode()) > QUERY_BYTES:
        raise _too_large(QUERY_BYTES)
    return Asked(query[0], _values(pairs, "default-graph-uri"), _values(pairs, "named-graph-uri"))


def _values(pairs: Iterable[tuple[str, str]], name: str) -> list[str]:
    return [value for key, value in pairs if key == name]


def _content_type(request: Request) -> tuple[str, str]:
    name, *parameters = request.headers.get("content-type", "").lower().split(";")
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "charset":
            return name.strip(), value.strip().strip('"')
    return name.strip(), "utf-8"


async def _body(request: Request, limit: int) -> bytes:
    """The body, if it is not too long; one that says beforehand that it is, is not read at all."""
    if int(request.headers.get("content-length", 0)) > limit:
        raise _too_large(limit)
    body = bytearray()
    try:
        async with asyncio.timeout(request.app.state.settings.limits.timeout):
            async for piece in request.stream():
                body += piece
                if len(body) > limit:
                    raise _too_large(limit)
    except TimeoutError:
        raise ProblemError(Problem.SLOW_REQUEST) from None
    except ClientDisconnect:
        raise ProblemError(Problem.INTERRUPTED_QUERY) from None  # nobody is there to read it
    return bytes(body)


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    """The parameters in a query string or form.

    :raises ProblemError: it is not percent-encoded UTF-8.
    """
    if re.search(rb"%(?![0-9A-Fa-f]{2})", encoded):
        raise _malformed(
            "Na een procentteken horen twee hexadecimale cijfers.", "Two hexadecimal digits belong after a per cent."
        )
    try:
        return parse_qsl(encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_PAIRS)
    except UnicodeError:
        raise _malformed("De parameters zijn geen UTF-8.", "The parameters are not UTF-8.") from None
    except ValueError:
        raise _malformed(f"Geef hoogstens {_PAIRS} parameters.", f"Give at most {_PAIRS} parameters.") from None


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeError:
        raise _malformed("De vraag is geen UTF-8.", "The query is not UTF-8.") from None


def _malformed(nl: str, en: str) -> ProblemError:
    return ProblemError(Problem.MALFORMED_REQUEST, Words(nl=nl, en=en))


def _update() -> ProblemError:
    return ProblemError(
        Problem.UPDATE,
        Words(nl="SPARQL Update wordt hier niet uitgevoerd.", en="SPARQL Update is not carried out here."),
    )


def _too_large(limit: int) -> ProblemError:
    return ProblemError(
        Problem.TOO_LARGE_REQUEST,
        Words(nl=f"Hier worden hoogstens {limit} bytes gelezen.", en=f"At most {limit} bytes are read here."),
    )
