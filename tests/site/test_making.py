# SPDX-License-Identifier: MIT
"""Making a site in several processes: the same files, errors carried over, and nothing lost when one is killed.

Processes are forked only where there are no threads, so each test has a process of its own.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import DATA

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are forked on Linux alone")

BUILD = f"""
import os, sys
import vmbo_mbo_kb as kb
from vmbo_mbo_kb import sharing
from vmbo_mbo_kb.site import frame, making

target, count = sys.argv[1], int(sys.argv[2])
sharing.processes = lambda records: count
making.BLOCK = 5
first = os.getpid()
whole = frame.File.made
%s
kb.load({str(DATA / "valid")!r}).build(target)
"""


def build(target: Path, count: int, more: str = "") -> subprocess.CompletedProcess[str]:
    """Build the small dataset's site in so many processes."""
    return subprocess.run(
        [sys.executable, "-c", BUILD % more, str(target), str(count)], capture_output=True, text=True, check=False
    )


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_however_many_make_it_the_files_are_the_same(tmp_path: Path) -> None:
    others = f"""
def made(file):
    with open({str(tmp_path / "pids")!r}, "a") as pids:
        print(os.getpid(), file=pids)
    return whole(file)
frame.File.made = made
"""
    for count in (1, 3):
        done = build(tmp_path / f"public {count}", count, others)
        assert done.returncode == 0, done.stderr
        pids = set((tmp_path / "pids").read_text("ascii").split())
        (tmp_path / "pids").unlink()
        assert len(pids) == count
    assert content(tmp_path / "public 1") == content(tmp_path / "public 3")


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("raise OSError(28, 'No space left on device')", "No space left on device"),
        ("os.kill(os.getpid(), 9)", "ended early, with status -9"),
    ],
)
def test_what_goes_wrong_in_another_process_is_said_and_leaves_the_former_site(
    tmp_path: Path, what: str, said: str
) -> None:
    target = tmp_path / "public"
    assert build(target, 1).returncode == 0
    before = content(target)
    done = build(
        target,
        2,
        f"""
def made(file):
    if os.getpid() != first:
        {what}
    return whole(file)
frame.File.made = made
""",
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert content(target) == before
    assert [path.name for path in tmp_path.iterdir()] == ["public"]


def test_a_build_that_is_killed_leaves_the_former_site(tmp_path: Path) -> None:
    target = tmp_path / "public"
    assert build(target, 1).returncode == 0
    before = content(target)
    wait = """
import time
def made(file):
    if file.path.startswith("en/themes/"):
        os.write(1, b"half-way\\n")
        time.sleep(60)
    return whole(file)
frame.File.made = made
"""
    with subprocess.Popen(
        [sys.executable, "-c", BUILD % wait, str(target), "2"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half-way\n"
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii").split()
        process.kill()
        for child in map(int, children):  # they end by themselves at the next block; no need to wait for that here
            os.kill(child, signal.SIGKILL)
    assert content(target) == before
    assert build(target, 2).returncode == 0
    assert content(target) == before


def test_a_process_whose_parent_was_killed_ends(tmp_path: Path) -> None:
    slow = """
import time
def made(file):
    os.write(1, b"%d\\n" % os.getpid())
    time.sleep(0.1)
    return whole(file)
frame.File.made = made
"""
    with subprocess.Popen(
        [sys.executable, "-c", BUILD % slow, str(tmp_path / "public"), "2"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        pids = {int(process.stdout.readline())}
        while len(pids) < 2:
            pids.add(int(process.stdout.readline()))
        process.kill()
        process.wait()
        (other,) = pids - {process.pid}
        for _ in range(600):
            try:
                if Path(f"/proc/{other}/stat").read_text("ascii").rpartition(")")[2].split()[0] == "Z":
                    break
            except OSError:
                break
            time.sleep(0.1)
        else:
            os.kill(other, signal.SIGKILL)
            pytest.fail("it went on")
