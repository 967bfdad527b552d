# SPDX-License-Identifier: MIT
"""The site as files: complete, linked, small, safe, and the same every time."""

import csv
import io
import json
import os
import posixpath
import re
import subprocess
import sys
from base64 import b64encode
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from icalendar import Calendar
from markupsafe import escape

import vmbo_mbo_kb as kb
from benchmarks.synthetic import Synthetic, write_lines
from tests.conftest import DATA
from tests.site.html import Page, check_links
from vmbo_mbo_kb.blueprint import Kind, blueprint
from vmbo_mbo_kb.cli import cli
from vmbo_mbo_kb.model.marks import TEXT_PATTERN
from vmbo_mbo_kb.periods import span
from vmbo_mbo_kb.site.frame import outside
from vmbo_mbo_kb.site.pages.search_index import INSTALL

HEAVY = 100_000
"""Bytes that a page with its style and script stays below."""


DATA_BLOCKS = ("application/json", "application/ld+json")
"""Types of elements ``script`` that hold data, which no browser runs."""


def scripts_are_allowed(page: Page) -> bool:
    """Whether every script comes from a file, is data, or is one whose hash the page's own policy names."""
    policy = next(given["content"] or "" for _, given in page.tags if given.get("http-equiv"))
    for attributes, text in re.findall(r"<script\b([^>]*)>(.*?)</script>", page.text, re.S):
        digest = b64encode(sha256(text.encode()).digest()).decode()
        data = any(f'type="{kind}"' in attributes for kind in DATA_BLOCKS)
        if not (data or " src=" in attributes or f"'sha256-{digest}'" in policy):
            return False
    return True


def judge(folder: Path, data: kb.KnowledgeBase) -> None:
    """All that must hold of any site."""
    pages = check_links(folder)
    dress = sum((folder / "assets" / name).stat().st_size for name in ("site.css", "site.js", "mark.svg"))
    for name, page in pages.items():
        assert len(page.ids) == len(set(page.ids)), name
        assert len(page.text.encode()) + dress < HEAVY, name
        assert [tag for tag, _ in page.tags].count("h1") == 1, name
        assert dict(page.tags)["html"]["lang"] in ("nl", "en"), name
        policy = next(
            given["content"] for _, given in page.tags if given.get("http-equiv") == "Content-Security-Policy"
        )
        assert policy is not None
        assert "unsafe-inline" not in policy
        assert "'unsafe-eval'" not in policy
        for tag, given in page.tags:
            assert not {key for key in given if key == "style" or key.startswith("on")}, name
            assert tag != "style", name
        assert scripts_are_allowed(page), name
        if name.startswith(("nl/", "en/")):
            assert dict(page.tags)["html"]["lang"] == name[:2]
            others = {given["hreflang"] for tag, given in page.tags if tag == "link" and "hreflang" in given}
            assert others == {"nl", "en"}, name
            other = {"nl": "en", "en": "nl"}[name[:2]]
            assert f"{other}{name[2:]}" in pages, name
    for spec, record in data.records:
        for language in ("nl", "en"):
            page = pages[f"{language}/{spec.slug}/{record['id']}.html"]
            words = " ".join("".join(page.words).split())
            assert " ".join(data.label(record["id"], language).split()) in words
            for field in spec.fields:
                if field.name not in record or field.kind is not Kind.PART:
                    continue
                for part in record[field.name]:
                    if field.part and field.part.name != "Citation" and field.name != "follows":
                        assert f"{field.name}.{part['key']}" in page.ids


def test_the_small_dataset(small: Path) -> None:
    judge(small, kb.load(DATA / "valid"))


def test_any_valid_record_has_its_pages(tmp_path: Path) -> None:
    """Of every class with any of its fields, made up from the blueprint."""
    write_lines(Synthetic(60), tmp_path / "records")
    data = kb.load(tmp_path / "records")
    data.build(tmp_path / "public")
    judge(tmp_path / "public", data)


def test_the_real_dataset(real: Path) -> None:
    """Every record has its page in both languages, every link and anchor leads somewhere, no page is heavy."""
    data, folder = kb.load(), real
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    texts = {name: (folder / name).read_text("utf-8") for name in files if name.endswith(".html")}
    anchors = {name: set(re.findall(r' id="([^"]*)"', text)) for name, text in texts.items()}
    dress = sum((folder / "assets" / name).stat().st_size for name in ("site.css", "site.js", "mark.svg"))
    assert max((len(text.encode()) + dress, name) for name, text in texts.items()) < (HEAVY, "")
    for spec, record in data.records:
        for language in ("nl", "en"):
            assert f"{language}/{spec.slug}/{record['id']}.html" in files
    wrong = set()
    for name, text in texts.items():
        for address in set(re.findall(r' (?:href|src|action)="([^"]*)"', text)):
            if not address.startswith(("http://", "https://")):
                path, _, anchor = address.partition("#")
                target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)).lstrip("/") if path else name
                if target not in files or (anchor and anchor not in anchors[target]):
                    wrong.add(f"{name}: {address}")
    assert not wrong


def test_every_field_of_a_record_is_on_its_page(small: Path) -> None:
    page = Page((small / "en" / "subsidy-schemes" / "proefgeld.html").read_text("utf-8"))
    words = " ".join("".join(page.words).split())
    for wanted in (
        "Trial money",
        "Money for the trial.",
        "school year 2008/2009 through 2013",
        "€ 1,234.50",
        "per pupil",
        "1 September 2008 through 1 October 2008",
        "also stated 1300",
        "Older source.",
        "No successor found.",
        "1 November 2026",
        "1 November 2027",
    ):
        assert wanted in words


def test_sources_stand_with_what_they_support(small: Path) -> None:
    text = (small / "en" / "subsidy-schemes" / "proefgeld.html").read_text("utf-8")
    row = re.search(r'<tr id="amounts\.per-leerling">(.*?)</tr>', text, re.S)
    assert row is not None
    number = re.search(r'class="cite high" href="#(source-\d+)"', row[1])
    assert number is not None
    source = re.search(rf'<li id="{number[1]}"><a href="([^"]*)"', text)
    assert source is not None
    assert source[1].endswith("sources/bron-rapport.html")


def test_files_of_one_record(small: Path) -> None:
    data = kb.load(DATA / "valid")
    import pyoxigraph

    for spec, record in data.records:
        place = small / "data" / spec.slug / f"{record['id']}.ttl"
        alone = set(pyoxigraph.parse(path=place, format=pyoxigraph.RdfFormat.TURTLE))
        subject = data.iri(record["id"])
        whole = pyoxigraph.parse(path=small / "vmbo-mbo-kb.nt", format=pyoxigraph.RdfFormat.N_TRIPLES)
        wanted = {quad for quad in whole if re.fullmatch(re.escape(subject) + "(#.*)?", quad.subject.value)}  # type: ignore[union-attr]
        assert alone == wanted
    text = (small / "data/subsidy-schemes/proefgeld.csv").read_bytes().decode()
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    values = {(row["path"], row["language"]): row["value"] for row in rows}
    assert values["amounts.per-leerling.value", ""] == "1234.50"
    assert values["name", "en"] == "Trial money"
    assert values["valid", ""] == "2008/2009..2013"


EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)> ]]> {{ 7*191 }} \u202eevil\u202c --> &amp; \u0000"


def test_what_comes_from_data_is_harmless(tmp_path: Path) -> None:
    """Markup, quotes, templates, marks of direction and addresses that run: in every text of every class."""
    plan = blueprint()
    evil = EVIL.replace("\u0000", "").strip()
    records = []
    for spec, record in kb.load(DATA / "valid").records:
        poisoned = json.loads(json.dumps(record))
        _poison(spec, poisoned, evil)
        records.append((spec, poisoned))
    from vmbo_mbo_kb.knowledge_base import KnowledgeBase, RecordStore

    dataset = dict(kb.load(DATA / "valid").records.dataset)
    _poison(plan.dataset, dataset, evil)
    KnowledgeBase(RecordStore(dataset, records)).build(tmp_path / "public")
    pages = check_links(tmp_path / "public")
    for name, page in pages.items():
        assert scripts_are_allowed(page), name
        for tag, given in page.tags:
            assert tag != "img", name
            assert not any(key.startswith("on") for key in given), name
        for _, address in page.links:
            assert not address.strip().lower().startswith(("javascript:", "data:", "vbscript:")), name
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", page.text), name
        assert "1337" not in page.text, name


@pytest.mark.parametrize("address", ["javascript:alert(1)", "JavaScript:x", "data:text/html,x", " https://x", "//x"])
def test_only_web_addresses_are_links(address: str) -> None:
    assert "<a" not in outside(address)


def _poison(spec, record, evil) -> None:  # type: ignore[no-untyped-def]
    for field in spec.fields:
        if field.name not in record:
            continue
        match field.kind:
            case Kind.TEXT:
                record[field.name] = dict.fromkeys(record[field.name], evil)
            case Kind.STRING if field.pattern == TEXT_PATTERN:
                record[field.name] = [evil] if field.many else evil
            case Kind.IRI:
                address = "https://evil.example/'onclick='alert(1)//javascript:alert(1)?a=1&b=2"
                record[field.name] = [address] if field.many else address
            case Kind.PART:
                for part in record[field.name]:
                    _poison(field.part, part, evil)


def test_the_same_bytes_again(tmp_path: Path, small: Path) -> None:
    """Whatever the hash seed, the time zone and the locale; and what did not change keeps its date."""
    program = f"import vmbo_mbo_kb as kb; kb.load({str(DATA / 'valid')!r}).build({str(tmp_path / 'public')!r})"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)
    first = {path.relative_to(small): path.read_bytes() for path in small.rglob("*") if path.is_file()}
    second = {
        path.relative_to(tmp_path / "public"): path.read_bytes()
        for path in (tmp_path / "public").rglob("*")
        if path.is_file()
    }
    assert first == second


def test_a_changed_record_rewrites_what_depends_on_it(dataset: Path, tmp_path: Path) -> None:
    out = tmp_path / "public"
    kb.load(dataset).build(out)
    long_ago = 10**18
    for path in out.rglob("*"):
        os.utime(path, ns=(long_ago, long_ago))
    former = {path.relative_to(out).as_posix(): path.stat().st_ino for path in out.rglob("*") if path.is_file()}
    texts = {name: (out / name).read_text("utf-8") for name in former if name.endswith(".html")}
    path = dataset / "themes" / "instromen.yaml"
    record = yaml.safe_load(path.read_text("utf-8"))
    old = {language: record["name"][language] for language in ("nl", "en")}
    record["name"]["en"] = "Something else altogether"
    path.write_text(yaml.safe_dump(record, allow_unicode=True), "utf-8")
    kb.load(dataset).build(out)
    present = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    changed = {name for name in present if (out / name).stat().st_mtime_ns != long_ago}
    # The search index is named by what it holds: what is new of it are new names.
    kept = {name for name in former if not name.startswith("pagefind/")}
    assert kept == {name for name in present if not name.startswith("pagefind/")}
    # Pages: those that say the old name, and no other, but for the checksums of the files that hold it.
    pages = {name for name in changed if name.endswith(".html")}
    named = {name for name, text in texts.items() if escape(old["en"]) in text and name.startswith("en/")}
    assert {f"en/themes/{name}.html" for name in ("index", "instromen")} < named
    assert pages - {name for name in pages if "/downloads" in name} == named
    # Files of data: those that hold the record, and what tells of them.
    exports = {name for name in changed if name.startswith(("vmbo-mbo-kb.", "thesaurus."))}
    assert exports == {name for name in former if name.startswith(("vmbo-mbo-kb.", "thesaurus."))}
    alone = {name for name in changed if name.startswith(("data/", "jsonld/"))}
    assert alone == {"data/themes/instromen.ttl", "data/themes/instromen.csv", "jsonld/themes/instromen.jsonld"}
    tables = {name for name in changed if name.startswith("csv/") and name.endswith(".csv")}
    assert tables == {"csv/themes.csv"}
    assert not {name for name in changed if name.startswith(("assets/", "schema/", "vendored/", "hosting/"))}
    # What did not change was not written again: pages are the very files that they were.
    written = {name for name in kept if name.endswith(".html") and (out / name).stat().st_ino != former[name]}
    assert written == pages


def test_years_and_days_say_what_the_data_say(small: Path) -> None:
    """The page of a year has what ``during`` gives; the rows of a day carry the four days that ``holds`` compares."""
    data = kb.load(DATA / "valid")
    for year in ("2007", "2008", "2013", "2014"):
        page = Page((small / "en" / "on-date" / f"{year}.html").read_text("utf-8"))
        linked = {address.split("/")[-1].removesuffix(".html") for tag, address in page.links if tag == "a"}
        first, last = date(int(year), 1, 1), date(int(year), 12, 31)
        for _, record in data.records:
            if "valid" in record:
                meets = span(record["valid"]["from"], record["valid"]["through"]).meets(first, last)
                assert (record["id"] in linked) == (meets is not kb.Answer.NO)
    text = (small / "en" / "on-date.html").read_text("utf-8")
    rows = dict(re.findall(r'data-days="([^"]*)".*?/([a-z0-9-]+)\.html"', text))
    found = {identifier: [date.fromisoformat(day) for day in days.split()] for days, identifier in rows.items()}
    assert len(found) > 2
    for identifier, (earliest, sure, done, latest) in found.items():
        for day in (date(2008, 7, 31), date(2008, 8, 1), date(2009, 7, 31), date(2013, 1, 1), date(2014, 1, 1)):
            answer = "yes" if sure <= day <= done else "possibly" if earliest <= day <= latest else "no"
            assert data[identifier].holds(day).value == answer


ALONE = {
    *("dcat.ttl", "dcat.jsonld", "schema-org.jsonld", "datacite.json", "datacite.xml", "CITATION.cff", "void.ttl"),
    *("prov.ttl", "ro-crate-metadata.json", "sitemap.xml", "robots.txt", "llms.txt"),
}
"""Files at the top that tell of the dataset and the site."""


def test_downloads_tell_size_and_checksum(small: Path) -> None:
    pages = [small / "nl" / "downloads.html", *sorted((small / "nl" / "downloads").glob("*.html"))]
    text = "".join(path.read_text("utf-8") for path in pages).replace("<wbr>", "")
    manifest = json.loads((small / "manifest.json").read_bytes())
    wanted = [
        entry
        for entry in manifest["files"]
        if entry["path"].startswith(("vmbo-mbo-kb.", "csv/", "schema/", "thesaurus", "ontology", "shapes"))
    ]
    assert len(wanted) > 50
    wanted += [entry for entry in manifest["files"] if entry["path"].split("/")[0] in ALONE]
    assert {entry["path"] for entry in wanted} >= ALONE
    for entry in wanted:
        assert f'/{entry["path"]}" type="{entry["media_type"]}"' in text
        assert entry["sha256"] in text


def test_the_sitemap_has_every_page_in_both_languages(small: Path) -> None:
    pages = {path.relative_to(small).as_posix() for each in ("nl", "en") for path in (small / each).rglob("*.html")}
    listed = re.findall("<loc>([^<]*)</loc>", (small / "sitemap.xml").read_text("utf-8"))
    assert {address.removeprefix(kb.namespaces.DEFAULT_BASE) for address in listed} == pages
    assert len(listed) == len(pages)


def test_deadlines_are_a_calendar(small: Path) -> None:
    """Windows for applications and last days, as a library of others reads them; what is to be reviewed is no
    reader's deadline."""
    for language in ("nl", "en"):
        content = (small / language / "deadlines.ics").read_bytes()
        found = {str(event["categories"].cats[0]) for event in Calendar.from_ical(content).walk("VEVENT")}
        assert found == {"APPLICATION", "LAPSE"}


def test_without_pagefind_all_but_the_index_is_there(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vmbo_mbo_kb.site.pages.search_index.executable", lambda: None)
    out = tmp_path / "public"
    result = CliRunner().invoke(cli, ["site", "--dataset", str(dataset), "--out", str(out)])
    assert result.exit_code == 0
    assert result.stderr == f"Without a search index, for Pagefind is not installed: {INSTALL}\n"
    assert not (out / "pagefind").exists()
    check_links(out)


def test_when_pagefind_fails_the_former_site_stays(
    dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "public"
    kb.load(dataset).build(out)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    program = tmp_path / "pagefind"
    program.write_text("#!/bin/sh\necho 'no memory left' >&2\nexit 3\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr("vmbo_mbo_kb.site.pages.search_index.executable", lambda: str(program))
    result = CliRunner().invoke(cli, ["site", "--dataset", str(dataset), "--out", str(out)])
    assert result.exit_code != 0
    assert "Pagefind could not make the search index: no memory left" in result.stderr
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before


def test_warnings_stand_on_the_page_for_the_curator(dataset: Path, tmp_path: Path) -> None:
    path = dataset / "themes" / "instromen.yaml"
    record = yaml.safe_load(path.read_text("utf-8"))
    record["checked"], record["review_by"] = "2020-01-01", "2021-01-01"
    path.write_text(yaml.safe_dump(record, allow_unicode=True), "utf-8")
    data = kb.load(dataset)
    assert [finding.severity for finding in data.findings] == [kb.Severity.WARNING]
    data.build(tmp_path / "public")
    text = (tmp_path / "public" / "nl" / "curator.html").read_text("utf-8")
    assert data.findings[0].code in text
    assert "instromen.yaml:" in text
    assert str(tmp_path) not in text


def test_an_error_leaves_the_former_site(dataset: Path, tmp_path: Path) -> None:
    out = tmp_path / "public"
    kb.load(dataset).build(out)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    (dataset / "themes" / "instromen.yaml").write_text("name: {}", "utf-8")
    result = CliRunner().invoke(cli, ["site", "--dataset", str(dataset), "--out", str(out)])
    assert result.exit_code == 1
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    result = CliRunner().invoke(
        cli, ["site", "--dataset", str(DATA / "valid"), "--out", str(out), "--base", "https://x.example"]
    )
    assert result.exit_code == 2
    assert "ends in '/'" in result.stderr
    (out / "mine.txt").write_text("mine", "utf-8")
    result = CliRunner().invoke(cli, ["site", "--dataset", str(DATA / "valid"), "--out", str(out)])
    assert result.exit_code == 2
    assert "mine.txt" in result.stderr
    assert (out / "mine.txt").read_text("utf-8") == "mine"


def test_a_build_says_how_to_look_at_it(tmp_path: Path) -> None:
    out = tmp_path / "een map"
    result = CliRunner().invoke(cli, ["site", "--dataset", str(DATA / "valid"), "--out", str(out)])
    assert result.exit_code == 0
    assert f"vmbo-mbo-kb serve --site '{out}'" in result.stdout


def test_without_pages(dataset: Path, tmp_path: Path) -> None:
    kb.load(dataset).build(tmp_path / "public", pages=False)
    assert not list(tmp_path.rglob("*.html"))
    assert (tmp_path / "public" / "SHA256SUMS").is_file()


def test_the_address_for_mistakes(dataset: Path, tmp_path: Path) -> None:
    path = dataset / "dataset.yaml"
    path.write_text(path.read_text("utf-8") + "\nrepository: https://git.example/kb/\n", "utf-8")
    kb.load(dataset).build(tmp_path / "public")
    page = Page((tmp_path / "public" / "nl" / "themes" / "instromen.html").read_text("utf-8"))
    found = [address for _, address in page.links if "issues/new" in address]
    assert len(found) == 1
    assert found[0].startswith("https://git.example/kb/issues/new?title=Fout+in+instromen&body=")
