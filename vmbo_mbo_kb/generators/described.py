# SPDX-License-Identifier: MIT
"""What the descriptions of a publication have in common: the dataset, its addresses, its files.

A publication is described for many readers (DCAT, VoID, RO-Crate, DataCite, schema.org, …). Each description is a
generator of its own; what they all say is worked out here, once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from vmbo_mbo_kb._version import __version__
from vmbo_mbo_kb.blueprint import blueprint
from vmbo_mbo_kb.namespaces import DEFAULT_BASE
from vmbo_mbo_kb.records import Record, record_path

KEYWORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "nl": ("beroepsonderwijs", "doorlopende leerroute", "mbo", "onderwijsbeleid", "samenwerking", "vmbo"),
    "en": ("vocational education", "learning pathway", "mbo", "education policy", "collaboration", "vmbo"),
}
"""What people look for it by."""

LICENCES: Final = {
    "https://creativecommons.org/publicdomain/zero/1.0/": ("CC0-1.0", "Creative Commons Zero 1.0 Universal"),
    "https://creativecommons.org/licenses/by/4.0/": ("CC-BY-4.0", "Creative Commons Attribution 4.0 International"),
}
"""SPDX identifier (https://spdx.org/licenses/) and name of licences by their address."""

SOFTWARE: Final = f"vmbo-mbo-kb {__version__}"


@dataclass(frozen=True)
class Publication:
    """A dataset as it is published: what to describe."""

    dataset: Record
    files: tuple[Mapping[str, Any], ...] = ()
    """The files on offer as the manifest tells of them: path, media type, bytes, sha256, records."""
    base: str = DEFAULT_BASE
    first: str | None = None
    """The first day that the data are about, as ISO 8601."""

    @property
    def iri(self) -> str:
        """The IRI of this version."""
        return self.base + record_path(blueprint().dataset, self.dataset)

    @property
    def series(self) -> str:
        """The IRI of the dataset, whatever its version."""
        return self.iri.removesuffix(f"/{self.version}")

    @property
    def version(self) -> str:
        """The calendar version."""
        version: str = self.dataset["version"]
        return version

    @property
    def day(self) -> str:
        """The day of publication, which is the one that counts as today in the data."""
        day: str = self.dataset["as_of"]
        return day

    @property
    def licence(self) -> tuple[str | None, str]:
        """SPDX identifier and name of the licence; of one that is not known here the address."""
        return LICENCES.get(self.dataset["licence"], (None, self.dataset["licence"]))

    @cached_property
    def whole(self) -> tuple[Mapping[str, Any], ...]:
        """The files that hold the whole dataset or describe it: not those of single records and tables."""
        return tuple(entry for entry in self.files if is_whole(entry["path"]))

    def address(self, path: str) -> str:
        """Where a file of the publication is."""
        return self.base + path


def is_whole(path: str) -> bool:
    """Whether a file is of the whole dataset.

    >>> [
    ...     is_whole(path)
    ...     for path in ("vmbo-mbo-kb.ttl", "csv/datapackage.json", "csv/themes.csv", "jsonld/themes/x.jsonld")
    ... ]
    [True, True, False, False]
    """
    return "/" not in path or path.endswith(".json")
