# SPDX-License-Identifier: MIT
"""The search index: made by Pagefind (https://pagefind.app) of the pages that the other makers have written.

Pagefind comes with the extra ``site``. Without it the site is whole but for the index: its search page says so and
leads to the lists.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from vmbo_mbo_kb.generators.hosting import MEDIA_TYPES
from vmbo_mbo_kb.optional import optional
from vmbo_mbo_kb.site.frame import File, Site

FOLDER: Final = "pagefind"

ENTRY: Final = f"{FOLDER}/pagefind.js"
"""What the search page loads; without it there is no index."""

INSTALL: Final = "pip install 'vmbo-mbo-kb[site]'"

_UNUSED: Final = ("-ui.css", "-ui.js", "-highlight.js")
"""Ends of files for pages that have no search of their own."""


BESIDE: Final = "aside, svg, .legend, .cite, #relations"
"""What is not the text of a page: what stands on all pages, drawings, and the names of what points at a record, by
which every source would be found for all that it supports."""


@contextmanager
def made(site: Site) -> Iterator[None]:
    """Have the index made of the pages that are there while a block does something else; nothing without Pagefind.

    :raises OSError: Pagefind failed; the message holds what it says.
    """
    program = executable()
    if program is None:
        yield
        return
    # Links keep index.html: a disk has no default page.
    command: list[str] = [
        program,
        "--site",
        str(site.folder),
        "--output-subdir",
        FOLDER,
        "--root-selector",
        "main",
        "--exclude-selectors",
        BESIDE,
        "--glob",
        f"{{{','.join(site.searched_folders)}}}/*.html",
        "--keep-index-url",
        "--silent",
    ]
    with subprocess.Popen(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            yield
            said, _ = process.communicate()
        except BaseException:
            process.kill()
            raise
    if process.returncode != 0:
        raise OSError(f"Pagefind could not make the search index: {said.strip()}")


def make(site: Site) -> Iterator[File]:
    """The files of the index that was made; none where Pagefind is not installed."""
    folder = site.folder / FOLDER
    if not folder.exists():
        return
    _sort_languages(folder / "pagefind-entry.json")
    for path in sorted(folder.rglob("*")):
        if path.name.endswith(_UNUSED):
            path.unlink()
        elif path.is_file():
            place = path.relative_to(site.folder).as_posix()
            yield File(place, None, MEDIA_TYPES[path.suffix.removeprefix(".")])


def executable() -> str | None:
    """Where Pagefind is: beside Python, or on the path; None when it is not installed."""
    try:
        return str(optional("pagefind_bin", "vmbo-mbo-kb[site]").get_executable())
    except (ImportError, FileNotFoundError):
        return shutil.which("pagefind")


def _sort_languages(path: Path) -> None:
    """Put the list of languages, which Pagefind writes in no order, in one."""
    path.write_text(json.dumps(json.loads(path.read_bytes()), ensure_ascii=False, sort_keys=True), "utf-8")
