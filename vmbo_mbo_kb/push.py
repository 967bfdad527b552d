# SPDX-License-Identifier: MIT
"""Pushing a dataset into a triple store: by the SPARQL 1.1 Graph Store HTTP Protocol, or by SPARQL 1.1 Update.

The Graph Store Protocol replaces a graph by one PUT, which a store does whole or not at all. Updates come in batches
into a graph of their own beside the target; only when all of it has arrived and is what it should be does it take the
target's place, by one MOVE. So what is half loaded is never taken for whole, and a push that broke off goes on where
it stopped. Nothing is a blank node, so a batch that is sent twice does no harm.
"""

import json
import os
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPException
from itertools import islice
from netrc import NetrcParseError, netrc
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    OpenerDirector,
    Request,
    build_opener,
    parse_http_list,
    parse_keqv_list,
)

from vmbo_mbo_kb.namespaces import DEFAULT_BASE
from vmbo_mbo_kb.words import Explained, Words, explained

if TYPE_CHECKING:
    from vmbo_mbo_kb.knowledge_base import KnowledgeBase

N_TRIPLES: Final = "application/n-triples"
STAGING: Final = "#incoming"
"""What the name of the graph beside the target ends in."""
_STAGING_OF_DEFAULT: Final = f"{DEFAULT_BASE}id/push{STAGING}"
_PASSING: Final = frozenset({429, 502, 503, 504})
"""Refusals that may pass by themselves."""


class WrongTarget(Explained, ValueError):
    """An address or a graph that nothing can be pushed to."""


class PushError(Explained):
    """A push that did not succeed: why, and how much had arrived.

    :ivar arrived, total: numbers of triples.
    :ivar replaced: whether the target has already been replaced; then it was the check afterwards that failed.
    """

    def __init__(self, reason: Words, arrived: int, total: int, replaced: bool) -> None:
        super().__init__(reason.nl, reason.en)
        self.arrived = arrived
        self.total = total
        self.replaced = replaced


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who is asking; ``repr`` tells no secret."""

    user: str | None = None
    password: str | None = None
    token: str | None = None

    def __repr__(self) -> str:
        return f"Credentials(user={self.user!r})"

    @classmethod
    def found(cls, url: str) -> "Credentials":
        """From ``VMBO_MBO_KB_TOKEN``, or ``VMBO_MBO_KB_USER`` and ``VMBO_MBO_KB_PASSWORD``, or else ``.netrc``."""
        token = os.environ.get("VMBO_MBO_KB_TOKEN")
        if token:
            return cls(token=token)
        user = os.environ.get("VMBO_MBO_KB_USER")
        if user:
            return cls(user, os.environ.get("VMBO_MBO_KB_PASSWORD", ""))
        try:
            entry = netrc().authenticators(urlsplit(url).hostname or "")
        except (OSError, NetrcParseError):
            entry = None
        return cls(entry[0], entry[2]) if entry else cls()


@dataclass(frozen=True, slots=True)
class Pushed:
    """What is in the store now."""

    triples: int
    sha256: str
    """Hash of the sorted N-Triples of what came back, numbers in canonical form."""


def push(
    data: "KnowledgeBase",
    to: str,
    *,
    graph: str | None = None,
    update: bool = False,
    query_url: str | None = None,
    base: str = DEFAULT_BASE,
    batch: int = 1000,
    credentials: Credentials | None = None,
    state: Path | None = None,
    retries: int = 5,
    pause: float = 0.5,
    timeout: float = 300,
    progress: Callable[[int, int], None] = lambda arrived, total: None,
) -> Pushed:
    """Put the dataset into a graph of a store, which it then is the whole content of, and check that it is.

    :param to: address of the graph store, or with ``update`` of the endpoint for updates.
    :param graph: the graph's IRI; without it, the default graph.
    :param query_url: with ``update``, where to ask what arrived; without it ``to``, ``/update`` in it made ``/query``.
    :param batch: with ``update``, how many triples go into one request.
    :param state: with ``update``, the file that says how far a push came; gone when all is done.
    :param retries: how often to try again after a refusal that may pass, each time waiting twice as long as before.
    :param pause: seconds before the first of these.
    :param timeout: seconds that the store may take to answer.
    :param progress: told how many triples of how many have arrived.
    :raises WrongTarget: an address or IRI is not one.
    :raises PushError: the store cannot be reached, refuses, or has something else than was sent.
    """
    for url in (to, query_url):
        if url is not None:
            _check_url(url)
    if graph is not None and (not urlsplit(graph).scheme or set(graph) & set('<>"{}|^`\\ ')):
        raise WrongTarget(
            nl=f"{graph!r} is geen IRI die een graaf als naam kan hebben",
            en=f"{graph!r} is not an IRI that a graph can have as its name",
        )
    credentials = credentials or Credentials.found(to)
    with TemporaryDirectory() as folder:
        (written,) = data.export("ntriples", folder, base)
        content = Path(folder, written.path).read_bytes()
    sender = _Sender(to, credentials, retries, pause, timeout, content.count(b"\n"), progress)
    if update:
        asked = query_url or (f"{to.removesuffix('/update')}/query" if to.endswith("/update") else to)
        return _by_updates(sender, content, to, asked, graph, batch, state)
    return _by_graph_store(sender, content, to, graph)


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
    except ValueError:  # an address of IPv6 that is none
        raise WrongTarget("dit is geen http(s)-adres", "this is not an http(s) address") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not url.isascii() or not url.isprintable():
        raise WrongTarget(f"{_shown(url)!r} is geen http(s)-adres", f"{_shown(url)!r} is not an http(s) address")
    if set(url) & set(' <>"{}|\\^`'):
        raise WrongTarget(
            nl=f"{_shown(url)!r} heeft een teken dat in een adres als %20 en dergelijke wordt geschreven",
            en=f"{_shown(url)!r} has a character that an address spells as %20 and the like",
        )
    if parts.username or parts.password:
        raise WrongTarget(
            nl="geen naam of wachtwoord in een adres: gebruik de omgeving of .netrc",
            en="no name or password in an address: take the environment or .netrc",
        )
    try:
        parts.port  # noqa: B018 - says itself when it is none
    except ValueError:
        raise WrongTarget(
            "de poort in het adres is geen getal tot 65536", "the port is no number below 65536"
        ) from None


def _shown(url: str) -> str:
    """An address without what may be secret in it: a name, a password, a token among its parameters."""
    parts = urlsplit(url)
    return parts._replace(
        netloc=parts.netloc.rpartition("@")[2], query="…" if parts.query else "", fragment=""
    ).geturl()


class _Sender:
    """Sends requests, again where that may help, and keeps count of what arrived."""

    def __init__(
        self,
        to: str,
        credentials: Credentials,
        retries: int,
        pause: float,
        timeout: float,
        total: int,
        progress: Callable[[int, int], None],
    ) -> None:
        host = urlsplit(to).hostname or ""
        secret = credentials.token or credentials.password
        if secret and urlsplit(to).scheme == "http" and host not in ("localhost", "127.0.0.1", "::1"):
            raise WrongTarget(
                nl=f"geen wachtwoord of token wordt over http naar {host} gestuurd: gebruik https",
                en=f"no password or token is sent to {host} over http: take https",
            )
        self._opener = _opener(to, credentials)
        self._token = credentials.token
        self._origin = urlsplit(to)[:2]
        self._retries = retries
        self._pause = pause
        self._timeout = timeout
        self._progress = progress
        self.total = total
        self.arrived = 0
        self.replaced = False

    def has_arrived(self, triples: int) -> None:
        self.arrived = triples
        self._progress(triples, self.total)

    def send(self, method: str, url: str, body: bytes | None, headers: dict[str, str]) -> bytes:
        """The body of the answer.

        :raises PushError: there is none that says that all went well.
        """
        for attempt in range(self._retries + 1):
            wait = self._pause * 2**attempt
            try:
                request = Request(url, body, headers, method=method)  # noqa: S310 - _check_url saw to the scheme
                if self._token and urlsplit(url)[:2] == self._origin:
                    # Not among the headers of the request: those would go along to where a store redirects.
                    request.add_unredirected_header("Authorization", f"Bearer {self._token}")
                with self._opener.open(request, timeout=self._timeout) as response:
                    found: bytes = response.read()
                    return found
            except HTTPError as error:
                with error:
                    reason = _refusal(error)
                if error.code not in _PASSING:
                    raise self.error(reason) from None
                asked = error.headers.get("Retry-After", "")
                wait = min(float(asked), 60) if asked.isdecimal() else wait
            except (URLError, HTTPException, OSError) as error:
                cause = getattr(error, "reason", None) or error
                why = explained(cause) if isinstance(cause, Exception) and str(cause) else explained(error)
                reason = Words(
                    nl=f"de opslag is niet te bereiken: {why.nl or type(cause).__name__}",
                    en=f"the store cannot be reached: {why.en or type(cause).__name__}",
                )
            if attempt < self._retries:
                time.sleep(wait)
        times = self._retries + 1
        raise self.error(Words(f"{reason.nl} ({times} keer geprobeerd)", f"{reason.en} (tried {times} times)"))

    def greet(self, url: str) -> None:
        """Let the store ask who is there before something large is on its way; what else it says does not matter."""
        with suppress(URLError, HTTPException, OSError):
            self._opener.open(Request(url, method="HEAD"), timeout=self._timeout).close()  # noqa: S310

    def error(self, reason: Words) -> PushError:
        return PushError(reason, self.arrived, self.total, self.replaced)


class _Digest(HTTPDigestAuthHandler):
    """Answers a challenge, and from then on without being asked again: a store may hang up on a large request."""

    _challenge: dict[str, str] | None = None

    def retry_http_digest_auth(self, req: Request, auth: str) -> Any:
        self._challenge = parse_keqv_list([each for each in parse_http_list(auth.partition(" ")[2]) if each])
        return super().retry_http_digest_auth(req, auth)

    def http_request(self, req: Request) -> Request:
        if self._challenge and not req.has_header("Authorization"):
            req.add_unredirected_header("Authorization", f"Digest {self.get_authorization(req, self._challenge)}")
        return req

    https_request = http_request


class _Basic(HTTPBasicAuthHandler):
    """The same for the plain way."""

    _asked = False

    def retry_http_basic_auth(self, host: str, req: Request, realm: str) -> Any:
        self._asked = True
        return super().retry_http_basic_auth(host, req, realm)

    def http_request(self, req: Request) -> Request:
        if self._asked and not req.has_header("Authorization"):
            user, password = self.passwd.find_user_password("", req.full_url)
            if user is not None:
                req.add_unredirected_header(
                    "Authorization", f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"
                )
        return req

    https_request = http_request


def _opener(to: str, credentials: Credentials) -> OpenerDirector:
    if credentials.user is None:
        return build_opener()
    # Each answers to its own challenge; Virtuoso asks for Digest.
    passwords = HTTPPasswordMgrWithDefaultRealm()
    parts = urlsplit(to)
    passwords.add_password(None, f"{parts.scheme}://{parts.netloc}/", credentials.user, credentials.password or "")
    return build_opener(_Digest(passwords), _Basic(passwords))


_REFUSALS: Final = {
    401: Words(
        nl="de opslag vraagt wie u bent: zet VMBO_MBO_KB_USER en VMBO_MBO_KB_PASSWORD, of VMBO_MBO_KB_TOKEN",
        en="the store asks who you are: set VMBO_MBO_KB_USER and VMBO_MBO_KB_PASSWORD, or VMBO_MBO_KB_TOKEN",
    ),
    403: Words("de opslag laat u daar niet schrijven", "the store does not let you write there"),
    404: Words("er is niets op dit adres", "there is nothing at this address"),
    405: Words(
        nl="dit adres neemt een verzoek als dit niet aan; is het dat van de 'graph store', of met --update dat voor "
        "updates?",
        en="this address does not take such a request; is it the one for the graph store, or with --update for "
        "updates?",
    ),
    413: Words(
        nl="de opslag neemt geen verzoek van deze omvang aan: gebruik --update met een kleinere --batch",
        en="the store takes no request of this size: use --update with a smaller --batch",
    ),
}


def _refusal(error: HTTPError) -> Words:
    """Why a store refuses; of what it says itself only the beginning, made harmless."""
    try:
        said = " ".join(error.read(2000).decode("utf-8", "replace").split())
    except (OSError, HTTPException):
        said = ""
    said = "".join(char if char.isprintable() else "?" for char in said)[:200]
    known = _REFUSALS.get(error.code, Words("de opslag weigert", "the store refuses"))
    status = f"(status {error.code}{f': {said}' if said else ''})"
    return Words(f"{known.nl} {status}", f"{known.en} {status}")


def _by_graph_store(sender: _Sender, content: bytes, to: str, graph: str | None) -> Pushed:
    url = f"{to}{'&' if urlsplit(to).query else '?'}" + ("default" if graph is None else urlencode({"graph": graph}))
    sender.greet(url)
    sender.send("PUT", url, content, {"Content-Type": N_TRIPLES})
    sender.replaced = True
    sender.has_arrived(sender.total)
    return _checked(sender, content, sender.send("GET", url, None, {"Accept": N_TRIPLES}))


def _by_updates(
    sender: _Sender, content: bytes, to: str, query_url: str, graph: str | None, batch: int, state: Path | None
) -> Pushed:
    staging = f"{graph.partition('#')[0]}{STAGING}" if graph else _STAGING_OF_DEFAULT
    pattern = f"GRAPH <{staging}> {{ ?s ?p ?o }}"

    def run(text: str) -> None:
        sender.send("POST", to, text.encode(), {"Content-Type": "application/sparql-update"})

    def ask(text: str, accept: str) -> bytes:
        body = f"query={quote(text)}".encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": accept}
        return sender.send("POST", query_url, body, headers)

    def count() -> int:
        found = ask(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}", "application/sparql-results+json")
        try:
            return int(json.loads(found)["results"]["bindings"][0]["n"]["value"])
        except (LookupError, TypeError, ValueError):
            asked = _shown(query_url)
            raise sender.error(
                Words(
                    nl=f"{asked} beantwoordt geen vragen; is het het adres daarvoor?",
                    en=f"{asked} does not answer queries; is it the address for them?",
                )
            ) from None

    key: dict[str, object] = {"to": _shown(to), "graph": graph, "batch": batch, "sha256": sha256(content).hexdigest()}
    done = _state(state, key)
    if done == 0 or count() != min(done * batch, sender.total):
        done = 0  # the store does not have what it had: all of it again
        run(f"DROP SILENT GRAPH <{staging}>")
    sender.has_arrived(min(done * batch, sender.total))
    for number, lines in enumerate(_batches(content, batch)):
        if number < done:
            continue
        run(f"INSERT DATA {{ GRAPH <{staging}> {{\n{lines}}} }}")
        _save(state, key, number + 1)
        sender.has_arrived(min((number + 1) * batch, sender.total))
    accept = N_TRIPLES
    pushed = _checked(sender, content, ask(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}", accept))
    run(f"MOVE SILENT GRAPH <{staging}> TO {f'GRAPH <{graph}>' if graph else 'DEFAULT'}")
    sender.replaced = True
    pattern = f"GRAPH <{graph}> {{ ?s ?p ?o }}" if graph else "?s ?p ?o"
    _checked(sender, content, ask(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}", accept))
    if state is not None:
        state.unlink(missing_ok=True)
    return pushed


def _batches(content: bytes, size: int) -> Iterator[str]:
    lines = iter([f"{line}\n" for line in content.decode().split("\n")[:-1]])
    while piece := list(islice(lines, size)):
        yield "".join(piece)


def _state(path: Path | None, key: dict[str, object]) -> int:
    """How many batches of this very push have arrived before."""
    try:
        found = json.loads(path.read_bytes()) if path else {}
        return int(found["batches"]) if all(found.get(name) == value for name, value in key.items()) else 0
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return 0


def _save(path: Path | None, key: dict[str, object], batches: int) -> None:
    if path is not None:
        new = path.with_name(f"{path.name}.new")
        new.write_text(json.dumps({**key, "batches": batches}) + "\n", encoding="utf-8")
        new.replace(path)


def _checked(sender: _Sender, sent: bytes, came_back: bytes) -> Pushed:
    """Hold what came back against what was sent.

    :raises PushError: it is not the same.
    """
    wanted = _canonical(sent)
    try:
        found = _canonical(came_back)
    except SyntaxError as error:
        raise sender.error(
            Words(
                nl=f"de opslag antwoordde niet met N-Triples: {error}",
                en=f"the store did not answer with N-Triples: {error}",
            )
        ) from None
    if len(found) != len(wanted):
        raise sender.error(
            Words(
                nl=f"de opslag heeft {len(found)} triples waar er {len(wanted)} zijn gestuurd",
                en=f"the store has {len(found)} triples where {len(wanted)} were sent",
            )
        )
    if found != wanted:
        different = min(set(wanted) - set(found))[:300]
        raise sender.error(
            Words(
                nl=f"de opslag heeft andere triples dan er zijn gestuurd: er ontbreekt {different}",
                en=f"the store has other triples than were sent: it lacks {different}",
            )
        )
    return Pushed(len(found), sha256("".join(found).encode()).hexdigest())


def _canonical(content: bytes) -> list[str]:
    """Triples in a fixed form: sorted, each once, numbers and dates as XML Schema's canonical form has them."""
    from pyoxigraph import RdfFormat, Store

    store = Store()
    store.bulk_load(content, RdfFormat.N_TRIPLES, lenient=True)
    return sorted(f"{quad.triple} .\n" for quad in store)
