# SPDX-License-Identifier: MIT
"""What records point at is what a walk through all their values comes upon."""

from hypothesis import given

import vmbo_mbo_kb as kb
from tests.strategies import collections, few
from vmbo_mbo_kb.blueprint import ClassSpec
from vmbo_mbo_kb.checks.walk import is_reference, walk
from vmbo_mbo_kb.records import Record, Records
from vmbo_mbo_kb.references import incoming, outgoing


def walked(spec: ClassSpec, record: Record) -> dict[str, list[str]]:
    """The same by the walk that the rules take."""
    found: dict[str, set[str]] = {}
    for visit in walk(spec, record, is_reference):
        found.setdefault(".".join(step for step in visit.path if isinstance(step, str)), set()).add(visit.value)
    return {relation: sorted(found[relation]) for relation in sorted(found)}


def hold(records: Records) -> None:
    pointed: dict[str, dict[str, set[str]]] = {}
    for spec, record in records:
        expected = walked(spec, record)
        assert outgoing(spec, record) == expected
        assert list(outgoing(spec, record)) == list(expected)
        for relation, targets in expected.items():
            for target in targets:
                pointed.setdefault(target, {}).setdefault(f"{spec.slug}.{relation}", set()).add(record["id"])
    assert incoming(records) == {
        target: {relation: sorted(ids) for relation, ids in relations.items()} for target, relations in pointed.items()
    }


def test_of_the_real_dataset() -> None:
    hold(kb.load().records)


@few
@given(collections())
def test_of_any_valid_records(records: Records) -> None:
    hold(records)
