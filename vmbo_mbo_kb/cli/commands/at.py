# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb at``."""

from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.options import certain_option, dataset_option, json_option, language_option
from vmbo_mbo_kb.cli.output import asking, load, print_columns, print_json

if TYPE_CHECKING:
    from pathlib import Path

    from vmbo_mbo_kb.words import Language

_WORDS = {"yes": {"nl": "ja", "en": "yes"}, "possibly": {"nl": "mogelijk", "en": "possibly"}}


@click.command("at")
@click.argument("day", required=False)
@click.option("--class", "folder_name", metavar="CLASS", help="Only this class, such as collaboration-forms.")
@certain_option
@dataset_option
@json_option
@language_option
def command(
    day: str | None, folder_name: str | None, certain: bool, folder: "Path | None", as_json: bool, language: "Language"
) -> None:
    """List what held on DAY, such as 2010-01-01, and how surely; without DAY, on the day that the dataset is as of.

    Only records that hold for a time are listed: of concepts, documents and the like nothing says that they end.
    """
    data = load(folder, language)
    when = day or str(data.dataset.as_of)
    view = asking(lambda: data.at(when, certain=certain), language)
    rows = [
        (entity.holds(when).value, view.spec(entity.id).slug, entity.id, view.label(entity.id, language))
        for entity in asking(lambda: view.dated(folder_name), language)
    ]
    if as_json:
        print_json([dict(zip(("holds", "class", "id", "label"), row, strict=True)) for row in rows])
    else:
        print_columns([(_WORDS[answer][language], *rest) for answer, *rest in rows])
