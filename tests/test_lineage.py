# SPDX-License-Identifier: MIT
"""Lineages: the family, its steps, the drawings, and the same from the RDF."""

import json
import re
import subprocess
import sys
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import QuerySolutions, RdfFormat, Store

import vmbo_mbo_kb as kb
from tests.strategies import NASTY, few
from vmbo_mbo_kb.blueprint import blueprint
from vmbo_mbo_kb.cli import cli
from vmbo_mbo_kb.knowledge_base import KnowledgeBase, RecordStore
from vmbo_mbo_kb.lineage import Place
from vmbo_mbo_kb.records import normalise
from vmbo_mbo_kb.sparql.library import example

VALID = Path(__file__).parent / "data" / "valid"
SVG = "{http://www.w3.org/2000/svg}"
KINDS = ("replaces", "renames", "merges", "splits", "grew-out-of")


@pytest.fixture(scope="module")
def data() -> KnowledgeBase:
    return kb.load()


@st.composite
def families(draw: st.DrawFn) -> KnowledgeBase:
    """Forms of which each came out of some that were made before it, if any; in several families."""
    spec = blueprint().by_name("CollaborationForm")
    names = draw(
        st.lists(st.from_regex(r"[a-z]{1,3}(-[0-9]{1,2})?", fullmatch=True), unique=True, max_size=9, min_size=1)
    )
    citations = [{"source": "bron", "confidence": "high"}]
    found = []
    for number, name in enumerate(names):
        before = draw(st.lists(st.sampled_from(names[:number]), unique=True, max_size=3)) if number else []
        steps = [
            {"to": each, "kind": draw(st.sampled_from(KINDS)), "citations": citations}
            | draw(st.sampled_from(({}, {"date": "2008"}, {"date": "2008/2009"})))
            for each in before
        ]
        text = {"nl": draw(st.sampled_from(NASTY)) + " " * draw(st.integers(0, 1)) + "x" * 40, "en": f"{name} é & <b>"}
        bound = draw(st.sampled_from((None, "unknown", "2007", "2008/2009")))
        raw = {"id": name, "name": text, "description": text, "valid": {"from": bound, "through": None},
               "checked": "2026-01-01", "review_by": "2027-01-01", "citations": citations,
               "follows": steps}  # fmt: skip
        found.append((spec, normalise(spec, raw)))
    source = blueprint().by_name("Source")
    raw = {"id": "bron", "kind": "official", "document": "x", "checked": "2026-01-01", "review_by": "2027-01-01"}
    found.append((source, normalise(source, raw)))
    return KnowledgeBase(RecordStore(kb.load(VALID).records.dataset, found))


def links(data: KnowledgeBase) -> set[tuple[str, str]]:
    return {(step["to"], record["id"]) for _, record in data.records for step in record.get("follows", ())}


def family(data: KnowledgeBase, start: str) -> set[str]:
    """Grown until it grows no more."""
    found, before = {start}, set[str]()
    while found != before:
        before = set(found)
        found |= {end for link in links(data) for end in link if found & set(link)}
    return found


def closure(data: KnowledgeBase) -> set[tuple[str, str]]:
    """Every pair of an earlier and a later one, at any distance."""
    found, before = links(data), set[tuple[str, str]]()
    while found != before:
        before = set(found)
        found |= {(a, d) for a, b in before for c, d in before if b == c}
    return found


@few
@given(families())
def test_a_lineage_is_the_whole_family_in_order(data: KnowledgeBase) -> None:
    pairs = closure(data)
    for start in [form.id for form in data.collaboration_forms]:
        found = data.lineage(start)
        order = [member.id for member in found.members]
        assert sorted(order) == sorted(family(data, start))
        assert {(step.earlier, step.later) for step in found.steps} == {e for e in links(data) if e[1] in order}
        assert all(order.index(step.earlier) < order.index(step.later) for step in found.steps)
        places = {member.id: member.place for member in found.members}
        for each, place in places.items():
            expected = Place.SELF if each == start else Place.BESIDE
            expected = Place.EARLIER if (each, start) in pairs else expected
            assert place is (Place.LATER if (start, each) in pairs else expected)


def boxes(root: ElementTree.Element) -> list[tuple[float, float, float, float]]:
    return [
        (x, y, x + float(rect.attrib["width"]), y + float(rect.attrib["height"]))
        for rect in root.iter(f"{SVG}rect")
        for x, y in [(float(rect.attrib["x"]), float(rect.attrib["y"]))]
    ]


@settings(few, max_examples=25)
@given(families(), st.sampled_from(["nl", "en"]))
def test_drawings_are_whole_and_tidy(data: KnowledgeBase, language: Any) -> None:
    for start in [form.id for form in data.collaboration_forms]:
        found = data.lineage(start)
        text = found.text(language)
        lines = text.splitlines()
        heads = [line for line in lines if re.search(r"^[│ ]*[○●]", line)]
        assert [line.rpartition("[")[2].rstrip("]") for line in heads] == [member.id for member in found.members]
        assert sum(bool(re.match(r"[│○ ]*●", line)) for line in heads) == 1
        assert sum("←" in line for line in lines) == len(found.steps)
        assert all(line == line.rstrip() for line in lines)
        svg = found.svg(language)
        root = ElementTree.fromstring(svg)
        assert svg == data.lineage(start).svg(language)
        each = boxes(root)
        assert len(each) == len(found.members)
        _, _, width, height = map(float, root.attrib["viewBox"].split())
        assert all(0 <= x0 < x1 <= width and 0 <= y0 < y1 <= height for x0, y0, x1, y1 in each)
        for a, b in combinations(each, 2):
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1], "boxes overlap"
        arrows = [path for path in root.iter(f"{SVG}path") if path.attrib.get("fill") == "none"]
        assert len(arrows) == len(found.steps)
        for words in root.iter(f"{SVG}text"):
            assert 0 <= float(words.attrib["x"]) < width
            assert 0 < float(words.attrib["y"]) < height


def test_each_word_of_a_step_has_a_place_of_its_own(data: KnowledgeBase) -> None:
    root = ElementTree.fromstring(data.lineage("duo").svg("en"))
    places = [(words.attrib["x"], words.attrib["y"]) for words in root.iter(f"{SVG}text")]
    assert len(set(places)) == len(places)


def test_drawing_is_accessible_and_takes_the_colours_around_it(data: KnowledgeBase) -> None:
    svg = data.lineage("vm2").svg("nl")
    root = ElementTree.fromstring(svg)
    assert root.attrib["role"] == "img"
    assert root.attrib["lang"] == "nl"
    labels = root.attrib["aria-labelledby"].split()
    named = {each.attrib["id"]: each.text or "" for each in root if "id" in each.attrib}
    assert labels == list(named)
    title, description = named.values()
    assert title == "Afstamming van Pilots vmbo – mbo 2 (VM2, leergang vmbo-mbo2)"
    assert "Doorlopende leerroute vmbo-mbo vervangt Experiment doorlopende leerlijnen" in description
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', svg))
    assert colours == {"currentColor", "none"}


def test_vm2_to_the_doorlopende_leerroute(data: KnowledgeBase) -> None:
    found = data.lineage("vm2")
    assert [(member.id, member.place.value) for member in found.members] == [
        ("vm2", "self"),
        ("experiment-doorlopende-leerlijnen", "later"),
        ("doorlopende-leerroute-vmbo-mbo", "later"),
        ("geintegreerde-route-vmbo-mbo", "later"),
    ]
    assert "wet-sterk-beroepsonderwijs" in found.members[2].regulations  # today's law
    assert all(step.citations for step in found.steps)
    last = found.steps_to("doorlopende-leerroute-vmbo-mbo")
    assert [(step.earlier, step.kind.value, step.date) for step in last] == [
        ("experiment-doorlopende-leerlijnen", "replaces", "2020-08-01")
    ]
    assert data.at("2026-11-23").lineage("doorlopende-leerroute-vmbo-mbo").members == data.lineage(
        "doorlopende-leerroute-vmbo-mbo"
    ).members  # fmt: skip


@pytest.mark.parametrize("start", ["cfi", "ib-groep", "duo"])
def test_cfi_and_ib_groep_to_duo(data: KnowledgeBase, start: str) -> None:
    found = data.lineage(start)
    assert [member.id for member in found.members] == ["ib-groep", "cfi", "duo"]
    assert {(step.earlier, step.kind.value, step.later) for step in found.steps} == {
        ("cfi", "merges", "duo"),
        ("ib-groep", "merges", "duo"),
    }
    assert [line[:3] for line in found.text().splitlines()][:5] in (
        ["○  ", "│", "│ ○", "│ │", "├─╯"],
        ["●  ", "│", "│ ○", "│ │", "├─╯"],
        ["○  ", "│", "│ ●", "│ │", "├─╯"],
    )


def steps_by_sparql(store: Store, data: KnowledgeBase, start: str) -> set[tuple[str, ...]]:
    query = example("steps-of-a-lineage").text
    asked, count = re.subn(r"(VALUES \?thing \{ <)[^>]+", lambda found: found[1] + data.iri(start), query)
    assert count == 1
    rows = store.query(asked)
    assert isinstance(rows, QuerySolutions)
    return {tuple("" if term is None else term.value for term in row) for row in rows}


def steps_by_python(data: KnowledgeBase, start: str) -> set[tuple[str, ...]]:
    return {
        (
            data.iri(step.earlier),
            data.iri(step.later),
            f"{kb.DEFAULT_BASE}def#{step.kind.value}",
            step.date or "",
            data.iri(citation.source),
        )
        for step in data.lineage(start).steps
        for citation in step.citations
    }


def stored(data: KnowledgeBase, folder: Path) -> Store:
    data.export("nquads", folder)
    store = Store()
    store.bulk_load(path=str(folder / "vmbo-mbo-kb.nq"), format=RdfFormat.N_QUADS)
    return store


def test_sparql_gives_every_lineage_of_the_dataset(data: KnowledgeBase, tmp_path: Path) -> None:
    store = stored(data, tmp_path)
    classes = ("collaboration-forms", "subsidy-schemes", "regulations", "organisations")
    asked = [entity.id for name in classes for entity in data.of_class(name)]
    found = {each: steps_by_sparql(store, data, each) for each in asked}
    assert found == {each: steps_by_python(data, each) for each in asked}
    assert sum(map(bool, found.values())) > 40


@few
@given(data=families())
def test_sparql_gives_generated_lineages(data: KnowledgeBase, tmp_path_factory: Any) -> None:
    store = stored(data, tmp_path_factory.mktemp("nq"))
    for form in data.collaboration_forms:
        assert steps_by_sparql(store, data, form.id) == steps_by_python(data, form.id)


def test_what_has_no_lineage(data: KnowledgeBase) -> None:
    with pytest.raises(LookupError, match="'startkwalificatie' is a concept: those have no lineage"):
        data.lineage("startkwalificatie")
    with pytest.raises(kb.UnknownId, match="did you mean 'vm2'"):
        data.lineage("vm3")


def test_command(data: KnowledgeBase) -> None:
    def run(*arguments: str) -> str:
        result = CliRunner().invoke(cli, ["lineage", *arguments])
        assert result.exit_code == 0
        return result.stdout

    assert run("vm2", "--lang", "nl") == data.lineage("vm2").text("nl")
    assert run("vm2", "--svg") == data.lineage("vm2").svg("en")
    assert json.loads(run("vm2", "--json")) == data.lineage("vm2").as_dict()
    wrong = CliRunner().invoke(cli, ["lineage", "startkwalificatie"])
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "no lineage" in wrong.stderr


def test_drawings_are_the_same_under_any_hash_seed() -> None:
    program = "import vmbo_mbo_kb as kb; d = kb.load().lineage('duo'); print(d.svg() + d.text())"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
            capture_output=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(outputs) == 1
