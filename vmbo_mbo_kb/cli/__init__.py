# SPDX-License-Identifier: MIT
"""The command line. It only calls the public API.

Exit status: 0 fine, 1 findings of severity error, 2 wrong usage. Adding a command is adding a module to ``commands``.
"""

import io
import os
import pkgutil
import sys
from importlib import import_module

import click

from vmbo_mbo_kb._version import __version__
from vmbo_mbo_kb.cli import commands


class _Commands(click.Group):
    """Commands found by the names of their modules; a module is imported when its command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(module.name for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command = import_module(f"{commands.__name__}.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            from vmbo_mbo_kb.nearest import Nearest

            near = Nearest(self.list_commands(ctx))(args[0])
            if not near or "Did you mean" in error.message:
                raise
            raise click.UsageError(f"{error.message} Did you mean {' or '.join(map(repr, near))}?", ctx) from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="vmbo-mbo-kb")
def cli() -> None:
    """What is known about collaboration between vmbo and mbo schools: validate, look up, export."""


def main() -> None:
    """Run the command line."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever called
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - as long as we run
        elif isinstance(stream, io.TextIOWrapper):  # a terminal that lacks a letter shows its escape
            stream.reconfigure(errors="backslashreplace")
    try:
        cli.main(prog_name="vmbo-mbo-kb")
    except OSError as error:  # a full disk; click sees to a pipe that nobody reads
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python tries to write the rest at its end
        click.echo(f"Error: {error.strerror or error}", err=True)
        sys.exit(2)
