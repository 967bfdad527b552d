# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb export``."""

import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.bulk import on_disk, print_some, running, work_options
from vmbo_mbo_kb.cli.options import Place, base_option, dataset_option, language_option
from vmbo_mbo_kb.cli.output import asking, load, wrong_usage
from vmbo_mbo_kb.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    from vmbo_mbo_kb.scale.exporting import Exported
    from vmbo_mbo_kb.words import Language


@click.command("export")
@click.argument("formats", nargs=-1, required=True, metavar="FORMAT...")
@dataset_option
@click.option(
    "--out",
    type=Place(),
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
    folder: "Path | None",
    out: "Path",
    base: str,
    work: "Path | None",
    workers: int,
    engine: str,
    master: str,
    language: "Language",
) -> None:
    """Write the dataset in one or more formats; a name that is none is answered with all that are."""
    from vmbo_mbo_kb import exporters, publication

    for name in formats:
        asking(partial(exporters.get, name), language)
    if engine == "spark":
        if work is not None or workers > 1:
            wrong_usage(_ALONE, language)
        _on_spark(formats, folder, out, base, master, language)
        return
    if folder is not None and on_disk(folder, work, workers, language):
        _from_disk(formats, folder, out, base, work, workers, language)
        return
    on_disk(folder, work, workers, language)
    data = load(folder, language)
    written = asking(lambda: publication.export(data.records, dict.fromkeys(formats), out, base), language)
    for entry in written if len(written) < 20 else written[:0]:
        click.echo(str(out / entry.path))
    if len(written) >= 20:
        click.echo({"nl": f"{len(written)} bestanden in {out}", "en": f"{len(written)} files in {out}"}[language])


_ALONE = Words(
    "--work en --workers horen bij --engine local; hoeveel er op Spark werken, zegt --master",
    "--work and --workers are for --engine local; how many work on Spark, --master says",
)


def _from_disk(
    formats: tuple[str, ...],
    folder: "Path",
    out: "Path",
    base: str,
    work: "Path | None",
    workers: int,
    language: "Language",
) -> None:
    from vmbo_mbo_kb.findings import Severity
    from vmbo_mbo_kb.scale.exporting import export

    with running(folder, work, workers, language, keep=True) as (run, bar):
        errors = (finding for finding in run.findings() if finding.severity is Severity.ERROR)
        if print_some(errors, language, "text"):
            sys.exit(1)
        names = dict.fromkeys(formats)
        halfway = None if work is None else run.halfway
        written = partial(export, run.records, names, out, base, workers=workers, watch=bar, total=run.lines)
        done = asking(partial(written, halfway=halfway), language)
        bar.clear()
        _say(done, out, language)


def _on_spark(
    formats: tuple[str, ...], folder: "Path | None", out: "Path", base: str, master: str, language: "Language"
) -> None:
    from vmbo_mbo_kb.findings import DatasetError, Severity
    from vmbo_mbo_kb.locations import dataset_folder
    from vmbo_mbo_kb.scale.spark import export

    place = dataset_folder() if folder is None else folder
    try:
        done = asking(lambda: export(place, tuple(dict.fromkeys(formats)), out, base, master=master), language)
    except DatasetError as error:
        print_some((found for found in error.findings if found.severity is Severity.ERROR), language, "text")
        sys.exit(1)
    _say(done, out, language)


def _say(done: "list[Exported]", out: "Path", language: "Language") -> None:
    for each in done:
        files = {"nl": ("bestand", "bestanden"), "en": ("file", "files")}[language][each.files != 1]
        click.echo(f"{each.name}: {each.records} records, {each.files} {files} in {out}")
