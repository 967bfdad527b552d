# SPDX-License-Identifier: MIT
"""Verdicts: suspects are read again and held to every rule, with an index that looks records up on disk."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial
from heapq import heappush, heapreplace, merge
from itertools import groupby, islice
from pathlib import Path
from typing import BinaryIO, Final

from vmbo_mbo_kb.blueprint import blueprint
from vmbo_mbo_kb.checks.across import (
    Cycle,
    Near,
    check_cycles,
    check_ids,
    check_references,
    keys_of,
)
from vmbo_mbo_kb.checks.assertions import Doubts, check_counts
from vmbo_mbo_kb.checks.mending import mend
from vmbo_mbo_kb.checks.released import check_released
from vmbo_mbo_kb.checks.shape import check_shape, fits
from vmbo_mbo_kb.checks.walk import walk
from vmbo_mbo_kb.findings import Finding, in_order
from vmbo_mbo_kb.nearest import CANDIDATES, Nearest, groups
from vmbo_mbo_kb.reading import RawRecord, Reading, json_lines
from vmbo_mbo_kb.scale.joins import Why, whys
from vmbo_mbo_kb.scale.runs import seek
from vmbo_mbo_kb.scale.shards import Context, Place, Shard, concerns_others, key_of, text_of
from vmbo_mbo_kb.validation import Known, is_about_citing, judged, pointing, shaped, source_text

SHOWN: Final = 100
"""To how many ids that are not there the nearest ones are looked for: each costs a look at every id."""

OF_ONE_ID: Final = 100
"""The most records of one id that are looked at; more than one is a finding on each anyway."""


@dataclass(frozen=True)
class Input:
    """What a dataset was read from."""

    reading: Reading
    shards: Sequence[Shard]
    first_lines: Mapping[int, int]
    """Number in its file of each shard's first line."""
    in_memory: Mapping[int, Sequence[RawRecord]]
    """Records of the shards that are not lines."""
    _open: dict[str, BinaryIO] = field(default_factory=dict)

    def at(self, place: Place, into: Reading) -> RawRecord | None:
        """Read what is at a place again; what is wrong with it goes to ``into``, as when it was read first.

        :raises OSError: it cannot be read any more.
        """
        if place.shard in self.in_memory:
            return self.in_memory[place.shard][place.line]
        shard = self.shards[place.shard]
        stream = self._open.get(shard.path)
        if stream is None:
            stream = self._open[shard.path] = open(shard.path, "rb")  # noqa: PTH123, SIM115 - see close
        stream.seek(place.offset)
        line = self.first_lines[place.shard] + place.line
        for _, _, record in json_lines(stream, shard.shown, into, line, 1):
            return record or next(iter(into.unread), None)
        return None

    def close(self) -> None:
        """Close the files."""
        while self._open:
            self._open.popitem()[1].close()


class OnDisk(Mapping[str, list[RawRecord]]):
    """The records of each id, from the sorted facts on ids; see :data:`vmbo_mbo_kb.checks.across.Index`."""

    def __init__(self, facts: Path, given: Input) -> None:
        self._stream = facts.open("rb")
        self._given = given
        self._found = lru_cache(256)(self._look_up)

    def __getitem__(self, identifier: str) -> list[RawRecord]:
        found = self._found(identifier)
        if not found:
            raise KeyError(identifier)
        return found

    def _look_up(self, identifier: str) -> list[RawRecord]:
        start = f"{key_of(identifier)}\t".encode()
        seek(self._stream, start)
        lines = islice(self._stream, OF_ONE_ID)
        found = []
        for line in lines:
            if not line.startswith(start):
                break
            record = self._given.at(Place.parse(line[len(start) + 2 :]), Reading(self._given.reading.folder))
            if record is not None:
                found.append(record if record.unread or fits(record) else mend(record)[0])
        return found

    def facts(self) -> Iterator[tuple[str, int]]:
        """All keys of ids in order, with the number of the class of the first record that has it."""
        self._stream.seek(0)
        former = b""
        for line in self._stream:
            key, head, said, _, _ = line.split(b"\t")
            assert head
            if key != former:
                yield text_of(key.decode()), int(said[3:])
            former = key

    def __iter__(self) -> Iterator[str]:
        raise TypeError("too many ids to go through")

    def __len__(self) -> int:
        raise TypeError("too many ids to count")

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


def resolve(given: Input, targets: Iterable[bytes], suspects: Callable[[bytes], None]) -> None:
    """Find the records of a shard that refer to ids with which something is wrong.

    :param targets: sorted lines of shard and id; see :attr:`vmbo_mbo_kb.scale.joins.Joined.targets`.
    :raises OSError: a shard cannot be read any more.
    """
    for number, lines in groupby(targets, key=lambda line: int(line[:6], 16)):
        wanted = {line[7:-1].decode() for line in lines}
        if number in given.in_memory:
            continue  # all of these are suspects
        for suspect in suspects_in(given.shards[number], wanted, given.reading.folder):
            suspects(suspect)


def suspects_in(shard: Shard, wanted: set[str], folder: Path) -> Iterator[bytes]:
    """The records of a shard that refer to one of some ids, as suspects.

    :param wanted: keys of the ids.
    :raises OSError: the shard cannot be read.
    """
    reading = Reading(folder)
    with shard.open() as stream:
        offset = stream.tell()
        for count, length, record in json_lines(stream, shard.shown, reading, 0, max(shard.end - offset, 0)):
            if record is not None and not wanted.isdisjoint(referred(mend(record)[0])):
                yield f"{Place(shard.number, offset, count)}\tL\n".encode()
            offset += length
            reading.findings.clear()
            reading.unread.clear()


def referred(record: RawRecord) -> Iterator[str]:
    """Keys of all that a record refers to."""
    for visit in walk(record.spec, record.values, concerns_others):
        for value in (visit.value, visit.holder.get("source")):
            if isinstance(value, str):
                yield key_of(value)


class Verdicts:
    """Judges suspects.

    :param suspects: gives the lines of all suspects, in order, as often as it is asked.
    """

    def __init__(
        self,
        given: Input,
        context: Context,
        index: OnDisk,
        suspects: Callable[[], Iterable[bytes]],
        cycles: Sequence[Cycle],
        counts: Counter[str],
        unread: int,
    ) -> None:
        self._given = given
        self._context = context
        self._index = index
        self._suspects = suspects
        self._cycles = cycles
        self._counts = counts
        self._unread = unread

    def findings(self) -> Iterator[Finding]:
        """All findings in order of place, without repeats: those of :func:`vmbo_mbo_kb.validation.judge`.

        :raises OSError: the input cannot be read any more.
        """
        whole = in_order([*self._of_the_whole(), *self._in_memory()])
        by_place = partial(merge, key=lambda found: (found.file, found.position.line))
        for _, found in groupby(by_place(whole, self._in_lines()), key=lambda found: (found.file, found.position.line)):
            yield from in_order(found)

    @cached_property
    def _doubts(self) -> tuple[Doubts, bool]:
        """What is not known because of faults, and whether it is known what rests on what."""
        citing_known = not self._unread

        def faults() -> Iterator[Finding]:
            nonlocal citing_known
            for place, _ in whys(self._suspects()):
                raw = self._read(place)
                for fault in () if raw is None else self._faults(raw)[2]:
                    citing_known = citing_known and not is_about_citing(fault)
                    yield fault

        doubts = Doubts.of((), faults())
        return Doubts(doubts.lineage or bool(self._unread), doubts.gaps), citing_known

    def _read(self, place: bytes, into: Reading | None = None) -> RawRecord | None:
        return self._given.at(Place.parse(place), into or Reading(self._given.reading.folder))

    def _faults(self, raw: RawRecord, near: Near | None = None) -> tuple[RawRecord, list[Finding], list[Finding]]:
        """The record, findings on its misspelt keys, and all else that is wrong with it or where it points."""
        if raw.unread:
            return raw, [], list(self._id_twice(raw))
        (record,), misspelt, faults = shaped([raw])
        faults += self._id_twice(record)
        faults += pointing([record], self._index, self._no_near if near is None else near)
        return record, misspelt, faults

    def _id_twice(self, record: RawRecord) -> Iterator[Finding]:
        first = self._index[record.id][0]
        if (first.file, first.line) != (record.file, record.line):
            yield from check_ids({record.id: [first, record]})

    def _in_memory(self) -> Iterator[Finding]:
        """Findings on records that are no lines."""
        for place, why in whys(self._suspects()):
            if Place.parse(place).shard in self._given.in_memory:
                yield from self._judge(place, why)

    def _in_lines(self) -> Iterator[Finding]:
        """Findings on lines, in order of place but for what is on one line."""
        for place, why in whys(self._suspects()):
            if Place.parse(place).shard not in self._given.in_memory:
                yield from self._judge(place, why)

    def _judge(self, place: bytes, why: Why) -> Iterator[Finding]:
        """All findings on one record."""
        reading = Reading(self._given.reading.folder)
        raw = self._read(place, reading)
        yield from reading.findings
        if raw is None:
            return
        doubts, citing_known = self._doubts
        record, misspelt, faults = self._faults(raw, self._near)
        yield from misspelt
        yield from faults
        if record.unread:
            return
        cited = {record.id: keys_of(record, "passages") - why.lacking} if citing_known else None
        followed = () if why.unfollowed else (record.id,)
        text = self._context.text
        known = Known(self._index, self._cycles, cited, self._description, doubts, followed, text)
        yield from judged([record], known)

    @cached_property
    def _description(self) -> RawRecord | None:
        raw = self._given.reading.description
        return None if raw is None else mend(raw)[0]

    def _of_the_whole(self) -> Iterator[Finding]:
        """Findings that are on no record of a class, or on several."""
        reading = self._given.reading
        yield from reading.findings
        if reading.description is not None:
            description, misspelt = mend(reading.description)
            yield from misspelt
            yield from check_shape(description)
            yield from check_counts(description, self._counts)
        yield from check_released(reading.folder, self._index)
        around = {identifier for cycle in self._cycles for identifier in cycle.ids}
        records = [record for identifier in sorted(around) for record in self._index.get(identifier, [])]
        yield from check_cycles([record for record in records if not record.unread], self._index, self._cycles)
        yield from source_text()[1]

    @cached_property
    def _near(self) -> Near:
        """The ids nearest to the first of those that are not there."""
        words: dict[str, set[str]] = {spec.name: set() for spec in blueprint().entities}
        left = SHOWN

        def note(name: str, word: str) -> list[str]:
            nonlocal left
            if left and word not in words[name]:
                words[name].add(word)
                left -= 1
            return []

        noting = {name: partial(note, name) for name in words}
        for place, _ in whys(self._suspects()):
            raw = self._read(place)
            if raw is not None and not raw.unread:
                for _ in check_references([mend(raw)[0]], self._index, noting):
                    pass
            if not left:
                break
        found = {name: _nearest(self._index, name, wanted) for name, wanted in words.items()}
        return {name: partial(_known, near) for name, near in found.items()}

    @property
    def _no_near(self) -> Near:
        return {spec.name: lambda word: [] for spec in blueprint().entities}


def _known(near: Mapping[str, list[str]], word: str) -> list[str]:
    return near.get(word, [])


def _nearest(index: OnDisk, name: str, words: set[str]) -> dict[str, list[str]]:
    """The nearest of a class's ids to each word: one look at every id, and a few candidates in memory."""
    if not words:
        return {}
    number = [spec.name for spec in blueprint().entities].index(name)
    by_group: dict[str, list[str]] = {}
    for word in words:
        for group in groups(word):
            by_group.setdefault(group, []).append(word)
    best: dict[str, list[tuple[int, _Last]]] = {word: [] for word in words}
    for key, of in index.facts():
        if of != number:
            continue
        shared = Counter(word for group in groups(key) for word in by_group.get(group, ()))
        for word, count in shared.items():
            candidates, entry = best[word], (count, _Last(key))
            if len(candidates) < CANDIDATES:
                heappush(candidates, entry)
            elif candidates[0] < entry:
                heapreplace(candidates, entry)
    return {word: Nearest([last.text for _, last in entries])(word) for word, entries in best.items()}


@dataclass(frozen=True, slots=True)
class _Last:
    """A text that counts as less the later it comes."""

    text: str

    def __lt__(self, other: "_Last") -> bool:
        return self.text > other.text
