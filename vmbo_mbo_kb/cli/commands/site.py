# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb site``."""

from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.options import Place, base_option, dataset_option, language_option
from vmbo_mbo_kb.cli.output import build_into

if TYPE_CHECKING:
    from pathlib import Path

    from vmbo_mbo_kb.words import Language


@click.command("site")
@dataset_option
@click.option(
    "--out",
    type=Place(),
    default="public",
    show_default=True,
    metavar="DIR",
    help="Folder to write.",
)
@base_option
@language_option
def command(folder: "Path | None", out: "Path", base: str, language: "Language") -> None:
    """Make the site: the pages in Dutch and English, and all that they offer to download.

    What a build writes, so that any server of files can publish the folder as it is.
    """
    build_into(folder, out, base, language)
