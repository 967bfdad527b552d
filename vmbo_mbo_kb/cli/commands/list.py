# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb list``."""

from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.options import dataset_option, day_option, json_option, language_option
from vmbo_mbo_kb.cli.output import asking, load, print_columns, print_json

if TYPE_CHECKING:
    from pathlib import Path

    from vmbo_mbo_kb.words import Language


@click.command("list")
@click.argument("name", metavar="CLASS")
@dataset_option
@day_option
@json_option
@language_option
def command(name: str, folder: "Path | None", day: str | None, as_json: bool, language: "Language") -> None:
    """List the records of a class, such as collaboration-forms."""
    data = load(folder, language, day)
    entities = asking(lambda: data.of_class(name), language)
    rows = [(entity.id, data.label(entity.id, language)) for entity in entities]
    if as_json:
        print_json([{"id": identifier, "label": label} for identifier, label in rows])
    else:
        print_columns(rows)
