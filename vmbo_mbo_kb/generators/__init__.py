# SPDX-License-Identifier: MIT
"""Generators: everything in ``schema/``, made from the blueprint.

The files are committed, so that editors and readers on the web find them, and are made again by
``vmbo-mbo-kb schema``; a test holds them equal to the model.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vmbo_mbo_kb.namespaces import DEFAULT_BASE


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
    """Bring a folder of schemas up to date: see :func:`renew`."""
    return renew(folder, artefacts())


def stale(folder: Path) -> list[str]:
    """The names of schemas that differ from what the model makes, are missing, or are no longer made."""
    return differing(folder, artefacts())


def renew(folder: Path, wanted: Mapping[str, bytes]) -> list[str]:
    """Write the files that differ, and remove those of the same kinds that are no longer made.

    :param wanted: the content of each file by its name in the folder, with ``/`` for folders in it.
    :returns: the names of the files written or removed.
    """
    changed = differing(folder, wanted)
    folder.mkdir(parents=True, exist_ok=True)
    for name in changed:
        path = folder / name
        if name not in wanted:
            path.unlink()
            continue
        path.parent.mkdir(exist_ok=True)
        # Beside it first: an editor reads these files at any moment.
        beside = path.with_name(f".{path.name}.new")
        try:
            beside.write_bytes(wanted[name])
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    return changed


def differing(folder: Path, wanted: Mapping[str, bytes]) -> list[str]:
    """The names of files that differ from what is wanted, are missing, or are no longer wanted.

    Only files of the wanted kinds count, in the wanted folders.
    """
    suffixes = {Path(name).suffix for name in wanted}
    folders = {folder / Path(name).parent for name in wanted}
    there = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for inner in folders
        for path in (inner.iterdir() if inner.is_dir() else ())
        if path.suffix in suffixes and path.is_file()
    }
    return sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))


def _json(content: dict[str, Any]) -> bytes:
    import orjson  # dear to import, and this package is on the way to the first answer to SPARQL

    return orjson.dumps(content, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
