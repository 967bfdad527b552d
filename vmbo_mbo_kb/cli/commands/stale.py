# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb stale``."""

from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.options import dataset_option, json_option, language_option
from vmbo_mbo_kb.cli.output import asking, load, print_json

if TYPE_CHECKING:
    from pathlib import Path

    from vmbo_mbo_kb.words import Language


@click.command("stale")
@click.option("--on", "day", metavar="DAY", help="The day that counts as today, such as 2027-01-01.")
@dataset_option
@json_option
@language_option
def command(day: str | None, folder: "Path | None", as_json: bool, language: "Language") -> None:
    """List what is past its review_by, the longest overdue first, with the sources to hold it against."""
    from vmbo_mbo_kb.staleness import stale

    data = load(folder, language)
    found = asking(lambda: stale(data, day), language)
    if as_json:
        print_json(
            [
                {
                    "class": each.folder,
                    "id": each.id,
                    "review_by": str(each.review_by),
                    "checked": str(each.checked),
                    "days": each.days,
                    "sources": [
                        {"id": source.id, "seen": source.seen, "address": source.address} for source in each.sources
                    ],
                }
                for each in found
            ]
        )
        return
    if not found:
        click.echo({"nl": "Niets hoeft te worden nagekeken.", "en": "Nothing is due for review."}[language])
    for each in found:
        late = {"nl": f"{each.days} dagen te laat", "en": f"{each.days} days late"}[language]
        click.echo(f"{each.review_by}  {each.folder}/{each.id}  {data.label(each.id, language)} ({late})")
        for source in each.sources:
            seen = {"nl": "gezien", "en": "seen"}[language]
            where = f"  {source.address}" if source.address else ""
            click.echo(f"    {source.id}{f', {seen} {source.seen}' if source.seen else ''}{where}")
