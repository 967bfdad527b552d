# SPDX-License-Identifier: MIT
"""The ways in say what the data say: questions then and now, trees, maps, figures, old addresses, the dictionary."""

import re
from decimal import Decimal
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

import vmbo_mbo_kb as kb
from tests.conftest import DATA
from tests.site.html import Page
from vmbo_mbo_kb.blueprint import Kind, blueprint
from vmbo_mbo_kb.cli import cli
from vmbo_mbo_kb.site.drawing import Stop, TimelineRow, chart, line_map, timeline
from vmbo_mbo_kb.site.frame import Axis
from vmbo_mbo_kb.site.pages import search_index

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def data() -> kb.KnowledgeBase:
    return kb.load()


def read(folder: Path, name: str) -> str:
    return (folder / name).read_text("utf-8")


def words(html: str) -> str:
    """What a piece of a page says."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def linked(html: str) -> list[str]:
    """The ids that a piece of a page leads to, in its order."""
    return re.findall(r'href="[^"#]*/([a-z0-9-]+)\.html"', html)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_home_answers_three_questions_for_then_and_now(real: Path, data: kb.KnowledgeBase, language: str) -> None:
    articles = re.findall(r'<article class="question">(.*?)</article>', read(real, f"{language}/index.html"), re.S)
    questions = [record for spec, record in data.records if spec.slug == "questions"]
    assert len(articles) == len(questions) == 3
    for article in articles:
        record = data.record(linked(article)[0])
        sections = [words(each) for each in re.findall(r"<section>(.*?)</section>", article, re.S)]
        assert [each.split()[0] for each in sections] == {"nl": ["Nu", "Toen"], "en": ["Now", "Then"]}[language]
        given = [" ".join(answer["text"][language].split()) for answer in record["answers"]]
        said = [next(text for text in given if text in section) for section in sections]
        assert said[0] != said[1]
        now = next(answer for answer in record["answers"] if " ".join(answer["text"][language].split()) == said[0])
        assert now["valid"]["through"] is None


def test_levels_are_a_tree_and_themes_show_what_belongs_to_them(real: Path, data: kb.KnowledgeBase) -> None:
    def tree(folder: str) -> ElementTree.Element:
        text = read(real, f"en/{folder}/index.html")
        found = re.search(r'<section class="tree".*?</h2>(.*?)</section>', text, re.S)
        assert found is not None
        return ElementTree.fromstring(found[1].strip())

    def pairs(branch: ElementTree.Element, above: str | None = None) -> set[tuple[str | None, str]]:
        found = set()
        for item in branch.findall("li"):
            link = item.find("a")
            assert link is not None
            own = link.attrib["href"].split("/")[-1].removesuffix(".html")
            found.add((above, own))
            for inner in item.findall("ul"):
                found |= pairs(inner, own)
        return found

    levels = {r["id"]: r for spec, r in data.records if spec.slug == "education-levels"}
    drawn = pairs(tree("education-levels"))
    wanted = {(over, each) for each, record in levels.items() for over in record.get("broader") or [None]}
    assert drawn == wanted
    themes = {r["id"] for spec, r in data.records if spec.slug == "themes"}
    belongs = {
        (theme, record["id"])
        for spec, record in data.records
        if spec.slug in ("collaboration-forms", "subsidy-schemes", "regulations")
        for theme in record.get("themes", ())
    }
    assert pairs(tree("themes")) == {(None, each) for each in themes} | belongs
    assert len(belongs) > 10


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_map_and_its_tables_say_who_administers_what(real: Path, data: kb.KnowledgeBase, language: str) -> None:
    text = read(real, f"{language}/who.html")
    drawn = re.search(r'<svg class="map" role="group".*?</svg>', text, re.S)
    assert drawn is not None
    svg = ElementTree.fromstring(drawn[0])
    stops = {link.attrib["href"].split("/")[-1].removesuffix(".html"): link for link in svg.iter("a")}
    tables = text[drawn.end() :]
    schemes = [record for spec, record in data.records if spec.slug == "subsidy-schemes"]
    administered = [record for record in schemes if record.get("administering_bodies")]
    assert len(administered) > 15
    for record in administered:
        row = re.search(rf'<tr><th scope="row"><a href="[^"]*/{record["id"]}\.html">.*?</tr>', tables, re.S)
        assert row is not None
        for part in record["administering_bodies"]:
            name = data.label(part["organisation"], language)
            assert name in stops[record["id"]].attrib["aria-label"]
            assert part["organisation"] in linked(row[0])
    lines = [words(each.text or "") for each in svg.iter("text") if each.get("class") == "line"]
    assert data.label("dus-i", language) in lines


def test_a_chart_has_its_method_and_its_table(real: Path, data: kb.KnowledgeBase) -> None:
    pages = "".join(
        read(real, path.relative_to(real).as_posix()) for path in sorted((real / "en").glob("charts*.html"))
    )
    figures: dict[str, list[kb.Record]] = {}
    for spec, record in data.records:
        if spec.slug == "figures":
            figures.setdefault(record["variable"], []).append(record)
    assert len(figures) > 50
    for variable, found in figures.items():
        section = re.search(rf'<section class="card" aria-labelledby="{variable}">(.*?)</section>', pages, re.S)
        assert section is not None, variable
        method = data.record(variable).get("method")
        assert method is None or " ".join(method["en"].split()) in words(section[1])
        rows = re.findall(r"<tr><td.*?</tr>", section[1], re.S)
        assert sorted(linked(row)[-1] for row in rows) == sorted(each["id"] for each in found)
        drawn = re.search(r'<svg class="chart".*?</svg>', section[1], re.S)
        assert (drawn is not None) == (len(found) > 1)
        if drawn is not None:
            widths = [float(each[:-1]) for each in re.findall(r'<rect [^>]*width="([^"]*)"', drawn[0])]
            values = [abs(Decimal(each["value"])) for each in found]
            assert max(widths) == 100
            assert len(widths) == len(values)


def test_every_address_has_its_fate(real: Path, data: kb.KnowledgeBase) -> None:
    text = read(real, "nl/addresses.html")
    for spec, record in data.records:
        if spec.slug != "links":
            continue
        row = next(row for row in re.findall(r"<tr><td.*?</tr>", text, re.S) if record["id"] in linked(row))
        assert "successor" not in record or record["successor"] in linked(row)
        assert "archived" not in record or record["archived"].replace("&", "&amp;") in row
        if record["fate"] not in ("works", "moved"):  # what leads nowhere is no link
            assert f'href="{record["address"]}"' not in row


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_dictionary_has_every_class_and_field(small: Path, language: str) -> None:
    for spec in blueprint().classes():
        page = Page(read(small, f"{language}/model/{spec.name}.html"))
        text = " ".join("".join(page.words).split())
        assert " ".join(spec.definition[language].split()) in text
        for field in spec.fields:
            assert field.name in page.ids
            assert " ".join(field.definition[language].split()) in text, (spec.name, field.name)
            assert field.term in text
    for codes in blueprint().code_lists:
        text = words(read(small, f"{language}/model/index.html"))
        for code in codes.values:
            assert f"{code.value} {code.label[language]}" in text


def test_examples_in_the_dictionary_are_values_of_the_data(real: Path, data: kb.KnowledgeBase) -> None:
    scheme = next(spec for spec in blueprint().entities if spec.slug == "subsidy-schemes")
    text = read(real, "en/model/SubsidyScheme.html")
    shown = 0
    for field in scheme.fields:
        row = re.search(rf'<tr id="{field.name}">.*?</tr>', text, re.S)
        assert row is not None
        example = re.search(r"Example: (.*?)</span>", row[0], re.S)
        if example is not None and field.kind is Kind.TEXT and not field.many:
            start = unescape(example[1]).removesuffix("...").strip()[:60]
            assert any(start in " ".join(record.get(field.name, {}).get("en", "").split())
                       for spec, record in data.records if spec is scheme)  # fmt: skip
            shown += 1
    assert shown > 1


EVIL = '</text></svg><script>alert(1)</script>"\' onload="x" \u202eevil'


def test_drawings_are_harmless() -> None:
    """Whatever names and words hold, a drawing is XML of its own few elements, and its addresses are quoted."""
    from datetime import date

    from vmbo_mbo_kb.periods import span
    from vmbo_mbo_kb.site.drawing import Observation

    axis, held, today = Axis(2001, 2030), span("2008", None), date(2026, 1, 1)
    drawings = [
        timeline(axis, [TimelineRow(EVIL, EVIL, f"x/{EVIL}", held)], today),
        chart([Observation(EVIL, 1.0, EVIL, EVIL)], EVIL),
        line_map([EVIL], [(EVIL, [Stop(EVIL, EVIL, f"x/{EVIL}", ((0, 0, False),))])], EVIL),
    ]
    for drawing in drawings:
        root = ElementTree.fromstring(str(drawing))
        for element in root.iter():
            assert element.tag in {"div", "ol", "li", "a", "span", "small", "svg", "text", "tspan", "rect", "line",
                                   "path", "circle"}  # fmt: skip
            assert not any(name.startswith("on") for name in element.attrib)
        assert "alert(1)" in "".join(root.itertext())
        assert "\u202e" not in drawing


def test_the_feed_is_harmless() -> None:
    """Names full of markup are text in it, as the judge of feeds reads them."""
    import feedparser

    from vmbo_mbo_kb.changes import State
    from vmbo_mbo_kb.difference_texts import atom
    from vmbo_mbo_kb.differences import compare
    from vmbo_mbo_kb.knowledge_base import RecordStore

    before = kb.load(DATA / "valid").records
    after = [
        (spec, {**record, "name": {"nl": EVIL, "en": EVIL}} if spec.slug == "themes" else record)
        for spec, record in before
    ]
    feed = atom(compare(State.of(before), State.of(RecordStore(before.dataset, after))))
    assert not {each.tag for each in ElementTree.fromstring(feed.encode()).iter() if "script" in each.tag}
    parsed = feedparser.parse(feed.encode(), sanitize_html=False)
    assert not parsed.bozo
    assert "alert(1)" in feed
    for entry in parsed.entries:
        assert entry.title_detail.type == "text/plain"
        for content in entry.get("content", []):
            assert content.type == "text/plain" or "<script" not in content.value


def test_the_legal_basis_of_a_scheme_has_its_address(real: Path, data: kb.KnowledgeBase) -> None:
    """A link to the page about the law, and one to the text of the law itself."""
    record = data.record("sto-2025")
    law = data.record(record["regulations"][0])
    row = re.search(r'<div id="regulations".*?</div>', read(real, "nl/subsidy-schemes/sto-2025.html"), re.S)
    assert row is not None
    assert law["id"] in linked(row[0])
    assert f'href="{law["address"]}"' in row[0]


def test_without_pagefind_the_site_is_whole_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: Path
) -> None:
    monkeypatch.setattr(search_index, "executable", lambda: None)
    for language, said in (("nl", "Zonder zoekindex"), ("en", "Without a search index")):
        out = tmp_path / language
        command = ["site", "--dataset", str(DATA / "valid"), "--out", str(out), "--lang", language]
        result = CliRunner().invoke(cli, command)
        assert result.exit_code == 0
        assert said in result.stderr
        assert "pip install 'vmbo-mbo-kb[site]'" in result.stderr
        made = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
        there = {path.relative_to(small).as_posix() for path in small.rglob("*") if path.is_file()}
        assert made == {name for name in there if not name.startswith("pagefind/")}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_python_page_has_every_public_name_with_types_and_meaning(small: Path, language: str) -> None:
    text = read(small, f"{language}/api.html")
    page = Page(text)
    for name in kb.__all__:
        if callable(getattr(kb, name)):
            assert name in page.ids
    said = words(text)
    assert "search(text: str, " in said
    assert "load(folder: str | PathLike[str] | None = None, *, release: str | None = None) -> KnowledgeBase" in said
    assert "raises UnknownRelease there is no such release" in said
    assert "Answer.POSSIBLY 'possibly'" in said
    assert '<a href="#KnowledgeBase.at"><code>at</code></a>' in text
    assert not re.search(r"``|:\w+:`|:param|:raises|object at 0x", said)
