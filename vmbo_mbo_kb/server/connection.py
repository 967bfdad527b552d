# SPDX-License-Identifier: MIT
"""A connection that closes when a request does not come, an answer is not taken, or others need its place.

uvicorn waits for both as long as the client keeps the connection open, so clients that send or take a letter now and
then could have all connections, and the memory of all answers. The body of a request has a time limit of its own, in
:mod:`vmbo_mbo_kb.server.protocol`. And where there are more connections than it may have, uvicorn answers all in plain
text that it has none left, until those that ask nothing have gone.
"""

import asyncio
from http import HTTPStatus
from math import inf
from typing import Any, Final

import h11
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from vmbo_mbo_kb.server import problems
from vmbo_mbo_kb.server.problems import Problem, ProblemError

HEAD_SECONDS: Final = 10.0
"""How long the head of a request may take, from the opening of the connection or its first byte after an answer."""

READ_SECONDS: Final = 30.0
READ_BYTES: Final = 256 * 1024
"""How much of an answer that does not fit in the system's own buffers a client must take in how many seconds."""


class Connection(H11Protocol):
    """HTTP/1.1 by uvicorn, with a time limit for the head of a request and a least speed for its answer."""

    most: float = inf
    """How many connections may be open. One more takes the place of the one that has been silent for longest; where all
    wait for an answer, its request is told so: ``crowded`` in the state of its scope.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._app: ASGIApp = self.app
        self.app = self._called
        self._heard = 0.0
        self._head: asyncio.TimerHandle | None = None
        self._look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to wait for the first request."""
        super().connection_made(transport)
        self._heard = self.loop.time()
        if len(self.connections) > self.most:
            silent = [each for each in self._open() if each.waiting and each is not self]
            if silent:
                min(silent, key=lambda each: each._heard).transport.abort()
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Wait on, unless what came completes the head of a request."""
        self._heard = self.loop.time()
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no longer."""
        super().connection_lost(exc)
        for timer in (self._head, self._look):
            if timer is not None:
                timer.cancel()

    def pause_writing(self) -> None:
        """More is to be sent than the client takes: look from time to time whether it still does."""
        super().pause_writing()
        self._look = self.loop.call_later(READ_SECONDS, self._still_read, self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        """The client has taken nearly all of it."""
        super().resume_writing()
        if self._look is not None:
            self._look.cancel()

    def _still_read(self, before: int) -> None:
        left = self.transport.get_write_buffer_size()
        if before - left < READ_BYTES:
            self.transport.abort()
        else:
            self._look = self.loop.call_later(READ_SECONDS, self._still_read, left)

    def send_400_response(self, msg: str) -> None:
        """Say of what is no HTTP, or a head that is too long, that it is malformed."""
        body = problems.document(ProblemError(Problem.MALFORMED_REQUEST), "en")
        headers = {"content-type": problems.MEDIA_TYPE, "content-length": str(len(body)), "connection": "close"}
        status = HTTPStatus.BAD_REQUEST
        response = h11.Response(status_code=status, headers=list(headers.items()), reason=status.phrase)
        for event in (response, h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    @property
    def waiting(self) -> bool:
        """Whether it is the client's turn to say something."""
        return self.cycle is None or self.cycle.response_complete

    def _open(self) -> "list[Connection]":
        return [each for each in self.connections if isinstance(each, Connection) and not each.transport.is_closing()]

    async def _called(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"]["crowded"] = len(self.connections) > self.most and len(self._open()) > self.most
        await self._app(scope, receive, send)

    def _watch(self) -> None:
        waiting = self.waiting
        if not waiting and self._head is not None:
            self._head.cancel()
            self._head = None
        elif waiting and self._head is None:
            self._head = self.loop.call_later(HEAD_SECONDS, self.timeout_keep_alive_handler)
