# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb links``."""

import sys
from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.options import Place, dataset_option, json_option, language_option
from vmbo_mbo_kb.cli.output import asking, load, print_columns, print_json, wrong_usage

if TYPE_CHECKING:
    from pathlib import Path

    from vmbo_mbo_kb.words import Language


@click.command("links")
@click.argument("only", nargs=-1, metavar="[ID|ADDRESS]...")
@dataset_option
@click.option(
    "--state",
    type=Place(dir_okay=False),
    default="links-seen.jsonl",
    show_default=True,
    metavar="FILE",
    help="Where visits are kept, from one run to the next.",
)
@click.option("--report", "report_only", is_flag=True, help="Visit nothing: report what was seen before.")
@click.option("--all", "everything", is_flag=True, help="Also list the addresses with which nothing is wrong.")
@click.option("--delay", type=click.FloatRange(0), default=1.0, show_default=True, help="Seconds between two requests.")
@click.option(
    "--timeout", type=click.FloatRange(0.1, 600), default=20.0, show_default=True, help="Seconds for one request."
)
@click.option("--contact", default="", help="Address or e-mail address for keepers of servers to reach you.")
@json_option
@language_option
def command(
    only: tuple[str, ...],
    folder: "Path | None",
    state: "Path",
    report_only: bool,
    everything: bool,
    delay: float,
    timeout: float,
    contact: str,
    as_json: bool,
    language: "Language",
) -> None:
    """Visit the addresses in the dataset, politely, and say what became of them.

    What is seen is kept over time in a file of its own; the dataset is never changed. An address is called gone only
    after failures on several days. Status 1 when a record says otherwise of an address than what was seen.
    """
    from vmbo_mbo_kb import links
    from vmbo_mbo_kb.visits import Visitor
    from vmbo_mbo_kb.words import Words

    data = load(folder, language)
    uses = links.addresses(data.records)
    known = {*uses, *(use.id for each in uses.values() for use in each)}
    for name in only:
        if name not in known:
            wrong_usage(
                Words(
                    nl=f"{name!r} is geen adres in de dataset en geen id van een record met een adres",
                    en=f"{name!r} is neither an address in the dataset nor the id of a record with one",
                ),
                language,
            )
    seen = asking(lambda: links.read_state(state), language)
    if not report_only:
        visitor = Visitor(contact or data.dataset.contact or "", delay, timeout)
        visits = asking(lambda: list(links.check(data.records, visitor, only)), language)
        asking(lambda: links.add_to_state(state, visits), language)
        seen += visits
    found = [
        health
        for health in links.report(data.records, seen)
        if not only or health.address in only or any(use.id in only for use in health.uses)
    ]
    shown = [each for each in found if everything or each.contradicted or each.verdict is not links.Verdict.WORKS]
    if as_json:
        print_json([health.as_dict() for health in shown])
    else:
        rows = [
            (each.verdict.label[language], each.uses[0].id, each.address, links.describe(each, language))
            for each in shown
        ]
        if rows:
            print_columns(rows)
        wrong = sum(each.contradicted for each in found)
        click.echo(
            {
                "nl": f"{len(found)} adressen gezien, {wrong} anders dan in de dataset",
                "en": f"{len(found)} addresses seen, {wrong} not as the dataset has them",
            }[language]
        )
    if any(each.contradicted for each in found):
        sys.exit(1)
