# SPDX-License-Identifier: MIT
"""The flow over a dataset that does not fit in memory: shards in, findings and exports out.

What is done lies in a work folder, a folder a shard, each put in place whole with the digest of its lines. A run that
was broken off takes up what is there; a shard whose lines have changed since is done anew.
"""

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, TypeVar
from weakref import WeakValueDictionary, finalize

from vmbo_mbo_kb._version import __version__
from vmbo_mbo_kb.blueprint import ClassSpec, blueprint
from vmbo_mbo_kb.findings import Finding
from vmbo_mbo_kb.placement import TargetError
from vmbo_mbo_kb.reading import RawRecord, Reading, read
from vmbo_mbo_kb.records import Record, normalise
from vmbo_mbo_kb.scale.joins import Joined, cycles, join
from vmbo_mbo_kb.scale.runs import Spill, few, merged, sample, write_run
from vmbo_mbo_kb.scale.shards import SIZE, Context, Outcome, Shard, digest, judge, judge_whole, record_of
from vmbo_mbo_kb.scale.verdicts import Input, OnDisk, Verdicts, resolve
from vmbo_mbo_kb.words import Explained

LAYOUT: Final = 1
"""Of a work folder; another one is not taken up."""

KINDS: Final = ("facts", "edges", "suspects", "records")
"""The runs of a shard."""

MARK: Final = "work.json"
LOCK: Final = "lock"
DONE: Final = "done.json"

T = TypeVar("T")
R = TypeVar("R")
Map = Callable[[Callable[[T], R], Iterable[T]], Iterable[R]]


class ChangedMeanwhile(Explained, OSError):
    """Files changed while they were read."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a step is."""

    step: str
    """``validate``, ``join`` or the name of a format."""
    done: int
    total: int
    """Bytes of input while validating, else records."""
    records: int
    """Records so far."""


Watch = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Done:
    """What is known of a shard that was done."""

    digest: str
    lines: int
    unread: int
    counts: dict[str, int]
    sizes: dict[str, int]
    """Bytes of each of its runs."""


@dataclass(frozen=True, slots=True)
class Task:
    """A shard to be done."""

    shard: Shard
    context: Context
    folder: Path
    """Where its runs go."""


def perform(task: Task) -> tuple[Done, bool]:
    """Do a shard, unless that was done before; also says whether it was.

    :raises OSError: its lines cannot be read, or its runs not written; nothing half-written is left in its place.
    """
    lines = digest(task.shard)
    former = _former(task.folder)
    if former is not None and former.digest == lines:
        return former, True
    return _keep(task.folder, lines, judge(task.shard, task.context)), False


def _former(folder: Path) -> Done | None:
    """What a folder says that was done, if its runs are as it says."""
    try:
        done = Done(**json.loads((folder / DONE).read_bytes()))
        sizes = {kind: (folder / kind).stat().st_size for kind in KINDS}
    except (OSError, ValueError, TypeError):
        return None
    return done if sizes == done.sizes else None


def _keep(folder: Path, lines: str, outcome: Outcome) -> Done:
    new = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        for kind in KINDS:
            write_run(new / kind, getattr(outcome, kind))
        sizes = {kind: (new / kind).stat().st_size for kind in KINDS}
        done = Done(lines, outcome.lines, outcome.unread, dict(outcome.counts), sizes)
        (new / DONE).write_text(json.dumps(asdict(done)), encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        new.rename(folder)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    return done


@contextmanager
def pool(workers: int) -> Iterator[Map[Any, Any]]:
    """Something like ``map``, over as many processes; results come in order."""
    if workers == 1:
        yield map
        return
    with get_context("spawn").Pool(workers) as processes:
        yield processes.imap


class Run:
    """A dataset gone through once, from its folder.

    :param folder: the dataset's folder.
    :param work: folder for what does not fit in memory; made if it is not there.
    :param keep: whether :attr:`records` are wanted.
    :param workers: how many processes share the work; what comes out is the same.
    :param size: bytes of input of a shard.
    :raises TargetError: the work folder holds something else, another run is at work in it, or it cannot be written.
    :raises OSError: the input cannot be read, or the disk is full.
    """

    def __init__(
        self,
        folder: Path,
        work: Path,
        *,
        keep: bool = False,
        workers: int = 1,
        size: int = SIZE,
        watch: Watch = lambda progress: None,
    ) -> None:
        self._work = work
        self._watch = watch
        self._workers = workers
        self._reading = read(folder, put_off=True)
        self._stamps = _stamps(self._reading)
        self._shards, self._in_memory = planned(self._reading, size)
        self._context = Context.of(self._reading, keep)
        self._lock = _prepare(
            work, {"layout": LAYOUT, "version": __version__, "size": size, "context": _mark(self._context)}
        )
        self.taken_up = 0
        """How many shards had been done before."""
        self._done = self._pass_one()
        self._join()

    @property
    def lines(self) -> int:
        """How many lines and files of records there were."""
        return sum(done.lines for done in self._done) + sum(map(len, self._in_memory.values()))

    @property
    def shards(self) -> int:
        """How many shards there are."""
        return len(self._shards)

    @property
    def disk(self) -> int:
        """Bytes that the work folder holds."""
        return sum(path.stat().st_size for path in self._work.rglob("*") if path.is_file())

    @property
    def halfway(self) -> Path:
        """The folder for exports that are half written."""
        return self._work / "halfway"

    def _folder(self, shard: Shard) -> Path:
        return self._work / "shards" / f"{shard.number:06x}"

    def _pass_one(self) -> list[Done]:
        total = sum(shard.end - shard.start for shard in self._shards if shard.path)
        found: dict[int, Done] = {}
        read_so_far = records = 0
        tasks = [Task(shard, self._context, self._folder(shard)) for shard in self._shards if shard.path]
        self._watch(Progress("validate", 0, total, 0))
        with pool(min(self._workers, max(len(tasks), 1))) as each:
            for task, (done, before) in zip(tasks, each(perform, tasks), strict=True):
                found[task.shard.number] = done
                self.taken_up += before
                read_so_far += task.shard.end - task.shard.start
                records += done.lines
                self._watch(Progress("validate", read_so_far, total, records))
        for shard in self._shards:
            if not shard.path:
                outcome = judge_whole(self._in_memory[shard.number], shard, self._context)
                found[shard.number] = _keep(self._folder(shard), "", outcome)
        self._unchanged()
        return [found[shard.number] for shard in self._shards]

    def _unchanged(self) -> None:
        if _stamps(self._reading) != self._stamps:
            raise ChangedMeanwhile(
                nl=f"{self._reading.folder}: bestanden veranderden terwijl ze werden gelezen; begin opnieuw",
                en=f"{self._reading.folder}: files changed while they were read; run it again",
            )

    def _runs(self, kind: str) -> list[Path]:
        """The runs of one kind that hold anything."""
        runs = [
            self._folder(shard) / kind for shard, done in zip(self._shards, self._done, strict=True) if done.sizes[kind]
        ]
        return few(runs, self._joined, kind)

    @property
    def _joined(self) -> Path:
        return self._work / "joined"

    def _join(self) -> None:
        shutil.rmtree(self._joined, ignore_errors=True)
        self._joined.mkdir()
        self._watch(Progress("join", 0, self.lines, 0))
        suspects, targets = Spill(self._joined, "suspects"), Spill(self._joined, "targets")
        with self._ids.open("wb") as ids:
            join(merged(self._runs("facts")), Joined(suspects.add, targets.add, ids.write))
        resolve(self._given(), merged(targets.runs()), suspects.add)
        self._suspects = few([*self._runs("suspects"), *suspects.runs()], self._joined, "all-suspects")
        self._cycles = cycles(self._runs("edges"), self._joined)
        self._watch(Progress("join", self.lines, self.lines, self.lines))

    @property
    def _ids(self) -> Path:
        return self._joined / "ids"

    def _given(self) -> Input:
        first: dict[int, int] = {}
        lines: Counter[str] = Counter()
        for shard, done in zip(self._shards, self._done, strict=True):
            first[shard.number] = lines[shard.path] + 1
            lines[shard.path] += done.lines
        return Input(self._reading, self._shards, first, self._in_memory)

    def findings(self) -> Iterator[Finding]:
        """All findings in order of place: the same as :func:`vmbo_mbo_kb.validate` gives; see there.

        :raises OSError: the input cannot be read any more.
        """
        counts: Counter[str] = Counter()
        for done in self._done:
            counts.update(done.counts)
        unread = sum(done.unread for done in self._done)
        given = self._given()
        index = OnDisk(self._ids, given)
        suspects = partial(merged, self._suspects)
        try:
            yield from Verdicts(given, self._context, index, suspects, self._cycles, counts, unread).findings()
        finally:
            index.close()
            given.close()
        self._unchanged()

    @property
    def records(self) -> "Spilled":
        """The records in writing order; only of a dataset without errors, and where they were kept."""
        assert self._context.description is not None
        dataset = normalise(blueprint().dataset, self._context.description)
        runs = [
            done.digest or sha256((self._folder(shard) / "records").read_bytes()).hexdigest()
            for shard, done in zip(self._shards, self._done, strict=True)
        ]
        mark = sha256(json.dumps([_mark(self._context), runs]).encode()).hexdigest()
        return Spilled(dataset, self._runs("records"), mark=mark)


class Spilled:
    """Records in writing order, merged from runs on disk; what exporters write from.

    :param mark: says which records these are: others have another one.
    """

    def __init__(
        self, dataset: Record, runs: Sequence[Path], start: bytes = b"", end: bytes | None = None, *, mark: str = ""
    ) -> None:
        self.dataset = dataset
        self.runs = runs
        self.start = start
        self.end = end
        self.mark = mark

    @property
    def size(self) -> int:
        """Bytes of all runs."""
        return sum(run.stat().st_size for run in self.runs)

    def __iter__(self) -> Iterator[tuple[ClassSpec, Record]]:
        return map(record_of, merged(self.runs, self.start, self.end))

    def stretches(self, number: int) -> Iterator["Spilled"]:
        """The same records in at most so many stretches of about the same size."""
        found = sorted(key for run in self.runs for key in sample(run, number)) if number > 1 else []
        bounds = sorted({found[len(found) * each // number] for each in range(1, number)} if found else ())
        for start, end in pairwise([b"", *bounds, None]):
            yield Spilled(self.dataset, self.runs, start or b"", end)


def planned(reading: Reading, size: int) -> tuple[list[Shard], dict[int, Sequence[RawRecord]]]:
    """The shards of a dataset in reading order, and the records of those that are no lines."""
    shards: list[Shard] = []
    whole: dict[int, Sequence[RawRecord]] = {}
    former = 0, 0

    def take(until: tuple[int, int]) -> None:
        nonlocal former
        items = [*reading.records[former[0] : until[0]], *reading.unread[former[1] : until[1]]]
        if items:
            whole[len(shards)] = items
            shards.append(Shard(len(shards), "", "", 0, 0))
        former = until

    for file in reading.put_off:
        take((file.before, file.unread_before))
        length = Path(file.path).stat().st_size
        for start in range(0, length, size):
            shards.append(Shard(len(shards), file.path, file.shown, start, min(start + size, length)))
    take((len(reading.records), len(reading.unread)))
    return shards, whole


def _stamps(reading: Reading) -> list[tuple[int, int]]:
    """What shows whether the files of lines have changed."""
    found = [Path(file.path).stat() for file in reading.put_off]
    return [(status.st_size, status.st_mtime_ns) for status in found]


def _mark(context: Context) -> str:
    """Digest of what a shard's outcome depends on besides its lines."""
    said = json.dumps([context.description, context.text, context.keep], sort_keys=True, default=str)
    return sha256(said.encode()).hexdigest()


class _Lock:
    """Keeps other processes out of a work folder until it is let go: by this process' end at the latest, killed or not.

    :raises TargetError: another process is at work there.
    """

    def __init__(self, folder: Path) -> None:
        stream = (folder / LOCK).open("ab")
        finalize(self, stream.close)
        try:
            from fcntl import LOCK_EX, LOCK_NB, flock
        except ImportError:  # Windows, where it has to be trusted that nobody does
            return
        try:
            flock(stream, LOCK_EX | LOCK_NB)
        except BlockingIOError as error:
            raise TargetError(
                nl=f"in {folder} is al een gang bezig; wacht tot die klaar is of kies een andere map",
                en=f"another run is at work in {folder}; wait until it is done, or choose another folder",
            ) from error


_locks: Final[WeakValueDictionary[Path, _Lock]] = WeakValueDictionary()
"""Of work folders that this process is at work in: it may look at one more than once."""


def _locked(folder: Path) -> _Lock:
    """The lock of a work folder, held as long as this is.

    :raises TargetError: another process has it.
    """
    folder = folder.resolve()
    lock = _locks.get(folder)
    if lock is None:
        lock = _locks[folder] = _Lock(folder)
    return lock


def _prepare(work: Path, mark: dict[str, Any]) -> _Lock:
    """Make a work folder, or take one up; one of another kind of run is emptied.

    :raises TargetError: it holds something else, another process is at work in it, or it cannot be written.
    """
    try:
        work.mkdir(parents=True, exist_ok=True)
        present = sorted(entry.name for entry in work.iterdir())
        if present and MARK not in present and present != [LOCK]:
            raise TargetError(
                nl=f"{work} bevat bestanden die niet van zo'n gang zijn, zoals {present[0]}; kies een andere map",
                en=f"{work} holds files that are not of such a run, such as {present[0]}; choose another folder",
            )
        lock = _locked(work)
        try:
            known = json.loads((work / MARK).read_bytes())
        except (FileNotFoundError, ValueError):
            known = None
        if known != mark:
            shutil.rmtree(work / "shards", ignore_errors=True)
            shutil.rmtree(work / "joined", ignore_errors=True)
            shutil.rmtree(work / "halfway", ignore_errors=True)
            (work / MARK).write_text(json.dumps(mark), encoding="utf-8")
        (work / "shards").mkdir(exist_ok=True)
    except TargetError:
        raise
    except OSError as error:
        raise TargetError.of(error, f"kan niet werken in {work}", f"cannot work in {work}") from error
    return lock
