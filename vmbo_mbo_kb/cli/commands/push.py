# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb push``."""

import sys
from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.options import Place, base_option, dataset_option, language_option
from vmbo_mbo_kb.cli.output import load, print_error, wrong_usage

if TYPE_CHECKING:
    from pathlib import Path

    from vmbo_mbo_kb.push import PushError
    from vmbo_mbo_kb.words import Language


@click.command("push")
@click.option("--to", required=True, metavar="URL", help="Address of the graph store; with --update, for updates.")
@click.option("--graph", metavar="IRI", help="The graph to replace; without it, the default graph.")
@click.option("--update", is_flag=True, help="Send SPARQL updates in batches instead of one PUT; can be resumed.")
@click.option("--query-url", metavar="URL", help="With --update: where to ask what arrived.")
@click.option("--batch", type=click.IntRange(1), default=1000, show_default=True, help="Triples in one update.")
@click.option("--retries", type=click.IntRange(0), default=5, show_default=True, help="Tries after the first.")
@click.option(
    "--state",
    type=Place(dir_okay=False),
    default="vmbo-mbo-kb-push.json",
    show_default=True,
    metavar="FILE",
    help="With --update: says how far a push came.",
)
@dataset_option
@base_option
@language_option
def command(
    to: str,
    graph: str | None,
    update: bool,
    query_url: str | None,
    batch: int,
    retries: int,
    state: "Path",
    folder: "Path | None",
    base: str,
    language: "Language",
) -> None:
    """Put the dataset into a triple store, and check that all of it arrived.

    Who you are is taken from VMBO_MBO_KB_TOKEN, from VMBO_MBO_KB_USER and VMBO_MBO_KB_PASSWORD, or from .netrc.
    """
    from vmbo_mbo_kb.push import PushError, push
    from vmbo_mbo_kb.words import Explained, explained

    data = load(folder, language)
    try:
        with click.progressbar(length=0, label="push", file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:

            def progress(arrived: int, total: int) -> None:
                bar.length = total
                bar.update(arrived - bar.pos)

            pushed = push(
                data, to, graph=graph, update=update, query_url=query_url, base=base, batch=batch, state=state,
                retries=retries, progress=progress,
            )  # fmt: skip
    except PushError as error:
        print_error(error.words, language)
        click.echo(_broken_off(error, update, language), err=True)
        raise SystemExit(1) from None
    except (Explained, OSError) as error:
        wrong_usage(explained(error), language)
    words = {"nl": "triples gecontroleerd", "en": "triples checked"}[language]
    click.echo(f"{pushed.triples} {words}, sha256 {pushed.sha256}")


def _broken_off(error: "PushError", update: bool, language: "Language") -> str:
    if error.replaced:
        return {
            "nl": "De graaf is vervangen, maar de controle erna slaagde niet: neem haar niet voor volledig.",
            "en": "The graph was replaced, but the check afterwards failed: do not take it for whole.",
        }[language]
    if not update:
        return {
            "nl": "De graaf is niet vervangen; voer dezelfde opdracht opnieuw uit.",
            "en": "The graph was not replaced; run the same command again.",
        }[language]
    return {
        "nl": f"{error.arrived} van {error.total} triples zijn aangekomen, in een graaf ernaast; de doelgraaf is niet "
        "veranderd. Voer dezelfde opdracht opnieuw uit om verder te gaan.",
        "en": f"{error.arrived} of {error.total} triples have arrived, in a graph beside the target, which has not "
        "changed. Run the same command again to go on.",
    }[language]
