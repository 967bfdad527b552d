# SPDX-License-Identifier: MIT
"""The real dataset's site in a real browser: Debian's Chromium, driven by playwright, with axe-core as judge.

The site comes from a plain server of files on the loopback. Whatever a page does, no other host is asked for anything.
"""

import csv
import http.server
import json
import os
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

import vmbo_mbo_kb as kb

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed (Debian: apt-get install chromium)"),
    pytest.mark.xdist_group("browser"),  # one site and one browser for all
]

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")

PAGES = (
    "index.html",
    "search.html?q=vm2",
    "collaboration-forms/index.html",
    "collaboration-forms/vm2.html",
    "subsidy-schemes/sto-2025.html",
    "questions/index.html",
    "timeline.html",
    "on-date.html",
    "charts.html",
    "downloads.html",
    "who.html",
    "addresses.html",
    "model/index.html",
    "terms.html",
    "api.html",
    "curator.html",
    "everything.html",
    "sparql.html#example=held-on-a-day",
)
"""One page of every kind."""


class Files(http.server.SimpleHTTPRequestHandler):
    """A plain server of files, with the site's page for what is not there."""

    def log_message(self, *_: object) -> None:
        pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != 404:
            super().send_error(code, message, explain)
            return
        content = Path(self.directory, "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture(scope="module")
def site(real: Path) -> Iterator[str]:
    """Address of the real dataset's site."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(real)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Chromium's own sandbox cannot be had by root, which tests in a container run as.
    options = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield opened
        opened.close()


class Watched:
    """A context of the browser of which all is written down: requests to elsewhere, errors, breaches of the policy."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.elsewhere: list[str] = []
        self.problems: list[str] = []
        self.page.set_default_timeout(20_000)
        context.on("request", lambda request: self._asked(request.url, site))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda said: self.problems.append(said.text) if said.type == "error" else None)

    def _asked(self, address: str, site: str) -> None:
        if not address.startswith((site, "data:", f"blob:{site}")):
            self.elsewhere.append(address)


@pytest.fixture
def watched(browser: Browser, site: str) -> Iterator[Watched]:
    context = browser.new_context(base_url=site, locale="nl-NL", accept_downloads=True)
    found = Watched(context, site)
    yield found
    context.close()
    assert found.elsewhere == []
    assert found.problems == []


def test_from_home_by_search_to_a_record_its_lineage_and_a_source(watched: Watched) -> None:
    page = watched.page
    page.goto("nl/index.html")
    page.get_by_role("searchbox").first.fill("leergang vmbo-mbo2")
    page.keyboard.press("Enter")
    results = page.locator("#search-results a")
    expect(results.first).to_be_visible()
    results.filter(has_text="VM2").first.click()
    expect(page.locator("h1")).to_contain_text("VM2")
    expect(page.locator(".drawing svg").first).to_be_visible()
    page.goto("nl/collaboration-forms/vm2.html")
    page.locator(".drawing svg a, .records a, .body a[href*='collaboration-forms']").first.focus()
    mark = page.locator("a.cite").first
    target = mark.get_attribute("href")
    mark.click()
    source = page.locator(f"{target} a").first
    source.click()
    page.wait_for_url("**/nl/sources/**")


def test_search_is_used_by_keyboard_in_both_languages(watched: Watched) -> None:
    page = watched.page
    for language, words in (("nl", "doorlopende leerroute"), ("en", "subsidy")):
        page.goto(f"{language}/search.html")
        expect(page.locator("#search-q")).to_be_focused()
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        expect(page.locator("#search-results li").first).to_be_visible()
        expect(page.locator("#search-status")).to_contain_text(words)
        page.keyboard.press("Tab")  # to the button
        page.keyboard.press("Tab")  # to the first result
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{language}/*/*.html")
        page.go_back()
        expect(page.locator("#search-q")).to_have_value(words)


def test_the_language_switch_stays_on_the_record(watched: Watched) -> None:
    page = watched.page
    page.goto("nl/collaboration-forms/vm2.html")
    page.locator("a.language").click()
    page.wait_for_url("**/en/collaboration-forms/vm2.html")
    assert page.locator("html").get_attribute("lang") == "en"


def test_sparql_runs_examples_shares_and_downloads(watched: Watched, tmp_path: Path) -> None:
    page = watched.page
    page.goto("nl/sparql.html")
    expect(page.locator("#sparql-status")).to_contain_text("triples")
    for name in ("held-on-a-day", "largest-budgets", "merged-organisations"):
        page.select_option("#sparql-example", name)
        page.locator("#sparql-query").press("Control+Enter")
        page.wait_for_url(f"**#example={name}")
        expect(page.locator("#sparql-results tbody tr").first).to_be_visible()
        wanted = kb.load().sparql(page.locator("#sparql-query").input_value())
        expect(page.locator("#sparql-results tbody tr")).to_have_count(len(list(wanted)))  # type: ignore[arg-type]
    for button, read in (("CSV", lambda text: len(list(csv.DictReader(text.splitlines())))),
                         ("JSON", lambda text: len(json.loads(text)["results"]["bindings"]))):  # fmt: skip
        with page.expect_download() as download:
            page.get_by_role("button", name=button).click()
        download.value.save_as(tmp_path / button)
        assert read((tmp_path / button).read_text("utf-8")) == len(list(wanted))  # type: ignore[arg-type]
    page.fill("#sparql-query", "ASK { ?theme a kb:Theme }")
    page.click("#sparql-run")
    expect(page.locator("#sparql-results")).to_have_text("Ja")
    shared = page.url
    page.goto("nl/index.html")
    page.goto(shared)
    expect(page.locator("#sparql-results")).to_have_text("Ja")


def test_sparql_says_where_a_query_is_wrong(watched: Watched) -> None:
    page = watched.page
    page.goto("en/sparql.html")
    page.fill("#sparql-query", "SELECT ?x WHERE {\n  ?x a kb:Theme")
    page.click("#sparql-run")
    expect(page.locator("#sparql-problem")).to_contain_text("error at 2:")
    page.fill("#sparql-query", "SELECT * WHERE { SERVICE <https://example.org/sparql> { ?s ?p ?o } }")
    page.click("#sparql-run")
    expect(page.locator("#sparql-problem")).to_contain_text("not supported")


def test_a_file_is_downloaded_as_it_was_built(watched: Watched, site: str) -> None:
    page = watched.page
    page.goto("nl/downloads.html")
    address = page.locator("a[href$='vmbo-mbo-kb.ttl']").first.get_attribute("href")
    assert address is not None
    response = watched.context.request.get(f"{site}nl/{address}")
    assert response.ok
    manifest = watched.context.request.get(f"{site}manifest.json").json()
    wanted = next(entry["sha256"] for entry in manifest["files"] if entry["path"] == "vmbo-mbo-kb.ttl")
    assert sha256(response.body()).hexdigest() == wanted


def test_what_is_not_there_leads_back(browser: Browser, site: str) -> None:
    page = browser.new_page(base_url=site)
    response = page.goto("nl/no/such/page.html")
    assert response is not None
    assert response.status == 404
    page.locator("main a").first.click()
    expect(page.locator("h1")).to_be_visible()
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_pages_are_accessible(browser: Browser, site: str, language: str, scheme: Any) -> None:
    """No serious or critical finding of axe-core, on every kind of page."""
    # The policy of the pages lets no script in, not even a judge's.
    context = browser.new_context(base_url=site, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    found = []
    for name in PAGES:
        page.goto(f"{language}/{name}")
        if name.startswith(("sparql", "search")):
            expect(page.locator("#sparql-results td, #search-results li").first).to_be_visible(timeout=20_000)
        page.add_script_tag(path=AXE)
        result = page.evaluate("axe.run({ resultTypes: ['violations'] })")
        found += [
            (name, each["id"], node["target"], node["failureSummary"][:160])
            for each in result["violations"]
            if each["impact"] in ("serious", "critical")
            for node in each["nodes"]
        ]
    context.close()
    assert found == []
