# SPDX-License-Identifier: MIT
"""Work that several processes share.

They are had by forking, which hands them the dataset as it is; each does its turns of the work and writes its own
files, so that little goes between them: what each returns, and what went wrong. How many they are changes nothing of
what is written.
"""

import os
import pickle
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import ForkProcess

T = TypeVar("T")

SMALL: Final = 200
"""With fewer records than this one process does all: starting others would take longer."""

MOST: Final = 8
"""The most processes: each may hold much of the dataset in memory of its own."""


def processes(records: int) -> int:
    """How many processes are to share what is done with so many records.

    Forking needs Linux, and a process without threads, since a lock that a thread holds would stay locked in the other
    forever.
    """
    try:
        alone = len(list(Path("/proc/self/task").iterdir())) == 1
    except OSError:
        return 1
    return min(MOST, len(os.sched_getaffinity(0))) if alone and records >= SMALL else 1


def together(work: Callable[[int], T], count: int) -> list[T]:
    """What ``work(turn)`` returns for each turn below a count, each in a process of its own; the first in this one.

    When this process is killed the others are to end too: work that lasts asks :func:`abandoned` now and then.

    :raises Exception: what ``work`` raises, in whichever process.
    :raises OSError: another process ended early.
    """
    if count == 1:
        return [work(0)]
    import gc

    context = get_context("fork")
    gc.collect()
    gc.freeze()  # what is there stays: going through it for garbage would copy the memory that the processes share
    others: list[tuple[ForkProcess, Connection]] = []
    try:
        for turn in range(1, count):
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_other, args=(theirs, [ours, *(each for _, each in others)], work, turn))
            process.start()
            theirs.close()
            others.append((process, ours))
        results = [work(0)]
        for process, ours in others:
            try:
                problem, result = ours.recv()
            except EOFError:
                process.join()
                raise OSError(f"a process that shared the work ended early, with status {process.exitcode}") from None
            if problem is not None:
                raise problem
            results.append(result)
        return results
    finally:
        for process, ours in others:
            process.kill()
            process.join()
            ours.close()
        gc.unfreeze()


def _other(connection: "Connection", first: "list[Connection]", work: Callable[[int], T], turn: int) -> None:
    """What another process does; it sends what went wrong, or None, and what came of it.

    :param first: ends of pipes that the first process reads from. As long as others have them too, who sends waits for
        a reader forever when the first process was killed.
    """
    global _parent
    _parent = os.getppid()
    for each in first:
        each.close()
    problem, result = None, None
    try:
        result = work(turn)
    except KeyboardInterrupt:  # the first process is told too, and says so
        return
    except Exception as error:  # raised again where it is received
        problem = _sent(error)
    with suppress(BrokenPipeError):  # the first process was killed
        connection.send((problem, result))


def _sent(error: Exception) -> Exception:
    """The error, or where it cannot go from one process to another, what it says."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    except Exception:
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


_parent: int | None = None
"""The process that this one shares the work with, where it is not the first."""


def abandoned() -> bool:
    """Whether this process shares work with one that was killed, so that nobody waits for it."""
    return _parent is not None and os.getppid() != _parent


__all__ = ["abandoned", "processes", "together"]
