# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb diff``."""

import sys
from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.options import base_option, dataset_option, language_option
from vmbo_mbo_kb.cli.output import asking, print_findings, print_json

if TYPE_CHECKING:
    from pathlib import Path

    from vmbo_mbo_kb.words import Language


@click.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option(
    "--format", "style", type=click.Choice(["text", "markdown", "json", "atom"]), default="text", show_default=True
)
@dataset_option
@base_option
@language_option
def command(before: str, after: str, style: str, folder: "Path | None", base: str, language: "Language") -> None:
    """Say what changed from A to B.

    Each is the version of a release, a dataset's folder, a release folder or a wheel.
    """
    from vmbo_mbo_kb import difference_texts, differences
    from vmbo_mbo_kb.findings import DatasetError

    try:
        found = asking(lambda: differences.diff(before, after, folder), language)
    except DatasetError as error:
        print_findings(error.findings, language)
        sys.exit(1)
    match style:
        case "text":
            click.echo(difference_texts.text(found, language), nl=False)
        case "markdown":
            click.echo(difference_texts.markdown(found, language), nl=False)
        case "atom":
            click.echo(difference_texts.atom(found, base, language), nl=False)
        case _:
            print_json(found.as_dict())
