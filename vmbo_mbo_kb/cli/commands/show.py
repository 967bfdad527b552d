# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb show``."""

from typing import TYPE_CHECKING, Any

import click

from vmbo_mbo_kb.cli.options import dataset_option, day_option, json_option, language_option
from vmbo_mbo_kb.cli.output import asking, load, print_columns, print_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from vmbo_mbo_kb.blueprint import ClassSpec
    from vmbo_mbo_kb.knowledge_base import KnowledgeBase
    from vmbo_mbo_kb.words import Language


@click.command("show")
@click.argument("identifier", metavar="ID")
@dataset_option
@day_option
@json_option
@language_option
def command(identifier: str, folder: "Path | None", day: str | None, as_json: bool, language: "Language") -> None:
    """Show one record, and what points at it."""
    data = load(folder, language, day)
    record = asking(lambda: data.record(identifier), language)
    spec = data.spec(identifier)
    if as_json:
        print_json({"class": spec.slug, **record})
        return
    label = spec.label[language]
    click.secho(data.label(identifier, language), bold=True)
    click.echo(f"{label} {identifier}, {data.iri(identifier)}\n")
    click.echo("\n".join(_lines(data, spec, record, language)))
    incoming = data.pointed_at_by(identifier)
    if incoming:
        click.echo({"nl": "\nhiernaar verwijzen:", "en": "\npointed at by:"}[language])
        print_columns([(f"  {relation}", ", ".join(ids)) for relation, ids in incoming.items()])


def _lines(
    data: "KnowledgeBase", spec: "ClassSpec", record: dict[str, Any], language: "Language", indent: str = ""
) -> "Iterable[str]":
    """The fields of a record as people read them, labels instead of names and of ids."""
    from vmbo_mbo_kb.blueprint import Kind
    from vmbo_mbo_kb.wording import shown

    for field in spec.fields:
        if field.name not in record or field.name in ("id", "key"):
            continue
        value = record[field.name]
        label = field.label[language]
        if field.kind is Kind.PART:
            assert field.part is not None
            yield f"{indent}{label}:"
            for part in value:
                yield f"{indent}  {part['key']}"
                yield from _lines(data, field.part, part, language, f"{indent}    ")
            continue
        items = value if field.many else [value]
        yield f"{indent}{label}: {'; '.join(shown(data, field, item, language) for item in items)}"
