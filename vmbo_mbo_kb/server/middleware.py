# SPDX-License-Identifier: MIT
"""What is done for every request: a line in the log, headers for browsers, and OPTIONS."""

import sys
import time
from datetime import UTC, datetime
from typing import Any, Final, TextIO

import orjson
from starlette.datastructures import Headers as RequestHeaders
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vmbo_mbo_kb.server.negotiation import accepts_gzip

_CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Location, Retry-After",
}
_PREFLIGHT: Final = {
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class Headers:
    """Lets pages of others read answers (https://fetch.spec.whatwg.org/#http-cors-protocol), and answers OPTIONS."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            methods = "GET, HEAD, POST, OPTIONS" if scope["path"] == "/sparql" else "GET, HEAD, OPTIONS"
            found = {"Allow": methods, "Access-Control-Allow-Methods": methods, **_CORS, **_PREFLIGHT}
            headers = [(name.lower().encode(), value.encode()) for name, value in found.items()]
            await send({"type": "http.response.start", "status": 204, "headers": headers})
            await send({"type": "http.response.body"})
            return

        if not accepts_gzip(RequestHeaders(scope=scope).get("accept-encoding")):
            # What compresses after us looks for the word alone, and would read "gzip;q=0" as a wish.
            scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update({**_CORS, "X-Content-Type-Options": "nosniff"})
                if "vary" in headers:  # several have had their say
                    headers["vary"] = ", ".join(dict.fromkeys(headers["vary"].split(", ")))
                tag = headers.get("etag", "")
                if "content-encoding" in headers and tag.startswith('"'):
                    headers["etag"] = f"W/{tag}"  # the same content in other bytes
            await send(message)

        await self._app(scope, receive, with_headers)


class AccessLog:
    """A line of JSON for each request: no query, no address of a client."""

    def __init__(self, app: ASGIApp, stream: TextIO | None = None) -> None:
        self._app = app
        self._stream = stream or sys.stdout

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        start = time.perf_counter()
        status = size = 0

        async def counted(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, counted)
        finally:
            write_event(
                self._stream,
                "request",
                method=scope["method"],
                path=scope["path"],
                status=status,
                bytes=size,
                ms=round((time.perf_counter() - start) * 1000, 1),
            )


def write_event(stream: TextIO, event: str, **details: Any) -> None:
    """Write what happened as a line of JSON, with the time in UTC."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    stream.write(orjson.dumps({"time": now, "event": event, **details}).decode() + "\n")
    stream.flush()
