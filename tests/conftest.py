# SPDX-License-Identifier: MIT
"""What several tests need."""

import shutil
from pathlib import Path

import pytest

DATA = Path(__file__).parent / "data"


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A copy of the small imaginary dataset, to be changed at will."""
    folder = tmp_path / "a dataset"
    shutil.copytree(DATA / "valid", folder)
    return folder
