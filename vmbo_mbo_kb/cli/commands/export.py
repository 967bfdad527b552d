# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb export``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.options import base_option, dataset_option, language_option
from vmbo_mbo_kb.cli.output import load, writing, wrong_usage

if TYPE_CHECKING:
    from vmbo_mbo_kb.words import Language


@click.command("export")
@click.argument("formats", nargs=-1, required=True, metavar="FORMAT...")
@dataset_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=".",
    show_default=True,
    metavar="DIR",
    help="Folder to write into.",
)
@base_option
@language_option
def command(formats: tuple[str, ...], folder: Path | None, out: Path, base: str, language: "Language") -> None:
    """Write the dataset in one or more formats; a name that is none is answered with all that are."""
    from vmbo_mbo_kb import exporters, publication

    for name in formats:
        try:
            exporters.get(name)
        except exporters.UnknownFormat as error:
            wrong_usage(str(error))
    data = load(folder, language)
    written = writing(lambda: publication.export(data.records, dict.fromkeys(formats), out, base))
    for entry in written if len(written) < 20 else written[:0]:
        click.echo(str(out / entry.path))
    if len(written) >= 20:
        click.echo(f"{len(written)} files in {out}")
