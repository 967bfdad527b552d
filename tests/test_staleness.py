# SPDX-License-Identifier: MIT
"""What is overdue for review, and against what to hold it."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.test_releases import edit, run
from vmbo_mbo_kb import load, stale


def test_oldest_first_and_not_on_the_day_itself(dataset: Path) -> None:
    edit(dataset / "themes" / "instromen.yaml", "review_by: 2027-11-01", "review_by: 2027-03-01")
    edit(dataset / "organisations" / "dienst.yaml", "review_by: 2027-11-01", "review_by: 2027-02-28")
    data = load(dataset)
    assert stale(data, "2027-02-28") == []
    assert [(each.id, each.days) for each in stale(data, "2027-03-01")] == [("dienst", 1)]
    assert [(each.id, each.days) for each in stale(data, date(2027, 3, 2))] == [("dienst", 2), ("instromen", 1)]
    everything = stale(data, "2027-11-02")
    assert [each.id for each in everything[:2]] == ["dienst", "instromen"]
    assert len(everything) == len(data)


def test_sources_to_check(dataset: Path) -> None:
    found = {each.id: each for each in stale(load(dataset), "2028-01-01")}
    assert [source.id for source in found["proefgeld"].sources] == ["bron-rapport"]
    assert [source.id for source in found["bron-rapport"].sources] == ["bron-rapport"], "a source is seen again"


def test_withdrawn_is_left_alone(dataset: Path) -> None:
    theme = dataset / "themes" / "instromen.yaml"
    (dataset / "themes" / "instroom.yaml").write_text(theme.read_text("utf-8"), "utf-8")
    edit(theme, "review_by: 2027-11-01", "review_by: 2027-11-01\nwithdrawn: true\nreplaced_by: [instroom]")
    for path in dataset.rglob("*.yaml"):
        text = path.read_text("utf-8")
        path.write_text(text.replace("themes: [instromen]", "themes: [instroom]"), "utf-8")
    data = load(dataset)
    assert "instromen" not in {each.id for each in stale(data, "2028-01-01")}
    assert [theme.id for theme in data.themes] == ["instroom"]
    assert data["instromen"].replaced_by == ("instroom",)
    assert "instromen" not in data.at("2010-01-01")
    assert "instromen" not in {hit.id for hit in data.search("instromen")}


def test_command(dataset: Path) -> None:
    assert run("stale", "--on", "2027-01-01", "--dataset", dataset).output == "Nothing is due for review.\n"
    shown = run("stale", "--on", "2027-11-02", "--dataset", dataset, "--lang", "nl").output
    assert "2027-11-01  themes/instromen  instromen (1 dagen te laat)" in shown
    found = json.loads(run("stale", "--on", "2027-11-02", "--dataset", dataset, "--json").output)
    assert {"class", "id", "review_by", "checked", "days", "sources"} == found[0].keys()


def test_without_a_day_it_is_the_clock_s() -> None:
    data = load()
    assert stale(data) == stale(data, date.today())


@pytest.mark.parametrize("day", ["2027-02-30", "2027", "morgen"])
def test_impossible_day(dataset: Path, day: str) -> None:
    result = run("stale", "--on", day, "--dataset", dataset)
    assert result.exit_code == 2
    assert day in result.stderr
