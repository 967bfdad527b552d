# SPDX-License-Identifier: MIT
"""``vmbo-mbo-kb serve``."""

from typing import TYPE_CHECKING

import click

from vmbo_mbo_kb.cli.options import Place, base_option, dataset_option, language_option
from vmbo_mbo_kb.cli.output import print_findings, wrong_usage
from vmbo_mbo_kb.words import Explained, Words, explained

if TYPE_CHECKING:
    from pathlib import Path

    from vmbo_mbo_kb.words import Language


@click.command("serve")
@dataset_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes any.")
@click.option(
    "--site",
    type=Place(exists=True, file_okay=False),
    metavar="DIR",
    help="Folder of files to serve besides, such as public/.",
)
@click.option(
    "--timeout", default=10.0, show_default=True, type=click.FloatRange(0.1, 3600), help="Seconds that a query gets."
)
@click.option(
    "--workers",
    default=2,
    show_default=True,
    type=click.IntRange(1, 256),
    help="Processes for short queries; long ones get as many more.",
)
@click.option(
    "--max-rows", default=100_000, show_default=True, type=click.IntRange(1), help="Rows or triples of a result."
)
@click.option("--max-bytes", default=32 << 20, show_default=True, type=click.IntRange(1), help="Bytes of a result.")
@click.option(
    "--max-memory", default=512 << 20, show_default=True, type=click.IntRange(64 << 20), help="Bytes that a query gets."
)
@base_option
@language_option
def command(
    folder: "Path | None",
    host: str,
    port: int,
    site: "Path | None",
    timeout: float,
    workers: int,
    max_rows: int,
    max_bytes: int,
    max_memory: int,
    base: str,
    language: "Language",
) -> None:
    """Serve the dataset over HTTP: SPARQL, identifiers, a JSON API and, with --site, files.

    SIGTERM ends it when the running requests are answered, SIGHUP reads the dataset anew.
    """
    from vmbo_mbo_kb.findings import DatasetError
    from vmbo_mbo_kb.namespaces import check_base
    from vmbo_mbo_kb.server import Limits, Settings, serve

    limits = Limits(timeout=timeout, max_rows=max_rows, max_bytes=max_bytes, max_memory=max_memory)
    try:
        serve(Settings(folder, site, check_base(base), host, port, workers, limits))
    except DatasetError as error:
        print_findings(error.findings, language)
        raise SystemExit(1) from None
    except ImportError as error:
        install = "pip install 'vmbo-mbo-kb[serve]'"
        wrong_usage(
            Words(
                nl=f"{error.name} is niet geïnstalleerd; geef: {install}",
                en=f"{error.name} is not installed; run: {install}",
            ),
            language,
        )
    except (Explained, OSError) as error:
        wrong_usage(explained(error), language)
