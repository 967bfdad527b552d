# SPDX-License-Identifier: MIT
"""A real server, in a process of its own on a free port of the loopback interface."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.conftest import DATA

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"


@dataclass
class Reply:
    """An answer over HTTP."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    def json(self) -> Any:
        return json.loads(self.body)

    def problem(self) -> str:
        """The kind of problem; the answer must be one in every respect."""
        assert self.media_type == "application/problem+json", self
        content = self.json()
        assert content["status"] == self.status
        assert content["title"]
        text = self.body.decode()
        assert "Traceback" not in text
        assert ".py" not in text
        assert sys.prefix not in text
        return str(content["type"]).removeprefix("/problems/")


@dataclass
class Server:
    """A running server and what it said."""

    process: "subprocess.Popen[str]"
    port: int = 0
    events: list[dict[str, Any]] = field(default_factory=list)
    noise: list[str] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)
    _heard: threading.Condition = field(default_factory=threading.Condition)

    def listen(self) -> None:
        """Keep what it says, until it says no more."""
        self.threads = [
            threading.Thread(target=self._keep, args=(self.process.stderr, self.events), daemon=True),
            threading.Thread(target=self._keep, args=(self.process.stdout, self.requests), daemon=True),
        ]
        for thread in self.threads:
            thread.start()

    def _keep(self, stream: Any, into: list[dict[str, Any]]) -> None:
        for line in stream:
            with self._heard:
                if line.startswith("{"):
                    into.append(json.loads(line))
                else:
                    self.noise.append(line)
                self._heard.notify_all()

    def wait_for(self, event: str, count: int = 1, seconds: float = 60) -> dict[str, Any]:
        """The event of this name, the count-th of its kind."""

        def found() -> list[dict[str, Any]]:
            return [each for each in self.events if each["event"] == event]

        with self._heard:
            arrived = self._heard.wait_for(
                lambda: len(found()) >= count or self.process.poll() is not None, timeout=seconds
            )
            assert arrived and len(found()) >= count, (event, self.events, self.noise)  # noqa: PT018 one thing
            return found()[count - 1]

    def ask(
        self,
        target: str,
        method: str = "GET",
        body: bytes | None = None,
        timeout: float = 60,
        **headers: str,
    ) -> Reply:
        """Make a request; ``content_type`` is the header Content-Type, and so on."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.putrequest(method, target, skip_host="host" in headers, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            if body is not None and "content_length" not in headers:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, found, answer.read())
        finally:
            connection.close()

    def query(self, text: str, accept: str | None = None, timeout: float = 60, **parameters: Any) -> Reply:
        """A query by GET."""
        target = "/sparql?" + urlencode({"query": text, **parameters}, doseq=True)
        return self.ask(target, timeout=timeout, **({} if accept is None else {"accept": accept}))

    def stop(self) -> int:
        """End it as an operator does; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


@contextmanager
def running(*options: str | Path, descriptors: int | None = None) -> Iterator[Server]:
    """A server with these options, until the block ends.

    :param descriptors: how many files and connections the system lets it have open.
    """
    command = [sys.executable, "-m", "vmbo_mbo_kb", "serve", "--port", "0", *map(str, options)]
    if descriptors is not None:
        command = ["sh", "-c", f'ulimit -n {descriptors}; exec "$0" "$@"', *command]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        server = Server(process)
        server.listen()
        try:
            server.port = server.wait_for("listening")["port"]
            yield server
        finally:
            if process.poll() is None:
                process.kill()
            for thread in server.threads:  # before what they read is closed
                thread.join(30)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One with the small imaginary dataset, for questions that change nothing."""
    with running("--dataset", DATA / "valid") as found:
        yield found


@pytest.fixture(scope="session")
def data_graph(server: Server) -> str:
    """The IRI of the graph that is asked by default."""
    reply = server.query("SELECT ?g { GRAPH ?g { ?s a <https://w3id.org/vmbo-mbo/def#Dataset> } } LIMIT 1")
    return str(reply.json()["results"]["bindings"][0]["g"]["value"])
