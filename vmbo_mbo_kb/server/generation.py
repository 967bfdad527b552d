# SPDX-License-Identifier: MIT
"""A generation: one state of the dataset, and all that answers from it.

A reload makes a new one beside the old; a request keeps the one that it began with.
"""

import asyncio
from dataclasses import dataclass
from functools import lru_cache
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.requests import Request

from vmbo_mbo_kb import knowledge_base
from vmbo_mbo_kb._version import __version__
from vmbo_mbo_kb.blueprint import ClassSpec, blueprint
from vmbo_mbo_kb.generators.ontology import ontology
from vmbo_mbo_kb.knowledge_base import KnowledgeBase
from vmbo_mbo_kb.namespaces import prefixes
from vmbo_mbo_kb.records import Record, record_path
from vmbo_mbo_kb.server.pool import Pool
from vmbo_mbo_kb.server.settings import Settings
from vmbo_mbo_kb.server.worker import Data


@dataclass
class Generation:
    """One state of the dataset."""

    data: KnowledgeBase
    base: str
    pool: Pool
    digest: str
    """Differs when an answer may: the data, or the program."""
    records: dict[str, tuple[ClassSpec, Record]]
    """The dataset's description and every record, by the path of its IRI below the base."""
    _files: "TemporaryDirectory[str]"

    def __post_init__(self) -> None:
        self.at = lru_cache(maxsize=64)(self.data.at)
        """What held on a day; lately asked days are remembered."""

    @property
    def triples(self) -> dict[str, int]:
        """How many triples each graph has; the first is the default one."""
        return self.pool.nursery.triples

    async def close(self) -> None:
        """End when the running queries have."""
        await self.pool.close()
        self._files.cleanup()


async def generate(settings: Settings) -> Generation:
    """Read the dataset and start workers on it.

    :raises DatasetError: it has findings of severity error.
    :raises OSError: there is no room for the workers.
    """
    files = TemporaryDirectory(prefix="vmbo-mbo-kb-")
    try:
        data, digest = await asyncio.to_thread(_prepare, settings, Path(files.name))
        description = (blueprint().dataset, data.records.dataset)
        records = {record_path(*each): each for each in (description, *data.records)}
        graphs = {
            settings.base + next(iter(records)): (str(Path(files.name, "vmbo-mbo-kb.nt")), "application/n-triples"),
            f"{settings.base}def": (str(Path(files.name, "ontology.ttl")), "text/turtle"),
        }
        pool = Pool(Data(graphs, prefixes(settings.base), settings.base, settings.limits), settings)
        await pool.start()
    except BaseException:
        files.cleanup()
        raise
    return Generation(data, settings.base, pool, digest, records, files)


def _prepare(settings: Settings, folder: Path) -> tuple[KnowledgeBase, str]:
    data = knowledge_base.load(settings.folder)
    data.export("ntriples", folder, settings.base)
    (folder / "ontology.ttl").write_text(ontology(settings.base), encoding="utf-8")
    with (folder / "vmbo-mbo-kb.nt").open("rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()
    return data, sha256(f"{digest} {__version__}".encode()).hexdigest()


def current(request: Request) -> Generation:
    """The generation that answers a request."""
    found: Generation = request.app.state.generation
    return found
