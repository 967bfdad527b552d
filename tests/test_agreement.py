# SPDX-License-Identifier: MIT
"""Every language of schemas refuses what the model refuses, or docs/agreement.md says why it cannot."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import agreement
from tests.agreement import CANNOT_SEE, PAGE, REASONS, REFUSES, STRICT, Fault, faults, line, measure, page
from vmbo_mbo_kb import load
from vmbo_mbo_kb.blueprint import Kind
from vmbo_mbo_kb.checks.rules import RULES

ELSEWHERE = {"KB211", "KB305", "KB306", "KB307", "KB308", "KB309", "KB310", "KB311", "KB505", "KB604"}
"""Rules on what is not in the records: the name of a file, a text, the day of today."""


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """What rdflib tells of a literal that is not of its datatype is what the fault is."""
    logger = logging.getLogger("rdflib")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(before)


def rows() -> list[str]:
    """The rows of the page as it is."""
    table = PAGE.read_text(encoding="utf-8").partition("|---|")[2].partition("\n\n## ")[0]
    return [f"{row}\n" for row in table.splitlines()[1:] if row]


def test_the_page_has_a_row_for_every_fault() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(rows())
    assert [row.split(" | ")[1] for row in rows()] == [fault.name for fault in faults()]
    assert len({fault.name for fault in faults()}) == len(faults())


@pytest.mark.parametrize("fault", faults(), ids=lambda fault: fault.name)
def test_the_page_says_what_is_measured(fault: Fault) -> None:
    row = measure(fault)
    assert line(row) in rows(), f"{line(row)}: write the page anew with `python -m tests.agreement`"
    assert row.codes, "the model lets it pass"
    if fault.about in STRICT:
        assert row.verdicts["JSON Schema"].text == REFUSES
        assert row.verdicts["SHACL"].text == REFUSES


def test_valid_records_pass_every_judge(tmp_path: Path) -> None:
    assert agreement.codes(agreement.valid()) == []
    assert not any(agreement.refused_by_json_schema(agreement.valid()).values())
    assert not any(agreement.refused_by_shacl(agreement.triples(None)).values())
    assert not any(agreement.refused_by_csvw(agreement.write_tables(None, tmp_path)).values())


def test_the_real_dataset_passes_the_judges_that_are_quick(tmp_path: Path) -> None:
    kb = load()
    records = {f"{spec.slug}/{record['id']}": (spec, record) for spec, record in kb.records}
    assert len(records) > 1000
    assert not any(agreement.refused_by_json_schema(records).values())
    (written,) = kb.export("ntriples", tmp_path)
    text = (tmp_path / written.path).read_text(encoding="utf-8")
    report = agreement.judge_of("shacl")(text)
    assert report.conforms, list(report.results)[:5]


def test_every_kind_and_every_rule_is_in_the_corpus() -> None:
    assert {fault.site.field.kind for fault in faults() if fault.site} == set(Kind)
    found = set(re.findall(r"KB[0-9]{3}", "".join(rows())))
    wanted = {code for code in RULES if code[2] in "234567"} - ELSEWHERE
    assert found == wanted


def test_no_reason_is_idle() -> None:
    used = {int(number) for number in re.findall(r"\[([0-9]+)\]\(#reasons\)", "".join(rows()))}
    assert used == set(range(1, len(agreement.notes()) + 1))
    assert all(CANNOT_SEE not in reason for reason in REASONS.values())
