# SPDX-License-Identifier: MIT
"""What commands print, and how they end: status 0 fine, 1 findings of severity error, 2 wrong usage."""

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

import click

from vmbo_mbo_kb.words import Explained, explained

if TYPE_CHECKING:
    from pathlib import Path

    from vmbo_mbo_kb.findings import Finding
    from vmbo_mbo_kb.knowledge_base import KnowledgeBase
    from vmbo_mbo_kb.words import Language, Words


def load(folder: "Path | None", language: "Language", day: str | None = None) -> "KnowledgeBase":
    """The dataset, or its findings printed and status 1; a release that is not what it was ends with status 2.

    :param day: only what held on it; a day that cannot be asked about ends with status 2.
    """
    from vmbo_mbo_kb import knowledge_base

    try:
        data = asking(lambda: knowledge_base.load(folder), language)
    except ValueError as error:
        from vmbo_mbo_kb.findings import DatasetError

        if not isinstance(error, DatasetError):
            raise
        print_findings(error.findings, language)
        sys.exit(1)
    return data if day is None else asking(lambda: data.at(day), language)


T = TypeVar("T")


def build_into(folder: "Path | None", out: "Path", base: str, language: "Language", *, pages: bool = True) -> None:
    """Build a dataset into a folder and say what came of it; or its findings, or why not, and status 1 or 2."""
    data = load(folder, language)
    written = asking(lambda: data.build(out, base, pages=pages), language)
    files = {"nl": f"{len(written)} bestanden", "en": f"{len(written)} files"}[language]
    click.echo(f"{len(data)} records, {files} in {out}")
    if pages:
        from vmbo_mbo_kb.site.pages.search_index import ENTRY, INSTALL

        if all(entry.path != ENTRY for entry in written):
            without = {
                "nl": "Zonder zoekindex, want Pagefind is niet geïnstalleerd",
                "en": "Without a search index, for Pagefind is not installed",
            }
            click.echo(f"{without[language]}: {INSTALL}", err=True)
        import shlex

        place = shlex.quote(str(out))
        files, server = f"python3 -m http.server --bind 127.0.0.1 --directory {place}", "http://127.0.0.1:8000/"
        click.echo(
            {
                "nl": f"Bekijk het: {files}, daarna {server}\n"
                f"of, met SPARQL en inhoudsonderhandeling: vmbo-mbo-kb serve --site {place}",
                "en": f"Look at it: {files}, then {server}\n"
                f"or, with SPARQL and content negotiation: vmbo-mbo-kb serve --site {place}",
            }[language]
        )


def asking(ask: Callable[[], T], language: "Language") -> T:
    """What ``ask`` returns, or why it cannot be asked or written so, and status 2."""
    try:
        return ask()
    except (Explained, OSError) as error:
        wrong_usage(explained(error), language)


def wrong_usage(words: "Words", language: "Language") -> NoReturn:
    """Say what is wrong with the call, and end with status 2."""
    print_error(words, language)
    sys.exit(2)


def print_error(words: "Words", language: "Language") -> None:
    """Say what went wrong."""
    click.echo(f"{_ERROR[language]}: {words[language]}", err=True)


_ERROR: "Final[dict[Language, str]]" = {"nl": "Fout", "en": "Error"}


def unknown_code(code: str) -> "Words":
    """That no rule has this code, and which ones may be meant."""
    from vmbo_mbo_kb.checks.rules import RULES
    from vmbo_mbo_kb.nearest import Nearest
    from vmbo_mbo_kb.words import Words

    begun = [known for known in RULES if code and known.startswith(code.upper())]
    near = Nearest(RULES)(code.upper())
    if begun:
        nl, en = f"; zo beginnen {', '.join(begun)}", f"; these begin so: {', '.join(begun)}"
    elif near:
        nl, en = f"; bedoelt u {' of '.join(near)}?", f"; did you mean {' or '.join(near)}?"
    else:
        nl, en = ". 'vmbo-mbo-kb rule' noemt ze alle", ". 'vmbo-mbo-kb rule' lists all"
    return Words(f"geen regel heeft de code {code!r}{nl}", f"no rule has the code {code!r}{en}")


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
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    if lines:  # at once: each echo is written out by itself
        click.echo("\n".join(lines))
