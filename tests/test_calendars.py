# SPDX-License-Identifier: MIT
"""Calendars: read back by a parser of others, and true to the dataset."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from tests.strategies import texts
from tests.test_releases import edit, run
from vmbo_mbo_kb import calendar, load
from vmbo_mbo_kb.calendars import _folded, _text

WINDOWS = """application_windows:
  - {key: heel, period: {from: 2008-09-01, through: 2008-10-15}, citations: [{source: bron-rapport, confidence: high}]}
  - {key: maand, period: {from: 2009-02, through: 2009-03-31}, citations: [{source: bron-rapport, confidence: high}]}
  - {key: begin, period: {from: 2010-01-01, through: unknown}, citations: [{source: bron-rapport, confidence: high}]}
  - {key: einde, period: {from: null, through: 2011-01-31}, citations: [{source: bron-rapport, confidence: high}]}
  - {key: geen, period: {from: null, through: unknown}, citations: [{source: bron-rapport, confidence: high}]}
"""


def events(text: str) -> dict[str, Any]:
    """The events by UID, after a look at what RFC 5545 asks of the text itself."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    found = Calendar.from_ical(text)
    assert not found.errors
    parts = found.walk("VEVENT")
    for each in parts:
        assert not each.errors
        assert each["DTSTART"].dt < each["DTEND"].dt
    by_uid = {str(each["UID"]): each for each in parts}
    assert len(by_uid) == len(parts)
    return by_uid


@pytest.fixture
def windows(dataset: Path) -> Path:
    edit(dataset / "subsidy-schemes" / "proefgeld.yaml", "application_windows:\n", WINDOWS)
    return dataset


def test_windows(windows: Path) -> None:
    found = events(calendar(load(windows), ["application"], "en", "https://example.org/"))
    days = {
        uid.rpartition(".")[2]: (each["DTSTART"].dt, each["DTEND"].dt, str(each["STATUS"]), str(each["SUMMARY"]))
        for uid, each in found.items()
    }
    assert days == {
        "first": (date(2008, 9, 1), date(2008, 10, 2), "CONFIRMED", "Apply: Trial money"),
        "heel": (date(2008, 9, 1), date(2008, 10, 16), "CONFIRMED", "Apply: Trial money"),
        "maand": (date(2009, 2, 1), date(2009, 4, 1), "TENTATIVE", "Apply: Trial money"),
        "begin": (date(2010, 1, 1), date(2010, 1, 2), "CONFIRMED", "Apply from: Trial money"),
        "einde": (date(2011, 1, 31), date(2011, 2, 1), "CONFIRMED", "Apply until: Trial money"),
    }
    whole = found["application:https://example.org/id/subsidy-schemes/proefgeld#application_windows.heel"]
    assert whole["DTSTAMP"].dt == datetime(2026, 11, 1, tzinfo=UTC)
    assert str(whole["URL"]) == "https://example.org/id/subsidy-schemes/proefgeld"
    vague = found["application:https://example.org/id/subsidy-schemes/proefgeld#application_windows.maand"]
    assert "All that is known is: 2009-02 – 2009-03-31." in str(vague["DESCRIPTION"])


def test_reviews_and_lapses(dataset: Path) -> None:
    data = load(dataset)
    found = events(calendar(data, ["review"]))
    assert len(found) == len(data)
    assert {each["DTSTART"].dt for each in found.values()} == {date(2027, 11, 1)}
    lapses = events(calendar(data, ["lapse"], base="https://example.org/"))
    scheme = lapses["lapse:https://example.org/id/subsidy-schemes/proefgeld"]
    assert (scheme["DTSTART"].dt, scheme["DTEND"].dt) == (date(2013, 1, 1), date(2014, 1, 1)), "some day in 2013"
    assert str(scheme["STATUS"]) == "TENTATIVE"
    assert "lapse:https://example.org/id/collaboration-forms/proef" not in lapses, "it is not known when it ended"


def test_real_dataset_in_both_languages() -> None:
    data = load()
    dutch, english = (events(calendar(data, language=language)) for language in ("nl", "en"))
    assert dutch.keys() == english.keys()
    wanted = {(each["DTSTART"].dt, uid) for uid, each in dutch.items()}
    assert wanted == {(each["DTSTART"].dt, uid) for uid, each in english.items()}
    reviews = {uid for uid in dutch if uid.startswith("review:")}
    assert len(reviews) == len(data)


@given(texts)
def test_text_comes_back(text: str) -> None:
    lines = [
        "BEGIN:VCALENDAR",
        "BEGIN:VEVENT",
        f"SUMMARY:{_text(text)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    written = "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    assert str(Calendar.from_ical(written).walk("VEVENT")[0]["SUMMARY"]) == text


@given(st.text(alphabet="aé€👩", max_size=200))
def test_folding_splits_no_character(text: str) -> None:
    pieces = list(_folded(text))
    assert pieces[0] + "".join(piece.removeprefix(" ") for piece in pieces[1:]) == text if pieces else not text


def test_command(windows: Path) -> None:
    every = run("calendar", "--dataset", windows)
    assert every.exit_code == 0
    assert len(events(every.stdout_bytes.decode())) > 4
    assert run("calendar", "birthday", "--dataset", windows).exit_code == 2
    assert run("calendar", "--base", "nowhere", "--dataset", windows).exit_code == 2


def test_same_bytes_everywhere(windows: Path) -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-m", "vmbo_mbo_kb", "calendar", "--dataset", windows],
            env={**os.environ, "TZ": zone, "PYTHONHASHSEED": seed, "LC_ALL": "C"},
            check=True,
            capture_output=True,
        ).stdout
        for zone, seed in (("Pacific/Kiritimati", "1"), ("America/Los_Angeles", "2"))
    }
    assert len(outputs) == 1
