# SPDX-License-Identifier: MIT
"""What pyproject.toml cannot say: a wheel carries the dataset compiled."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithDataset(build_py):
    """Copies the modules and data files, and has them compile the dataset (:mod:`vmbo_mbo_kb.compiling`).

    An editable install has nothing compiled: what is edited there is read.
    """

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        library = Path(self.build_lib).resolve()
        shutil.rmtree(library / "vmbo_mbo_kb" / "compiled", ignore_errors=True)  # of a former build: it would be read
        path = os.pathsep.join((str(library), *filter(None, (os.environ.get("PYTHONPATH"),))))
        # In a process of its own, which runs what was just copied and leaves no bytecode among it.
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-P", "-B", "-m", "vmbo_mbo_kb.compiling", "dataset", str(library / "vmbo_mbo_kb")],
            env={**os.environ, "PYTHONPATH": path},
            check=True,
        )


setup(cmdclass={"build_py": BuildWithDataset})
