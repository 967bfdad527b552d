# SPDX-License-Identifier: MIT
"""Exporters: one file a format. Each writes :class:`~vmbo_mbo_kb.records.Records` into a folder.

An exporter is found by its name through the entry-point group ``vmbo_mbo_kb.exporters``, so another distribution can
add a format. Exporters know nothing of YAML; what they know of the domain they have from the blueprint.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import Path
from typing import ClassVar

from vmbo_mbo_kb.blueprint import ClassSpec
from vmbo_mbo_kb.namespaces import DEFAULT_BASE
from vmbo_mbo_kb.nearest import Nearest
from vmbo_mbo_kb.records import Record, Records
from vmbo_mbo_kb.words import Explained

GROUP = "vmbo_mbo_kb.exporters"


@dataclass(frozen=True, slots=True)
class Written:
    """A file that an export consists of."""

    path: str
    """Path below the target folder, with ``/``."""
    media_type: str
    records: int
    """How many records (for tables: rows) the file holds."""


class Exporter(ABC):
    """A format.

    Writing streams: memory does not grow with the number of records. The same records give the same bytes, whatever
    the hash seed, time zone, locale or clock.
    """

    name: ClassVar[str]
    """Name on the command line and in the entry-point group."""
    title: ClassVar[str]
    """Name for people."""
    media_type: ClassVar[str]
    in_build: ClassVar[bool] = True
    """Whether a build writes it; a format that needs what is not installed with the package is asked for by name."""
    lossless: ClassVar[bool] = False
    """Whether :meth:`read` gives back what was written."""

    @abstractmethod
    def write(self, records: Records, folder: Path, base: str = DEFAULT_BASE) -> Iterable[Written]:
        """Write the export into an existing folder and say which files it made, in order of their path.

        All is written when this returns; an exporter of many files may list them from the folder, as the caller goes
        through them. The caller places the folder; an exporter need not care about what stood there before.

        :param base: base of all IRIs, ending in ``/``.
        :raises OSError: the folder cannot be written.
        """

    def read(self, folder: Path, base: str = DEFAULT_BASE) -> Iterator[tuple[ClassSpec, Record]]:
        """Read an export of this format back: the dataset's description first, then the records.

        :raises NotImplementedError: the format is not :attr:`lossless`.
        :raises ValueError: the files are not such an export.
        """
        raise NotImplementedError(f"{self.title} cannot be read back")


class UnknownFormat(Explained, LookupError):
    """There is no exporter of this name."""

    def __init__(self, name: str, known: list[str]) -> None:
        nearest = Nearest(known)(name)
        nl, en = (f"; bedoelt u {nearest[0]!r}?", f"; did you mean {nearest[0]!r}?") if nearest else (".", ".")
        super().__init__(
            nl=f"onbekend formaat {name!r}{nl} Bekend zijn: {', '.join(known)}",
            en=f"unknown format {name!r}{en} Known: {', '.join(known)}",
        )
        self.name = name
        self.known = known


@cache
def _classes() -> dict[str, type[Exporter]]:
    return {point.name: point.load() for point in sorted(entry_points(group=GROUP), key=lambda point: point.name)}


def names() -> list[str]:
    """Names of all formats, sorted."""
    return list(_classes())


def get(name: str) -> Exporter:
    """The exporter of this name.

    :raises UnknownFormat: there is none; the message names the nearest.
    """
    try:
        return _classes()[name]()
    except KeyError:
        raise UnknownFormat(name, names()) from None
