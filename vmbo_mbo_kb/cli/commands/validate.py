# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb validate``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.options import language_option
from vmbo_mbo_kb.cli.output import print_findings, print_json

if TYPE_CHECKING:
    from vmbo_mbo_kb.findings import Language


@click.command("validate")
@click.argument("dataset", required=False, type=click.Path(path_type=Path))
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", show_default=True)
@language_option
def command(dataset: Path | None, style: str, language: "Language") -> None:
    """Hold a dataset to every rule and say all that is wrong, with its place.

    DATASET is the dataset's folder; without it, the one that comes with the package.
    """
    from vmbo_mbo_kb.findings import Severity
    from vmbo_mbo_kb.validation import validate as judge

    findings = judge(dataset)
    if style == "json":
        print_json({"findings": [finding.as_dict(language) for finding in findings]})
    else:
        print_findings(findings, language)
        if not findings:
            click.echo(
                {"nl": "Niets gevonden: de dataset klopt.", "en": "No findings: the dataset is valid."}[language]
            )
    if any(finding.severity is Severity.ERROR for finding in findings):
        sys.exit(1)
