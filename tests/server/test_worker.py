# SPDX-License-Identifier: MIT
"""The process that workers are forked from."""

import subprocess
import sys
from pathlib import Path

import vmbo_mbo_kb as kb
from tests.conftest import DATA

SCRIPT = """
import sys
from vmbo_mbo_kb.namespaces import DEFAULT_BASE, prefixes
from vmbo_mbo_kb.server.settings import Limits
from vmbo_mbo_kb.server.worker import Data, Engine, ProblemError

engine = Engine(Data({DEFAULT_BASE: (sys.argv[1], "application/n-triples")}, prefixes(), DEFAULT_BASE, Limits()))
loaded = set(sys.modules)
for query in ("ASK { ?s a kb:Theme }", "SELECT * { ?s kb:nmae ?o }", "SELEC ?x {}", "CONSTRUCT WHERE { ?s ?p ?o }"):
    try:
        engine.answer({"query": query, "default": [], "named": [], "accept": "*/*", "gzip": False})
    except ProblemError:
        pass
print(*sorted(set(sys.modules) - loaded))
"""


def test_a_fresh_worker_loads_nothing_for_its_first_query(tmp_path: Path) -> None:
    kb.load(DATA / "valid").export("ntriples", tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "vmbo-mbo-kb.nt")], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
