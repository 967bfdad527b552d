# SPDX-License-Identifier: MIT
"""Writing the files of a site, by one process or by several that share the work.

Each process goes through the same makers in the same order, so each knows the path of every file; the content is made
and written by the one whose turn it is, a block of files at a time. So nothing goes between them but what went wrong,
and what is written does not depend on how many they are.
"""

import os
from collections.abc import Iterable, Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vmbo_mbo_kb.exporters import Written
from vmbo_mbo_kb.placement import write_changed
from vmbo_mbo_kb.site.frame import File, Site

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from vmbo_mbo_kb.site.pages import Maker

BLOCK: Final = 24
"""How many files are made in a turn: the few of a record together, and so many turns that none has more to do."""

SMALL: Final = 200
"""With fewer records than this one process does all: starting others would take longer."""

MOST: Final = 8
"""The most processes: each may hold much of the dataset in memory of its own."""


def processes(records: int) -> int:
    """How many processes are to make the site of so many records.

    Several are had by forking, which hands them the dataset as it is; they need Linux, and a process without threads,
    since a lock that a thread holds would stay locked in the other forever.
    """
    try:
        alone = len(list(Path("/proc/self/task").iterdir())) == 1
    except OSError:
        return 1
    return min(MOST, len(os.sched_getaffinity(0))) if alone and records >= SMALL else 1


def make(makers: "Iterable[Maker]", site: Site, former: Path | None) -> None:
    """Write all files of some makers.

    :param former: a folder with an earlier output, from which is taken what has not changed.
    :raises ValueError: two makers want the same path.
    :raises OSError: a file cannot be written.
    """
    for file in _files(makers, site):
        _write(file, site.folder, former)


def make_together(makers: "Iterable[Maker]", site: Site, former: Path | None, count: int) -> None:
    """Write all files of some makers, in as many processes as said.

    :raises ValueError: two makers want the same path.
    :raises OSError: a file cannot be written.
    """
    if count == 1:
        make(makers, site, former)
        return
    import gc

    context = get_context("fork")
    gc.collect()
    gc.freeze()  # what is there stays: going through it for garbage would copy the memory that the processes share
    others = []
    try:
        for turn in range(1, count):
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_other, args=(theirs, makers, site, former, turn, count))
            process.start()
            theirs.close()
            others.append((process, ours))
        _share(makers, site, former, 0, count)
        for process, ours in others:
            try:
                problem = ours.recv()
            except EOFError:
                process.join()
                problem = OSError(f"a process that made pages ended early, with status {process.exitcode}")
            if problem is not None:
                raise problem
    finally:
        for process, ours in others:
            process.kill()
            process.join()
            ours.close()
        gc.unfreeze()


def _other(
    connection: "Connection", makers: "Iterable[Maker]", site: Site, former: Path | None, turn: int, count: int
) -> None:
    """What another process does; it says what went wrong, or None."""
    problem: Exception | None = None
    try:
        _share(makers, site, former, turn, count)
    except KeyboardInterrupt:  # the first process is told too, and says so
        return
    except Exception as error:  # raised again where it is received
        problem = error
    connection.send(problem)


def _share(makers: "Iterable[Maker]", site: Site, former: Path | None, turn: int, count: int) -> None:
    parent = os.getppid()
    for number, file in enumerate(_files(makers, site)):
        if number // BLOCK % count == turn:
            if turn and os.getppid() != parent:  # the first process was killed: nobody waits for the files
                os._exit(1)
            _write(file, site.folder, former)


def _files(makers: "Iterable[Maker]", site: Site) -> Iterator[File]:
    for maker in makers:
        for file in maker(site):
            if file.path in site.paths:
                raise ValueError(f"two makers of the site want {file.path}")
            site.paths[file.path] = Written(file.path, file.media_type, file.records)
            yield file


def _write(file: File, folder: Path, former: Path | None) -> None:
    path = folder / file.path
    content = file.made()
    path.parent.mkdir(parents=True, exist_ok=True)
    if former is None:
        path.write_bytes(content)
    else:
        write_changed(path, content, former / file.path)


__all__ = ["make", "make_together", "processes"]
