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
    from vmbo_mbo_kb.scale.exporting import Exported
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
@click.option(
    "--engine",
    type=click.Choice(["local", "spark"]),
    default="local",
    show_default=True,
    help="Where the work is done; Spark writes nquads and parquet, in parts (pip install 'vmbo-mbo-kb[spark]').",
)
@click.option(
    "--master", default="local[*]", show_default=True, metavar="URL", help="With --engine spark: the cluster's address."
)
@language_option
def command(
    formats: tuple[str, ...],
    folder: Path | None,
    out: Path,
    base: str,
    work: Path | None,
    workers: int,
    engine: str,
    master: str,
    language: "Language",
) -> None:
    """Write the dataset in one or more formats; a name that is none is answered with all that are."""
    from vmbo_mbo_kb import exporters, publication

    for name in formats:
        try:
            exporters.get(name)
        except exporters.UnknownFormat as error:
            wrong_usage(str(error))
    if engine == "spark":
        _on_spark(formats, folder, out, base, master, language)
        return
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
        _say(done, out)


def _on_spark(
    formats: tuple[str, ...], folder: Path | None, out: Path, base: str, master: str, language: "Language"
) -> None:
    from vmbo_mbo_kb.findings import DatasetError, Severity
    from vmbo_mbo_kb.locations import dataset_folder
    from vmbo_mbo_kb.scale.spark import export

    place = dataset_folder() if folder is None else folder

    def attempt() -> "list[Exported]":
        try:
            return export(place, tuple(dict.fromkeys(formats)), out, base, master=master)
        except ImportError as error:
            wrong_usage(str(error))
        except DatasetError as error:
            print_some((found for found in error.findings if found.severity is Severity.ERROR), language, "text")
            sys.exit(1)

    done = writing(attempt)
    _say(done, out)


def _say(done: "list[Exported]", out: Path) -> None:
    for each in done:
        files = "file" if each.files == 1 else "files"
        click.echo(f"{each.name}: {each.records} records, {each.files} {files} in {out}")
