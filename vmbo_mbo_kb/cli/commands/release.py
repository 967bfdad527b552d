# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb release``."""

import sys
from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.options import Place, base_option, dataset_option, language_option
from vmbo_mbo_kb.cli.output import asking, load, wrong_usage
from vmbo_mbo_kb.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    from vmbo_mbo_kb.words import Language


@click.command("release")
@click.argument("version", required=False)
@click.option("--verify", "checked", type=Place(), metavar="DIR", help="Check a downloaded release instead.")
@click.option("--out", type=Place(), metavar="DIR", help="Folder to write.  [default: releases/VERSION]")
@click.option("--again", is_flag=True, help="Write the log of the latest release anew; only while nobody has it.")
@dataset_option
@base_option
@language_option
def command(
    version: str | None,
    checked: "Path | None",
    out: "Path | None",
    again: bool,
    folder: "Path | None",
    base: str,
    language: "Language",
) -> None:
    """Freeze the dataset under a calendar VERSION, such as 2026.1.

    Adds changes/VERSION.jsonl to the dataset's folder and writes the release folder. A release that has its log already
    is written anew from that log.
    """
    from pathlib import Path

    from vmbo_mbo_kb import releases
    from vmbo_mbo_kb.locations import dataset_folder

    if checked is not None:
        if version is not None:
            wrong_usage(
                Words(
                    nl="geef een VERSION om uit te geven of --verify DIR, niet beide",
                    en="give a VERSION to release or --verify DIR, not both",
                ),
                language,
            )
        problems = asking(lambda: releases.verify(checked), language)
        for problem in problems:
            click.echo(problem.message(language), err=True)
        if problems:
            sys.exit(1)
        sound = {"nl": "elk bestand is als bij de uitgave", "en": "every file is as released"}[language]
        click.echo(f"{checked}: {sound}")
        return
    if version is None:
        wrong_usage(
            Words(
                nl="geef de VERSION om uit te geven, zoals 2026.1, of --verify DIR",
                en="give the VERSION to release, such as 2026.1, or --verify DIR",
            ),
            language,
        )
    asking(lambda: releases.order(version), language)
    data = load(folder, language)
    target = out or Path("releases", version)
    made = asking(
        lambda: releases.release(data.records, folder or dataset_folder(), version, target, base, again=again), language
    )
    since = {"nl": f" sinds {made.previous}", "en": f" since {made.previous}"}[language] if made.previous else ""
    click.echo(
        {
            "nl": f"{version}: {made.lines} records nieuw of anders{since}, {len(made.files)} bestanden in {target}",
            "en": f"{version}: {made.lines} records new or different{since}, {len(made.files)} files in {target}",
        }[language]
    )
