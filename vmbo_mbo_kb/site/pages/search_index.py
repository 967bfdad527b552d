# SPDX-License-Identifier: MIT
"""The search index: made by Pagefind (https://pagefind.app) of the pages that the other makers have written.

In it are the pages about records, the lists of whole classes and the pages that stand alone; not the lists narrowed by
something and the pages of years, which hold the same names again.

Pagefind comes with the extra ``site``. Without it the site is whole but for the index: its search page says so and
leads to the lists.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from vmbo_mbo_kb.generators.hosting import MEDIA_TYPES
from vmbo_mbo_kb.optional import optional
from vmbo_mbo_kb.site.frame import LANGUAGES, File, Site

FOLDER: Final = "pagefind"

ENTRY: Final = f"{FOLDER}/pagefind.js"
"""What the search page loads; without it there is no index."""

INSTALL: Final = "pip install 'vmbo-mbo-kb[site]'"

_UNUSED: Final = ("-ui.css", "-ui.js", "-highlight.js")
"""Ends of files for pages that have no search of their own."""


BESIDE: Final = "aside, svg, .legend, .cite, #relations"
"""What is not the text of a page: what stands on all pages, drawings, and the names of what points at a record, by
which every source would be found for all that it supports."""


def make(site: Site) -> Iterator[File]:
    """The files of the index; none where Pagefind is not installed.

    :raises OSError: Pagefind failed; the message holds what it says.
    """
    program = executable()
    if program is None:
        return
    folders = ["model", *(spec.slug for spec in site.specs.values())]
    with TemporaryDirectory() as folder:
        # Links keep index.html: a disk has no default page.
        command: list[str] = [
            program,
            "--site",
            str(site.folder),
            "--output-path",
            folder,
            "--root-selector",
            "main",
            "--exclude-selectors",
            BESIDE,
            "--glob",
            f"{{{','.join(LANGUAGES)}}}/{{*.html,{{{','.join(folders)}}}/*.html}}",
            "--keep-index-url",
        ]
        done = subprocess.run([*command, "--silent"], capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode != 0:
            raise OSError(f"Pagefind could not make the search index: {(done.stderr or done.stdout).strip()}")
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file() and not path.name.endswith(_UNUSED):
                place = path.relative_to(folder).as_posix()
                yield File(f"{FOLDER}/{place}", _content(path), MEDIA_TYPES[path.suffix.removeprefix(".")])


def executable() -> str | None:
    """Where Pagefind is: beside Python, or on the path; None when it is not installed."""
    try:
        return str(optional("pagefind_bin", "vmbo-mbo-kb[site]").get_executable())
    except (ImportError, FileNotFoundError):
        return shutil.which("pagefind")


def _content(path: Path) -> bytes:
    """A file of the index; Pagefind writes the languages in its list in no order."""
    if path.name != "pagefind-entry.json":
        return path.read_bytes()
    return json.dumps(json.loads(path.read_bytes()), ensure_ascii=False, sort_keys=True).encode()
