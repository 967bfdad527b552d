# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb validate``."""

import sys
from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb import renderers
from vmbo_mbo_kb.cli.bulk import on_disk, print_some, running, work_options
from vmbo_mbo_kb.cli.options import Place, language_option
from vmbo_mbo_kb.cli.output import print_findings, unknown_code, wrong_usage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from vmbo_mbo_kb.findings import Finding
    from vmbo_mbo_kb.words import Language


def _codes(values: tuple[str, ...], language: "Language") -> list[str]:
    """Codes, or beginnings of codes, that some rule has; or which may be meant, and status 2."""
    from vmbo_mbo_kb.checks.rules import RULES

    codes = [code.strip().upper() for value in values for code in value.split(",")]
    for code in codes:
        if len(code) < 2 or not any(known.startswith(code) for known in RULES):
            wrong_usage(unknown_code(code), language)
    return codes


@click.command("validate")
@click.argument("dataset", required=False, type=Place())
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
    "chosen",
    multiple=True,
    metavar="CODES",
    help="Only findings of these rules: codes or beginnings of codes, such as KB301,KB4.",
)
@click.option(
    "--ignore", "ignored", multiple=True, metavar="CODES", help="No findings of these rules, even if selected."
)
@click.option("--strict", is_flag=True, help="Warnings fail too.")
@work_options
@language_option
def command(
    dataset: "Path | None",
    style: str,
    chosen: tuple[str, ...],
    ignored: tuple[str, ...],
    strict: bool,
    work: "Path | None",
    workers: int,
    language: "Language",
) -> None:
    """Hold a dataset to every rule and say all that is wrong, with its place.

    DATASET is the dataset's folder; without it, the one that comes with the package. The exit status is 1 when there
    are errors (with --strict, warnings too) among the findings that are shown.
    """
    from vmbo_mbo_kb.findings import Severity, selected
    from vmbo_mbo_kb.validation import validate as judge

    select, ignore = _codes(chosen, language), _codes(ignored, language)
    if dataset is not None and on_disk(dataset, work, workers, language):
        with running(dataset, work, workers, language, keep=False) as (run, bar):
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
        on_disk(dataset, work, workers, language)
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
