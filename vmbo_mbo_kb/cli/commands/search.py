# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb search``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.options import dataset_option, json_option, language_option
from vmbo_mbo_kb.cli.output import load, print_columns, print_json

if TYPE_CHECKING:
    from vmbo_mbo_kb.findings import Language


@click.command("search")
@click.argument("text", nargs=-1, required=True)
@dataset_option
@json_option
@language_option
def command(text: tuple[str, ...], folder: Path | None, as_json: bool, language: "Language") -> None:
    """Find records by the words in them; case and accents do not count."""
    data = load(folder, language)
    hits = data.search(" ".join(text))
    if as_json:
        print_json(
            [
                {
                    "id": hit.id,
                    "class": hit.spec.slug,
                    "label": data.label(hit.id, language),
                    "field": hit.field,
                    "text": hit.text,
                    "score": hit.score,
                }
                for hit in hits
            ]
        )
    else:
        print_columns([(hit.id, hit.spec.slug, data.label(hit.id, language)) for hit in hits])
