# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb query``."""

import sys
from typing import TYPE_CHECKING, Final, TextIO

import click

from vmbo_mbo_kb.cli.options import Place, base_option, language_option
from vmbo_mbo_kb.cli.output import asking, load, print_columns, wrong_usage
from vmbo_mbo_kb.words import Words, of_system

if TYPE_CHECKING:
    from pathlib import Path

    import pyoxigraph

    from vmbo_mbo_kb.sparql import Answer, Found
    from vmbo_mbo_kb.words import Language

RESULTS: Final = {"json": "json", "csv": "csv", "tsv": "tsv", "xml": "xml"}
"""Formats of rows and of yes or no: the SPARQL 1.1 query results, by the extension of their files."""

GRAPHS: Final = {"turtle": "ttl", "ntriples": "nt", "jsonld": "jsonld", "rdfxml": "rdf"}
"""Formats of triples."""

_EXTENSIONS: Final = ".nt .nq .ttl .trig .rdf .jsonld"


@click.command("query")
@click.argument("text", required=False, metavar="[SPARQL]")
@click.option("-f", "--file", "source", type=click.File("r", encoding="utf-8"), metavar="FILE", help="Read the query.")
@click.option("--example", "name", metavar="NAME", help="Run a query of the library.")
@click.option("--examples", "listing", is_flag=True, help="List the library of example queries.")
@click.option("--print", "printing", is_flag=True, help="Print the query instead of running it.")
@click.option(
    "--data",
    type=Place(exists=True),
    metavar="FILE|DIR",
    help="An RDF file, or a dataset's folder; without it, the dataset that comes with the package.",
)
@click.option("--on", "day", metavar="DAY", help="Ask only what held on a day, such as 2010-01-01.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["table", *RESULTS, *GRAPHS]),
    help="How to write the answer: a table for rows, Turtle for triples, unless you say otherwise.",
)
@base_option
@language_option
def command(
    text: str | None,
    source: TextIO | None,
    name: str | None,
    listing: bool,
    printing: bool,
    data: "Path | None",
    day: str | None,
    style: str | None,
    base: str,
    language: "Language",
) -> None:
    """Ask a question in SPARQL 1.1; the project's prefixes need not be declared."""
    from vmbo_mbo_kb.sparql import library

    if listing:
        for entry in library.examples().values():
            click.echo(f"{entry.name}\n    {entry.title[language]}. {entry.explanation[language]}")
        return
    if sum(given is not None for given in (text, source, name)) != 1:
        wrong_usage(
            Words(
                nl="geef één vraag: als argument, met -f BESTAND of met --example NAAM (--examples noemt ze)",
                en="give one query: as an argument, with -f FILE, or with --example NAME (--examples lists them)",
            ),
            language,
        )
    if name is not None:
        text = asking(lambda: library.example(name).text, language)
    elif source is not None:
        try:
            text = source.read()
        except UnicodeDecodeError as error:
            wrong_usage(
                Words(
                    nl=f"{source.name} is geen UTF-8: het gaat mis bij byte {error.start}",
                    en=f"{source.name} is not UTF-8: it goes wrong at byte {error.start}",
                ),
                language,
            )
    assert text is not None
    if printing:
        click.echo(text, nl=False)
        return
    _answer(_store(data, day, base, language), text, style, base, language)


def _store(data: "Path | None", day: str | None, base: str, language: "Language") -> "pyoxigraph.Store":
    if data is None or data.is_dir():
        found = load(data, language)
        return asking(lambda: (found if day is None else found.at(day)).store(base), language)
    if day is not None:
        wrong_usage(
            Words(
                nl="--on vraagt een dataset, geen bestand: wat op een dag gold, wordt uit de records bepaald",
                en="--on needs a dataset, not a file: what held on a day is worked out from the records",
            ),
            language,
        )
    import pyoxigraph

    syntax = pyoxigraph.RdfFormat.from_extension(data.suffix.removeprefix("."))
    if syntax is None:
        wrong_usage(
            Words(
                nl=f"{data}: geen RDF-formaat heeft deze extensie; bekend zijn {_EXTENSIONS}",
                en=f"{data}: no RDF format is known by this extension; known are {_EXTENSIONS}",
            ),
            language,
        )
    store = pyoxigraph.Store()
    try:
        store.bulk_load(path=data, format=syntax)
    except (OSError, SyntaxError, ValueError) as error:
        why = of_system(error) if isinstance(error, OSError) else Words(f"de lezer zegt '{error}'", str(error))
        wrong_usage(Words(nl=f"{data} is niet te lezen: {why.nl}", en=f"{data} cannot be read: {why.en}"), language)
    return store


def _answer(store: "pyoxigraph.Store", text: str, style: str | None, base: str, language: "Language") -> None:
    import pyoxigraph

    from vmbo_mbo_kb import sparql

    try:
        found = sparql.evaluate(store, text, base)
        graph = isinstance(found, pyoxigraph.QueryTriples)
        style = style or ("turtle" if graph else "table")
        if style not in (GRAPHS if graph else ("table", *RESULTS)):
            nl, en = ("triples", "triples") if graph else ("rijen", "rows")
            known = ", ".join(GRAPHS if graph else ("table", *RESULTS))
            wrong_usage(
                Words(
                    nl=f"het antwoord bestaat uit {nl}; daarvoor zijn er de formaten {known}",
                    en=f"the answer is {en}, which have the formats {known}",
                ),
                language,
            )
        if style == "table":
            _table(sparql.answer(store, text, base), base, language)
        else:
            click.echo(_serialised(found, style, base), nl=False)
    except sparql.QueryError as error:
        wrong_usage(error.words, language)
    except (OSError, RuntimeError) as error:
        wrong_usage(
            Words(nl=f"de vraag kan niet worden beantwoord: {error}", en=f"the query cannot be answered: {error}"),
            language,
        )


def _serialised(found: "Found", style: str, base: str) -> bytes:
    import pyoxigraph

    from vmbo_mbo_kb.namespaces import prefixes

    if isinstance(found, pyoxigraph.QueryTriples):
        triples = sorted(set(found), key=str)  # the engine's order means nothing
        syntax = pyoxigraph.RdfFormat.from_extension(GRAPHS[style])
        used = {name: iri for name, iri in prefixes(base).items() if any(f"<{iri}" in str(each) for each in triples)}
        made = pyoxigraph.serialize(triples, format=syntax, prefixes=used)
    else:
        made = found.serialize(format=pyoxigraph.QueryResultsFormat.from_extension(RESULTS[style]))
    assert made is not None  # it is only where a file was given
    return made if made.endswith(b"\n") else made + b"\n"


def _table(rows: "Answer", base: str, language: "Language") -> None:
    from vmbo_mbo_kb.sparql import Solutions

    if not isinstance(rows, Solutions):
        click.echo({"nl": "ja" if rows else "nee", "en": "yes" if rows else "no"}[language])
        return
    shown = [tuple(_cell(value, base) for value in row) for row in rows]
    if not (sys.stdout.isatty() and _rich_table(rows.variables, shown)):
        print_columns([rows.variables, *shown])
    for hint in rows.hints:
        click.echo(f"{ {'nl': 'Let op', 'en': 'Note'}[language] }: {hint[language]}", err=True)


def _cell(value: object, base: str) -> str:
    """A value on one line, with nothing that could move a terminal's cursor; terms by their prefix."""
    from vmbo_mbo_kb.namespaces import prefixes
    from vmbo_mbo_kb.sparql.results import Iri

    if isinstance(value, Iri):
        for prefix, iri in prefixes(base).items():
            if value.startswith(iri):
                return f"{prefix}:{value[len(iri) :]}"
    text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return "".join(char if char.isprintable() else " " for char in text)


def _rich_table(variables: tuple[str, ...], rows: list[tuple[str, ...]]) -> bool:
    """Print a table with lines and colours, where rich is installed."""
    try:
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text
    except ImportError:
        return False
    table = Table(*variables)
    for row in rows:
        table.add_row(*map(Text, row))
    Console().print(table)
    return True
