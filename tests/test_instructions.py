# SPDX-License-Identifier: MIT
"""What is waited for most is counted in instructions of the processor, which no other work on the machine changes.

How long it takes, beside Python alone and beside peers, is what ``python -m benchmarks`` measures.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pydantic
import pytest

from benchmarks.synthetic import Synthetic, write_lines

VALGRIND = shutil.which("valgrind")
pytestmark = pytest.mark.skipif(VALGRIND is None, reason="valgrind is not installed: no instructions are counted")

ROOT = Path(__file__).parent.parent
LIBRARIES = Path(pydantic.__file__).parent.parent

EXPORT = """
from pathlib import Path
from benchmarks.synthetic import Lines, Synthetic
from vmbo_mbo_kb.exporters.ntriples import NTriples
NTriples().write(Lines(Path(sys.argv[1]), Synthetic(1).dataset), Path(sys.argv[1]).parent)
"""

MILLIONS = {
    "import vmbo_mbo_kb": 2,
    "import vmbo_mbo_kb as kb; assert kb.load().record('vm2')['id'] == 'vm2'": 20,
    "from vmbo_mbo_kb.cli import main; sys.argv = ['vmbo-mbo-kb', 'show', 'vm2']; main()": 350,
    EXPORT: 1450,
}
"""The most that a program may take beyond starting Python: some 1.3 times what it took when this was written."""


def instructions(library: Path, program: str, *arguments: str | Path) -> int:
    """How many instructions a fresh Python takes for a program, the package being as a wheel holds it."""
    paths = [str(library), str(LIBRARIES), str(ROOT)]
    python = [sys.executable, "-P", "-s", "-S", "-c", f"import sys; sys.path += {paths!r}\n{program}", *arguments]
    settings = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0"}
    subprocess.run(python, env=settings, check=True, capture_output=True)  # from here on there is bytecode
    counted = subprocess.run(
        [str(VALGRIND), "--tool=callgrind", f"--callgrind-out-file={os.devnull}", *python],
        env=settings, check=True, capture_output=True, text=True,
    )  # fmt: skip
    found = re.search(r"Collected : ([0-9]+)", counted.stderr)
    assert found, counted.stderr
    return int(found[1])


@pytest.fixture(scope="module")
def bare(library: Path) -> int:
    """The instructions of Python alone."""
    return instructions(library, "")


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """300 invented records."""
    return write_lines(Synthetic(300), tmp_path_factory.mktemp("records") / "dataset")


@pytest.mark.parametrize("program", MILLIONS, ids=("import", "record", "show", "N-Triples of 300 records"))
def test_no_more_instructions_than(program: str, library: Path, records: Path, bare: int) -> None:
    taken = (instructions(library, program, records) - bare) / 1e6
    assert taken < MILLIONS[program], f"{taken:.1f} million instructions more than Python alone"
    assert taken > MILLIONS[program] / 4, f"only {taken:.1f} million: write a lower limit, or it guards nothing"
