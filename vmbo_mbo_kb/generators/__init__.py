# SPDX-License-Identifier: MIT
"""Generators: everything in ``schema/``, made from the blueprint.

The files are committed, so that editors and readers on the web find them, and are made again by
``vmbo-mbo-kb schema``; a test holds them equal to the model.
"""

import json
from pathlib import Path
from typing import Any, Final

from vmbo_mbo_kb.namespaces import DEFAULT_BASE

_SUFFIXES: Final = frozenset({".json", ".jsonld", ".ttl"})
"""The kinds of file that are generated: any other in the folder is left alone."""


def artefacts(base: str = DEFAULT_BASE) -> dict[str, bytes]:
    """What ``schema/`` holds: the content of each file by its name."""
    from vmbo_mbo_kb.generators import csvw, data_package, ontology, shacl
    from vmbo_mbo_kb.generators.context import context
    from vmbo_mbo_kb.generators.json_schema import json_schemas

    found = {name: _json(schema) for name, schema in json_schemas(base).items()}
    found["context.jsonld"] = _json({"@context": context(base)})
    found[shacl.NAME] = shacl.shapes(base).encode()
    found[ontology.NAME] = ontology.ontology(base).encode()
    found[csvw.NAME] = _json(csvw.csvw_metadata(base=base))
    found[data_package.NAME] = _json(data_package.data_package(base=base))
    return dict(sorted(found.items()))


def write(folder: Path) -> list[str]:
    """Bring a folder up to date: write the files that differ, remove generated ones that are no longer made.

    :returns: the names of the files written or removed.
    """
    wanted = artefacts()
    changed = _differing(folder, wanted)
    folder.mkdir(parents=True, exist_ok=True)
    for name in changed:
        path = folder / name
        if name not in wanted:
            path.unlink()
            continue
        # Beside it first: an editor reads these files at any moment.
        beside = folder / f".{name}.new"
        try:
            beside.write_bytes(wanted[name])
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    return changed


def stale(folder: Path) -> list[str]:
    """The names of files that differ from what the model makes, are missing, or are no longer made."""
    return _differing(folder, artefacts())


def _differing(folder: Path, wanted: dict[str, bytes]) -> list[str]:
    there = {
        path.name: path.read_bytes()
        for path in (folder.iterdir() if folder.is_dir() else ())
        if path.suffix in _SUFFIXES and path.is_file()
    }
    return sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))


def _json(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
