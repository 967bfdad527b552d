# SPDX-License-Identifier: MIT
"""The application: what is found at which address."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from vmbo_mbo_kb._version import __version__
from vmbo_mbo_kb.server import api, problems, protocol, resources
from vmbo_mbo_kb.server.generation import Generation, current
from vmbo_mbo_kb.server.middleware import AccessLog, Headers
from vmbo_mbo_kb.server.negotiation import language
from vmbo_mbo_kb.server.problems import Problem, ProblemError
from vmbo_mbo_kb.server.settings import Settings
from vmbo_mbo_kb.server.site_files import SiteFiles


def application(settings: Settings, generation: Generation) -> Starlette:
    """An ASGI application that serves a dataset."""
    app = Starlette(
        routes=[
            Route("/sparql", protocol.sparql, methods=protocol.METHODS),
            Route("/health", health),
            Route("/id/{path:path}", resources.identifier),
            Route("/doc/{path:path}", resources.document),
            Route("/def", resources.terms),
            Route("/problems/{slug}", problem_page),
            Route("/api", api.start),
            Route("/api/openapi.json", api.describe),
            Route("/api/search", api.search),
            Route("/api/at", api.at),
            Route("/api/{class}", api.list_class),
            Route("/api/{class}/{id}", api.get_record),
            Mount("/", SiteFiles(directory=settings.site, html=True)) if settings.site else Route("/", resources.start),
        ],
        middleware=[
            Middleware(AccessLog),
            Middleware(Headers),
            Middleware(Crowds),
            Middleware(GZipMiddleware, compresslevel=5),
        ],
        exception_handlers={ProblemError: _problem, HTTPException: _http_problem, Exception: _failure},
    )
    app.state.settings = settings
    app.state.generation = generation
    return app


class Crowds:
    """Sends away whom the connection found to be one too many."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope.get("state", {}).get("crowded"):
            error = ProblemError(Problem.OVERLOADED, headers={"Connection": "close"})
            answer: ASGIApp = await _problem(Request(scope), error)
        else:
            answer = self._app
        await answer(scope, receive, send)


async def health(request: Request) -> Response:
    """Whether queries can be answered."""
    found = current(request)
    alive = found.pool.alive
    return JSONResponse(
        {
            "status": "ok" if alive else "no workers",
            "program": __version__,
            "dataset": found.data.records.dataset["version"],
            "records": len(found.data),
            "triples": sum(found.triples.values()),
            "workers": {"alive": alive, "free": found.pool.free},
        },
        status_code=200 if alive else 503,
        headers={"Cache-Control": "no-store"},
    )


async def problem_page(request: Request) -> Response:
    """What the ``type`` of a problem points at."""
    try:
        problem = problems.of_slug(request.path_params["slug"])
    except KeyError:
        raise ProblemError(Problem.NOT_FOUND) from None
    return PlainTextResponse(f"{problem.status}\nen: {problem.title['en']}\nnl: {problem.title['nl']}\n")


async def _problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)
    tag = language(request.headers.get("accept-language"))
    headers = {"Cache-Control": "no-store", "Content-Language": tag, "Vary": "Accept, Accept-Language", **error.headers}
    if error.problem.retry_after is not None:
        headers["Retry-After"] = str(error.problem.retry_after)
    return Response(
        problems.document(error, tag),
        status_code=error.problem.status,
        media_type=problems.MEDIA_TYPE,
        headers=headers,
    )


async def _http_problem(request: Request, error: Exception) -> Response:
    """What Starlette itself finds wrong."""
    assert isinstance(error, HTTPException)
    kinds = {404: Problem.NOT_FOUND, 405: Problem.METHOD_NOT_ALLOWED}
    kind = kinds.get(error.status_code, Problem.MALFORMED_REQUEST)
    headers = dict(error.headers or {})
    if "Allow" in headers:  # Starlette keeps a set
        headers["Allow"] = ", ".join(sorted({*headers["Allow"].split(", "), "OPTIONS"}))
    return await _problem(request, ProblemError(kind, headers=headers))


async def _failure(request: Request, error: Exception) -> Response:
    return await _problem(request, ProblemError(Problem.INTERNAL_ERROR))
