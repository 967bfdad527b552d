# SPDX-License-Identifier: MIT
"""schema/ is what the model makes, and is made the same way every time."""

import json
import os
import subprocess
import sys
from pathlib import Path

from vmbo_mbo_kb import generators
from vmbo_mbo_kb.namespaces import DEFAULT_BASE

SCHEMA = Path(__file__).parents[2] / "schema"


def test_schema_folder_is_fresh() -> None:
    stale = generators.stale(SCHEMA)
    assert not stale, f"schema/ is not what the model makes ({', '.join(stale)}); run: make schema"


def test_names() -> None:
    names = set(generators.artefacts())
    assert names >= {
        "context.jsonld",
        "dataset.schema.json",
        "ontology.ttl",
        "shapes.ttl",
        "themes.schema.json",
        "vmbo-mbo-kb.schema.json",
    }


def test_json_is_json() -> None:
    for name, content in generators.artefacts().items():
        if name.endswith((".json", ".jsonld")):
            assert json.loads(content), name


def test_same_under_any_hash_seed() -> None:
    program = (
        "import hashlib; from vmbo_mbo_kb.generators import artefacts;"
        "print({name: hashlib.sha256(content).hexdigest() for name, content in artefacts().items()})"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("0", "UTC"), ("4242", "Asia/Tokyo"))
    }
    assert len(outputs) == 1


def test_another_base_differs_in_the_base_alone() -> None:
    other = "https://example.org/kb/"
    ours, theirs = generators.artefacts(), generators.artefacts(other)
    assert ours.keys() == theirs.keys()
    for name, content in ours.items():
        assert content.replace(DEFAULT_BASE.encode(), other.encode()) == theirs[name], name


def test_write_makes_fresh_and_says_what_changed(tmp_path: Path) -> None:
    folder = tmp_path / "schema"
    assert generators.stale(folder) == sorted(generators.artefacts())
    assert generators.write(folder) == sorted(generators.artefacts())
    assert generators.stale(folder) == []
    assert generators.write(folder) == []


def test_differing_missing_and_superfluous_files_are_stale(tmp_path: Path) -> None:
    generators.write(tmp_path)
    (tmp_path / "README.md").write_text("ours to keep")
    (tmp_path / "ontology.ttl").write_text("changed by hand")
    (tmp_path / "shapes.ttl").unlink()
    (tmp_path / "former-class.schema.json").write_text("{}")
    untouched = tmp_path / "context.jsonld"
    before = untouched.stat().st_mtime_ns
    expected = ["former-class.schema.json", "ontology.ttl", "shapes.ttl"]
    assert generators.stale(tmp_path) == expected
    assert generators.write(tmp_path) == expected
    assert generators.stale(tmp_path) == []
    assert (tmp_path / "README.md").exists()
    assert untouched.stat().st_mtime_ns == before
