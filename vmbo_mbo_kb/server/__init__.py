# SPDX-License-Identifier: MIT
"""The server: SPARQL, identifiers, a JSON API and a folder of files over HTTP.

Needs the extra ``serve`` and a POSIX system.
"""

from vmbo_mbo_kb.server.settings import Limits, Settings


def serve(settings: Settings) -> None:
    """Serve until told to stop: SIGTERM or SIGINT end it when the running requests are answered, SIGHUP reloads.

    :raises ImportError: the extra ``serve`` is not installed.
    :raises DatasetError: the dataset has findings of severity error.
    :raises OSError: the port cannot be had.
    """
    from vmbo_mbo_kb.server.running import run

    run(settings)


__all__ = ["Limits", "Settings", "serve"]
