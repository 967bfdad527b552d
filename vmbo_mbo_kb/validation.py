# SPDX-License-Identifier: MIT
"""Validation: read a dataset's folder, hold it to every rule, and say all that is wrong at once."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from vmbo_mbo_kb.checks import rules
from vmbo_mbo_kb.checks.across import (
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
from vmbo_mbo_kb.checks.assertions import check_assertions, is_about
from vmbo_mbo_kb.checks.mending import mend
from vmbo_mbo_kb.checks.released import check_released, check_withdrawn
from vmbo_mbo_kb.checks.shape import check_property_names, check_shape, fits
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
    records, misspelt, faults = shaped(reading.records)
    yield from misspelt
    index = by_id([*records, *reading.unread])
    faults += check_ids(index)
    faults += check_references(records, index)
    faults += check_parts(records, index)
    yield from faults
    yield from check_released(reading.folder, index)
    yield from check_withdrawn(records, index)
    cycles = cycles_of(records)
    yield from check_time(records, index, cycles)
    yield from check_cycles(records, index, cycles)
    citing_known = not reading.unread and not any(map(is_about_citing, faults))
    yield from check_coverage(records, passages_cited(records) if citing_known else None)
    if description is not None:
        yield from check_assertions(description, records, reading.unread, faults)
        as_of = day_of(description, "as_of")
        if as_of is not None:
            yield from check_reviews(records, as_of)
    text, unreadable = source_text()
    yield from unreadable
    if text is not None:
        yield from check_text(records, text)


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
