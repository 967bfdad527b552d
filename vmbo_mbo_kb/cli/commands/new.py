# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb new``."""

from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.options import dataset_option, language_option
from vmbo_mbo_kb.cli.output import asking

if TYPE_CHECKING:
    from pathlib import Path

    from vmbo_mbo_kb.words import Language


@click.command("new")
@click.argument("class_name", metavar="CLASS")
@click.argument("identifier", metavar="ID")
@dataset_option
@language_option
def command(class_name: str, identifier: str, folder: "Path | None", language: "Language") -> None:
    """Start a record: write a file with its required fields, and what belongs in them as comments.

    CLASS is the name of a folder, such as themes; ID will be the file's name. Fill it in, then validate.
    """
    from vmbo_mbo_kb.skeleton import new_record

    click.echo(asking(lambda: new_record(class_name, identifier, folder, language), language))
