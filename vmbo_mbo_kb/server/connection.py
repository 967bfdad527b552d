# SPDX-License-Identifier: MIT
"""A connection that closes when a request does not come, or an answer is not taken.

uvicorn waits for both as long as the client keeps the connection open, so clients that send or take a letter now and
then could have all connections, and the memory of all answers. The body of a request has a time limit of its own, in
:mod:`vmbo_mbo_kb.server.protocol`.
"""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS: Final = 10.0
"""How long the head of a request may take, from the opening of the connection or its first byte after an answer."""

READ_SECONDS: Final = 30.0
READ_BYTES: Final = 256 * 1024
"""How much of an answer that does not fit in the system's own buffers a client must take in how many seconds."""


class Connection(H11Protocol):
    """HTTP/1.1 by uvicorn, with a time limit for the head of a request and a least speed for its answer."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._head: asyncio.TimerHandle | None = None
        self._look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start to wait for the first request."""
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Wait on, unless what came completes the head of a request."""
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

    def _watch(self) -> None:
        waiting = self.cycle is None or self.cycle.response_complete
        if not waiting and self._head is not None:
            self._head.cancel()
            self._head = None
        elif waiting and self._head is None:
            self._head = self.loop.call_later(HEAD_SECONDS, self.timeout_keep_alive_handler)
