# SPDX-License-Identifier: MIT
"""The command line. It only calls the public API.

Exit status: 0 fine, 1 findings of severity error, 2 wrong usage.
"""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from vmbo_mbo_kb._version import __version__
from vmbo_mbo_kb.namespaces import DEFAULT_BASE

if TYPE_CHECKING:
    from vmbo_mbo_kb.blueprint import ClassSpec
    from vmbo_mbo_kb.findings import Finding, Language
    from vmbo_mbo_kb.knowledge_base import KnowledgeBase

F = TypeVar("F", bound=Callable[..., Any])

LANGUAGES = click.Choice(["nl", "en"])


def _language(command: F) -> F:
    return click.option(
        "--lang",
        "language",
        type=LANGUAGES,
        default="en",
        envvar="VMBO_MBO_KB_LANG",
        show_default=True,
        help="Language of labels and messages.",
    )(command)


def _dataset(command: F) -> F:
    return click.option(
        "--dataset",
        "folder",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="The dataset's folder; without it, the one that comes with the package.",
    )(command)


def _base(command: F) -> F:
    return click.option(
        "--base",
        default=DEFAULT_BASE,
        show_default=True,
        metavar="IRI",
        help="Base of all IRIs, ending in '/'.",
    )(command)


def _json(command: F) -> F:
    return click.option("--json", "as_json", is_flag=True, help="Write JSON, for programs.")(command)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="vmbo-mbo-kb")
def cli() -> None:
    """What is known about collaboration between vmbo and mbo schools: validate, look up, export."""


@cli.command()
@_dataset
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default="public",
    show_default=True,
    metavar="DIR",
    help="Folder to write.",
)
@_base
@_language
def build(folder: Path | None, out: Path, base: str, language: "Language") -> None:
    """Validate the dataset and write every export, a manifest and checksums."""
    data = _load(folder, language)
    written = _writing(lambda: data.build(out, base))
    click.echo(f"{len(data)} records, {len(written)} files in {out}")


@cli.command()
@click.argument("dataset", required=False, type=click.Path(path_type=Path))
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@_language
def validate(dataset: Path | None, style: str, language: "Language") -> None:
    """Hold a dataset to every rule and say all that is wrong, with its place.

    DATASET is the dataset's folder; without it, the one that comes with the package.
    """
    from vmbo_mbo_kb.findings import Severity
    from vmbo_mbo_kb.validation import validate as judge

    findings = judge(dataset)
    if style == "json":
        _print_json({"findings": [finding.as_dict(language) for finding in findings]})
    else:
        _print_findings(findings, language)
        if not findings:
            click.echo(
                {"nl": "Niets gevonden: de dataset klopt.", "en": "No findings: the dataset is valid."}[language]
            )
    if any(finding.severity is Severity.ERROR for finding in findings):
        sys.exit(1)


@cli.command()
@click.argument("formats", nargs=-1, required=True, metavar="FORMAT...")
@_dataset
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=".",
    show_default=True,
    metavar="DIR",
    help="Folder to write into.",
)
@_base
@_language
def export(formats: tuple[str, ...], folder: Path | None, out: Path, base: str, language: "Language") -> None:
    """Write the dataset in one or more formats; a name that is none is answered with all that are."""
    from vmbo_mbo_kb import exporters, publication

    for name in formats:
        try:
            exporters.get(name)
        except exporters.UnknownFormat as error:
            _wrong_usage(str(error))
    data = _load(folder, language)
    written = _writing(lambda: publication.export(data.records, dict.fromkeys(formats), out, base))
    for entry in written if len(written) < 20 else written[:0]:
        click.echo(str(out / entry.path))
    if len(written) >= 20:
        click.echo(f"{len(written)} files in {out}")


@cli.command(name="list")
@click.argument("name", metavar="CLASS")
@_dataset
@_json
@_language
def list_(name: str, folder: Path | None, as_json: bool, language: "Language") -> None:
    """List the records of a class, such as collaboration-forms."""
    from vmbo_mbo_kb.knowledge_base import UnknownClass

    data = _load(folder, language)
    try:
        entities = data.of_class(name)
    except UnknownClass as error:
        _wrong_usage(str(error))
    rows = [(entity.id, data.label(entity.id, language)) for entity in entities]
    if as_json:
        _print_json([{"id": identifier, "label": label} for identifier, label in rows])
    else:
        _print_columns(rows)


@cli.command()
@click.argument("identifier", metavar="ID")
@_dataset
@_json
@_language
def show(identifier: str, folder: Path | None, as_json: bool, language: "Language") -> None:
    """Show one record, and what points at it."""
    from vmbo_mbo_kb.knowledge_base import UnknownId

    data = _load(folder, language)
    try:
        record = data.record(identifier)
    except UnknownId as error:
        _wrong_usage(str(error))
    spec = data.spec(identifier)
    if as_json:
        _print_json({"class": spec.slug, **record})
        return
    label = spec.label.nl if language == "nl" else spec.label.en
    click.secho(data.label(identifier, language), bold=True)
    click.echo(f"{label} {identifier}, {data.iri(identifier)}\n")
    for line in _lines(data, spec, record, language):
        click.echo(line)
    incoming = data.related(identifier).pointed_at_by
    if incoming:
        click.echo({"nl": "\nhiernaar verwijzen:", "en": "\npointed at by:"}[language])
        _print_columns(
            [(f"  {relation}", ", ".join(entity.id for entity in entities)) for relation, entities in incoming.items()]
        )


@cli.command()
@click.argument("text", nargs=-1, required=True)
@_dataset
@_json
@_language
def search(text: tuple[str, ...], folder: Path | None, as_json: bool, language: "Language") -> None:
    """Find records by the words in them; case and accents do not count."""
    data = _load(folder, language)
    hits = data.search(" ".join(text))
    if as_json:
        _print_json(
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
        _print_columns([(hit.id, hit.spec.slug, data.label(hit.id, language)) for hit in hits])


@cli.command()
@click.option("--check", is_flag=True, help="Change nothing; fail when a file is not what the model makes.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Folder to write; without it, schema/.")
def schema(check: bool, out: Path | None) -> None:
    """Write the schemas that are made from the model."""
    from vmbo_mbo_kb import generators
    from vmbo_mbo_kb.locations import schema_folder

    folder = out or schema_folder()
    if not check:
        _writing(lambda: generators.write(folder))
        return
    stale = generators.stale(folder)
    for name in stale:
        click.echo(f"{folder / name}: not what the model makes; run: vmbo-mbo-kb schema", err=True)
    if stale:
        sys.exit(1)


def _load(folder: Path | None, language: "Language") -> "KnowledgeBase":
    from vmbo_mbo_kb.findings import DatasetError
    from vmbo_mbo_kb.knowledge_base import load

    try:
        return load(folder)
    except DatasetError as error:
        _print_findings(error.findings, language)
        sys.exit(1)


T = TypeVar("T")


def _writing(write: Callable[[], T]) -> T:
    try:
        return write()
    except (OSError, ValueError) as error:
        _wrong_usage(str(error))


def _wrong_usage(message: str) -> NoReturn:
    click.echo(f"Error: {message}", err=True)
    sys.exit(2)


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _print_findings(findings: "Iterable[Finding]", language: "Language") -> None:
    for finding in findings:
        place = f"{finding.file}:{finding.position.line}:{finding.position.column}"
        click.echo(f"{place}: {finding.severity} {finding.code}: {finding.message(language)}", err=True)
        hint = finding.hint(language)
        if hint:
            click.echo(f"    {hint}", err=True)


def _print_columns(rows: Sequence[tuple[str, ...]]) -> None:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _lines(
    data: "KnowledgeBase", spec: "ClassSpec", record: dict[str, Any], language: "Language", indent: str = ""
) -> Iterable[str]:
    """The fields of a record as people read them, labels instead of names and of ids."""
    from vmbo_mbo_kb.blueprint import Kind

    for field in spec.fields:
        if field.name not in record or field.name in ("id", "key"):
            continue
        value = record[field.name]
        label = field.label.nl if language == "nl" else field.label.en
        if field.kind is Kind.PART:
            assert field.part is not None
            yield f"{indent}{label}:"
            for part in value:
                yield f"{indent}  {part['key']}"
                yield from _lines(data, field.part, part, language, f"{indent}    ")
            continue
        items = value if field.many else [value]
        yield f"{indent}{label}: {'; '.join(_shown(data, field, item, language) for item in items)}"


def _shown(data: "KnowledgeBase", field: Any, value: Any, language: "Language") -> str:
    from vmbo_mbo_kb.blueprint import Kind

    match field.kind:
        case Kind.TEXT:
            return str(value.get(language) or next(iter(value.values())))
        case Kind.PERIOD:
            names = {None: {"nl": "open", "en": "open"}, "unknown": {"nl": "onbekend", "en": "unknown"}}
            start, end = (
                names[bound][language] if bound in names else str(bound) for bound in (value["from"], value["through"])
            )
            return f"{start} {'t/m' if language == 'nl' else 'through'} {end}"
        case Kind.REF:
            return f"{data.label(value, language)} ({value})" if value in data else str(value)
        case Kind.CODE:
            code = next(code for code in field.codes.values if code.value == value)
            return str(code.label.nl if language == "nl" else code.label.en)
        case Kind.BOOLEAN:
            return {"nl": "ja" if value else "nee", "en": "yes" if value else "no"}[language]
        case _:
            return str(value)


def main() -> None:
    """Run the command line."""
    cli.main(prog_name="vmbo-mbo-kb")


if __name__ == "__main__":
    main()
