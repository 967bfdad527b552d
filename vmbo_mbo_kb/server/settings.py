# SPDX-License-Identifier: MIT
"""What an operator can set."""

from dataclasses import dataclass
from pathlib import Path

from vmbo_mbo_kb.namespaces import DEFAULT_BASE

QUERY_BYTES = 64 * 1024
"""The longest query that is read, as UTF-8."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use. Beyond any of them it ends with an error, before the first byte of an answer."""

    timeout: float = 10.0
    """Seconds, from the arrival of the request, waiting included."""
    max_rows: int = 100_000
    """Rows of a result table, or triples of a graph."""
    max_bytes: int = 32 * 1024 * 1024
    """Bytes of an answer, before compression."""
    max_memory: int = 512 * 1024 * 1024
    """Bytes that a worker may take beyond those of the data, which workers share."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A server."""

    folder: Path | None = None
    """The dataset's folder; without it, the dataset that comes with the package."""
    site: Path | None = None
    """A folder of static files to serve besides."""
    base: str = DEFAULT_BASE
    """Base of all IRIs."""
    host: str = "127.0.0.1"
    port: int = 8000
    """0 takes any free port; which one, the log says."""
    workers: int = 2
    """Processes for short queries, and as many more at most for long ones."""
    limits: Limits = Limits()
    quick: float = 1.0
    """Seconds after which a query counts as long."""
    queue: int = 1024
    """How many requests may wait for a worker."""
    connections: int = 2048
    """How many connections may be open."""
