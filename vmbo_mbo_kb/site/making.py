# SPDX-License-Identifier: MIT
"""Writing the files of a site, by one process or by several that share the work.

Each process goes through the same makers in the same order, so each knows the path of every file; the content is made
and written by the one whose turn it is, a block of files at a time. With one or two processes, pages that search is to
find are made first, and all else beside Pagefind, which takes long and leaves a core idle.
"""

import os
from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from vmbo_mbo_kb.exporters import Written
from vmbo_mbo_kb.placement import write_changed
from vmbo_mbo_kb.sharing import abandoned, together
from vmbo_mbo_kb.site.frame import File, Site

if TYPE_CHECKING:
    from vmbo_mbo_kb.publication import Output
    from vmbo_mbo_kb.site.pages import Maker

BLOCK: Final = 24
"""How many files are made in a turn: the few of a record together, and so many turns that none has more to do."""


FEW: Final = 2
"""With more processes than so many, one that does what was put by would be waited for."""


def make(makers: "Iterable[Maker]", site: Site, count: int = 1) -> None:
    """Write all files of some makers, in as many processes as said; a few processes put by what search is not to find.

    :raises ValueError: two makers want the same path.
    :raises OSError: a file cannot be written.
    """
    together(partial(_share, makers, site, count), count)


def _share(makers: "Iterable[Maker]", site: Site, count: int, turn: int) -> None:
    for number, file in enumerate(_files(makers, site)):
        if count <= FEW and not site.searched(file.path):
            if turn == 0:
                site.put_by.append(file)
        elif number // BLOCK % count == turn:
            if abandoned():
                os._exit(1)
            _write(file, site.output)


def make_rest(site: Site) -> None:
    """Write the files that were put by.

    :raises OSError: a file cannot be written.
    """
    while site.put_by:
        _write(site.put_by.popleft(), site.output)


def _files(makers: "Iterable[Maker]", site: Site) -> Iterator[File]:
    for maker in makers:
        for file in maker(site):
            if file.path in site.paths:
                raise ValueError(f"two makers of the site want {file.path}")
            site.paths[file.path] = Written(file.path, file.media_type, file.records)
            yield file


def _write(file: File, output: "Output") -> None:
    content = file.made()
    if content is not None:
        path = output.folder / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        write_changed(path, content, output.former / file.path)


__all__ = ["make", "make_rest"]
