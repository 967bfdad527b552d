# SPDX-License-Identifier: MIT
"""Ways in by time: the timeline, and what held on a day or in a year."""

from collections.abc import Iterator
from typing import Any, Final

from vmbo_mbo_kb.periods import LAST_DAY, Answer, parse_stretch, span
from vmbo_mbo_kb.site.drawing import TimelineRow, timeline
from vmbo_mbo_kb.site.frame import LANGUAGES, File, Site, by_start
from vmbo_mbo_kb.site.texts import period_words
from vmbo_mbo_kb.views import VALIDITY
from vmbo_mbo_kb.words import Words

DRAWN: Final = ("CollaborationForm", "SubsidyScheme", "Regulation")
"""Classes on the timeline: forms, schemes and laws."""

LONGEST: Final = 400
"""How many records a timeline or a list of a day shows of a class; beyond it, the class's own lists serve."""


def make(site: Site) -> Iterator[File]:
    """The pages."""
    timed = [spec for spec in site.specs.values() if VALIDITY in spec.by_name and site.by_class[spec.slug]]
    drawn = [spec for spec in timed if spec.name in DRAWN]
    years = range(site.axis.first, site.today.year + 1)
    for language in LANGUAGES:
        charts = []
        for spec in drawn:
            records = sorted(site.by_class[spec.slug], key=_begin)[:LONGEST]
            rows = [
                TimelineRow(
                    site.label(record["id"], language),
                    period_words(record[VALIDITY]["from"], record[VALIDITY]["through"], language),
                    site.record_page(record["id"]),
                    span(record[VALIDITY]["from"], record[VALIDITY]["through"]),
                )
                for record in records
            ]
            charts.append((spec, timeline(site.axis, rows, site.today), records))
        yield site.page(
            "timeline.html",
            "timeline.html",
            language,
            title=Words("Tijdlijn", "Timeline")[language],
            charts=charts,
        )
        groups = [(spec, sorted(site.by_class[spec.slug], key=_begin)[:LONGEST]) for spec in timed]
        yield site.page(
            "on-date.html",
            "on-date.html",
            language,
            title=Words("Wat gold op een dag?", "What held on a day?")[language],
            groups=[
                (spec, [(record, _days(record), site.state(record)) for record in found]) for spec, found in groups
            ],
            years=years,
        )
        for year in years:
            first, last = parse_stretch(str(year), str(year))
            held = [
                (
                    spec,
                    [(record, answer) for record in found if (answer := _meets(record, first, last)) is not Answer.NO],
                )
                for spec, found in groups
            ]
            yield site.page(
                "in-year.html",
                f"on-date/{year}.html",
                language,
                title=Words(f"Wat gold in {year}?", f"What held in {year}?")[language],
                year=year,
                years=years,
                groups=[(spec, found) for spec, found in held if found],
            )


def _begin(record: dict[str, Any]) -> tuple[Any, ...]:
    return *by_start(record[VALIDITY]), record["id"]


def _meets(record: dict[str, Any], first: Any, last: Any) -> Answer:
    return span(record[VALIDITY]["from"], record[VALIDITY]["through"]).meets(first, last)


def _days(record: dict[str, Any]) -> str:
    """The four days of a validity as the script compares them: texts in order of time."""
    days = span(record[VALIDITY]["from"], record[VALIDITY]["through"])
    return " ".join(
        str(day) for day in (days.from_earliest, days.from_latest, days.through_earliest, days.through_latest)
    ).replace(str(LAST_DAY), "9999-12-31")
