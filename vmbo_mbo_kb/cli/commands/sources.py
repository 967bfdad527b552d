# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb sources``."""

from typing import TYPE_CHECKING, Any

import click

from vmbo_mbo_kb.cli.options import dataset_option, json_option, language_option
from vmbo_mbo_kb.cli.output import asking, load, print_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vmbo_mbo_kb.knowledge_base import KnowledgeBase
    from vmbo_mbo_kb.model import Citation
    from vmbo_mbo_kb.words import Language


@click.command("sources")
@click.argument("identifier", metavar="ID")
@click.argument("field", metavar="FIELD")
@click.argument("key", required=False)
@dataset_option
@json_option
@language_option
def command(
    identifier: str, field: str, key: str | None, folder: "Path | None", as_json: bool, language: "Language"
) -> None:
    """Say who says what a field of a record states, or the part in it with this KEY, and who says otherwise."""
    data = load(folder, language)
    evidence = asking(lambda: data[identifier].sources_for(field, key), language)
    if as_json:
        print_json(
            {
                "citations": [each.model_dump(mode="json", exclude_defaults=True) for each in evidence.citations],
                "conflicts": [each.model_dump(mode="json", exclude_defaults=True) for each in evidence.conflicts],
            }
        )
        return
    keys = [] if key else [part["key"] for part in _parts(data, identifier, field)]
    for each in keys:
        click.secho(each, bold=True)
        for line in _lines(data, data[identifier].sources_for(field, each).citations, language):
            click.echo(f"  {line}")
    for line in [] if keys else _lines(data, evidence.citations, language):
        click.echo(line)
    for conflict in evidence.conflicts:
        reason = conflict.reason[language]
        click.echo({"nl": f"\nanders: {conflict.stated}", "en": f"\notherwise: {conflict.stated}"}[language])
        for line in _lines(data, conflict.citations, language):
            click.echo(f"  {line}")
        click.echo({"nl": f"  niet gekozen: {reason}", "en": f"  not chosen: {reason}"}[language])


def _parts(data: "KnowledgeBase", identifier: str, field: str) -> list[dict[str, Any]]:
    """The parts that a field of a record holds, if it holds any."""
    spec = data.spec(identifier).field(field)
    found: list[dict[str, Any]] = data.record(identifier).get(field, []) if spec.part and spec.many else []
    return found


def _lines(data: "KnowledgeBase", citations: "Iterable[Citation]", language: "Language") -> "Iterable[str]":
    for citation in citations:
        where = "".join(f", {place}" for place in (citation.locator, ", ".join(citation.rests_on)) if place)
        sure = citation.confidence.label[language]
        inferred = {"nl": ", afgeleid", "en": ", inferred"}[language] if citation.inferred else ""
        yield f"{data.label(citation.source, language)}{where} ({sure}{inferred}) [{citation.source}]"
