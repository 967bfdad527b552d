# SPDX-License-Identifier: MIT
"""The bar on a terminal: how far, how fast, how long still; nothing where nobody watches."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.synthetic import Synthetic, write_lines
from vmbo_mbo_kb.cli.bulk import Bar
from vmbo_mbo_kb.scale.flow import Progress


def test_a_line_has_share_rate_and_remaining_time() -> None:
    line = Bar().line(Progress("validate", 250, 1000, 50_000), 10)
    assert line == "validating █████░░░░░░░░░░░░░░░  25%  50,000 records  5,000 a second  left: 0:30"


def test_it_is_in_dutch_too() -> None:
    line = Bar("nl").line(Progress("join", 250, 1000, 50_000), 10)
    assert line == "verbinden  █████░░░░░░░░░░░░░░░  25%  50,000 records  5,000 per seconde  nog 0:30"


def test_what_is_done_has_no_remaining_time() -> None:
    line = Bar().line(Progress("nquads", 1000, 1000, 1000), 10)
    assert line == "nquads     ████████████████████ 100%  1,000 records  100 a second"


def test_nothing_to_do_is_done() -> None:
    assert "100%" in Bar().line(Progress("validate", 0, 0, 0), 0)


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_terminal_shows_it_and_ends_with_what_came_out(tmp_path: Path) -> None:
    import pty

    write_lines(Synthetic(60), tmp_path / "data")
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "vmbo_mbo_kb", "validate", str(tmp_path / "data"), "--work", str(tmp_path / "w")]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, text=True)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 1 << 16):
            shown += piece
    except OSError:  # the end of a pseudo-terminal on Linux
        pass
    finally:
        os.close(ours)
    assert done.returncode == 0
    assert "validating" in shown.decode()
    assert "60 records" in shown.decode()
    assert shown.endswith(b"\r\x1b[K")
