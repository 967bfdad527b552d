# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb validate``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb import renderers
from vmbo_mbo_kb.cli.bulk import on_disk, print_some, running, work_options
from vmbo_mbo_kb.cli.options import language_option
from vmbo_mbo_kb.cli.output import print_findings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vmbo_mbo_kb.findings import Finding
    from vmbo_mbo_kb.words import Language


def _rules(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> list[str]:
    """Codes, or beginnings of codes, that some rule has."""
    from vmbo_mbo_kb.checks.rules import RULES
    from vmbo_mbo_kb.nearest import Nearest

    codes = [code.strip().upper() for value in values for code in value.split(",")]
    for code in codes:
        if len(code) < 2 or not any(known.startswith(code) for known in RULES):
            near = Nearest(RULES)(code)
            hint = f" Did you mean {' or '.join(near)}?" if near else " vmbo-mbo-kb rule lists all."
            raise click.BadParameter(f"no rule's code is {code!r} or begins with it.{hint}")
    return codes


@click.command("validate")
@click.argument("dataset", required=False, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "style",
    type=click.Choice(renderers.names()),
    default="text",
    show_default=True,
    help="How findings are written.",
)
@click.option(
    "--select",
    multiple=True,
    callback=_rules,
    metavar="CODES",
    help="Only findings of these rules: codes or beginnings of codes, such as KB301,KB4.",
)
@click.option(
    "--ignore", multiple=True, callback=_rules, metavar="CODES", help="No findings of these rules, even if selected."
)
@click.option("--strict", is_flag=True, help="Warnings fail too.")
@work_options
@language_option
def command(
    dataset: Path | None,
    style: str,
    select: list[str],
    ignore: list[str],
    strict: bool,
    work: Path | None,
    workers: int,
    language: "Language",
) -> None:
    """Hold a dataset to every rule and say all that is wrong, with its place.

    DATASET is the dataset's folder; without it, the one that comes with the package. The exit status is 1 when there
    are errors (with --strict, warnings too) among the findings that are shown.
    """
    from vmbo_mbo_kb.findings import Severity, selected
    from vmbo_mbo_kb.validation import validate as judge

    if dataset is not None and on_disk(dataset, work, workers):
        with running(dataset, work, workers, keep=False) as (run, bar):
            bar.clear()
            errors = False

            def wanted() -> "Iterator[Finding]":
                nonlocal errors
                for finding in run.findings():
                    for found in selected([finding], select, ignore):
                        errors = errors or strict or found.severity is Severity.ERROR
                        yield found

            findings = print_some(wanted(), language, style, err=False)
    else:
        on_disk(dataset, work, workers)
        findings = selected(judge(dataset), select, ignore)
        errors = any(strict or finding.severity is Severity.ERROR for finding in findings)
        print_findings(findings, language, style, err=False)
    if not findings and style == "text":
        click.echo(_NOTHING[language if select or ignore else f"{language} whole"])
    if errors:
        sys.exit(1)


_NOTHING = {
    "nl": "Niets gevonden.",
    "en": "No findings.",
    "nl whole": "Niets gevonden: de dataset klopt.",
    "en whole": "No findings: the dataset is valid.",
}
