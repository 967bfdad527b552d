# SPDX-License-Identifier: MIT
"""Where queries run: a process that holds the data, and forks workers that each answer one query at a time.

    python -m vmbo_mbo_kb.server.worker FD SETTINGS

The parent reads the data once; a fork shares it, costs milliseconds, and may be killed at any moment. It is told what
to do over a socket, a command of five bytes at a time, and answers each with a number. Nothing but this process ends
a worker, and it does so before it takes note of its end, so a process id never means another process.

A worker gets questions and gives answers over a socket of its own:

    question: length (4 bytes), JSON
    answer:   length of the JSON (4 bytes), length of the body (8 bytes), JSON, body
"""

import gzip
import json
import os
import re
import resource
import signal
import socket
import struct
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import orjson
import pyoxigraph as ox

from vmbo_mbo_kb.server import sandbox
from vmbo_mbo_kb.server.formats import GRAPHS, TABLES
from vmbo_mbo_kb.server.negotiation import preferred
from vmbo_mbo_kb.server.problems import Problem, ProblemError
from vmbo_mbo_kb.server.settings import Limits
from vmbo_mbo_kb.sparql import QueryError, RefusedQuery, evaluate, vet
from vmbo_mbo_kb.words import Words

if TYPE_CHECKING:
    from typing_extensions import Buffer

COMMAND: Final = struct.Struct("!cI")
"""What the parent is told: a letter, and the id of a process."""
REPLY: Final = struct.Struct("!q")
QUESTION: Final = struct.Struct("!I")
ANSWER: Final = struct.Struct("!IQ")

FORK: Final = b"f"
"""Make a worker, which gets the socket that comes along; the reply is its id."""
END: Final = b"e"
"""End a worker; the reply is how it ended, as waitpid has it."""
YIELD: Final = b"y"
"""Let others go before this worker; the reply is 0."""

WORTH_COMPRESSING: Final = 1024
_LEAST_ROW: Final = 2
"""Bytes that a row takes at least, in any format."""


@dataclass(frozen=True, slots=True)
class Data:
    """What to serve: files of triples by the graph that they go into; the first is what is asked by default."""

    graphs: dict[str, tuple[str, str]]
    """By IRI: path and media type."""
    prefixes: dict[str, str]
    base: str
    limits: Limits

    def dump(self) -> str:
        """As text, for another process."""
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, text: str) -> "Data":
        """Back from text."""
        content = json.loads(text)
        return cls(**{**content, "limits": Limits(**content["limits"])})


class Engine:
    """Answers questions from a store."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._store = ox.Store()
        self.triples: dict[str, int] = {}
        before = 0
        for graph, (path, media_type) in data.graphs.items():
            syntax = ox.RdfFormat.from_media_type(media_type)
            self._store.load(path=path, format=syntax, base_iri=data.base, to_graph=ox.NamedNode(graph), lenient=True)
            self.triples[graph] = len(self._store) - before
            before = len(self._store)
        # What vets queries and explains mistakes is loaded here, once for all workers.
        for query in ("ASK {", "ASK { ?s kb:unknown ?o }", "ASK { ?s ?p ?o }"):
            with suppress(QueryError):
                evaluate(self._store, query, data.base)

    def answer(self, question: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """What to say of a body, and the body.

        :raises ProblemError: the query is refused, or its result is.
        """
        limits = self._data.limits
        results = self._results(question)
        sink = Sink(limits.max_bytes)
        if isinstance(results, ox.QueryTriples):
            media_type = _chosen(question, GRAPHS)
            syntax = GRAPHS[media_type]
            triples = _at_most(results, limits.max_rows)
            if syntax == ox.RdfFormat.RDF_XML:
                triples = _in_xml(triples)
            ox.serialize(triples, sink, syntax, prefixes=self._data.prefixes)
            body = sink.getvalue()
        else:
            media_type = _chosen(question, TABLES)
            results.serialize(sink, TABLES[media_type])
            body = sink.getvalue()
            # Counting is for the few answers that are long enough to hold too many.
            long = isinstance(results, ox.QuerySolutions) and len(body) > limits.max_rows * _LEAST_ROW
            if long and count_rows(body, TABLES[media_type]) > limits.max_rows:
                raise _too_many_rows(limits.max_rows)
        about = {"media_type": media_type}
        if question["gzip"] and len(body) >= WORTH_COMPRESSING:
            about["encoding"] = "gzip"
            body = gzip.compress(body, 5, mtime=0)
        return about, body

    def _results(self, question: dict[str, Any]) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        text, base = question["query"], self._data.base
        default, named = question["default"], question["named"]
        for graph in (*default, *named):
            if graph not in self._data.graphs:
                raise ProblemError(
                    Problem.UNKNOWN_GRAPH,
                    Words(nl=f"Er is hier geen graaf <{graph}>.", en=f"There is no graph <{graph}> here."),
                )
        graphs = frozenset(self._data.graphs)
        try:
            # A dataset in the request stands before one in the query, and that before the service's own.
            dataset: dict[str, Any] = {}
            if default or named:
                dataset = {"default_graph": _nodes(default), "named_graphs": _nodes(named)}
            elif not vet(text, base, graphs).has_dataset:
                dataset = {"default_graph": _nodes(list(self._data.graphs)[:1])}
            return evaluate(self._store, text, base, graphs=graphs, **dataset)
        except QueryError as error:
            kind = Problem.REFUSED_QUERY if isinstance(error, RefusedQuery) else Problem.MALFORMED_QUERY
            raise ProblemError(kind, Words(nl=error.message("nl"), en=error.message("en"))) from None


def _chosen(question: dict[str, Any], offers: Collection[str]) -> str:
    """The media type to answer in."""
    media_type = preferred(question["accept"], list(offers))
    if media_type is None:
        known = ", ".join(offers)
        raise ProblemError(
            Problem.NOT_ACCEPTABLE,
            Words(nl=f"Het antwoord op deze vraag is er als {known}.", en=f"The answer comes as {known}."),
        )
    return media_type


def _nodes(graphs: list[str]) -> list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]:
    return [ox.NamedNode(graph) for graph in graphs]


class Sink(BytesIO):
    """Takes what is written, up to a limit."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, data: "Buffer", /) -> int:
        """Keep it.

        :raises ProblemError: it is too much.
        """
        size = super().write(data)
        if self.tell() > self._limit:
            raise ProblemError(
                Problem.TOO_LARGE_RESULT,
                Words(
                    nl=f"Een antwoord heeft hier hoogstens {self._limit} bytes; gebruik LIMIT, of download alles.",
                    en=f"A result has at most {self._limit} bytes here; use LIMIT, or download all of it.",
                ),
            )
        return size


def _too_many_rows(limit: int) -> ProblemError:
    return ProblemError(
        Problem.TOO_LARGE_RESULT,
        Words(
            nl=f"Een antwoord heeft hier hoogstens {limit} rijen of triples; gebruik LIMIT, of download alles.",
            en=f"A result has at most {limit} rows or triples here; use LIMIT, or download all of it.",
        ),
    )


def _at_most(triples: Iterable[ox.Triple], limit: int) -> Iterator[ox.Triple]:
    for count, triple in enumerate(triples):
        if count == limit:
            raise _too_many_rows(limit)
        yield triple


# The end of an IRI that can be the name of an XML element; the engine writes elements without a name for the others.
_ELEMENT_NAME: Final = re.compile(r"[^\W\d][\w.-]*\Z")


def _in_xml(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    for triple in triples:
        if not _ELEMENT_NAME.search(triple.predicate.value):
            raise ProblemError(
                Problem.NOT_ACCEPTABLE,
                Words(
                    nl="RDF/XML heeft geen naam voor een eigenschap in dit antwoord; vraag om Turtle.",
                    en="RDF/XML has no name for a property in this result; ask for Turtle.",
                ),
            )
        yield triple


def count_rows(body: bytes, syntax: ox.QueryResultsFormat) -> int:
    """The number of rows in a table."""
    if syntax == ox.QueryResultsFormat.JSON:
        return len(orjson.loads(body)["results"]["bindings"])
    if syntax == ox.QueryResultsFormat.XML:
        return body.count(b"<result>")
    if syntax == ox.QueryResultsFormat.CSV:
        body = re.sub(rb'"[^"]*"', b"", body)  # a doubled quotation mark is two quoted texts side by side
    return body.count(b"\n") - 1


def _worker(channel: socket.socket, engine: Engine, limits: Limits) -> None:
    """Answer questions until there are no more."""
    grown = _peak() + limits.max_memory // 2
    _limit_memory(limits.max_memory)
    while question := _read(channel):
        # The server ends what takes too long; this limit stands should the server itself be stuck.
        spent = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(spent.ru_utime + spent.ru_stime + limits.timeout) + 2
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))
        about, body = _answered(engine, question)
        # Memory once taken seldom goes back to the system: a worker that grew much makes room for a fresh one.
        about["last"] = "last" in about or _peak() > grown
        head = orjson.dumps(about)
        channel.sendall(ANSWER.pack(len(head), len(body)) + head)
        channel.sendall(body)
        if about["last"]:
            return


def _answered(engine: Engine, question: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    try:
        return engine.answer(question)
    except ProblemError as error:
        return _told(error), b""
    except MemoryError:
        return {**_told(ProblemError(Problem.MEMORY_LIMIT)), "last": True}, b""
    except BaseException as error:  # a panic of the engine is no Exception, and its text is not for others
        print(f"a query failed: {type(error).__name__}", file=sys.stderr, flush=True)
        return {**_told(ProblemError(Problem.FAILED_QUERY)), "last": True}, b""


def _told(error: ProblemError) -> dict[str, Any]:
    return {"problem": error.problem.slug, "detail": None if error.detail is None else vars(error.detail)}


def _read(channel: socket.socket) -> dict[str, Any] | None:
    head = _exactly(channel, QUESTION.size)
    if head is None:
        return None
    text = _exactly(channel, *QUESTION.unpack(head))
    return None if text is None else orjson.loads(text)


def _exactly(channel: socket.socket, size: int) -> bytes | None:
    data = b""
    while len(data) < size:
        piece = channel.recv(size - len(data))
        if not piece:
            return None
        data += piece
    return data


def _peak() -> int:
    """The most memory that this process ever had, in bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _limit_memory(more: int) -> None:
    """Take no more address space than this beyond what is in use; only Linux tells how much that is."""
    status = Path("/proc/self/statm")
    if status.exists():
        used = int(status.read_text("ascii").split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + more, used + more))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Nursery:
    """The parent: forks workers on command, and ends them."""

    def __init__(self, control: socket.socket, engine: Engine, limits: Limits) -> None:
        self._control = control
        self._engine = engine
        self._limits = limits
        self._workers: set[int] = set()

    def run(self) -> None:
        """Do as told until the server is gone; then end all workers."""
        try:
            while True:
                message, descriptors, _, _ = socket.recv_fds(self._control, COMMAND.size, 1)
                if len(message) < COMMAND.size:
                    return
                command, process = COMMAND.unpack(message)
                if command == FORK:
                    reply = self._fork(descriptors[0])
                elif process not in self._workers:
                    reply = 0
                elif command == END:
                    reply = self._end(process)
                else:
                    reply = 0
                    os.setpriority(os.PRIO_PROCESS, process, 10)
                self._control.sendall(REPLY.pack(reply))
        finally:
            for process in list(self._workers):
                self._end(process)

    def _fork(self, descriptor: int) -> int:
        own = os.getpid()
        try:
            process = os.fork()
        except OSError as error:
            os.close(descriptor)
            return -(error.errno or 1)
        if process == 0:
            status = 1
            try:
                self._control.close()
                sandbox.die_with_parent(own)
                _worker(socket.socket(fileno=descriptor), self._engine, self._limits)
                status = 0
            except BrokenPipeError:
                pass  # nobody waits for the answer any more
            finally:
                os._exit(status)
        os.close(descriptor)
        self._workers.add(process)
        return process

    def _end(self, process: int) -> int:
        os.kill(process, signal.SIGKILL)  # if it ended by itself, nobody else has its id before waitpid
        self._workers.discard(process)
        return os.waitpid(process, 0)[1]


def main(descriptor: str, settings: str) -> None:
    """Run as the parent of workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server says when to end
    control = socket.socket(fileno=int(descriptor))
    data = Data.load(settings)
    engine = Engine(data)
    measures = sandbox.close_network()
    ready = orjson.dumps({"triples": engine.triples, "measures": measures})
    control.sendall(REPLY.pack(len(ready)) + ready)
    Nursery(control, engine, data.limits).run()


if __name__ == "__main__":
    main(*sys.argv[1:])
