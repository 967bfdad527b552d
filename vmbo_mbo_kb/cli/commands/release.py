# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb release``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.options import base_option, dataset_option, language_option
from vmbo_mbo_kb.cli.output import asking, load, writing, wrong_usage

if TYPE_CHECKING:
    from vmbo_mbo_kb.words import Language


@click.command("release")
@click.argument("version", required=False)
@click.option(
    "--verify", "checked", type=click.Path(path_type=Path), metavar="DIR", help="Check a downloaded release instead."
)
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder to write.  [default: releases/VERSION]"
)
@click.option("--again", is_flag=True, help="Write the log of the latest release anew; only while nobody has it.")
@dataset_option
@base_option
@language_option
def command(
    version: str | None,
    checked: Path | None,
    out: Path | None,
    again: bool,
    folder: Path | None,
    base: str,
    language: "Language",
) -> None:
    """Freeze the dataset under a calendar VERSION, such as 2026.1.

    Adds changes/VERSION.jsonl to the dataset's folder and writes the release folder. A release that has its log already
    is written anew from that log.
    """
    from vmbo_mbo_kb import releases
    from vmbo_mbo_kb.locations import dataset_folder

    if checked is not None:
        if version is not None:
            wrong_usage("give a VERSION to release or --verify DIR, not both")
        problems = writing(lambda: releases.verify(checked))
        for problem in problems:
            click.echo(str(problem), err=True)
        if problems:
            sys.exit(1)
        click.echo(f"{checked}: every file is as released")
        return
    if version is None:
        wrong_usage("give the VERSION to release, such as 2026.1, or --verify DIR")
    asking(lambda: releases.order(version), language)
    data = load(folder, language)
    target = out or Path("releases", version)
    made = writing(
        lambda: releases.release(data.records, folder or dataset_folder(), version, target, base, again=again)
    )
    since = f" since {made.previous}" if made.previous else ""
    click.echo(f"{version}: {made.lines} records new or different{since}, {len(made.files)} files in {target}")
