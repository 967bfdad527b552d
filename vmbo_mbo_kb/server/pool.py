# SPDX-License-Identifier: MIT
"""The workers seen from the server: who is free, who takes too long, who died.

There are two lanes. A query starts in the quick one. If it takes longer than :attr:`Settings.quick` it moves with its
worker to the slow lane, which has as many places, and a fresh worker takes its place; when the slow lane is full it
ends as soon as others wait for its place. So however many long queries arrive, a place in the quick lane comes free
within that time, and short queries are answered.
"""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Final

import orjson

from vmbo_mbo_kb.server import worker as protocol
from vmbo_mbo_kb.server.problems import Problem, ProblemError, of_slug
from vmbo_mbo_kb.server.settings import Settings
from vmbo_mbo_kb.words import Words

_BUFFER: Final = 1 << 20
"""Bytes of an answer that are read at a time."""


_TURN: Final = 0.1
"""Seconds between looks at whether there is a place in the slow lane."""
_PATROL: Final = 0.5
"""Seconds between looks at who is still alive."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker said."""

    body: bytes
    media_type: str
    encoding: str | None


class Worker:
    """A worker process and the socket to it."""

    def __init__(self, process: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.process = process
        self._reader = reader
        self._writer = writer

    async def ask(self, question: bytes) -> tuple[dict[str, Any], bytes]:
        """Put a question and wait for the answer.

        :raises EOFError: the worker died.
        :raises OSError: the same.
        """
        self._writer.write(protocol.QUESTION.pack(len(question)) + question)
        sizes = protocol.ANSWER.unpack(await self._reader.readexactly(protocol.ANSWER.size))
        about = orjson.loads(await self._reader.readexactly(sizes[0]))
        return about, await self._reader.readexactly(sizes[1])

    @property
    def gone(self) -> bool:
        """Whether it ended while it had nothing to do."""
        return self._reader.at_eof()

    def hang_up(self) -> None:
        """Close the socket."""
        self._writer.close()


class Nursery:
    """The process that workers are forked from."""

    def __init__(self, data: protocol.Data) -> None:
        self._data = data
        self._lock = asyncio.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control = socket.socket()
        self.triples: dict[str, int] = {}
        self.measures: list[str] = []

    async def start(self) -> None:
        """Start the process and wait until it has read the data.

        :raises EOFError: it cannot.
        """
        self._control.close()
        self._control, theirs = socket.socketpair()
        self._control.setblocking(False)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 our own module
                [sys.executable, "-m", protocol.__name__, str(theirs.fileno()), self._data.dump()],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        (size,) = protocol.REPLY.unpack(await self._receive(protocol.REPLY.size))
        ready = orjson.loads(await self._receive(size))
        self.triples, self.measures = ready["triples"], ready["measures"]

    async def _receive(self, size: int) -> bytes:
        data = b""
        while len(data) < size:
            piece = await asyncio.get_running_loop().sock_recv(self._control, size - len(data))
            if not piece:
                raise EOFError("the process that workers come from has ended")
            data += piece
        return data

    async def fork(self) -> Worker:
        """A new worker; if the process is gone, another one takes its place first.

        :raises OSError: the system has no room for another process.
        """
        async with self._lock:
            try:
                return await self._fork()
            except (EOFError, ConnectionError):
                await self.start()
                return await self._fork()

    async def _fork(self) -> Worker:
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [protocol.COMMAND.pack(protocol.FORK, 0)], [theirs.fileno()])
            (process,) = protocol.REPLY.unpack(await self._receive(protocol.REPLY.size))
        if process < 0:
            ours.close()
            raise OSError(-process, os.strerror(-process))
        return Worker(process, *await asyncio.open_connection(sock=ours, limit=_BUFFER))

    async def end(self, worker: Worker) -> int:
        """End a worker if it still runs; its exit status, as of :func:`os.waitstatus_to_exitcode`."""
        worker.hang_up()
        return os.waitstatus_to_exitcode(await self._command(protocol.END, worker))

    async def give_way(self, worker: Worker) -> None:
        """Let others go before this worker."""
        await self._command(protocol.YIELD, worker)

    async def _command(self, letter: bytes, worker: Worker) -> int:
        async with self._lock:
            try:
                await asyncio.get_running_loop().sock_sendall(
                    self._control, protocol.COMMAND.pack(letter, worker.process)
                )
                (reply,) = protocol.REPLY.unpack(await self._receive(protocol.REPLY.size))
            except (EOFError, ConnectionError):  # its workers ended with it
                return int(signal.SIGKILL)
        return int(reply)

    def close(self) -> None:
        """End the process, which ends its workers."""
        self._control.close()
        if self._process is not None:
            self._process.wait(10)


class Pool:
    """Answers questions with a bounded number of processes, each within its limits."""

    def __init__(self, data: protocol.Data, settings: Settings) -> None:
        self._settings = settings
        self.nursery = Nursery(data)
        self._idle: asyncio.Queue[Worker] = asyncio.LifoQueue()
        self._waiting = 0
        self._slow = 0
        self._running = 0
        self._missing = settings.workers
        self._quiet = asyncio.Event()
        self._quiet.set()
        self._closing = False
        self._patrolling: asyncio.Future[None] | None = None
        self._errands: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        """Start the workers.

        :raises EOFError: the data cannot be read.
        :raises OSError: the system has no room for them.
        """
        await self.nursery.start()
        for _ in range(self._settings.workers):
            self._idle.put_nowait(await self.nursery.fork())
            self._missing -= 1
        self._patrolling = asyncio.ensure_future(self._patrol())

    @property
    def alive(self) -> int:
        """How many workers the quick lane has, of those that it should have."""
        return self._settings.workers - self._missing

    @property
    def free(self) -> int:
        """How many workers wait for a question."""
        return self._idle.qsize()

    async def run(self, question: dict[str, Any]) -> Answer:
        """The answer to a question. If the caller is cancelled, the query ends with it.

        :raises ProblemError: there is none, or not in time.
        """
        deadline = asyncio.get_running_loop().time() + self._settings.limits.timeout
        self._running += 1
        self._quiet.clear()
        try:
            return await self._run(orjson.dumps(question), deadline)
        finally:
            self._running -= 1
            if not self._running:
                self._quiet.set()

    async def _run(self, question: bytes, deadline: float) -> Answer:
        worker = await self._free_worker(deadline)
        asking = asyncio.ensure_future(worker.ask(question))
        slow = ended = False
        last = True
        try:
            await asyncio.wait([asking], timeout=min(self._settings.quick, _left(deadline)))
            if await self._may_be_slow(asking, deadline):
                slow = True
                self._slow += 1
                self._errand(self._fresh())
                self._errand(self.nursery.give_way(worker))
                await asyncio.wait([asking], timeout=_left(deadline))
            if not asking.done():
                raise _out_of_time(self._settings.limits.timeout)
            if asking.exception() is not None:
                ended = True
                raise self._died(await self.nursery.end(worker))
            about, body = asking.result()
            last = about["last"]
        finally:
            self._slow -= slow
            if last or slow:
                asking.cancel()
                if not ended:
                    self._errand(self.nursery.end(worker))
                if not slow:
                    self._errand(self._fresh())
            else:
                self._idle.put_nowait(worker)
        if "problem" in about:
            raise ProblemError(of_slug(about["problem"]), Words(**about["detail"]) if about["detail"] else None)
        return Answer(body, about["media_type"], about.get("encoding"))

    async def _may_be_slow(self, asking: asyncio.Future[Any], deadline: float) -> bool:
        """Whether a query that is not answered yet has a place in the slow lane now.

        :raises ProblemError: it has none, and others wait for its place in the quick lane.
        """
        while not asking.done() and _left(deadline) > 0:
            if self._slow < self._settings.workers:
                return True
            if self._waiting:
                raise _overloaded()
            await asyncio.wait([asking], timeout=min(_TURN, _left(deadline)))
        return False

    async def _free_worker(self, deadline: float) -> Worker:
        if self._waiting >= self._settings.queue:
            raise _overloaded()
        self._waiting += 1
        try:
            while (worker := await asyncio.wait_for(self._idle.get(), _left(deadline))).gone:
                self._replace(worker)
            return worker
        except TimeoutError:
            raise _overloaded() from None
        finally:
            self._waiting -= 1

    def _died(self, status: int) -> ProblemError:
        """What to say of a query whose worker ended by itself."""
        if status == -signal.SIGXCPU:
            return _out_of_time(self._settings.limits.timeout)
        if status == -signal.SIGABRT:  # the engine's way to say that it gets no more memory
            return ProblemError(Problem.MEMORY_LIMIT)
        if status == -signal.SIGSEGV:  # its stack is exhausted
            return ProblemError(
                Problem.FAILED_QUERY,
                Words(nl="De vraag is te diep genest.", en="The query is nested too deeply."),
            )
        return ProblemError(Problem.INTERRUPTED_QUERY)

    async def _patrol(self) -> None:
        """Replace workers that end while nobody asks them anything."""
        while True:
            await asyncio.sleep(_PATROL)
            idle = [self._idle.get_nowait() for _ in range(self._idle.qsize())]
            for worker in reversed(idle):
                if worker.gone:
                    self._replace(worker)
                else:
                    self._idle.put_nowait(worker)

    def _replace(self, worker: Worker) -> None:
        self._errand(self.nursery.end(worker))
        self._errand(self._fresh())

    async def _fresh(self) -> None:
        """Put a new worker in the quick lane, in place of one that is counted as missing from now on."""
        self._missing += 1
        while not self._closing:
            try:
                self._idle.put_nowait(await self.nursery.fork())
                self._missing -= 1
                return
            except (OSError, EOFError) as error:
                print(json.dumps({"event": "no worker", "reason": str(error)}), file=sys.stderr, flush=True)
                await asyncio.sleep(1)

    def _errand(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do something meanwhile."""
        task = asyncio.ensure_future(work)
        self._errands.add(task)
        task.add_done_callback(self._errands.discard)

    async def close(self) -> None:
        """End when the running queries have: within their time limit."""
        await self._quiet.wait()
        self._closing = True
        if self._patrolling is not None:
            self._patrolling.cancel()
        await asyncio.gather(*self._errands, return_exceptions=True)
        while not self._idle.empty():
            self._idle.get_nowait().hang_up()
        self.nursery.close()


def _left(deadline: float) -> float:
    return max(0.0, deadline - asyncio.get_running_loop().time())


def _overloaded() -> ProblemError:
    return ProblemError(
        Problem.OVERLOADED,
        Words(
            nl="Er lopen te veel vragen tegelijk; probeer het zo weer.",
            en="Too many queries are running; try again shortly.",
        ),
    )


def _out_of_time(seconds: float) -> ProblemError:
    return ProblemError(
        Problem.TIME_LIMIT,
        Words(
            nl=f"Een vraag krijgt hier hoogstens {seconds:g} seconden; vraag minder tegelijk.",
            en=f"A query gets at most {seconds:g} seconds here; ask for less at a time.",
        ),
    )
