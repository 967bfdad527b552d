# SPDX-License-Identifier: MIT
"""A server from its start to its end: uvicorn, set up for the open internet, and the signals it listens to."""

import asyncio
import signal
import socket
import sys

import uvicorn
from starlette.applications import Starlette

from vmbo_mbo_kb.findings import DatasetError
from vmbo_mbo_kb.server.app import application
from vmbo_mbo_kb.server.connection import Connection
from vmbo_mbo_kb.server.generation import Generation, generate
from vmbo_mbo_kb.server.middleware import write_event
from vmbo_mbo_kb.server.settings import Settings


def run(settings: Settings) -> None:
    """Serve until told to stop."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.create_server((settings.host, settings.port), family=family, backlog=1024) as listener:
        # Otherwise the second half of an answer waits up to 40 ms for word that the first has arrived. asyncio sees to
        # it for the sockets that it makes itself; those that are accepted here have it from this one.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        # uvicorn stops at these and then raises them again, for whoever listened before: nobody, who need not end.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        asyncio.run(_run(settings, listener))


async def _run(settings: Settings, listener: socket.socket) -> None:
    generation = await generate(settings)
    app = application(settings, generation)
    config = uvicorn.Config(
        app,
        # Of the two parsers of HTTP it is this one that bounds what it keeps of a request's head.
        http=Connection,
        h11_max_incomplete_event_size=256 * 1024,
        ws="none",
        lifespan="off",
        access_log=False,
        log_level="warning",
        server_header=False,
        limit_concurrency=settings.connections,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=round(settings.limits.timeout) + 2,
    )
    reloads: set[asyncio.Task[None]] = set()
    reloading = asyncio.Lock()

    def on_hangup() -> None:
        task = asyncio.ensure_future(_reload(app, settings, reloading))
        reloads.add(task)
        task.add_done_callback(reloads.discard)

    asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, on_hangup)
    host, port = listener.getsockname()[:2]
    _announce("listening", settings, generation, host=host, port=port)
    try:
        await uvicorn.Server(config).serve(sockets=[listener])
    finally:
        await asyncio.gather(*reloads)
        await app.state.generation.close()
    write_event(sys.stderr, "stopped")


async def _reload(app: Starlette, settings: Settings, reloading: asyncio.Lock) -> None:
    """Read the dataset anew; requests that run keep the former one, and so do all if the new one has errors."""
    async with reloading:
        try:
            fresh = await generate(settings)
        except DatasetError as error:
            codes = sorted({f"{finding.file}: {finding.code}" for finding in error.findings})
            write_event(sys.stderr, "not reloaded", findings=codes[:20])
            return
        except (OSError, EOFError) as error:
            write_event(sys.stderr, "not reloaded", reason=str(error))
            return
        former, app.state.generation = app.state.generation, fresh
        _announce("reloaded", settings, fresh)
    await former.close()


def _announce(event: str, settings: Settings, generation: Generation, **details: str | int) -> None:
    """Say what is served, and what keeps workers from the network."""
    write_event(
        sys.stderr,
        event,
        **details,
        dataset=generation.data.records.dataset["version"],
        records=len(generation.data),
        triples=sum(generation.triples.values()),
        workers=settings.workers,
        without_network=generation.pool.nursery.measures,
    )
