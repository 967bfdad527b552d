# SPDX-License-Identifier: MIT
"""What an installation brings: how many packages, how large, and how large our wheel is."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from zipfile import ZipFile

from benchmarks.figures import figure, once

ROOT: Final = Path(__file__).parent.parent

WHEEL: Final = 3.0
"""MB that our wheel may have."""

SCRIPT: Final = """
import json, re, sys
from importlib.metadata import PackageNotFoundError, distribution
found, ahead = {}, [sys.argv[1]]
while ahead:
    name = re.sub("[-_.]+", "-", ahead.pop()).lower()
    if name in found:
        continue
    try:
        package = distribution(name)
    except PackageNotFoundError:  # not for this system, or this Python
        continue
    found[name] = sum(path.locate().stat().st_size for path in package.files or () if path.locate().is_file())
    wanted = [each for each in package.requires or () if "extra ==" not in each]
    ahead += [re.match("[A-Za-z0-9._-]+", each)[0] for each in wanted]
print(json.dumps(found))
"""
"""The packages that one brings, extras left out, and the bytes of each."""


def measure(root: Path, peers: Path | None, linkml: Path | None, say: Callable[[str], None]) -> dict[str, Any]:
    """Our wheel, and what it and its peers bring.

    :param peers: a Python with Bioregistry; without it, it is left out.
    :param linkml: a program in the folder of a Python with LinkML; without it, it is left out.
    """
    say("installations")
    build = ["-q", "build", "--build-base", root / "wheel" / "base", "bdist_wheel", "--dist-dir", root / "wheel"]
    subprocess.run([sys.executable, "setup.py", *build], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (root / "wheel").glob("*.whl")
    ours = _brought(Path(sys.executable), "vmbo-mbo-kb")
    with ZipFile(wheel) as content:
        ours["vmbo-mbo-kb"] = sum(file.file_size for file in content.infolist())
    brought = {"vmbo-mbo-kb": ours}
    if peers:
        brought["bioregistry"] = _brought(peers, "bioregistry")
    if linkml:
        brought["linkml"] = _brought(linkml.with_name("python"), "linkml")
    rows = {name: {"packages": len(each), "bytes": sum(each.values())} for name, each in brought.items() if each}
    megabytes = wheel.stat().st_size / 1e6
    return {
        "wheel": wheel.stat().st_size,
        "rows": rows,
        "figures": [
            figure("our wheel in MB, the dataset compiled in it", "", WHEEL, once(megabytes)),
            figure("packages that the core install brings, ours included", "", None, once(len(ours))),
        ],
    }


def _brought(python: Path, package: str) -> dict[str, int]:
    done = subprocess.run([python, "-c", SCRIPT, package], check=False, capture_output=True, text=True)
    return {} if done.returncode else dict(json.loads(done.stdout))


def section(found: dict[str, Any]) -> Iterator[str]:
    """The part of the page on it."""
    yield "## What an installation brings\n"
    yield "| `pip install` | packages | MB |"
    yield "|---|---:|---:|"
    for name, row in found["rows"].items():
        yield f"| {name} | {row['packages']} | {row['bytes'] / 1e6:.0f} |"
    yield ""
    yield f"Extras left out, what they need themselves included. Our wheel has {found['wheel'] / 1e6:.2f} MB.\n"
