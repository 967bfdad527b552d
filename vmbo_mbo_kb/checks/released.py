# SPDX-License-Identifier: MIT
"""What a dataset released before: its ids stay and mean what they meant, and what is withdrawn has a successor."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from vmbo_mbo_kb.changes import LogError, State, apply, follows, parse
from vmbo_mbo_kb.checks import rules
from vmbo_mbo_kb.checks.across import Index
from vmbo_mbo_kb.checks.assertions import open_questions
from vmbo_mbo_kb.checks.walk import is_reference, walk
from vmbo_mbo_kb.findings import Finding, Position
from vmbo_mbo_kb.reading import RawRecord
from vmbo_mbo_kb.releases import logs


def check_released(folder: Path, index: Index) -> Iterator[Finding]:
    """Every id in the log of releases is still there, of the same class, and withdrawn if it was.

    What is gone has its finding at the line of the log that released it last.
    """
    state: State | None = None
    former = b""
    places: dict[str, tuple[str, str, int]] = {}
    try:
        texts = logs(folder)
    except LogError as error:
        yield Finding(rules.LOG_DIFFERS, str(folder), details={"reason": str(error)})
        return
    for file, text in texts:
        try:
            log = parse(file, text)
            follows(file, log, state, former)
        except LogError as error:
            yield Finding(rules.LOG_DIFFERS, file, details={"reason": error.reason})
            return
        state, former = apply(state, log), text
        places.update({record["id"]: (log.version, file, line) for line, (_, record) in enumerate(log.items, start=2)})
    for identifier, (version, file, line) in places.items():
        assert state is not None
        was, record = state.records[identifier]
        found = index.get(identifier)
        if not found:
            details = {"id": identifier, "version": version, "folder": was}
            yield Finding(rules.RELEASED_GONE, file, Position(line), details=details)
        elif all(now.spec.slug != was for now in found):
            now = found[0].spec.slug
            yield found[0].finding(rules.RELEASED_REUSED, ("id",), id=identifier, version=version, was=was, now=now)
        elif record.get("withdrawn") and found[0].values and not found[0].values.get("withdrawn"):
            yield found[0].finding(
                rules.RELEASED_REUSED, ("id",), id=identifier, version=version, was=f"{was} (withdrawn)", now=was
            )


def check_withdrawn(records: Iterable[RawRecord], index: Index) -> Iterator[Finding]:
    """What is withdrawn names its successor and only that, and nothing that counts refers to it."""
    for record in records:
        withdrawn = record.values.get("withdrawn") is True
        replaced = bool(record.values.get("replaced_by"))
        if withdrawn != replaced and not (withdrawn and "replaced_by" in open_questions(record)):
            yield record.finding(rules.WITHDRAWN_ALONE, ("withdrawn",) if withdrawn else ("replaced_by",))
        if withdrawn:
            continue
        for visit in walk(record.spec, record.values, is_reference):
            found = index.get(visit.value, []) if isinstance(visit.value, str) else []
            if found and all(other.values.get("withdrawn") is True for other in found):
                named = found[0].values.get("replaced_by")
                successors = ", ".join(map(str, named)) if isinstance(named, list) and named else "–"
                yield record.finding(rules.WITHDRAWN_REFERRED_TO, visit.path, id=visit.value, successors=successors)
