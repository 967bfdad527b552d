# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb calendar``."""

from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.options import base_option, dataset_option, language_option
from vmbo_mbo_kb.cli.output import asking, load

if TYPE_CHECKING:
    from pathlib import Path

    from vmbo_mbo_kb.words import Language


@click.command("calendar")
@click.argument("occasions", nargs=-1, type=click.Choice(["review", "application", "lapse"]))
@dataset_option
@base_option
@language_option
def command(occasions: tuple[str, ...], folder: "Path | None", base: str, language: "Language") -> None:
    """Write an iCalendar of review dates, application windows and last days; without a choice, of all three."""
    from vmbo_mbo_kb.calendars import Occasion, calendar

    data = load(folder, language)
    text = asking(lambda: calendar(data, occasions or tuple(Occasion), language, base), language)
    click.echo(text.encode(), nl=False)
