# SPDX-License-Identifier: MIT
"""Renderers: findings as text for people, and as the files that other programs read.

A renderer is a module here, found by its name, with a function ``render`` like :class:`Render`. Adding one is adding
a module.
"""

import os
import pkgutil
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from pathlib import Path

    from vmbo_mbo_kb.findings import Finding
    from vmbo_mbo_kb.words import Language


class Render(Protocol):
    """What a renderer is."""

    def __call__(self, findings: "Sequence[Finding]", language: "Language" = "en", *, color: bool = False) -> str:
        """The findings as a text that ends in a line end, or is empty.

        :param findings: in order of place, as :func:`vmbo_mbo_kb.validate` returns them.
        :param language: of messages and hints.
        :param color: with ANSI's codes for colour, where the renderer writes for people.
        """


def names() -> list[str]:
    """The names of all renderers."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def get(name: str) -> Render:
    """A renderer by its name.

    :raises ModuleNotFoundError: there is none.
    """
    return cast(Render, import_module(f"{__name__}.{name}").render)


def places(findings: "Sequence[Finding]") -> dict[str, "Path"]:
    """The files of findings as services know them: relative to the folder that one is in, where they lie in there."""
    from pathlib import Path  # dear to import, and help on commands lists renderers

    here = Path.cwd()
    found = {}
    for file in {finding.file for finding in findings}:
        path = Path(os.path.abspath(file))  # noqa: PTH100 - resolve() would follow links
        found[file] = path.relative_to(here) if path.is_relative_to(here) else path
    return found
