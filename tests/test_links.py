# SPDX-License-Identifier: MIT
"""Health of links: visits of a real server that misbehaves in every way, and what they come to over time."""

import gzip
import json
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from vmbo_mbo_kb import links, load
from vmbo_mbo_kb.cli import cli
from vmbo_mbo_kb.links import Verdict, judge
from vmbo_mbo_kb.visits import MAX_BODY, Outcome, Visit, Visitor, may_follow

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def page(title: str, text: str = "Tekst van deze bladzijde.") -> bytes:
    return f"<!doctype html><html><head><title>{title}</title></head><body><p>{text}</p></body></html>".encode()


class Handler(BaseHTTPRequestHandler):
    """A server that does, by path, all that servers do."""

    server: "Server"
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments: object) -> None:
        pass

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        self.server.asked.append((self.command, self.path, time.monotonic(), dict(self.headers)))
        name = "answer_" + self.path.split("?")[0].strip("/").replace("-", "_").replace("/", "_").replace(".", "_")
        getattr(self, name, self.missing)()

    def give(self, status: int, body: bytes = b"", kind: str = "text/html; charset=utf-8", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def to(self, place: str, status: int = 301) -> None:
        self.give(status, Location=place)

    def times(self) -> int:
        self.server.count[self.path] += 1
        return self.server.count[self.path]

    def missing(self) -> None:
        self.give(404, page("Pagina niet gevonden"))

    def answer_(self) -> None:
        self.give(200, page("Thuis"))

    def answer_goed(self) -> None:
        self.give(200, page("Goed"))

    def answer_pdf(self) -> None:
        self.give(200, b"%PDF-1.7", "application/pdf")

    def answer_weg(self) -> None:
        self.give(410)

    def answer_verhuisd(self) -> None:
        self.to("/goed")

    def answer_even_elders(self) -> None:
        self.to("/goed", 302)

    def answer_eerst_voor_goed(self) -> None:
        self.to("/even-elders", 308)

    def answer_rond(self) -> None:
        self.to("/rond/twee")

    def answer_rond_twee(self) -> None:
        self.to("/rond")

    def answer_verder(self) -> None:
        self.to(f"/verder?{self.times()}")

    def answer_naar_huis(self) -> None:
        self.to("/", 302)

    def answer_naar_bestand(self) -> None:
        self.to("file:///etc/passwd")

    def answer_naar_niets(self) -> None:
        self.to("http://[")

    def answer_naar_utf8(self) -> None:
        self.to("/caf\xc3\xa9")  # the bytes of UTF-8, as servers send them

    def answer_zacht(self) -> None:
        self.give(200, page("Helaas: deze pagina bestaat niet meer"))

    def answer_alleen_get(self) -> None:
        if self.command == "HEAD":
            self.give(405)
        else:
            self.give(200, page("Goed"))

    def answer_head_breekt(self) -> None:
        if self.command == "HEAD":
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        else:
            self.give(200, page("Goed"))

    def answer_head_hangt(self) -> None:
        if self.command == "HEAD":
            self.answer_hangt()
        else:
            self.give(200, page("Goed"))

    def answer_verboden(self) -> None:
        self.give(403)

    def answer_te_veel(self) -> None:
        if self.times() <= 2:  # once HEAD, once GET
            self.give(429, Retry_After="7")
        else:
            self.give(200, page("Goed"))

    def answer_veel_te_veel(self) -> None:
        self.give(429, Retry_After="86400")

    def answer_kom_dan_terug(self) -> None:
        self.give(503, Retry_After="Mon, 23 Nov 2026 12:00:30 GMT")

    def answer_kom_eens_terug(self) -> None:
        self.give(503, Retry_After="straks \xff")

    def answer_hapert(self) -> None:
        if self.times() <= 2:
            self.give(500)
        else:
            self.give(200, page("Goed"))

    def answer_stuk(self) -> None:
        self.give(502)

    def answer_hangt(self) -> None:
        self.server.closing.wait(30)
        self.close_connection = True

    def answer_druppelt(self) -> None:
        """A byte now and then: no single read takes too long."""
        self.close_connection = True
        with_head = b"HTTP/1.1 200 OK\r\nX-Long: "
        try:
            for byte in with_head + b"x" * 10_000:
                self.connection.sendall(bytes([byte]))
                if self.server.closing.wait(0.05):
                    return
        except OSError:
            pass

    def answer_breekt_af(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
        self.connection.close()

    def answer_geen_http(self) -> None:
        self.close_connection = True
        self.wfile.write(b"\x16\x03\x01 hallo\r\n\r\n")

    def answer_kop_zonder_eind(self) -> None:
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000)

    def answer_vreemde_kop(self) -> None:
        self.close_connection = True
        self.wfile.write(
            b"HTTP/1.1 200 \xff\xfe\r\nX-\xff: \xc3(\r\nContent-Type: text/html; \xff\r\nContent-Length: 0\r\n\r\n"
        )

    def answer_eindeloos(self) -> None:
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        if self.command == "HEAD":
            return
        self.wfile.write(page("Groot")[:-14])
        try:
            while not self.server.closing.is_set():
                self.wfile.write(b"x" * 65536)
                self.server.sent += 65536
        except OSError:
            pass

    def answer_bom(self) -> None:
        body = gzip.compress(page("Klein") + b" " * 50_000_000, 9)
        self.give(200, body, Content_Encoding="gzip")

    def answer_geen_gzip(self) -> None:
        self.give(200, b"\x1f\x8bonzin", Content_Encoding="gzip")


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, context: ssl.SSLContext | None = None, handler: type[Handler] = Handler) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        if context is not None:
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.asked: list[tuple[str, str, float, dict[str, str]]] = []
        self.count: defaultdict[str, int] = defaultdict(int)
        self.closing = threading.Event()
        self.sent = 0
        self.thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.thread.start()

    @property
    def root(self) -> str:
        scheme = "https" if isinstance(self.socket, ssl.SSLSocket) else "http"
        return f"{scheme}://127.0.0.1:{self.server_address[1]}"

    def stop(self) -> None:
        self.closing.set()
        self.shutdown()
        self.thread.join()
        self.server_close()

    def handle_error(self, *arguments: object) -> None:
        pass  # visitors hang up, and so they should


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.stop()


def visitor(**settings: Any) -> tuple[Visitor, list[float]]:
    pauses: list[float] = []
    chosen: dict[str, Any] = {"delay": 0.0, "timeout": 10.0, "today": lambda: NOW, "pause": pauses.append, **settings}
    return Visitor("https://example.org/contact", **chosen), pauses


@pytest.mark.parametrize(
    ("path", "outcome", "status", "redirects"),
    [
        ("", Outcome.WORKS, 200, []),
        ("/goed", Outcome.WORKS, 200, []),
        ("/pdf", Outcome.WORKS, 200, []),
        ("/goed?x=1#stuk", Outcome.WORKS, 200, []),
        ("/nergens", Outcome.NOT_FOUND, 404, []),
        ("/weg", Outcome.NOT_FOUND, 410, []),
        ("/verhuisd", Outcome.MOVED, 200, ["/goed"]),
        ("/even-elders", Outcome.WORKS, 200, ["/goed"]),
        ("/eerst-voor-goed", Outcome.WORKS, 200, ["/even-elders", "/goed"]),
        ("/rond", Outcome.BAD_ANSWER, None, ["/rond/twee", "/rond", "/rond/twee"]),
        ("/naar-huis", Outcome.SOFT_NOT_FOUND, 200, ["/"]),
        ("/naar-utf8", Outcome.NOT_FOUND, 404, ["/caf%C3%A9"]),
        ("/zacht", Outcome.SOFT_NOT_FOUND, 200, []),
        ("/alleen-get", Outcome.WORKS, 200, []),
        ("/verboden", Outcome.REFUSED, 403, []),
        ("/veel-te-veel", Outcome.REFUSED, 429, []),
        ("/stuk", Outcome.SERVER_ERROR, 502, []),
        ("/vreemde-kop", Outcome.WORKS, 200, []),
        ("/eindeloos", Outcome.WORKS, 200, []),
        ("/bom", Outcome.WORKS, 200, []),
        ("/geen-gzip", Outcome.WORKS, 200, []),
    ],
)
def test_answers(server: Server, path: str, outcome: Outcome, status: int | None, redirects: list[str]) -> None:
    visiting, _ = visitor()
    found = visiting.visit(server.root + path)
    assert (found.outcome, found.status) == (outcome, status), found
    assert [place.removeprefix(server.root) for place in found.redirects] == redirects
    assert found.at == "2026-11-23T12:00:00Z"
    if path == "/eindeloos":
        assert server.sent < 100 * MAX_BODY


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("/hangt", Outcome.TIMEOUT),
        ("/druppelt", Outcome.TIMEOUT),
        ("/breekt-af", Outcome.UNREACHABLE),
        ("/geen-http", Outcome.BAD_ANSWER),
        ("/kop-zonder-eind", Outcome.BAD_ANSWER),
        ("/verder", Outcome.BAD_ANSWER),
        ("/naar-bestand", Outcome.NOT_FOLLOWED),
        ("/naar-niets", Outcome.NOT_FOLLOWED),
    ],
)
def test_what_is_no_answer(server: Server, path: str, outcome: Outcome) -> None:
    slow = outcome is Outcome.TIMEOUT
    visiting, _ = visitor(tries=1, timeout=0.5 if slow else 10)
    found = visiting.visit(server.root + path)
    assert (found.outcome, found.status) == (outcome, None), found
    assert found.detail


def test_nobody_there() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and nobody listens
        found = visitor()[0].visit(f"http://127.0.0.1:{taken.getsockname()[1]}/x")
    assert (found.outcome, found.tries) == (Outcome.UNREACHABLE, 3)


@pytest.mark.parametrize("address", ["ftp://example.org/", "http://", "http://[", "http://a:b/", "http://\u2024/", "x"])
def test_no_address_of_the_web(address: str) -> None:
    assert visitor()[0].visit(address).outcome is Outcome.NOT_FOLLOWED


def test_a_host_that_is_not_there() -> None:
    def nowhere(*arguments: object, **settings: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    with pytest.MonkeyPatch.context() as patch:  # a name server would be the internet
        patch.setattr(socket, "getaddrinfo", nowhere)
        found = visitor()[0].visit("https://niet-daar.example/")
    assert (found.outcome, found.tries) == (Outcome.NO_HOST, 3)


def test_retries(server: Server) -> None:
    visiting, pauses = visitor(delay=2.0, pause=None)
    visiting.pause = pauses.append
    found = visiting.visit(server.root + "/hapert")
    assert (found.outcome, found.tries) == (Outcome.WORKS, 2)
    assert 4.0 in pauses


@pytest.mark.parametrize(
    ("path", "pause", "tries", "outcome"),
    [
        ("/te-veel", 7.0, 2, Outcome.WORKS),
        ("/kom-dan-terug", 30.0, 3, Outcome.SERVER_ERROR),
        ("/kom-eens-terug", 0.0, 3, Outcome.SERVER_ERROR),
        ("/veel-te-veel", None, 1, Outcome.REFUSED),
    ],
)
def test_retry_after(server: Server, path: str, pause: float | None, tries: int, outcome: Outcome) -> None:
    visiting, pauses = visitor()
    found = visiting.visit(server.root + path)
    assert (found.outcome, found.tries) == (outcome, tries)
    assert pauses == ([] if pause is None else [pause] * (tries - 1))


def test_head_first_and_get_only_where_it_tells_more(server: Server) -> None:
    visiting, _ = visitor()
    for path in ("/pdf", "/goed", "/verhuisd"):
        visiting.visit(server.root + path)
    methods = [(method, path) for method, path, _, _ in server.asked if "bestaat-niet" not in path]
    assert methods == [("HEAD", "/pdf"), ("HEAD", "/goed"), ("GET", "/goed"), ("HEAD", "/verhuisd"), *methods[1:3]]
    for _, _, _, headers in server.asked:
        assert headers["User-Agent"].startswith("vmbo-mbo-kb-links/")
        assert "https://example.org/contact" in headers["User-Agent"]


@pytest.mark.parametrize(("path", "timeout"), [("/head-breekt", 10.0), ("/head-hangt", 2.0)])
def test_who_does_not_answer_head_is_asked_with_get(server: Server, path: str, timeout: float) -> None:
    assert visitor(timeout=timeout)[0].visit(server.root + path).outcome is Outcome.WORKS


def test_a_host_gets_its_rest(server: Server) -> None:
    visiting, _ = visitor(delay=0.1, pause=time.sleep)
    threads = [threading.Thread(target=visiting.visit, args=(server.root + "/goed",)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = [at for _, _, at, _ in server.asked]
    assert len(times) == 7  # HEAD and GET each, and once the page that is not there
    assert all(later - sooner >= 0.09 for sooner, later in pairwise(times))


class Catchall(Handler):
    """A host that shows the same for every address."""

    def missing(self) -> None:
        self.give(200, page("Welkom", f"Het is nu {time.monotonic()}; u bent bezoeker {self.times()}."))


class Sender(Handler):
    """A host that sends every visitor on to a page of its own."""

    def missing(self) -> None:
        self.to("/nieuw/zoeken", 302)

    def answer_nieuw_zoeken(self) -> None:
        self.give(200, page("Zoeken"))


@pytest.mark.parametrize("handler", [Catchall, Sender])
def test_the_same_for_every_address(handler: type[Handler]) -> None:
    running = Server(handler=handler)
    try:
        visiting, _ = visitor()
        assert visiting.visit(running.root + "/rapport-2012").outcome is Outcome.SOFT_NOT_FOUND
        assert visiting.visit(running.root + "/goed").outcome is Outcome.WORKS
        assert sum("bestaat-niet" in path for _, path, _, _ in running.asked) == 1
    finally:
        running.stop()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl here to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    file = folder / "both.pem"
    program = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    program += ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"), "-days", "2"]
    program += ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(program, check=True, capture_output=True)
    file.write_bytes((folder / "key.pem").read_bytes() + (folder / "cert.pem").read_bytes())
    return file


def test_tls(certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    running = Server(context)
    try:
        found = visitor()[0].visit(running.root + "/goed")
        assert (found.outcome, found.tries) == (Outcome.UNSAFE, 1)
        assert "self" in found.detail
        trusting = ssl.create_default_context(cafile=str(certificate))
        assert visitor(context=trusting)[0].visit(running.root + "/goed").outcome is Outcome.WORKS
        slow = visitor(context=trusting, timeout=0.5, tries=1)[0].visit(running.root + "/druppelt")
        assert slow.outcome is Outcome.TIMEOUT
    finally:
        running.stop()


def test_tls_with_a_server_that_speaks_none(server: Server) -> None:
    address = server.root.replace("http:", "https:") + "/goed"
    assert visitor(tries=1)[0].visit(address).outcome in (Outcome.UNSAFE, Outcome.UNREACHABLE)


@pytest.mark.parametrize(
    ("current", "following", "may"),
    [
        ("http://93.184.216.34/", "http://93.184.216.35/", True),
        ("http://93.184.216.34/", "http://127.0.0.1/", False),
        ("http://93.184.216.34/", "http://10.0.0.1/", False),
        ("http://93.184.216.34/", "http://169.254.169.254/latest", False),
        ("http://93.184.216.34/", "http://[::1]/", False),
        ("http://10.0.0.1/", "http://10.0.0.2/", True),
        ("http://93.184.216.34/", "ftp://93.184.216.34/", False),
        ("http://93.184.216.34/", "javascript:alert(1)", False),
    ],
)
def test_no_redirect_into_the_local_network(current: str, following: str, may: bool) -> None:
    assert may_follow(current, following) is may


def seen(day: int, outcome: Outcome = Outcome.NOT_FOUND, **details: Any) -> Visit:
    at = (NOW + timedelta(days=day)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Visit("https://example.org/x", at, outcome, **details)


@pytest.mark.parametrize(
    ("days", "verdict"),
    [
        ([0], Verdict.FAILING),
        ([0, 0, 0, 0], Verdict.FAILING),
        ([0, 1, 2], Verdict.FAILING),
        ([0, 8], Verdict.FAILING),
        ([0, 3, 7], Verdict.GONE),
        ([0, 7, 30, 90], Verdict.GONE),
    ],
)
def test_gone_only_after_failures_on_several_days(days: list[int], verdict: Verdict) -> None:
    assert judge([seen(day) for day in days])[0] is verdict


def test_a_success_starts_anew_and_a_refusal_says_nothing() -> None:
    gone = [seen(day) for day in (0, 4, 8)]
    assert judge([*gone, seen(9, Outcome.WORKS)]) == (Verdict.WORKS, 0)
    assert judge([*gone, seen(9, Outcome.WORKS), seen(10)]) == (Verdict.FAILING, 1)
    assert judge([seen(0), seen(4, Outcome.REFUSED), seen(8)]) == (Verdict.FAILING, 2)
    assert judge([seen(0, Outcome.REFUSED)]) == (Verdict.UNCLEAR, 0)
    assert judge([seen(0, Outcome.UNSAFE)]) == (Verdict.UNSAFE, 0)
    assert judge([seen(0, Outcome.MOVED)]) == (Verdict.MOVED, 0)


@given(st.lists(st.tuples(st.integers(0, 60), st.sampled_from(Outcome)), min_size=1).map(sorted))
def test_never_gone_too_soon(history: list[tuple[int, Outcome]]) -> None:
    verdict, days = judge([seen(day, outcome) for day, outcome in history])
    since = [index for index, (_, outcome) in enumerate(history) if outcome in (Outcome.WORKS, Outcome.MOVED)]
    rest = history[since[-1] + 1 :] if since else history
    assert days <= len({day for day, _ in rest})
    if verdict is Verdict.GONE:
        assert len({day for day, _ in rest}) >= 3
        assert rest[-1][0] - rest[0][0] >= 7


@pytest.fixture
def linked(dataset: Path, server: Server) -> Path:
    """A dataset whose links lead to the server."""
    (dataset / "links").mkdir()
    for name, fate, more in (
        ("goed", "works", ""),
        ("weg", "works", "successor: goed\narchived: https://archief.example/weg\n"),
        ("verhuisd", "works", ""),
        ("verboden", "works", ""),
    ):
        (dataset / "links" / f"{name}.yaml").write_text(
            f"address: {server.root}/{name}\ndescription: {{nl: Een link., en: A link.}}\nfate: {fate}\n{more}"
            "checked: 2026-11-01\nreview_by: 2027-11-01\ncitations:\n  - {source: bron-rapport, confidence: high}\n",
            "utf-8",
        )
    copy = dataset / "documents" / "rapport.yaml"
    kept = [line for line in copy.read_text("utf-8").splitlines() if not line.startswith("address:")]
    address = f"address: https://web.archive.example/web/20100101000000/{server.root}/weg"
    copy.write_text("\n".join([address, *kept]) + "\n", "utf-8")
    return dataset


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, ["links", *map(str, arguments), "--delay", "0"])


IDS = ("goed", "weg", "verhuisd", "verboden")


def test_command(linked: Path, server: Server, tmp_path: Path) -> None:
    state = tmp_path / "seen.jsonl"
    before = {path: path.read_bytes() for path in linked.rglob("*") if path.is_file()}
    arguments = (*IDS, "--dataset", linked, "--state", state)
    result = run(*arguments, "--json")
    assert result.exit_code == 1  # one has moved, and the record says that it works
    found = {each["uses"][0]["id"]: each for each in json.loads(result.stdout)}
    assert {name: each["verdict"] for name, each in found.items()} == {
        "weg": "failing",
        "verhuisd": "moved",
        "verboden": "unclear",
    }
    assert found["verhuisd"]["proposals"] == [f"{server.root}/goed"]
    assert len(state.read_text("utf-8").splitlines()) == 4
    assert run(*arguments).exit_code == 1
    assert len(state.read_text("utf-8").splitlines()) == 8  # nothing that was seen is lost
    # The same failures, days ago.
    lines = [json.loads(line) for line in state.read_text("utf-8").splitlines()]
    for ago, line in zip((9, 9, 9, 9, 2, 2, 2, 2), lines, strict=True):
        line["at"] = (datetime.now(UTC) - timedelta(days=ago)).strftime("%Y-%m-%dT%H:%M:%SZ")
    state.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    result = run(*arguments, "--json", "--all")
    found = {each["uses"][0]["id"]: each for each in json.loads(result.stdout)}
    assert found["goed"]["verdict"] == "works"
    assert (found["weg"]["verdict"], found["weg"]["contradicted"]) == ("gone", True)
    assert found["weg"]["proposals"] == [
        f"{server.root}/goed",
        "https://archief.example/weg",
        f"https://web.archive.example/web/20100101000000/{server.root}/weg",
    ]
    assert {path: path.read_bytes() for path in linked.rglob("*") if path.is_file()} == before
    dutch = run(*arguments, "--report", "--lang", "nl").output
    assert "verdwenen" in dutch
    assert "in plaats daarvan" in dutch
    assert len(state.read_text("utf-8").splitlines()) == 12  # a report visits nothing


def test_fine(linked: Path, tmp_path: Path) -> None:
    result = run("goed", "--dataset", linked, "--state", tmp_path / "seen.jsonl")
    assert (result.exit_code, result.output) == (0, "1 addresses seen, 0 not as the dataset has them\n")


def test_offline(linked: Path, server: Server, tmp_path: Path) -> None:
    state = tmp_path / "seen.jsonl"
    run("goed", "--dataset", linked, "--state", state)
    before = state.read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("vmbo_mbo_kb.visits.sleep", lambda seconds: None)
        server.stop()
        result = run(*IDS, "--dataset", linked, "--state", state)
    assert result.exit_code == 2
    assert "no network" in result.stderr
    assert state.read_bytes() == before


def test_without_network_not_every_host_is_tried() -> None:
    tried: list[str] = []

    class Lost(Visitor):
        def visit(self, address: str) -> Visit:
            tried.append(address)
            return seen(0, Outcome.NO_HOST)

    with pytest.raises(links.Offline):
        list(links.check(load().records, Lost()))
    assert len(tried) < 150


@pytest.mark.parametrize("content", ["{}\n", "[]\n", "\xff\n", '{"address": 1}\n', "x\n"])
def test_a_file_of_something_else(linked: Path, tmp_path: Path, content: str) -> None:
    state = tmp_path / "seen.jsonl"
    state.write_text(content, "latin-1")
    result = run("goed", "--dataset", linked, "--state", state)
    assert result.exit_code == 2
    assert "seen.jsonl:1" in result.stderr
    assert state.read_text("latin-1") == content


def test_a_line_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    state = tmp_path / "seen.jsonl"
    links.add_to_state(state, [seen(0), seen(1)])
    data = state.read_bytes()
    state.write_bytes(data[:-20])
    assert links.read_state(state) == [seen(0)]
    links.add_to_state(state, [seen(1, redirects=("https://example.org/y",))])
    assert [visit.at for visit in links.read_state(state)] == [seen(0).at, seen(1).at]
    assert sorted(tmp_path.iterdir()) == [state]


def test_wrong_usage(linked: Path, tmp_path: Path) -> None:
    result = run("geod", "--dataset", linked, "--state", tmp_path / "x.jsonl")
    assert result.exit_code == 2
    assert "'geod' is neither" in result.stderr
    assert run("goed", "--dataset", linked, "--state", tmp_path / "nergens" / "x.jsonl").exit_code == 2


def test_addresses_of_the_real_dataset() -> None:
    found = links.addresses(load().records)
    assert len(found) > 300
    assert {use.class_name for uses in found.values() for use in uses} >= {"links", "documents", "external-datasets"}
    assert all(address.startswith("http") for address in found)
