# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb schema``."""

import sys
from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.options import Place, language_option
from vmbo_mbo_kb.cli.output import asking

if TYPE_CHECKING:
    from pathlib import Path

    from vmbo_mbo_kb.words import Language

_STALE = {"nl": "niet wat het model maakt; geef", "en": "not what the model makes; run"}


@click.command("schema")
@click.option("--check", is_flag=True, help="Change nothing; fail when a file is not what the model makes.")
@click.option("--out", type=Place(), metavar="DIR", help="Folder to write; without it, schema/.")
@language_option
def command(check: bool, out: "Path | None", language: "Language") -> None:
    """Write the schemas that are made from the model."""
    from vmbo_mbo_kb import generators
    from vmbo_mbo_kb.locations import schema_folder

    folder = out or schema_folder()
    if not check:
        asking(lambda: generators.write(folder), language)
        return
    stale = generators.stale(folder)
    for name in stale:
        click.echo(f"{folder / name}: {_STALE[language]}: vmbo-mbo-kb schema", err=True)
    if stale:
        sys.exit(1)
