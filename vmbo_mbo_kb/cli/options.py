# SPDX-License-Identifier: MIT
"""Options that several commands share, each said once."""

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from vmbo_mbo_kb.cli.output import wrong_usage
from vmbo_mbo_kb.namespaces import DEFAULT_BASE
from vmbo_mbo_kb.words import LANGUAGES, Words

F = TypeVar("F", bound=Callable[..., Any])


class Place(click.Path):
    """A path. An empty one, which most likely comes from a variable that is not set, is refused."""

    def __init__(self, **checks: Any) -> None:
        super().__init__(**checks)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not os.fspath(value):
            name = param.get_error_hint(ctx) if param else "''"
            words = Words(f"{name} is leeg: noem een map of bestand", f"{name} is empty: name a folder or file")
            wrong_usage(words, ctx.params.get("language", "en") if ctx else "en")
        from pathlib import Path  # takes longer to import than most commands want to wait for

        return Path(os.fsdecode(super().convert(value, param, ctx)))


def language_option(command: F) -> F:
    """``--lang``: the language of what is printed."""
    return click.option(
        "--lang",
        "language",
        type=click.Choice(LANGUAGES),
        default="en",
        is_eager=True,  # what is wrong with the others is said in it
        envvar="VMBO_MBO_KB_LANG",
        show_default=True,
        help="Language of labels and messages.",
    )(command)


def dataset_option(command: F) -> F:
    """``--dataset``, as ``folder``."""
    return click.option(
        "--dataset",
        "folder",
        type=Place(),
        metavar="DIR",
        help="The dataset's folder; without it, the one that comes with the package.",
    )(command)


def base_option(command: F) -> F:
    """``--base``: where all IRIs begin."""
    return click.option(
        "--base",
        default=DEFAULT_BASE,
        show_default=True,
        metavar="IRI",
        help="Base of all IRIs, ending in '/'.",
    )(command)


def json_option(command: F) -> F:
    """``--json``, as ``as_json``."""
    return click.option("--json", "as_json", is_flag=True, help="Write JSON, for programs.")(command)


def day_option(command: F) -> F:
    """``--on``, as ``day``: look at what held on one day."""
    return click.option(
        "--on", "day", metavar="DAY", help="Only what held, or possibly held, on this day, such as 2010-01-01."
    )(command)


def certain_option(command: F) -> F:
    """``--certain``: leave out what only possibly held."""
    return click.option("--certain", is_flag=True, help="Leave out what only possibly held.")(command)
