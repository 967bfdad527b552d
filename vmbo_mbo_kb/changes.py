# SPDX-License-Identifier: MIT
"""The log of releases: one file a release, one line for each record that is new or different in it.

The first line describes the release, the others follow in writing order, each naming the version of the model that
wrote it::

    {"model": 1, "class": "dataset", "record": {…}, "after": null or {"version": …, "sha256": …}, "sha256": …}
    {"model": 1, "class": "themes", "record": {"id": …, …}}

``sha256`` is the digest of all lines after the first, ``after`` names the release before and the digest of its whole
file: a log that was changed afterwards is found out. A record that is withdrawn is a line like any other, because it
stays (``withdrawn: true``). Nothing is ever taken away, so a release holds what its own lines and, for the rest, those
before it say.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

import orjson

from vmbo_mbo_kb.blueprint import ClassSpec, blueprint
from vmbo_mbo_kb.migrations import migrate, model_version
from vmbo_mbo_kb.records import Record, Records
from vmbo_mbo_kb.words import Explained, Words, explained

DESCRIPTION: Final = "dataset"
"""What stands for the class in the line that describes the release."""

Item = tuple[str, Record]
"""A class by its folder, and a record of it."""


class LogError(Explained, ValueError):
    """A log of changes cannot be read, is not what it was, or cannot be written.

    :ivar reason: what is wrong, without the place in front.
    """

    def __init__(self, nl: str, en: str, place: str = "") -> None:
        """
        :param place: the file, and the line in it.
        """
        self.reason = Words(nl, en)
        before = f"{place}: " if place else ""
        super().__init__(before + nl, before + en)


@dataclass(frozen=True, slots=True)
class State:
    """A dataset as it was released: its description and its records by id; today's model reads all of them."""

    dataset: Record
    records: dict[str, Item]

    @classmethod
    def of(cls, records: Records) -> "State":
        """The state of a dataset at hand."""
        return cls(records.dataset, {record["id"]: (spec.slug, record) for spec, record in records})

    def items(self) -> list[tuple[ClassSpec, Record]]:
        """The records with their classes, in no particular order."""
        specs = {spec.slug: spec for spec in blueprint().entities}
        return [(specs[folder], record) for folder, record in self.records.values()]


@dataclass(frozen=True, slots=True)
class Log:
    """What a release adds to the one before."""

    dataset: Record
    items: list[Item]
    after: dict[str, str] | None = None
    """``version`` and ``sha256`` of the log before; none for the first release."""

    @property
    def version(self) -> str:
        """The release's version."""
        version: str = self.dataset["version"]
        return version


def changes(before: State | None, after: State, former: bytes = b"") -> Log:
    """The log that leads from one release to the next.

    :param before: the release before; none for the first one.
    :param former: the log file of the release before.
    :raises LogError: an id of the release before is gone, has another class, or was withdrawn and now is not.
    """
    known = before.records if before else {}
    problems = []
    for identifier, (folder, record) in sorted(known.items()):
        now = after.records.get(identifier)
        if now is None:
            problems.append(
                Words(
                    f"{folder}/{identifier} is weg: zet het terug met 'withdrawn: true' en 'replaced_by'",
                    f"{folder}/{identifier} is gone: put it back with 'withdrawn: true' and 'replaced_by'",
                )
            )
        elif now[0] != folder:
            problems.append(
                Words(
                    f"{identifier} was van de klasse {folder} en is nu van {now[0]}: kies een nieuw id",
                    f"{identifier} was of the class {folder} and is of {now[0]} now: choose a new id",
                )
            )
        elif record.get("withdrawn") and not now[1].get("withdrawn"):
            problems.append(
                Words(
                    f"{folder}/{identifier} was ingetrokken: het id wordt niet opnieuw gebruikt",
                    f"{folder}/{identifier} was withdrawn: its id is not used again",
                )
            )
    if problems:
        raise LogError("; ".join(each.nl for each in problems), "; ".join(each.en for each in problems))
    order = [spec.slug for spec in blueprint().entities]
    changed = [item for identifier, item in after.records.items() if known.get(identifier) != item]
    changed.sort(key=lambda item: (order.index(item[0]), item[1]["id"]))
    link = {"version": before.dataset["version"], "sha256": sha256(former).hexdigest()} if before else None
    return Log(after.dataset, changed, link)


def apply(before: State | None, log: Log) -> State:
    """The release that a log makes of the one before."""
    records = dict(before.records) if before else {}
    records.update({record["id"]: (folder, record) for folder, record in log.items})
    return State(log.dataset, records)


def dump(log: Log) -> bytes:
    """A log as the text of its file, written by today's model."""
    body = b"".join(
        _line({"model": model_version(), "class": folder, "record": record}) for folder, record in log.items
    )
    head = {"model": model_version(), "class": DESCRIPTION, "record": log.dataset, "after": log.after}
    return _line({**head, "sha256": sha256(body).hexdigest()}) + body


def _line(value: dict[str, Any]) -> bytes:
    return orjson.dumps(value) + b"\n"


def parse(name: str, data: bytes) -> Log:
    """Read the text of a log, whichever version of the model wrote it.

    :param name: what to call the file in messages.
    :raises LogError: it is not a log, or not what it was when it was written; the message names file and line.
    """
    head_line, _, body = data.partition(b"\n")
    head = _parsed(f"{name}:1", head_line)
    if head.get("class") != DESCRIPTION or "sha256" not in head:
        raise LogError(
            "de eerste regel beschrijft geen uitgave", "the first line does not describe a release", f"{name}:1"
        )
    if sha256(body).hexdigest() != head["sha256"]:
        raise LogError(
            nl="veranderd of afgebroken sinds het is geschreven: de regels hebben niet de sha256 van regel 1",
            en="changed or cut off since it was written: its lines do not have the sha256 of line 1",
            place=name,
        )
    folders = {spec.slug for spec in blueprint().entities}
    items = []
    for number, line in enumerate(body.splitlines(), start=2):
        entry = _parsed(f"{name}:{number}", line)
        if entry["class"] not in folders:
            folder = entry["class"]
            raise LogError(f"{folder!r} is geen klasse", f"{folder!r} is not a class", f"{name}:{number}")
        items.append((entry["class"], entry["record"]))
    return Log(head["record"], items, head.get("after"))


def _parsed(place: str, line: bytes) -> dict[str, Any]:
    """An entry with its class and record in the form of today's model.

    :raises LogError: the line is none.
    """
    try:
        entry: dict[str, Any] = orjson.loads(line)
        folder, record = migrate(entry["model"], entry["class"], entry["record"])
    except KeyError as error:
        raise LogError(f"{error.args[0]!r} ontbreekt", f"{error.args[0]!r} is missing", place) from error
    except (ValueError, TypeError) as error:
        why = explained(error)
        raise LogError(why.nl, why.en, place) from error
    return {**entry, "class": folder, "record": record}


def whole(records: Records) -> bytes:
    """A release as one log by itself: what a release folder holds to be loaded from."""
    return dump(changes(None, State.of(records)))


def play(logs: Iterable[tuple[str, bytes]]) -> State:
    """The release that logs, given by name and text in order, lead to.

    :raises LogError: one of them cannot be read, or does not follow on the one before it.
    """
    state: State | None = None
    former = b""
    for name, data in logs:
        log = parse(name, data)
        follows(name, log, state, former)
        state, former = apply(state, log), data
    if state is None:
        raise LogError("er is geen uitgave", "there is no release")
    return state


def follows(name: str, log: Log, before: State | None, former: bytes) -> None:
    """See to it that a log was made for the release before it, as it is.

    :param former: the log file of that release.
    :raises LogError: it was not.
    """
    wanted = {"version": before.dataset["version"], "sha256": sha256(former).hexdigest()} if before else None
    if log.after != wanted:
        nl, en = ("niets", "nothing")
        if wanted:
            nl, en = f"{wanted['version']} zoals het nu is", f"{wanted['version']} as it is now"
        raise LogError(
            nl=f"volgt niet op {nl}: dit logboek of het vorige is veranderd",
            en=f"does not follow on {en}: this log or the one before was changed",
            place=name,
        )
