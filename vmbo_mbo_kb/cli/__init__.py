# SPDX-License-Identifier: MIT
"""The command line. It only calls the public API.

Exit status: 0 fine, 1 findings of severity error, 2 wrong usage. Adding a command is adding a module to ``commands``.
"""

import pkgutil
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


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="vmbo-mbo-kb")
def cli() -> None:
    """What is known about collaboration between vmbo and mbo schools: validate, look up, export."""


def main() -> None:
    """Run the command line."""
    cli.main(prog_name="vmbo-mbo-kb")
