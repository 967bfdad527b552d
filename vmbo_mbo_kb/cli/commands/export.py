# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb export``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.bulk import on_disk, print_some, running, work_options
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
@work_options
@language_option
def command(
    formats: tuple[str, ...],
    folder: Path | None,
    out: Path,
    base: str,
    work: Path | None,
    workers: int,
    language: "Language",
) -> None:
    """Write the dataset in one or more formats; a name that is none is answered with all that are."""
    from vmbo_mbo_kb import exporters, publication

    for name in formats:
        try:
            exporters.get(name)
        except exporters.UnknownFormat as error:
            wrong_usage(str(error))
    if folder is not None and on_disk(folder, work, workers):
        _from_disk(formats, folder, out, base, work, workers, language)
        return
    on_disk(folder, work, workers)
    data = load(folder, language)
    written = writing(lambda: publication.export(data.records, dict.fromkeys(formats), out, base))
    for entry in written if len(written) < 20 else written[:0]:
        click.echo(str(out / entry.path))
    if len(written) >= 20:
        click.echo(f"{len(written)} files in {out}")


def _from_disk(
    formats: tuple[str, ...], folder: Path, out: Path, base: str, work: Path | None, workers: int, language: "Language"
) -> None:
    from vmbo_mbo_kb.findings import Severity
    from vmbo_mbo_kb.scale.exporting import export

    with running(folder, work, workers, keep=True) as (run, bar):
        errors = (finding for finding in run.findings() if finding.severity is Severity.ERROR)
        if print_some(errors, language, "text"):
            sys.exit(1)
        names = dict.fromkeys(formats)
        done = writing(lambda: export(run.records, names, out, base, workers=workers, watch=bar, total=run.lines))
        bar.clear()
        for each in done:
            click.echo(
                f"{each.name}: {each.records} records, {each.files} {'file' if each.files == 1 else 'files'} in {out}"
            )
