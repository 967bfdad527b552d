# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb schema``."""

import sys
from pathlib import Path

import click

from vmbo_mbo_kb.cli.output import writing


@click.command("schema")
@click.option("--check", is_flag=True, help="Change nothing; fail when a file is not what the model makes.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder to write; without it, schema/.")
def command(check: bool, out: Path | None) -> None:
    """Write the schemas that are made from the model."""
    from vmbo_mbo_kb import generators
    from vmbo_mbo_kb.locations import schema_folder

    folder = out or schema_folder()
    if not check:
        writing(lambda: generators.write(folder))
        return
    stale = generators.stale(folder)
    for name in stale:
        click.echo(f"{folder / name}: not what the model makes; run: vmbo-mbo-kb schema", err=True)
    if stale:
        sys.exit(1)
