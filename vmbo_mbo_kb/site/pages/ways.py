# SPDX-License-Identifier: MIT
"""Ways in by subject: figures as charts, and what became of addresses."""

from collections.abc import Iterator
from decimal import Decimal

from vmbo_mbo_kb.records import Record
from vmbo_mbo_kb.site.drawing import Observation, chart
from vmbo_mbo_kb.site.frame import LANGUAGES, File, Site, by_start, code_label
from vmbo_mbo_kb.site.texts import number_words, period_words
from vmbo_mbo_kb.words import Language, Words


def make(site: Site) -> Iterator[File]:
    """The pages."""
    yield from _figures(site)
    yield from site.pages(
        "addresses.html",
        "addresses.html",
        title=Words("Adressen van toen, en waar ze nu heen leiden", "Addresses of then, and where they lead now"),
        fate=site.specs["Link"].field("fate"),
        groups=_fates(site),
    )


def _figures(site: Site) -> Iterator[File]:
    """Each thing that was measured, with its method and its values in order of time; several values have a chart.

    Values that were counted by different methods are different variables, so no chart mixes them.
    """
    values: dict[str, list[Record]] = {}
    for figure in site.by_class["figures"]:
        values.setdefault(figure["variable"], []).append(figure)
    spec = site.specs["Figure"]
    for language in LANGUAGES:
        entries = []
        for variable in site.by_class["statistical-variables"]:
            found = sorted(values.get(variable["id"], ()), key=lambda each: (*by_start(each["period"]), each["id"]))
            if not found:
                continue
            rows = [
                Observation(
                    period_words(each["period"]["from"], each["period"]["through"], language),
                    float(Decimal(each["value"])),
                    number_words(each["value"], language)
                    + ("" if each["kind"] == "observed" else f" ({_kind(site, each, language)})"),
                    each["kind"],
                )
                for each in found
            ]
            name = site.label(variable["id"], language)
            entries.append((variable, found, chart(rows, name) if len(rows) > 1 else None))
        entries.sort(key=lambda entry: (-len(entry[1]), site.label(entry[0]["id"], language).casefold()))
        length = 40
        pages = [entries[start : start + length] for start in range(0, max(1, len(entries)), length)]
        paths = [f"charts{f'-{number}' if number > 1 else ''}.html" for number in range(1, len(pages) + 1)]
        for place, (path, page) in enumerate(zip(paths, pages, strict=True)):
            yield site.page(
                "charts.html",
                path,
                language,
                title=Words("Cijfers", "Figures")[language],
                entries=page,
                paths=paths,
                place=place,
                spec=spec,
            )


def _kind(site: Site, figure: Record, language: Language) -> str:
    return code_label(site.specs["Figure"].field("kind"), figure["kind"])[language]


def _fates(site: Site) -> list[tuple[str, list[Record]]]:
    """The links by what became of them: those that no longer work first."""
    field = site.specs["Link"].field("fate")
    assert field.codes is not None
    found: dict[str, list[Record]] = {code.value: [] for code in field.codes.values}
    for link in site.by_class["links"]:
        found[link["fate"]].append(link)
    works = next(iter(found))
    return [(fate, links) for fate, links in sorted(found.items(), key=lambda each: each[0] == works) if links]
