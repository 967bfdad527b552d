# SPDX-License-Identifier: MIT
"""From disk, a dataset has the findings that it has in memory: rule, place and words."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.scale import corpus
from vmbo_mbo_kb import validate
from vmbo_mbo_kb.blueprint import ClassSpec, FieldSpec, blueprint
from vmbo_mbo_kb.checks.across import is_acyclic, is_predecessor, names_passage
from vmbo_mbo_kb.checks.walk import is_reference
from vmbo_mbo_kb.findings import Finding
from vmbo_mbo_kb.scale.flow import Run
from vmbo_mbo_kb.scale.shards import PLACE_LENGTH, Place, concerns_others, key_of, text_of
from vmbo_mbo_kb.validation import SOURCE_TEXT

SEEDS = 24


@pytest.fixture(autouse=True)
def no_source_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SOURCE_TEXT, raising=False)


def said(findings: list[Finding]) -> list[dict[str, Any]]:
    return [found.as_dict(language) for found in findings for language in ("nl", "en")]


def both(folder: Path, work: Path, size: int = 4000) -> tuple[list[Finding], list[Finding]]:
    return validate(folder), list(Run(folder, work, size=size).findings())


@pytest.mark.parametrize("seed", range(SEEDS))
def test_findings_are_those_of_a_dataset_in_memory(seed: int, tmp_path: Path) -> None:
    corpus.write(seed, tmp_path / "data")
    in_memory, from_disk = both(tmp_path / "data", tmp_path / "work", size=(700, 4000, 1 << 23)[seed % 3])
    assert said(from_disk) == said(in_memory)


def test_the_corpus_breaks_the_rules_across_records(tmp_path: Path) -> None:
    """So that the equality above says something."""
    found: Counter[str] = Counter()
    for seed in range(SEEDS):
        corpus.write(seed, tmp_path / str(seed))
        found.update(finding.code for finding in validate(tmp_path / str(seed)))
    across = {
        "KB301",
        "KB302",
        "KB303",
        "KB304",
        "KB308",
        "KB309",
        "KB402",
        "KB403",
        "KB404",
        "KB502",
        "KB503",
        "KB504",
        "KB701",
    }
    promised = {"KB113", "KB601", "KB602", "KB603", "KB604"}
    assert across | promised <= found.keys()


def test_all_that_other_records_judge_is_a_reference_or_a_passage() -> None:
    """What pass 1 takes down of a record is all that the rules across records ask for."""
    asked = (is_predecessor, is_acyclic, is_reference, names_passage)
    fields = [field for spec in blueprint().entities for field in every_field(spec)]
    assert all(any(wanted(field) for field in fields) for wanted in asked)
    assert [
        field.name for field in fields if any(wanted(field) for wanted in asked) and not concerns_others(field)
    ] == []


def every_field(spec: ClassSpec) -> list[FieldSpec]:
    return [each for field in spec.fields for each in (field, *(every_field(field.part) if field.part else ()))]


@given(shard=st.integers(0, 16**6 - 1), offset=st.integers(0, 16**12 - 1), line=st.integers(0, 16**8 - 1))
def test_places_are_read_back_and_sort_as_text(shard: int, offset: int, line: int) -> None:
    place = Place(shard, offset, line)
    assert Place.parse(f"{place}\tL\n") == place
    assert len(str(place)) == PLACE_LENGTH
    assert (str(place) < str(Place(5, 5, 5))) == (place < Place(5, 5, 5))


@given(st.text())
def test_keys_hold_any_text(text: str) -> None:
    key = key_of(text)
    assert text_of(key) == text
    assert not {"\t", "\n"} & set(key)
