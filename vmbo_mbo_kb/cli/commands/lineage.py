# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb lineage``."""

from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.options import dataset_option, json_option, language_option
from vmbo_mbo_kb.cli.output import asking, load, print_json

if TYPE_CHECKING:
    from pathlib import Path

    from vmbo_mbo_kb.words import Language


@click.command("lineage")
@click.argument("identifier", metavar="ID")
@click.option("--svg", "as_svg", is_flag=True, help="Write the drawing as SVG.")
@dataset_option
@json_option
@language_option
def command(identifier: str, as_svg: bool, folder: "Path | None", as_json: bool, language: "Language") -> None:
    """Draw what a form, scheme, regulation or organisation came out of and what came out of it, with the sources."""
    data = load(folder, language)
    lineage = asking(lambda: data.lineage(identifier), language)
    if as_json:
        print_json(lineage.as_dict())
    else:
        click.echo(lineage.svg(language) if as_svg else lineage.text(language), nl=False)
