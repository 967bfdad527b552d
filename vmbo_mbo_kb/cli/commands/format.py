# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb format``."""

import sys
from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.options import Place, language_option
from vmbo_mbo_kb.cli.output import asking, print_findings

if TYPE_CHECKING:
    from pathlib import Path

    from vmbo_mbo_kb.words import Language


@click.command("format")
@click.argument("paths", nargs=-1, type=Place(), metavar="[PATH]...")
@click.option("--check", is_flag=True, help="Change nothing; fail when a file is not in normal form.")
@click.option("--diff", is_flag=True, help="Change nothing; show what would change, and fail as --check does.")
@language_option
def command(paths: tuple["Path", ...], check: bool, diff: bool, language: "Language") -> None:
    """Write YAML in normal form: fields and lists in order, text wrapped, no value changed.

    PATH is a dataset's folder, or a folder or file in one; without it, the dataset that comes with the package.
    Comments stay. A file that cannot be read without fault is left alone and reported.
    """
    from vmbo_mbo_kb.formatting import format_dataset

    only_look = check or diff
    done = asking(lambda: format_dataset(paths, write=not only_look), language)
    print_findings(done.findings, language)
    for each in done.changed:
        if diff:
            click.echo(each.diff(), nl=False)
        elif check:
            click.echo({"nl": f"niet in normaalvorm: {each.path}", "en": f"not in normal form: {each.path}"}[language])
    changed, count = len(done.changed), done.looked_at
    summary = {
        "nl": f"{changed} van {count} bestanden {'niet in normaalvorm' if only_look else 'in normaalvorm gebracht'}.",
        "en": f"{changed} of {count} files {'not in normal form' if only_look else 'brought into normal form'}.",
    }
    click.echo(summary[language], err=True)
    if done.findings or (only_look and done.changed):
        sys.exit(1)
