# SPDX-License-Identifier: MIT
"""Work shared by processes: every answer, in order; errors as they were; nobody left over.

Processes are forked only where there are no threads, so each test has a process of its own.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="processes are forked on Linux alone")

BEFORE = """
import json, os, threading
from vmbo_mbo_kb.placement import TargetError
from vmbo_mbo_kb.sharing import MOST, SMALL, abandoned, processes, together

def children():
    return open(f"/proc/self/task/{os.getpid()}/children").read().split()

def say(what):
    assert not children()
    print(json.dumps(what))

def fails(where, error):
    def work(turn):
        if turn == where:
            raise error
        return turn
    try:
        together(work, 3)
    except Exception as raised:
        return [type(raised).__name__, str(raised), getattr(raised, "words", None) and raised.words.nl]
"""


def run(program: str) -> Any:
    """What a program says."""
    done = subprocess.run([sys.executable, "-c", BEFORE + program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_each_turn_is_had_by_a_process_of_its_own(count: int) -> None:
    first, answers = run(f"say([os.getpid(), together(lambda turn: [turn, os.getpid(), abandoned()], {count})])")
    assert [turn for turn, _, _ in answers] == list(range(count))
    assert len({pid for _, pid, _ in answers}) == count
    assert answers[0][1] == first
    assert not any(alone for _, _, alone in answers)


@pytest.mark.parametrize("where", [0, 2])
def test_an_error_is_raised_as_it_was_in_whichever_process(where: int) -> None:
    assert run(f"say(fails({where}, TargetError('nee', 'no')))") == ["TargetError", "no", "nee"]
    assert run(f"say(fails({where}, OSError(28, 'No space left on device', 'a')))") == [
        "OSError",
        "[Errno 28] No space left on device: 'a'",
        None,
    ]


def test_a_process_that_ends_early_is_an_error() -> None:
    said = run("""
def work(turn):
    if turn == 1:
        os._exit(7)
    return turn
try:
    together(work, 2)
except OSError as error:
    say(str(error))
""")
    assert said.endswith("ended early, with status 7")


def test_an_error_that_cannot_be_sent_says_what_it_says() -> None:
    said = run("""
class Odd(Exception):
    def __init__(self, one, two):
        super().__init__(one + two)
say(fails(1, Odd("a", "b")))
""")
    assert said == ["RuntimeError", "Odd: ab", None]


def test_others_end_when_the_first_is_killed_however_much_they_have_to_say() -> None:
    wait = """
import time
def work(turn):
    if turn == 0:
        print(*children(), flush=True)
        time.sleep(60)
    time.sleep(0.5)
    return "x" * 1_000_000
together(work, 3)
"""
    with subprocess.Popen([sys.executable, "-c", BEFORE + wait], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        others = process.stdout.readline().split()
        process.kill()
    assert len(others) == 2
    end = time.monotonic() + 30
    while any(_runs(pid) for pid in others):
        assert time.monotonic() < end, "they go on"
        time.sleep(0.1)


def _runs(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_few_records_and_threads_are_left_to_one_process() -> None:
    found = run("""
alone = [processes(SMALL - 1), processes(SMALL)]
stop = threading.Event()
thread = threading.Thread(target=stop.wait)
thread.start()
beside = processes(SMALL)
stop.set()
thread.join()
say([*alone, beside, min(MOST, len(os.sched_getaffinity(0)))])
""")
    few, many, beside, cores = found
    assert (few, many, beside) == (1, cores, 1)
