# SPDX-License-Identifier: MIT
"""Identifiers that open: ``/id/…`` sends to ``/doc/…``, which says what is known of a thing in the format asked for.

As in "Cool URIs for the Semantic Web" (https://www.w3.org/TR/cooluris/, section 4.2): a thing is no document, so its
IRI answers 303 See Other. Parts and periods have the IRI of their record with a fragment, which no server sees.
"""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response

from vmbo_mbo_kb.blueprint import ClassSpec
from vmbo_mbo_kb.exporters.jsonld import documents, standalone
from vmbo_mbo_kb.exporters.ntriples import NTriples
from vmbo_mbo_kb.exporters.rdfxml import RdfXml
from vmbo_mbo_kb.exporters.turtle import Turtle
from vmbo_mbo_kb.generators.context import context
from vmbo_mbo_kb.generators.ontology import ontology
from vmbo_mbo_kb.namespaces import prefixes
from vmbo_mbo_kb.nearest import Nearest
from vmbo_mbo_kb.records import Record
from vmbo_mbo_kb.server.caching import etag_matches
from vmbo_mbo_kb.server.formats import GRAPHS
from vmbo_mbo_kb.server.generation import Generation, current
from vmbo_mbo_kb.server.negotiation import language, preferred
from vmbo_mbo_kb.server.page import record_page, start_page
from vmbo_mbo_kb.server.problems import Problem, ProblemError
from vmbo_mbo_kb.site.policy import HEADERS
from vmbo_mbo_kb.words import Words

HTML: Final = "text/html"
_PAGE_HEADERS: Final = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}

_WRITERS: Final[dict[str, Callable[[ClassSpec, Record, str], str]]] = {
    "text/turtle": lambda spec, record, base: "".join(Turtle().texts([(spec, record)], base)),
    "application/ld+json": lambda spec, record, base: standalone(
        context(base, spec), documents().document(spec, record)
    ).decode(),
    "application/n-triples": lambda spec, record, base: "".join(NTriples().texts([(spec, record)], base)),
    "application/rdf+xml": lambda spec, record, base: "".join(RdfXml().texts([(spec, record)], base)),
}

SUFFIXES: Final = {
    HTML: ".html",
    "text/turtle": ".ttl",
    "application/ld+json": ".jsonld",
    "application/n-triples": ".nt",
    "application/rdf+xml": ".rdf",
}
"""The end of the address of a document in one format only."""


def start(request: Request) -> Response:
    """``/``, where no site is served: what is there."""
    generation = current(request)
    tag = language(request.headers.get("accept-language"))
    headers = {
        "Vary": "Accept-Language",
        "Cache-Control": "public, no-cache",
        "ETag": _tag(generation, "", HTML, tag),
    }
    if etag_matches(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    headers |= {"Content-Language": tag, **_PAGE_HEADERS}
    description = f"/doc/{next(iter(generation.records)).removeprefix('id/')}"
    return Response(start_page(generation.data, description, generation.base, tag), media_type=HTML, headers=headers)


async def identifier(request: Request) -> Response:
    """``/id/…``: see the document."""
    path = _known(request, current(request))
    return RedirectResponse(f"/doc/{path.removeprefix('id/')}", status_code=303)


def document(request: Request) -> Response:
    """``/doc/…``: what is known of a thing."""
    generation = current(request)
    offers = list(SUFFIXES)
    name = request.path_params["path"]
    suffix = next((each for each in SUFFIXES.values() if name.endswith(each)), "")
    if suffix and f"id/{name}" not in generation.records:
        request.path_params["path"] = name.removesuffix(suffix)
        offers = [media_type for media_type, each in SUFFIXES.items() if each == suffix]
    path = _known(request, generation)
    media_type = offers[0] if suffix and len(offers) == 1 else preferred(request.headers.get("accept"), offers)
    if media_type is None:
        raise _not_acceptable(offers)
    tag = language(request.headers.get("accept-language"))
    headers = {
        "Vary": "Accept, Accept-Language",
        "Cache-Control": "public, no-cache",
        "ETag": _tag(generation, path, media_type, tag),
        "Link": ", ".join(_links(generation, path, media_type)),
    }
    if etag_matches(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    if media_type == HTML:
        page = _site_page(request, path, tag)
        if page is not None:
            kept = {name: headers[name] for name in ("Vary", "Cache-Control", "Link")}
            return FileResponse(page, headers={**kept, "Content-Language": tag, **HEADERS})
        headers |= {"Content-Language": tag, **_PAGE_HEADERS}
        others = {kind: f"/doc/{path.removeprefix('id/')}{end}" for kind, end in SUFFIXES.items() if kind != HTML}
        iri = generation.base + path
        page_text = record_page(generation.data, *generation.records[path], iri, tag, others)
        return Response(page_text, media_type=HTML, headers=headers)
    text = _WRITERS[media_type](*generation.records[path], generation.base)
    return Response(text, media_type=media_type, headers=headers)


def terms(request: Request) -> Response:
    """``/def``: the project's own terms, which all have this address and a fragment."""
    generation = current(request)
    media_type = preferred(request.headers.get("accept"), list(GRAPHS))
    if media_type is None:
        raise _not_acceptable(list(GRAPHS))
    headers = {
        "Vary": "Accept",
        "Cache-Control": "public, no-cache",
        "ETag": _tag(generation, "def", media_type, ""),
    }
    if etag_matches(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    text = ontology(generation.base)
    if media_type == "text/turtle":
        return Response(text, media_type=media_type, headers=headers)
    triples = ox.parse(text, format=ox.RdfFormat.TURTLE)
    body = ox.serialize(
        (quad.triple for quad in triples), format=GRAPHS[media_type], prefixes=prefixes(generation.base)
    )
    return Response(body, media_type=media_type, headers=headers)


def _known(request: Request, generation: Generation) -> str:
    """The path of the record that is asked for, below the base.

    :raises ProblemError: there is none.
    """
    path = f"id/{request.path_params['path']}"
    if path not in generation.records:
        nearest = Nearest(generation.records)(path)
        base = generation.base
        hint_nl = f" Bedoelt u <{base}{nearest[0]}>?" if nearest else ""
        hint_en = f" Did you mean <{base}{nearest[0]}>?" if nearest else ""
        raise ProblemError(
            Problem.NOT_FOUND,
            Words(nl=f"Er is geen record met dit adres.{hint_nl}", en=f"No record has this address.{hint_en}"),
        )
    return path


def _not_acceptable(offers: list[str]) -> ProblemError:
    known = ", ".join(offers)
    return ProblemError(Problem.NOT_ACCEPTABLE, Words(nl=f"Dit is er als {known}.", en=f"This comes as {known}."))


def _tag(generation: Generation, *parts: str) -> str:
    return f'W/"{sha256(repr((generation.digest, parts)).encode()).hexdigest()[:32]}"'


def _links(generation: Generation, path: str, chosen: str) -> list[str]:
    """What the document is about, and the same in other formats (RFC 8288, RFC 6596)."""
    place = f"/doc/{path.removeprefix('id/')}"
    found = [f'<{generation.base}{path}>; rel="describes"']
    for media_type, suffix in SUFFIXES.items():
        if media_type != chosen:
            found.append(f'<{place}{suffix}>; rel="alternate"; type="{media_type}"')
    return found


def _site_page(request: Request, path: str, tag: str) -> Path | None:
    """The page of the site about a record in a language, where the site has one.

    The path is that of a record, so it is safe. Addresses in the page hold: ``doc/…`` lies as deep as ``nl/…``.
    """
    site: Path | None = request.app.state.settings.site
    if site is None:
        return None
    page = site / tag / f"{path.removeprefix('id/')}.html"
    return page if page.is_file() else None
