# SPDX-License-Identifier: MIT
"""Compiling the shipped dataset, when a wheel is built: ``python -m vmbo_mbo_kb.compiling DATASET PACKAGE``.

Into the folder of the package that the wheel is made from go, of the dataset's folder DATASET:

* ``dataset/records.jsonl``, in place of a YAML file a record: what ``validate`` reads where the package is installed;
* ``compiled/records``, ``compiled/blueprint``, ``compiled/terms`` and ``compiled/triples``, which
  :mod:`vmbo_mbo_kb.compiled` reads.
"""

import marshal
import pickle
import sys
import zlib
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from vmbo_mbo_kb.blueprint import blueprint
from vmbo_mbo_kb.compiled import BLUEPRINT, FOLDER, RECORDS, TERMS, TRIPLES
from vmbo_mbo_kb.describing import Frame
from vmbo_mbo_kb.exporters.ntriples import NTriples
from vmbo_mbo_kb.generators.ontology import own_terms
from vmbo_mbo_kb.knowledge_base import KnowledgeBase, load
from vmbo_mbo_kb.namespaces import expand
from vmbo_mbo_kb.reading import read

LINES: Final = "records.jsonl"

MARSHAL: Final = 2
"""The version of marshal's format: every Python reads it, and it has no pointers, which fall by chance of memory."""
PICKLE: Final = 4
"""The version of pickle's format: every Python since 3.4 reads it."""


def compile_dataset(dataset: Path, package: Path) -> None:
    """Write what a wheel carries of a dataset into the folder of the package.

    :raises DatasetError: the dataset has findings of severity error.
    :raises OSError: the folder cannot be written.
    """
    data = load(dataset)
    folder = package / Path(FOLDER).name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / BLUEPRINT).write_bytes(pickle.dumps(blueprint(), PICKLE))
    (folder / RECORDS).write_bytes(_records(data))
    (folder / TERMS).write_text("\n".join(sorted(term.removeprefix(expand("kb:")) for term in own_terms())), "utf-8")
    (folder / TRIPLES).write_bytes(zlib.compress(_triples(data), zlib.Z_BEST_COMPRESSION))
    (package / "dataset").mkdir(exist_ok=True)
    (package / "dataset" / LINES).write_bytes(_lines(dataset))


def _records(data: KnowledgeBase) -> bytes:
    """The content of :class:`~vmbo_mbo_kb.compiled.CompiledRecords`."""
    places: dict[str, tuple[str, int]] = {}
    entries: list[bytes] = []
    start = 0
    for spec, record in data.records:
        identifier = record["id"]
        places[identifier] = spec.name, start
        entries.append(marshal.dumps((record, data.pointed_at_by(identifier)), MARSHAL))
        start += len(entries[-1])
    head = marshal.dumps((data.records.dataset, places), MARSHAL)
    return b"".join((len(head).to_bytes(4, "little"), head, *entries))


class _Triples(NTriples):
    """N-Triples that name a subject once for all that is said of it.

    That is Turtle. A store fills itself with it as soon as with N-Triples, whose bytes are nearly twice as many and
    would have to be uncompressed first; prefixes would make it smaller still, and slower to read.
    """

    media_type = "text/turtle"

    def frame(self, base: str) -> Frame:
        return Frame(f"<{base}{{path}}> ", ";", ".\n")


def _triples(data: KnowledgeBase) -> bytes:
    with TemporaryDirectory() as name:
        (written,) = data.export(_Triples(), name)
        return Path(name, written.path).read_bytes()


def _lines(dataset: Path) -> bytes:
    """The records as they were read, a line each."""
    import orjson

    raws = read(dataset).records
    rows = ({"class": raw.spec.slug, "id": raw.id, **raw.values} for raw in raws)
    return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)


if __name__ == "__main__":
    compile_dataset(Path(sys.argv[1]), Path(sys.argv[2]))
