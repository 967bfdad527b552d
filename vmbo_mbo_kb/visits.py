# SPDX-License-Identifier: MIT
"""Visiting an address on the web, politely and without trust: what one visit finds.

Asks HEAD first and GET where that does not tell, one request at a time to a host and with a pause between them, under
a name that says who asks. Bodies are read up to a limit and time is limited as a whole, so no server can hold up the
check. Only http and https are visited. A server on the internet cannot send the visitor to an address of the local
network; an address of the local network that the dataset itself names is visited.

Python's own HTTP client is what is used: nothing here needs cookies, pools or decoding, and redirects and time limits
are kept under our own control.
"""

import errno
import hashlib
import html
import http.client
import ipaddress
import re
import socket
import ssl
import threading
import zlib
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from time import monotonic, sleep
from typing import Final
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from vmbo_mbo_kb._version import __version__

MAX_BODY: Final = 128 * 1024
"""Bytes of a page that are read, packed and unpacked."""
MAX_REDIRECTS: Final = 10
MAX_WAIT: Final = 60.0
"""Seconds that a server may ask to wait before the next try of the same run; who asks for more is left alone."""


class Outcome(StrEnum):
    """What a visit found."""

    WORKS = "works"
    MOVED = "moved"
    """It works at another address, for good by the server's own word (301 or 308)."""
    NOT_FOUND = "not-found"
    """404 or 410."""
    SOFT_NOT_FOUND = "soft-not-found"
    """The answer says that all is well, and shows what is shown for a page that is not there."""
    NO_HOST = "no-host"
    """The host's name is not known."""
    UNREACHABLE = "unreachable"
    """No connection, or it broke."""
    TIMEOUT = "timeout"
    BAD_ANSWER = "bad-answer"
    """What came is not HTTP, or redirects without end."""
    SERVER_ERROR = "server-error"
    """5xx."""
    REFUSED = "refused"
    """401, 403, 429 and other 4xx: the server does not want this visitor, which says nothing of other ones."""
    UNSAFE = "unsafe"
    """The certificate is not valid."""
    NOT_FOLLOWED = "not-followed"
    """A redirect to the local network, or to something else than http."""


NO_ANSWER: Final = frozenset({Outcome.NO_HOST, Outcome.UNREACHABLE, Outcome.TIMEOUT})
"""What is also found everywhere when there is no network."""
PASSING: Final = frozenset({*NO_ANSWER, Outcome.SERVER_ERROR, Outcome.BAD_ANSWER})
"""What may be over in a moment, and is tried again in the same run."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit of an address found."""

    address: str
    at: str
    """When, in UTC (RFC 3339, to the second)."""
    outcome: Outcome
    status: int | None = None
    """Status of the last answer (RFC 9110)."""
    redirects: tuple[str, ...] = ()
    """Addresses that the visitor was sent on to, in order."""
    detail: str = ""
    tries: int = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered to one request."""

    status: int
    location: str | None
    content_type: str
    retry_after: str | None
    body: bytes


class _Failed(Exception):
    def __init__(self, outcome: Outcome, detail: str) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.connected = False
        """Whether a server was there, and failed on the request itself."""


@dataclass(slots=True)
class _Host:
    """A host's turn: one request at a time."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: float = 0.0
    missing_page: tuple[str, str] | bool | None = False
    """Where a page that cannot be there ends up, and what it shows; ``None`` when it is refused as it should be,
    ``False`` when it was not looked at yet."""


@dataclass(slots=True)
class Visitor:
    """Visits addresses; one may serve several threads.

    :param contact: an address or e-mail address that a server's keeper finds in the log.
    :param delay: seconds between two requests to a host.
    :param timeout: seconds that a request may take, connecting and reading together.
    :param tries: how often to try in one run what may be over in a moment.
    :param today: the clock that visits are dated by.
    """

    contact: str = ""
    delay: float = 1.0
    timeout: float = 20.0
    tries: int = 3
    today: Callable[[], datetime] = lambda: datetime.now(UTC)
    pause: Callable[[float], None] = sleep
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    _hosts: "defaultdict[str, _Host]" = field(default_factory=lambda: defaultdict(_Host))

    @property
    def user_agent(self) -> str:
        """How the visitor introduces itself."""
        # A header is one line of ASCII, whatever a description holds.
        contact = quote(self.contact, safe="/:@?=&.-_~%+")
        return f"vmbo-mbo-kb-links/{__version__}" + (f" (+{contact})" if contact else "")

    def visit(self, address: str) -> Visit:
        """Visit an address. Whatever is there, this raises nothing."""
        tries = 0
        while True:
            tries += 1
            found, wait = self._once(address)
            again = found.outcome in PASSING or wait is not None
            wait = self.delay * 2**tries if wait is None else wait
            if not again or tries >= self.tries or wait > MAX_WAIT:
                return replace(found, tries=tries)
            self.pause(wait)

    def _once(self, address: str) -> tuple[Visit, float | None]:
        """One try, and how long the server asks to wait before the next."""
        at = self.today().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        redirects: list[str] = []
        lasting = True
        current = address
        try:
            while True:
                answer = self._head_or_get(current)
                if not _redirects(answer):
                    break
                following = _joined(current, answer)
                redirects.append(following)
                lasting = lasting and answer.status in (301, 308)
                if following == current or following in redirects[:-1] or len(redirects) > MAX_REDIRECTS:
                    raise _Failed(Outcome.BAD_ANSWER, "redirects without end")
                if not may_follow(current, following):
                    raise _Failed(Outcome.NOT_FOLLOWED, f"redirect to {following}")
                current = following
            outcome, detail = self._judged(address, current, answer)
        except _Failed as failure:
            visit = Visit(address, at, failure.outcome, redirects=tuple(redirects), detail=str(failure))
            return visit, None
        if outcome is Outcome.WORKS and redirects and lasting:
            outcome = Outcome.MOVED
        wait = self._wait(answer) if answer.status in (429, 503) else None
        return Visit(address, at, outcome, answer.status, tuple(redirects), detail), wait

    def _head_or_get(self, address: str) -> Answer:
        """What a server answers to HEAD where that tells all, and to GET otherwise."""
        try:
            answer = self._ask("HEAD", address)
        except _Failed as failure:
            if not failure.connected or failure.outcome not in PASSING:
                raise
        else:
            if _redirects(answer) or (answer.status < 300 and "html" not in answer.content_type):
                return answer
        return self._ask("GET", address)  # HEAD is often answered wrongly or not at all, and has no text to look at

    def _wait(self, answer: Answer) -> float | None:
        """Seconds that a Retry-After asks for, as a number or a date."""
        given = (answer.retry_after or "").strip()
        if given.isascii() and given.isdigit():
            return min(float(given), 1e9)
        with suppress(ValueError, TypeError, OverflowError):
            return max(0.0, (parsedate_to_datetime(given) - self.today()).total_seconds())
        return None

    def _judged(self, address: str, final: str, answer: Answer) -> tuple[Outcome, str]:
        if answer.status in (404, 410):
            return Outcome.NOT_FOUND, ""
        if answer.status >= 500:
            return Outcome.SERVER_ERROR, ""
        if not 200 <= answer.status < 300:
            return Outcome.REFUSED, ""
        if _is_home(final) and not _is_home(address):
            return Outcome.SOFT_NOT_FOUND, "sent on to the home page"
        if "html" not in answer.content_type:
            return Outcome.WORKS, ""
        text = answer.body.decode("utf-8", "replace")
        heading = _heading(text)
        if _ABSENT.search(heading):
            return Outcome.SOFT_NOT_FOUND, heading[:80]
        if not _is_home(final) and self._missing_page(final) in ((final, ""), ("", _essence(text))):
            return Outcome.SOFT_NOT_FOUND, "the host shows the same for an address that cannot be there"
        return Outcome.WORKS, ""

    def _missing_page(self, address: str) -> tuple[str, str] | None:
        """What the host of an address shows for one that cannot be there; asked once for each host."""
        parts = urlsplit(address)
        host = self._hosts[parts.netloc]
        if host.missing_page is False:
            digest = hashlib.sha256(parts.netloc.encode()).hexdigest()[:16]
            host.missing_page = None
            with suppress(_Failed):
                answer = self._ask("GET", urlunsplit((parts.scheme, parts.netloc, f"/bestaat-niet-{digest}", "", "")))
                if _redirects(answer):
                    host.missing_page = _joined(address, answer), ""
                elif 200 <= answer.status < 300:
                    host.missing_page = "", _essence(answer.body.decode("utf-8", "replace"))
        assert not isinstance(host.missing_page, bool)
        return host.missing_page

    def _ask(self, method: str, address: str) -> Answer:
        """One request, in its host's turn."""
        parts = urlsplit(_ascii(address))
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise _Failed(Outcome.NOT_FOLLOWED, f"not an address of the web: {address[:200]}")
        host = self._hosts[parts.netloc]
        with host.lock:
            early = host.free_at - monotonic()
            if early > 0:
                self.pause(early)
            try:
                return self._request(method, parts.scheme, parts.hostname, _port(address), _target(address))
            finally:
                host.free_at = monotonic() + self.delay

    def _request(self, method: str, scheme: str, host: str, port: int | None, target: str) -> Answer:
        connection: http.client.HTTPConnection
        if scheme == "https":
            connection = http.client.HTTPSConnection(host, port, timeout=self.timeout, context=self.context)
        else:
            connection = http.client.HTTPConnection(host, port, timeout=self.timeout)
        late = threading.Event()

        def stop() -> None:
            """A server that sends a byte a second never times out: the whole request does."""
            late.set()
            plain = connection.sock
            if plain is not None:
                with suppress(OSError):
                    plain.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(self.timeout, stop)
        timer.daemon = True
        timer.start()
        connected = False
        try:
            connection.connect()
            connected = True
            connection.request(
                method,
                target,
                headers={"User-Agent": self.user_agent, "Accept": "*/*", "Accept-Encoding": "identity"},
            )
            response = connection.getresponse()
            body = b"" if method == "HEAD" else _unpacked(response.read(MAX_BODY), response)
            if late.is_set():
                raise TimeoutError
            return Answer(
                response.status,
                response.getheader("Location"),
                (response.getheader("Content-Type") or "").lower(),
                response.getheader("Retry-After"),
                body,
            )
        except (http.client.HTTPException, OSError, ValueError) as error:
            failure = _failure(error, late.is_set())
            failure.connected = connected
            raise failure from None
        finally:
            timer.cancel()
            connection.close()


def _failure(error: Exception, late: bool) -> _Failed:
    detail = " ".join(str(error).split())[:200] or type(error).__name__
    if late or isinstance(error, TimeoutError):
        return _Failed(Outcome.TIMEOUT, "no full answer in time")
    if isinstance(error, ssl.SSLCertVerificationError):
        return _Failed(Outcome.UNSAFE, error.verify_message)
    if isinstance(error, socket.gaierror):
        return _Failed(Outcome.NO_HOST, detail)
    if isinstance(error, ssl.SSLError):
        return _Failed(Outcome.UNSAFE, error.reason or detail)
    if isinstance(error, UnicodeError | http.client.InvalidURL):
        return _Failed(Outcome.NOT_FOLLOWED, f"not an address of the web: {detail}")
    if isinstance(error, OSError):
        return _Failed(Outcome.UNREACHABLE, errno.errorcode.get(error.errno or 0, detail))
    return _Failed(Outcome.BAD_ANSWER, detail)


def _redirects(answer: Answer) -> bool:
    return answer.status in (301, 302, 303, 307, 308) and answer.location is not None


def _joined(current: str, answer: Answer) -> str:
    """The address that a redirect leads to."""
    try:
        return _ascii(urljoin(current, answer.location or ""))
    except ValueError as error:
        raise _Failed(Outcome.NOT_FOLLOWED, f"redirect to no address: {error}"[:200]) from None


def _unpacked(body: bytes, response: http.client.HTTPResponse) -> bytes:
    """A body as text: packed ones, which were not asked for, are unpacked up to the limit."""
    if (response.getheader("Content-Encoding") or "").lower() not in ("gzip", "deflate"):
        return body
    with suppress(zlib.error):
        return zlib.decompressobj(wbits=47).decompress(body, MAX_BODY)
    return b""


def _port(address: str) -> int | None:
    try:
        return urlsplit(address).port
    except ValueError as error:
        raise _Failed(Outcome.NOT_FOLLOWED, str(error)) from None


def _target(address: str) -> str:
    parts = urlsplit(address)
    return urlunsplit(("", "", quote(parts.path or "/", safe=_SAFE), quote(parts.query, safe=_SAFE), ""))


_SAFE: Final = "/%:=&?~+!$,;'@()*[]"


def _ascii(address: str) -> str:
    """An address with its host in ASCII (IDNA) and without fragment; RFC 3987 to RFC 3986."""
    # What a header holds is bytes: servers send UTF-8, and http.client reads Latin-1.
    with suppress(UnicodeError):
        address = address.encode("latin-1").decode("utf-8")
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        netloc = f"[{host}]" if ":" in host else host
        if parts.port is not None:
            netloc += f":{parts.port}"
    except ValueError as error:  # UnicodeError is one
        raise _Failed(Outcome.NOT_FOLLOWED, f"{error}"[:200]) from None
    path = quote(parts.path, safe=_SAFE)
    return urlunsplit((parts.scheme, netloc, path, quote(parts.query, safe=_SAFE), ""))


def may_follow(current: str, following: str) -> bool:
    """Whether a redirect may be followed: to http or https, and not from the internet into the local network."""
    if urlsplit(following).scheme not in ("http", "https"):
        return False
    return _is_local(current) or not _is_local(following)


def _is_local(address: str) -> bool:
    parts = urlsplit(address)
    try:
        found = socket.getaddrinfo(parts.hostname, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False  # then it cannot be visited either
    return any(not ipaddress.ip_address(str(entry[4][0]).partition("%")[0]).is_global for entry in found)


_HOME: Final = re.compile(r"/?(?:(?:nl|en|home|start|index|default)(?:\.\w+)?/?)?", re.IGNORECASE)
_HEADING: Final = re.compile(r"<(title|h1)\b[^>]*>(.*?)</\1\s*>", re.IGNORECASE | re.DOTALL)
_MARKUP: Final = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)
_ABSENT: Final = re.compile(
    r"^\W*404\b|\b(?:(?:error|fout|http)\W{1,3}404|niet gevonden|not found"
    r"|(?:pagina|document|bestand|artikel) (?:is )?niet (?:meer )?beschikbaar"
    r"|(?:pagina|website|site) bestaat niet(?: meer)?"
    r"|(?:page|file|document) (?:was |is |could |can )?(?:not |no longer )(?:be )?(?:found|available|exists?)"
    r"|domain (?:is )?for sale|domein (?:is )?te koop)\b",
    re.IGNORECASE,
)


def _is_home(address: str) -> bool:
    parts = urlsplit(address)
    return not parts.query and _HOME.fullmatch(parts.path) is not None


def _heading(text: str) -> str:
    """Title and first heading of a page."""
    return " ".join(_plain(match[2]) for match in list(_HEADING.finditer(text))[:2])


def _plain(text: str) -> str:
    return " ".join(html.unescape(_MARKUP.sub(" ", text)).split())


def _essence(text: str) -> str:
    """What a page shows, without digits: pages that tell the time or count visitors are the same all the same."""
    return re.sub(r"\d+", "", _plain(text))
