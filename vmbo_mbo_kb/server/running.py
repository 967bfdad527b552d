# SPDX-License-Identifier: MIT
"""A server from its start to its end: uvicorn, set up for the open internet, and the signals it listens to."""

import asyncio
import logging
import resource
import signal
import socket
import sys
from contextlib import suppress
from typing import Final

import uvicorn
from starlette.applications import Starlette

from vmbo_mbo_kb.findings import DatasetError
from vmbo_mbo_kb.server.app import application
from vmbo_mbo_kb.server.connection import Connection
from vmbo_mbo_kb.server.generation import Generation, generate
from vmbo_mbo_kb.server.middleware import write_event
from vmbo_mbo_kb.server.settings import Settings

_DESCRIPTORS: Final = 64
"""Open files that a server has beside its connections, and those of each worker."""
_DESCRIPTORS_OF_WORKER: Final = 4
_BACKLOG: Final = 256


class _Events(logging.Handler):
    """Writes what libraries have to say as this program writes its own events."""

    def emit(self, record: logging.LogRecord) -> None:
        details = {"source": record.name, "message": record.getMessage().strip()}
        if record.exc_info:
            details["trace"] = logging.Formatter().formatException(record.exc_info)
        harmless = {name: text.encode(errors="replace").decode() for name, text in details.items()}
        write_event(sys.stderr, record.levelname.lower(), **harmless)


def run(settings: Settings) -> None:
    """Serve until told to stop."""
    logging.getLogger().addHandler(_Events(logging.WARNING))
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

    connections, waiting = _connections(settings)

    class Bounded(Connection):
        most = connections

    config = uvicorn.Config(
        app,
        # Of the two parsers of HTTP it is this one that bounds what it keeps of a request's head.
        http=Bounded,
        h11_max_incomplete_event_size=256 * 1024,
        ws="none",
        backlog=waiting,
        lifespan="off",
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
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
    _announce("listening", settings, generation, host=host, port=port, connections=connections)
    try:
        await uvicorn.Server(config).serve(sockets=[listener])
    finally:
        await asyncio.gather(*reloads)
        await app.state.generation.close()
    write_event(sys.stderr, "stopped")


def _connections(settings: Settings) -> tuple[int, int]:
    """How many connections may be open, and how many may wait to be taken up.

    As many as are wished, or as the system has room for. All that wait may be taken up at once, and again before those
    that they are one too many for are closed: there is room for that too.
    """
    beside = _DESCRIPTORS + _DESCRIPTORS_OF_WORKER * settings.workers
    wanted = settings.connections * 8 // 5 + beside
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= soft < wanted:
        with suppress(OSError, ValueError):  # some systems allow less than they say
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard) if hard >= 0 else wanted, hard))
        soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = min(wanted, max(soft, beside + 8))
    return (wanted - beside) * 5 // 8, min((wanted - beside) // 8, _BACKLOG)


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
