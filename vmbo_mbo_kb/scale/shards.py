# SPDX-License-Identifier: MIT
"""Shards: some megabytes of lines, the unit of work. What one gives depends on its lines alone.

Of each shard come *facts*, one a line, that sort by the id that they are about:

=====================================  ===================================================================
``{id} 0{unread}{place} …``            there is a record with this id: its class, when it starts, its passages
``{id} 1{counts}{class} {shard}``      a record in the shard refers to the id as one of this class
``{id} 2{class} {latest} {shard}``     a record that starts by then names it as its predecessor
``{id} 3{key} {shard}``                something rests on this passage of it
=====================================  ===================================================================

Fields are separated by tabs. What refers is said once a shard however often it is there.
"""

import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

import orjson

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, blueprint
from vmbo_mbo_kb.checks import rules
from vmbo_mbo_kb.checks.across import (
    check_parts,
    is_acyclic,
    is_predecessor,
    keys_of,
    names_passage,
    span_of,
)
from vmbo_mbo_kb.checks.assertions import Doubts, counts
from vmbo_mbo_kb.checks.mending import mend
from vmbo_mbo_kb.checks.walk import is_reference, walk
from vmbo_mbo_kb.collector import paused
from vmbo_mbo_kb.findings import Finding
from vmbo_mbo_kb.reading import RawRecord, Reading, json_lines
from vmbo_mbo_kb.records import Record, normalise
from vmbo_mbo_kb.validation import Known, judged, shaped, source_text

SIZE: Final = 1 << 23
"""Bytes of input of a shard."""

BATCH: Final = 500
"""Records that are in memory at once."""

NEVER: Final = "9999-12-31"
"""A start that is not known, so late that nothing starts after it."""


class Place(NamedTuple):
    """Where a record is: sorts as records are read."""

    shard: int
    offset: int
    """Of the line in its file, in bytes."""
    line: int
    """Number of the line in the shard, counted from 0."""

    def __str__(self) -> str:
        return f"{self.shard:06x}{self.offset:012x}{self.line:08x}"

    @classmethod
    def parse(cls, text: str | bytes) -> "Place":
        """The place that a text begins with."""
        return cls(int(text[:6], 16), int(text[6:18], 16), int(text[18:26], 16))


PLACE_LENGTH: Final = 26


@dataclass(frozen=True, slots=True)
class Shard:
    """Lines of a file: those that start within a stretch of its bytes."""

    number: int
    path: str
    shown: str
    """The file's path as findings show it."""
    start: int
    end: int

    def open(self) -> BinaryIO:
        """The file at the shard's first line.

        :raises OSError: it cannot be read.
        """
        stream = open(self.path, "rb")  # noqa: PTH123, SIM115 - the caller closes it
        if self.start:
            stream.seek(self.start - 1)
            while (piece := stream.readline(SIZE)) and not piece.endswith(b"\n"):
                pass
        return stream


def digest(shard: Shard) -> str:
    """Digest of a shard's lines.

    :raises OSError: they cannot be read.
    """
    found = blake2b(digest_size=16)
    with shard.open() as stream:
        found.update(stream.read(max(shard.end - stream.tell(), 0)))
        if stream.tell() == shard.end and shard.end:
            stream.seek(shard.end - 1)
            if stream.read(1) != b"\n":
                while piece := stream.readline(SIZE):
                    found.update(piece)
                    if piece.endswith(b"\n"):
                        break
    return found.hexdigest()


@dataclass(frozen=True, slots=True)
class Context:
    """What the rules must know to judge a shard by itself."""

    folder: Path
    description: Mapping[str, Any] | None = None
    """Values of the dataset's description."""
    text: str | None = None
    """Text of the source, where it is at hand."""
    keep: bool = False
    """Whether the records are wanted, in normal form, for an export."""

    @classmethod
    def of(cls, reading: Reading, keep: bool) -> "Context":
        """What there is to know from the rest of a dataset."""
        description = None if reading.description is None else mend(reading.description)[0].values
        return cls(reading.folder, description, source_text()[0], keep)


@dataclass(slots=True)
class Outcome:
    """What a shard comes to."""

    facts: list[bytes] = field(default_factory=list)
    edges: list[bytes] = field(default_factory=list)
    """Steps of hierarchies and lineages; see :mod:`vmbo_mbo_kb.scale.joins`."""
    suspects: list[bytes] = field(default_factory=list)
    """Places of records with findings."""
    records: list[bytes] = field(default_factory=list)
    """The sound records: class and id, a tab, the record in normal form as JSON."""
    lines: int = 0
    unread: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    """How many records of each class count, by its folder."""


def judge(shard: Shard, context: Context) -> Outcome:
    """Read a shard and hold each record to the rules that need no other.

    :raises OSError: the lines cannot be read.
    """
    with shard.open() as stream:
        size = max(shard.end - stream.tell(), 0)
        return judge_lines(stream, size, shard, context)


def judge_lines(stream: BinaryIO | io.BytesIO, size: int, shard: Shard, context: Context) -> Outcome:
    """The same for lines from where a stream stands, as many as start within a number of bytes."""
    gatherer = _Gatherer(shard, context)
    reading = Reading(context.folder)
    offset = stream.tell()
    lines = json_lines(stream, shard.shown, reading, 1, size)
    while True:
        batch: dict[int, RawRecord] = {}
        places: dict[int, Place] = {}
        with paused():
            for number, length, record in islice(lines, BATCH):
                places[number] = Place(shard.number, offset, number - 1)
                offset += length
                if record is not None:
                    batch[number] = record
            if not places:
                return gatherer.done()
            gatherer.take(batch, places, reading)
        reading.findings.clear()
        reading.unread.clear()


def judge_whole(items: Sequence[RawRecord], shard: Shard, context: Context) -> Outcome:
    """The same for records that are in memory, from files of YAML."""
    gatherer = _Gatherer(shard, context)
    gatherer.take_whole(items)
    return gatherer.done()


class _Gatherer:
    """Gathers what a shard comes to."""

    def __init__(self, shard: Shard, context: Context) -> None:
        self._shard = shard
        self._context = context
        description = None
        if context.description is not None:
            description = RawRecord(blueprint().dataset, "", dict(context.description), "")
        no_doubts = Doubts(False, frozenset())
        self._alone_known = Known({}, (), None, description, no_doubts, (), context.text)
        self._outcome = Outcome()
        self._referred: set[str] = set()
        self._latest: dict[str, str] = {}
        """For each predecessor and its class the latest start that it must not be after."""
        self._edges: set[str] = set()

    def take(self, batch: Mapping[int, RawRecord], places: Mapping[int, Place], reading: Reading) -> None:
        """Judge some records, by the number of their line."""
        outcome = self._outcome
        records, misspelt, faults = shaped(batch.values())
        unsound = {found.position.line for found in (*misspelt, *faults)}
        suspect = unsound | {found.position.line for found in reading.findings}
        lapsed: set[int] = set()
        for found in self._alone(records):
            (lapsed if found.rule is rules.NOT_SUCCEEDED else suspect).add(found.position.line)
        for number, record in zip(batch, records, strict=True):
            self._note(record, places[number], number in lapsed, number not in unsound)
        outcome.facts += [_said_of(record, places[record.line], False) for record in reading.unread]
        outcome.suspects += [f"{places[number]}\tL\n".encode() for number in sorted(suspect)]
        outcome.lines += len(places)
        outcome.unread += len(reading.unread)
        outcome.counts += counts(records, reading.unread)

    def take_whole(self, items: Sequence[RawRecord]) -> None:
        """Take records that are at hand with their places; each is a suspect, because that costs little."""
        for number, item in enumerate(items):
            place = Place(self._shard.number, 0, number)
            self._outcome.suspects.append(f"{place}\tL\n".encode())
            if item.unread:
                self._outcome.facts.append(_said_of(item, place, False))
                self._outcome.unread += 1
                continue
            records, misspelt, faults = shaped([item])
            lapsed = any(found.rule is rules.NOT_SUCCEEDED for found in self._alone(records))
            self._note(records[0], place, lapsed, not misspelt and not faults)
            self._outcome.counts += counts(records)
        self._outcome.counts += counts([], (item for item in items if item.unread))

    def _note(self, record: RawRecord, place: Place, lapsed: bool, sound: bool) -> None:
        self._outcome.facts.append(_said_of(record, place, lapsed))
        self._references(record)
        if self._context.keep and sound:
            self._outcome.records.append(record_line(record.spec, normalise(record.spec, record.values)))

    def _alone(self, records: list[RawRecord]) -> Iterator[Finding]:
        """Findings on records by themselves, or that they would have if others did not prevent it."""
        yield from check_parts(records, {})
        yield from judged(records, self._alone_known)

    def _references(self, record: RawRecord) -> None:
        shard = f"{self._shard.number:06x}"
        counts = "0" if record.values.get("withdrawn") is True else "1"
        for visit in walk(record.spec, record.values, concerns_others):
            field, value = visit.field, visit.value
            if not isinstance(value, str):
                continue
            if not is_reference(field):
                source = visit.holder.get("source")
                if isinstance(source, str):
                    self._referred.add(f"{key_of(source)}\t3{key_of(value)}\t{shard}\n")
                continue
            key = key_of(value)
            number = _numbers()[field.target or ""]
            self._referred.add(f"{key}\t1{counts}{number}\t{shard}\n")
            if is_predecessor(field):
                own = span_of(record)
                latest = NEVER if own is None else str(own.from_latest)
                start = f"{key}\t2{number}"
                self._latest[start] = min(latest, self._latest.get(start, NEVER))
            if is_acyclic(field):
                self._edges.update(edge(field.term, key_of(record.id), key))

    def done(self) -> Outcome:
        """All that there is, each kind sorted."""
        outcome = self._outcome
        shard = f"{self._shard.number:06x}"
        outcome.facts += [line.encode() for line in self._referred]
        outcome.facts += [f"{start}\t{latest}\t{shard}\n".encode() for start, latest in self._latest.items()]
        outcome.edges = [line.encode() for line in self._edges]
        for lines in (outcome.facts, outcome.edges, outcome.suspects, outcome.records):
            lines.sort()
        return outcome


def concerns_others(field: FieldSpec) -> bool:
    """Fields whose values are judged by other records."""
    return is_reference(field) or names_passage(field)


def edge(term: str, source: str, target: str) -> tuple[str, str]:
    """The two lines of a step from a record to another: that the one leads on, and where the other is reached from."""
    return f"{term}\t{source}\t0\n", f"{term}\t{target}\t1{source}\n"


def record_line(spec: ClassSpec, record: Record) -> bytes:
    """A record as a line that sorts in writing order."""
    return b"%s%s\t%s\n" % (_numbers()[spec.name].encode(), record["id"].encode(), orjson.dumps(record))


def record_of(line: bytes) -> tuple[ClassSpec, Record]:
    """The record of such a line."""
    return blueprint().entities[int(line[:2])], orjson.loads(line[line.index(b"\t") + 1 :])


@cache
def _numbers() -> Mapping[str, str]:
    """Two digits for each class, in writing order, by its name."""
    return {spec.name: f"{number:02}" for number, spec in enumerate(blueprint().entities)}


_PLAIN: Final = re.compile("[a-z0-9-]+")


def key_of(text: str) -> str:
    """A text as a key of lines: without tabs and line ends, whatever it holds."""
    return text if _PLAIN.fullmatch(text) else json.dumps(text)[1:-1]


def text_of(key: str) -> str:
    """The text that :func:`key_of` made a key of."""
    return str(json.loads(f'"{key}"')) if "\\" in key else key


def _said_of(record: RawRecord, place: Place, lapsed: bool) -> bytes:
    """The line that says that there is a record with this id."""
    days = span_of(record)
    flags = f"{record.values.get('withdrawn') is True:d}{lapsed:d}{'passages' in record.spec.by_name:d}"
    passages = ""
    if isinstance(record.values.get("passages"), list):
        passages = json.dumps(sorted(keys_of(record, "passages")))
    earliest = "" if days is None else str(days.from_earliest)
    number = _numbers()[record.spec.name]
    return f"{key_of(record.id)}\t0{record.unread:d}{place}\t{flags}{number}\t{earliest}\t{passages}\n".encode()
