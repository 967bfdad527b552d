# SPDX-License-Identifier: MIT
"""Identifiers lead to their pages and files on servers by others: the same requests to each."""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import web_servers
from vmbo_mbo_kb.generators import redirects
from vmbo_mbo_kb.server.negotiation import preferred

SITE = "https://site.example/kb/"
PATH = "/vmbo-mbo/"

ACCEPTS = {
    None: "html",
    "": "html",
    "*/*": "html",
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8": "html",  # browsers
    "text/turtle": "ttl",
    "TEXT/Turtle": "ttl",
    "text/turtle, */*": "ttl",
    "text/turtle;q=0.9, */*;q=0.8": "ttl",
    "text/turtle;q=0.5, text/html": "html",
    "text/html;q=0.5, text/turtle": "ttl",
    "text/html;q=0.0, text/turtle;q=0.3": "ttl",
    "text/turtle;charset=utf-8": "ttl",
    "text/turtle;q=1.000": "ttl",
    "application/ld+json": "jsonld",
    'application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"': "jsonld",
    "application/json": "jsonld",
    "application/*": "jsonld",
    "application/rdf+xml;q=0.9, application/ld+json;q=0.8": "jsonld",
    "text/csv": "csv",
    "text/*": "html",
    "text/turtle, application/ld+json, text/csv": "ttl",
    "application/rdf+xml": "none",
    "image/png": "none",
    "text/turtle;q=0": "none",
    "text/turtlesque": "none",
    "x-text/turtle": "none",
    "nonsense": "none",
}
"""What each header asks for."""

LANGUAGES = {
    None: "en",
    "nl": "nl",
    "nl-NL,nl;q=0.9,en-US;q=0.8,en;q=0.7": "nl",
    "nl-BE": "nl",
    "en-GB,en;q=0.9,nl;q=0.8": "en",
    "fr, nl;q=0.5": "nl",
    "fr": "en",
    "*": "en",
}

VM2 = {
    "html": "{language}/collaboration-forms/vm2.html",
    "ttl": "data/collaboration-forms/vm2.ttl",
    "jsonld": "jsonld/collaboration-forms/vm2.jsonld",
    "csv": "data/collaboration-forms/vm2.csv",
    "none": None,
}

PATHS = {
    # path: format asked for, status, place
    "id/themes/instroom": ("html", 303, "en/themes/instroom.html"),
    "doc/themes/instroom": ("html", 303, "en/themes/instroom.html"),
    "doc/themes/instroom.html": ("html", 303, "en/themes/instroom.html"),
    "doc/themes/instroom.ttl": ("html", 302, "data/themes/instroom.ttl"),
    "doc/themes/instroom.jsonld": ("csv", 302, "jsonld/themes/instroom.jsonld"),
    "id/themes": ("html", 303, "en/themes/index.html"),
    "id/themes/": ("ttl", 303, "thesaurus.ttl"),
    "id/dataset/vmbo-mbo-kb": ("html", 303, "en/downloads.html"),
    "id/dataset/vmbo-mbo-kb/2026.2": ("ttl", 303, "dcat.ttl"),
    "id/dataset/vmbo-mbo-kb/2026.1": ("jsonld", 303, "dcat.jsonld"),
    "def": ("ttl", 303, "ontology.ttl"),
    "": ("html", 302, ""),
    "nl/index.html": ("html", 302, "nl/index.html"),
    "id/nothing-like-it/x": ("html", 302, "id/nothing-like-it/x"),
    "id/themes/INSTROOM": ("html", 302, "id/themes/INSTROOM"),
}

ASKING = {"html": "text/html", "ttl": "text/turtle", "jsonld": "application/ld+json", "csv": "text/csv"}


@contextmanager
def apache(folder: Path) -> Iterator[int]:
    """Apache with the rules as the ``.htaccess`` of a folder, as at w3id.org."""
    inner = folder / "htdocs" / PATH.strip("/")
    inner.mkdir(parents=True)
    (inner / ".htaccess").write_text(redirects.htaccess(site=SITE), "utf-8")
    with web_servers.apache(folder, folder / "htdocs") as port:
        yield port


@contextmanager
def nginx(folder: Path) -> Iterator[int]:
    port = web_servers.free_port()
    rules = redirects.nginx(site=SITE).replace("server {", f"server {{\n    listen 127.0.0.1:{port};", 1)
    with web_servers.nginx(folder, rules, port):
        yield port


@contextmanager
def caddy(folder: Path) -> Iterator[int]:
    port = web_servers.free_port()
    rules = redirects.caddy(site=SITE).replace("https://w3id.org {", f":{port} {{\n    bind 127.0.0.1", 1)
    with web_servers.caddy(folder, rules, port):
        yield port


SERVERS = {"apache": apache, "nginx": nginx, "caddy": caddy}


def answer(port: int, path: str, accept: str | None = None, language: str | None = None) -> tuple[int, str | None, str]:
    """Status, place and the header Vary."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    headers = {"Accept": accept, "Accept-Language": language}
    connection.request(
        "GET", PATH + path, headers={name: value for name, value in headers.items() if value is not None}
    )
    response = connection.getresponse()
    response.read()
    connection.close()
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    return response.status, response.headers["Location"], response.headers["Vary"] or ""


@pytest.mark.parametrize("name", SERVERS)
def test_servers_lead_to_the_format_and_language_asked_for(name: str, tmp_path: Path) -> None:
    with SERVERS[name](tmp_path) as port:
        for accept, wanted in ACCEPTS.items():
            status, place, vary = answer(port, "id/collaboration-forms/vm2", accept)
            target = VM2[wanted]
            if target is None:
                assert (accept, status, place) == (accept, 406, None)
            else:
                assert (accept, status, place) == (accept, 303, SITE + target.format(language="en"))
            assert "Accept" in vary
            assert "Accept-Language" in vary
        for language, tag in LANGUAGES.items():
            status, place, _ = answer(port, "id/collaboration-forms/vm2", "text/html", language)
            assert (language, status, place) == (language, 303, f"{SITE}{tag}/collaboration-forms/vm2.html")
        for path, (wanted, code, target) in PATHS.items():
            status, place, _ = answer(port, path, ASKING[wanted])
            assert (path, status, place) == (path, code, SITE + target)
        assert answer(port, "id/themes", "text/csv")[:2] == (406, None)


def test_patterns_ask_for_what_the_headers_say() -> None:
    assert {header: redirects.accepted(header or "") for header in ACCEPTS} == ACCEPTS


@pytest.mark.parametrize("accept", [header for header in ACCEPTS if header is not None and "*" not in header])
def test_static_rules_agree_with_the_server_that_weighs(accept: str) -> None:
    """Where a header names types and no ranges, the static rules choose as :mod:`vmbo_mbo_kb.server` does."""
    offers = {kind: name for name, kinds in redirects.FORMATS.items() for kind in kinds}
    found = preferred(accept, list(offers))
    assert redirects.accepted(accept) == (redirects.NONE if found is None else offers[found])


def test_a_site_at_its_own_base_is_not_led_in_circles() -> None:
    base = "https://kennis.example/"
    for rules in (redirects.htaccess(base), redirects.nginx(base), redirects.caddy(base)):
        assert base in rules
        assert redirects.PLACEHOLDER not in rules
        assert "302" in rules  # the files by their endings
        assert "rest" not in rules
        assert "^(.*)$" not in rules
    assert redirects.PLACEHOLDER in redirects.htaccess()
