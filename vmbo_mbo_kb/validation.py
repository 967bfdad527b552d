# SPDX-License-Identifier: MIT
"""Validation: read a dataset's folder, hold it to every rule, and say all that is wrong at once."""

import os
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vmbo_mbo_kb.checks import rules
from vmbo_mbo_kb.checks.across import (
    Cycle,
    Index,
    Near,
    by_id,
    check_coverage,
    check_cycles,
    check_ids,
    check_parts,
    check_references,
    check_reviews,
    check_text,
    check_time,
    cycles_of,
    day_of,
    passages_cited,
)
from vmbo_mbo_kb.checks.assertions import (
    Doubts,
    check_counts,
    check_promises,
    check_ways_on,
    counts,
    is_about,
    predecessors,
)
from vmbo_mbo_kb.checks.mending import mend
from vmbo_mbo_kb.checks.released import check_released, check_withdrawn
from vmbo_mbo_kb.checks.shape import check_property_names, check_shape, fits
from vmbo_mbo_kb.checks.soundness import DOUBTFUL, LEADING, SOUND, Overview, look
from vmbo_mbo_kb.collector import paused
from vmbo_mbo_kb.findings import Finding, in_order
from vmbo_mbo_kb.locations import dataset_folder
from vmbo_mbo_kb.reading import RawRecord, Reading, read
from vmbo_mbo_kb.reading.reasons import of_system

SOURCE_TEXT: Final = "VMBO_MBO_KB_SOURCE"
"""Environment variable that names the text of the source whose passages are registered, where it is at hand."""


def judge(reading: Reading) -> list[Finding]:
    """All findings on what was read, in order of place."""
    with paused():
        return in_order([*reading.findings, *_check(reading)])


def _check(reading: Reading) -> Iterator[Finding]:
    description = None
    if reading.description is not None:
        description, misspelt = mend(reading.description)
        yield from misspelt
        yield from check_shape(description)
    overview = Overview.of(reading.records, reading.unread)
    records: list[RawRecord] = []
    suspects: list[RawRecord] = []
    leading: list[RawRecord] = []
    misspelt, faults = [], []
    for raw in reading.records:
        record = raw
        verdict = look(raw, overview)
        if verdict == DOUBTFUL:
            (record,), slips, wrong = shaped([raw])
            misspelt += slips
            faults += wrong
        records.append(record)
        if verdict != SOUND:
            leading.append(record)
            if verdict != LEADING:
                suspects.append(record)
    if misspelt:  # what is read otherwise than it was when the others were looked at may be pointed at
        suspects = leading = records
    yield from misspelt
    index = by_id([*records, *reading.unread])
    faults += check_ids(index)
    faults += pointing(suspects, index)
    yield from faults
    yield from check_released(reading.folder, index)
    cycles = cycles_of(leading)
    yield from check_cycles(leading, index, cycles)
    text, unreadable = source_text()
    yield from unreadable
    promising = description is not None and description.values.get("assertions")
    if description is not None and promising:
        yield from check_counts(description, counts(records, reading.unread))
    citing_known = not reading.unread and not any(map(is_about_citing, faults))
    cited = passages_cited(suspects, overview.cited) if citing_known else None
    doubts = Doubts.of(reading.unread, faults)
    followed = predecessors(leading) if promising else ()
    yield from judged(records, Known(index, cycles, cited, description, doubts, followed, text), suspects, leading)


def pointing(records: Iterable[RawRecord], index: Index, near: Near | None = None) -> Iterator[Finding]:
    """What is wrong with where records point; like what is wrong with their shape, it leaves other things in doubt.

    :param near: see :func:`vmbo_mbo_kb.checks.across.check_references`.
    """
    yield from check_references(records, index, near)
    yield from check_parts(records, index)


@dataclass(frozen=True, slots=True)
class Known:
    """What judging records takes besides themselves."""

    index: Index
    cycles: Collection[Cycle]
    cited: Mapping[str, Set[str]] | None
    """See :func:`vmbo_mbo_kb.checks.across.passages_cited`; none when it is in doubt."""
    description: RawRecord | None
    doubts: Doubts
    followed: Container[str]
    """See :func:`vmbo_mbo_kb.checks.assertions.predecessors`."""
    text: str | None
    """The source's text, where it is at hand."""


def judged(
    records: Collection[RawRecord],
    known: Known,
    suspects: Collection[RawRecord] | None = None,
    leading: Collection[RawRecord] | None = None,
) -> Iterator[Finding]:
    """Hold records to the rules that ask for more than their shape and where they point.

    A rule belongs here when its findings on a record take that record and what is known besides, so that a dataset
    that does not fit in memory is held to it as well (:mod:`vmbo_mbo_kb.scale`).

    :param suspects: those of the records that may point at, or be, what does not count; without it, all.
    :param leading: those that may lead on in a lineage, or are not sound (:mod:`vmbo_mbo_kb.checks.soundness`).
    """
    yield from check_withdrawn(records if suspects is None else suspects, known.index)
    yield from check_time(records if leading is None else leading, known.index, known.cycles)
    yield from check_coverage(records, known.cited)
    yield from check_ways_on(records if suspects is None else suspects, known.doubts)
    if known.description is not None:
        yield from check_promises(known.description, records, known.doubts, known.followed)
        as_of = day_of(known.description, "as_of")
        if as_of is not None:
            yield from check_reviews(records, as_of)
    if known.text is not None:
        yield from check_text(records, known.text)


def shaped(raws: Iterable[RawRecord]) -> tuple[list[RawRecord], list[Finding], list[Finding]]:
    """Hold each record to the shape of its class.

    :returns: the records, misspelt keys read as what was meant; findings on those keys; and all other ones.
    """
    records: list[RawRecord] = []
    misspelt: list[Finding] = []
    faults: list[Finding] = []
    for raw in raws:
        if fits(raw):  # then no key is misspelt
            faults += check_property_names(raw)
            records.append(raw)
            continue
        record, found = mend(raw)
        misspelt += found
        faults += check_shape(record)
        records.append(record)
    return records, misspelt, faults


def is_about_citing(fault: Finding) -> bool:
    """Whether a fault leaves in doubt what a record rests on."""
    return fault.rule is rules.NOTHING_CITED or is_about(fault, {"citations"})


def source_text() -> tuple[str | None, list[Finding]]:
    """The text of the source whose passages are registered, where it is at hand; or why it cannot be read."""
    path = os.environ.get(SOURCE_TEXT)
    if not path:
        return None, []
    try:
        with Path(path).open(encoding="utf-8", newline="") as stream:
            return stream.read(), []
    except (OSError, UnicodeDecodeError) as error:
        return None, [Finding(rules.UNREADABLE, path, details={"reason": of_system(error)})]


def validate(folder: str | os.PathLike[str] | None = None) -> list[Finding]:
    """Hold a dataset to every rule.

    :param folder: the dataset's folder; without it, the dataset that comes with the package.
    :returns: all findings in order of place; empty when nothing is wrong. Nothing in the folder makes this raise.
    """
    return judge(read(dataset_folder() if folder is None else Path(folder)))
