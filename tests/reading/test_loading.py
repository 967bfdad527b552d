# SPDX-License-Identifier: MIT
"""What reading a dataset loads: PyYAML only for a file that the quick reader leaves."""

import subprocess
import sys
from pathlib import Path

import pytest

from vmbo_mbo_kb.locations import dataset_folder


@pytest.mark.parametrize(("behind", "loaded"), [("", "False"), ("  # why", "True")])
def test_yaml_is_loaded_where_needed(tmp_path: Path, behind: str, loaded: str) -> None:
    description = dataset_folder().joinpath("dataset.yaml").read_text(encoding="utf-8")
    tmp_path.joinpath("dataset.yaml").write_text(f"{description.rstrip()}{behind}\n", encoding="utf-8")
    program = (
        "import sys; from pathlib import Path; from vmbo_mbo_kb.reading import read\n"
        f"assert not read(Path({str(tmp_path)!r})).findings; print('yaml' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert run.stdout.strip() == loaded
