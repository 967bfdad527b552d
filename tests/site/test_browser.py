# SPDX-License-Identifier: MIT
"""The real dataset's site in a real browser: Debian's Chromium, driven by playwright, with axe-core as judge.

The site comes from a plain server of files on the loopback. Whatever a page does, no other host is asked for anything.
"""

import csv
import http.server
import json
import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

import vmbo_mbo_kb as kb
from tests.site.hosts import HOSTS
from vmbo_mbo_kb.periods import span

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="chromium is not installed (Debian: apt-get install chromium)"),
    pytest.mark.xdist_group("browser"),  # one site and one browser for all
]

expect.set_options(timeout=20_000)  # other tests keep the machine busy

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
    "on-date/2012.html",
    "documents/index.html",
    "subsidy-schemes/by/state/yes.html",
    "themes/index.html",
    "charts.html",
    "downloads.html",
    "who.html",
    "addresses.html",
    "model/index.html",
    "model/SubsidyScheme.html",
    "terms.html",
    "api.html",
    "curator.html",
    "everything.html",
    "sparql.html#example=held-on-a-day",
)
"""One page of every kind."""


class Files(http.server.SimpleHTTPRequestHandler):
    """A plain server of files, with the site's page for what is not there. What lies below ``below`` is the site."""

    below = "/"

    def log_message(self, *_: object) -> None:
        pass

    def translate_path(self, path: str) -> str:
        if not path.startswith(self.below):
            return str(Path(self.directory, "not there"))
        return super().translate_path("/" + path.removeprefix(self.below))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != 404:
            super().send_error(code, message, explain)
            return
        content = Path(self.directory, "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


class FilesBelow(Files):
    """The same site as part of another: what GitHub Pages does with the pages of a project."""

    below = "/kb/"


def serve(handler: type[Files], folder: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{handler.below}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def site(real: Path) -> Iterator[str]:
    """Address of the real dataset's site."""
    yield from serve(Files, real)


@pytest.fixture(scope="module")
def site_below(real: Path) -> Iterator[str]:
    """Address of the same site below a path."""
    yield from serve(FilesBelow, real)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Chromium's own sandbox cannot be had by root, which tests in a container run as.
    options = ["--no-sandbox"] if os.getuid() == 0 else []
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def data() -> kb.KnowledgeBase:
    return kb.load()


class Watched:
    """A context of the browser of which all is written down: requests to elsewhere, errors, breaches of the policy."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.context = context
        self.page: Page = context.new_page()
        self.elsewhere: list[str] = []
        self.problems: list[str] = []
        self.expected = "no such text"
        """A text that the browser says of what a test wants to go wrong."""
        self.page.set_default_timeout(30_000)
        host = "/".join(site.split("/")[:3]) + "/"
        context.on("request", lambda request: self._asked(request.url, host))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda said: self.problems.append(said.text) if said.type == "error" else None)

    def _asked(self, address: str, host: str) -> None:
        if not address.startswith((host, "data:", f"blob:{host}")):
            self.elsewhere.append(address)


@contextmanager
def watching(browser: Browser, site: str, **options: Any) -> Iterator[Watched]:
    """A context of its own; in the end nothing went elsewhere and nothing went wrong."""
    context = browser.new_context(base_url=site, locale="nl-NL", **options)
    found = Watched(context, site)
    yield found
    context.close()
    assert found.elsewhere == []
    assert [each for each in found.problems if found.expected not in each] == []


@pytest.fixture
def watched(browser: Browser, site: str) -> Iterator[Watched]:
    with watching(browser, site) as found:
        yield found


@pytest.mark.parametrize("language", ["nl", "en"])
def test_words_in_a_drawing_stay_in_their_boxes(browser: Browser, data: kb.KnowledgeBase, language: Any) -> None:
    """In the font at hand; Debian's, DejaVu Sans, is among the widest."""
    drawings: dict[frozenset[str], str] = {}
    for entity in (*data.collaboration_forms, *data.subsidy_schemes, *data.regulations, *data.organisations):
        found = data.lineage(entity.id)
        if len(found.members) > 1:
            drawings.setdefault(frozenset(member.id for member in found.members), found.svg(language))
    page = browser.new_page()
    page.set_content("".join(drawings.values()))
    judged, outside = page.evaluate("""() => {
        let judged = 0
        const outside = []
        for (const rect of document.querySelectorAll("svg rect")) {
            const box = rect.getBBox()
            for (let each = rect.nextElementSibling; each?.tagName == "text"; each = each.nextElementSibling) {
                judged += 1
                const words = each.getBBox()
                if (words.x < box.x || words.x + words.width > box.x + box.width) outside.push(each.textContent)
            }
        }
        return [judged, outside]
    }""")
    page.close()
    assert outside == []
    assert judged > 2 * sum(map(len, drawings)) > 20


def test_from_home_by_search_to_a_record_its_lineage_and_a_source(watched: Watched) -> None:
    page = watched.page
    page.goto("nl/index.html")
    page.get_by_role("searchbox").first.fill("leergang vmbo-mbo2")
    page.keyboard.press("Enter")
    results = page.locator("#search-results a")
    expect(results.first).to_be_visible()
    results.filter(has_text="Pilots vmbo").first.click()
    page.wait_for_url("**/nl/collaboration-forms/vm2.html")
    expect(page.locator("#lineage .drawing svg")).to_be_visible()
    page.locator("#lineage td a").filter(has_text="Experiment doorlopende").first.click()
    page.wait_for_url("**/nl/collaboration-forms/*.html")
    expect(page.locator("h1")).to_contain_text("Experiment doorlopende")
    page.go_back()
    mark = page.locator("#valid a.cite").first
    target = mark.get_attribute("href")
    mark.click()
    expect(page.locator(f"li{target}")).to_be_in_viewport()
    page.locator(f"{target} > a").first.click()
    page.wait_for_url("**/nl/sources/**")


def ids(page: Page, selector: str) -> set[str]:
    """The ids of the records that links lead to."""
    addresses = page.locator(selector).evaluate_all("links => links.map((link) => link.href)")
    return {address.split("/")[-1].removesuffix(".html") for address in addresses}


def test_the_state_on_a_date_is_what_the_library_says(watched: Watched, data: kb.KnowledgeBase) -> None:
    page = watched.page
    page.goto("nl/on-date.html")
    for day in (data.records.dataset["as_of"], "2012-01-01", "2008-08-01"):
        if day != data.records.dataset["as_of"]:
            page.fill("#day", day)
            expect(page).to_have_url(re.compile(f"day={day}$"))
        for answer in (kb.Answer.YES, kb.Answer.POSSIBLY):
            held = {
                record["id"]
                for _, record in data.records
                if "valid" in record and data[record["id"]].holds(date.fromisoformat(day)) is answer
            }
            assert len(held) > 10
            assert ids(page, f"[data-days]:not([hidden]):has(.state.{answer.value}) a") == held, (day, answer)
    page.get_by_label("alleen wat zeker gold").check()
    expect(page.locator("[data-days]:not([hidden]) .state.possibly")).to_have_count(0)
    expect(page.locator("[data-days]:not([hidden]) .state.yes").first).to_be_visible()
    page.goto("en/on-date.html?day=2012-01-01")  # an address to share
    expect(page.get_by_role("status")).to_contain_text("held for certain")
    assert page.input_value("#day") == "2012-01-01"


@pytest.mark.parametrize(("name", "rows"), [("timeline.html", ".timeline"), ("who.html", "svg.map[role]")])
def test_drawings_by_keyboard(watched: Watched, name: str, rows: str) -> None:
    """One stop for Tab, arrow keys from row to row, Enter opens what the row is about."""
    page = watched.page
    page.goto(f"nl/{name}")
    links = page.locator(rows).first.locator("a")
    for _ in range(40):
        page.keyboard.press("Tab")
        if links.first.evaluate("link => link === document.activeElement"):
            break
    expect(links.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(links.nth(2)).to_be_focused()
    page.keyboard.press("End")
    expect(links.last).to_be_focused()
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("Tab")
    assert not page.locator(rows).first.evaluate("drawing => drawing.contains(document.activeElement)")
    page.keyboard.press("Shift+Tab")
    expect(links.nth(1)).to_be_focused()
    wanted = links.nth(1).evaluate("link => new URL(link.getAttribute('href'), location).href")
    page.keyboard.press("Enter")
    page.wait_for_url(wanted)


def test_choices_combine_on_a_list(watched: Watched, data: kb.KnowledgeBase) -> None:
    """The count is read out, the address can be shared, and the page of one choice leads to the list with both."""
    page, count, shown = watched.page, watched.page.locator("[data-count]"), "[data-records] > li:not([hidden]) a"
    laws = [record for spec, record in data.records if spec.slug == "regulations"]
    held = {
        record["id"]
        for record in laws
        if span(record["valid"]["from"], record["valid"]["through"]).meets(date(2011, 1, 1), date(2015, 12, 31))
        is not kb.Answer.NO
    }
    both = {record["id"] for record in laws if record["id"] in held and record.get("name_status") == "official-name"}
    assert 0 < len(both) < len(held) < len(laws)
    page.goto("nl/regulations/index.html")
    expect(count).to_have_text(str(len(laws)))
    assert page.locator(".total").get_attribute("role") == "status"
    page.locator("[data-filter='years=2011-2015']").click()
    expect(count).to_have_text(str(len(held)))
    assert ids(page, shown) == held
    page.locator("[data-filter='name_status=official-name']").click()
    expect(count).to_have_text(str(len(both)))
    assert ids(page, shown) == both
    assert page.url.endswith("/regulations/index.html?years=2011-2015&name_status=official-name")
    page.reload()
    expect(count).to_have_text(str(len(both)))
    page.locator("[data-filter='years=2011-2015']").click()  # off again
    expect(count).to_have_text(str(sum(record.get("name_status") == "official-name" for record in laws)))
    page.goto("nl/regulations/by/years/2011-2015.html")
    page.locator("[data-filter='name_status=official-name']").click()
    page.wait_for_url("**/regulations/index.html?years=2011-2015&name_status=official-name")
    expect(count).to_have_text(str(len(both)))


def test_choices_go_through_all_pages_of_a_long_list(watched: Watched, data: kb.KnowledgeBase) -> None:
    page, count, shown = watched.page, watched.page.locator("[data-count]"), "[data-records] > li:not([hidden]) a"
    papers = {record["id"]: record for spec, record in data.records if spec.slug == "documents"}
    evaluations = {each for each, record in papers.items() if record["kind"] == "evaluation"}
    page.goto("nl/documents/index.html")
    assert page.locator(shown).count() < len(papers)  # the rest is on other pages
    page.locator("[data-filter='kind=evaluation']").evaluate("link => link.closest('details').open = true")
    page.locator("[data-filter='kind=evaluation']").click()
    expect(count).to_have_text(str(len(evaluations)))
    assert ids(page, shown) == evaluations
    expect(page.locator("main > .pager").first).to_be_hidden()
    words = data.label(min(evaluations), "nl")
    page.fill("#narrow", words)
    expect(page.locator(shown).first).to_have_text(words)
    expect(page).to_have_url(re.compile("kind=evaluation&words="))
    page.fill("#narrow", "")
    page.locator("[data-filter='kind=evaluation']").click()
    expect(count).to_have_text(str(len(papers)))
    expect(page.locator("main > .pager").first).to_be_visible()


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


def test_what_has_the_name_that_is_searched_comes_first(watched: Watched) -> None:
    """Before what is about texts that bear the same name; and each result says of what kind it is."""
    page = watched.page
    for words, path, kind in (
        ("vm2", "collaboration-forms/vm2", "Samenwerkingsvormen"),
        ("sterk techniekonderwijs 2025", "subsidy-schemes/sto-2025", "Subsidieregelingen"),
    ):
        page.goto(f"nl/search.html?q={words}")
        first = page.locator("#search-results li").first
        expect(first.locator("a")).to_have_attribute("href", re.compile(f"/nl/{path}.html"))
        expect(first.locator(".kind")).to_have_text(kind)


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


def test_the_first_answer_comes_within_two_seconds(browser: Browser, site: str) -> None:
    """The engine and the whole dataset included, with nothing in the browser's memory; where the machine is busy with
    other tests too, the best of a few tries counts, and a miss says nothing."""
    times = []
    while not times or (min(times) > 2000 and len(times) < 6):
        with watching(browser, site) as watched:
            watched.page.add_init_script(
                "new MutationObserver(() => { if (document.querySelector('#sparql-results td')) "
                "window.answered ??= performance.now(); }).observe(document, { subtree: true, childList: true })"
            )
            watched.page.goto("nl/sparql.html#example=held-on-a-day")
            expect(watched.page.locator("#sparql-results td").first).to_be_visible()
            times.append(watched.page.evaluate("window.answered"))
    if min(times) >= 2000 and os.getloadavg()[0] > 0.75 * len(os.sched_getaffinity(0)):
        pytest.skip(f"the machine is too busy to judge: best of {len(times)} tries {min(times):.0f} ms")
    assert min(times) < 2000


def test_a_file_is_downloaded_as_it_was_built(watched: Watched, site: str, tmp_path: Path) -> None:
    page = watched.page
    page.goto("nl/downloads.html")
    with page.expect_download() as download:
        page.locator("a[href$='vmbo-mbo-kb.ttl']").first.click()
    download.value.save_as(tmp_path / "vmbo-mbo-kb.ttl")
    manifest = watched.context.request.get(f"{site}manifest.json").json()
    wanted = next(entry["sha256"] for entry in manifest["files"] if entry["path"] == "vmbo-mbo-kb.ttl")
    assert sha256((tmp_path / "vmbo-mbo-kb.ttl").read_bytes()).hexdigest() == wanted


def test_what_is_not_there_leads_back(browser: Browser, site: str, site_below: str) -> None:
    """From any depth, at the root of a host and below a path; without scripts too where the site is at the root."""
    for address, scripts in ((site, True), (site, False), (site_below, True)):
        with watching(browser, address, java_script_enabled=scripts) as watched:
            page, watched.expected = watched.page, "404 (Not Found)"
            response = page.goto("nl/no/such/page.html")
            assert response is not None
            assert response.status == 404
            link = page.get_by_role("link", name="Naar het begin")
            expect(link).to_have_attribute("href", address.removeprefix(address.rstrip("/kb")) + "nl/index.html")
            expect(link).to_have_css("border-radius", "6px")  # the style is there
            link.click()
            expect(page.locator("h1")).to_contain_text("Kennisbank")


def test_the_site_works_below_a_path(browser: Browser, site_below: str) -> None:
    with watching(browser, site_below) as watched:
        page = watched.page
        page.goto("en/search.html?q=vm2")
        page.locator("#search-results a").first.click()
        page.wait_for_url(f"{site_below}en/*/*.html")
        page.goto("en/sparql.html#example=held-on-a-day")
        expect(page.locator("#sparql-results td a, #sparql-results td").first).to_be_visible()


@pytest.mark.parametrize("name", HOSTS)
def test_the_site_works_under_the_headers_of_a_server(browser: Browser, small: Path, tmp_path: Path, name: str) -> None:
    """With the policy of its rules, search and SPARQL run; and without that of the pages no script inside one does."""
    with HOSTS[name](tmp_path, small) as port, watching(browser, f"http://127.0.0.1:{port}/") as watched:
        page, watched.expected = watched.page, "404 (Not Found)"
        page.goto("en/search.html?q=trial")
        expect(page.locator("#search-results a").first).to_be_visible()
        page.goto("en/sparql.html")
        page.fill("#sparql-query", "ASK { ?theme a kb:Theme }")
        page.click("#sparql-run")
        expect(page.locator("#sparql-results")).to_have_text("Yes")
        page.goto("nl/no/such/page.html")
        page.get_by_role("link", name="Naar het begin").click()
        expect(page.locator("h1")).to_be_visible()

        def poisoned(route: Route) -> None:
            response = route.fetch()
            text = response.text().replace('http-equiv="Content-Security-Policy"', "")
            route.fulfill(response=response, body=text.replace("</body>", "<script>window.ran = 1</script></body>"))

        watched.expected = "violates the following Content Security Policy directive"
        watched.problems.clear()
        page.route("**/en/index.html", poisoned)
        page.goto("en/index.html")
        expect(page.locator("h1")).to_be_visible()
        assert page.evaluate("window.ran") is None
        assert len(watched.problems) == 1


@pytest.mark.parametrize("language", ["nl", "en"])
def test_pages_say_all_without_scripts(browser: Browser, site: str, language: str) -> None:
    """Each kind of page has what it says; what needs scripts is not shown; filters and years are links."""
    with watching(browser, site, java_script_enabled=False) as watched:
        page = watched.page
        for name in PAGES:
            page.goto(f"{language}/{name}")
            expect(page.locator("h1")).to_be_visible()
            assert len(page.locator("main").inner_text()) > 200, name
            for each in page.locator(".scripted").all():
                expect(each).to_be_hidden()
        page.goto(f"{language}/on-date.html")
        page.get_by_role("link", name="2012", exact=True).click()
        page.wait_for_url(f"**/{language}/on-date/2012.html")
        assert page.locator(".state.possibly").count() > 0
        assert "vm2" in ids(page, ".days a")
        page.goto(f"{language}/subsidy-schemes/index.html")
        choice = page.locator("[data-filter='state=yes']")
        count = choice.locator(".count").inner_text()
        choice.click()
        page.wait_for_url("**/subsidy-schemes/by/state/yes.html")
        expect(page.locator("[data-records] > li")).to_have_count(int(count))
        page.goto(f"{language}/sparql.html")
        expect(page.locator("noscript a")).to_be_visible()
        assert page.locator(".example").count() > 5


@pytest.mark.parametrize("language", ["nl", "en"])
def test_pages_are_light_and_lie_still(browser: Browser, site: str, language: str) -> None:
    """Of each kind: less than 100 kB in at most six requests, no layout shift to speak of, and at 320 px no sideways
    scrolling. Search and SPARQL load their engines when they are opened, and are weighed without."""
    heavy = ("search", "sparql")
    found = []
    for name in PAGES:
        with watching(browser, site, viewport={"width": 1280, "height": 900}) as watched:
            page = watched.page
            page.add_init_script(
                "window.shift = 0; new PerformanceObserver((list) => { for (const each of list.getEntries())"
                " if (!each.hadRecentInput) window.shift += each.value; })"
                ".observe({ type: 'layout-shift', buffered: true })"
            )
            page.goto(f"{language}/{name}", wait_until="networkidle")
            shift = page.evaluate("window.shift")
            sizes = page.evaluate(
                "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
                ".map((each) => each.encodedBodySize)"
            )
            page.set_viewport_size({"width": 320, "height": 700})
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            light = name.startswith(heavy) or (sum(sizes) < 100_000 and len(sizes) <= 6)
            if not light or shift > 0.1 or wide > 0:
                found.append((name, sum(sizes), len(sizes), shift, wide))
    assert found == []


def test_a_page_on_paper_has_its_text_and_addresses(watched: Watched) -> None:
    page = watched.page
    page.emulate_media(media="print")
    page.goto("nl/subsidy-schemes/sto-2025.html")
    for hidden in (".top nav", ".top form", "a.language"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("svg.bar").first).to_be_visible()
    link = page.locator("main a.out").first
    shown = link.evaluate("link => getComputedStyle(link, '::after').content")
    assert (link.get_attribute("href") or "?") in shown
    assert page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_pages_are_accessible(browser: Browser, site: str, language: str, scheme: Any) -> None:
    """No serious or critical finding of axe-core, on every kind of page; in the dark, of the rules about colours, as
    all else is the same."""
    rules = "" if scheme == "light" else ", runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }"
    # The policy of the pages lets no script in, not even a judge's.
    with watching(browser, site, color_scheme=scheme, bypass_csp=True) as watched:
        page, found = watched.page, []
        for name in (*PAGES, "../404.html", "../index.html"):
            page.goto(f"{language}/{name}")
            if name.startswith(("sparql", "search")):
                expect(page.locator("#sparql-results td, #search-results li").first).to_be_visible()
            page.add_script_tag(path=AXE)
            result = page.evaluate(f"axe.run({{ resultTypes: ['violations']{rules} }})")
            found += [
                (name, each["id"], node["target"], node["failureSummary"][:160])
                for each in result["violations"]
                if each["impact"] in ("serious", "critical")
                for node in each["nodes"]
            ]
    assert found == []
