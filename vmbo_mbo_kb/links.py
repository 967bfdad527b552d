# SPDX-License-Identifier: MIT
"""Health of links: what became of the addresses in a dataset, seen over time.

A visit says little: servers have bad days. What each visit found is kept in a file of its own, and only what several
days agree on counts: an address is *gone* after failures on :data:`DAYS` different days, :data:`SPAN` days or more
apart, and no success since. What to do then is the curator's: the dataset is never changed from here.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Event
from typing import Any, Final
from urllib.parse import urlsplit

from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec
from vmbo_mbo_kb.checks.walk import walk
from vmbo_mbo_kb.records import Record
from vmbo_mbo_kb.visits import NO_ANSWER, Outcome, Visit, Visitor
from vmbo_mbo_kb.words import Explained, Language, Words

DAYS: Final = 3
"""Failures on how many different days make an address gone."""
SPAN: Final = 7
"""How many days there are at least between the first and the last of them."""
AT_ONCE: Final = 4
"""How many hosts are visited at the same time."""
HOPELESS: Final = 8
"""After how many hosts without any answer, and none with one, there is no network."""

ADDRESS_TERM: Final = "schema:url"
ARCHIVED_TERM: Final = "schema:archivedAt"
SUCCESSOR_TERM: Final = "kb:successor"


class Offline(Explained, OSError):
    """No server answered at all: there is no network, and nothing can be said of any address."""


class StateError(Explained, ValueError):
    """The file of visits is not what this module writes; the message has its name and line."""


class Verdict(StrEnum):
    """What the visits so far come to."""

    WORKS = "works"
    MOVED = "moved"
    FAILING = "failing"
    """It failed last time, not yet often or long enough to call it gone."""
    GONE = "gone"
    UNSAFE = "unsafe"
    """It is there, and its certificate is not valid."""
    UNCLEAR = "unclear"
    """The server refuses this visitor; somebody has to look."""

    @property
    def label(self) -> Words:
        """What people read."""
        return _LABELS[self]


_LABELS: Final[Mapping[Verdict, Words]] = {
    Verdict.WORKS: Words("werkt", "works"),
    Verdict.MOVED: Words("verhuisd", "moved"),
    Verdict.FAILING: Words("hapert", "failing"),
    Verdict.GONE: Words("verdwenen", "gone"),
    Verdict.UNSAFE: Words("onveilig", "unsafe"),
    Verdict.UNCLEAR: Words("onduidelijk", "unclear"),
}

_SUCCESSES: Final = frozenset({Outcome.WORKS, Outcome.MOVED})
_INCONCLUSIVE: Final = frozenset({Outcome.REFUSED, Outcome.NOT_FOLLOWED, Outcome.UNSAFE})


@dataclass(frozen=True, slots=True)
class Use:
    """A record in which an address stands."""

    id: str
    class_name: str
    """Folder of the record's class."""
    path: str
    """The way through the record to the address, joined by dots."""
    fate: str | None = None
    """What the record says became of it, where it does."""


@dataclass(frozen=True, slots=True)
class Health:
    """What is known of one address."""

    address: str
    verdict: Verdict
    last: Visit
    failed_days: int
    """Days with failures since the last success."""
    uses: tuple[Use, ...]
    proposals: tuple[str, ...]
    """Addresses to use instead, best first: where the server sends visitors for good, the record's own successor and
    archived copy, and copies in an archive that are in the dataset already. None is guessed."""

    @property
    def contradicted(self) -> bool:
        """Whether a record says otherwise of the address."""
        stated = {use.fate for use in self.uses if use.fate is not None}
        match self.verdict:
            case Verdict.WORKS:
                return bool(stated & {"gone", "moved"})
            case Verdict.MOVED:
                return bool(stated - {"moved"}) or not stated
            case Verdict.GONE:
                return bool(stated - {"gone", "moved"}) or not stated
            case _:
                return False

    def as_dict(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {**asdict(self), "contradicted": self.contradicted}


def _is_address(field: FieldSpec) -> bool:
    return field.term == ADDRESS_TERM


def _is_way_out(field: FieldSpec) -> bool:
    return field.term in (ADDRESS_TERM, ARCHIVED_TERM, SUCCESSOR_TERM)


def addresses(records: Iterable[tuple[ClassSpec, Record]]) -> dict[str, list[Use]]:
    """The addresses that a dataset offers its readers, with the records that they stand in."""
    found: defaultdict[str, list[Use]] = defaultdict(list)
    for spec, record in records:
        for visit in walk(spec, record, _is_address):
            path = ".".join(map(str, visit.path))
            found[visit.value].append(Use(record["id"], spec.slug, path, visit.holder.get("fate")))
    return dict(sorted(found.items()))


def check(records: Iterable[tuple[ClassSpec, Record]], visitor: Visitor, only: Sequence[str] = ()) -> Iterator[Visit]:
    """Visit the addresses of a dataset, a few hosts at a time; visits come in order of address.

    :param only: ids of records, or addresses; without any, all.
    :raises Offline: no server answered at all.
    """
    wanted = {
        address
        for address, uses in addresses(records).items()
        if not only or address in only or any(use.id in only for use in uses)
    }
    hosts: defaultdict[str, list[str]] = defaultdict(list)
    for address in sorted(wanted):
        hosts[_host(address)].append(address)
    answered, hopeless = Event(), Event()
    silent: list[str] = []

    def visit_host(host: str) -> list[Visit]:
        found: list[Visit] = []
        for address in hosts[host]:
            if hopeless.is_set() and not answered.is_set():
                break
            found.append(visitor.visit(address))
            if found[-1].outcome not in NO_ANSWER:
                answered.set()
        else:
            if all(visit.outcome in NO_ANSWER for visit in found):
                silent.append(host)
            if len(silent) >= HOPELESS:
                hopeless.set()
        return found

    with ThreadPoolExecutor(AT_ONCE) as pool:
        visits = [visit for found in pool.map(visit_host, hosts) for visit in found]
    if visits and not answered.is_set():
        raise Offline(
            nl="geen server antwoordde: er lijkt geen netwerk te zijn; er is niets vastgelegd",
            en="no server answered: there seems to be no network; nothing was recorded",
        )
    yield from sorted(visits, key=lambda visit: visit.address)


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:  # no address at all, as its visit will say
        return ""


def judge(visits: Sequence[Visit]) -> tuple[Verdict, int]:
    """What the visits of one address, oldest first, come to; and on how many days it failed since its last success."""
    failed: list[date] = []
    for visit in visits:
        if visit.outcome in _SUCCESSES:
            failed.clear()
        elif visit.outcome not in _INCONCLUSIVE:
            failed.append(date.fromisoformat(visit.at[:10]))
    days = len(set(failed))
    last = visits[-1]
    if days >= DAYS and (max(failed) - min(failed)).days >= SPAN:
        return Verdict.GONE, days
    if last.outcome is Outcome.UNSAFE:
        return Verdict.UNSAFE, days
    if last.outcome in _INCONCLUSIVE:
        return Verdict.UNCLEAR, days
    if failed:
        return Verdict.FAILING, days
    return Verdict.MOVED if last.outcome is Outcome.MOVED else Verdict.WORKS, days


def report(records: Iterable[tuple[ClassSpec, Record]], visits: Iterable[Visit]) -> list[Health]:
    """What is known of every address of a dataset that was ever visited."""
    items = list(records)
    history: defaultdict[str, list[Visit]] = defaultdict(list)
    for visit in sorted(visits, key=lambda visit: visit.at):
        history[visit.address].append(visit)
    ways_out = _ways_out(items)
    found: list[Health] = []
    for address, uses in addresses(items).items():
        seen = history.get(address)
        if not seen:
            continue
        verdict, days = judge(seen)
        proposals: list[str] = []
        if verdict in (Verdict.MOVED, Verdict.GONE, Verdict.FAILING):
            if verdict is Verdict.MOVED:
                proposals.append(seen[-1].redirects[-1])
            proposals.extend(ways_out.get(address, ()))
        found.append(Health(address, verdict, seen[-1], days, tuple(uses), tuple(dict.fromkeys(proposals))))
    return found


def _ways_out(records: Sequence[tuple[ClassSpec, Record]]) -> dict[str, list[str]]:
    """For each address, those that the dataset itself has to offer instead: successors first, then archived copies."""
    own = {record["id"]: record.get("address") for _, record in records}
    successors: defaultdict[str, list[str]] = defaultdict(list)
    archived: defaultdict[str, list[str]] = defaultdict(list)
    elsewhere: defaultdict[str, list[str]] = defaultdict(list)
    for spec, record in records:
        for visit in walk(spec, record, _is_way_out):
            address = visit.holder.get("address")
            if visit.field.term == SUCCESSOR_TERM:
                following = own.get(visit.value)
                if address and following:
                    successors[address].append(following)
            elif visit.field.term == ARCHIVED_TERM and address:
                archived[address].append(visit.value)
            else:  # a web archive has the address that it holds in its own: …/web/20100101000000/http://…
                inner = max(visit.value.find("/http://"), visit.value.find("/https://"))
                if inner > 0:
                    elsewhere[visit.value[inner + 1 :]].append(visit.value)
    known = {*successors, *archived, *elsewhere}
    return {address: [*successors[address], *archived[address], *elsewhere[address]] for address in known}


def read_state(file: Path) -> list[Visit]:
    """The visits in a file of JSON Lines; none when there is no file yet.

    A last line that was cut off, by a crash of whatever wrote it, is left out.

    :raises StateError: the file is something else.
    """
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        return []
    visits: list[Visit] = []
    for number, line in enumerate(data[: data.rfind(b"\n") + 1].splitlines(), 1):
        try:
            values = json.loads(line)
            visit = Visit(**{**values, "outcome": Outcome(values["outcome"]), "redirects": tuple(values["redirects"])})
            date.fromisoformat(visit.at[:10])
        except (ValueError, TypeError, KeyError) as error:
            raise StateError(
                nl=f"{file}:{number}: geen bezoek zoals dit programma het schrijft: {error}",
                en=f"{file}:{number}: not a visit as this program writes it: {error}",
            ) from None
        visits.append(visit)
    return visits


def add_to_state(file: Path, visits: Iterable[Visit]) -> None:
    """Add visits to the file, which is replaced whole: it never holds half of a run.

    :raises StateError: the file is something else, and is left as it is.
    :raises OSError: it cannot be written.
    """
    lines = [json.dumps(asdict(visit), ensure_ascii=False) + "\n" for visit in (*read_state(file), *visits)]
    with NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=file.absolute().parent, delete=False) as stream:
        new = Path(stream.name)
        try:
            stream.writelines(lines)
            stream.flush()
            os.fsync(stream.fileno())
            new.chmod(0o644)
            new.replace(file)
        except BaseException:
            new.unlink(missing_ok=True)
            raise


def describe(health: Health, language: Language) -> str:
    """One line on an address: the verdict, what the last visit found, and what to do."""
    last = health.last
    said = [f"{last.outcome}" if last.status is None else f"{last.outcome} ({last.status})"]
    if last.detail:
        said.append(last.detail)
    if health.failed_days:
        said.append(Words("dagen gefaald: {}", "days failed: {}")[language].format(health.failed_days))
    if last.redirects:
        said.append("→ " + " → ".join(last.redirects))
    if health.proposals:
        said.append(Words("in plaats daarvan: {}", "instead: {}")[language].format(" · ".join(health.proposals)))
    return "; ".join(said)
