# SPDX-License-Identifier: MIT
"""Charts of the benchmarks: what is drawn is what was measured, readable as a picture and as text."""

from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks.charts import WIDTH, aims, bars
from benchmarks.figures import figure

SVG = "{http://www.w3.org/2000/svg}"
SPREAD = {"least": 1.0, "most": 4.0}


def of_class(text: str, name: str) -> list[dict[str, str]]:
    return [dict(each.attrib) for each in ElementTree.fromstring(text).iter() if each.get("class") == name]


def words(text: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(text).iter(f"{SVG}text")]


def aim(wanted: float | None, reached: float) -> dict[str, Any]:
    return figure("`a` <b>", "c & d", wanted, {"median": reached, **SPREAD})


def test_a_figure_that_is_met_stands_left_of_the_line_whatever_it_is_to_be() -> None:
    drawn = aims("Title", [aim(2, 1), aim(-2, 4), aim(2, 4), aim(-2, 1), aim(None, 5)])
    (line,) = of_class(drawn, "aim")
    met, missed = of_class(drawn, "met"), of_class(drawn, "missed")
    assert [float(each["cx"]) < float(line["x1"]) for each in met] == [True, True]
    assert met[0]["cx"] == met[1]["cx"]  # twice as good, both
    assert [float(each["d"][1:].split()[0]) > float(line["x1"]) for each in missed] == [True, True]
    assert words(drawn)[3:] == [f"a <b> / c & d: {reached}" for reached in ("1", "4", "4", "1")]


@pytest.mark.parametrize("reached", [0.0, 1e-12, 1e12])
def test_what_is_far_off_stays_within_the_chart(reached: float) -> None:
    drawn = aims("Title", [aim(1, reached)])
    places = [each["cx"] for each in of_class(drawn, "met")]
    places += [each["d"][1:].split()[0] for each in of_class(drawn, "missed")]
    (place,) = places
    assert 0 < float(place) < WIDTH


def test_bars_are_longer_for_more_and_say_their_value() -> None:
    drawn = bars("Title", [("one", [("ours", 2.0), ("theirs", 200.0)]), ("two", [("ours", 20.0)])], "ms")
    ours, theirs = ([float(each["width"]) for each in of_class(drawn, kind)] for kind in ("kind0", "kind1"))
    assert ours[1] < ours[2] < theirs[1] < WIDTH  # the first of each is that of the legend
    assert {"2 ms", "20 ms", "200 ms", "ours", "theirs", "one", "two"} < set(words(drawn))


def test_nothing_and_zero_can_be_drawn() -> None:
    assert of_class(bars("Title", [("one", [("", 0.0)])], "s"), "kind0")[0]["width"] == "1"
    assert not of_class(aims("Title", []), "met")


def test_a_chart_has_a_title_and_says_what_is_seen() -> None:
    root = ElementTree.fromstring(bars("Time & memory", [], "s"))
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "Time & memory"
    assert root.findtext(f"{SVG}desc")
    assert "prefers-color-scheme:dark" in (root.findtext(f"{SVG}style") or "")
