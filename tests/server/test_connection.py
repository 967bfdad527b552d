# SPDX-License-Identifier: MIT
"""Connections on which a request does not come, or comes letter by letter; answers that nobody takes."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn

from vmbo_mbo_kb.server import connection

LIMIT = 0.5
LARGE = b"x" * 32 * 1024 * 1024


async def _app(scope: object, receive: object, send: object) -> None:
    await asyncio.sleep(2 * LIMIT)  # an answer may take longer than a question
    await send({"type": "http.response.start", "status": 204, "headers": []})  # type: ignore[operator]
    await send({"type": "http.response.body"})  # type: ignore[operator]


async def _large(scope: object, receive: object, send: object) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})  # type: ignore[operator]
    await send({"type": "http.response.body", "body": LARGE})  # type: ignore[operator]


@asynccontextmanager
async def _served(app: object) -> AsyncIterator[tuple[uvicorn.Server, asyncio.StreamReader, asyncio.StreamWriter]]:
    """A server, and a connection to it."""
    config = uvicorn.Config(app, port=0, http=connection.Connection, lifespan="off", log_level="error")  # type: ignore[arg-type]
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup()
    try:
        reader, writer = await asyncio.open_connection(*server.servers[0].sockets[0].getsockname())
        yield server, reader, writer
        writer.close()
    finally:
        await server.shutdown()


async def _waited(*pieces: bytes) -> tuple[bytes, float]:
    """What comes back for pieces sent a tenth of a second apart, the last one again and again; and when it ended."""
    async with _served(_app) as (_, reader, writer):
        start = time.monotonic()
        answer = asyncio.ensure_future(reader.read())
        sending = list(pieces)
        while not answer.done() and time.monotonic() < start + 20 * LIMIT:
            if sending[0]:
                writer.write(sending[0])
            if len(sending) > 1:
                sending.pop(0)
            await asyncio.sleep(0.1)
        assert answer.done(), "the connection is still open"
        found = answer.result() if answer.exception() is None else b""
        return found, time.monotonic() - start


@pytest.mark.parametrize(
    "pieces",
    [(b"",), (b"GET / HTTP/1.1\r\nHost: x\r\n", b""), (b"GET / HTTP/1.1\r\nHost: x\r\n", b"X: y\r\n")],
    ids=["nothing", "no end", "letter by letter"],
)
def test_a_head_that_does_not_come(pieces: tuple[bytes, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection closes at the limit, whatever trickles in."""
    monkeypatch.setattr(connection, "HEAD_SECONDS", LIMIT)
    answer, seconds = asyncio.run(_waited(*pieces))
    assert answer == b""
    assert LIMIT <= seconds < 4 * LIMIT


def test_the_limit_is_on_each_head_and_on_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question in time is answered however long that takes; the next one on the connection has a limit too."""
    monkeypatch.setattr(connection, "HEAD_SECONDS", LIMIT)
    answer, seconds = asyncio.run(_waited(b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /", b"x"))
    assert answer.startswith(b"HTTP/1.1 204 ")
    assert answer.count(b"HTTP/1.1") == 1
    assert seconds < 8 * LIMIT


async def _taken(piece: int, pause: float, stop: float = 0) -> tuple[int, int]:
    """How many bytes of a large answer come to a client that takes pieces of it, and connections at the end.

    :param stop: seconds for which the client takes nothing at all, after its first piece.
    """
    async with _served(_large) as (server, reader, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        taken = 0
        with suppress(ConnectionResetError):
            while found := await reader.read(piece):
                taken += len(found)
                await asyncio.sleep(stop or pause)
                stop = 0
        return taken, len(server.server_state.connections)


def test_an_answer_that_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection ends, and the memory of the answer is free; who takes it slowly but surely gets all of it."""
    monkeypatch.setattr(connection, "READ_SECONDS", LIMIT)
    taken, connections = asyncio.run(_taken(2**20, 0, stop=3 * LIMIT))
    assert taken < len(LARGE)
    assert connections == 0
    taken, _ = asyncio.run(_taken(2**16, 0.002))
    assert taken > len(LARGE)
