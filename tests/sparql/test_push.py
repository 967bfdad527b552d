# SPDX-License-Identifier: MIT
"""Pushing to a store that misbehaves: what is said, what has arrived, and that half is never taken for whole."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pyoxigraph
import pytest
from click.testing import CliRunner
from pyoxigraph import DefaultGraph, NamedNode, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat

import vmbo_mbo_kb as kb
from tests.sparql.stores import free_port
from vmbo_mbo_kb.cli import cli
from vmbo_mbo_kb.push import Credentials, PushError, push

GRAPH = "https://example.org/graph"


class Store(ThreadingHTTPServer):
    """A store with a true engine inside, that can be told to misbehave."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.store = pyoxigraph.Store()
        self.faults: list[str] = []
        """What to do with the next requests that write: a status, ``hang up``, ``lose`` or ``fine``."""
        self.forever = ""
        self.read: list[str] = []
        """Who read, as they said."""
        self.elsewhere = ""
        """Where it sends those who read."""
        self.seen: list[tuple[str, str]] = []
        self.root = f"http://127.0.0.1:{self.server_address[1]}"

    def triples(self, graph: str | None = GRAPH) -> int:
        name = DefaultGraph() if graph is None else NamedNode(graph)
        return sum(1 for _ in self.store.quads_for_pattern(None, None, None, name))


class Handler(BaseHTTPRequestHandler):
    server: Store

    def log_message(self, format: str, *args: object) -> None:
        pass

    def answer(self, status: int, body: bytes = b"", kind: str = "text/plain", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def misbehaves(self, body: bytes) -> bool:
        self.server.seen.append((self.command, self.headers.get("Authorization", "")))
        fault = self.server.faults.pop(0) if self.server.faults else self.server.forever
        if fault == "hang up":
            self.close_connection = True
            return True
        if fault == "lose":
            self.answer(204)
            return True
        if fault.isdecimal():
            more = {"WWW_Authenticate": 'Basic realm="a store"'} if fault == "401" else {}
            self.answer(int(fault), b"no\x1b[2J: " + b"x" * 999, Retry_After="0", **more)
            return True
        return False

    def graph(self) -> NamedNode | DefaultGraph:
        asked = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        return NamedNode(asked["graph"][0]) if "graph" in asked else DefaultGraph()

    def do_HEAD(self) -> None:
        self.answer(200)

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not self.misbehaves(body):
            self.server.store.clear_graph(self.graph())
            self.server.store.load(body, RdfFormat.N_TRIPLES, to_graph=self.graph())
            self.answer(204)

    def do_GET(self) -> None:
        self.server.read.append(self.headers.get("Authorization", ""))
        if self.server.elsewhere:
            self.answer(302, Location=f"{self.server.elsewhere}{self.path}")
            return
        made = pyoxigraph.serialize(
            [quad.triple for quad in self.server.store.quads_for_pattern(None, None, None, self.graph())],
            format=RdfFormat.N_TRIPLES,
        )
        self.answer(200, made or b"", "application/n-triples")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/update":
            if not self.misbehaves(body):
                self.server.store.update(body.decode())
                self.answer(204)
            return
        found = self.server.store.query(unquote(body.decode().removeprefix("query=")))
        if isinstance(found, QueryTriples):
            self.answer(200, found.serialize(format=RdfFormat.N_TRIPLES) or b"", "application/n-triples")
        else:
            assert isinstance(found, QuerySolutions)
            self.answer(200, found.serialize(format=QueryResultsFormat.JSON) or b"", "application/json")


@pytest.fixture
def server() -> Iterator[Store]:
    with Store() as made:
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


@pytest.fixture
def data(dataset: Path) -> kb.KnowledgeBase:
    return kb.load(dataset)


@pytest.mark.parametrize("graph", [None, GRAPH])
def test_graph_store(data: kb.KnowledgeBase, server: Store, graph: str | None) -> None:
    server.store.add(pyoxigraph.Quad(
        NamedNode("urn:old"), NamedNode("urn:old"), NamedNode("urn:old"), NamedNode(graph) if graph else DefaultGraph()
    ))  # fmt: skip
    told: list[tuple[int, int]] = []
    pushed = push(
        data, f"{server.root}/store", graph=graph, progress=lambda arrived, total: told.append((arrived, total))
    )
    assert pushed.triples == server.triples(graph) == len(data.store())
    assert told[-1] == (pushed.triples, pushed.triples)


@pytest.mark.parametrize("graph", [None, GRAPH])
def test_updates(data: kb.KnowledgeBase, server: Store, graph: str | None, tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    one = push(data, f"{server.root}/update", update=True, graph=graph, batch=50, state=state)
    other = push(data, f"{server.root}/store", graph=graph)
    assert one == other
    assert one.triples == server.triples(graph) == len(server.store)
    assert not state.exists()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("400", "the store refuses (status 400"), ("401", "asks who you are"), ("403", "does not let you write"),
        ("404", "nothing at this address"), ("413", "smaller --batch"), ("500", "the store refuses (status 500"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("update", [False, True])
def test_refusals(data: kb.KnowledgeBase, server: Store, status: str, words: str, update: bool, tmp_path: Path) -> None:
    server.forever = status
    with pytest.raises(PushError) as caught:
        push(data, f"{server.root}/{'update' if update else 'store'}", update=update, graph=GRAPH, pause=0)
    assert words in str(caught.value)
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 400
    assert (caught.value.arrived, caught.value.replaced, server.triples()) == (0, False, 0)
    assert len(server.seen) == 1, "a refusal that does not pass is not tried again"


def test_what_passes_is_tried_again(data: kb.KnowledgeBase, server: Store) -> None:
    server.faults = ["503", "429", "hang up", "fine"]
    pushed = push(data, f"{server.root}/store", graph=GRAPH, pause=0.001)
    assert pushed.triples == server.triples()


def test_a_store_that_is_down(data: kb.KnowledgeBase) -> None:
    with pytest.raises(PushError, match=r"cannot be reached: .*refused.* \(tried 3 times\)"):
        push(data, f"http://127.0.0.1:{free_port()}/store", retries=2, pause=0.001)


def test_a_break_half_way_is_resumed(data: kb.KnowledgeBase, server: Store, tmp_path: Path) -> None:
    old = pyoxigraph.Quad(NamedNode("urn:s"), NamedNode("urn:p"), NamedNode("urn:o"), NamedNode(GRAPH))
    server.store.add(old)
    state = tmp_path / "state.json"
    total = len(data.store())

    def again(batch: int = 50) -> int:
        server.seen.clear()
        url = f"{server.root}/update"
        return push(data, url, update=True, graph=GRAPH, batch=batch, state=state, retries=0).triples

    server.faults, server.forever = ["fine"] * 4, "500"  # a DROP and three batches, then nothing more
    with pytest.raises(PushError) as caught:
        again()
    assert (caught.value.arrived, caught.value.total, caught.value.replaced) == (150, total, False)
    assert list(server.store.quads_for_pattern(None, None, None, NamedNode(GRAPH))) == [old]
    server.forever = ""
    assert again() == total == server.triples()
    assert len(server.seen) == -(-total // 50) - 3 + 1, "what had arrived is not sent again"
    assert not state.exists()


def test_a_store_that_forgot_gets_all_of_it_again(data: kb.KnowledgeBase, server: Store, tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    url = f"{server.root}/update"
    server.faults, server.forever = ["fine"] * 4, "500"
    with pytest.raises(PushError):
        push(data, url, update=True, graph=GRAPH, batch=50, state=state, retries=0)
    server.store.clear()
    server.forever = ""
    assert push(data, url, update=True, graph=GRAPH, batch=50, state=state).triples == server.triples()


def test_what_a_store_loses_is_noticed(data: kb.KnowledgeBase, server: Store) -> None:
    server.faults = ["fine", "fine", "lose"]
    with pytest.raises(PushError, match=r"the store has \d+ triples where \d+ were sent") as caught:
        push(data, f"{server.root}/update", update=True, graph=GRAPH, batch=50)
    assert not caught.value.replaced
    assert server.triples() == 0
    server.faults = ["lose"]
    with pytest.raises(PushError, match="the store has 0 triples") as caught:
        push(data, f"{server.root}/store", graph=GRAPH)
    assert caught.value.replaced


def test_who_is_asking(data: kb.KnowledgeBase, server: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    server.faults = ["401"]
    push(data, f"{server.root}/store", credentials=Credentials("me", "geheim"))
    assert server.seen[-1] == ("PUT", "Basic bWU6Z2VoZWlt")
    monkeypatch.setenv("VMBO_MBO_KB_TOKEN", "sesam")
    push(data, f"{server.root}/store")
    assert server.seen[-1] == ("PUT", "Bearer sesam")
    assert "geheim" not in repr(Credentials("me", "geheim"))


def test_a_token_does_not_follow_a_redirect(data: kb.KnowledgeBase, server: Store) -> None:
    with Store() as other:
        thread = threading.Thread(target=other.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        server.elsewhere = other.root
        with pytest.raises(PushError):
            push(data, f"{server.root}/store", credentials=Credentials(token="sesam"))
        assert server.read == ["Bearer sesam"]
        assert other.read == [""]
        other.shutdown()
        thread.join()


def test_netrc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TOKEN", "USER", "PASSWORD"):
        monkeypatch.delenv(f"VMBO_MBO_KB_{name}", raising=False)
    file = tmp_path / ".netrc"
    file.write_text("machine store.example.org login me password geheim\n", "utf-8")
    file.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Credentials.found("https://store.example.org/x") == Credentials("me", "geheim")
    assert Credentials.found("https://other.example.org/x") == Credentials()


@pytest.mark.parametrize(
    ("to", "more", "message"),
    [
        ("ftp://example.org/", {}, "is not an http"),
        ("nowhere", {}, "is not an http"),
        ("ftp://example.org/?token=geheim", {}, r"'ftp://example.org/\?…' is not an http"),
        ("http://me:geheim@127.0.0.1:x/", {}, "no name or password"),
        ("http://127.0.0.1:x/?token=geheim", {}, "(?i)port"),
        ("http://127.0.0.1/a b?token=geheim", {}, "has a character"),
        ("http://127.0.0.1/é?token=geheim", {}, "is not an http"),
        ("http://me:geheim@127.0.0.1/", {}, "no name or password in an address"),
        ("http://example.org/", {"credentials": Credentials("me", "geheim")}, "over http: take https"),
        ("http://127.0.0.1/", {"graph": "a b"}, "is not an IRI"),
        ("http://127.0.0.1/", {"graph": "urn:x> } ; DROP ALL #"}, "is not an IRI"),
    ],
)
def test_wrong_calls(data: kb.KnowledgeBase, to: str, more: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        push(data, to, **more)  # type: ignore[arg-type]
    assert "geheim" not in str(caught.value)


def test_command(dataset: Path, server: Store, tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    arguments = ["push", "--dataset", str(dataset), "--to", f"{server.root}/update", "--update", "--graph", GRAPH,
                 "--batch", "50", "--retries", "0", "--state", str(state)]  # fmt: skip
    server.faults, server.forever = ["fine"] * 3, "500"
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 1
    assert "100 of" in result.stderr
    assert "which has not changed" in result.stderr
    assert state.exists()
    server.forever = ""
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 0
    assert f"{server.triples()} triples checked, sha256 " in result.stdout
    assert CliRunner().invoke(cli, ["push", "--to", "nowhere", "--dataset", str(dataset)]).exit_code == 2
