# SPDX-License-Identifier: MIT
"""The SPARQL endpoint under load, beside the server of Oxigraph; by itself: ``python -m benchmarks.endpoint``.

Both get the same data, the same queries, the same clients: each client has a connection of its own and asks again as
soon as it is answered. Before the clock runs, the answers of the two are compared. Rounds alternate between them, so
that a disturbance of the machine falls on both; what counts is the median round.
"""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import quote

import vmbo_mbo_kb as kb
from vmbo_mbo_kb.namespaces import prefixes


@dataclass(frozen=True, slots=True)
class Load:
    """How much the two are asked."""

    clients: tuple[int, ...]
    seconds: float
    """How long a round takes."""
    rounds: int


LONG: Final = Load(clients=(1, 8, 32), seconds=2.0, rounds=3)
SHORT: Final = Load(clients=(8,), seconds=0.5, rounds=1)

QUERIES: Final = {
    "ASK": "ASK { ?s a kb:Theme }",
    "record": "SELECT ?p ?o { ?s dct:identifier 'vm2' ; ?p ?o } ORDER BY ?p ?o",
    "names": "SELECT ?s ?name { ?s a kb:CollaborationForm ; skos:prefLabel ?name } ORDER BY ?s ?name",
    "on a day": "SELECT ?s { ?s kb:valid ?v . ?v kb:fromLatest ?f ; kb:throughEarliest ?t . "
    "FILTER (?f <= '2010-01-01'^^xsd:date && ?t >= '2010-01-01'^^xsd:date) } ORDER BY ?s",
    "count by class": "SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY ?c",
    "1000 rows": "SELECT ?s ?p ?o { ?s a kb:SubsidyScheme ; ?p ?o } ORDER BY ?s ?p ?o LIMIT 1000",
}


@dataclass(frozen=True, slots=True)
class Round:
    """What one round gave."""

    throughput: float
    """Answers a second."""
    p50: float
    """Milliseconds."""
    p99: float
    """Milliseconds."""
    refused: int
    """How often there was no room, which a client is told by status 503."""


@contextmanager
def ours(folder: Path) -> Iterator[int]:
    """Our server; its port."""
    command = [sys.executable, "-m", "vmbo_mbo_kb", "serve", "--port", "0"]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, stdout=log, stderr=subprocess.PIPE, text=True) as process,
    ):
        assert process.stderr is not None
        try:
            yield json.loads(process.stderr.readline())["port"]
        finally:
            process.terminate()


def peer() -> str | None:
    """The program of Oxigraph's server, where it is installed."""
    return which("oxigraph", path=str(Path(sys.executable).parent)) or which("oxigraph")


@contextmanager
def oxigraph(folder: Path) -> Iterator[int]:
    """Oxigraph's server; its port."""
    program = peer()
    assert program is not None
    kb.load().export("ntriples", folder)
    port = _free_port()
    # Without a location it keeps its data in memory, as we do.
    command = [program, "serve", "--bind", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            asyncio.run(_up(port))
            connection = HTTPConnection("127.0.0.1", port)
            data = (folder / "vmbo-mbo-kb.nt").read_bytes()
            connection.request("PUT", "/store?default", data, {"Content-Type": "application/n-triples"})
            if connection.getresponse().status >= 300:
                raise SystemExit("the server of Oxigraph does not take the data")
            connection.close()
            yield port
        finally:
            process.terminate()


def _free_port() -> int:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


async def _up(port: int) -> None:
    for _ in range(200):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
    raise SystemExit("the server of Oxigraph does not start")


def request(path: str, query: str) -> bytes:
    """A query by GET, with the prefixes declared: Oxigraph does not know them."""
    text = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes().items() if f"{name}:" in query) + query
    head = f"GET {path}?query={quote(text)} HTTP/1.1\r\nHost: localhost\r\nAccept: application/sparql-results+json"
    return f"{head}\r\n\r\n".encode()


async def exchange(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: bytes) -> bytes | None:
    """The body of the answer; nothing where the server has no room for it now."""
    writer.write(asked)
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = head.split(b" ", 2)[1]
    if status not in (b"200", b"503"):
        raise SystemExit(f"not answered: {head[:200]!r}")
    _, found, length = head.partition(b"content-length:")
    body = b""
    if found:
        body = await reader.readexactly(int(length.split(b"\r\n", 1)[0]))
    else:
        while size := int((await reader.readuntil(b"\r\n")).split(b";", 1)[0], 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readexactly(2)
    return body if status == b"200" else None


async def once(port: int, asked: bytes) -> bytes:
    """One answer on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    body = await exchange(reader, writer, asked)
    writer.close()
    if body is None:
        raise SystemExit("not answered: the machine is too busy to measure")
    return body


async def load(port: int, asked: bytes, clients: int, seconds: float) -> Round:
    """So many clients at once, for so long."""
    times: list[float] = []
    refused = 0
    end = time.perf_counter() + seconds

    async def client() -> None:
        nonlocal refused
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while (start := time.perf_counter()) < end:
            if await exchange(reader, writer, asked) is None:
                refused += 1
            else:
                times.append(time.perf_counter() - start)
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    elapsed = time.perf_counter() - began
    times.sort()
    p50, p99 = (times[len(times) * percent // 100] * 1000 if times else float("nan") for percent in (50, 99))
    return Round(len(times) / elapsed, p50, p99, refused)


def compare(ports: dict[str, int]) -> None:
    """Stop if the two give different answers."""
    for name, query in QUERIES.items():
        bodies = [asyncio.run(once(port, request(path, query))) for path, port in ports.items()]
        rows = [json.loads(body).get("results", json.loads(body).get("boolean")) for body in bodies]
        if rows[0] != rows[1]:
            raise SystemExit(f"different answers: {name}")


def measure(how: Load, say: Callable[[str], None]) -> list[dict[str, Any]] | None:
    """For each query and number of clients, our median round and that of Oxigraph; nothing where that is missing."""
    if peer() is None:
        say("the endpoint is not measured: pip install oxigraph")
        return None
    found = []
    with TemporaryDirectory() as name, ours(Path(name)) as first, oxigraph(Path(name)) as second:
        ports = {"/sparql": first, "/query": second}
        compare(ports)
        for query, text in QUERIES.items():
            say(f"  {query}")
            for clients in how.clients:
                rounds: dict[str, list[Round]] = {path: [] for path in ports}
                for _ in range(how.rounds):
                    for path, port in ports.items():
                        rounds[path].append(asyncio.run(load(port, request(path, text), clients, how.seconds)))
                own, other = (asdict(_median(each)) for each in rounds.values())
                found.append({"query": query, "clients": clients, "ours": own, "oxigraph": other})
    return found


def _median(rounds: list[Round]) -> Round:
    return sorted(rounds, key=lambda each: each.throughput)[len(rounds) // 2]


def section(found: list[dict[str, Any]] | None) -> Iterator[str]:
    """The part of the page on the endpoint."""
    yield "## The SPARQL endpoint under load, beside the server of Oxigraph\n"
    if found is None:
        yield "Not measured: Oxigraph's server was not installed.\n"
        return
    yield "| query | clients | ours, answers/s | p50, ms | p99, ms | Oxigraph, answers/s | p50, ms | p99, ms |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    for row in found:
        sides = (row[name] for name in ("ours", "oxigraph"))
        cells = (f"{each['throughput']:.0f} | {each['p50']:.1f} | {each['p99']:.1f}" for each in sides)
        yield f"| {row['query']} | {row['clients']} | {' | '.join(cells)} |"
    yield ""
    refused = sum(row["ours"]["refused"] for row in found)
    if refused:
        yield f"{refused} requests were refused by ours, for too many others waited (status 503).\n"
    yield "Both serve the dataset itself over HTTP/1.1 from memory and run on one machine with the clients, which each"
    yield "keep a connection and ask again as soon as they are answered. The answers are compared first. Oxigraph's"
    yield "server knows no limits; ours puts each query in a process that can be killed and looks at its text first,"
    yield "so what a small query costs is mostly that, and HTTP in Python.\n"


if __name__ == "__main__":
    print(
        "\n".join(section(measure(SHORT if "--short" in sys.argv else LONG, lambda text: print(text, file=sys.stderr))))
    )
