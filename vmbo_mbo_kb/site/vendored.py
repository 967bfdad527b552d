# SPDX-License-Identifier: MIT
"""What the site carries along of others: code that runs in the reader's browser, unchanged.

``vendor/vendored.json`` lists every file with its package, version, licence, address of origin and the SHA-256 of the
file as its makers published it. WebAssembly is kept compressed (``.xz``), for the package is downloaded far more often
than a site is built.
"""

import json
import lzma
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "vendor"

LIST: Final = "vendored.json"


@dataclass(frozen=True, slots=True)
class Vendored:
    """A file of others."""

    path: str
    """Path below the folder of vendored files."""
    content: bytes


def packages() -> list[dict[str, Any]]:
    """The list of packages and their files."""
    found: list[dict[str, Any]] = json.loads((FOLDER / LIST).read_bytes())
    return found


def files() -> Iterator[Vendored]:
    """Every file as its makers published it.

    :raises ValueError: a file is not the one that the list speaks of.
    """
    for package in packages():
        for entry in package["files"]:
            content = _content(FOLDER / entry["path"])
            if sha256(content).hexdigest() != entry["sha256"]:
                raise ValueError(f"{FOLDER / entry['path']} is not what {package['name']} {package['version']} holds")
            yield Vendored(entry["path"], content)


def _content(path: Path) -> bytes:
    if path.is_file():
        return path.read_bytes()
    return lzma.decompress(path.with_name(f"{path.name}.xz").read_bytes())
