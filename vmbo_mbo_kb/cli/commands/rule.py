# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb rule``."""

from typing import TYPE_CHECKING, Any

import click

from vmbo_mbo_kb.cli.options import Place, json_option, language_option
from vmbo_mbo_kb.cli.output import asking, print_columns, print_json, unknown_code, wrong_usage

if TYPE_CHECKING:
    from pathlib import Path

    from vmbo_mbo_kb.checks.examples import Example
    from vmbo_mbo_kb.findings import Rule
    from vmbo_mbo_kb.words import Language


@click.command("rule")
@click.argument("code", required=False)
@json_option
@language_option
@click.option(
    "--pages",
    type=Place(),
    metavar="DIR",
    help="Write the pages of all rules into a folder instead.",
)
def command(code: str | None, as_json: bool, language: "Language", pages: "Path | None") -> None:
    """Explain a rule, such as KB302, with a broken and a mended example; without CODE, list all."""
    from vmbo_mbo_kb.checks.rules import RULES

    if pages is not None:
        from vmbo_mbo_kb import generators
        from vmbo_mbo_kb.generators import rule_pages

        folder = pages
        asking(lambda: generators.renew(folder, rule_pages.pages()), language)
    elif code is None:
        if as_json:
            print_json([_as_dict(rule, language) for rule in RULES.values()])
        else:
            print_columns([(rule.code, rule.severity.value, rule.explanation[language]) for rule in RULES.values()])
    elif code.upper() not in RULES:
        wrong_usage(unknown_code(code), language)
    elif as_json:
        print_json(_as_dict(RULES[code.upper()], language))
    else:
        _explain(RULES[code.upper()], language)


def _explain(rule: "Rule", language: "Language") -> None:
    from vmbo_mbo_kb.checks.rules import SUBJECTS
    from vmbo_mbo_kb.generators.rule_pages import BROKEN, HINT, MENDED, MESSAGE, caption, listing, template

    click.secho(f"{rule.code} ({SUBJECTS[rule.code[:3]][language]}, {rule.severity.label[language]})", bold=True)
    click.echo(f"{rule.explanation[language]}\n")
    click.echo(f"{MESSAGE[language]}: {template(rule.message[language])}")
    click.echo(f"{HINT[language]}: {template(rule.hint[language])}")
    for heading, example, colour in ((BROKEN, rule.broken, "red"), (MENDED, rule.mended, "green")):
        click.echo(f"\n{click.style(heading[language], fg=colour)}: {caption(example, language)}")
        for line in listing(example):
            click.echo(f"    {line}")


def _as_dict(rule: "Rule", language: "Language") -> dict[str, Any]:
    from vmbo_mbo_kb.checks.rules import SUBJECTS

    return {
        "code": rule.code,
        "subject": SUBJECTS[rule.code[:3]][language],
        "severity": rule.severity.value,
        "explanation": rule.explanation[language],
        "message": rule.message[language],
        "hint": rule.hint[language],
        "broken": _example(rule.broken),
        "mended": _example(rule.mended),
    }


def _example(example: "Example") -> dict[str, Any]:
    mark = example.mark
    return {
        "file": example.at,
        "text": example.shown,
        "line": mark.line if mark else None,
        "column": mark.column if mark else None,
    }
