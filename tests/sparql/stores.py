# SPDX-License-Identifier: MIT
"""Stores of others that run on this machine, started for a test and stopped after it."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

JAVA_LIBRARIES = Path("/usr/share/java")
LOGGERS = re.compile(r"(slf4j-(?!api|nop)|log4j|jcl-over|jul-to|maven)|.*-[0-9]")
"""Libraries that get in each other's way, and those that are there a second time with their version."""


@dataclass(frozen=True)
class Running:
    """A store's addresses."""

    graph_store: str
    update: str
    query: str
    process: subprocess.Popen[bytes]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@contextmanager
def serving(command: list[str], url: str, folder: Path, seconds: float = 60) -> Iterator[subprocess.Popen[bytes]]:
    """A server that answers at an address."""
    log = folder / "log.txt"
    with log.open("wb") as out, subprocess.Popen(command, cwd=folder, stdout=out, stderr=out) as process:
        try:
            end = time.monotonic() + seconds
            while True:
                try:
                    with urlopen(url, timeout=5):  # noqa: S310 - a server of our own
                        break
                except (URLError, OSError) as error:
                    if hasattr(error, "code"):
                        break  # it answers, if only with a refusal
                    if process.poll() is not None or time.monotonic() > end:
                        pytest.fail(f"{command[0]} does not answer: {log.read_text('utf-8', 'replace')[-2000:]}")
                    time.sleep(0.1)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def oxigraph(folder: Path, port: int | None = None) -> Iterator[Running]:
    """Oxigraph's server, from PyPI's ``oxigraph``; on the same folder it goes on with what it had.

    :param port: without it, one that is free.
    """
    program = shutil.which("oxigraph", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    if program is None:
        pytest.skip("Oxigraph's server is not installed: pip install oxigraph")
    port = port or free_port()
    root = f"http://127.0.0.1:{port}"
    command = [program, "serve", "--location", str(folder / "store"), "--bind", f"127.0.0.1:{port}"]
    with serving(command, f"{root}/", folder) as process:
        yield Running(f"{root}/store", f"{root}/update", f"{root}/query", process)


VIRTUOSO = """
[Database]
DatabaseFile = {0}/virtuoso.db
ErrorLogFile = {0}/virtuoso.log
LockFile = {0}/virtuoso.lck
TransactionFile = {0}/virtuoso.trx
xa_persistent_file = {0}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {0}/virtuoso-temp.db
TransactionFile = {0}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{1}
DisableUnixSocket = 1
NumberOfBuffers = 10000
DirsAllowed = {0}
[HTTPServer]
ServerPort = 127.0.0.1:{2}
ServerRoot = {0}
ServerThreads = 4
[SPARQL]
ResultSetMaxRows = 1000000
"""


@contextmanager
def virtuoso(folder: Path) -> Iterator[Running]:
    """Virtuoso 7, from Debian's ``virtuoso-opensource-7``; its user is dba, with dba as password."""
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("Virtuoso is not installed: apt-get install virtuoso-opensource-7")
    port = free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(VIRTUOSO.format(folder, free_port(), port), encoding="utf-8")
    root = f"http://127.0.0.1:{port}"
    with serving([program, "+configfile", str(settings), "+foreground"], f"{root}/sparql", folder) as process:
        yield Running(f"{root}/sparql-graph-crud-auth", f"{root}/sparql-auth", f"{root}/sparql-auth", process)


QUERIES_JAVA = """
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.apache.jena.query.Dataset;
import org.apache.jena.query.QueryExecution;
import org.apache.jena.query.QueryExecutionFactory;
import org.apache.jena.query.ResultSetFormatter;
import org.apache.jena.tdb2.TDB2Factory;

/** Runs the queries in a folder, each in a file {name}.rq, on a TDB2 database; the rows go to {name}.json. */
public class Queries {
    public static void main(String[] args) {
        Dataset data = TDB2Factory.connectDataset(args[0]);
        data.executeRead(() -> {
            for (File file : new File(args[1]).listFiles((folder, name) -> name.endsWith(".rq"))) {
                File target = new File(file.getPath().replaceAll("rq$", "json"));
                try (OutputStream out = new FileOutputStream(target);
                        QueryExecution query = QueryExecutionFactory.create(Files.readString(file.toPath()), data)) {
                    ResultSetFormatter.outputAsJSON(out, query.execSelect());
                } catch (IOException error) {
                    throw new UncheckedIOException(error);
                }
            }
        });
    }
}
"""
"""A program for all queries: to start Java with Jena takes three seconds, its commands take one query each."""


@contextmanager
def jena(folder: Path) -> Iterator[list[str]]:
    """Apache Jena's commands, from Debian's ``libapache-jena-java``: what to put before the name of one."""
    java = shutil.which("java") if shutil.which("javac") else None
    archive = JAVA_LIBRARIES / "jena-core.jar"
    if java is None or not archive.exists():
        pytest.skip("Apache Jena is not installed: apt-get install libapache-jena-java default-jdk-headless")
    # Debian moved a package of Jena's and left the messages in it behind.
    messages = "org/apache/jena/ext/xerces/"
    bundles = folder / "bundles"
    with zipfile.ZipFile(archive) as jar:
        for name in jar.namelist():
            if name.startswith(messages) and name.endswith(".properties"):
                target = bundles / "xerces" / name.removeprefix(messages)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(jar.read(name))
    jars = [str(path) for path in sorted(JAVA_LIBRARIES.glob("*.jar")) if not LOGGERS.match(path.name)]
    yield [java, "-Xmx1g", "-XX:TieredStopAtLevel=1", "-cp", os.pathsep.join([str(bundles), *jars])]
