# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb build``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.options import base_option, dataset_option, language_option
from vmbo_mbo_kb.cli.output import load, writing

if TYPE_CHECKING:
    from vmbo_mbo_kb.words import Language


@click.command("build")
@dataset_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="public",
    show_default=True,
    metavar="DIR",
    help="Folder to write.",
)
@base_option
@language_option
def command(folder: Path | None, out: Path, base: str, language: "Language") -> None:
    """Validate the dataset and write every export, a manifest and checksums."""
    data = load(folder, language)
    written = writing(lambda: data.build(out, base))
    click.echo(f"{len(data)} records, {len(written)} files in {out}")
