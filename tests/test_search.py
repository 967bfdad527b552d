# SPDX-License-Identifier: MIT
"""Search: what readers ask, and what they must find; filters, suggestions, and how words are compared."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import vmbo_mbo_kb as kb
from tests.strategies import NASTY, GeneratedRecords, collections, few
from vmbo_mbo_kb.blueprint import blueprint
from vmbo_mbo_kb.cli import cli
from vmbo_mbo_kb.search import Index, fold, stem, words


@pytest.fixture(scope="module")
def data() -> kb.KnowledgeBase:
    return kb.load()


@pytest.fixture
def small(dataset: Path) -> kb.KnowledgeBase:
    return kb.load(dataset)


QUESTIONS = {
    # Asked, and what must be among the first three.
    "vsv": {"voortijdig-schoolverlaten", "convenanten-vsv"},
    "voortijdig schoolverlaten": {"voortijdig-schoolverlaten"},
    "Voortijdige schoolverlaters": {"voortijdig-schoolverlaten"},
    "early school leaving": {"voortijdig-schoolverlaten", "regionaal-programma-vsv"},
    "leerroute": {"doorlopende-leerroute-vmbo-mbo"},
    "doorlopende leerroutes": {"doorlopende-leerroute-vmbo-mbo"},
    "doorlopende leerlijn": {"doorlopende-leerlijn"},
    "sterk techniek": {"sto-2025", "sterk-techniekonderwijs-regio"},
    "STO": {"sto-2025", "sto-2020", "sterk-techniekonderwijs-regio"},
    "Strong Technical Education": {"sto-2025", "sto-2020"},
    "budget sterk techniekonderwijs": {"sto-2025", "sto-2020"},
    "assistentopleiding": {"assistentopleiding", "assistentopleiding-vmbo"},
    "AKA": {"aka", "assistentopleiding-vmbo"},
    "entree": {"entreeopleiding"},
    "basisberoepsgerichte": {"vmbo-bb"},
    "basisberoepsgerichte leerweg": {"vmbo-bb"},
    "RMC": {"rmc-functie"},
    "RMC-functie": {"rmc-functie"},
    "RMC function": {"rmc-functie"},
    "Doorstroompunt": {"rmc-functie", "doorstroompunt"},
    "vakinstelling": {"beroepscollege"},
    "VM2": {"vm2", "regeling-leergang-vmbo-mbo2-2008-2013"},
    "leergang vmbo-mbo2": {"vm2"},
    "wat is een startkwalificatie?": {"startkwalificatie"},
    "start kwalificatie": {"startkwalificatie"},
    "STARTKWALIFICATIES": {"startkwalificatie"},
    "loopbaanorientatie": {"lob"},
    "leerwerktraject": {"leer-werktraject-vmbo"},
    "leer-werktrajecten": {"leer-werktraject-vmbo"},
    "LWT": {"leer-werktraject-vmbo"},
    "vakcolleges": {"vakcollege"},
    "informatie beheer groep": {"ib-groep"},
    "wet educatie en beroepsonderwijs": {"web"},
    "investeringsfonds": {"rif-2014"},
    "mbo niveau 2": {"mbo-2"},
    "verticale scholengemeenschappen": {"verticale-scholengemeenschap"},
    "prestatiebox": {"vsv-2012"},
    "techniekregiosubsidie": {"sto-2025"},
    "welke financiële mogelijkheden zijn er": {"welke-financiele-mogelijkheden"},
    "good practices": {"good-practice", "welke-good-practices"},
    "kwalificatieplicht": {"kwalificatieplicht"},
    "toelatingsrecht": {"toelatingsrecht-mbo"},
}
"""Questions of readers: words of the starting page, names and abbreviations of today and then, in both languages."""


@pytest.mark.parametrize("asked", QUESTIONS)
def test_readers_find_what_they_look_for(data: kb.KnowledgeBase, asked: str) -> None:
    first = [hit.id for hit in data.search(asked)][:3]
    assert QUESTIONS[asked] <= set(first), first


def test_the_best_comes_first_for_nearly_all(data: kb.KnowledgeBase) -> None:
    right = sum(data.search(asked)[0].id in wanted for asked, wanted in QUESTIONS.items())
    assert right / len(QUESTIONS) > 0.9


def test_synonyms_go_both_ways(data: kb.KnowledgeBase) -> None:
    by_abbreviation = {hit.id for hit in data.search("vsv")}
    by_name = {hit.id for hit in data.search("voortijdig schoolverlaten")}
    assert len(by_abbreviation & by_name) > 50
    assert len(by_abbreviation & by_name) > 0.8 * len(by_abbreviation | by_name)


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("leeroute", "leerroute"),
        ("schoolverlatter", "schoolverlater"),
        ("techniekonderwijz", "techniekonderwijs"),
        ("startkwalifikatie vmbo", "startkwalificatie vmbo"),
        ("beroepskollom", "beroepskolom"),
    ],
)
def test_misspelt_words_get_the_nearest_one(data: kb.KnowledgeBase, asked: str, meant: str) -> None:
    assert data.suggest(asked) == meant
    assert data.search(meant)


def test_what_is_spelt_right_gets_no_suggestion(data: kb.KnowledgeBase) -> None:
    assert [asked for asked in QUESTIONS if data.suggest(asked)] == []
    assert data.suggest("zzzzzzzzzz") is None
    assert data.search("zzzzzzzzzz") == []


def test_matched_field_and_snippet(small: kb.KnowledgeBase) -> None:
    assert [hit.id for hit in small.search("PROEF")] == ["proef", "regeling-proef", "proefgeld"]
    assert small.search("prf")[0].field == "abbreviation"
    assert [hit.id for hit in small.search("prf")] == ["proef", "regeling-proef", "proefgeld"]  # by its synonym too
    (hit, *_) = small.search("overeenkomst")
    assert (hit.field, hit.id) == ("conditions.text.nl", "proef")
    assert "overeenkomst" in hit.snippet
    assert hit.snippet.strip("… ") in " ".join(hit.text.split())
    assert small.search("") == []
    assert small.search("?!") == []


def test_snippet_is_short_and_around_the_word(data: kb.KnowledgeBase) -> None:
    for asked in QUESTIONS:
        for hit in data.search(asked)[:10]:
            assert len(hit.snippet) <= 170
            assert hit.text.startswith(hit.snippet[:10]) or hit.snippet.startswith("… ")


def test_a_word_that_no_record_has_does_not_hide_the_others(data: kb.KnowledgeBase) -> None:
    found = [hit.id for hit in data.search("startkwalificatie zzzzzzzzzz")]
    assert found[0] == "startkwalificatie"


def test_filters(data: kb.KnowledgeBase) -> None:
    forms = data.search("vmbo", class_name="collaboration-forms")
    assert forms
    assert {hit.spec.slug for hit in forms} == {"collaboration-forms"}
    then = {hit.id for hit in data.search("vmbo", class_name="collaboration-forms", day="2010-01-01")}
    assert "vm2" in then
    assert "doorlopende-leerroute-vmbo-mbo" not in then
    everywhere = {hit.id for hit in data.search("techniek")}
    themed = {hit.id for hit in data.search("techniek", theme="aansluiting-arbeidsmarkt")}
    assert themed
    assert themed < everywhere
    assert all("aansluiting-arbeidsmarkt" in str(data.record(each)) for each in themed)


def test_a_level_includes_those_below_it(data: kb.KnowledgeBase) -> None:
    wide = {hit.id for hit in data.search("subsidie leerlingen", level="vmbo")}
    narrow = {hit.id for hit in data.search("subsidie leerlingen", level="vmbo-bb")}
    assert {hit.id for hit in data.search("leerweg", level="vmbo")} >= {"vmbo-bb", "vmbo-kb"}
    assert wide
    assert narrow <= wide or not narrow


def test_one_language(data: kb.KnowledgeBase) -> None:
    assert all(not hit.field.endswith(".en") for hit in data.search("school", language="nl"))
    assert all(not hit.field.endswith(".nl") for hit in data.search("school", language="en"))


def test_filters_that_name_nothing(data: kb.KnowledgeBase) -> None:
    with pytest.raises(kb.UnknownClass, match="did you mean 'themes'"):
        data.search("x", class_name="theme")
    with pytest.raises(kb.UnknownId, match="did you mean 'vmbo-bb'"):
        data.search("x", level="vmbo-bbb")
    with pytest.raises(kb.UnknownId):
        data.search("x", theme="vm2")
    with pytest.raises(ValueError, match="is not a day"):
        data.search("x", day="2010")


@settings(max_examples=200)
@given(st.sampled_from(NASTY) | st.text(max_size=40))
def test_words_stand_where_they_say(text: str) -> None:
    for word, start, end in words(text):
        assert word
        assert word.isalnum()
        assert "".join(char for char in fold(text[start:end]) if char.isalnum()) == word
        assert stem(word)


@few
@given(collections(max_size=2), st.sampled_from(NASTY) | st.text(max_size=20))
def test_any_text_can_be_asked_of_any_records(found: GeneratedRecords, asked: str) -> None:
    index = Index(found)
    hits = index.search(asked)
    assert [hit.id for hit in hits] == [hit.id for hit in Index(found).search(asked)]
    index.suggest(asked)
    for spec, record in found:  # each is found by its own name
        for field in spec.fields:
            if (
                field.naming
                and field.name in record
                and isinstance(record[field.name], str)
                and words(record[field.name])
            ):
                assert record["id"] in {hit.id for hit in index.search(record[field.name])}


def test_names_are_marked_in_the_model() -> None:
    marked = {field.name for spec in blueprint().classes() for field in spec.fields if field.naming}
    assert marked == {"name", "title", "short_title", "abbreviation", "other_names", "text"}


def test_command(dataset: Path) -> None:
    def run(*arguments: str) -> str:
        result = CliRunner().invoke(cli, ["search", *arguments, "--dataset", str(dataset)])
        assert result.exit_code == 0, result.output
        return result.output

    shown = run("trial", "--class", "collaboration-forms", "--lang", "nl")
    assert shown.startswith("proef  samenwerkingsvorm: Proef\n    name.en: Trial")
    assert run("instromn", "--json") == "Did you mean: instromen\n[]\n"
    assert run("instromn", "--lang", "nl") == "Bedoelde u: instromen\nNiets gevonden.\n"
    assert len(json.loads(run("proef", "--json", "--limit", "1"))) == 1
    assert "more; --limit shows more" in run("proef", "--limit", "1")
    assert "proef" in run("trial", "--on", "2010-01-01", "--class", "collaboration-forms")
    for wrong in (["--class", "theme"], ["--level", "x"], ["--theme", "x"], ["--on", "2010"]):
        result = CliRunner().invoke(cli, ["search", "proef", "--dataset", str(dataset), *wrong])
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.startswith("Error: ")
