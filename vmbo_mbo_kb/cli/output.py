# SPDX-License-Identifier: MIT
"""What commands print, and how they end: status 0 fine, 1 findings of severity error, 2 wrong usage."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

if TYPE_CHECKING:
    from vmbo_mbo_kb.findings import Finding
    from vmbo_mbo_kb.knowledge_base import KnowledgeBase
    from vmbo_mbo_kb.words import Language


def load(folder: Path | None, language: "Language", day: str | None = None) -> "KnowledgeBase":
    """The dataset, or its findings printed and status 1.

    :param day: only what held on it; a day that cannot be asked about ends with status 2.
    """
    from vmbo_mbo_kb import knowledge_base

    try:
        data = knowledge_base.load(folder)
    except ValueError as error:
        from vmbo_mbo_kb.findings import DatasetError

        if not isinstance(error, DatasetError):
            raise
        print_findings(error.findings, language)
        sys.exit(1)
    return data if day is None else asking(lambda: data.at(day), language)


T = TypeVar("T")


def writing(write: Callable[[], T]) -> T:
    """What ``write`` returns, or why it could not, and status 2."""
    try:
        return write()
    except OSError as error:
        said = error.strerror or str(error)
        wrong_usage(f"{error.filename}: {said}" if error.filename else said)
    except ValueError as error:
        wrong_usage(str(error))


def build_into(folder: Path | None, out: Path, base: str, language: "Language", *, pages: bool = True) -> None:
    """Build a dataset into a folder and say what came of it; or its findings, or why not, and status 1 or 2."""
    data = load(folder, language)
    written = writing(lambda: data.build(out, base, pages=pages))
    click.echo(f"{len(data)} records, {len(written)} files in {out}")
    if pages:
        from vmbo_mbo_kb.site.pages.search_index import ENTRY, INSTALL

        if all(entry.path != ENTRY for entry in written):
            click.echo(f"Without a search index, for Pagefind is not installed: {INSTALL}", err=True)
        import shlex

        place = shlex.quote(str(out))
        click.echo(
            f"Look at it: python3 -m http.server --bind 127.0.0.1 --directory {place}, then http://127.0.0.1:8000/\n"
            f"or, with SPARQL and content negotiation: vmbo-mbo-kb serve --site {place}"
        )


def asking(ask: Callable[[], T], language: "Language") -> T:
    """What ``ask`` returns, or why it cannot be asked so, and status 2."""
    try:
        return ask()
    except (LookupError, ValueError) as error:
        from vmbo_mbo_kb.words import explained

        wrong_usage(explained(error, language))


def wrong_usage(message: str) -> NoReturn:
    """Say what is wrong with the call, and end with status 2."""
    click.echo(f"Error: {message}", err=True)
    sys.exit(2)


def print_json(value: Any) -> None:
    """For programs: indented, in the order given."""
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_findings(
    findings: "Sequence[Finding]", language: "Language", style: str = "text", *, err: bool = True
) -> None:
    """As the renderer of that name writes them: in colour where somebody watches and does not mind."""
    from vmbo_mbo_kb import renderers

    stream = sys.stderr if err else sys.stdout
    color = stream.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("NO_COLOR")
    click.echo(renderers.get(style)(findings, language, color=color), nl=False, err=err, color=color)


def print_columns(rows: Sequence[tuple[str, ...]]) -> None:
    """Rows in columns as wide as their widest cell."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
