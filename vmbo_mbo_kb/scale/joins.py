# SPDX-License-Identifier: MIT
"""Joins of sorted lines: which records are suspects because of other records, and which steps go round in a circle.

A *suspect* is a line: the place of a record, a tab, and why. ``L``: something is wrong with it. ``S``: it has lapsed
and nothing follows it. ``P`` and a list in JSON: nothing rests on these passages of it. Joins are quick and may suspect
too much; the rules have the last word (:mod:`vmbo_mbo_kb.scale.verdicts`).
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from vmbo_mbo_kb.checks.across import Cycle, cycles_in
from vmbo_mbo_kb.scale.runs import Spill, merged
from vmbo_mbo_kb.scale.shards import PLACE_LENGTH, edge, key_of, text_of

AT_HAND: Final = 100_000
"""How many steps may be held in memory."""

ALIKE: Final = 0.9
"""A round that leaves more of the steps than this is the last."""


@dataclass(slots=True)
class Joined:
    """What a join of facts finds, line by line."""

    suspects: Callable[[bytes], None]
    """Takes suspects."""
    targets: Callable[[bytes], None]
    """Takes shards and ids: the shard refers to the id, and something is wrong with that."""
    ids: Callable[[bytes], object] = field(default=lambda line: None)
    """Takes the facts on ids, in order."""


def join(facts: Iterable[bytes], to: Joined) -> None:
    """Go through facts in order and hold what refers to an id against what has it."""
    key: bytes | None = None
    group = _Group(b"", to)
    for line in facts:
        identifier, _, rest = line.partition(b"\t")
        if identifier != key:
            group.close()
            key = identifier
            group = _Group(identifier, to)
        if rest[:1] == b"0":
            to.ids(line)
            group.has(rest)
        else:
            group.referred(rest)
    group.close()


@dataclass(slots=True)
class _Group:
    """The facts on one id: first what has it, then what refers to it."""

    key: bytes
    to: Joined
    count: int = 0
    earliest: dict[bytes, bytes] = field(default_factory=dict)
    """For each class that has the id, the latest of its earliest starts."""
    standing: bool = False
    """Whether a record with the id is not withdrawn."""
    followed: bool = False
    lapsed: list[bytes] = field(default_factory=list)
    sources: bool = False
    """Whether a record with the id is of a class that has passages."""
    passages: list[tuple[bytes, list[str]]] = field(default_factory=list)
    cited: set[bytes] = field(default_factory=set)

    def has(self, rest: bytes) -> None:
        head, said, earliest, passages = rest.split(b"\t")
        place = head[2:]
        self.count += 1
        if self.count > 1:
            self.to.suspects(place + b"\tL\n")
        withdrawn, lapsed, source, number = said[:1] == b"1", said[1:2] == b"1", said[2:3] == b"1", said[3:]
        self.earliest[number] = max(earliest, self.earliest.get(number, b""))
        self.standing = self.standing or not withdrawn
        self.sources = self.sources or source
        if lapsed:
            self.lapsed.append(place)
        if len(passages) > 1:
            self.passages.append((place, json.loads(passages)))

    def referred(self, rest: bytes) -> None:
        said, _, shard = rest.rpartition(b"\t")
        kind, body = said[:1], said[1:]
        if kind == b"1":
            number = body[1:]
            wrong = number not in self.earliest or (body[:1] == b"1" and not self.standing)
        elif kind == b"2":
            number, _, latest = body.partition(b"\t")
            wrong = self.earliest.get(number, b"") > latest
            self.followed = True
        else:
            self.cited.add(body)
            wrong = self.sources and all(key_of(known).encode() != body for _, keys in self.passages for known in keys)
        if wrong:
            self.to.targets(b"%s\t%s\n" % (shard.rstrip(b"\n"), self.key))

    def close(self) -> None:
        if not self.followed:
            for place in self.lapsed:
                self.to.suspects(place + b"\tS\n")
        for place, keys in self.passages:
            lacking = [key for key in keys if key_of(key).encode() not in self.cited]
            if lacking:
                self.to.suspects(b"%s\tP%s\n" % (place, json.dumps(lacking).encode()))


@dataclass(slots=True)
class Why:
    """Why a record is a suspect."""

    unfollowed: bool = False
    lacking: set[str] = field(default_factory=set)
    """Keys of passages that nothing rests on."""


def whys(suspects: Iterable[bytes]) -> Iterator[tuple[bytes, Why]]:
    """Places of suspects in order, each once, with all that is held against it."""
    place, why = b"", Why()
    for line in suspects:
        if line[:PLACE_LENGTH] != place:
            if place:
                yield place, why
            place, why = line[:PLACE_LENGTH], Why()
        said = line[PLACE_LENGTH + 1 :]
        why.unfollowed = why.unfollowed or said[:1] == b"S"
        if said[:1] == b"P":
            why.lacking.update(json.loads(said[1:]))
    if place:
        yield place, why


def cycles(runs: list[Path], folder: Path) -> list[Cycle]:
    """The hierarchies and lineages that lead back to themselves.

    Steps to where nothing leads on are taken away, round after round, by sorted joins; of a sound dataset nothing is
    left. What is left is held in memory, as in :func:`vmbo_mbo_kb.checks.across.cycles_of`.
    """
    before, level = 0, 0
    while True:
        level += 1
        spill = Spill(folder, f"steps-{level}")
        count = 0
        for term, source, target in _leading_on(merged(runs)):
            count += 1
            for line in edge(term, source, target):
                spill.add(line.encode())
        runs = spill.runs()
        if count <= AT_HAND or count > ALIKE * before > 0:
            graphs: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
            for term, source, target in _leading_on(merged(runs)):
                graphs[term].setdefault(text_of(source), []).append(text_of(target))
            return cycles_in(graphs)
        before = count


def _leading_on(lines: Iterable[bytes]) -> Iterator[tuple[str, str, str]]:
    """The steps to ids from which another step leads on: term, from, to."""
    node, leads_on = ("", ""), False
    for line in lines:
        term, identifier, said = line.decode().rstrip("\n").split("\t")
        if (term, identifier) != node:
            node, leads_on = (term, identifier), False
        if said == "0":
            leads_on = True
        elif leads_on:
            yield term, said[1:], identifier
