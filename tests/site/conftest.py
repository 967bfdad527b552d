# SPDX-License-Identifier: MIT
"""Sites that several tests look at: made once for all, as making one is what takes time."""

import fcntl
import os
from pathlib import Path

import pytest

import vmbo_mbo_kb as kb
from tests.conftest import DATA


def _made_once(factory: pytest.TempPathFactory, name: str, dataset: Path | None) -> Path:
    """A site that the processes of one run of the tests share: the first to want it makes it."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder = shared / name / "public"
    folder.parent.mkdir(exist_ok=True)
    with (folder.parent / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():  # a site is placed whole or not at all
            kb.load(dataset).build(folder)
    return folder


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the small imaginary dataset; to be read only."""
    return _made_once(tmp_path_factory, "a small site", DATA / "valid")


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the real dataset; to be read only."""
    return _made_once(tmp_path_factory, "the real site", None)
