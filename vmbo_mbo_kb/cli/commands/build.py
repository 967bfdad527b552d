# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb build``."""

from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.options import Place, base_option, dataset_option, language_option
from vmbo_mbo_kb.cli.output import build_into

if TYPE_CHECKING:
    from pathlib import Path

    from vmbo_mbo_kb.words import Language


@click.command("build")
@dataset_option
@click.option(
    "--out",
    type=Place(),
    default="public",
    show_default=True,
    metavar="DIR",
    help="Folder to write.",
)
@click.option("--pages/--no-pages", default=True, show_default=True, help="Make the site too, or the exports alone.")
@base_option
@language_option
def command(folder: "Path | None", out: "Path", pages: bool, base: str, language: "Language") -> None:
    """Validate the dataset and write every export, the site, a manifest and checksums."""
    build_into(folder, out, base, language, pages=pages)
