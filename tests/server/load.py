# SPDX-License-Identifier: MIT
"""Many clients at once, in a process of their own: ``python load.py PORT CLIENTS REQUESTS``.

Each client has a connection and makes one request after the other, of all kinds. Every answer is held to the one that
the same request had when nobody else asked. What came out is printed as JSON: how often each status, how many answers
were wrong, how many were torn off.
"""

import asyncio
import json
import sys
from collections import Counter
from urllib.parse import quote, urlencode

QUERIES = [
    ("ASK { ?s ?p ?o }", "*/*"),
    ("SELECT ?s ?name { ?s a kb:Theme ; skos:prefLabel ?name } ORDER BY ?s ?name", "text/csv"),
    ("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "application/sparql-results+xml"),
    ("SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 500", "application/sparql-results+json"),
    ("CONSTRUCT { ?s skos:prefLabel ?o } { ?s a kb:Theme ; skos:prefLabel ?o }", "application/n-triples"),
    ("SELECT * { ?s ?p", "*/*"),
    ("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "*/*"),
]


def request(method: str, target: str, accept: str = "*/*", body: str = "") -> bytes:
    head = [f"{method} {target} HTTP/1.1", "Host: localhost", f"Accept: {accept}"]
    if body:
        head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode()


REQUESTS = [
    *(request("GET", f"/sparql?query={quote(query)}", accept) for query, accept in QUERIES),
    *(request("POST", "/sparql", accept, urlencode({"query": query})) for query, accept in QUERIES),
    request("GET", "/id/themes/instromen"),
    request("GET", "/doc/themes/instromen", "text/html"),
    request("GET", "/doc/themes/instromen", "text/turtle"),
    request("GET", "/api/themes"),
    request("GET", "/api/search?q=geld"),
    request("GET", "/api/themes/nothing"),
    request("GET", "/sparql"),
]


async def exchange(
    port: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, asked: bytes
) -> tuple[int, bytes]:
    writer.write(asked)
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    status, lines = int(head.split(" ", 2)[1]), head.lower().split("\r\n")
    length = next(int(line.partition(":")[2]) for line in lines if line.startswith("content-length:"))
    return status, await reader.readexactly(length)


async def client(port: int, number: int, count: int, expected: list[tuple[int, bytes]], found: Counter[str]) -> None:
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for turn in range(count):
            position = (number + turn * 7) % len(REQUESTS)
            status, body = await exchange(port, reader, writer, REQUESTS[position])
            found[str(status)] += 1
            # Triples may come in any order, their sum may not differ.
            same = sorted(body.splitlines()) == sorted(expected[position][1].splitlines())
            if status != 503 and (status != expected[position][0] or not same):
                found["wrong"] += 1
        writer.close()
    except (OSError, EOFError, asyncio.LimitOverrunError):
        found["torn"] += 1


async def main(port: int, clients: int, count: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    expected = [await exchange(port, reader, writer, asked) for asked in REQUESTS]
    writer.close()
    found: Counter[str] = Counter()
    await asyncio.gather(*(client(port, number, count, expected, found) for number in range(clients)))
    print(json.dumps(found))


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:])))
