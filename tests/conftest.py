# SPDX-License-Identifier: MIT
"""What several tests need."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data"


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A copy of the small imaginary dataset, to be changed at will."""
    folder = tmp_path / "a dataset"
    shutil.copytree(DATA / "valid", folder)
    return folder


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as a wheel holds it."""
    folder = tmp_path_factory.mktemp("a wheel")
    build = ["-q", "build", "--build-base", folder / "base", "--build-lib", folder / "lib"]
    subprocess.run([sys.executable, "setup.py", *build], cwd=DATA.parents[1], check=True, capture_output=True)
    return folder / "lib"
