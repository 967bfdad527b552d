# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb search``."""

from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.options import dataset_option, day_option, json_option, language_option
from vmbo_mbo_kb.cli.output import asking, load, print_json

if TYPE_CHECKING:
    from pathlib import Path

    from vmbo_mbo_kb.words import Language


@click.command("search")
@click.argument("text", nargs=-1, required=True)
@click.option("--class", "class_name", metavar="CLASS", help="Only this class, such as collaboration-forms.")
@click.option("--level", metavar="ID", help="Only what names this education level, or one below it, such as mbo-2.")
@click.option("--theme", metavar="ID", help="Only what names this theme, or one below it.")
@day_option
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="The most records to show.")
@dataset_option
@json_option
@language_option
def command(
    text: tuple[str, ...],
    class_name: str | None,
    level: str | None,
    theme: str | None,
    day: str | None,
    limit: int,
    folder: "Path | None",
    as_json: bool,
    language: "Language",
) -> None:
    """Find records by words, Dutch or English, the best match first; abbreviations and other names count too."""
    data = load(folder, language)
    asked = " ".join(text)
    hits = asking(lambda: data.search(asked, class_name=class_name, level=level, theme=theme, day=day), language)
    suggestion = data.suggest(asked)
    if suggestion:
        click.echo({"nl": f"Bedoelde u: {suggestion}", "en": f"Did you mean: {suggestion}"}[language], err=True)
    if as_json:
        print_json(
            [
                {
                    "id": hit.id,
                    "class": hit.spec.slug,
                    "label": data.label(hit.id, language),
                    "field": hit.field,
                    "text": hit.text,
                    "snippet": hit.snippet,
                    "score": hit.score,
                }
                for hit in hits[:limit]
            ]
        )
        return
    for hit in hits[:limit]:
        click.echo(f"{hit.id}  {hit.spec.label[language]}: {data.label(hit.id, language)}")
        click.echo(f"    {hit.field}: {hit.snippet}")
    if len(hits) > limit:
        more = len(hits) - limit
        click.echo({"nl": f"nog {more}; --limit toont meer", "en": f"{more} more; --limit shows more"}[language])
    elif not hits:
        click.echo({"nl": "Niets gevonden.", "en": "Nothing found."}[language])
