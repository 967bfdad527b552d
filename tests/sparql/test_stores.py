# SPDX-License-Identifier: MIT
"""The dataset in stores of others, really run: the same queries give the same answers in all of them."""

import json
import os
import subprocess
from decimal import Decimal
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

import vmbo_mbo_kb as kb
from tests.sparql import stores
from vmbo_mbo_kb.push import Credentials, Pushed, PushError, push
from vmbo_mbo_kb.sparql.library import examples

GRAPH = "https://w3id.org/vmbo-mbo/"
QUERIES = [name for name, each in examples().items() if "SELECT" in each.text][:20]
"""The first twenty that give rows."""

Rows = list[tuple[object, ...]]


@pytest.fixture(scope="module")
def data() -> kb.KnowledgeBase:
    return kb.load()


@pytest.fixture(scope="module")
def wanted(data: kb.KnowledgeBase) -> dict[str, Rows]:
    assert len(QUERIES) == 20
    found = {}
    for name in QUERIES:
        rows = data.sparql(examples()[name].text)
        assert isinstance(rows, kb.Solutions)
        found[name] = [tuple(map(value, row)) for row in rows.plain()]
    return found


def value(text: str | None) -> object:
    """A number by its value: stores write numbers as they like."""
    return Decimal(text).normalize() if text and text.replace(".", "", 1).isdecimal() else text


def rows_of(answer: bytes) -> Rows:
    found = json.loads(answer)
    return [
        tuple(value(row[name]["value"]) if name in row else None for name in found["head"]["vars"])
        for row in found["results"]["bindings"]
    ]


def ask(url: str, query: str) -> Rows:
    body = urlencode({"query": query}).encode()
    request = Request(url, body, {"Accept": "application/sparql-results+json"})  # noqa: S310 - a server of our own
    with urlopen(request, timeout=60) as response:  # noqa: S310
        return rows_of(response.read())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("store")


def test_oxigraph(data: kb.KnowledgeBase, wanted: dict[str, Rows], folder: Path) -> None:
    with stores.oxigraph(folder) as store:
        pushed = push(data, store.graph_store)
        assert pushed.triples == len(data.store())
        assert {name: ask(store.query, examples()[name].text) for name in QUERIES} == wanted
        assert push(data, store.update, update=True, graph=GRAPH, batch=10_000) == pushed


def test_oxigraph_killed_half_way(data: kb.KnowledgeBase, tmp_path: Path) -> None:
    port = stores.free_port()
    state = tmp_path / "state.json"
    arrivals: list[int] = []

    def send(store: stores.Running, kill_at: float) -> Pushed:
        def arrived(triples: int, total: int) -> None:
            arrivals.append(triples)
            if triples >= kill_at * total:
                store.process.kill()

        to = store.update
        return push(data, to, graph=GRAPH, update=True, batch=4000, state=state, retries=0, progress=arrived)

    with stores.oxigraph(tmp_path, port) as store, pytest.raises(PushError, match="cannot be reached") as caught:
        send(store, 0.5)
    half = caught.value.arrived
    assert (half == arrivals[-1] >= caught.value.total / 2, caught.value.replaced) == (True, False)
    arrivals.clear()
    with stores.oxigraph(tmp_path, port) as store:
        assert ask(store.query, f"SELECT ?s {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }} LIMIT 1") == []
        assert send(store, 2).triples == len(data.store())
    assert arrivals[0] == half, "what had arrived is not sent again"


@pytest.mark.parametrize("update", [False, True])
def test_virtuoso(data: kb.KnowledgeBase, wanted: dict[str, Rows], tmp_path: Path, update: bool) -> None:
    with stores.virtuoso(tmp_path) as store:
        pushed = push(
            data, store.update if update else store.graph_store, update=update, graph=GRAPH, query_url=store.query,
            credentials=Credentials("dba", "dba"),
        )  # fmt: skip
        assert pushed.triples == len(data.store())
        public = store.query.removesuffix("-auth")
        assert {name: ask(public, examples()[name].text) for name in QUERIES} == wanted


def test_jena(data: kb.KnowledgeBase, wanted: dict[str, Rows], tmp_path: Path) -> None:
    data.export("nquads", tmp_path)
    environment = {**os.environ, "TZ": "UTC"}

    def run(*command: str) -> bytes:
        done = subprocess.run([*java, *command], cwd=tmp_path, env=environment, capture_output=True, timeout=120)
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        return done.stdout

    with stores.jena(tmp_path) as java:
        run("tdb2.tdbloader", "--loc", "tdb", "vmbo-mbo-kb.nq")
        for name in QUERIES:
            (tmp_path / f"{name}.rq").write_text(examples()[name].text, encoding="utf-8")
        (tmp_path / "Queries.java").write_text(stores.QUERIES_JAVA, encoding="utf-8")
        run("Queries.java", "tdb", ".")
        assert {name: rows_of((tmp_path / f"{name}.json").read_bytes()) for name in QUERIES} == wanted
        # Its commands, of which arq reads the file itself.
        first = examples()[QUERIES[0]]
        for command in (["tdb2.tdbquery", "--loc", "tdb"], ["arq.arq", "--data", "vmbo-mbo-kb.nq"]):
            assert rows_of(run(*command, "--results", "json", first.text)) == wanted[first.name]
