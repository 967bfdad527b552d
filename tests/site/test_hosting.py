# SPDX-License-Identifier: MIT
"""Web servers by others give the site with its headers and media types, and its page for what is not there."""

import http.client
import json
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.site.hosts import HOSTS
from vmbo_mbo_kb.generators.hosting import MEDIA_TYPES
from vmbo_mbo_kb.site.policy import HEADERS


def ask(port: int, path: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and content."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", quote(f"/{path}"))
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response.status, dict(response.getheaders()), content


def one_of_each(site: Path) -> dict[str, str]:
    """The path of a file by its media type and the ending of its name, as the manifest has them."""
    manifest = json.loads((site / "manifest.json").read_bytes())
    found: dict[tuple[str, str], str] = {}
    for entry in manifest["files"]:
        name = entry["path"].rpartition("/")[2]
        found.setdefault((entry["media_type"], name.rpartition(".")[2]), entry["path"])
    return {path: media_type for (media_type, _), path in found.items()}


@pytest.mark.parametrize("name", HOSTS)
def test_files_have_the_headers_and_media_types(name: str, small: Path, tmp_path: Path) -> None:
    wanted = one_of_each(small)
    assert len(wanted) > 15
    with HOSTS[name](tmp_path, small) as port:
        for path, media_type in wanted.items():
            status, headers, content = ask(port, path)
            assert (path, status) == (path, 200)
            assert content == (small / path).read_bytes()
            found = headers["Content-Type"].partition(";")[0]
            # Some formats are JSON of a kind that no ending tells.
            assert found == media_type or (path.endswith(".json") and found == "application/json"), path
            assert {each: headers.get(each) for each in HEADERS} == HEADERS, path
        for path in ("", "nl/", "en/themes/"):
            status, headers, content = ask(port, path)
            assert status == 200
            assert content == (small / path / "index.html").read_bytes()
            assert headers["Content-Type"] == "text/html; charset=utf-8"
        for path in ("nl/no/such/page.html", "data/themes/none.ttl", "none"):
            status, headers, content = ask(port, path)
            assert (path, status) == (path, 404)
            assert content == (small / "404.html").read_bytes()
            assert headers["Content-Type"] == "text/html; charset=utf-8"
            assert {each: headers.get(each) for each in HEADERS} == HEADERS, path


def test_every_file_has_a_media_type_that_its_ending_tells(small: Path) -> None:
    for path, media_type in one_of_each(small).items():
        name = path.rpartition("/")[2]
        told = MEDIA_TYPES.get(name.rpartition(".")[2], "text/plain")
        assert told == media_type or path == ".well-known/void" or told == "application/json", path


def test_the_headers_of_hosts_that_read_a_file(small: Path) -> None:
    first, *lines = (small / "_headers").read_text("utf-8").splitlines()
    assert first == "/*"
    assert dict(line.strip().split(": ", 1) for line in lines) == HEADERS


def test_no_header_allows_what_stands_inside_a_page() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "'unsafe-eval'" not in policy
    assert "default-src 'none'" in policy
