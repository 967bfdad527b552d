# SPDX-License-Identifier: MIT
"""What is wrong with a call is said in the language asked for, by every command."""

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from shutil import copytree
from threading import Thread

import pytest
from click.testing import CliRunner, Result

from vmbo_mbo_kb.cli import cli

ENGLISH = frozenset(
    re.findall(
        r"\S+",
        """
    a again all an and another answer any are as at be been before began but by can cannot change changed class could
    cut day did do does earlier empty error exist exists file files folder for found from give has have here holds home
    into its known lacks lower-case mean must name named neither no nobody nor not nothing one only or other own
    permission refused release releases rule run same set something store such than that the there this those to took
    true unknown was way were what where which who with would wrong you
        """,
    )
)
DUTCH = frozenset(
    re.findall(
        r"\S+",
        """
    aan alle anders bedoelt bekend bestaat bestand beide dag dan dat deze dit een eerdere eerste er fout geef geen
    gegevens gold heeft heet het hier hoort kan kies klasse laat met moet na naam niet niets noem nog onbekend op
    opnieuw regel te uit uitgave uitgaven van veranderd voor vraag waar wordt zijn zoals zonder zet
        """,
    )
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset, and things that are none, by the names that the calls use."""
    root = tmp_path_factory.mktemp("messages")
    copytree(Path(__file__).parent / "data" / "valid", root / "data")
    (root / "foreign").mkdir()
    (root / "foreign" / "thesis.txt").write_text("mine")
    (root / "file").write_text("no folder")
    (root / "wrong.whl").write_text("no wheel")
    (root / "latin1.rq").write_bytes(b"# caf\xe9\nASK {}")
    (root / "data.xyz").write_text("")
    (root / "broken.nt").write_text("no triple")
    (root / "state.jsonl").write_text("{}\n")
    return root


@pytest.fixture(scope="module")
def refusing() -> Iterator[int]:
    """A server that refuses all: by the number in the path."""

    class Handler(BaseHTTPRequestHandler):
        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(int(self.path[1:4]))
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_POST = do_PUT

        def do_HEAD(self) -> None:
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


CALLS = [
    ("at", "gisteren"), ("at", "2010-02-30"), ("at", "2010-01-01", "--class", "formz"), ("at", "1066-01-01"),
    ("build", "--out", "{}/foreign"), ("build", "--out", "{}/file"), ("build", "--out", "{}/out", "--base", "urn:x"),
    ("build", "--out", "/proc/nowhere"), ("build", "--out", ""), ("build", "--out", "/"), ("build", "--dataset", ""),
    ("calendar", "--base", "nowhere"),
    ("diff", "2026.1", "1999.1"), ("diff", "nothing", "2026.1"), ("diff", "2026.2", "2026.1"),
    ("diff", "{}/data", "{}/wrong.whl"),
    ("export", "turtel"), ("export", "qqq"), ("export", "turtle", "--out", "{}/file"),
    ("export", "turtle", "--base", "x"), ("export", "turtle", "--out", ""), ("export", "turtle", "--out", "/proc/x"),
    ("export", "turtle", "--workers", "2", "--dataset", "{}/data", "--work", "{}/foreign"),
    ("validate", "--workers", "2"),
    ("validate", "{}/data", "--work", "{}/foreign"), ("validate", "{}/data", "--work", "/proc/x"),
    ("format", "{}/nowhere"), ("format", "{}/file"), ("format", "{}/data/README"), ("format", ""),
    ("lineage", "prof"), ("lineage", "instromen"),
    ("links", "nowhere", "--report"), ("links", "--report", "--state", "{}/state.jsonl"),
    ("list", "themas"), ("list", "themes", "--on", "2010"),
    ("new", "themas", "x"), ("new", "themes", "X Y"), ("new", "themes", "proef"),
    ("new", "themes", "x", "--dataset", "{}/foreign"),
    ("push", "--to", "ftp://x"), ("push", "--to", "http://a:b@localhost/"), ("push", "--to", "http://x/a b"),
    ("push", "--to", "http://localhost:1/", "--graph", "no iri"),
    ("push", "--to", "http://localhost:1/", "--retries", "0"),
    ("push", "--to", "http://localhost:99999/"), ("push", "--to", ""),
    *(("push", "--to", f"http://localhost:{{port}}/{n}", "--retries", "0") for n in (401, 403, 404, 405, 413, 500)),
    ("push", "--to", "http://localhost:{port}/200", "--update", "--retries", "0", "--state", "{}/push.json"),
    ("query",), ("query", "ASK {}", "--example", "gaps"), ("query", "--example", "gasp"), ("query", "SELEC ?x {}"),
    ("query", "ASK { ?s skoss:a ?o }"), ("query", "ASK { ?s kb:nonsense ?o }"), ("query", "ASK {"),
    ("query", "ASK { SERVICE <http://x> {} }"), ("query", "DROP ALL"), ("query", "ASK FROM <urn:x> {}"),
    ("query", "-f", "{}/latin1.rq"), ("query", "ASK {}", "--data", "{}/data.xyz"), ("query", "ASK {}", "--data", ""),
    ("query", "ASK {}", "--data", "{}/broken.nt"), ("query", "ASK {}", "--data", "{}/broken.nt", "--on", "2010-01-01"),
    ("query", "ASK {}", "--format", "turtle"), ("query", "CONSTRUCT WHERE {?s ?p ?o}", "--format", "csv"),
    ("query", "ASK {}", "--on", "2010-02-30"), ("query", "SELECT ?s { ?s skos:prefLable ?x }"),
    ("release",), ("release", "2026.1", "--verify", "x"), ("release", "1"), ("release", "2030.1"),
    ("release", "--verify", "{}/foreign"), ("release", "--verify", ""),
    ("rule", "KB3"), ("rule", "KB999"), ("rule", "hello"), ("rule", ""),
    ("schema", "--out", "{}/file"), ("schema", "--check", "--out", "{}/foreign"), ("schema", "--out", ""),
    ("search", "proef", "--class", "formz"), ("search", "proef", "--level", "mbo-9"), ("search", "proef", "--on", "x"),
    ("search", "qqqqqqqq"),
    ("serve", "--base", "x"), ("serve", "--host", "192.0.2.1", "--port", "0"), ("serve", "--site", ""),
    ("show", "proev"), ("show", "proef", "--on", "1999-01-01"), ("show", "proef", "--on", "x"),
    ("site", "--out", "{}/foreign"), ("site", "--out", ""),
    ("sources", "prof", "amounts"), ("sources", "proef", "nmae"), ("sources", "proef", "conditions", "nothing"),
    ("stale", "--on", "x"),
    ("validate", "--select", "KB999"), ("validate", "--ignore", "x"), ("validate", "{}/nowhere"), ("validate", ""),
]  # fmt: skip


def run(call: tuple[str, ...], language: str, folder: Path, port: int) -> Result:
    words = [word.replace("{}", str(folder)).replace("{port}", str(port)) for word in call]
    command = cli.get_command(CONTEXT, call[0])
    assert command is not None
    if "--dataset" not in call and call[0] != "diff" and any(each.name == "folder" for each in command.params):
        words += ["--dataset", str(folder / "data")]
    return CliRunner().invoke(cli, [*words, "--lang", language], prog_name="vmbo-mbo-kb")


CONTEXT = cli.make_context("vmbo-mbo-kb", ["at"], resilient_parsing=True)


def words(said: str) -> set[str]:
    """The words of a message: not what is quoted, nor paths, addresses, options and names in capitals."""
    said = re.sub(r"'[^']*'|<[^>]*>|\(status .*|\S*/\S*|\w+\.\w+|--?\w\S*|\b[A-Z]{2,}\w*", " ", said)
    return {word.lower() for word in re.findall(r"[\w-]+", said)}


@pytest.mark.parametrize("call", CALLS, ids=" ".join)
def test_wrong_usage_in_the_language_asked_for(call: tuple[str, ...], folder: Path, refusing: int) -> None:
    dutch, english = (run(call, language, folder, refusing) for language in ("nl", "en"))
    for found in (dutch, english):
        assert found.exit_code in (0, 1, 2)
        assert found.exception is None or isinstance(found.exception, SystemExit), found.exception
        assert "Traceback" not in found.output
        assert "Usage:" not in found.output, "click's own, which is in English"
    assert dutch.exit_code == english.exit_code
    assert dutch.output.strip()
    assert dutch.output != english.output
    assert not words(dutch.output) & ENGLISH, dutch.output
    assert not words(english.output) & DUTCH, english.output


def test_every_command_is_called() -> None:
    assert {call[0] for call in CALLS} == set(cli.list_commands(CONTEXT))
